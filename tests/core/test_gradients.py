"""The contract of gradients(): what is summed, what is None, what is refused."""

import numpy as np
import pytest

import gradviz as tf


def run(fetches, feed=None):
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        return session.run(fetches, feed)


def test_entries_of_all_ys_are_summed():
    x = tf.constant([1.0, 2.0, 3.0])
    (g,) = run(tf.gradients([x * x, 3.0 * x, tf.reduce_sum(x)], x))
    np.testing.assert_array_equal(g, [6, 8, 10])


def test_total_and_partial_derivative():
    a = tf.constant(0.0)
    b = 2 * a
    assert run(tf.gradients(a + b, [a, b])) == [3, 1]
    assert run(tf.gradients(a + b, [a, b], stop_gradients=[a, b])) == [1, 1]


def test_a_tensor_with_two_consumers_receives_the_sum():
    x = tf.constant(3.0)
    result = tf.backward(x * x + x, [x])
    parts = [c.tensor for c in result.contributions.values() if c.op.inputs[c.index] is x]
    assert len(parts) == 3
    assert run(result.gradients[0]) == sum(run(parts)) == 7


def test_the_same_x_twice_and_x_among_ys():
    x = tf.constant(3.0)
    y = x * x
    first, second = tf.gradients(y, [x, x])
    assert first is second
    assert run(tf.gradients([x, y], [x, y])) == [7, 1]
    assert run(tf.gradients(x, x)) == [1]


def test_unconnected():
    a, b = tf.constant([1.0, 2.0]), tf.constant(3.0)
    assert tf.gradients(b, a) == [None]
    np.testing.assert_array_equal(run(tf.gradients(b, a, unconnected_gradients="zero"))[0], [0, 0])
    with pytest.raises(ValueError, match="Unknown value for unconnected_gradients: 'nonsense'"):
        tf.gradients(b, a, unconnected_gradients="nonsense")


def test_linear_has_no_second_derivative():
    x = tf.constant(2.0)
    (g,) = tf.gradients(3 * x, x)
    assert tf.gradients(g, x) == [None]


def test_integers_are_constants():
    x = tf.constant([1, 2, 3])
    assert tf.gradients(x * x, x) == [None]


def test_grad_ys():
    x = tf.constant([1.0, 2.0, 3.0])
    y = x * x
    expected = [2.0, 40.0, 600.0]
    for seed in (
        [[1.0, 10.0, 100.0]],
        np.array([1, 10, 100], "f"),
        tf.constant([1.0, 10.0, 100.0]),
    ):
        np.testing.assert_array_equal(run(tf.gradients(y, x, grad_ys=seed))[0], expected)
    mixed = tf.gradients([y, x * 1.0], x, grad_ys=[None, tf.constant([1.0, 0.0, 0.0])])
    np.testing.assert_array_equal(run(mixed)[0], [3, 4, 6])
    with pytest.raises(ValueError, match="Length mismatch. Passed 3 grad_ys for 1 ys"):
        tf.gradients(y, x, grad_ys=[1.0, 10.0, 100.0])
    with pytest.raises(ValueError, match="Incompatible shapes between op input"):
        tf.gradients(tf.identity(x), x, grad_ys=[2.0])


def test_names_of_gradient_operations():
    x = tf.constant(2.0, name="x")
    y = tf.multiply(x, x, name="sq")
    z = tf.log(y, name="s")
    first, second = tf.gradients(z, [x, y])
    assert first.name == "gradients/AddN:0"
    assert second.name.startswith("gradients/s_grad/")
    assert tf.gradients(z, x)[0].name == "gradients_1/AddN:0"
    assert tf.gradients(z, x, name="mine")[0].name == "mine/AddN:0"


def test_gradient_operations_know_the_operation_they_differentiate():
    x = tf.constant(2.0)
    y = x * x
    result = tf.backward(y, [x])
    made = [op for op in y.graph.get_operations() if op.original is y.op]
    assert {c.tensor.op for c in result.contributions.values()} <= set(made)


def test_tensors_of_different_graphs_are_refused():
    with tf.Graph().as_default():
        a = tf.constant(1.0, name="a")
    with tf.Graph().as_default():
        b = tf.constant(1.0, name="b")
    with pytest.raises(ValueError, match="must be from the same graph"):
        tf.gradients(a, b)


def test_depth_without_recursion():
    x = tf.constant(1.0)
    y = x
    for _ in range(10_000):
        y = y + 0.0
    assert run(tf.gradients(y, x)) == [1]


def test_a_ladder_of_diamonds_is_linear_work():
    x = tf.constant(1.0, "double")
    y = x
    for _ in range(60):
        y = y + y
    before = len(x.graph.get_operations())
    (g,) = tf.gradients(y, x)
    assert len(x.graph.get_operations()) - before < 300
    assert run(g) == 2.0**60
