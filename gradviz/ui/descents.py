"""What the browser gets of a race, once: all that it takes to play it, and to choose another."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
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
from gradviz.study.rates import astray_words, rate_words, rates_around, what_if
from gradviz.study.trajectories import refusal
from gradviz.study.updates import update_lines
from gradviz.ui import cached
from gradviz.ui.courses import Raced

if TYPE_CHECKING:
    from gradviz.study.blueprint import Problem
    from gradviz.study.directions import Plane
    from gradviz.study.rates import WhatIf
    from gradviz.study.runs import Run
    from gradviz.study.ways import Trajectory
    from gradviz.ui.courses import Course

USUAL_RATE, MOST_RATE = 0.1, 1e3
"""The learning rate where curvature says nothing, and from where it says nothing."""

RATE_STEPS = 50
"""After how many steps learning rates are compared."""

RATE_NUMBERS = 300_000_000
"""Numbers that the comparison may compute."""


def usual_rate(problem: Problem) -> float:
    """A learning rate that gradient descent can be expected to converge with, from where it is.

    One digit of three quarters of 2/λ, the limit that the largest curvature λ sets.
    """
    matrix = hessian(model_of(problem.structure), [*problem.entries.values()], problem.rows)
    if isinstance(matrix, Missing) or not 0 < matrix.rate_limit < MOST_RATE:
        return USUAL_RATE
    return float(f"{matrix.rate_limit * 0.75:.0e}")


def name(course: Course, axes: tuple[str, ...], state: str, plane: Plane | None = None) -> str:
    """Another one for every other race, other axes or planes to see it over, and how far it is."""
    asked = repr((course.name, axes, plane, state))
    return hashlib.sha256(asked.encode()).hexdigest()[:12]


def record(
    raced: Raced, problem: Problem, axes: tuple[str, ...], plane: Plane | None = None
) -> dict[str, Any]:
    """A race as the browser plays it, seen over a plane; see `study.race_record`.

    Beside that, for each run: `update`, for each axis the step's update as MathML; `rates`, what
    would become of it with other learning rates; `astray`, why gradient descent went astray, if it
    did. And `curvature`: the largest curvature where the
    race begins, the limit 2/λ that it sets to the learning rate of gradient descent, and for each
    run what that means for its own.
    """
    model = model_of(problem.structure)
    found = race_record(model, raced.ways, _plane(raced, problem, axes, plane), axes)
    for told, way in zip(found["runs"], raced.ways, strict=True):
        del told["lines"]
        told["update"] = [
            [
                [formulas.mathml(line.symbols), formulas.mathml(line.numbers)]
                for line in update_lines(way.run.kind, symbol(axis))
            ]
            for axis in axes
        ]
        told["rates"] = _rates(problem, way.run)
        told["astray"] = astray_words(model, problem.rows, way)
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
    return found | {"axes": list(axes)}


def window_record(
    raced: Raced,
    ways: tuple[Trajectory, ...],
    problem: Problem,
    axes: tuple[str, ...],
    plane: Plane | None = None,
) -> list[dict[str, Any]]:
    """Every step of a part of a race: what `record` has of its runs' entries."""
    part = Raced(raced.start, ways)
    record = race_record(
        model_of(problem.structure), ways, _plane(part, problem, axes, plane), axes
    )
    columns = ("steps", "cost", "gradient_norm", "points", "gradient", "states", "u", "v")
    return [{name: run[name] for name in columns if name in run} for run in record["runs"]]


def _plane(
    raced: Raced, problem: Problem, axes: tuple[str, ...], plane: Plane | None
) -> Plane | None:
    if plane is not None:
        return plane
    model = model_of(problem.structure)
    return entry_plane(model, raced.start, axes[0], axes[1]) if len(axes) == 2 else None


def _rates(problem: Problem, run: Run) -> dict[str, Any] | None:
    """The cost over the learning rate, as the browser draws it."""
    found = rates(problem, run)
    if isinstance(found, Missing):
        return None
    costs, _ = found
    return {
        "rates": costs.rates.tolist(),
        "cost": [cost if np.isfinite(cost) else None for cost in costs.cost.tolist()],
        "last": costs.last.tolist(),
        "steps": costs.steps,
        "start": costs.start if np.isfinite(costs.start) else None,
    }


def rates(problem: Problem, run: Run) -> tuple[WhatIf, float | None] | Missing:
    """The cost after some steps of a run over its learning rate, and the limit 2/λ; or why not."""
    return _compared(problem.moved(dict.fromkeys(problem.entries, 0.0)), run)


@lru_cache(maxsize=64)
def _compared(problem: Problem, run: Run) -> tuple[WhatIf, float | None] | Missing:
    model, rows = model_of(problem.structure), problem.rows
    why = refusal(model, rows, run)
    if why is not None:
        return why
    matrix = hessian(model, run.start, rows)
    limit = None if isinstance(matrix, Missing) else matrix.rate_limit
    around = rates_around(run, limit)
    places = len(around) * (len(run.start) if run.kind.matrix else 1)
    numbers = sum(one.shape.size for op in model.graph.get_operations() for one in op.outputs)
    for steps in (RATE_STEPS, RATE_STEPS // 5):
        if numbers * places * steps <= RATE_NUMBERS:
            return what_if(model, rows, run, around, steps), limit
    return Missing("This model is too large for many learning rates at once.")


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
