"""Lines of the drawing: the two rails of an edge along the curve that the layout found."""

from __future__ import annotations

from math import hypot
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gradviz.show.layout import Box

ARRIVAL = 13.0
"""How far from a card's upper or lower side an arrow that ends there turns upright."""

Point = tuple[float, float]


def straight(start: Point, end: Point) -> tuple[Point, Point, Point]:
    """The straight line to a point, as one more piece of a Bézier curve."""
    (x0, y0), (x1, y1) = start, end
    return (x0 + (x1 - x0) / 3, y0 + (y1 - y0) / 3), (x1 - (x1 - x0) / 3, y1 - (y1 - y0) / 3), end


def upright(points: tuple[Point, ...], target: Box) -> tuple[Point, ...]:
    """The curve, coming in upright if it ends at its target's upper or lower side."""
    x, y = points[-1]
    if target.height / 2 - abs(y - target.y) > 1:
        return points
    return (*points[:-2], (x, y + (ARRIVAL if y > target.y else -ARRIVAL)), (x, y))


def beside(points: tuple[Point, ...], distance: float) -> tuple[Point, ...]:
    """The curve that runs to the left of another one, as seen by who walks along it."""
    moved = []
    for place, (x, y) in enumerate(points):
        # The direction at a curve's end is toward its own control point.
        before, after = (place - 1, place) if place % 3 == 2 else (place, place + 1)
        if place == len(points) - 1:
            before, after = place - 1, place
        along = points[after][0] - points[before][0], points[after][1] - points[before][1]
        length = hypot(*along)
        if length < 1e-6:
            along, length = (1.0, 0.0), 1.0
        moved.append((x + along[1] / length * distance, y - along[0] / length * distance))
    return tuple(moved)


def path_data(points: tuple[Point, ...]) -> str:
    """The curve as SVG writes it."""
    pieces = [f"M{points[0][0]:.2f} {points[0][1]:.2f}"]
    for start in range(1, len(points), 3):
        piece = points[start : start + 3]
        pieces.append("C" + " ".join(f"{x:.2f} {y:.2f}" for x, y in piece))
    return "".join(pieces)
