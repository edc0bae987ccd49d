"""The core's speed: `python -m tests.benchmarks.core`, against NumPy written by hand."""

import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np

import gradviz as tf

Pair = tuple[Callable[[], Any], Callable[[], Any]]
SECONDS = 0.6


def main() -> None:
    """Prints a row for each kind of work: the ratio to NumPy, and the aim."""
    print(f"{'work':44} {'NumPy µs':>10} {'gradviz µs':>11} {'ratio':>6} {'at most':>8}")
    for name, aim, pair in works():
        hand, ours = interleaved(*pair)
        print(f"{name:44} {hand * 1e6:10.1f} {ours * 1e6:11.1f} {ours / hand:6.2f} {aim:8.2f}")
    print()
    print(f"{'graph':32} {'operations':>10} {'build ms':>9} {'gradient ms':>12} {'run ms':>8}")
    for name, size, build in graphs():
        row = [build_once(build, size), build_once(build, 2 * size)]
        for operations, seconds in row:
            times = " ".join(f"{s * 1e3:10.1f}" for s in seconds)
            print(f"{name:32} {operations:10} {times}")


def works() -> list[tuple[str, float, Pair]]:
    """The rows: name, aim, and the two contestants."""
    rows: list[tuple[str, float, Pair]] = [
        (f"linear model, n = {n:,}", aim, linear(n))
        for n, aim in ((2, 0.7), (100, 0.7), (10_000, 0.7), (1_000_000, 0.6))
    ]
    rows += [
        (f"2-16-1 tanh, n = {n:,}", aim, network(n)) for n, aim in ((100, 0.8), (10_000, 0.75))
    ]
    rows.append(("chain of 50 scalar layers", 0.8, chain(50)))
    rows += [
        (f"surface {m}×{m}, n = {n:,}", 0.35, surface(m, n))
        for m in (101, 401)
        for n in (50, 1000)
        if m * m * n < 2e8
    ]
    rows += [
        (f"surface {m}×{m}, n = {n:,}, by broadcasting", 0.35, surface(m, n, broadcast=True))
        for m, n in ((101, 50), (101, 1000), (401, 50))
    ]
    rows += [
        (f"the same, quadratic, {m}×{m}, n = {n:,}", 0.06, surface(m, n, quadratic=True))
        for m in (101, 401)
        for n in (50, 1000)
        if m * m * n < 2e8
    ]
    return rows


def linear(samples: int) -> Pair:
    """Cost and both gradients of the linear model, float32, through Session.run."""
    random = np.random.default_rng(0)
    x, y = (random.normal(size=(samples, 1)).astype(np.float32) for _ in range(2))
    weight, bias = np.float32(1.6649098), np.float32(0.54648024)

    def by_hand() -> Any:
        error = x * weight + bias - y
        return np.float32(0.5) * np.sum(error**2), [np.sum(error * x), np.sum(error)]

    with tf.Graph().as_default():
        X, Y = (tf.placeholder("float", [samples, 1]) for _ in range(2))
        W, b = tf.Variable(weight), tf.Variable(bias)
        cost = 0.5 * tf.reduce_sum(tf.pow(tf.add(tf.multiply(X, W), b) - Y, 2))
        fetches = [cost, tf.gradients(cost, [W, b])]
        session = started()
    feed = {X: x, Y: y}
    agree(session.run(fetches, feed), by_hand(), 1e-2)
    return by_hand, lambda: session.run(fetches, feed)


def network(samples: int) -> Pair:
    """Cost and gradients of a network with one hidden layer of 16 tanh units."""
    random = np.random.default_rng(0)
    x = random.normal(size=(samples, 2)).astype(np.float32)
    y = random.normal(size=(samples, 1)).astype(np.float32)
    w1, b1 = random.normal(size=(2, 16)).astype(np.float32), np.zeros(16, np.float32)
    w2, b2 = random.normal(size=(16, 1)).astype(np.float32), np.zeros(1, np.float32)

    def by_hand() -> Any:
        hidden = np.tanh(x @ w1 + b1)
        error = hidden @ w2 + b2 - y
        cost = np.mean(error**2)
        g = 2 / np.float32(samples) * error
        back = (g @ w2.T) * (1 - hidden**2)
        return cost, [x.T @ back, back.sum(0), hidden.T @ g, g.sum(0)]

    with tf.Graph().as_default():
        X, Y = tf.placeholder("float", [samples, 2]), tf.placeholder("float", [samples, 1])
        variables = [tf.Variable(v) for v in (w1, b1, w2, b2)]
        W1, B1, W2, B2 = variables
        hidden = tf.tanh(tf.matmul(X, W1) + B1)
        cost = tf.reduce_mean(tf.square(tf.matmul(hidden, W2) + B2 - Y))
        fetches = [cost, tf.gradients(cost, variables)]
        session = started()
    feed = {X: x, Y: y}
    agree(session.run(fetches, feed), by_hand(), 1e-3)
    return by_hand, lambda: session.run(fetches, feed)


def chain(layers: int) -> Pair:
    """Value and gradient of a chain of tanh(w·h + b) on scalars."""
    weight, bias, start = np.float32(0.9), np.float32(0.1), np.float32(0.5)
    one = np.float32(1)

    def by_hand() -> Any:
        values = [start]
        for _ in range(layers):
            values.append(np.tanh(weight * values[-1] + bias))
        g, total = one, np.float32(0)
        for before, after in zip(values[-2::-1], values[:0:-1], strict=True):
            g = g * (one - after * after)
            total = total + g * before
            g = g * weight
        return values[-1], [total]

    with tf.Graph().as_default():
        W, b = tf.Variable(weight), tf.constant(bias)
        h = tf.constant(start)
        for _ in range(layers):
            h = tf.tanh(W * h + b)
        fetches = [h, tf.gradients(h, [W])]
        session = started()
    agree(session.run(fetches), by_hand(), 1e-4)
    return by_hand, lambda: session.run(fetches)


def surface(points: int, samples: int, *, quadratic: bool = False, broadcast: bool = False) -> Pair:
    """The linear model's cost over a grid of W and b, float64."""
    random = np.random.default_rng(0)
    x, y = random.normal(size=(samples, 1)), random.normal(size=(samples, 1))
    ws, bs = np.linspace(-2, 2, points), np.linspace(-1, 3, points)

    def by_hand() -> Any:
        if broadcast:
            error = x[:, 0] * ws[:, None, None] + bs[:, None] - y[:, 0]
            return 0.5 * np.sum(error**2, -1)
        # One row at a time, which is faster than the whole grid at once.
        rows = [((x[:, 0] * w + bs[:, None] - y[:, 0]) ** 2).sum(-1) for w in ws]
        return 0.5 * np.array(rows)

    with tf.Graph().as_default():
        X, Y = (tf.placeholder("double", [samples, 1]) for _ in range(2))
        W, b = (tf.placeholder("double", []) for _ in range(2))
        cost = 0.5 * tf.reduce_sum(tf.square(X * W + b - Y))
    feeds = {X: x, Y: y}
    grid = {W: ws[:, None], b: bs[None, :]}

    def ours() -> Any:
        if quadratic:
            from gradviz.core.quadratic import evaluate_quadratic

            return evaluate_quadratic(cost, grid, feeds)
        return tf.evaluate([cost], {**feeds, **grid})[0]

    np.testing.assert_allclose(ours(), by_hand(), rtol=1e-9, atol=1e-9)
    return by_hand, ours


def started() -> Any:
    """A session on the default graph with its variables initialized."""
    session = tf.Session()
    session.run(tf.global_variables_initializer())
    return session


def agree(ours: Any, by_hand: Any, tolerance: float) -> None:
    """Both contestants compute the same."""
    for mine, other in zip([ours[0], *ours[1]], [by_hand[0], *by_hand[1]], strict=True):
        np.testing.assert_allclose(mine, other, rtol=tolerance, atol=tolerance)


def interleaved(*functions: Callable[[], Any]) -> list[float]:
    """Median seconds per call of each, measured in turns so that a busy machine hits all alike."""
    calls, times = [], []
    for function in functions:
        start = time.perf_counter()
        function()
        once = time.perf_counter() - start
        calls.append(max(1, int(0.004 / max(once, 1e-7))))
        times.append([])
    end = time.perf_counter() + SECONDS
    while time.perf_counter() < end or len(times[0]) < 5:
        for function, count, measured in zip(functions, calls, times, strict=True):
            start = time.perf_counter()
            for _ in range(count):
                function()
            measured.append((time.perf_counter() - start) / count)
    return [statistics.median(measured) for measured in times]


def graphs() -> list[tuple[str, int, Callable[[int], tuple[Any, Any]]]]:
    """Deep and large graphs: name, size, builder of (y, x)."""

    def deep(size: int) -> tuple[Any, Any]:
        x = y = tf.constant(0.5)
        for _ in range(size):
            y = tf.sin(y)
        return y, x

    def ladder(size: int) -> tuple[Any, Any]:
        x = y = tf.constant(0.5)
        for _ in range(size):
            y = 0.5 * (y + y)
        return y, x

    def wide(size: int) -> tuple[Any, Any]:
        x = tf.constant(0.5)
        return tf.add_n([tf.square(x * 0.5) for _ in range(size)]), x

    return [
        ("chain of sines", 10_000, deep),
        ("diamond ladder", 60, ladder),
        ("sum of squares", 5_000, wide),
    ]


def build_once(build: Callable[[int], tuple[Any, Any]], size: int) -> tuple[int, list[float]]:
    """Seconds to build, differentiate and evaluate for the first time."""
    with tf.Graph().as_default() as graph:
        marks = [time.perf_counter()]
        y, x = build(size)
        marks.append(time.perf_counter())
        found = tf.gradients(y, x)
        marks.append(time.perf_counter())
        tf.Session().run([y, found])
        marks.append(time.perf_counter())
        return len(graph.get_operations()), list(np.diff(marks))


if __name__ == "__main__":
    main()
