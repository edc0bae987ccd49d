"""The layout of a gradient graph: its operations under those that they differentiate.

The forward drawing stays where it is. A column holds what differentiates one operation; the lines
between columns run from right to left.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from gradviz.show.detail import Detail
from gradviz.show.dot import BARE_EDGE, node_size
from gradviz.show.layout import Box, Layout, Path

if TYPE_CHECKING:
    from gradviz.study.diagram import Diagram, Edge, Node

GAP = 17.0
"""Between two cards of a column."""
TIER_GAP = 34.0
"""Above each tier; the lines from the tier above pass through it."""
SPREAD = 0.4
"""How far a curve's control points stand from its ends, as a part of the way."""

Point = tuple[float, float]


def mirrored(diagram: Diagram, forward: Layout, tiers: Mapping[str, int], detail: Detail) -> Layout:
    """The layout with the added nodes below and the lines to them.

    Args:
        diagram: with the added nodes (kind "gradient") and edges.
        forward: the layout of what is not added.
        tiers: by name of the added nodes, the rows of the drawing they belong to, from 1.
        detail: what the drawing says.
    """
    boxes = dict(forward.boxes)
    floor = forward.height
    for tier in sorted(set(tiers.values())):
        floor = _place(
            [n for n in diagram.nodes if tiers.get(n.name) == tier], boxes, floor, detail
        )
    known = {name for name, _ in forward.boxes}
    paths: list[Path] = []
    for edge in diagram.edges:
        if edge.name not in known:
            boxes[edge.name], both = _line(edge, boxes)
            paths += both
    right = max(box.x + box.width / 2 for box in boxes.values())
    ways = (*forward.paths, *paths)
    width = max(forward.width, right)
    return Layout(width, floor, tuple(boxes.items()), ways, how=forward.how)


def _place(nodes: list[Node], boxes: dict[str, Box], floor: float, detail: Detail) -> float:
    """Puts a tier's nodes into their columns, and says where the tier ends."""
    ends: dict[float, float] = {}
    placed: list[Box] = []
    lowest = floor
    for node in reversed(nodes):
        width, height = node_size(node, 0, detail)
        pair = boxes.get(node.pair)
        x = pair.x if pair else max(box.x for box in boxes.values())
        column = round(x)
        box = Box(max(x, width / 2), ends.get(column, floor + TIER_GAP) + height / 2, width, height)
        # A card that is wider than its column has room below the others that it reaches.
        while under := [other for other in placed if _meet(box, other)]:
            below = max(other.y + other.height / 2 for other in under)
            box = replace(box, y=below + GAP + height / 2)
        placed.append(box)
        boxes[node.name] = box
        top = box.y - height / 2
        ends[column] = top + height + GAP
        lowest = max(lowest, top + height)
    return lowest


def _meet(a: Box, b: Box) -> bool:
    across = (a.width + b.width) / 2 - abs(a.x - b.x)
    return across > 0 and (a.height + b.height) / 2 - abs(a.y - b.y) > 0


def _line(edge: Edge, boxes: Mapping[str, Box]) -> tuple[Box, tuple[Path, Path]]:
    """The curve of an edge and the place of its middle."""
    source, target = boxes[edge.source], boxes[edge.target]
    apart = source.x - target.x
    if abs(apart) < (source.width + target.width) / 2:
        down = 1 if target.y > source.y else -1
        start = source.x, source.y + down * source.height / 2
        end = target.x, target.y - down * target.height / 2
        bend: Point = 0, (end[1] - start[1]) * SPREAD
        side = _detour(source, target, boxes)
        if side:
            start = source.x - source.width / 2, source.y
            end = target.x - target.width / 2, target.y
            return _curve(edge, (start, (start[0] - side, start[1]), (end[0] - side, end[1]), end))
    else:
        way = 1 if apart > 0 else -1
        start = source.x - way * source.width / 2, source.y
        end = target.x + way * target.width / 2, target.y
        bend = (end[0] - start[0]) * SPREAD, 0
    first = start[0] + bend[0], start[1] + bend[1]
    second = end[0] - bend[0], end[1] - bend[1]
    return _curve(edge, (start, first, second, end))


def _detour(source: Box, target: Box, boxes: Mapping[str, Box]) -> float:
    """How far to the left a line within a column must run around a card between its ends."""
    top, bottom = sorted((source.y, target.y))
    between = any(abs(box.x - target.x) < 2 and top < box.y < bottom for box in boxes.values())
    return GAP if between else 0.0


def _curve(edge: Edge, points: tuple[Point, Point, Point, Point]) -> tuple[Box, tuple[Path, Path]]:
    """Cut in its middle, by de Casteljau's construction."""
    a, b, c, d = points
    ab, bc, cd = _half(a, b), _half(b, c), _half(c, d)
    abc, bcd = _half(ab, bc), _half(bc, cd)
    middle = _half(abc, bcd)
    into = Path(edge.source, edge.name, (a, ab, abc, middle))
    out = Path(edge.name, edge.target, (middle, bcd, cd, d))
    return Box(*middle, *BARE_EDGE), (into, out)


def _half(a: Point, b: Point) -> Point:
    return round((a[0] + b[0]) / 2, 2), round((a[1] + b[1]) / 2, 2)
