"""Gradients checked by central differences, and whether that says anything."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gradviz.core.check import STEP

AGREEMENT = 1e-6
"""Largest relative difference at which a gradient and its central difference are called equal."""

COARSE = 1e-3
"""Relative rounding error at which a central difference says nothing any more."""


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
    def agrees(self) -> bool:
        """Whether the two are equal within the error of the difference."""
        off = abs(self.gradient - self.numeric)
        return off <= AGREEMENT * self._scale + self.rounding

    @property
    def coarse(self) -> bool:
        """Whether the cost is so large here that its difference says nothing of the gradient."""
        return not self.rounding <= COARSE * self._scale

    @property
    def _scale(self) -> float:
        return max(1.0, abs(self.gradient), abs(self.numeric))


def rounding_error(cost: float, at: float) -> float:
    """The error of a central difference that comes from the cost's last digit."""
    return float(np.finfo(np.float64).eps) * abs(cost) / (STEP * max(1.0, abs(at)))
