"""Descents that TensorFlow's own optimizers make: on which problems, with which settings."""

from __future__ import annotations

from typing import Any

import numpy as np

STEPS = 200
OPTIMIZERS: dict[str, tuple[str, dict[str, Any]]] = {
    "gradient_descent": ("GradientDescentOptimizer", {"learning_rate": 0.02}),
    "momentum": ("MomentumOptimizer", {"learning_rate": 0.005, "momentum": 0.9}),
    "nesterov": (
        "MomentumOptimizer",
        {"learning_rate": 0.005, "momentum": 0.9, "use_nesterov": True},
    ),
    "adagrad": ("AdagradOptimizer", {"learning_rate": 0.1, "initial_accumulator_value": 0.2}),
    "rmsprop": (
        "RMSPropOptimizer",
        {"learning_rate": 0.004, "decay": 0.95, "momentum": 0.4, "epsilon": 0.05},
    ),
    "adam": (
        "AdamOptimizer",
        {"learning_rate": 0.01, "beta1": 0.8, "beta2": 0.99, "epsilon": 0.02},
    ),
}
"""By the name that study has for it: TensorFlow's class, and its arguments."""

Problem = tuple[dict[str, np.ndarray], np.ndarray]
"""The parameters at the start by name, and the data, a row for each sample."""


def single(array: Any) -> np.ndarray:
    """Rounded to what float32 can hold, so that both sides have the same numbers."""
    return np.asarray(array, np.float32).astype(np.float64)


def problems() -> dict[str, Problem]:
    """The worked example, and a small network."""
    random = np.random.default_rng(7)
    shapes = {"W1": (2, 3), "b1": (3,), "W2": (3, 1), "b2": (1,)}
    data = random.normal(size=(12, 2))
    target = np.sin(2 * data[:, :1]) + data[:, 1:] ** 2
    return {
        "linear": (
            {"W": single(1.6649098), "b": single(0.54648024)},
            single([[2.0, 3.0], [3.0, 2.0]]),
        ),
        "network": (
            {name: single(random.normal(size=shape)) for name, shape in shapes.items()},
            single(np.concatenate([data, target], 1)),
        ),
    }


def build(tf: Any, problem: str, dtype: str, start: dict[str, Any]) -> Any:
    """The graph of a problem in either library: inputs, variables and cost."""
    _, rows = problems()[problem]
    X = tf.placeholder(dtype, [len(rows), rows.shape[1] - 1], name="X")
    Y = tf.placeholder(dtype, [len(rows), 1], name="Y")
    name_of = np.dtype(dtype).type
    variables = {k: tf.Variable(name_of(v), name=k) for k, v in start.items()}
    if problem == "linear":
        pred = tf.multiply(X, variables["W"]) + variables["b"]
        return {"X": X, "Y": Y}, variables, 0.5 * tf.reduce_sum(tf.square(pred - Y))
    hidden = tf.tanh(tf.matmul(X, variables["W1"]) + variables["b1"])
    pred = tf.matmul(hidden, variables["W2"]) + variables["b2"]
    return {"X": X, "Y": Y}, variables, tf.reduce_mean(tf.square(pred - Y))


def path(tf: Any, problem: str, name: str, dtype: str, config: Any = None) -> list[list[float]]:
    """The parameters before the first step and after each, as one vector each."""
    start, rows = problems()[problem]
    tf.reset_default_graph()
    inputs, variables, cost = build(tf, problem, dtype, start)
    kind, arguments = OPTIMIZERS[name]
    step = getattr(tf.train, kind)(**arguments).minimize(cost)
    fed = {inputs["X"]: rows[:, :-1], inputs["Y"]: rows[:, -1:]}
    found = []
    with tf.Session(config=config) as session:
        session.run(tf.global_variables_initializer())
        for _ in range(STEPS + 1):
            values = session.run(list(variables.values()))
            found.append(np.concatenate([np.ravel(v) for v in values]).tolist())
            session.run(step, fed)
    return found
