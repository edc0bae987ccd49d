"""Slopes from values alone: central differences in long double, extrapolated to a step of 0.

Source: L. F. Richardson (1911), The approximate arithmetical solution by finite differences, Phil.
Trans. R. Soc. A 210; repeated as by W. Romberg (1955). A central difference's error has even powers
of the step only, so that the k-th halving takes one more away: d + (d − d') / (4ᵏ − 1).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tests.study.language.reference.arrays import LONG, Array

EPSILON = np.finfo(LONG).eps
HALVINGS = 2
"""The error is then of the order of the step's 6th power, 1e-18, and ε / step, 1e-16."""

STEPS = tuple(LONG(2) ** -n for n in (10, 15, 20))
"""First steps: the shorter ones are for numbers that have a kink or a pole near them."""

RESOLVED = 1e-10
"""An error that is small enough to see one of 1e-9 of the slope."""

SMALL = 1e-3
"""Slopes below it are held against an absolute bound, as if they were so large."""


@dataclass(frozen=True)
class Slopes:
    """Slopes, with what is known of their error.

    Attributes:
        values: by entry.
        errors: by entry; large, or NaN, across a kink.
    """

    values: Array
    errors: Array

    @property
    def resolved(self) -> Array:
        """Which entries are known to `RESOLVED` of themselves."""
        return np.asarray(self.errors <= RESOLVED * np.maximum(np.abs(self.values), SMALL))


def slopes(function: Callable[[Array], Array], at: Array) -> Slopes:
    """The derivative of what works entry by entry.

    Steps are tried as fractions of 1 and, for very small and very large numbers, of themselves;
    by entry the first that is resolved remains, else the one whose extrapolations agree best.

    Args:
        function: gives for an array one of its shape, in long double.
        at: where.
    """
    size = np.abs(at)
    found: Slopes | None = None
    for unit in (np.minimum(1, size), np.maximum(1, size), np.ones_like(at)):
        for step in STEPS:
            tried = _extrapolated(function, at, step * np.where(unit > 0, unit, 1))
            found = tried if found is None else _better(found, tried)
            if found.resolved.all():
                return found
    assert found is not None
    return found


def _extrapolated(function: Callable[[Array], Array], at: Array, step: Array) -> Slopes:
    row: list[Array] = []
    noise = np.zeros_like(at)
    last = noise
    for halving in range(HALVINGS + 1):
        above, below = at + step / 2**halving, at - step / 2**halving
        with np.errstate(all="ignore"):
            high, low = function(above), function(below)
            next_row = [(high - low) / (above - below)]
            noise = 4 * EPSILON * (np.abs(high) + np.abs(low)) / (above - below)
        for k, coarse in enumerate(row, 1):
            next_row.append(next_row[-1] + (next_row[-1] - coarse) / (4**k - 1))
        last = row[-1] if row else noise
        row = next_row
    return Slopes(row[-1], np.abs(row[-1] - last) + noise)


def _better(one: Slopes, other: Slopes) -> Slopes:
    better = ~one.resolved & ((other.errors < one.errors) | np.isnan(one.errors))
    return Slopes(
        np.where(better, other.values, one.values), np.where(better, other.errors, one.errors)
    )
