"""Surfaces of all presets and long descents: `python -m tests.benchmarks descent`."""

import time
from collections.abc import Callable

import numpy as np

from gradviz.study.blueprint import Problem
from gradviz.study.coordinates import coordinates
from gradviz.study.directions import Plane, entry_plane, random_plane
from gradviz.study.models import linear_model, model_of
from gradviz.study.optimizers import OPTIMIZERS
from gradviz.study.presets import PRESETS
from gradviz.study.runs import Run, Stop
from gradviz.study.surfaces import plane_surface
from gradviz.study.trajectories import descend, refusal
from gradviz.study.ways import collected

AXIS = np.linspace(-3, 3, 101)
ROWS = ((2.0, 3.0), (3.0, 2.0))
START = (1.6649098, 0.54648024)


def main() -> None:
    """Prints a row for each surface and each descent, with the aim."""
    print(f"{'surface, 101×101':44} {'ms':>8} {'at most':>8}")
    for preset in PRESETS:
        one = Problem(preset.blueprint, preset.values, preset.rows)
        model = model_of(one.structure)
        at = tuple(one.entries.values())
        planes: dict[str, Plane] = {"random": random_plane(model, at, 1)}
        if len(preset.over) == 2:
            planes[", ".join(preset.over)] = entry_plane(model, at, *preset.over)
        for name, plane in planes.items():
            found = plane_surface(model, one.rows, plane, AXIS, AXIS)

            def draw(plane: Plane = plane, model=model, rows=one.rows) -> object:
                return plane_surface(model, rows, plane, AXIS, AXIS)

            aim = 5 if found.quadratic else 30
            print(f"{preset.key + ': ' + name:44} {1e3 * best(draw):8.2f} {aim:8}")
    print(f"\n{'descent':44} {'CPU s':>8} {'at most':>8}")
    run = Run("gradient_descent", START, (("learning_rate", 0.01),))
    print(f"{'worked example, 100,000 steps':44} {spent([run], 100_000):8.2f} {3:8}")
    runs = [Run(name, START) for name in OPTIMIZERS]
    print(f"{'worked example, all optimizers, 2,000 steps':44} {spent(runs, 2000):8.2f}")
    for preset in PRESETS:
        one = Problem(preset.blueprint, preset.values, preset.rows)
        model, at = model_of(one.structure), tuple(one.entries.values())
        runs = [Run(name, at) for name in OPTIMIZERS]
        runs = [run for run in runs if refusal(model, one.rows, run) is None]
        size = coordinates(model).size
        start = time.process_time()
        collected(runs, descend(model, one.rows, runs, Stop(200)))
        said = f"{preset.key}: {len(runs)} optimizers, {size} numbers, 200 steps"
        print(f"{said:44} {time.process_time() - start:8.2f}")


def best(draw: Callable[[], object]) -> float:
    """The shortest of several times in seconds: what the machine does beside only adds."""
    times = []
    for _ in range(9):
        start = time.perf_counter()
        draw()
        times.append(time.perf_counter() - start)
    return min(times)


def spent(runs: list[Run], steps: int) -> float:
    """Seconds of the processor for a descent on the worked example."""
    start = time.process_time()
    collected(runs, descend(linear_model(2), ROWS, runs, Stop(steps)))
    return time.process_time() - start


if __name__ == "__main__":
    main()
