"""The core's speed against NumPy by hand and other libraries: `python -m tests.benchmarks core`."""

import statistics
import time
import tracemalloc
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

import gradviz as tf
from tests.benchmarks.peers import peers

SECONDS = 0.6
MEGABYTES = 64
"""What a surface may take beyond its result."""


class Pair(NamedTuple):
    """Two contestants, and the data from which others make the same work."""

    by_hand: Callable[[], Any]
    ours: Callable[[], Any]
    kind: str
    data: tuple[Any, ...]


def main() -> None:
    """Prints a row for each kind of work: ratios to NumPy, the aim, and who is ahead."""
    others = {name: work for name, work in peers().items() if not isinstance(work, str)}
    for name, work in peers().items():
        if isinstance(work, str):
            print(f"{name} is {work}")
    heads = "".join(f"{name:>12}" for name in others)
    print(f"{'work':42} {'NumPy µs':>10} {'gradviz':>8} {'at most':>8}{heads}")
    for name, aim, pair in works():
        calls = {n: w[pair.kind](*pair.data) for n, w in others.items() if pair.kind in w}
        for call in calls.values():
            call()  # what compiles does so before it is measured
        hand, ours, *rest = interleaved(pair.by_hand, pair.ours, *calls.values())
        ratios = {n: seconds / hand for n, seconds in zip(calls, rest, strict=True)}
        columns = "".join(f"{ratios[n]:12.2f}" if n in ratios else f"{'–':>12}" for n in others)
        ahead = [n for n, ratio in ratios.items() if ratio < ours / hand]
        word = f"  behind {', '.join(ahead)}" if ahead else ""
        print(f"{name:42} {hand * 1e6:10.1f} {ours / hand:8.2f} {aim:8.2f}{columns}{word}")
    print()
    memory()
    print()
    print(f"{'graph':32} {'operations':>10} {'build ms':>9} {'gradient ms':>12} {'run ms':>8}")
    build_once(graphs()[1][2], 60)
    for name, sizes, build in graphs():
        for size in sizes:
            operations, seconds = build_once(build, size)
            times = " ".join(f"{s * 1e3:10.1f}" for s in seconds)
            print(f"{name:32} {operations:10} {times}")
    print()
    times_to_build = sorted(example() for _ in range(50))
    print(
        f"worked example, built and differentiated: {times_to_build[25] * 1e3:.2f} ms (at most 1)"
    )


def memory() -> None:
    """What a surface takes beyond its result at its highest, in megabytes."""
    for points, samples in ((401, 1000), (101, 100_000)):
        pair = surface(points, samples, check=False)
        pair.ours()
        tracemalloc.start()
        result = pair.ours()
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        beyond = (peak - result.nbytes) / 2**20
        name = f"memory of a surface {points}×{points}, n = {samples:,}"
        print(f"{name:48} {beyond:8.1f} MB beyond the result (at most {MEGABYTES})")


def example() -> float:
    """Seconds to build the linear model with two points and its gradients."""
    with tf.Graph().as_default():
        start = time.perf_counter()
        X, Y = (tf.placeholder("float", [2, 1]) for _ in range(2))
        W, b = tf.Variable(1.6649098), tf.Variable(0.54648024)
        cost = 0.5 * tf.reduce_sum(tf.pow(tf.add(tf.multiply(X, W), b) - Y, 2))
        tf.gradients(cost, [W, b])
        return time.perf_counter() - start


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
    return Pair(by_hand, lambda: session.run(fetches, feed), "linear", (weight, bias, x, y))


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
    data = (w1, b1, w2, b2, x, y)
    return Pair(by_hand, lambda: session.run(fetches, feed), "network", data)


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
    return Pair(by_hand, lambda: session.run(fetches), "chain", (weight, bias, start, layers))


def surface(
    points: int,
    samples: int,
    *,
    quadratic: bool = False,
    broadcast: bool = False,
    check: bool = True,
) -> Pair:
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

    if check:
        np.testing.assert_allclose(ours(), by_hand(), rtol=1e-9, atol=1e-9)
    return Pair(by_hand, ours, "surface", (x, y, ws, bs))


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


def graphs() -> list[tuple[str, tuple[int, ...], Callable[[int], tuple[Any, Any]]]]:
    """Deep and large graphs: name, sizes, builder of (y, x)."""

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
        ("chain of sines", (2_500, 5_000, 10_000), deep),
        ("diamond ladder", (15, 30, 60), ladder),
        ("sum of squares", (1_250, 2_500, 5_000), wide),
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
