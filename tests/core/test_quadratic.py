"""Costs that are quadratic in their parameters: the proof, and the surface from six points."""

import numpy as np
import pytest

import gradviz as tf
from gradviz.core.quadratic import evaluate_quadratic, prove


def parts():
    return [tf.placeholder("double", [], name=n) for n in "xy"]


@pytest.mark.parametrize(
    ("function", "degree"),
    [
        (lambda x, y: 3.0 * x + 2.0, 1),
        (lambda x, y: x * y, 2),
        (lambda x, y: tf.reduce_sum(tf.pow(x * tf.ones([3], "double") + y, 2)), 2),
        (lambda x, y: tf.square(x - y) / 3.0, 2),
        (lambda x, y: tf.exp(tf.constant(1.0, "double")) * x, 1),
        (lambda x, y: tf.reduce_mean(tf.stack([x, y]) ** 2.0), 2),
        (lambda x, y: x * y * x, 3),
        (lambda x, y: tf.exp(x), None),
        (lambda x, y: x / y, None),
        (lambda x, y: tf.abs(x), None),
        (lambda x, y: tf.floor(x), None),
        (lambda x, y: tf.maximum(x, y), None),
        (lambda x, y: x**3.0, None),
        (lambda x, y: x**y, None),
    ],
)
def test_the_proof(function, degree):
    x, y = parts()
    verdict = prove(function(x, y), [x, y])
    assert verdict.degree == degree
    assert verdict.quadratic == (degree is not None and degree <= 2)
    assert (verdict.culprit is None) == verdict.quadratic


def test_the_closed_form_agrees_with_the_general_path():
    random = np.random.default_rng(0)
    X, Y = random.normal(size=(2, 20, 1))
    W, b = parts()
    cost = 0.5 * tf.reduce_sum(tf.square(X * W + b - Y))
    grid = {W: np.linspace(-3, 5, 31)[:, None], b: np.linspace(2, 9, 17)[None, :]}
    np.testing.assert_allclose(
        evaluate_quadratic(cost, grid), tf.evaluate([cost], grid)[0], rtol=1e-12
    )
    with pytest.raises(ValueError, match="not a polynomial"):
        evaluate_quadratic(tf.exp(cost), grid)
