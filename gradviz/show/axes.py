"""How far axes and sliders reach: round numbers that move seldom.

They depend on what is settled, not on what is being dragged, so that nothing jumps under the hand.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

SMALLEST_REACH = 5.0
LARGEST_REACH = 5e307
"""Twice this is still a finite number: the length of the axis."""


FAR = 100.0
"""How many times as far away as the rest something may be and still be seen with it."""


def rounded_up(magnitude: float, mantissas: Sequence[float] = (1, 2, 5, 10)) -> float:
    """The next of 1, 2, 5, 10, 20, 50 …, or of other mantissas in [1, 10], that is not smaller.

    >>> [rounded_up(v) for v in (0.3, 1.0, 5.5, 1234.0)]
    [0.5, 1.0, 10.0, 2000.0]
    """
    exponent = math.floor(math.log10(magnitude))
    # Text, because 10**exponent * mantissa is 0.30000000000000004 for some of them.
    candidates = (float(f"{mantissa}e{exponent}") for mantissa in mantissas)
    return next(candidate for candidate in candidates if candidate >= magnitude * (1 - 1e-12))


def reach(values: Iterable[float]) -> float:
    """The r of a symmetric axis from −r to r that shows all these values; 5 or more.

    >>> reach([1.66, -1.0]), reach([0.5, -7.3])
    (5.0, 10.0)
    """
    largest = max((abs(value) for value in values if math.isfinite(value)), default=0.0)
    if largest >= LARGEST_REACH:
        return LARGEST_REACH
    return max(SMALLEST_REACH, rounded_up(largest) if largest else 0.0)


def window(values: Iterable[float], *, near: float = 0.0) -> tuple[float, float]:
    """The ends of an axis around these values.

    Args:
        values: What has to be seen.
        near: Is seen as well, and the ends move from there in big steps, unless the values are
            much farther away from it than from each other.

    >>> window([2.0, 3.0, 5.54]), window([3.0, -2.0])
    ((-0.3, 6.0), (-2.5, 3.5))
    >>> window([2000.0, 2020.0])
    (1997.5, 2022.5)
    """
    seen = [value for value in values if math.isfinite(value)] or [near]
    low, high = min(seen), max(seen)
    span = high - low
    if not math.isfinite(span) or max(abs(low), abs(high)) >= LARGEST_REACH:
        return -LARGEST_REACH, LARGEST_REACH
    if low - 2.5 * span <= near <= high + 2.5 * span or not span:
        above, below = _notch(high - near), _notch(near - low)
        margin = (above + below or 1.0) / 20
        return near - (below or margin), near + (above or margin)
    step = rounded_up(span) / 8
    return math.floor((low - span / 20) / step) * step, math.ceil((high + span / 20) / step) * step


def _notch(distance: float) -> float:
    """The next of 1, 1.5, 2, 2.5, 3, 3.5, 4, 5, 6, 7.5, 10, 15 … with a little room above it."""
    if distance <= 0:
        return 0.0
    return rounded_up(distance * 1.05, (1, 1.5, 2, 2.5, 3, 3.5, 4, 5, 6, 7.5, 10))


def room_for(
    point: float, lowest: float | None = None, path: Sequence[float] = ()
) -> tuple[float, float]:
    """The ends of an axis of a cost surface: the point, the lowest place, and the way are seen.

    What lies much farther away than the rest is left out, first a lowest place that no picture
    could show together with the point, then the far end of a way that diverges. The ends are round.

    Args:
        point: Where the parameters are; it is seen always.
        lowest: Where the cost is lowest.
        path: Where a descent went.

    >>> room_for(1.66, -1.0, [1.66, 0.5, -0.9]), room_for(0.55, 5.0)
    ((-2.0, 3.0), (-1.0, 6.0))
    >>> room_for(1.0, 1e9), room_for(3.0)
    ((-1.0, 3.0), (1.0, 5.0))
    """
    if not math.isfinite(point) or abs(point) >= LARGEST_REACH:
        return -LARGEST_REACH, LARGEST_REACH
    near = abs(point) + 1.0
    seen = [point]
    if lowest is not None and abs(lowest - point) <= FAR * near:
        seen.append(lowest)
        near = max(near, abs(lowest - point))
    seen += [place for place in path if abs(place - point) <= FAR * near / 10]
    low, high = min(seen), max(seen)
    span = high - low or 2.0 * max(1.0, rounded_up(abs(point)) / 10 if point else 1.0)
    margin = span / 5 if high > low else span
    step = rounded_up(span / 5)
    ends = math.floor((low - margin) / step) * step, math.ceil((high + margin) / step) * step
    return float(f"{ends[0]:.12g}"), float(f"{ends[1]:.12g}")
