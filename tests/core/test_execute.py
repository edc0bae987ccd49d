"""Evaluation over free batch axes: one pass, whatever the batch."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gradviz as tf
from gradviz.core import blocks, execute
from gradviz.core.errors import ShapeError


def model():
    with tf.Graph().as_default():
        X = tf.placeholder("double", [3, 1], name="X")
        W = tf.Variable(0.0, dtype="double", name="W")
        b = tf.Variable([0.0], dtype="double", name="b")
        cost = 0.5 * tf.reduce_sum(tf.square(X * W + b))
        return X, W.value(), b.value(), [cost, *tf.gradients(cost, [X, W, b])]


@given(rows=st.integers(1, 5), columns=st.integers(1, 5))
def test_a_batch_is_its_points(rows, columns):
    X, W, b, fetches = model()
    data = np.array([[1.0], [2.0], [-3.0]])
    ws, bs = np.linspace(-1, 1, rows), np.linspace(2, 3, columns)
    grid = {X: data, W: ws[:, None], b: bs[None, :, None]}
    batch = tf.evaluate(fetches, grid)
    for i, w in enumerate(ws):
        for j, c in enumerate(bs):
            single = tf.evaluate(fetches, {X: data, W: w, b: [c]})
            for whole, part in zip(batch, single, strict=True):
                np.testing.assert_allclose(whole[i, j], part, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("threaded", [1, 10**9])
@pytest.mark.parametrize("block", [1, 7, 64, 10**9])
def test_blocks_do_not_change_the_result(block, threaded, monkeypatch):
    X, W, b, fetches = model()
    feeds = {X: np.ones((3, 1)), W: np.linspace(-1, 1, 13)[:, None], b: np.ones((1, 9, 1))}
    whole = tf.evaluate(fetches, feeds)
    monkeypatch.setattr(blocks, "BLOCK", block)
    monkeypatch.setattr(blocks, "THREADED", threaded)
    for a, c in zip(whole, tf.evaluate(fetches, feeds), strict=True):
        np.testing.assert_allclose(a, c, rtol=1e-14)


def test_one_pass_however_many_points(monkeypatch):
    X, W, b, fetches = model()
    calls, original = [], execute.plan_for

    def counted(*args):
        plan = original(*args)

        def function(*arrays):
            calls.append(len(arrays))
            return plan.function(*arrays)

        return dataclasses.replace(plan, function=function)

    monkeypatch.setattr(execute, "plan_for", counted)
    feeds = {X: np.ones((3, 1)), W: np.zeros((101, 1)), b: np.zeros((1, 101, 1))}
    cost = tf.evaluate(fetches, feeds)[0]
    assert cost.shape == (101, 101)
    assert sum(calls) <= 3 * 2  # one pass, in at most two blocks that fit the cache


def test_the_second_run_of_the_same_fetches_does_not_plan(monkeypatch):
    x = tf.placeholder("float", [2])
    y = x * 2.0
    session = tf.Session()
    session.run(y, {x: [1, 2]})
    monkeypatch.setattr(execute, "make_plan", None)
    np.testing.assert_array_equal(session.run(y, {x: [3, 4]}), [6, 8])


def test_what_does_not_depend_on_the_batch_has_its_axes_too():
    X, W, b, _ = model()
    (doubled,) = tf.evaluate([X * 2.0], {X: np.ones((3, 1)), W: np.zeros((4,))})
    assert doubled.shape == (4, 3, 1)


def test_results_belong_to_the_caller():
    c = tf.constant([1.0, 2.0])
    wide = tf.broadcast_to(c, [2, 2])
    first = tf.evaluate([c, wide, tf.reshape(c, [2, 1])], {})
    for array in first:
        array += 100
    for array, value in zip(tf.evaluate([c, wide], {}), ([1, 2], [[1, 2], [1, 2]]), strict=True):
        np.testing.assert_array_equal(array, value)


def test_wrong_shapes_are_named():
    X, W, b, fetches = model()
    with pytest.raises(ShapeError, match=r"Cannot feed value of shape \(2, 1\) for Tensor 'X:0'"):
        tf.evaluate(fetches, {X: np.ones((2, 1)), W: 0.0, b: [0.0]})
    with pytest.raises(ShapeError, match="batch axes of the feeds"):
        tf.evaluate(fetches, {X: np.ones((3, 1)), W: np.ones(2), b: np.ones((3, 1))})


def test_numeric_faults_are_values():
    x = tf.constant([0.0, -1.0])
    values = tf.evaluate([tf.log(x), 1.0 / x, x * np.float32(3e38) * 10.0], {})
    np.testing.assert_array_equal(values[0], [-np.inf, np.nan])
    np.testing.assert_array_equal(values[1], [np.inf, -1])


def test_tiles_do_not_change_the_sums(monkeypatch):
    random = np.random.default_rng(0)
    x, y = random.normal(size=(2, 1000, 1))

    def results():
        with tf.Graph().as_default():
            X, Y = (tf.placeholder("double", [1000, 1]) for _ in range(2))
            W, b = tf.Variable(1.5, dtype="double"), tf.Variable(0.5, dtype="double")
            error = X * W + b - Y
            cost = 0.5 * tf.reduce_sum(tf.square(error)) + tf.reduce_mean(tf.tanh(error))
            total = tf.reduce_sum(error * tf.reduce_mean(error))  # needs a second pass
            fetches = [cost, tf.gradients(cost, [W, b]), tf.gradients(total, [W, b]), X]
            session = tf.Session()
            session.run(tf.global_variables_initializer())
            return [session.run(f, {X: x, Y: y}) for f in [*fetches, fetches[:2]]]

    whole = results()
    monkeypatch.setattr("gradviz.core.tiles.SMALLEST", 1)
    for tile in (1, 64, 999, 1000, 5000):
        monkeypatch.setattr("gradviz.core.tiles.TILE", tile)
        for a, c in zip(whole, results(), strict=True):
            np.testing.assert_allclose(flat(a), flat(c), rtol=1e-10, atol=1e-12)


def flat(values):
    parts = [flat(v) for v in values] if isinstance(values, list) else [np.ravel(values)]
    return np.concatenate(parts)


def test_a_sum_of_very_many_numbers_is_no_deep_expression():
    with tf.Graph().as_default():
        x = tf.constant(0.5, "double")
        y = tf.add_n([x * float(n) for n in range(7000)] + [tf.Variable(0.0, dtype="double") + x])
        v = tf.placeholder("double", [])
        z = tf.add_n([v * float(n) for n in range(7000)])
        session = tf.Session()
        session.run(tf.global_variables_initializer())
        found = session.run([y, z, tf.gradients(z, v)[0]], {v: 2.0})
    total = 7000 * 6999 / 2
    assert found == [0.5 * total + 0.5, 2.0 * total, total]


@pytest.mark.parametrize("extreme", [tf.maximum, tf.minimum])
def test_an_extreme_is_written_over_what_nobody_reads_any_more(extreme):
    """In a batch that is large enough for that; NumPy warns of a third place there."""
    with tf.Graph().as_default():
        x, y = tf.placeholder("float64", []), tf.placeholder("float64", [])
        found = extreme(x * y + 1.0, x - y)
        grid = np.linspace(-2.0, 2.0, 301)
        (shown,) = tf.evaluate([found], {x: grid[:, None], y: grid})
    kernel = np.maximum if extreme is tf.maximum else np.minimum
    expected = kernel(grid[:, None] * grid + 1.0, grid[:, None] - grid)
    np.testing.assert_array_equal(shown, expected)
