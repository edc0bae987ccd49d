"""What a model is given beside its text: anything that a program could pass, and what is said."""

import datetime
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

import gradviz as tf
from gradviz.study.language import bounded, limits
from tests.study.fuzz_expressions import check_error


class Unwilling:
    """An object that fails whatever it is asked."""

    def __array__(self, *args, **kwargs):
        raise RuntimeError("no array")

    def __str__(self):
        raise RuntimeError("no text")

    __repr__ = __str__


def nested(depth):
    """A list in a list in a list."""
    inner = 1.0
    for _ in range(depth):
        inner = [inner]
    return inner


CYCLE: list = []
CYCLE.append(CYCLE)
ANYTHING = [
    *(None, True, 7, 1.5, 1j, "text", b"text", [], {}, set(), ("a", 1), range(3), iter([1])),
    *(object(), Unwilling(), Unwilling, len, Path("a"), Decimal("1.5"), datetime.date(2020, 1, 1)),
    *(np.zeros(3), np.array(["a"]), np.array(1j), np.float32(1), np.array([1, None], object), ...),
    *(np.zeros(3, [("a", float)]), np.array("2020", "datetime64[Y]"), CYCLE, nested(5_000)),
]
NO_NUMBERS = [
    *(None, "abc", b"abc", 1j, [1j], [None], ["1"], [[1], [2, 3]], [1, [2]], (None, 2), ("a",)),
    *({1: 2}, {1}, object(), Unwilling(), Unwilling, len, Decimal("1"), 10**400, [10**400], CYCLE),
    *(np.array(["a"]), np.array([1j]), np.array([1, None], object), np.zeros(2, [("a", float)])),
    *(np.ma.array([1.0, 2.0], mask=[False, True]), nested(5_000), datetime.date(2020, 1, 1)),
]
TOO_LARGE = [
    *((10**9,), (10**9, 10**9), (10**400,), (0,), (-1,), (2, -3), (1,) * 7, [], [[]]),
    *(np.broadcast_to(0.0, (10**9,)), np.zeros((2, 0)), np.zeros((1,) * 7), (np.int64(10**9), 2)),
]
NOT_FINITE = [
    np.nan,
    -np.inf,
    [1.0, np.nan],
    [1e308, 1e400],
    np.longdouble("1e4000"),
    (1.0, np.inf),
]


@pytest.mark.parametrize("argument", ["text", "inputs", "parameters", "outputs"])
def test_arguments_of_any_type(argument):
    called = []
    for thing in ANYTHING:
        arguments = {"text": "cost = 1.0", argument: thing}
        try:
            tf.parse_model(**arguments)
        except tf.ExpressionError as error:
            check_error(thing if argument == "text" else "", error)
        except TypeError as error:
            called.append(str(error))
    assert len(called) > 20
    for said in called:
        assert len(said) <= 300
        assert ("text of a model" if argument == "text" else argument) in said
        assert not any(word in said for word in ("object at", "Error", "attribute"))


@pytest.mark.parametrize("argument", ["inputs", "parameters"])
@pytest.mark.parametrize(
    ("things", "said"),
    [
        (NO_NUMBERS, "W is given neither a shape, as .2, 1., nor numbers"),
        (TOO_LARGE, "W has the shape .*; a tensor has at most 6 axes and 1,000,000 entries"),
        (NOT_FINITE, "W is given a number that is not finite"),
    ],
)
def test_what_is_no_shape_and_no_numbers(argument, things, said):
    for thing in things:
        with pytest.raises(tf.ExpressionError, match=said) as caught:
            tf.parse_model("cost = reduce_sum(W)", **{argument: {"W": thing}})
        check_error("", caught.value)


def test_extents_may_be_those_of_an_array():
    model = tf.parse_model("cost = reduce_sum(w)", {}, {"w": (np.int64(3), np.uint8(2))})
    assert model.parameters["w"].shape == (3, 2)
    assert tf.parse_model("cost = W", {}, {"W": np.float32(2)}).parameters["W"].shape == ()
    assert tf.parse_model("cost = W", {}, {"W": True}).parameters["W"].shape == ()


def test_whole_numbers_may_be_large():
    model = tf.parse_model("cost = W*v", {}, {"W": 2**64, "v": -(10**30)})
    assert [one.shape for one in model.parameters.values()] == [(), ()]
    model = tf.parse_model("cost = reduce_sum(w)", {}, {"w": [2**70, 1]})
    assert model.parameters["w"].shape == (2,)


def test_an_extent_that_is_not_known_is_no_number_of_rows():
    with pytest.raises(tf.ExpressionError, match="must be known, so None is none"):
        tf.parse_model("cost = reduce_sum(X)", {"X": (None, 2)})


NO_NAMES = {
    "": "letters, digits and _",
    " ": "letters, digits and _",
    "a b": "letters, digits and _",
    "a=1": "letters, digits and _",
    "W\n": "letters, digits and _",
    "#": "letters, digits and _",
    "x" * 41: "has 41 characters",
    "x" * 10**6: "has 1,000,000 characters",
    "_x": "begins with a letter",
    "__class__": "begins with a letter",
    "2": "letters, digits and _",
    "a.b": "letters, digits and _",
    "\x00": "invisible character",
    "W\u200b": "invisible character",
    "\u3164": "invisible character",
    "\u115f": "whole syllables",
    "\ud800": "invisible character",
    "\u202eW": "invisible character",
    "ｗ": "looks like 'w'",
    "𝐖": "looks like 'W'",
    "а": "looks like the Latin 'a'",
    "Α": "looks like the Latin 'A'",
    "e\u0301": "composed form",
    "\u212b": "composed form",
    "x一y": "would read as '-'",
    "exp": "a name of the language",
    "tf": "a name of the language",
    "None": "a name of the language",
    "lambda": "a name of the language",
    "placeholder": "a name of the language",
    3: "not a value of type int",
    None: "not None",
    (): "not a value of type tuple",
}


@pytest.mark.parametrize(("name", "said"), NO_NAMES.items(), ids=ascii)
def test_what_is_no_name(name, said):
    for given in ({"inputs": {name: ()}}, {"parameters": {name: 1.0}}):
        with pytest.raises(tf.ExpressionError, match=said) as caught:
            tf.parse_model("cost = 1.0", **given)
        check_error(str(name), caught.value)
    if isinstance(name, str):
        with pytest.raises(tf.ExpressionError, match="which is to be an output") as caught:
            tf.parse_model("cost = 1.0", outputs=[name])
        check_error(name, caught.value)


def test_what_would_be_too_much_is_refused_before_it_is_made(monkeypatch):
    made = []
    create = bounded.Graph.create_op
    monkeypatch.setattr(
        bounded.Graph, "create_op", lambda *args, **rest: made.append(1) or create(*args, **rest)
    )
    product = "reduce_prod(broadcast_to(W, (1000, 1000)))"
    for line, operations in (
        ("range(1000000)", 20),
        ("constant(1, shape=(1000000,))", 20),
        ("ones((1000000,)) + W", 250),
        (product, 500),
    ):
        made.clear()
        lines = [*(f"a{n} = {line}" for n in range(60)), "cost = W"]
        with pytest.raises(tf.ExpressionError, match="numbers"):
            tf.parse_model("\n".join(lines), {}, {"W": 1.0})
        assert len(made) < operations
    made.clear()
    with pytest.raises(tf.ExpressionError, match=f"{limits.WORK:,} at most"):
        tf.parse_model(f"cost = {' + '.join([product] * 40)}", {}, {"W": 1.0})
    assert len(made) < 500


def test_data_are_counted_together():
    many = {f"x{n}": (1_000_000,) for n in range(51)}
    with pytest.raises(tf.ExpressionError, match="data and parameters have 51,000,000 numbers"):
        tf.parse_model("cost = reduce_sum(x1)", many)
