"""Models of many kinds with data and a point: what is true of any model is tested on all."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

import gradviz as tf
from gradviz.core.graph import Graph
from gradviz.study.blueprint import Problem as Page
from gradviz.study.models import Model, finish, linear_model, model_of
from gradviz.study.presets import PRESETS
from gradviz.study.scalars import scalar_model

Shapes = dict[str, tuple[int, ...]]


@dataclass(frozen=True)
class Problem:
    """A model, its data, and where its parameters are."""

    model: Model
    rows: tuple[tuple[float, ...], ...]
    at: tuple[float, ...]
    quadratic: bool = False
    shared: bool = True  # whether every sample has a share in the gradient


def problem(
    columns: int,
    shapes: Shapes,
    cost: Callable[..., object],
    samples: int = 6,
    quadratic: bool = False,
    shared: bool = True,
) -> Problem:
    """A model of X (samples, columns) and Y (samples, 1)."""
    random = np.random.default_rng(len(shapes) + columns)
    with Graph().as_default():
        inputs = {}
        if columns:
            inputs["X"] = tf.placeholder("double", [samples, columns], name="X")
            inputs["Y"] = tf.placeholder("double", [samples, 1], name="Y")
        variables = {k: tf.Variable(np.zeros(s), name=k, dtype="double") for k, s in shapes.items()}
        total = cost(*inputs.values(), *variables.values())
        model = finish(total, inputs, {k: v.value() for k, v in variables.items()}, {})
    size = sum(int(np.prod(s)) for s in shapes.values())
    data = random.normal(size=(samples, columns + 1))
    data[:, -1] = data[:, -1] > 0  # good as a number and as a class
    rows = tuple(map(tuple, data.tolist())) if columns else ()
    return Problem(model, rows, tuple(random.normal(size=size).tolist()), quadratic, shared)


def network(X, Y, *layers):
    W, b, V, c = layers
    hidden = tf.tanh(tf.matmul(X, W) + b)
    return tf.reduce_mean(tf.square(tf.matmul(hidden, V) + c - Y))


def logistic(X, Y, w, b):
    scores = tf.matmul(X, w) + b
    return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=Y, logits=scores))


def by_hand(X, Y, w, b):
    p = tf.sigmoid(tf.matmul(X, w) + b)
    return -tf.reduce_sum(Y * tf.log(p) + (1.0 - Y) * tf.log(1.0 - p), name="cost")


def ridge(X, Y, w, b):
    error = tf.reduce_sum(tf.square(tf.matmul(X, w) + b - Y))
    return 0.5 * error + 0.35 * tf.reduce_sum(tf.square(w))


def centered(X, Y, w):
    return tf.reduce_mean(tf.square(tf.matmul(X - tf.reduce_mean(X, axis=0), w) - Y))


def two_measures(X, Y, w, b):
    error = tf.matmul(X, w) + b - Y
    return tf.reduce_mean(tf.square(error)) + 0.1 * tf.reduce_sum(tf.exp(0.5 * error))


def normalized(X, Y, w):
    """Behind the parameters the samples are mixed; each has a row before that."""
    scores = tf.matmul(X, w)
    return tf.reduce_mean(tf.square(scores - tf.reduce_mean(scores) - Y))


def banana(x, y):
    return tf.square(1.0 - x) + 5.0 * tf.square(y - tf.square(x))


LINE = ((2.0, 3.0), (3.0, 2.0), (-1.0, 0.5))
PROBLEMS = {
    "linear": Problem(linear_model(3), LINE, (1.66, 0.54), quadratic=True),
    "linear, one sample": Problem(linear_model(1), LINE[:1], (1.66, 0.54), quadratic=True),
    "scalars": Problem(scalar_model(3), LINE, (1.66, 0.54), quadratic=True),
    "network": problem(2, {"W1": (2, 3), "b1": (3,), "W2": (3, 1), "b2": (1,)}, network),
    "logistic": problem(2, {"w": (2, 1), "b": ()}, logistic),
    "logistic by hand": problem(3, {"w": (3, 1), "b": ()}, by_hand),
    "ridge": problem(2, {"w": (2, 1), "b": ()}, ridge, quadratic=True),
    "centered data": problem(2, {"w": (2, 1)}, centered, quadratic=True),
    "two measures": problem(2, {"w": (2, 1), "b": ()}, two_measures),
    "as many samples as inputs": problem(
        3, {"w": (3, 1), "b": ()}, ridge, samples=3, quadratic=True
    ),
    "mixed": problem(2, {"w": (2, 1)}, normalized, quadratic=True),
    "no data": problem(0, {"x": (), "y": ()}, banana, shared=False),
}

for preset in PRESETS:
    page = Page(preset.blueprint, preset.values, preset.rows)
    PROBLEMS[f"preset {preset.key}"] = Problem(
        model_of(page.structure), page.rows, tuple(page.entries.values()), shared=bool(page.rows)
    )
