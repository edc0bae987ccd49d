"""Property tests: random graphs of the table's smooth ops against central differences."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import gradviz as tf
from gradviz.core.check import check_gradients

UNARY = (tf.square, tf.negative, lambda x: tf.log(1.5 + tf.square(x)), lambda x: x * 0.5)
BINARY = (tf.add, tf.subtract, tf.multiply, lambda x, y: x / (2.0 + tf.square(y)))
SHAPES = ((), (3,), (2, 3), (2, 1))


@st.composite
def programs(draw):
    """Shapes of two inputs and a list of steps: (operation, operand, operand)."""
    shapes = [draw(st.sampled_from(SHAPES)) for _ in range(2)]
    steps = []
    for length in range(2, 2 + draw(st.integers(1, 8))):
        place = st.integers(0, length - 1)
        steps.append((draw(st.integers(0, len(UNARY + BINARY) - 1)), draw(place), draw(place)))
    return shapes, steps


def build(steps, *inputs):
    """Runs the steps; values are kept near 1 so that central differences stay exact."""
    tensors = list(inputs)
    for which, a, b in steps:
        if which < len(UNARY):
            value = UNARY[which](tensors[a])
        else:
            value = BINARY[which - len(UNARY)](tensors[a], tensors[b])
        tensors.append(value / (1.0 + tf.square(value)))
    return tf.add_n([tf.reduce_sum(t) for t in tensors])


@settings(max_examples=60)
@given(programs(), st.integers(0, 2**32 - 1))
def test_gradients_of_random_graphs(program, seed):
    shapes, steps = program
    random = np.random.default_rng(seed)
    values = [random.uniform(-1.5, 1.5, shape) for shape in shapes]
    check_gradients(lambda *x: build(steps, *x), values, tolerance=1e-5)


@settings(max_examples=60)
@given(programs(), st.integers(0, 2**32 - 1))
def test_every_total_is_the_sum_of_its_contributions(program, seed):
    shapes, steps = program
    random = np.random.default_rng(seed)
    with tf.Graph().as_default():
        inputs = [tf.placeholder("double", shape) for shape in shapes]
        result = tf.backward(build(steps, *inputs), inputs)
        feeds = {x: random.uniform(-1.5, 1.5, x.shape) for x in inputs}
        for tensor, total in result.cotangents.items():
            parts = [
                c.tensor for c in result.contributions.values() if c.op.inputs[c.index] is tensor
            ]
            if parts:
                whole, *pieces = tf.evaluate([total, *parts], feeds)
                np.testing.assert_allclose(whole, sum(pieces), rtol=1e-12, atol=1e-12)
