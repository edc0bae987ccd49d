"""The lowest point of a cost with kinks, where gradients and curvature lead nowhere.

Along one coordinate the lowest place for each place of the other is looked for, and of these again
the lowest: rows of places, ever closer together. For a convex cost nothing is missed.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gradviz.study.coordinates import Array

PLACES = 17
"""Places in a row; the next row lies between the neighbors of the lowest one."""

ROUNDS = 13
"""Rows one after the other: the last places are a part of 10¹² of the first row apart."""

NEAR = 1e-5
"""How far around it is tried whether the slope jumps, in reaches."""

FARTHER, WIDENINGS = 10.0, 3
"""How much wider it is looked, and how often, where the lowest place is at the edge."""

Costs = Callable[[Array], Array]
"""From coordinates of shape (…, 2) to costs of shape (…)."""


LEVEL = 1e-8
"""How much higher another place may be and still count as low, as a part of a row's relief."""


def lowest_kink(costs: Costs, center: Array, reach: float) -> tuple[Array, Array] | None:
    """The lowest place around a point on a plane; None if it is at the edge of what is looked at.

    Args:
        costs: the cost at many places.
        center: where to look, shape (2,).
        reach: how far to both sides at first.

    Returns:
        The place, and where a line of places is as low, that line in order, shape (places, 2).

    Example:
        >>> def costs(at):
        ...     return abs(at[..., 0] - 1) + abs(at[..., 1] + 2 * at[..., 0])
        >>> place, line = lowest_kink(costs, np.zeros(2), 5.0)
        >>> place.round(6).tolist(), len(line)
        ([1.0, -2.0], 0)
    """
    for _ in range(WIDENINGS):
        place = _rounded(costs, _between(costs, center, reach), reach)
        if np.abs(place - center).max() < 0.99 * reach:
            return (
                (place, _line(costs, place, reach)) if _jumps(costs, place, NEAR * reach) else None
            )
        reach *= FARTHER
    return None


def _line(costs: Costs, place: Array, reach: float) -> Array:
    """The line of places as low as one of them; none if its neighbors are higher on all sides."""
    (floor,) = costs(place[None])
    for first, second in ((0, 1), (1, 0)):

        def turned(at: Array, order: tuple[int, int] = (first, second)) -> Array:
            return costs(at[..., order])

        across = place[first] + np.linspace(-reach, reach, PLACES)
        up, found = _along(turned, across, place[second], reach)
        relief = float(np.ptp(turned(np.stack([across, np.full(PLACES, place[second])], axis=-1))))
        low = found <= floor + LEVEL * relief
        middle = PLACES // 2
        begin = middle - int(np.argmin(np.append(low[middle::-1], False))) + 1
        end = middle + int(np.argmin(np.append(low[middle:], False)))
        if end - begin > 1:
            return np.stack([across, up], axis=-1)[begin:end, [first, second]]
    return np.zeros((0, 2))


def _rounded(costs: Costs, place: Array, reach: float) -> Array:
    """The place in fewer digits, where it is as low."""
    digits = int(9 - np.ceil(np.log10(reach)))
    both = np.stack([np.round(place, digits) + 0.0, place])
    lower: Array = both[int(costs(both).argmin())]
    return lower


def _jumps(costs: Costs, place: Array, near: float) -> bool:
    """Whether all around the cost is higher, and rises as fast close by as farther away."""
    ways = np.array([[1, 0], [0, 1], [1, 1], [1, -1], [-1, 0], [0, -1], [-1, -1], [-1, 1]])
    rises = costs(place + np.stack([ways * near, ways * near / 10])) - costs(place[None])[0]
    if not np.isfinite(rises).all() or (rises < 0).any():
        return False
    far, close = rises
    # Of a smooth minimum it would be a hundredth.
    return bool((close > far / 30)[far > 0].any())


def _between(costs: Costs, center: Array, reach: float) -> Array:
    low, high, best = center[0] - reach, center[0] + reach, center
    for _ in range(ROUNDS):
        across = np.linspace(low, high, PLACES)
        up, found = _along(costs, across, center[1], reach)
        # Of those that are as low the one in the middle.
        low = found <= found.min() + LEVEL**2 * (found.max() - found.min())
        at = int(np.where(low, np.abs(np.arange(PLACES) - PLACES // 2), PLACES).argmin())
        best = np.array([across[at], up[at]])
        low, high = across[max(at - 1, 0)], across[min(at + 1, PLACES - 1)]
    return best


def _along(costs: Costs, across: Array, center: float, reach: float) -> tuple[Array, Array]:
    """For each place across the lowest one up, and the cost there."""
    low, high = np.full(PLACES, center - reach), np.full(PLACES, center + reach)
    parts, lines = np.linspace(0, 1, PLACES), np.arange(PLACES)
    for _ in range(ROUNDS):
        up = low[:, None] + (high - low)[:, None] * parts
        found = costs(np.stack([np.broadcast_to(across[:, None], up.shape), up], axis=-1))
        found = np.where(np.isfinite(found), found, np.inf)
        at = found.argmin(axis=1)
        low, high = up[lines, np.maximum(at - 1, 0)], up[lines, np.minimum(at + 1, PLACES - 1)]
    return up[lines, at], found[lines, at]
