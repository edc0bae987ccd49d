"""The contract of tf.gradients, item by item: kinks, poles, ties, and None against zeros.

The numbers in comments are those of the contract's items.
"""

import math

import numpy as np
import pytest

import gradviz as tf
from gradviz.core.errors import GradientError

INF, NAN = np.inf, np.nan
ALPHA = float(np.float32(0.2))


def run(fetches, feeds=None):
    session = tf.Session()
    session.run(tf.global_variables_initializer())
    return session.run(fetches, feeds)


def value_and_gradients(function, *values):
    xs = [tf.constant(v, "double") for v in values]
    y = function(*xs)
    return run([y, *tf.gradients(y, xs)])


# 35, 36, 41: function, x, f(x), f'(x)
POINTS = [
    (tf.abs, [-1, 0, 2], [1, 0, 2], [-1, 0, 1]),
    (tf.sign, [-1, 0, NAN], [-1, 0, NAN], [0, 0, 0]),
    (tf.nn.relu, [-1, 0, 0.5, NAN], [0, 0, 0.5, NAN], [0, 0, 1, 0]),
    (tf.nn.relu6, [-1, 0, 6, 7, NAN], [0, 0, 6, 6, NAN], [0, 0, 0, 0, 0]),
    (tf.nn.leaky_relu, [-1, 0, 2, NAN], [-ALPHA, 0, 2, NAN], [ALPHA, ALPHA, 1, ALPHA]),
    (tf.nn.elu, [0, 2, NAN], [0, 2, NAN], [1, 1, 1]),
    (tf.nn.softplus, [0, 1000, -1000], [np.log(2), 1000, 0], [0.5, 1, 0]),
    (tf.sigmoid, [0, 1000, -1000], [0.5, 1, 0], [0.25, 0, 0]),
    (tf.sqrt, [-1, -0.0, 0, 4], [NAN, -0.0, 0, 2], [NAN, -INF, INF, 0.25]),
    (tf.rsqrt, [-1, 0, 4], [NAN, INF, 0.5], [NAN, -INF, -0.0625]),
    (tf.log, [-1, 0, 4], [NAN, -INF, np.log(4)], [-1, INF, 0.25]),
    (tf.log1p, [-1, 0], [-INF, 0], [INF, 1]),
    (tf.reciprocal, [-1, 0, 4], [-1, INF, 0.25], [-1, -INF, -0.0625]),
    (tf.erf, [-0.5, 0.75], [-0.5204998778, 0.7111556337], [0.8787825789, 0.6429310692]),
    (tf.tan, [0.25], [0.2553419212], [1.0651994967]),
]


@pytest.mark.parametrize(("function", "x", "value", "slope"), POINTS)
def test_values_and_slopes(function, x, value, slope):
    found = value_and_gradients(function, x)
    np.testing.assert_allclose(found, [value, slope], rtol=1e-9)


def test_pow_in_the_corners():  # 34
    x = [0, 0, 0, -2, -2, 2, 0, 0, -2, INF, 1]
    y = [2, 1, 0, 2, 3, -1, -1, 0.5, 0.5, 2, INF]
    value, by_x, by_y = value_and_gradients(tf.pow, x, y)
    np.testing.assert_allclose(value, [0, 0, 1, 4, -8, 0.5, INF, 0, NAN, INF, 1])
    np.testing.assert_allclose(by_x, [0, 1, NAN, -4, 12, -0.25, -INF, INF, NAN, INF, INF])
    np.testing.assert_allclose(by_y, [0, 0, 0, 0, 0, np.log(2) / 2, NAN, 0, NAN, INF, 0])


def test_five_derivatives_of_a_power():  # 34, 58
    x = tf.placeholder("double", [])
    derivatives = [x**4]
    for _ in range(5):
        derivatives.append(tf.gradients(derivatives[-1], x)[0])
    np.testing.assert_array_equal(tf.Session().run(derivatives, {x: 2}), [16, 32, 48, 48, 24, 0])
    np.testing.assert_array_equal(tf.Session().run(derivatives, {x: 0}), [0, 0, 0, 0, 24, NAN])


@pytest.mark.parametrize(
    ("function", "outside", "inside"),
    [
        (tf.sqrt, 0, 1),
        (tf.rsqrt, 0, 1),
        (tf.reciprocal, 0, 1),
        (tf.log, NAN, NAN),
        (lambda x: 1.0 / x, NAN, NAN),
        (lambda x: x**0.5, NAN, NAN),
    ],
)
def test_a_zero_cotangent_at_a_pole(function, outside, inside):  # 37
    x = tf.constant([0.0, 4.0])
    assert run(tf.gradients(function(x), x, grad_ys=[tf.constant([0.0, 1.0])]))[0][0] == (
        pytest.approx(outside, nan_ok=True)
    )
    chosen = tf.where(x > 0.0, function(x), x)
    assert run(tf.gradients(chosen, x))[0][0] == pytest.approx(inside, nan_ok=True)


def test_ties():  # 39, 44
    a, b = [1, 2, 3, NAN], [2, 2, 2, 1]
    found = value_and_gradients(tf.maximum, a, b)
    np.testing.assert_array_equal(found, [[2, 2, 3, NAN], [0, 1, 1, 0], [1, 0, 0, 1]])
    found = value_and_gradients(tf.minimum, a, b)
    np.testing.assert_array_equal(found, [[1, 2, 2, NAN], [1, 1, 0, 0], [0, 0, 1, 1]])
    clipped = value_and_gradients(lambda c: tf.clip_by_value(c, 0.0, 1.0), [-1, 0, 0.5, 1, 2])
    np.testing.assert_array_equal(clipped[1], [0, 1, 1, 1, 0])
    np.testing.assert_array_equal(
        value_and_gradients(tf.reduce_max, [1, 2, 2, 1])[1], [0, 0.5, 0.5, 0]
    )
    np.testing.assert_array_equal(
        value_and_gradients(tf.reduce_min, [1, 2, 2, 1])[1], [0.5, 0, 0, 0.5]
    )


def test_a_product_at_zeros():  # 45: the second derivative is right here, which it is not in TF
    assert value_and_gradients(tf.reduce_prod, [2, 0, 3])[1].tolist() == [0, 6, 0]
    z = tf.constant([0.0, 0.5, -0.5])
    g = tf.gradients(tf.reduce_prod(z), z)[0]
    rows = run([tf.gradients(g[i], z)[0] for i in range(3)])
    np.testing.assert_allclose(rows, [[0, -0.5, 0.5], [-0.5, 0, 0], [0.5, 0, 0]])


def test_empty_tensors():  # 46
    e = tf.zeros([0])
    found = run([tf.reduce_sum(e), tf.reduce_mean(e), tf.reduce_max(e), tf.reduce_prod(e)])
    np.testing.assert_array_equal(found, [0, NAN, -INF, 1])
    assert run(tf.gradients(tf.reduce_mean(e), e))[0].shape == (0,)
    k = tf.constant([2.0])
    assert [g.tolist() for g in run(tf.gradients(e * k, [e, k]))] == [[], [0.0]]


CONSTANTS = [
    tf.floor,
    tf.ceil,
    tf.round,
    tf.stop_gradient,
    tf.zeros_like,
    tf.ones_like,
    tf.shape,
    tf.size,
    tf.rank,
    lambda x: tf.greater(x, 0.0),
    lambda x: tf.equal(x, x),
    lambda x: tf.cast(tf.cast(x, tf.int32), tf.float32),
    lambda x: x // 2.0,
    lambda x: tf.cast(x, tf.int32),
]


@pytest.mark.parametrize("function", CONSTANTS)
def test_what_no_gradient_flows_through(function):  # 17, 20, 22
    x = tf.constant([-1.0, 2.0])
    assert tf.gradients(function(x), x) == [None]


# 59: what the second derivative is, None or numbers
SECOND = [
    (tf.nn.relu, [0, 0, 0]),
    (tf.nn.relu6, [0, 0, 0]),
    (tf.nn.leaky_relu, [0, 0, 0]),
    (tf.abs, [0, 0, 0]),
    (lambda x: tf.maximum(x, 0.0), None),
    (lambda x: tf.clip_by_value(x, 0.0, 1.0), None),
    (lambda x: tf.where(x > 0.0, x, -x), None),
    (tf.reduce_max, None),
    (tf.sign, None),
    (lambda x: x * 2.0, None),
    (lambda x: x / 2.0, None),
    (lambda x: 2.0 / x, [4, -4, 0.5]),
    (lambda x: x**1, [0, 0, 0]),
    (tf.square, [2, 2, 2]),
    (lambda x: tf.concat([x, x], 0), None),
    (tf.cumsum, None),
    (tf.reduce_prod, [1, 3, 0]),
    (tf.nn.softmax, [0, 0, 0]),
    (tf.reduce_mean, None),
    (tf.negative, None),
]


@pytest.mark.parametrize(("function", "expected"), SECOND)
def test_second_derivatives(function, expected):
    x = tf.constant([1.0, -1.0, 2.0])
    second = tf.gradients(tf.gradients(function(x), x), x)[0]
    if expected is None:
        assert second is None
    else:
        np.testing.assert_allclose(run(second), expected, atol=1e-7)


def test_operations_without_gradient():  # 21
    x = tf.constant([1.0, 2.0])
    with pytest.raises(GradientError, match="No gradient defined for operation 'IsNan'"):
        tf.gradients(tf.is_nan(x), x)
    with pytest.raises(LookupError, match="op type: IsFinite"):
        tf.gradients(tf.is_finite(x), x)


def test_cross_entropies():  # 53
    x = tf.constant([[1.0, 2.0, 3.0], [1.0, 1.0, 1.0]])
    labels = tf.constant([[0.0, 0.0, 1.0], [0.2, 0.3, 0.5]])
    y = tf.nn.softmax_cross_entropy_with_logits_v2(labels=labels, logits=x)
    value, by_x, by_labels = run([y, *tf.gradients(y, [x, labels])])
    np.testing.assert_allclose(value, [0.407606, 1.098612], rtol=1e-5)
    np.testing.assert_allclose(by_x[0], [0.090031, 0.244728, -0.334759], rtol=1e-4)
    np.testing.assert_allclose(by_labels[0], [2.407606, 1.407606, 0.407606], rtol=1e-5)
    y = tf.nn.softmax_cross_entropy_with_logits(labels=labels, logits=x)
    assert tf.gradients(y, labels) == [None]
    zero = tf.constant([0.0])
    y = tf.nn.sigmoid_cross_entropy_with_logits(labels=[0.3], logits=zero)
    np.testing.assert_allclose(run(tf.gradients(y, zero))[0], [0.2], rtol=1e-6)


def test_clipping_by_norms():  # 79
    a, b = tf.constant([3.0, 4.0]), tf.constant([[12.0]])
    clipped, norm = tf.clip_by_global_norm([a, None, b], 6.5)
    assert clipped[1] is None
    values = run([clipped[0], clipped[2], norm])
    assert [np.asarray(v).tolist() for v in values] == [[1.5, 2.0], [[6.0]], 13.0]
    for bad in ([INF, 1.0], [NAN, 1.0]):
        assert np.isnan(run(tf.clip_by_global_norm([tf.constant(bad)], 1.0)[0])[0]).all()
    np.testing.assert_allclose(run(tf.clip_by_norm(a, 1.0)), [0.6, 0.8])
    np.testing.assert_array_equal(run(tf.clip_by_norm(a * 0.0, 1.0)), [0, 0])
    with pytest.raises(TypeError, match="should be a sequence of tensors"):
        tf.clip_by_global_norm(a, 1.0)


def test_hessians():  # 61
    v = tf.constant([1.0, 2.0])
    np.testing.assert_allclose(run(tf.hessians(tf.reduce_sum(v**3), v))[0], [[6, 0], [0, 12]])
    m = tf.ones([2, 3])
    assert run(tf.hessians(tf.reduce_sum(m**2), m))[0].shape == (2, 3, 2, 3)
    with pytest.raises(ValueError, match="None values not supported"):
        tf.hessians(tf.reduce_sum(v), v)


def test_no_warnings_from_numeric_faults():
    x = tf.constant([0.0, -1.0, 1e308], "double")
    y = tf.log(x) / x + tf.exp(x) * tf.sqrt(x)
    run([y, *tf.gradients(y, x)])


def test_the_error_function_in_double_precision():
    x = np.concatenate([np.linspace(-6, 6, 4001), [0.46875, 4.0, -0.46875, 28.0, INF, -INF]])
    erf, erfc = run([tf.erf(tf.constant(x)), tf.erfc(tf.constant(x))])
    np.testing.assert_allclose(erf, [math.erf(v) for v in x], rtol=1e-15)
    np.testing.assert_allclose(erfc, [math.erfc(v) for v in x], rtol=1e-14)
    assert np.isnan(run(tf.erf(tf.constant([NAN]))))


def test_second_derivatives_of_cross_entropy_are_tensorflows():
    # TensorFlow's rule for the slope sends zeros to the labels, where the derivative is −1; the
    # other order gives the derivative. Observed on 2.21.
    x = tf.constant([[1.0, 2.0, 3.0], [1.0, 1.0, 1.0]], "float64")
    labels = tf.constant([[0.0, 0.0, 1.0], [0.2, 0.3, 0.5]], "float64")
    w = tf.constant([[1.0, 2.0, 5.0], [1.0, -1.0, 1.0]], "float64")
    y = tf.nn.softmax_cross_entropy_with_logits_v2(labels=labels, logits=x)
    by_x, by_labels = tf.gradients(y, [x, labels])
    first = tf.gradients(by_x * w, [x, labels])
    second = tf.gradients(by_labels * w, [x, labels])
    third = tf.gradients(first[1] * w, [x, labels])
    assert [second[1], third[1]] == [None, None]
    logits = [[-0.261601, -0.466377, 0.727978], [0.222222, -0.444444, 0.222222]]
    session = tf.Session()
    np.testing.assert_allclose(session.run(first[0]), logits, atol=1e-6)
    np.testing.assert_array_equal(session.run(first[1]), np.zeros((2, 3)))
    np.testing.assert_array_equal(session.run(third[0]), np.zeros((2, 3)))
    np.testing.assert_array_equal(
        session.run(tf.gradients(first[0] * w, labels)[0]), np.zeros((2, 3))
    )
    back = [[-0.279755, -0.042172, 0.321928], [-0.666667, 1.333333, -0.666667]]
    np.testing.assert_allclose(session.run(second[0]), back, atol=1e-6)


def test_a_variable_among_the_ys_is_what_it_is_read_as():
    v = tf.Variable([1.0, 2.0])
    read = tf.add_n([v])
    through = tf.cast(v, "float32")
    found = tf.gradients(v, [v, read, through])
    np.testing.assert_array_equal(run(found), np.ones((3, 2)))


def test_a_remainder_of_zero_has_the_sign_of_what_is_divided():
    zeros = run(
        tf.floormod(tf.constant([2.0, -2.0, 0.0, -0.0]), tf.constant([-1.0, 1.0, -1.0, 1.0]))
    )
    np.testing.assert_array_equal(np.signbit(zeros), [False, True, False, True])
    assert run(tf.floormod(tf.constant(-7), tf.constant(4))) == 1


def test_the_slope_of_leaky_relu_is_a_float32():
    found = run(tf.nn.leaky_relu(tf.constant([-1.0, 2.0], "float64"), alpha=0.1))
    np.testing.assert_array_equal(found, [-float(np.float32(0.1)), 2.0])


def test_open_shapes_that_are_hard_to_guess():
    x = tf.placeholder("float64", None)
    twice = tf.concat([x, x], 0)
    y = tf.concat([0.5 * twice, twice], 0)
    first = tf.gradients(y, x, np.arange(12.0).reshape(12, 1))
    assert tf.gradients(first, x) == [None]
    half = tf.split(x, 2, axis=0)[1]
    third = tf.gradients(half, x, np.ones((1, 1, 3)))
    assert tf.gradients(third, [x, tf.placeholder("float64", None)]) == [None, None]
    stacked = tf.stack([x], axis=1)
    (given,) = tf.gradients(stacked, x, np.ones((3, 1, 3)))
    np.testing.assert_array_equal(run(given, {x: np.zeros((3, 3))}), np.ones((3, 3)))
    other = tf.placeholder("float64", None)
    (nothing,) = tf.gradients(tf.floor(other), other, np.ones((2, 7)), unconnected_gradients="zero")
    np.testing.assert_array_equal(run(nothing, {other: np.ones((2, 7))}), np.zeros((2, 7)))


def test_behind_a_stop_outputs_of_an_op_have_zeros_as_in_tensorflow():
    x = tf.constant([1.0, 2.0, 3.0])
    held = tf.identity(x)
    first, second, _ = tf.unstack(held * 1.0)
    found = tf.gradients(second, [x, first], stop_gradients=[held])
    assert found[0] is None
    assert run(found[1]) == 0.0
