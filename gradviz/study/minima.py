"""Where a cost is lowest on a flat piece of parameter space: a point, a valley, or nowhere.

Where the graph proves that the cost is quadratic, Newton's step is exact, and repeating it takes
the rounding away. Elsewhere Newton's method is damped: a step that does not lead down is shortened,
and curvature that is negative counts as positive, so that it leads away from saddles.

Source: Nocedal and Wright, Numerical Optimization, 2nd ed., sections 3.1 and 3.4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from gradviz.study.coordinates import Array
from gradviz.study.directions import Plane
from gradviz.study.kinks import lowest_kink
from gradviz.study.missing import Missing
from gradviz.study.models import Model
from gradviz.study.planar import Local, Rows, costs, local, verdict
from gradviz.study.rules import FLAT
from gradviz.study.valleys import Box, bottom

FAINT = 1e-26
"""As FLAT, for curvature that was measured far out."""

LEVEL = 1e-9
"""Slope, relative to what it is made of, below which it counts as none."""

SHORTEST = 0.1
"""How long a valley is at least, in widths of the box."""

REFINEMENTS, STEPS = 12, 100
AWAY = 100.0
"""How many times as far as where the search began counts as running away."""


@dataclass(frozen=True, eq=False)
class Lowest:
    """Where the cost is lowest.

    Attributes:
        place: its coordinates along the directions, shape (count,).
        cost: how much it is there.
        kind: "minimum" for the one of a quadratic cost, "valley" for a line (or more) of equal
            minima, "local" where others may be lower.
        along: of a straight valley, the directions in which the cost stays the same, shape
            (flat, count).
        words: a sentence on it.
        bottom: of a bent valley, places along its bottom in order, shape (places, 2); else none.
    """

    place: Array
    cost: float
    kind: Literal["minimum", "valley", "local"]
    along: Array
    words: str
    bottom: Array = field(default_factory=lambda: np.zeros((0, 2)))


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
    search = _Search(model, rows, origin, directions, box)
    with np.errstate(all="ignore"):  # what overflows is seen by its not being finite
        return search.exact(start) if said.quadratic else search.damped(start)


@dataclass(frozen=True, eq=False)
class _Search:
    model: Model
    rows: Rows
    origin: Array
    directions: Array
    box: Box | None

    def at(self, place: Array) -> Local:
        return local(self.model, self.rows, self.origin + place @ self.directions, self.directions)

    def exact(self, start: Array) -> Lowest | Missing:
        """The minimum of a quadratic cost."""
        here = self.at(start)
        if not here.finite:
            return Missing("The cost or its curvature is too large for a number.")
        scale = _scales(here.bends)
        bends, axes = np.linalg.eigh(here.bends * scale * scale[:, None])
        if bends[0] < -FLAT:
            shape = "saddle" if bends[-1] > FLAT else "dome"
            return Missing(f"The cost is a {shape}: it falls without end, and has no lowest point.")
        bends = np.where(bends > FLAT, bends, self._faint(start, axes.T * scale))
        up = bends > 0
        made_of = np.abs(here.slopes * scale).max() + np.abs(start / scale) @ up.astype(float)
        place, before = start, np.inf
        for turn in range(REFINEMENTS):
            step = axes @ (
                np.where(up, -(axes.T @ (here.slopes * scale)), 0.0) / np.where(up, bends, 1)
            )
            length = float(np.linalg.norm(step))
            if turn > 2 and not length < before / 2:
                break
            place, before = place + step * scale, length
            here = self.at(place)
        if not (here.finite and np.isfinite(place).all()):
            return Missing("The lowest point is too far away for a number.")
        left = np.abs(axes.T @ (here.slopes * scale))[~up]
        if left.max(initial=0.0) > LEVEL * (made_of or 1.0):
            return Missing(
                "The cost falls without end along a direction in which it is not curved."
            )
        if not up.any():
            return Missing("The cost is the same everywhere.")
        along = (axes.T * scale)[~up]
        if len(along):
            along = along / np.linalg.norm(along, axis=1, keepdims=True)
            words = "A valley: the cost is the same all along its bottom."
            return Lowest(place, here.cost, "valley", along, words)
        return Lowest(place, here.cost, "minimum", along, "The one lowest point.")

    def _faint(self, place: Array, ways: Array) -> Array:
        """The curvature along directions, by the cost far out, where it stands out of rounding.

        The second derivatives hold squares of the data, so that they lose twice the digits that
        the cost loses. Zero where it does not stand out there either.
        """
        ends = np.abs(place / np.abs(ways).max(axis=0).clip(1e-300)).max()
        (cost,) = costs(self.model, self.rows, (self.origin + place @ self.directions)[None])
        far = 1e10 * (1.0 + ends) * (1.0 + np.sqrt(np.abs(cost)))
        both = np.stack([place + far * ways, place - far * ways, place + 0 * ways])
        plus, minus, middle = costs(self.model, self.rows, self.origin + both @ self.directions)
        found = (plus + minus - 2 * middle) / far**2
        rounding = 1e-13 * (np.abs(plus) + np.abs(minus) + np.abs(middle)) / far**2
        return np.where(found > FAINT + rounding, found, 0.0)

    def damped(self, start: Array) -> Lowest | Missing:
        """A local minimum of any cost."""
        place, here = start, self.at(start)
        reach = AWAY * (1.0 + float(np.abs(start).max()))
        for _ in range(STEPS):
            if not here.finite:
                return Missing("The cost has no finite gradient and curvature where it is lowest.")
            trials = place + self._steps(here)
            found = costs(self.model, self.rows, self.origin + trials @ self.directions)
            best = int(np.where(np.isfinite(found), found, np.inf).argmin())
            if not found[best] < here.cost:
                return self._settled(place, here)
            place = trials[best]
            here = self.at(place)
            if np.abs(place).max() > reach:
                return Missing(
                    "The cost keeps falling far out: no lowest point was found on this plane."
                )
        return self._settled(place, here)

    def _steps(self, here: Local) -> Array:
        """Where to try: Newton's step in many lengths, and both ways along negative curvature."""
        scale = _scales(here.bends)
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
        scale = _scales(here.bends)
        bends, axes = np.linalg.eigh(here.bends * scale * scale[:, None])
        for _ in range(REFINEMENTS):
            step = -axes @ np.where(
                bends > FLAT, (axes.T @ (here.slopes * scale)) / np.maximum(bends, FLAT), 0.0
            )
            there = self.at(place + step * scale)
            if not (
                there.finite
                and np.linalg.norm(there.slopes * scale) < np.linalg.norm(here.slopes * scale)
                and there.cost <= here.cost + 1e-12 * abs(here.cost)
            ):
                break
            place, here = place + step * scale, there
        steep = float(np.linalg.norm(here.slopes * scale))
        gain = steep**2 / max(float(bends[0]), 1e-3) if bends[0] > -FLAT else np.inf
        if gain > 1e-9 * max(abs(here.cost), 1e-30) and steep > 1e-7:
            return self._kinked(place)
        if bends[0] < -1e-6:
            return Missing("A saddle was reached, and no lowest point.")
        words = "A local minimum: the lowest point around here."
        if bends[0] < 1e-6:
            words = "Lowest around here, but flat along a line: other points are as low."
            line = self._bottom(place)
            if len(line):
                words = "A valley: the cost is the same all along its bent bottom."
                return Lowest(place, here.cost, "valley", np.zeros((0, 2)), words, line)
        return Lowest(place, here.cost, "local", np.zeros((0, len(place))), words)

    def _bottom(self, place: Array) -> Array:
        """The line of places that are as low; none where it is none worth the name."""
        if len(place) != 2:
            return np.zeros((0, 2))
        (left, low), around = place.tolist(), 1.0 + np.abs(place).max()
        box = self.box or ((left - around, left + around), (low - around, low + around))
        line = bottom(self.at, place, box)
        widths = np.diff(line, axis=0) / np.ptp(box, axis=1)
        return line if np.hypot(*widths.T).sum() > SHORTEST else np.zeros((0, 2))

    def _kinked(self, place: Array) -> Lowest | Missing:
        """The lowest place where the slope jumps."""
        found = None
        if len(place) == 2:
            reach = 4.0 * (1.0 + float(np.abs(place).max()))
            found = lowest_kink(
                lambda at: costs(self.model, self.rows, self.origin + at @ self.directions),
                place,
                reach,
            )
        if found is None:
            return Missing(
                "No lowest point with a gradient of zero was found: the lowest that was reached"
                " is a kink, or the cost hardly falls any more."
            )
        (cost,) = costs(self.model, self.rows, (self.origin + found @ self.directions)[None])
        words = "The lowest point around here is a kink: there the slope jumps."
        return Lowest(found, float(cost), "local", np.zeros((0, 2)), words)


def _scales(bends: Array) -> Array:
    """Factors that make the curvature along each single direction 1, where there is any."""
    sizes = np.sqrt(np.abs(np.diag(bends)))
    return 1 / np.where(sizes > 0, sizes, 1.0)
