"""Gradients checked by central differences, and whether that says anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from gradviz.core.check import STEP

Array = np.ndarray[Any, Any]

AGREEMENT = 1e-6
"""Largest relative difference at which a gradient and its central difference are called equal."""

COARSE = 1e-3
"""Relative rounding error at which a central difference says nothing any more."""


MOST_CHECKED = 200
"""Entries of the largest parameter that is checked at every change of a number."""


@dataclass(frozen=True)
class Check:
    """A gradient and what central differences say of it.

    Attributes:
        gradient: what the backward pass found.
        numeric: the central difference.
        rounding: how far rounding of the cost alone may have moved the difference.
    """

    gradient: float
    numeric: float
    rounding: float = 0.0

    @property
    def off(self) -> float:
        """How far the two are apart."""
        return abs(self.gradient - self.numeric)

    @property
    def agrees(self) -> bool:
        """Whether the two are equal within the error of the difference."""
        return self.off <= AGREEMENT * self._scale + self.rounding

    @property
    def coarse(self) -> bool:
        """Whether the cost is so large here that its difference says nothing of the gradient."""
        return not self.rounding <= COARSE * self._scale

    @property
    def _scale(self) -> float:
        return max(1.0, abs(self.gradient), abs(self.numeric))


def worst(gradient: Array, slope: Array, cost: float, at: Array) -> Check:
    """The check of a tensor's gradient: of the entry at which the two are furthest apart.

    Args:
        gradient: what the backward pass found.
        slope: the central differences, in the same shape.
        cost: what was differentiated.
        at: where, in the same shape.
    """
    flat = [np.ravel(np.asarray(a, np.float64)) for a in (gradient, slope, at)]
    checks = [
        Check(float(g), float(n), rounding_error(cost, float(x)))
        for g, n, x in zip(*flat, strict=True)
    ]
    # A gradient that is not finite comes first, because nothing is further apart.
    return max(checks, key=lambda check: np.nan_to_num(check.off, nan=np.inf))


def rounding_error(cost: float, at: float) -> float:
    """The error of a central difference that comes from the cost's last digit."""
    return float(np.finfo(np.float64).eps) * abs(cost) / (STEP * max(1.0, abs(at)))
