"""The run model: shapes bound by a feed, updates that see one state, optimizers, randomness."""

import numpy as np
import pytest

import gradviz as tf
from gradviz.core.errors import InvalidArgumentError, ShapeError


def started():
    session = tf.Session()
    session.run(tf.global_variables_initializer())
    return session


def test_unknown_shapes_are_bound_by_the_feed():  # 1, 33
    W, b = tf.Variable(1.6649098), tf.Variable(0.54648024)
    X, Y = tf.placeholder(tf.float32), tf.placeholder(tf.float32)
    pred = tf.add(tf.multiply(X, W), b)
    cost = 0.5 * tf.reduce_sum(tf.pow(pred - Y, 2))
    grads = tf.gradients(cost, [W, b])
    assert str(pred) == 'Tensor("Add:0", dtype=float32)'
    assert str(cost) == 'Tensor("mul_1:0", shape=(), dtype=float32)'
    assert [g.shape for g in grads] == [(), ()]
    session = started()
    for shape in ((2, 1), (2,), (1, 2, 1)):
        feed = {X: np.reshape([2.0, 3.0], shape), Y: np.reshape([3.0, 2.0], shape)}
        found = session.run([cost, *grads], feed)
        np.testing.assert_allclose(found, [6.6540337, 12.376228, 4.4175096], rtol=1e-6)
        assert session.run(pred, feed).shape == shape


def test_gradients_of_unknown_shapes():  # 33
    p, q = tf.placeholder(tf.float32), tf.placeholder(tf.float32)
    found = tf.gradients(p * q, [p, q])
    session = tf.Session()
    cases = [
        ([[1.0], [2.0]], [3.0, 4.0], [[7.0], [7.0]], [3.0, 3.0]),
        (5.0, [[1.0, 2.0]], 3.0, [[5.0, 5.0]]),
        ([1.0, 2.0], [3.0, 4.0], [3.0, 4.0], [1.0, 2.0]),
    ]
    for a, b, by_p, by_q in cases:
        assert [g.tolist() for g in session.run(found, {p: a, q: b})] == [by_p, by_q]
    with pytest.raises(InvalidArgumentError, match="Incompatible shapes"):
        session.run(found, {p: [1.0, 2.0, 3.0], q: [1.0, 2.0]})
    with pytest.raises(InvalidArgumentError, match="You must feed a value for placeholder"):
        session.run(found, {p: 1.0})


def test_partly_known_shapes():  # 31, 65
    X = tf.placeholder(tf.float32, [None, 2], name="X")
    assert repr(X.shape) == "TensorShape([None, 2])"
    y = tf.matmul(X, tf.ones([2, 3]))
    assert y.shape.as_list() == [None, 3]
    assert str(tf.reduce_sum(y, 0)) == 'Tensor("Sum:0", shape=(3,), dtype=float32)'
    session = tf.Session()
    assert session.run(y, {X: np.zeros([0, 2])}).shape == (0, 3)
    with pytest.raises(ValueError, match=r"Cannot feed value of shape \(1, 3\) for Tensor 'X:0'"):
        session.run(y, {X: [[1.0, 2.0, 3.0]]})
    with pytest.raises(InvalidArgumentError, match=r"dtype float and shape \[\?,2\]"):
        session.run(y)
    assert tf.gradients(tf.gradients(tf.square(X), X), X)[0] is not None
    assert tf.gradients(tf.gradients(X * 2.0, X), X) == [None]


def test_a_value_of_unknown_shape_in_a_variable():  # 72
    v, u = tf.Variable(3.0), tf.placeholder(tf.float32)
    update = tf.assign(v, u)
    session = started()
    assert session.run(update, {u: 5.0}) == 5.0
    with pytest.raises(InvalidArgumentError, match="Assign requires shapes of both tensors"):
        session.run(update, {u: [1.0, 2.0]})
    with pytest.raises(ValueError, match="initial_value must have a shape"):
        tf.Variable(u)


def test_updates():  # 72, 74
    v = tf.Variable(3.0)
    session = started()
    assert session.run(tf.assign(v, 10.0)) == 10
    assert session.run(v.assign_add(1.0)) == 11
    assert session.run(tf.assign_sub(v, 0.5)) == 10.5
    v.load(1.0, session)
    with tf.control_dependencies([tf.assign_add(v, 5.0)]):
        after = tf.identity(v)
        free = tf.constant(0.0)
    assert (session.run(after), session.run(free), session.run(v)) == (6, 0, 11)
    assert session.run([v.assign_add(1.0), v.assign_add(1.0)]) == [13, 13]
    with pytest.raises(ShapeError, match="Cannot store a value of shape"):
        v.load([1.0, 2.0], session)
    with pytest.raises(TypeError, match="int32"):
        tf.assign(v, tf.constant(1))


def test_hand_written_updates_see_one_state():  # 75
    a, b = tf.Variable(1.0), tf.Variable(2.0)
    session = started()
    session.run([a.assign(b * 10.0), b.assign(a * 10.0)])
    assert session.run([a, b]) == [20, 10]


def test_initialization():  # 71
    v = tf.Variable(3.0, name="W")
    session = tf.Session()
    assert session.run(tf.report_uninitialized_variables()).tolist() == [b"W"]
    assert not session.run(tf.is_variable_initialized(v))
    session.run(v.initializer)
    assert session.run(tf.report_uninitialized_variables()).tolist() == []
    w = tf.Variable(v.initialized_value() * 2.0)
    assert started().run([v, w]) == [3, 6]
    assert tf.get_variable("gv", [2, 3]).name == "gv:0"
    with pytest.raises(ValueError, match="Variable gv already exists"):
        tf.get_variable("gv", [2, 3])


def test_feeds_of_intermediates():  # 63, 68
    a = tf.constant([1.0, 2.0])
    b = a * 3.0
    c = b * b
    g = tf.gradients(c, [a, b])
    session = tf.Session()
    found = session.run([c, *g], {b: [10.0, 20.0]})
    assert [f.tolist() for f in found] == [[100, 400], [60, 120], [20, 40]]
    v = tf.Variable(3.0)
    assert session.run(v * 2.0, {v: 10.0}) == 20
    fed = np.array([1, 2], np.float32)
    p = tf.placeholder(tf.float32, [2])
    assert session.run(p, {p: fed}) is fed
    d = tf.placeholder_with_default(5.0, [])
    assert [session.run(d * 2.0), session.run(d * 2.0, {d: 1.0})] == [10, 2]


def test_a_prepared_run_still_looks_at_its_feeds():
    x = tf.placeholder(tf.float32, [2])
    y, session = x * 2.0, tf.Session()
    for value in ([1, 2], np.array([1.0, 2.0]), np.array([1, 2], np.float32)):
        assert session.run([y], {x: value})[0].tolist() == [2, 4]
    with pytest.raises(ValueError, match="Cannot feed value of shape"):
        session.run([y], {x: [1.0, 2.0, 3.0]})
    with pytest.raises(TypeError, match="cannot be a Tensor"):
        session.run([y], {x: y})
    result = session.run([y], {x: [1.0, 2.0]})[0]
    result[:] = 99
    assert session.run([y], {x: [1.0, 2.0]})[0].tolist() == [2, 4]


# 76: after four steps on Σ w·x², w = (1, 3), from (1, −2)
STEPS = [
    (tf.train.GradientDescentOptimizer(0.1), [0.4096, -0.0512]),
    (tf.train.MomentumOptimizer(0.1, 0.9), [-0.3086, 1.5364]),
    (tf.train.MomentumOptimizer(0.1, 0.9, use_nesterov=True), [-0.324823, 0.126369]),
    (tf.train.AdamOptimizer(0.1), [0.60394, -1.601506]),
    (tf.train.AdagradOptimizer(0.1), [0.738194, -1.728614]),
    (tf.train.RMSPropOptimizer(0.1), [0.479753, -1.184227]),
]


@pytest.mark.parametrize(("optimizer", "expected"), STEPS)
def test_optimizers(optimizer, expected):
    x = tf.Variable([1.0, -2.0], name="x")
    optimizer.__dict__["_slots"], optimizer.__dict__["_powers"] = {}, None
    step = optimizer.minimize(tf.reduce_sum(x * x * tf.constant([1.0, 3.0])))
    session = started()
    for _ in range(4):
        assert session.run(step) is None
    np.testing.assert_allclose(session.run(x), expected, rtol=2e-5)


def test_optimizer_interface():  # 78
    x, y, unused = tf.Variable([1.0, -2.0]), tf.Variable(5.0), tf.Variable(1.0)
    cost = tf.reduce_sum(x * x) * y
    optimizer = tf.train.GradientDescentOptimizer(0.1)
    pairs = optimizer.compute_gradients(cost)
    assert [g is None for g, _ in pairs] == [False, False, True]
    counter = tf.train.get_or_create_global_step()
    step = optimizer.minimize(cost, global_step=counter)
    session = started()
    session.run(step)
    assert session.run(counter) == 1
    assert session.run(unused) == 1
    for bad, message in [
        (lambda: optimizer.minimize(tf.constant(1.0)), "No gradients provided for any variable"),
        (lambda: optimizer.minimize(cost, var_list=[unused]), "No gradients provided"),
        (lambda: optimizer.apply_gradients([]), "No variables provided"),
        (lambda: optimizer.apply_gradients([(None, x)]), "No gradients provided"),
        (lambda: optimizer.minimize(cost, var_list=[]), "No variables to optimize"),
        (lambda: optimizer.minimize(tf.constant(1)), "Invalid type int32"),
        (lambda: optimizer.compute_gradients(cost, gate_gradients=5), "gate_gradients must be"),
    ]:
        with pytest.raises(ValueError, match=message):
            bad()


def test_random_numbers():
    for seed in (None, 3):
        tf.set_random_seed(seed)
        x = tf.random_normal([1000], mean=2.0, stddev=0.5, seed=7)
        one, other = tf.Session(), tf.Session()
        first = one.run(x)
        assert first.mean() == pytest.approx(2, abs=0.1)
        assert not np.array_equal(first, one.run(x))  # drawn anew in every run
        np.testing.assert_array_equal(first, other.run(x))  # the same in every session
    assert np.abs(tf.Session().run(tf.truncated_normal([5000]))).max() <= 2
    u = tf.Session().run(tf.random_uniform([5000], 1.0, 3.0))
    assert 1 <= u.min() < 1.1 < 2.9 < u.max() < 3
    i = tf.Session().run(tf.random_uniform([100], maxval=3, dtype=tf.int32))
    assert set(i) == {0, 1, 2}


def test_compute_gradient():  # 83
    with tf.Session():
        x = tf.constant([1.0, 2.0, 3.0])
        y = tf.stack([x[0] * x[1], x[2] * x[2]])
        start = np.array([1, 2, 3], np.float32)
        exact, numeric = tf.test.compute_gradient(x, [3], y, [2], x_init_value=start)
        assert exact.tolist() == [[2, 0], [1, 0], [0, 6]]
        np.testing.assert_allclose(exact, numeric, atol=1e-2)
        assert tf.test.compute_gradient_error(x, [3], y, [2], x_init_value=start) < 1e-2


def test_deep_and_shared_graphs():
    x = y = tf.constant(0.5)
    for _ in range(10_000):
        y = tf.identity(y) + 0.0
    assert tf.Session().run(tf.gradients(y, x)) == [1]
    z = x
    for _ in range(60):
        z = 0.5 * (z + z)
    assert tf.Session().run([z, tf.gradients(z, x)]) == [0.5, [1.0]]
