"""A pass through 100 layers against the same in plain NumPy; an event file of 1,000 steps."""

import statistics
import tempfile
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import numpy as np

from gradviz.show.summary import FileWriter
from gradviz.study.deep_model import build
from gradviz.study.health import Array, examine
from gradviz.study.network import Network, data, initial
from gradviz.study.network_runs import Moment, train

NETWORK = Network(depth=100, width=64, samples=256, activation="tanh", initialization="Xavier")
REPEATS = 15
STEPS, TENSORS = 1000, 20


def by_hand(network: Network, values: dict[str, Array], *, summed: bool) -> list[object]:
    """Forward and backward in plain NumPy, with norms, means and deviations if asked for."""
    X, Y = data(network)
    W = [values[f"layer{n}/W"] for n in range(1, network.depth + 1)]
    b = [values[f"layer{n}/b"] for n in range(1, network.depth + 1)]
    hs = [X]
    for weights, biases in zip(W, b, strict=True):
        hs.append(np.tanh(hs[-1] @ weights + biases))
    residual = hs[-1] @ values["output/W"] + values["output/b"] - Y
    g = (residual / len(Y)) @ values["output/W"].T
    found: list[object] = [0.5 * np.mean(residual**2)]
    for n in range(network.depth - 1, -1, -1):
        at_z = g * (1 - hs[n + 1] ** 2)
        dW, db = hs[n].T @ at_z, at_z.sum(0)
        found += [dW, db]
        if summed:
            for array in (hs[n + 1], g):
                found += [np.linalg.norm(array), array.mean(), array.std()]
                with np.errstate(divide="ignore"):
                    found.append(np.histogram(np.log2(np.abs(array)), 40))
            found.append(np.mean(np.abs(hs[n + 1]) > 0.97))
            found.append(np.linalg.norm(dW) / np.linalg.norm(W[n]))
        g = at_z @ W[n].T
    return found


def milliseconds(task: Callable[[], object]) -> float:
    """The median of some repetitions."""
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        task()
        times.append(1e3 * (time.perf_counter() - start))
    return statistics.median(times)


def written(folder: Path, moments: list[Moment]) -> float:
    """Milliseconds that an event file of 1,000 steps with 20 histograms each takes."""
    start = time.perf_counter()
    with FileWriter(folder, build(moments[0].health.network).graph) as writer:
        for step in range(STEPS):
            writer.add_summary(moments[step % len(moments)].summary(), step)
    return 1e3 * (time.perf_counter() - start)


def main() -> None:
    """Measures and prints."""
    values = initial(NETWORK)
    examine(NETWORK, values)  # builds the graph and the plan
    plain = milliseconds(lambda: by_hand(NETWORK, values, summed=False))
    full = milliseconds(lambda: by_hand(NETWORK, values, summed=True))
    ours = milliseconds(lambda: examine(NETWORK, values))
    print("health: 100 layers x width 64 x 256 samples")
    print(f"NumPy, forward and backward        {plain:6.1f} ms")
    print(f"NumPy, with the statistics         {full:6.1f} ms")
    print(f"gradviz, with the statistics       {ours:6.1f} ms   {ours / full:.2f}x")
    small = Network(depth=TENSORS - 1, width=64, activation="tanh", initialization="Xavier")
    moments = list(islice(train(small, 50), 50))
    with tempfile.TemporaryDirectory() as folder:
        took = written(Path(folder), moments)
        size = sum(path.stat().st_size for path in Path(folder).iterdir())
    tensors = len(moments[0].histograms)
    print(f"event file, {STEPS} steps x {tensors} histograms: {took:.0f} ms, {size / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
