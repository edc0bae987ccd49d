"""TensorFlow 1's run model: feeds, fetches, variables and their errors."""

import collections

import numpy as np
import pytest

import gradviz as tf
from gradviz.core.errors import FailedPreconditionError, InvalidArgumentError, ShapeError


def test_fetches_keep_their_structure():
    Pair = collections.namedtuple("Pair", "a b")  # noqa: PYI024  a fetch may be one
    X = tf.placeholder("float", [2], name="X")
    y = tf.identity(X * 2.0, name="y")
    session = tf.Session()
    feed = {X: [1.0, 2.0]}
    result = session.run({"k": y, "l": [y, (X,)], "n": Pair(y, [y.op])}, feed)
    np.testing.assert_array_equal(result["k"], [2, 4])
    assert result["l"][0] is result["k"]
    assert isinstance(result["n"], Pair)
    assert result["n"].b == [None]
    np.testing.assert_array_equal(session.run("y:0", feed), [2, 4])
    assert session.run("y", feed) is None
    assert session.run([], feed) == []


@pytest.mark.parametrize("fetch", [None, [None], 3, {1, 2}])
def test_what_cannot_be_fetched(fetch):
    session = tf.Session()
    with pytest.raises(RuntimeError, match="The Session graph is empty"):
        session.run(fetch)
    tf.constant(1.0)
    with pytest.raises(TypeError, match="Argument `fetch` = .* has invalid type"):
        session.run(fetch)


def test_any_tensor_can_be_fed():
    a = tf.constant([1.0, 2.0])
    b = a * 3.0
    c = b * b
    g = tf.gradients(c, [a, b])
    session = tf.Session()
    for_b = session.run([a, b, c, *g], {b: [10.0, 20.0]})
    expected = [[1, 2], [10, 20], [100, 400], [60, 120], [20, 40]]
    np.testing.assert_array_equal(for_b, expected)
    v = tf.Variable(3.0)
    assert session.run(v * 2.0, {v: 10.0}) == 20


def test_feed_errors():
    X = tf.placeholder("float", [2, 1], name="X")
    y = X * 2.0
    session = tf.Session()
    with pytest.raises(InvalidArgumentError, match="You must feed a value for placeholder .*'X'"):
        session.run(y)
    with pytest.raises(ValueError, match=r"Cannot feed value of shape \(2,\) for Tensor 'X:0'"):
        session.run(y, {X: [1.0, 2.0]})
    with pytest.raises(ValueError, match="could not convert string to float"):
        session.run(y, {X: [["a"], ["b"]]})
    with pytest.raises(TypeError, match="The value of a feed cannot be a Tensor"):
        session.run(y, {X: y})
    with pytest.raises(TypeError, match="Cannot interpret feed_dict key as Tensor"):
        session.run(y, {3: 1})
    np.testing.assert_array_equal(session.run(y, {"X:0": [[1], [2]]}), [[2], [4]])


def test_variables_live_in_their_session():
    v = tf.Variable(3.0, name="W")
    one, two = tf.Session(), tf.Session()
    with pytest.raises(FailedPreconditionError, match="Attempting to use uninitialized value W"):
        one.run(v)
    one.run(tf.global_variables_initializer())
    two.run(v.initializer)
    assert two.run(v.assign(9.0)) == 9
    assert (one.run(v), two.run(v)) == (3, 9)


def test_a_run_reads_before_it_assigns():
    v, w = tf.Variable(1.0), tf.Variable(10.0)
    session = tf.Session()
    session.run(tf.global_variables_initializer())
    session.run([v.assign(w * 1.0), w.assign(v * 1.0)])
    assert session.run([v, w]) == [10, 1]


def test_results_are_the_callers():
    v = tf.Variable([1.0, 2.0])
    session = tf.Session()
    session.run(v.initializer)
    session.run(v)[0] = 99.0
    fetched = session.run(v.assign([5.0, 6.0]))
    fetched[0] = 99.0
    np.testing.assert_array_equal(session.run(v), [5, 6])


def test_sessions_open_and_close():
    c = tf.constant(4.0)
    with pytest.raises(ValueError, match="No default session is registered"):
        c.eval()
    with tf.Session() as session:
        assert c.eval() == 4
        assert tf.get_default_session() is session
    with pytest.raises(RuntimeError, match="Attempted to use a closed Session"):
        session.run(c)


def test_graphs_do_not_mix():
    other = tf.Graph()
    with other.as_default():
        a = tf.constant(1.0, name="a")
    b = tf.constant(2.0)
    with pytest.raises(ValueError, match="must be from the same graph"):
        a + b
    with pytest.raises(ValueError, match="is not an element of this graph"):
        tf.Session().run(a)
    other.finalize()
    with other.as_default(), pytest.raises(RuntimeError, match="Graph is finalized"):
        tf.constant(1.0)


def test_building_errors():
    f, d = tf.constant([1.0, 2.0]), tf.constant([1.0, 2.0], "double")
    with pytest.raises(TypeError, match="float64 that does not match type float32"):
        f * d
    with pytest.raises(TypeError, match="Expected int32, but got 1.5"):
        tf.constant([1, 2]) * 1.5
    with pytest.raises(ShapeError, match="do not fit together"):
        f + tf.constant([1.0, 2.0, 3.0])
    with pytest.raises(ShapeError, match="Cannot reshape a tensor with 2 elements"):
        tf.reshape(f, [3])
    with pytest.raises(ShapeError, match="invalid reduction dimension 2"):
        tf.reduce_sum(f, axis=2)
    with pytest.raises(TypeError, match="cannot be used as a Python bool"):
        bool(f)


def test_names():
    x = tf.constant(1.0)
    made = [x + 1, x * 2, x - 1, 1 / x, x**2, -x, x > 0, tf.add(x, 1), tf.pow(x, 2), tf.square(x)]
    names = ["add", "mul", "sub", "truediv", "pow", "Neg", "Greater", "Add_1", "Pow_1", "Square"]
    assert [t.name for t in made] == [f"{name}:0" for name in names]
    with tf.name_scope("a"):
        assert (x + 1).name == "a/add:0"
        assert tf.Variable(1.0, name="v").name == "a/v:0"
    with tf.name_scope("a"):
        assert (x + 1).name == "a_1/add:0"
    with pytest.raises(ValueError, match="'bad name' is not a valid node name"):
        tf.constant(1.0, name="bad name")
