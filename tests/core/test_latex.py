"""Formulas are read off the graph: with names, and with slots for numbers."""

import numpy as np
import pytest

import gradviz as tf
from gradviz.core.latex import LIMIT, formula, numbers
from gradviz.core.op import ATOM
from gradviz.core.pieces import Formula, Piece, text_of


def names():
    x, y = tf.placeholder("double", [2], name="x"), tf.placeholder("double", [2], name="y")
    return x, y, {x: "x", y: "y"}


@pytest.mark.parametrize(
    ("build", "expected"),
    [
        (lambda x, y: x + y * x, r"x + y \cdot x"),
        (lambda x, y: (x + y) * x, r"\left(x + y\right) \cdot x"),
        (lambda x, y: x - (y - x), r"x - \left(y - x\right)"),
        (lambda x, y: x / (y + 1.0), r"\frac{x}{y + 1}"),
        (lambda x, y: tf.square(x * y), r"\left(x \cdot y\right)^2"),
        (lambda x, y: tf.pow(tf.square(x), y), r"\left(x^2\right)^{y}"),
        (lambda x, y: 0.5 * (2.0 * x), "x"),
        (lambda x, y: -(x * 2.0), "-2 x"),
        (lambda x, y: tf.reduce_sum(0.5 * x), r"\tfrac{1}{2} \sum x"),
        (lambda x, y: tf.reduce_sum(x + y), r"\sum \left(x + y\right)"),
        (lambda x, y: tf.add_n([x, y, x * y]), r"x + y + x \cdot y"),
        (lambda x, y: x * 0.0, "0"),
        (lambda x, y: x * 1e-9, r"1e-09 x"),
    ],
)
def test_formulas(build, expected):
    x, y, named = names()
    text = formula(build(x, y), named)
    assert text == expected


def test_gradients_have_formulas_too():
    x, y, named = names()
    (g,) = tf.gradients(0.5 * tf.reduce_sum(tf.square(x - y)), x)
    assert formula(g, named) == "x - y"


def test_numbers_are_slots_entry_by_entry():
    x, y, named = names()
    text = numbers(tf.reduce_sum(x - y), named)
    first, second = (rf"\left(\slot{{x}}{{{k}}} - \guard{{y}}{{{k}}}\right)" for k in (0, 1))
    assert text == f"{first} + {second}"


def test_long_sums_are_shortened_and_long_formulas_left_out():
    x = tf.placeholder("double", [100], name="x")
    text = numbers(tf.reduce_sum(x), {x: "x"})
    assert text == r"\slot{x}{0} + \guard{x}{1} + \dots + \guard{x}{99}"
    y = x
    for _ in range(LIMIT + 1):
        y = tf.square(y)
    assert formula(y, {x: "x"}) is None


def test_broadcast_entries_are_the_entries_they_come_from():
    x = tf.constant(np.ones((2, 1)), "double")
    w = tf.placeholder("double", [2], name="w")
    text = numbers(tf.reduce_sum(x * w), {w: "w"})
    assert text.count(r"{w}{0}") == text.count(r"{w}{1}") == 2


@pytest.mark.parametrize("name", [r"\guard{W}", "2.5"])
def test_a_number_before_a_number_is_multiplied(name: str) -> None:
    product = Formula(3.0, (Piece(name, ATOM),))
    assert text_of(product).text == rf"3 \cdot {name}"
    assert text_of(Formula(3.0, (Piece("W", ATOM),))).text == "3 W"
