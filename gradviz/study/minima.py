"""Where a cost is lowest on a flat piece of parameter space: a point, a valley, or nowhere.

Where the graph does not prove that the cost is quadratic, Newton's method is damped: a step that
does not lead down is shortened, and curvature that is negative counts as positive, so that it leads
away from saddles.

Source: Nocedal and Wright, Numerical Optimization, 2nd ed., sections 3.1 and 3.4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gradviz.study.bowls import exact
from gradviz.study.coordinates import Array
from gradviz.study.directions import Plane
from gradviz.study.kinks import lowest_kink
from gradviz.study.lowest import Lowest, Patch, scales
from gradviz.study.missing import Missing
from gradviz.study.models import Model
from gradviz.study.planar import Local, Rows, costs, verdict
from gradviz.study.rules import FLAT
from gradviz.study.valleys import SHORTEST, Box, bottom, length, valley_words

__all__ = ["Lowest", "lowest", "lowest_along"]

REFINEMENTS, STEPS = 12, 100
NEAR = (0.0123, 0.00123)
"""How far beside a place it is looked whether it is as low, as parts of its size."""

AWAY = 100.0
"""How many times as far as where the search began counts as running away."""


def lowest(
    model: Model,
    rows: Rows,
    plane: Plane,
    starts: Sequence[tuple[float, float]] = ((0.0, 0.0),),
    box: Box | None = None,
) -> Lowest | Missing:
    """The lowest point of the cost on a plane.

    Args:
        model: any model.
        rows: the data, a row for each sample.
        plane: where to look.
        starts: where to begin; the lowest of them is taken. Of a valley the nearest point is found.
        box: from where to where the bottom of a bent valley is followed; None: around the place.

    Returns:
        The place (u, v), or why there is none.

    Example:
        >>> from gradviz.study.directions import entry_plane
        >>> from gradviz.study.models import linear_model
        >>> plane = entry_plane(linear_model(2), (0, 0), "W", "b")
        >>> found = lowest(linear_model(2), ((2, 3), (3, 2)), plane)
        >>> found.place.round(9).tolist(), found.kind
        ([-1.0, 5.0], 'minimum')
    """
    return lowest_along(
        model, rows, np.array(plane.origin), plane.directions, np.array(starts, np.float64), box
    )


def lowest_along(
    model: Model,
    rows: Rows,
    origin: Array,
    directions: Array,
    starts: Array,
    box: Box | None = None,
) -> Lowest | Missing:
    """The lowest point of the cost among origin + coordinates · directions.

    Args:
        model: any model.
        rows: the data, a row for each sample.
        origin: shape (size,).
        directions: shape (count, size).
        starts: coordinates to begin with, shape (starts, count).
        box: of two coordinates, as for `lowest`.
    """
    said = verdict(model, directions)
    found = costs(model, rows, origin + starts @ directions)
    start = starts[int(np.where(np.isfinite(found), found, np.inf).argmin())]
    patch = Patch(model, rows, origin, directions)
    with np.errstate(all="ignore"):  # what overflows is seen by its not being finite
        return exact(patch, start) if said.quadratic else _Search(patch, box).damped(start)


@dataclass(frozen=True, eq=False)
class _Search:
    patch: Patch
    box: Box | None

    def damped(self, start: Array) -> Lowest | Missing:
        """A local minimum of any cost."""
        place, here = start, self.patch.at(start)
        reach = AWAY * (1.0 + float(np.abs(start).max()))
        for _ in range(STEPS):
            if not here.finite:
                return Missing("The cost has no finite gradient and curvature where it is lowest.")
            trials = place + self._steps(here)
            found = self.patch.costs(trials)
            best = len(found) - 1 - int(found[::-1].argmin())  # of equal ones the nearest
            if not found[best] < here.cost:
                return self._settled(place, here)
            place = trials[best]
            if np.abs(place).max() > reach:
                # A step that is long along what is flat has not run away.
                place = self._nearer(place, start, found[best])
                if np.abs(place).max() > reach:
                    return Missing(
                        "The cost keeps falling far out: no lowest point was found on this plane."
                    )
            here = self.patch.at(place)
        return self._settled(place, here)

    def _steps(self, here: Local) -> Array:
        """Where to try: Newton's step in many lengths, and both ways along negative curvature."""
        scale = scales(here.bends)
        bends, axes = np.linalg.eigh(here.bends * scale * scale[:, None])
        floor = max(1e-8 * float(np.abs(bends).max()), 1e-300)
        newton = -axes @ ((axes.T @ (here.slopes * scale)) / np.maximum(np.abs(bends), floor))
        ways = [newton]
        if bends[0] < -FLAT:
            ways += [axes[:, 0], -axes[:, 0]]
        lengths = 2.0 ** np.arange(3, -40, -1)
        steps: Array = lengths[:, None, None] * np.array(ways) * scale
        return steps.reshape(-1, len(scale))

    def _settled(self, place: Array, here: Local) -> Lowest | Missing:
        """What it is where no step leads down any more, after taking the rounding away."""
        if not here.finite:
            return Missing("The cost has no finite gradient and curvature where it is lowest.")
        scale = scales(here.bends)
        bends, axes = np.linalg.eigh(here.bends * scale * scale[:, None])
        for _ in range(REFINEMENTS):
            step = -axes @ np.where(
                bends > FLAT, (axes.T @ (here.slopes * scale)) / np.maximum(bends, FLAT), 0.0
            )
            there = self.patch.at(place + step * scale)
            if not (
                there.finite
                and np.linalg.norm(there.slopes * scale) < np.linalg.norm(here.slopes * scale)
                and there.cost <= here.cost + 1e-12 * abs(here.cost)
            ):
                break
            place, here = place + step * scale, there
        place, here = self.patch.plain(place, here)
        steep = float(np.linalg.norm(here.slopes * scale))
        gain = steep**2 / max(float(bends[0]), 1e-3) if bends[0] > -FLAT else np.inf
        if gain > 1e-9 * max(abs(here.cost), 1e-30) and steep > 1e-7:
            return self._kinked(place)
        faint = bends < 1e-6
        # Along a number that is curved by 1 it is gone so far that this has to be seen.
        seen = self._rises(place, here.cost, np.diag(scale), np.sqrt(abs(here.cost)))
        if not faint.any() and _level(seen).any():  # as where a sigmoid saturates
            return Missing(
                "Around the lowest that was reached the cost changes by less than its rounding:"
                " no lowest point can be told."
            )
        rises = self._rises(place, here.cost, axes.T[faint] * scale)
        if (rises < 0).any():
            return Missing("A saddle was reached, and no lowest point.")
        words = "A local minimum: the lowest point around here."
        if faint.any():
            line, said = self._bottom(place)
            if len(line):
                return Lowest(place, here.cost, "valley", line[:0], said, line)
            if not _level(rises).any():
                kink = self._kinked(place)
                if isinstance(kink, Lowest) and kink.cost <= here.cost:
                    return kink
                return Lowest(place, here.cost, "local", np.zeros((0, len(place))), words)
            words = "Lowest around here, but flat along a line: other points are as low."
        return Lowest(place, here.cost, "local", np.zeros((0, len(place))), words)

    def _rises(self, place: Array, floor: float, ways: Array, least: float = 0.0) -> Array:
        """How much higher it is close by along some ways, 0 within rounding.

        Args:
            place: where, shape (count,).
            floor: the cost there.
            ways: shape (ways, count).
            least: how many of its lengths it is gone along a way at least, before `NEAR`.

        Returns:
            Shape (2, 2, ways): forth and back, and at two distances.
        """
        if not len(ways):
            return np.zeros((2, 2, 0))
        far = (1.0 + np.abs(place).max()) / np.abs(ways).max(axis=1, keepdims=True)
        steps = np.maximum(far, least) * np.array(NEAR)[:, None, None]
        steps = np.array([1.0, -1.0])[:, None, None, None] * steps
        rises = self.patch.costs(place + steps * ways) - floor
        return np.where(np.abs(rises) > 1e-13 * abs(floor), rises, 0.0)

    def _nearer(self, place: Array, start: Array, floor: float) -> Array:
        """As near to the start as it is as low, one number after the other."""
        for number in range(len(place)):
            trials = np.repeat(place[None], 40, axis=0)
            trials[:, number] += (start - place)[number] * (1 - 2.0 ** -np.arange(40))
            place = trials[np.flatnonzero(self.patch.costs(trials) <= floor).max(initial=0)]
        return place

    def _bottom(self, place: Array) -> tuple[Array, str]:
        """The line of places that are as low, and a sentence; none if it is none worth the name."""
        if len(place) != 2:
            return np.zeros((0, 2)), ""
        box = self.box or _around(place)
        if any(not low <= at <= high for at, (low, high) in zip(place, box, strict=True)):
            box = _around(place)
        line = bottom(self.patch.at, place, box)
        return (line if length(line, box) > SHORTEST else line[:0]), valley_words(line, box)

    def _kinked(self, place: Array) -> Lowest | Missing:
        """The lowest place where the slope jumps, or the line of such places."""
        found = None
        if len(place) == 2:
            reach = 4.0 * (1.0 + float(np.abs(place).max()))
            found = lowest_kink(self.patch.costs, place, reach)
        if found is None:
            return Missing(
                "No lowest point with a gradient of zero was found: the lowest that was reached"
                " is a kink, or the cost hardly falls any more."
            )
        spot, line = found
        (cost,) = self.patch.costs(spot[None])
        if len(line):
            words = "A valley of kinks: the cost is the same all along its bottom."
            return Lowest(spot, float(cost), "valley", line[:0], words, line)
        words = "The lowest point around here is a kink: there the slope jumps."
        return Lowest(spot, float(cost), "local", line, words)


def _around(place: Array) -> Box:
    u, v = place.tolist()
    reach = 1.0 + max(abs(u), abs(v))
    return (u - reach, u + reach), (v - reach, v + reach)


def _level(rises: Array) -> Array:
    """Along which ways it is as high to one side at least."""
    return np.asarray((rises == 0).all(axis=1).any(axis=0))
