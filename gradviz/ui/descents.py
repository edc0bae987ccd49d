"""The races on the page: computed once for each question, and sent to the browser once.

As in `cached`, everything is a pure function of small frozen specs.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from gradviz.show import formulas
from gradviz.study.directions import entry_plane
from gradviz.study.hessian import hessian
from gradviz.study.missing import Missing
from gradviz.study.models import model_of
from gradviz.study.optimizers import OPTIMIZERS
from gradviz.study.race_record import race_record, symbol
from gradviz.study.rates import rate_words
from gradviz.study.runs import Piece, Run, Stop
from gradviz.study.trajectories import collected, descend, refusal
from gradviz.study.updates import update_lines
from gradviz.ui import cached

if TYPE_CHECKING:
    from gradviz.study.blueprint import Problem
    from gradviz.study.directions import Plane
    from gradviz.study.trajectories import Trajectory
    from gradviz.ui.descent_link import Descent

PROGRESS = 1e-6
"""A run whose lowest cost falls by less than this part of itself in 50 steps has come to rest."""

PATIENCE = 2.0
"""Seconds after which a race is shown as far as it has come."""

USUAL_RATE, MOST_RATE = 0.1, 1e3
"""The learning rate where curvature says nothing, and from where it says nothing."""

MOST_NUMBERS = 60_000
"""About how many numbers of a race travel to the browser."""


@dataclass(frozen=True, eq=False)
class Raced:
    """A race as it went.

    Attributes:
        start: where it began.
        ways: the runs that were possible.
        refused: a sentence for each that was not.
    """

    start: tuple[float, ...]
    ways: tuple[Trajectory, ...]
    refused: tuple[str, ...]

    def step_at(self, point: Sequence[float]) -> int | None:
        """After how many steps some run was exactly at a point; None if none ever was."""
        wanted = np.asarray(point)
        for way in self.ways:
            found = np.flatnonzero((way.points == wanted).all(axis=1))
            if found.size:
                return int(way.steps[found[0]])
        return None


def race(problem: Problem, descent: Descent) -> Raced:
    """The race to be seen: from its own start while the point is on its way, else from there."""
    point = tuple(problem.entries.values())
    plain = problem.moved(dict.fromkeys(problem.entries, 0.0))
    runs, steps, threshold = descent.runs, descent.steps, descent.threshold
    if descent.start is not None and len(descent.start) == len(point):
        begun = _race(plain, runs, steps, threshold, descent.start)
        if begun.step_at(point) is not None:
            return begun
    return _race(plain, runs, steps, threshold, point)


@lru_cache(maxsize=16)
def _race(
    problem: Problem,
    runs: tuple[tuple[str, tuple[tuple[str, float], ...]], ...],
    steps: int,
    threshold: float | None,
    start: tuple[float, ...],
) -> Raced:
    model, rows = model_of(problem.structure), problem.rows
    possible, refused = list[Run](), list[str]()
    for name, settings in runs:
        run = Run(name, start, settings)
        why = refusal(model, rows, run)
        if why is None:
            possible.append(run)
        else:
            refused.append(f"{run.kind.title}: {why.words}")
    if not possible:
        return Raced(start, (), tuple(refused))
    numbers = len(possible) * len(start) * 4
    pieces = _in_time(descend(model, rows, possible, Stop(steps, threshold, PROGRESS)))
    ways = collected(possible, pieces, max(50, min(steps + 1, MOST_NUMBERS // numbers)))
    return Raced(start, tuple(ways), tuple(refused))


def _in_time(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """As many slices as fit into the time that a visitor waits."""
    begun = time.monotonic()
    for piece in pieces:
        yield piece
        if time.monotonic() - begun > PATIENCE:
            return


def usual_rate(problem: Problem) -> float:
    """A learning rate that gradient descent can be expected to converge with, from where it is.

    One digit of three quarters of 2/λ, the limit that the largest curvature λ sets.
    """
    matrix = hessian(model_of(problem.structure), [*problem.entries.values()], problem.rows)
    if isinstance(matrix, Missing) or not 0 < matrix.rate_limit < MOST_RATE:
        return USUAL_RATE
    return float(f"{matrix.rate_limit * 0.75:.0e}")


def name(
    raced: Raced,
    problem: Problem,
    axes: tuple[str, ...],
    descent: Descent,
    plane: Plane | None = None,
) -> str:
    """Another one for every other race, and for other axes or planes to see it over."""
    plain = problem.moved(dict.fromkeys(problem.entries, 0.0))
    asked = (plain, axes, plane, descent.runs, descent.steps, descent.threshold, raced.start)
    return hashlib.sha256(repr(asked).encode()).hexdigest()[:12]


def record(
    raced: Raced, problem: Problem, axes: tuple[str, ...], plane: Plane | None = None
) -> dict[str, Any]:
    """A race as the browser plays it, seen over a plane; see `study.race_record`.

    Beside that: `update`, for each run and each axis the step's update as MathML; `curvature`: the
    largest curvature where the race begins, the limit 2/λ that it sets to the learning rate of
    gradient descent, and for each run what that means for its own.
    """
    model = model_of(problem.structure)
    if plane is None and len(axes) == 2:
        plane = entry_plane(model, raced.start, axes[0], axes[1])
    found = race_record(model, raced.ways, plane)
    for told, way in zip(found["runs"], raced.ways, strict=True):
        del told["lines"]
        told["update"] = [
            [
                [formulas.mathml(line.symbols), formulas.mathml(line.numbers)]
                for line in update_lines(way.run.kind, symbol(axis))
            ]
            for axis in axes
        ]
    matrix = hessian(model, raced.start, problem.rows)
    if not isinstance(matrix, Missing) and np.isfinite(matrix.eigenvalues).all():
        limit = matrix.rate_limit
        found["curvature"] = {
            "limit": limit if np.isfinite(limit) else None,
            "words": [
                rate_words(matrix, way.run.values["learning_rate"])
                if way.run.optimizer == "gradient_descent"
                else ""
                for way in raced.ways
            ],
        }
    return found | {"axes": list(axes), "refused": list(raced.refused)}


def grips(problem: Problem) -> list[str]:
    """What a hand calls each number of the parameters, in the model's order."""
    found = cached.grips(problem.structure)
    return [found[entry] for entry in problem.entries]


@lru_cache(maxsize=1)
def catalog() -> tuple[Mapping[str, object], ...]:
    """The optimizers to choose among, with their settings."""
    return tuple(
        {
            "name": one.name,
            "title": one.title,
            "summary": one.summary,
            "settings": [
                {"name": s.name, "symbol": formulas.mathml(s.symbol), "usual": s.default}
                | {"low": s.low, "high": s.high, "help": s.help}
                for s in one.settings
            ],
        }
        for one in OPTIMIZERS.values()
    )
