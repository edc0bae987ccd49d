"""The picture of a diagram: crisp SVG with empty rows, into which the browser writes the numbers.

What tests and screen readers rely on: a node is `<g data-node>`, an edge `<g data-edge>`; inside
each, `[data-part="value"]` and `[data-part="gradient"]` are texts with one `<tspan>` per line.
Colors and fonts are the style sheet's (assets/graph.css); positions and sizes are decided here.
"""

from __future__ import annotations

import re
from html import escape
from math import hypot
from typing import TYPE_CHECKING

from gradviz.show import theme
from gradviz.show.dot import HEAD_HEIGHT, NODE_PADDING, consumer_counts, sum_rows

if TYPE_CHECKING:
    from gradviz.show.layout import Box, Layout, Path
    from gradviz.study.diagram import Diagram, Edge, Node

MARGIN = 4.0
"""Room around the drawing for the selection's outline."""
RAIL = 2.0
"""Half the distance between the forward line and the backward line of an edge."""
BASELINE = 4.8
"""From a line's middle down to its text's baseline."""

ARRIVAL = 13.0
"""How far from a card's upper or lower side an arrow that ends there turns upright."""

Point = tuple[float, float]
_NARROW = frozenset("()[]{}|.,:;'! ²³ijlrtfI")

_TIPS = (
    '<defs><marker id="gv-forward-tip" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="8" '
    'markerHeight="8" markerUnits="userSpaceOnUse" orient="auto">'
    '<path class="gv-forward-tip" d="M0.5 0.8L7.5 4L0.5 7.2Z"/></marker>'
    '<marker id="gv-backward-tip" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="8" '
    'markerHeight="8" markerUnits="userSpaceOnUse" orient="auto">'
    '<path class="gv-backward-tip" d="M1 1L7 4L1 7"/></marker></defs>'
)


def drawing(diagram: Diagram, layout: Layout) -> str:
    """The SVG of a diagram whose boxes stand where the layout says."""
    boxes = dict(layout.boxes)
    paths = {(path.tail, path.head): path for path in layout.paths}
    consumers = consumer_counts(diagram)
    width, height = layout.width + 2 * MARGIN, layout.height + 2 * MARGIN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="gv-picture" role="group" '
        f'data-width="{width:g}" data-height="{height:g}" data-target="{_attr(diagram.target)}" '
        f'aria-label="Computation graph of {_attr(diagram.target)}">',
        _TIPS,
        f'<g class="gv-view"><g transform="translate({MARGIN:g} {MARGIN:g})">',
    ]
    for edge in diagram.edges:
        into, out = paths[edge.source, edge.name], paths[edge.name, edge.target]
        parts.append(_edge(edge, boxes[edge.name], boxes[edge.target], into, out))
    for node in diagram.nodes:
        parts.append(_node(node, boxes[node.name], consumers[node.name], diagram.target))
    parts.append("</g></g></svg>")
    return "\n".join(parts)


def _node(node: Node, box: Box, consumers: int, target: str) -> str:
    left, top = box.x - box.width / 2, box.y - box.height / 2
    inner, right = left + NODE_PADDING, left + box.width - NODE_PADDING
    summary = node.caption if node.caption not in ("", node.symbol) else node.kind
    values, gradients = theme.value_rows(node.shape), theme.gradient_rows(node.shape)
    value_top = top + HEAD_HEIGHT
    rule = value_top + values * theme.ROW_HEIGHT + 1
    parts = [
        f'<g class="gv-node gv-{_attr(node.kind)}" data-node="{_attr(node.name)}" '
        f'data-symbol="{_attr(node.symbol)}" data-caption="{_attr(node.caption)}" '
        f'data-kind="{_attr(node.kind)}" data-op="{_attr(node.op_type)}" '
        f'data-shape="{_shape(node.shape)}"{_flag("is-target", node.name == target)} '
        f'role="{"group" if node.kind == "parameter" else "button"}" tabindex="-1" '
        f'aria-label="{_attr(node.name)}, {_attr(summary)}">',
        _ring(left, top, box.width, box.height, 9),
        f'<rect class="gv-card" x="{left:.2f}" y="{top:.2f}" width="{box.width:.2f}" '
        f'height="{box.height:.2f}" rx="8"/>',
        _head(node, inner, right, top),
        f'<path class="gv-rule" d="M{left:.2f} {rule:.2f}H{left + box.width:.2f}"/>',
        _rows("value", right, value_top, values, "end", right - inner),
        f'<text class="gv-mark gv-backward" x="{inner:.2f}" '
        f'y="{_baseline(rule + 1):.2f}">←∂</text>',
        _rows("gradient", right, rule + 1, gradients, "end", right - inner - 16),
    ]
    terms = sum_rows(node.shape, consumers)
    if terms:
        below = rule + gradients * theme.ROW_HEIGHT
        parts.append(_rows("sum", right, below, terms, "end", right - inner))
    parts.append("</g>")
    return "".join(parts)


def _edge(edge: Edge, box: Box, target: Box, into: Path, out: Path) -> str:
    left, right, rows = box.x - box.width / 2, box.x + box.width / 2, theme.value_rows(edge.shape)
    points = (*into.points, *_straight(into.points[-1], out.points[0]), *out.points[1:])
    points = _upright(points, target)
    start = left + 2
    value_left = start + 2.0 * theme.DIGIT_WIDTH - 4
    gradient_left = value_left + (1.3 * theme.DIGIT_WIDTH if edge.summed else 0)
    above = box.y - RAIL - 3.5 - rows * theme.ROW_HEIGHT
    below = box.y + RAIL + 3.5
    return "".join(
        [
            f'<g class="gv-edge" data-edge="{_attr(edge.name)}" data-from="{_attr(edge.source)}" '
            f'data-to="{_attr(edge.target)}" data-index="{edge.index}" '
            f'data-shape="{_shape(edge.shape)}"{_flag("summed", edge.summed)} '
            f'role="button" tabindex="-1" '
            f'aria-label="edge from {_attr(edge.source)} to {_attr(edge.target)}">',
            f'<path class="gv-hit" d="{_curve(points)}"/>',
            _ring(left, box.y - box.height / 2, box.width, box.height, 6),
            f'<path class="gv-line gv-forward-line" d="{_curve(_beside(points, RAIL))}" '
            f'marker-end="url(#gv-forward-tip)"/>',
            f'<path class="gv-line gv-backward-line" d="{_curve(_beside(points[::-1], RAIL))}" '
            f'marker-end="url(#gv-backward-tip)"/>',
            f'<text class="gv-mark gv-forward" x="{start:.2f}" y="{_baseline(above):.2f}">→</text>',
            _rows("value", value_left, above, rows, "start", right - value_left),
            f'<text class="gv-mark gv-backward" x="{start:.2f}" y="{_baseline(below):.2f}">'
            f"←{'Σ' if edge.summed else ''}</text>",
            _rows(
                "gradient",
                gradient_left,
                below,
                theme.gradient_rows(edge.shape),
                "start",
                right - gradient_left,
            ),
            "</g>",
        ]
    )


def _rows(part: str, x: float, top: float, count: int, anchor: str, room: float) -> str:
    """An empty text of some lines; a number too long for data-room is squeezed into it."""
    advance = theme.ADVANCE * (theme.SUM_SIZE if part == "sum" else theme.NUMBER_SIZE)
    spans = "".join(
        f'<tspan x="{x:.2f}" y="{_baseline(top + row * theme.ROW_HEIGHT):.2f}"></tspan>'
        for row in range(count)
    )
    return (
        f'<text class="gv-{part}" data-part="{part}" text-anchor="{anchor}" '
        f'data-room="{room:.2f}" data-advance="{advance:.2f}">{spans}</text>'
    )


def _head(node: Node, left: float, right: float, top: float) -> str:
    """The first line of a card: the symbol, and at the right the caption if it says more."""
    caption = "" if node.caption == node.symbol else node.caption
    long = len(node.symbol) > 2
    size = theme.LONG_SYMBOL_SIZE if long else theme.SYMBOL_SIZE
    # Proportional fonts: generous mean advances, and squeezed where a text is wider still.
    room = (right - left) * (0.5 if caption else 1)
    wide = size * sum(0.34 if letter in _NARROW else 0.62 for letter in node.symbol)
    symbol_width = min(room, wide)
    style = " gv-name" if node.kind != "operation" and node.symbol.isalpha() else ""
    style += " gv-long" if long else ""
    head = (
        f'<text class="gv-symbol{style}" x="{left:.2f}" y="{top + (21 if long else 23):.2f}"'
        f"{_squeezed(wide, room)}>{_text(node.symbol)}</text>"
    )
    if not caption:
        return head
    width = len(caption) * 0.52 * theme.CAPTION_SIZE
    squeezed = _squeezed(width, right - left - symbol_width - 4)
    return (
        head + f'<text class="gv-caption" x="{right:.2f}" y="{top + 20.5:.2f}" '
        f'text-anchor="end"{squeezed}>{_text(caption)}</text>'
    )


def _squeezed(width: float, room: float) -> str:
    if width <= room:
        return ""
    return f' textLength="{room:.2f}" lengthAdjust="spacingAndGlyphs"'


def _ring(left: float, top: float, width: float, height: float, radius: float) -> str:
    return (
        f'<rect class="gv-ring" x="{left - 3:.2f}" y="{top - 3:.2f}" width="{width + 6:.2f}" '
        f'height="{height + 6:.2f}" rx="{radius + 2:g}"/>'
    )


def _straight(start: Point, end: Point) -> tuple[Point, Point, Point]:
    """The straight line to a point, as one more piece of a Bézier curve."""
    (x0, y0), (x1, y1) = start, end
    return (x0 + (x1 - x0) / 3, y0 + (y1 - y0) / 3), (x1 - (x1 - x0) / 3, y1 - (y1 - y0) / 3), end


def _upright(points: tuple[Point, ...], target: Box) -> tuple[Point, ...]:
    """The curve, coming in upright if it ends at its target's upper or lower side."""
    x, y = points[-1]
    if target.height / 2 - abs(y - target.y) > 1:
        return points
    return (*points[:-2], (x, y + (ARRIVAL if y > target.y else -ARRIVAL)), (x, y))


def _beside(points: tuple[Point, ...], distance: float) -> tuple[Point, ...]:
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


def _curve(points: tuple[Point, ...]) -> str:
    pieces = [f"M{points[0][0]:.2f} {points[0][1]:.2f}"]
    for start in range(1, len(points), 3):
        piece = points[start : start + 3]
        pieces.append("C" + " ".join(f"{x:.2f} {y:.2f}" for x, y in piece))
    return "".join(pieces)


def _baseline(top: float) -> float:
    return top + theme.ROW_HEIGHT / 2 + BASELINE


def _flag(name: str, on: bool) -> str:
    return f' data-{name}="1"' if on else ""


def _shape(shape: tuple[int, ...]) -> str:
    return ",".join(map(str, shape))


def _text(text: str) -> str:
    return escape(_printable(text), quote=False)


def _attr(text: str) -> str:
    return escape(_printable(text))


def _printable(text: str) -> str:
    # XML has no way at all to write control characters.
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "\ufffd", text)
