"""A lowest place, and the cost on a flat piece of parameter space on which it is looked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from gradviz.study.coordinates import Array
from gradviz.study.models import Model
from gradviz.study.planar import Local, Rows, costs, local


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
        bottom: of another valley, places along its bottom in order, shape (places, 2); else none.
    """

    place: Array
    cost: float
    kind: Literal["minimum", "valley", "local"]
    along: Array
    words: str
    bottom: Array = field(default_factory=lambda: np.zeros((0, 2)))


@dataclass(frozen=True, eq=False)
class Patch:
    """The cost at origin + coordinates · directions.

    Attributes:
        model: any model.
        rows: the data, a row for each sample.
        origin: shape (size,).
        directions: shape (count, size).
    """

    model: Model
    rows: Rows
    origin: Array
    directions: Array

    def at(self, place: Array) -> Local:
        """The cost at a place, with its slopes and second derivatives."""
        return local(self.model, self.rows, self.origin + place @ self.directions, self.directions)

    def costs(self, places: Array) -> Array:
        """The cost at places, shape (…, count); ∞ where it is no finite number."""
        found = costs(self.model, self.rows, self.origin + places @ self.directions)
        return np.where(np.isfinite(found), found, np.inf)

    def plain(self, place: Array, here: Local) -> tuple[Array, Local]:
        """With zeros for what rounding has left of them, where it is as low and as level there."""
        plain = np.where(np.abs(place) > 1e-13 * (1.0 + np.abs(place).max()), place, 0.0)
        there = self.at(plain)
        scale = scales(here.bends)
        level = np.abs(there.slopes * scale).max() <= np.abs(here.slopes * scale).max()
        return (plain, there) if there.cost <= here.cost and level else (place, here)


def scales(bends: Array) -> Array:
    """Factors that make the curvature along each single direction 1, where there is any."""
    sizes = np.sqrt(np.abs(np.diag(bends)))
    return 1 / np.where(sizes > 0, sizes, 1.0)
