"""Costs that are quadratic in their parameters: the proof, and the surface from six points."""

import numpy as np
import pytest

import gradviz as tf
from gradviz.core.quadratic import Element, evaluate_quadratic, prove


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


def general(cost, moved, others):
    """The general path: every point computed, whole parameters fed."""
    feeds = dict(others)
    batch = np.broadcast_shapes(*(np.shape(v) for v in moved.values()))
    for parameter, values in moved.items():
        if isinstance(parameter, Element):
            tensor = parameter.tensor
            whole = np.broadcast_to(feeds[tensor], (*batch, *tensor.shape)).copy()
            whole.reshape(*batch, -1)[..., parameter.entry] = values
            feeds[tensor] = whole
        else:
            feeds[parameter] = values
    return tf.evaluate([cost], feeds)[0]


def network(seed):
    """A cost that is quadratic in the last layer, and in nothing before it."""
    random = np.random.default_rng(seed)
    shapes = {"X": [7, 2], "Y": [7, 1], "W1": [2, 3], "b1": [3], "W2": [3, 1], "b2": []}
    tensors = {n: tf.placeholder("double", shape, name=n) for n, shape in shapes.items()}
    values = {tensors[n]: random.normal(size=shape) for n, shape in shapes.items()}
    X, Y, W1, b1, W2, b2 = tensors.values()
    hidden = tf.tanh(tf.matmul(X, W1) + b1)
    kept = tf.where(X[:, :1] > 0.0, tf.matmul(hidden, W2), 2.0 * tf.matmul(hidden, W2))
    return tf.reduce_mean(tf.square(kept + b2 - Y)), tensors, values


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    "chosen", [("W2", 0, "W2", 2), ("W2", 1, "b2", None), ("b2", None, "W2", 0)], ids=str
)
def test_elements_of_parameters(chosen, seed):
    cost, tensors, values = network(seed)
    one, i, other, j = chosen
    u, v = (
        tensors[name] if entry is None else Element(tensors[name], entry)
        for name, entry in ((one, i), (other, j))
    )
    moved = {u: np.linspace(-3, 2, 11)[:, None], v: np.linspace(0.5, 4, 9)[None, :]}
    assert prove(cost, list(moved)).degree == 2
    np.testing.assert_allclose(
        evaluate_quadratic(cost, moved, values), general(cost, moved, values), rtol=1e-11
    )


def test_a_cost_that_is_quadratic_in_some_parameters_only():
    cost, tensors, values = network(0)
    assert prove(cost, [tensors["W2"], tensors["b2"]]).quadratic
    for name in ("W1", "b1"):
        verdict = prove(cost, [tensors["b2"], Element(tensors[name], 0)])
        assert (verdict.degree, verdict.culprit.type) == (None, "Tanh")
    with pytest.raises(ValueError, match="Tanh"):
        evaluate_quadratic(cost, {Element(tensors["W1"], 0): [0.0]}, values)


def test_a_product_of_layers_is_quadratic_in_each_of_them():
    x, y = parts()
    cost = tf.square(x * y - 1.0)
    assert [prove(cost, p).degree for p in ([x], [y], [x, y])] == [2, 2, 4]
    w = tf.placeholder("double", [2])
    assert prove(tf.square(w[0] * w[1]), [Element(w, 0)]).degree == 4  # all entries together


def test_what_is_asked_wrongly():
    cost, tensors, values = network(0)
    W2 = tensors["W2"]
    with pytest.raises(ValueError, match="name the Element"):
        evaluate_quadratic(cost, {W2: np.zeros((3, 1))}, values)
    with pytest.raises(IndexError, match="no entry 3"):
        evaluate_quadratic(cost, {Element(W2, 3): [0.0]}, values)
    with pytest.raises(ValueError, match="must be fed"):
        evaluate_quadratic(cost, {Element(W2, 0): [0.0]}, {})


@pytest.mark.parametrize("far", [1e200, np.inf, np.nan, 1e8, 0.0])
def test_far_away_every_point_is_computed(far):
    x, y = parts()
    cost = tf.square(x - y) + x
    moved = {x: np.array([-1.0, 0.5, far])[:, None], y: np.array([0.0, 1.0])}
    np.testing.assert_allclose(
        evaluate_quadratic(cost, moved),
        tf.evaluate([cost], moved)[0],
        rtol=1e-7,
        atol=1e-7 * far if np.isfinite(far) and far < 1e100 else 0,
    )


def test_single_precision():
    x, y = (tf.placeholder("float", [], name=n) for n in "xy")
    cost = tf.reduce_sum(tf.square(x * tf.constant([1.0, 2.0]) + y - 1.0))
    moved = {x: np.linspace(-1, 1, 9)[:, None], y: np.linspace(-1, 1, 7)}
    expected = tf.evaluate([cost], moved)[0]
    found = evaluate_quadratic(cost, moved)
    assert found.dtype == np.float64
    np.testing.assert_allclose(found, expected, atol=1e-5)
