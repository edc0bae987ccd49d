"""The minimum of a cost that is proved to be quadratic.

Newton's step is exact there, and repeating it takes the rounding away.
"""

from __future__ import annotations

import numpy as np

from gradviz.study.coordinates import Array
from gradviz.study.lowest import Lowest, Patch, scales
from gradviz.study.missing import Missing
from gradviz.study.rules import FLAT

FAINT = 1e-26
"""As FLAT, for curvature that was measured far out."""

LEVEL = 1e-9
"""Slope, relative to what it is made of, below which it counts as none."""

TURNS = 12
"""Newton steps, at most: each but the first only takes rounding away."""


def exact(patch: Patch, start: Array) -> Lowest | Missing:
    """The minimum of a quadratic cost."""
    here = patch.at(start)
    if not here.finite:
        return Missing("The cost or its curvature is too large for a number.")
    scale = scales(here.bends)
    bends, axes = np.linalg.eigh(here.bends * scale * scale[:, None])
    if bends[0] < -FLAT:
        shape = "saddle" if bends[-1] > FLAT else "dome"
        return Missing(f"The cost is a {shape}: it falls without end, and has no lowest point.")
    bends = np.where(bends > FLAT, bends, _faint(patch, start, axes.T * scale))
    up = bends > 0
    made_of = np.abs(here.slopes * scale).max() + np.abs(start / scale) @ up.astype(float)
    place, before = start, np.inf
    for turn in range(TURNS):
        step = axes @ (
            np.where(up, -(axes.T @ (here.slopes * scale)), 0.0) / np.where(up, bends, 1)
        )
        length = float(np.linalg.norm(step))
        if turn > 2 and not length < before / 2:
            break
        place, before = place + step * scale, length
        here = patch.at(place)
    if not (here.finite and np.isfinite(place).all()):
        return Missing("The lowest point is too far away for a number.")
    place, here = patch.plain(place, here)
    left = np.abs(axes.T @ (here.slopes * scale))[~up]
    if left.max(initial=0.0) > LEVEL * (made_of or 1.0):
        return Missing("The cost falls without end along a direction in which it is not curved.")
    if not up.any():
        return Missing("The cost is the same everywhere.")
    along = (axes.T * scale)[~up]
    if len(along):
        along = along / np.linalg.norm(along, axis=1, keepdims=True)
        words = "A valley: the cost is the same all along its bottom."
        return Lowest(place, here.cost, "valley", along, words)
    return Lowest(place, here.cost, "minimum", along, "The one lowest point.")


def _faint(patch: Patch, place: Array, ways: Array) -> Array:
    """The curvature along directions, by the cost far out, where it stands out of rounding.

    The second derivatives hold squares of the data, so that they lose twice the digits that
    the cost loses. Zero where it does not stand out there either.
    """
    ends = np.abs(place / np.abs(ways).max(axis=0).clip(1e-300)).max()
    (cost,) = patch.costs(place[None])
    far = 1e13 * (1.0 + ends) * (1.0 + np.sqrt(np.abs(cost)))
    both = np.stack([place + far * ways, place - far * ways, place + 0 * ways])
    plus, minus, middle = patch.costs(both)
    found = (plus + minus - 2 * middle) / far**2
    rounding = 1e-13 * (np.abs(plus) + np.abs(minus) + np.abs(middle)) / far**2
    return np.where(found > FAINT + rounding, found, 0.0)
