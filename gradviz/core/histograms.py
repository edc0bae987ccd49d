"""Histograms over TensorFlow's buckets: 10 % wide from 10⁻¹² to 10²⁰, on either side of 0.

Source: tensorflow/core/lib/histogram/histogram.cc.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from gradviz.core.errors import InvalidArgumentError

Array = np.ndarray[Any, Any]

SMALLEST, GROWTH, END = 1e-12, 1.1, 1e20
LARGEST = float(np.finfo(np.float64).max)


@dataclass(frozen=True)
class Histogram:
    """How many values lie in each bucket.

    Attributes:
        min: the smallest value; the largest number there is, if there are no values.
        max: the largest value; the most negative number, if there are no values.
        num: how many values there are.
        sum: their sum.
        sum_squares: the sum of their squares.
        limits: the upper end of each bucket, which does not belong to it; the lower end is the
            end of the one before. A run of empty buckets is one bucket.
        counts: how many values each bucket has.
    """

    min: float
    max: float
    num: float
    sum: float
    sum_squares: float
    limits: tuple[float, ...]
    counts: tuple[float, ...]


def _positive_limits() -> Array:
    # By repeated multiplication, as TensorFlow does: powers would differ in the last digit.
    limits, limit = [], SMALLEST
    while limit < END:
        limits.append(limit)
        limit *= GROWTH
    return np.array([*limits, LARGEST])


_POSITIVE = _positive_limits()
LIMITS: Array = np.concatenate([-_POSITIVE[::-1], [0.0], _POSITIVE])
"""The upper ends of all the buckets."""
LIMITS.setflags(write=False)

# A value's first 15 bits without its sign (exponent, 4 bits of fraction) are a cell so narrow that
# at most one limit lies in it, and none on its edge: its bucket is the cell's first, or the next.
_SHIFT = np.int64(48)
_CELLS = (np.arange(1 << 15, dtype=np.int64) << _SHIFT).view(np.float64)
_FIRST = np.searchsorted(_POSITIVE, np.where(np.isfinite(_CELLS), _CELLS, np.inf), side="right")
_FIRST = np.minimum(_FIRST, len(_POSITIVE) - 1).astype(np.int16)


def bucket_counts(values: Array) -> Array:
    """How many values lie in each of the buckets of `LIMITS`.

    Args:
        values: finite float64 numbers of any shape.
    """
    flat = np.ascontiguousarray(values).ravel()
    sizes = np.abs(flat)
    places = _FIRST[sizes.view(np.int64) >> _SHIFT].astype(np.int64)
    above = _POSITIVE[places]
    negative = flat < 0
    # A bucket has its lower end: on the negative side, where all is mirrored, the other one.
    places += np.where(negative, sizes > above, sizes >= above)
    zero = len(_POSITIVE)
    places = np.where(negative, zero - places, zero + 1 + places)
    return np.bincount(np.minimum(places, len(LIMITS) - 1), minlength=len(LIMITS))


def histogram_of(values: Any, name: str = "values") -> Histogram:
    """The histogram of all the entries of an array.

    Args:
        values: numbers of any shape.
        name: what the error calls them.

    Raises:
        InvalidArgumentError: if a value is not finite.

    Example:
        >>> histogram_of([1.0, 2.0, -3.0]).limits[:3]
        (-3.1665833053880363, -2.8787120958073054, 0.917246389039776)
    """
    array = np.asarray(values, np.float64)
    if not array.size:
        return Histogram(LARGEST, -LARGEST, 0.0, 0.0, 0.0, (LARGEST,), (0.0,))
    low, high = float(array.min()), float(array.max())
    if not np.isfinite(low) or not np.isfinite(high):
        first = array[~np.isfinite(array)].flat[0]
        what = "Nan in summary histogram" if np.isnan(first) else "Infinity in Histogram"
        raise InvalidArgumentError(f"{what} for: {name}")
    counts = bucket_counts(array)
    limits, numbers = _merged(counts)
    with np.errstate(over="ignore"):
        total, squares = float(array.sum()), float(np.square(array).sum())
    return Histogram(low, high, float(array.size), total, squares, limits, numbers)


def _merged(counts: Array) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """The limits and counts that remain when each run of empty buckets becomes one."""
    full = counts > 0
    # An empty bucket stays if the one after it is full, or it is the last.
    kept = full | np.append(full[1:], True)
    return tuple(LIMITS[kept].tolist()), tuple(counts[kept].astype(float).tolist())
