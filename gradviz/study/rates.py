"""Learning rates: many of them at once, and why one is too large, in words."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from gradviz.study.coordinates import Array
from gradviz.study.hessian import Hessian, hessian
from gradviz.study.missing import Missing
from gradviz.study.models import Model
from gradviz.study.planar import Rows
from gradviz.study.rules import FLAT
from gradviz.study.runs import Run, Stop
from gradviz.study.trajectories import descend
from gradviz.study.ways import Trajectory

LOOKED_AT = 60
"""Places on a way at which it is looked whether the curvature there is too large."""


def rate_words(matrix: Hessian, rate: float) -> str:
    """What the curvature says of a learning rate of gradient descent.

    Along an axis with curvature λ a step multiplies the distance from the bottom by 1 − ηλ.

    Args:
        matrix: the Hessian where the run is.
        rate: η.

    Example:
        >>> from gradviz.study.hessian import hessian
        >>> from gradviz.study.models import linear_model
        >>> found = hessian(linear_model(2), (0, 0), ((2, 3), (3, 2)))
        >>> print(rate_words(found, 0.2))
        λ = 14.93 is the largest curvature here. Along its axis a step multiplies the distance \
from the bottom by 1 − ηλ = −1.987: it overshoots, and ends farther away each time. η must stay \
below 2/λ = 0.1339.
    """
    most = float(matrix.eigenvalues[-1])
    if not most > 0:
        return "The cost is curved upwards nowhere here: no learning rate leads to a bottom."
    factor = 1 - rate * most
    begin = (
        f"λ = {_short(most)} is the largest curvature here. Along its axis a step multiplies the"
        f" distance from the bottom by 1 − ηλ = {_short(factor)}"
    )
    limit = _short(matrix.rate_limit)
    if factor < -1:
        return (
            f"{begin}: it overshoots, and ends farther away each time."
            f" η must stay below 2/λ = {limit}."
        )
    if factor == -1:
        return f"{begin}: it swings from side to side for ever. η must stay below 2/λ = {limit}."
    if factor < 0:
        return f"{begin}: it overshoots, but comes nearer. Up to 2/λ = {limit} it would."
    least = float(matrix.eigenvalues[0])
    slow = ""
    if 0 < least < most:
        slow = f" Along the flattest axis, λ = {_short(least)}, by {_short(1 - rate * least)}."
    return f"{begin}: it comes nearer from one side.{slow}"


def astray_words(model: Model, rows: Rows, way: Trajectory) -> str:
    """Why a run of gradient descent went astray, by the curvature on its way; "" if it did not.

    Args:
        model: any model.
        rows: the data, a row for each sample.
        way: the run.
    """
    lost = way.ending.why == "not finite" and len(way.steps) > 0
    grown = way.ending.why == "no progress" and way.cost[-1] > way.cost[0]
    if way.run.optimizer != "gradient_descent" or not (lost or grown):
        return ""
    rate = way.run.values["learning_rate"]
    begin = hessian(model, way.points[0], rows)
    if isinstance(begin, Missing):
        return ""
    if rate > begin.rate_limit:
        return rate_words(begin, rate)
    for step, point in zip(way.steps[:LOOKED_AT].tolist(), way.points, strict=False):
        there = hessian(model, point, rows)
        if not isinstance(there, Missing) and rate > there.rate_limit:
            return (
                f"Where it begins, η is below 2/λ = {_short(begin.rate_limit)}. But on the way the"
                f" cost is curved more: at step {step} λ = {_short(float(there.eigenvalues[-1]))},"
                f" and 2/λ = {_short(there.rate_limit)} is less than η."
            )
    return ""


def matrix_words(matrix: Hessian) -> str:
    """What a matrix means for Newton's step with it; "" if the step is an ordinary one."""
    scale = np.sqrt(np.abs(np.diag(matrix.matrix)))
    scale = 1 / np.where(scale > 0, scale, 1.0)
    bends = np.linalg.eigvalsh(matrix.matrix * scale * scale[:, None])
    flat = int(np.count_nonzero(np.abs(bends) <= FLAT))
    down = int(np.count_nonzero(bends < -FLAT))
    words = []
    if flat:
        axes = "one direction" if flat == 1 else f"{flat} directions"
        words.append(
            f"The {matrix.kind} matrix is singular: along {axes} there is no curvature, and no"
            " step is made (pseudo-inverse). Damping would make one."
        )
    if down:
        words.append(
            "The cost is curved downwards along an axis: there the step goes up, towards a saddle"
            " or a top. Damping larger than that curvature would turn it."
        )
    return " ".join(words)


@dataclass(frozen=True, eq=False)
class WhatIf:
    """What would become of a run with other learning rates.

    Attributes:
        rates: shape (count,), rising.
        cost: after the last step, ∞ where the numbers are no longer finite, shape (count,).
        last: up to which step they are finite, shape (count,).
        steps: how many steps.
        start: the cost at the start.
    """

    rates: Array
    cost: Array
    last: Array
    steps: int
    start: float


def what_if(model: Model, rows: Rows, run: Run, rates: Array, steps: int) -> WhatIf:
    """The cost after some steps over many learning rates: one batched run of all of them.

    Args:
        model: any model.
        rows: the data, a row for each sample.
        run: whose learning rate is varied.
        rates: the learning rates, shape (count,).
        steps: how many steps, at least 1.

    Example:
        >>> from gradviz.study.models import linear_model
        >>> run = Run("gradient_descent", (0.0, 0.0))
        >>> found = what_if(linear_model(2), ((2, 3), (3, 2)), run, np.array([0.1, 0.2]), 100)
        >>> bool(found.cost[0] < found.start < found.cost[1])
        True
    """
    kept = tuple(pair for pair in run.settings if pair[0] != "learning_rate")
    runs = [
        replace(run, settings=(*kept, ("learning_rate", float(rate)))) for rate in rates.tolist()
    ]
    cost, start = np.full(len(runs), np.inf), np.nan
    last = np.zeros(len(runs), np.int64)
    for piece in descend(model, rows, runs, Stop(steps)):
        start = float(piece.cost[0, 0]) if not piece.first else start
        for place, (count, ending) in enumerate(zip(piece.lengths, piece.endings, strict=True)):
            if ending is not None:
                last[place] = ending.step
            if count and ending is not None and ending.why != "not finite":
                cost[place] = piece.cost[count - 1, place]
    return WhatIf(rates, cost, last, steps, start)


def rates_around(run: Run, limit: float | None = None, count: int = 61) -> Array:
    """Learning rates worth trying for a run, by equal factors; its own is among them.

    Where the slope itself is what a step is made of, the limit 2/λ tells their size; steps of
    optimizers that divide by it are about as long as the learning rate.

    Args:
        run: whose learning rate it is.
        limit: 2/λ where the run begins, if there is one.
        count: how many, about.

    Returns:
        Rising, shape (count,) or one more.
    """
    kind = run.kind
    low, high = (1e-2, 4.0) if kind.matrix else (1e-3, 10.0)
    if not kind.matrix and not any(slot.role == "squares" for slot in kind.slots):
        middle = limit if limit is not None and math.isfinite(limit) and limit > 0 else 1.0
        low, high = middle / 1000, middle * 1.5
    own = run.values["learning_rate"]
    if own > 0:
        low, high = min(low, own / 2), max(high, own * 2)
    most = kind.settings[0].high
    rates = np.geomspace(low, min(high, most), count)
    return np.union1d(rates, [own]) if own > 0 else rates


def _short(value: float) -> str:
    return f"{value:.4g}".replace("-", "−")
