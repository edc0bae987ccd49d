"""The picture of a diagram: crisp SVG with empty rows, into which the browser writes the numbers.

What tests and screen readers rely on: a node is `<g data-node>`, an edge `<g data-edge>`; inside
each, `[data-part="value"]` and `[data-part="gradient"]` are texts with one `<tspan>` per line.
Colors and fonts are the style sheet's (assets/graph.css); positions and sizes are decided here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gradviz.show import theme
from gradviz.show.curves import beside, path_data, straight, upright
from gradviz.show.detail import GRADIENTS, VALUES, Detail
from gradviz.show.dot import (
    HEAD_HEIGHT,
    NODE_PADDING,
    consumer_counts,
    full_caption,
    has_numbers,
    sum_rows,
    two_columns,
)
from gradviz.show.escapes import xml_attribute as _attr
from gradviz.show.escapes import xml_text as _text
from gradviz.show.layout import MARGIN

if TYPE_CHECKING:
    from gradviz.show.layout import Box, Layout, Path
    from gradviz.study.diagram import Diagram, Edge, Node

RAIL = 2.0
"""Half the distance between the forward line and the backward line of an edge."""
BASELINE = 4.8
"""From a line's middle down to its text's baseline."""

_TIPS = (
    '<defs><marker id="gv-forward-tip" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="8" '
    'markerHeight="8" markerUnits="userSpaceOnUse" orient="auto">'
    '<path class="gv-forward-tip" d="M0.5 0.8L7.5 4L0.5 7.2Z"/></marker>'
    '<marker id="gv-backward-tip" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="8" '
    'markerHeight="8" markerUnits="userSpaceOnUse" orient="auto">'
    '<path class="gv-backward-tip" d="M1 1L7 4L1 7"/></marker>'
    '<marker id="gv-added-tip" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="8" '
    'markerHeight="8" markerUnits="userSpaceOnUse" orient="auto">'
    '<path class="gv-added-tip" d="M0.5 0.8L7.5 4L0.5 7.2Z"/></marker></defs>'
)


def drawing(diagram: Diagram, layout: Layout, detail: Detail = GRADIENTS) -> str:
    """The SVG of a diagram whose boxes stand where the layout says.

    Args:
        diagram: what is drawn.
        layout: where it stands, laid out for the same detail.
        detail: what is said of it; the numbers it leaves out are there, but not seen.
    """
    boxes = dict(layout.boxes)
    paths = {(path.tail, path.head): path for path in layout.paths}
    consumers = consumer_counts(diagram)
    width, height = layout.width + 2 * MARGIN, layout.height + 2 * MARGIN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="gv-picture" role="group" '
        f'data-width="{width:g}" data-height="{height:g}" data-target="{_attr(diagram.target)}" '
        f'data-detail="{detail.name}" '
        f'aria-label="Computation graph of {_attr(diagram.target)}">',
        _TIPS,
        f'<g class="gv-view"><g transform="translate({MARGIN:g} {MARGIN:g})">',
    ]
    parts += [_frame(scope, box) for scope, box in layout.frames]
    added = {node.name: node for node in diagram.nodes if node.kind == "gradient"}
    for edge in diagram.edges:
        tail, head = edge.ends
        way = paths[tail, edge.name], paths[edge.name, head]
        said = VALUES if head in added else detail
        kind = "" if head not in added else _added(added[head], tail in added)
        parts.append(_edge(edge, boxes[edge.name], boxes[head], way, said, kind))
    for node in diagram.nodes:
        box, count = boxes[node.name], consumers[node.name]
        aside = two_columns(node, layout.how)
        parts.append(_node(node, box, count, diagram.target, detail, aside))
    parts.append("</g></g></svg>")
    return "\n".join(parts)


def _added(head: Node, inside: bool) -> str:
    """The classes of an edge to what `gradients()` added; inside: from there, too."""
    # What is differentiated again runs forward in the pass that is drawn.
    return " gv-added gv-again" if head.again else " gv-added" + (" gv-back" if inside else "")


def _frame(scope: str, box: Box) -> str:
    """The frame around a name scope; a click on it folds the scope."""
    left, top = box.x - box.width / 2, box.y - box.height / 2
    name = scope.rstrip("/").rpartition("/")[2]
    return (
        f'<g class="gv-scope" data-scope="{_attr(scope)}" role="button" tabindex="-1" '
        f'aria-label="fold {_attr(name)}"><rect class="gv-frame" x="{left:.2f}" y="{top:.2f}" '
        f'width="{box.width:.2f}" height="{box.height:.2f}" rx="10"/>'
        f'<text class="gv-frame-name" x="{left + 7:.2f}" y="{top + 13:.2f}">▾ {_text(name)}</text>'
        "</g>"
    )


def _node(
    node: Node, box: Box, consumers: int, target: str, detail: Detail, aside: bool = False
) -> str:
    left, top = box.x - box.width / 2, box.y - box.height / 2
    inner, right = left + NODE_PADDING, left + box.width - NODE_PADDING
    summary = node.caption if node.caption not in ("", node.symbol) else node.kind
    parts = [
        f'<g class="gv-node gv-{_attr(node.kind)}{" gv-again" * node.again}" '
        f'data-node="{_attr(node.name)}" '
        f'data-symbol="{_attr(node.symbol)}" data-caption="{_attr(node.caption)}" '
        f'data-kind="{_attr(node.kind)}" data-op="{_attr(node.op_type)}" '
        f'data-shape="{_shape(node.shape)}"{_flag("is-target", node.name == target)} '
        f"{_named('shows', node.shows)}{_named('pair', node.pair)}"
        f'role="{"group" if node.kind == "parameter" else "button"}" tabindex="-1" '
        f'aria-label="{_attr(node.name)}, {_attr(summary)}">',
        _ring(left, top, box.width, box.height, 9),
    ]
    if node.members:
        parts.append(_card(left + 4, top - 4, box))
    parts += [_card(left, top, box), _head(node, inner, right, top, detail)]
    if has_numbers(node):
        parts += _numbers(node, (inner, right), top + HEAD_HEIGHT, consumers, detail, aside)
    return "".join([*parts, "</g>"])


def _numbers(
    node: Node, ends: tuple[float, float], top: float, consumers: int, detail: Detail, aside: bool
) -> list[str]:
    """A node's value, and under a rule its gradient and the terms of that; or right of one."""
    inner, right = ends
    rule = top + theme.value_rows(node.shape) * theme.ROW_HEIGHT + 1
    gradients = theme.gradient_rows(node.shape)
    if aside:
        return _beside(node, ends, top, consumers)
    parts = [
        _rows("value", right, top, theme.value_rows(node.shape), "end", right - inner),
        _rows("gradient", right, rule + 1, gradients, "end", right - inner - 16),
    ]
    if not detail.gradients or (node.kind == "gradient" and not node.again):
        return parts
    parts += [
        f'<path class="gv-rule" d="M{inner - NODE_PADDING:.2f} {rule:.2f}'
        f'H{right + NODE_PADDING:.2f}"/>',
        f'<text class="gv-mark gv-backward" x="{inner:.2f}" '
        f'y="{_baseline(rule + 1):.2f}">←∂</text>',
    ]
    terms = sum_rows(node.shape, consumers)
    if terms:
        below = rule + gradients * theme.ROW_HEIGHT
        parts.append(_rows("sum", right, below, terms, "end", right - inner))
    return parts


def _beside(node: Node, ends: tuple[float, float], top: float, consumers: int) -> list[str]:
    """A leaf's value on the left and its gradient on the right, as in a compact drawing."""
    inner, right = ends
    middle = (inner + right) / 2
    room = middle - inner
    lines = theme.value_rows(node.shape)
    foot = top + lines * theme.ROW_HEIGHT
    parts = [
        _rows("value", middle - NODE_PADDING, top, lines, "end", room - NODE_PADDING),
        _rows("gradient", right, top, theme.gradient_rows(node.shape), "end", room - NODE_PADDING),
        f'<path class="gv-rule" d="M{middle:.2f} {top - HEAD_HEIGHT:.2f}'
        f'V{foot + NODE_PADDING:.2f}"/>',
        f'<text class="gv-mark gv-backward" x="{middle + NODE_PADDING:.2f}" '
        f'y="{_baseline(top - theme.ROW_HEIGHT - 2):.2f}">←∂</text>',
    ]
    terms = sum_rows(node.shape, consumers)
    if terms:
        parts.append(_rows("sum", right, foot, terms, "end", right - inner))
    return parts


def _edge(
    edge: Edge, box: Box, target: Box, way: tuple[Path, Path], detail: Detail, kind: str = ""
) -> str:
    left, right, rows = box.x - box.width / 2, box.x + box.width / 2, theme.value_rows(edge.shape)
    into, out = way
    # A line without room for numbers is cut at one point.
    through = () if into.points[-1] == out.points[0] else straight(into.points[-1], out.points[0])
    points = (*into.points, *through, *out.points[1:])
    points = upright(points, target)
    start = left + 2
    value_left = start + 2.0 * theme.DIGIT_WIDTH - 4
    gradient_left = value_left + (1.3 * theme.DIGIT_WIDTH if edge.summed else 0)
    above = box.y - RAIL - 3.5 - rows * theme.ROW_HEIGHT
    below = box.y + RAIL + 3.5
    gradients = theme.gradient_rows(edge.shape)
    parts = [
        f'<g class="gv-edge{kind}" data-edge="{_attr(edge.name)}" data-from="{_attr(edge.source)}" '
        f'data-to="{_attr(edge.target)}" data-index="{edge.index}" '
        f'data-shape="{_shape(edge.shape)}"{_flag("summed", edge.summed)} '
        f"{_named('tail', edge.tail)}{_named('head', edge.head)}"
        f'role="button" tabindex="-1" '
        f'aria-label="edge from {_attr(edge.source)} to {_attr(edge.target)}">',
        f'<path class="gv-hit" d="{path_data(points)}"/>',
        _ring(left, box.y - box.height / 2, box.width, box.height, 6),
        f'<path class="gv-line gv-forward-line" d="{path_data(beside(points, RAIL))}" '
        f'marker-end="url(#gv-{"added" if "gv-back" in kind else "forward"}-tip)"/>',
        f'<path class="gv-line gv-backward-line" d="{path_data(beside(points[::-1], RAIL))}" '
        f'marker-end="url(#gv-backward-tip)"/>',
        _rows("value", value_left, above, rows, "start", right - value_left),
        _rows("gradient", gradient_left, below, gradients, "start", right - gradient_left),
    ]
    if detail.gradients:
        parts += [
            f'<text class="gv-mark gv-forward" x="{start:.2f}" y="{_baseline(above):.2f}">→</text>',
            f'<text class="gv-mark gv-backward" x="{start:.2f}" y="{_baseline(below):.2f}">'
            f"←{'Σ' if edge.summed else ''}</text>",
        ]
    return "".join([*parts, "</g>"])


def _rows(part: str, x: float, top: float, count: int, anchor: str, room: float) -> str:
    """An empty text of some lines; a number too long for data-room is squeezed into it."""
    advance = theme.ADVANCE * (theme.SUM_SIZE if part == "sum" else theme.NUMBER_SIZE)
    spans = "".join(
        f'<tspan x="{x:.2f}" y="{_baseline(top + row * theme.ROW_HEIGHT):.2f}"></tspan>'
        for row in range(count)
    )
    return (
        f'<text class="gv-{part}" data-part="{part}" text-anchor="{anchor}" '
        f'data-room="{max(room, advance):.2f}" data-advance="{advance:.2f}">{spans}</text>'
    )


def _head(node: Node, left: float, right: float, top: float, detail: Detail) -> str:
    """The first line of a card: the symbol, and at the right the caption if it says more."""
    caption = "" if node.caption == node.symbol else node.caption
    if detail.everything:
        caption = full_caption(node)
    alone = not detail.values and not node.members
    if alone:
        caption = ""
    long = len(node.symbol) > 2
    wide = theme.text_width(node.symbol, theme.symbol_size(node.symbol))
    # A card that was not made as wide as its texts gives its symbol half the line.
    made_to_fit = detail.everything or node.kind in ("scope", "gradient") or not caption
    room = (right - left) * (1 if made_to_fit else 0.5)
    leaf = node.kind in ("parameter", "input", "constant") and node.symbol.isalpha()
    style = (" gv-name" if leaf else "") + (" gv-long" if long else "")
    place, anchor = ((left + right) / 2, ' text-anchor="middle"') if alone else (left, "")
    # Without rows below it the line stands in the card's middle.
    base = top + (0 if detail.values and has_numbers(node) else 6)
    head = (
        f'<text class="gv-symbol{style}" x="{place:.2f}" y="{base + (21 if long else 23):.2f}"'
        f"{anchor}{_squeezed(wide, room)}>{_text(node.symbol)}</text>"
    )
    if not caption:
        return head
    room = right - left - min(room, wide) - 4
    if caption.startswith(node.op_type):  # what a visitor has named is shown as it is
        caption = theme.fitting_caption(caption, room)
    squeezed = _squeezed(len(caption) * theme.CAPTION_ADVANCE, room)
    return (
        head + f'<text class="gv-caption" x="{right:.2f}" y="{base + 20.5:.2f}" '
        f'text-anchor="end"{squeezed}>{_text(caption)}</text>'
    )


def _card(left: float, top: float, box: Box) -> str:
    return (
        f'<rect class="gv-card" x="{left:.2f}" y="{top:.2f}" width="{box.width:.2f}" '
        f'height="{box.height:.2f}" rx="8"/>'
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


def _baseline(top: float) -> float:
    return top + theme.ROW_HEIGHT / 2 + BASELINE


def _named(name: str, value: str) -> str:
    return f'data-{name}="{_attr(value)}" ' if value else ""


def _flag(name: str, on: bool) -> str:
    return f' data-{name}="1"' if on else ""


def _shape(shape: tuple[int, ...]) -> str:
    return ",".join(map(str, shape))
