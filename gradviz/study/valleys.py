"""The bottom of a bent valley: a line of places, all as low as each other.

From one lowest place it is followed both ways: a step along the direction in which the cost is not
curved, then Newton's steps across it, back down to the bottom. This is the predictor and corrector
of numerical continuation.

Source: Allgower and Georg, Introduction to Numerical Continuation Methods, chapters 2 and 6.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gradviz.study.coordinates import Array
from gradviz.study.planar import Local

Box = tuple[tuple[float, float], tuple[float, float]]

STEP, LEAST = 1 / 40, 1 / 1000
"""A step along the bottom, in widths of the box, and the shortest that a bend may ask for."""

MOST = 400
"""Steps each way."""

CORRECTIONS = 5

SHORTEST = 0.1
"""How long a valley is at least, in widths of the box."""

RISE = 1e-7
"""How much higher the next place may be, as a part of what a step across the valley climbs."""


def bottom(at: Callable[[Array], Local], place: Array, box: Box) -> Array:
    """The line of lowest places through one of them.

    Args:
        at: the cost at two coordinates, with its slopes and curvature.
        place: a lowest place, shape (2,), where the cost is not curved along one direction.
        box: from where to where along each coordinate the line is wanted; it ends behind that.

    Returns:
        Its places in order, shape (count, 2); only the given one where its neighbors are higher.

    Example:
        >>> from gradviz.study.directions import entry_plane
        >>> from gradviz.study.models import parse_model
        >>> from gradviz.study.planar import local
        >>> model = parse_model("cost = square(u*v - 1)", parameters={"u": (), "v": ()})
        >>> plane = entry_plane(model, (0, 0), "u", "v")
        >>> line = bottom(
        ...     lambda p: local(model, (), p, plane.directions),
        ...     np.ones(2),
        ...     ((0.0, 4.0), (0.0, 4.0)),
        ... )
        >>> bool(np.allclose(line[:, 0] * line[:, 1], 1))
        True
    """
    size = np.array([high - low for low, high in box])
    low = np.array([one[0] for one in box])
    here = at(place)
    _, along, _ = _axes(here, size)
    forth = _followed(at, place, along, here.cost, size, low)
    closed = len(forth) > 2 and bool(np.linalg.norm((forth[-1] - place) / size) < STEP)
    back = [] if closed else _followed(at, place, -along, here.cost, size, low)
    return np.array([*back[::-1], place, *forth, *([place] if closed else [])])


def _axes(here: Local, size: Array) -> tuple[float, Array, Array]:
    """The curvature across a valley, and the directions along and across it, in widths."""
    bends, axes = np.linalg.eigh(here.bends * size * size[:, None])
    across = int(np.abs(bends).argmax())
    return float(bends[across]), axes[:, 1 - across], axes[:, across]


def _followed(
    at: Callable[[Array], Local], place: Array, along: Array, floor: float, size: Array, low: Array
) -> list[Array]:
    """The places that follow one way."""
    found: list[Array] = []
    spot, length = place, STEP
    while len(found) < MOST and length >= LEAST:
        there = _sunk(at, spot + length * along * size, floor, size, length)
        if there is None:
            length /= 2
            continue
        spot, ahead = there
        found.append(spot)
        along = ahead if ahead @ along > 0 else -ahead
        length = min(2 * length, STEP)
        gone = (spot - low) / size
        if gone.min() < 0 or gone.max() > 1:
            break
        if len(found) > 2 and np.linalg.norm((spot - place) / size) < length:  # a ring
            break
    return found


def _sunk(
    at: Callable[[Array], Local], place: Array, floor: float, size: Array, length: float
) -> tuple[Array, Array] | None:
    """The lowest place beside one, and the direction along the valley; None: not on its bottom."""
    spot = place
    for _ in range(CORRECTIONS):
        here = at(spot)
        if not here.finite:
            return None
        bend, along, across = _axes(here, size)
        if bend <= 0:
            return None
        down = -float(across @ (here.slopes * size)) / bend
        spot = spot + down * across * size
        if abs(down) < 1e-7:
            break
    here = at(spot)
    moved = float(np.linalg.norm((spot - place) / size))
    if not here.finite or moved > length / 2:
        return None
    return (spot, along) if abs(here.cost - floor) <= RISE * bend * length**2 else None


def length(line: Array, box: Box) -> float:
    """How long a line is, in widths of the box."""
    return float(np.linalg.norm(np.diff(line, axis=0) / np.ptp(box, axis=1), axis=1).sum())


def valley_words(line: Array, box: Box) -> str:
    """A sentence on a valley by the line of its bottom.

    >>> valley_words(np.array([[0.0, 0.0], [1.0, 1.0], [2.0, 2.0]]), ((0.0, 4.0), (0.0, 4.0)))
    'A valley: the cost is the same all along its bottom.'
    """
    away = (line - line.mean(axis=0)) / np.ptp(box, axis=1)
    bent = "bent " if np.linalg.matrix_rank(away, tol=1e-4) > 1 else ""
    return f"A valley: the cost is the same all along its {bent}bottom."
