"""Models for the tests of code: one for every op of the table, and random ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

import gradviz as tf
from gradviz.core.op import OPS, Op
from gradviz.core.ops.build import apply_entrywise
from gradviz.study.backward import feeds
from gradviz.study.models import Model, finish

SAMPLES = 3


class Case(NamedTuple):
    """A model and the numbers that it is fed."""

    model: Model
    values: list[Any]
    rows: list[list[float]]

    def expected(self) -> dict[str, Any]:
        """What a program must print, by what stands before the equals sign."""
        totals = self.model.passes.cotangents
        slopes = {n: totals.get(t) for n, t in self.model.parameters.items()}
        fed = {
            t: a.reshape(tuple(t.shape))
            for t, a in feeds(self.model, self.values, self.rows).items()
        }
        known = [t for t in slopes.values() if t is not None]
        cost, *found = tf.evaluate([self.model.cost, *known], fed)
        numbers = dict(zip(known, found, strict=True))
        zeros = {n: np.zeros(t.shape) for n, t in self.model.parameters.items()}
        return {"cost": np.asarray(cost)} | {
            f"dcost/d{name}": zeros[name] if slope is None else numbers[slope]
            for name, slope in slopes.items()
        }


def weighed(tensor: Any) -> Any:
    """A sum in which every entry of a tensor has a weight of its own."""
    if not tensor.dtype.is_floating:
        tensor = tf.cast(tensor, "float64")
    weights = np.linspace(0.5, 1.5, tensor.shape.size).reshape(tensor.shape)
    return tf.reduce_sum(tensor * weights)


def case(
    build: Callable[..., Any], shapes: list[tuple[int, ...]], values: list[Any], **outputs: str
) -> Case:
    """A model of parameters alone."""
    with tf.Graph().as_default():
        names = ["W", "b", "v", "u", "t"][: len(shapes)]
        parameters = {
            name: tf.Variable(np.zeros(shape), name=name, dtype="float64").value()
            for name, shape in zip(names, shapes, strict=True)
        }
        cost = weighed(build(*parameters.values()))
        return Case(finish(cost, {}, parameters, {}), values, [])


def applied(op: Op) -> Callable[..., Any]:
    """An op on tensors; on truth values or constants where it works, or flows, only so."""

    def build(*x: Any) -> Any:
        if op.type.startswith("Logical"):
            x = tuple(tf.greater(v, 0.1) for v in x)
        if op.undefined:
            x = tuple(tf.stop_gradient(v) for v in x)
        return apply_entrywise(op, x, op.type, tf.bool if op.constant and asks(op) else None)

    return build


def asks(op: Op) -> bool:
    """Whether an op gives truth values."""
    return op.type in {"Greater", "GreaterEqual", "Less", "LessEqual", "Equal", "NotEqual"} or (
        op.type.startswith(("Is", "Logical"))
    )


def op_cases() -> Iterator[tuple[str, Case]]:
    """For each op of the table a model in which it occurs."""
    random = np.random.default_rng(3)
    for op in OPS.values():
        if op.entrywise:
            for shapes in ([(2, 3), (3,)], [(), (2, 1)], [(2, 1), (1, 3)]):
                used = shapes[: len(op.inputs)]
                values = [random.uniform(*d, s) for d, s in zip(op.domain, used, strict=True)]
                yield f"{op.type}-{used}", case(applied(op), used, values)
        for place, (build, shapes) in enumerate(op.examples):
            values = [random.uniform(0.2, 2.0, shape) for shape in shapes]
            yield f"{op.type}-{place}", case(build, list(shapes), values)


KINKED = ("Abs", "Sign", "Relu", "Relu6", "LeakyRelu", "Elu", "Softplus", "Maximum", "Minimum")


def kink_cases() -> Iterator[tuple[str, Case]]:
    """Models of the ops with kinks, at them, and of the largest of equal entries."""
    corners = np.array([[-1.0, -0.0, 0.0], [1.0, 6.0, 7.0]])
    for name in KINKED:
        op = OPS[name]
        count = len(op.inputs)
        yield name, case(applied(op), [(2, 3)] * count, [corners] * count)
    for reduce in (tf.reduce_max, tf.reduce_min, tf.reduce_prod):
        values = [np.array([[1.0, 1.0, 0.0], [0.0, 0.0, 1.0]])]
        for axis in (None, 0, 1):
            name = f"{reduce.__name__} {axis}"
            yield name, case(lambda x, r=reduce, a=axis: r(x, axis=a), [(2, 3)], values)


def search_cases() -> Iterator[tuple[str, Case]]:
    """Models of the ops that find places, whose examples have no gradient to show."""
    values = [np.array([[0.3, -1.0, 0.3], [2.0, 0.5, -0.2]])]
    builds = {
        "argmax": lambda x: tf.gather(tf.reshape(x, [-1]), tf.argmax(x, 1)),
        "argmin": lambda x: tf.cast(tf.argmin(x, 0, output_type=tf.int32), "float64") * x,
        "one hot": lambda x: tf.one_hot(tf.argmax(x, 1), 3, dtype="float64") * x,
        "one hot in front": lambda x: (
            x
            * tf.one_hot(
                tf.argmax(x, 0),
                2,
                tf.constant(2.0, "float64"),
                tf.constant(-1.0, "float64"),
                axis=0,
            )
        ),
        "top k": lambda x: tf.nn.top_k(x, 2).values,
        "all": lambda x: tf.where_v2(tf.reduce_all(x > 0.0, 1, keepdims=True), x, 2.0 * x),
        "any": lambda x: tf.where_v2(tf.reduce_any(x > 0.4), x, 2.0 * x),
        "no axes": lambda x: tf.where_v2(tf.reduce_any(x > 0.4, []), x, 2.0 * x),
        "no nan": lambda x: tf.div_no_nan(x, tf.nn.relu(x)) + tf.math.xlogy(tf.nn.relu(x), x),
    }
    for name, build in builds.items():
        yield name, case(build, [(2, 3)], values)


UNARY = [
    tf.square, tf.negative, tf.tanh, tf.sigmoid, tf.nn.relu, tf.exp, tf.abs, tf.nn.softplus,
    tf.nn.elu, tf.nn.leaky_relu, tf.sin, tf.identity, tf.stop_gradient, tf.sign, tf.erf,
    lambda x: tf.log(1.5 + tf.square(x)), lambda x: tf.sqrt(1.0 + x * x), lambda x: x**2,
    lambda x: 1.0 / (1.0 + tf.square(x)), lambda x: tf.rsqrt(1.0 + x * x), lambda x: 2.0**x,
    lambda x: -(x - (1.0 - x)) - (x + 2.0) * -3.0, lambda x: tf.reshape(x, [-1]),
    lambda x: tf.cast(x > 0.3, "float64") * x, lambda x: tf.ones_like(x) - x,
    lambda x: tf.reduce_sum(x, axis=-1, keepdims=True) if len(x.shape) else x,
    lambda x: tf.reduce_mean(x), lambda x: tf.reduce_max(x), lambda x: tf.nn.softmax(x[None]),
    lambda x: tf.reduce_logsumexp(x), lambda x: tf.transpose(x), lambda x: tf.nn.l2_loss(x),
    lambda x: tf.concat([x, x], -1) if len(x.shape) else x, lambda x: tf.stack([x, 2.0 * x]),
    lambda x: x[..., None], lambda x: tf.clip_by_value(x, -0.5, 0.5),
    lambda x: tf.maximum(0.0, x), lambda x: tf.maximum(x, tf.negative(x)),
    lambda x: tf.reduce_prod(1.0 + 0.1 * tf.tanh(x)), lambda x: tf.floormod(x, 0.7),
]  # fmt: skip
BINARY = [
    tf.add, tf.subtract, tf.multiply, tf.maximum, tf.minimum, tf.squared_difference,
    lambda x, y: x / (2.0 + tf.square(y)), lambda x, y: tf.where_v2(x > y, x, y * y),
    lambda x, y: x - (y - x), lambda x, y: tf.atan2(x, 1.0 + y * y),
    lambda x, y: x // (1.0 + y * y),
]  # fmt: skip
SHAPES = [(), (), (3,), (SAMPLES, 1), (SAMPLES, 3), (1, 3), (2, 3)]
NAMES = ["W", "b", "lambda", "β", "d_W", "np", "tf", "ﬁ", "cost_2", "print", "x y", "d_cost"]


def random_case(seed: int) -> Case:
    """A random model of data and parameters."""
    random = np.random.default_rng([7, seed])
    pick = lambda items: items[int(random.integers(len(items)))]  # noqa: E731
    with tf.Graph().as_default():
        names = list(random.permutation(NAMES))
        inputs, parameters, values = {}, {}, []
        if random.random() < 0.7:
            for shape in ((SAMPLES, 2), (SAMPLES,))[: int(random.integers(1, 3))]:
                inputs[names.pop()] = tf.placeholder("float64", shape)
        for _ in range(int(random.integers(1, 4))):
            shape = pick(SHAPES)
            values.append(np.round(random.uniform(-1.5, 1.5, shape), 3))
            variable = tf.Variable(np.zeros(shape), dtype="float64")
            parameters[names.pop()] = variable.value()
        tensors = [*inputs.values(), *parameters.values()]
        outputs = {}
        for _ in range(int(random.integers(1, 9))):
            try:
                if random.random() < 0.5:
                    made = pick(UNARY)(pick(tensors))
                elif random.random() < 0.2:
                    a, b = (t for t in (pick(tensors), pick(tensors)))
                    made = tf.matmul(a, b) if len(a.shape) == len(b.shape) == 2 else a * b
                else:
                    made = pick(BINARY)(pick(tensors), pick(tensors))
            except (ValueError, TypeError):
                continue
            if made.shape.size <= 60:
                tensors.append(made / (1.0 + tf.abs(made)) if random.random() < 0.3 else made)
                if random.random() < 0.4:
                    outputs[f"{pick(['pred', 'hidden', 'if', 'y₁'])}{len(outputs)}"] = tensors[-1]
        cost = tf.reduce_sum(tensors[-1]) + 0.5 * tf.reduce_mean(tf.square(pick(tensors)))
        width = sum(2 if len(t.shape) == 2 else 1 for t in inputs.values())
        rows = np.round(random.uniform(-2, 2, (SAMPLES, width)), 2).tolist() if inputs else []
        return Case(finish(cost, inputs, parameters, outputs), values, rows)
