"""Random models of the whole op table: ranks 0 to 2, joins, broadcasts, constants, dead ends."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

import gradviz as tf
from gradviz.core.graph import Tensor
from gradviz.core.op import OPS
from gradviz.study.models import Model, finish

SHAPES = ((), (3,), (2, 3), (3, 2), (1, 3), (4, 4))
SMOOTH = [op for op in OPS.values() if op.domain and not op.constant and op.partials is not None]


def _within(tensor: Tensor, interval: tuple[float, float]) -> Tensor:
    """Any number as one of an interval, smoothly."""
    low, high = interval
    return (low + high) / 2 + (high - low) / 2 * (tensor / (1.0 + tf.square(tensor)))


def _matrices(x: Tensor, random: np.random.Generator) -> Tensor:
    weights = tf.constant(random.uniform(-1, 1, (x.shape[-1], 2)), "double", name="weights")
    return tf.matmul(x, weights)


MIXING: Mapping[int, tuple[Callable[[Tensor, np.random.Generator], Tensor], ...]] = {
    0: (lambda x, _: tf.stack([x, 2 * x]), lambda x, _: tf.reshape(x, [1, 1])),
    1: (
        lambda x, _: tf.reduce_max(x),
        lambda x, _: tf.nn.softmax(x),
        lambda x, _: tf.cumsum(x),
        lambda x, _: tf.gather(x, [1, 0, 1]),
        lambda x, _: tf.concat([x, tf.square(x)], 0),
        lambda x, _: x[1:],
        lambda x, _: tf.reduce_mean(x),
        lambda x, _: tf.tile(x, [2]),
        lambda x, _: tf.nn.l2_loss(x),
        lambda x, _: tf.nn.log_softmax(x),
        lambda x, _: tf.reduce_prod(x),
    ),
    2: (
        lambda x, _: tf.transpose(x),
        lambda x, _: tf.matmul(x, x, transpose_b=True),
        _matrices,
        lambda x, random: tf.matmul(_matrices(x, random), x, transpose_a=True),
        lambda x, _: tf.reduce_sum(x, axis=0),
        lambda x, _: tf.reduce_mean(x, axis=1, keepdims=True),
        lambda x, _: tf.nn.softmax(x),
        lambda x, _: tf.reduce_min(x, axis=1),
        lambda x, _: tf.reshape(x, [-1]),
        lambda x, _: tf.pad(x, [[1, 0], [0, 1]]),
        lambda x, _: tf.cumsum(x, axis=1),
        lambda x, _: tf.gather(x, [0, 0], axis=0),
        lambda x, _: tf.concat([x, 3.0 * x], 1),
        lambda x, _: tf.where(tf.greater(x, 0.0), x, tf.stop_gradient(x)),
        lambda x, _: tf.nn.softmax_cross_entropy_with_logits(
            labels=tf.nn.softmax(tf.stop_gradient(x)), logits=x
        ),
    ),
}


def mixed_model(seed: int) -> tuple[Model, list[float], list[list[float]]]:
    """A model, the numbers of its parameters and its rows of data."""
    random = np.random.default_rng(seed)
    with tf.Graph().as_default():
        X = tf.placeholder("double", [3, 2], name="X")
        Y = tf.placeholder("double", [3, 1], name="Y")
        W = tf.Variable(0.0, dtype="double", name="W")
        b = tf.Variable(0.0, dtype="double", name="b")
        tensors = [X, Y, W.value(), b.value()]
        for _ in range(int(random.integers(2, 9))):
            tensors.append(_step(tensors, random))
        used = {t for tensor in tensors for t in tensor.op.inputs}
        ends = [t for t in tensors if t not in used]
        cost = tf.add_n([tf.reduce_sum(t) for t in ends], name="cost")
        model = finish(cost, {"X": X, "Y": Y}, {"W": W.value(), "b": b.value()}, {})
    return model, random.uniform(-2, 2, 2).tolist(), random.uniform(-2, 2, (3, 3)).tolist()


def _step(tensors: list[Tensor], random: np.random.Generator) -> Tensor:
    def some() -> Tensor:
        return tensors[int(random.integers(len(tensors)))]

    while True:
        x, way = some(), random.integers(3)
        if way == 0:
            choices = MIXING.get(len(x.shape), ())
            if choices:
                return choices[int(random.integers(len(choices)))](x, random)
        elif way == 1:
            made = (tf.add, tf.subtract, tf.multiply)[int(random.integers(3))]
            try:
                return made(x, some())
            except ValueError:
                continue
        else:
            op = SMOOTH[int(random.integers(len(SMOOTH)))]
            near = [_within(x, ends) for ends in op.domain]
            out = x.graph.create_op(op, op.type, near, [x.shape], [x.dtype], _attributes(op))
            return out.outputs[0]


def _attributes(op: Any) -> dict[str, Any]:
    import inspect

    own = not isinstance(op.kernel, np.ufunc)
    parameters = inspect.signature(op.kernel).parameters.values() if own else ()
    return {p.name: p.default for p in parameters if p.kind is p.KEYWORD_ONLY}
