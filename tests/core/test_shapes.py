"""What TensorFlow 1's programs ask of a shape, a collection and a run besides the values."""

import pytest

import gradviz as tf
from gradviz.core.errors import ShapeError


def test_extents_have_a_value():
    x = tf.placeholder("float32", [None, 2])
    assert x.get_shape()[1].value == 2
    assert x.get_shape()[0].value is None
    assert tf.ones([3, 2]).shape[0].value * 2 == 6
    assert tf.ones([3, 2]).shape[1:] == (2,)


def test_the_number_of_entries():
    assert tf.ones([3, 2]).shape.num_elements() == 6
    assert tf.placeholder("float32", [None, 2]).shape.num_elements() is None


@pytest.mark.parametrize(
    ("shape", "other", "compatible"),
    [
        ([1, 2], [None, 2], True),
        ([1, 2], [None, 3], False),
        ([1, 2], [2], False),
        ([1, 2], None, True),
        (None, [2], True),
        ([None, 2], [5, 2], True),
        ([None, 2], [5, 3], False),
    ],
)
def test_compatible_shapes(shape, other, compatible):
    own = tf.placeholder("float32", shape).shape
    assert own.is_compatible_with(other) == compatible
    if compatible:
        own.assert_is_compatible_with(other)
    else:
        with pytest.raises(ShapeError, match="are incompatible"):
            own.assert_is_compatible_with(other)


def test_collections_by_scope():
    with tf.Graph().as_default():
        first, second = tf.Variable(1.0, name="a/x"), tf.Variable(2.0, name="b")
        assert tf.trainable_variables("a") == [first]
        assert tf.global_variables(scope="b") == [second]
        assert tf.get_collection("variables", "x") == []


def test_a_run_takes_options():
    assert tf.Session().run(tf.constant(1.0), options=None, run_metadata=None) == 1.0
