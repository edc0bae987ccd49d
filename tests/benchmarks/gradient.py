"""One gradient evaluation through ``Session.run`` against NumPy written by hand."""

import statistics
import time
from collections.abc import Callable

import numpy as np

import gradviz as tf

SIZES = (2, 100)
ROUNDS = 200
CALLS = 50


def main() -> None:
    """Prints the median times for each number of samples."""
    print(
        f"one evaluation of cost and gradients, median of {ROUNDS} rounds of {CALLS}, interleaved"
    )
    print(f"{'samples':>8} {'NumPy µs':>9} {'gradviz µs':>11} {'ratio':>6}")
    for samples in SIZES:
        by_hand, by_session = _contestants(samples)
        hand, session = _interleaved(by_hand, by_session)
        print(f"{samples:8} {hand * 1e6:9.2f} {session * 1e6:11.2f} {session / hand:6.2f}")


def _contestants(samples: int) -> tuple[Callable[[], object], Callable[[], object]]:
    """The same work twice, after a check that both give the same numbers."""
    random = np.random.default_rng(0)
    x = random.normal(size=(samples, 1)).astype(np.float32)
    y = random.normal(size=(samples, 1)).astype(np.float32)
    weight, bias = np.float32(1.6649098), np.float32(0.54648024)

    def by_hand() -> tuple[np.float32, list[np.float32]]:
        error = x * weight + bias - y
        cost = np.float32(0.5) * np.sum(error**2)
        return cost, [np.sum(error * x), np.sum(error)]

    with tf.Graph().as_default():
        X = tf.placeholder("float", shape=[samples, 1])
        Y = tf.placeholder("float", shape=[samples, 1])
        W = tf.Variable(weight, name="weight")
        b = tf.Variable(bias, name="bias")
        cost = 0.5 * tf.reduce_sum(tf.pow(tf.add(tf.multiply(X, W), b) - Y, 2))
        grads = tf.gradients(cost, [W, b])
        session = tf.Session()
        session.run(tf.global_variables_initializer())
    fetches, feed = [cost, grads], {X: x, Y: y}

    def by_session() -> object:
        return session.run(fetches, feed_dict=feed)

    np.testing.assert_allclose(np.hstack(by_session()), np.hstack(by_hand()), rtol=1e-4)  # type: ignore[call-overload]
    return by_hand, by_session


def _interleaved(*functions: Callable[[], object]) -> list[float]:
    """Median seconds per call of each, measured in turns so that a busy machine hits all alike."""
    times: list[list[float]] = [[] for _ in functions]
    for _ in range(ROUNDS):
        for function, measured in zip(functions, times, strict=True):
            start = time.perf_counter()
            for _ in range(CALLS):
                function()
            measured.append((time.perf_counter() - start) / CALLS)
    return [statistics.median(measured) for measured in times]
