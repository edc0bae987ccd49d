"""Arrays summed up: norm, mean, deviation, and how many entries have which magnitude.

Sums of squares are taken so that neither 10⁻²⁰⁰ nor 10²⁰⁰ is lost: a gradient that has vanished
over a hundred layers is smaller than the square root of the smallest number.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, sqrt
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

EXPONENTS = 2048
"""A float64's exponents: 0 stands for 0 (and what is next to it), the last for ∞ and NaN."""
_BIAS = 1023
_SAFE = (1e-280, 1e280)


@dataclass(frozen=True, eq=False)
class Spread:
    """What is said of an array instead of its entries.

    Attributes:
        size: how many entries it has.
        norm: the root of the sum of their squares; NaN or ∞ where they are.
        mean: their mean.
        sd: their standard deviation.
        lowest: the exponent that `counts` begins with; 0 stands for what is 0.
        counts: how many entries have that exponent, and each of the next.
        nans: how many are NaN.
        infinities: how many are ∞ or −∞.
    """

    size: int
    norm: float
    mean: float
    sd: float
    lowest: int
    counts: Array
    nans: int
    infinities: int

    @property
    def rms(self) -> float:
        """The root of the mean square: the size of a typical entry."""
        return self.norm / sqrt(self.size)

    @property
    def finite(self) -> bool:
        """Whether all entries are finite."""
        return not self.nans and not self.infinities

    @property
    def zeros(self) -> float:
        """The share of entries that are 0, or too small for a float64 to hold precisely."""
        return float(self.counts[0]) / self.size if self.lowest == 0 else 0.0

    def decades(self, lowest: int, highest: int) -> Array:
        """The share of entries in each decade, |x| from 10ⁿ to 10ⁿ⁺¹ for n = lowest … highest.

        Powers of two are put into the decade that their middle lies in; what lies outside counts
        nowhere.
        """
        exponents = self.lowest + np.arange(len(self.counts))
        places = np.floor((exponents - _BIAS + 0.5) * np.log10(2.0)).astype(int) - lowest
        inside = (places >= 0) & (places <= highest - lowest)
        inside &= (exponents > 0) & (exponents < EXPONENTS - 1)
        counts = self.counts[inside]
        return np.bincount(places[inside], counts, highest - lowest + 1) / self.size


def spread_of(array: Array) -> Spread:
    """Sums an array up.

    Args:
        array: float64 numbers of any shape, at least one.

    Example:
        >>> spread = spread_of(np.array([3.0, -4.0]))
        >>> spread.norm, spread.mean, spread.sd
        (5.0, -0.5, 3.5)
    """
    flat = np.ascontiguousarray(array).ravel()
    bits = flat.view(np.int64) >> 52
    bits &= EXPONENTS - 1
    exponents = np.bincount(bits, minlength=EXPONENTS)
    odd, size = int(exponents[-1]), flat.size
    used = np.flatnonzero(exponents)
    lowest, highest = int(used[0]), int(used[-1])
    counts = exponents[lowest : highest + 1].copy()
    if odd:
        nans = int(np.isnan(flat).sum())
        norm = float("nan") if nans else float("inf")
        return Spread(size, norm, float("nan"), float("nan"), lowest, counts, nans, odd - nans)
    if highest == 0:
        return Spread(size, _norm(flat), 0.0, 0.0, lowest, counts, 0, 0)
    # By a power of two, which is exact, where squares would leave the range of numbers.
    shift = highest - _BIAS if abs(highest - _BIAS) > 400 else 0
    scaled = np.ldexp(flat, -shift) if shift else flat
    mean = float(np.add.reduce(scaled)) / size
    centered = scaled - mean
    sd = sqrt(float(np.dot(centered, centered)) / size)
    norm = sqrt(float(np.dot(scaled, scaled)))
    if shift:
        norm, mean, sd = (_scaled(v, shift) for v in (norm, mean, sd))
    return Spread(size, norm, mean, sd, lowest, counts, 0, 0)


def norm_of(array: Array) -> float:
    """The root of the sum of the squares, without overflow or underflow on the way.

    Example:
        >>> norm_of(np.array([3e-200, 4e-200]))
        5e-200
    """
    return _norm(np.ascontiguousarray(array).ravel())


def _norm(flat: Array) -> float:
    with np.errstate(all="ignore"):
        squares = float(np.dot(flat, flat))
    if _SAFE[0] < squares < _SAFE[1]:
        return sqrt(squares)
    largest = float(np.abs(flat).max(initial=0.0))
    if largest == 0.0 or not isfinite(largest):
        return largest
    exponent = int(np.frexp(largest)[1])
    scaled = np.ldexp(flat, -exponent)
    return _scaled(sqrt(float(np.dot(scaled, scaled))), exponent)


def _scaled(value: float, exponent: int) -> float:
    with np.errstate(over="ignore", under="ignore"):
        return float(np.ldexp(value, exponent))
