"""A deep model folded by layer: one node a layer, with what it makes of the gradient.

Going forward the arrows are thin; the arrows back are as wide as the gradient is large, against
that of the last layer. A verdict is a mark in the node, never a color alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, isfinite, log10

from gradviz.show import theme
from gradviz.show.escapes import xml_attribute, xml_text
from gradviz.study.health import LayerHealth, PassHealth
from gradviz.study.numerals import readable
from gradviz.study.verdicts import Verdict

MARKS = {
    "healthy": "✓",
    "vanishing": "↓",
    "exploding": "↑",
    "dead": "✕",
    "saturated": "—",
    "NaN": "NaN",
    "overflow": "∞",
}
"""What stands in a layer's node for each verdict."""

WIDTH = 1320
_MOST_IN_A_ROW = 27
_HEIGHTS = {1: 82, 2: 74, 3: 62, 4: 58}
_ROOM_FOR_CLIPPING = 14
_USUAL, _THINNEST, _WIDEST, _PER_DECADE = 5.0, 1.0, 13.0, 1.35


@dataclass(frozen=True)
class _Place:
    """Where a node stands."""

    x: float
    y: float
    step: float
    size: float


def chain(health: PassHealth, verdicts: tuple[Verdict, ...], title: str) -> str:
    """The drawing of a pass, as SVG.

    Args:
        health: the pass.
        verdicts: on its layers.
        title: what the drawing is of, in words.
    """
    count = len(health.layers) + 2
    rows = ceil(count / _MOST_IN_A_ROW)
    in_row = ceil(count / rows)
    height = _HEIGHTS[rows]
    if rows == 1 and any(layer.clipped < 1 for layer in health.layers):
        height += _ROOM_FOR_CLIPPING
    step, size = WIDTH / in_row, 30.0 if rows < 3 else 24.0
    places = [
        _Place(step * (n % in_row + 0.5), height * (n // in_row) + 17 + size / 2, step, size)
        for n in range(count)
    ]
    last = health.layers[-1].gradient.norm
    parts = []
    for n, layer in enumerate(health.layers, start=1):
        share = layer.gradient.norm / last if last else 0.0
        if not layer.gradient.finite:
            share = float("nan")
        parts.append(_arrows(places[n], places[n + 1], share, _told_gradient(layer, share)))
    parts.insert(0, _forward(places[0], places[1]))
    parts.append(_end(places[0], "X"))
    for n, (layer, verdict) in enumerate(zip(health.layers, verdicts, strict=True), start=1):
        parts.append(_node(places[n], n, layer, verdict, _every(step), crowded=rows > 1))
    parts.append(_end(places[-1], "cost"))
    summary = "; ".join(f"{v.layer} {v.kind}" for v in verdicts)
    return (
        f'<svg class="gv-chain" viewBox="0 0 {WIDTH} {height * rows}" role="img"'
        f' aria-label="{xml_attribute(title)}: {xml_attribute(summary)}">{"".join(parts)}</svg>'
    )


def style() -> str:
    """CSS of the drawings, for light and dark."""

    def hue(color: theme.Hue) -> str:
        return f"light-dark({color.light},{color.dark})"

    sick, quiet, line = hue(theme.BACKWARD), hue(theme.QUIET), hue(theme.LINE)
    return f"""
:host{{font-family:inherit}}
.gv-chain{{display:block;width:100%;height:auto;font-family:var(--st-font,inherit)}}
.gv-chain rect,.gv-chain circle{{fill:{hue(theme.CARD)};stroke:{line};stroke-width:1.5}}
.gv-chain text{{fill:{hue(theme.INK)};font-size:13px;text-anchor:middle}}
.gv-chain .gv-number{{fill:{sick};font-size:11.5px;font-variant-numeric:tabular-nums}}
.gv-chain .gv-layer{{fill:{quiet};font-size:11px}}
.gv-chain .gv-cut{{fill:{hue(theme.INK)};font-size:10.5px}}
.gv-chain .gv-forward{{stroke:{hue(theme.FORWARD)};stroke-width:1.6;fill:none}}
.gv-chain .gv-back{{stroke:{sick};fill:none}}
.gv-chain .gv-back.gv-none{{stroke:{line};stroke-dasharray:2 3}}
.gv-chain .gv-tip{{fill:{sick};stroke:none}}
.gv-chain .gv-tip.gv-ahead{{fill:{hue(theme.FORWARD)}}}
.gv-chain .gv-tip.gv-none{{fill:{line}}}
.gv-chain [data-layer]{{cursor:pointer;outline:none}}
.gv-chain [data-layer]:is(:hover,:focus-visible) rect{{stroke-width:3}}
.gv-chain [aria-pressed="true"] rect{{stroke:{hue(theme.SELECTED)}!important;stroke-width:3.5}}
.gv-chain .gv-healthy rect{{stroke:{hue(theme.MINIMUM)};stroke-width:2}}
.gv-chain .gv-healthy .gv-mark{{fill:{hue(theme.MINIMUM)}}}
.gv-chain .gv-vanishing rect{{stroke:{quiet};stroke-dasharray:4 3;stroke-width:2}}
.gv-chain .gv-exploding rect{{stroke:{sick};stroke-width:3.5}}
.gv-chain :is(.gv-dead,.gv-saturated) rect{{fill:{quiet};stroke:{quiet}}}
.gv-chain :is(.gv-dead,.gv-saturated) .gv-mark{{fill:{hue(theme.CARD)}}}
.gv-chain :is(.gv-nan,.gv-overflow) rect{{fill:{sick};stroke:{sick}}}
.gv-chain :is(.gv-nan,.gv-overflow) .gv-mark{{fill:{hue(theme.CARD)};font-weight:700}}
.gv-chain .gv-mark{{font-size:14px;font-weight:600}}
"""


def gradient_width(share: float) -> float:
    """How wide the arrow of a gradient is, by its size against the last layer's.

    Example:
        >>> [round(gradient_width(10.0**n), 2) for n in (-9, -1, 0, 1, 9)]
        [1.0, 3.65, 5.0, 6.35, 13.0]
    """
    if not share > 0:
        return _THINNEST
    if not isfinite(share):
        return _WIDEST
    return min(max(_USUAL + _PER_DECADE * log10(share), _THINNEST), _WIDEST)


def _told_gradient(layer: LayerHealth, share: float) -> str:
    """What is said of an arrow back."""
    size = readable(layer.gradient.rms)
    return f"∂cost/∂({layer.name}): {size} in the mean, {readable(share)} of the last layer's"


def _every(step: float) -> int:
    """At every which layer a number has room."""
    return max(1, ceil(44 / step))


def _forward(start: _Place, end: _Place) -> str:
    if start.y != end.y:
        return ""
    left, right = start.x + start.size / 2, end.x - end.size / 2 - 5
    y = start.y - 6
    return (
        f'<path class="gv-forward" d="M{left:.1f} {y:.1f}H{right:.1f}"/>'
        f'<path class="gv-tip gv-ahead" d="M{right + 5:.1f} {y:.1f}l-6 -3.5v7z"/>'
    )


def _arrows(start: _Place, end: _Place, share: float, told: str) -> str:
    """Forward and back between two nodes; at the end of a row both leave and enter the picture."""
    wide = gradient_width(share)
    none = "" if share > 0 or share != share else " gv-none"
    tip = 3.0 + wide / 2
    y = start.y + 6
    pieces = [(start.x + start.size / 2, end.x - end.size / 2)]
    if start.y != end.y:
        pieces = [(start.x + start.size / 2, start.x + start.step / 2)]
    found = [_forward(start, end)]
    for left, right in pieces:
        found.append(
            f"<g><title>{xml_text(told)}</title>"
            f'<path class="gv-back{none}" stroke-width="{wide:.2f}"'
            f' d="M{right:.1f} {y:.1f}H{left + tip + 1:.1f}"/>'
            f'<path class="gv-tip{none}" d="M{left:.1f} {y:.1f}l{tip + 2:.1f} {-tip:.1f}'
            f'v{2 * tip:.1f}z"/></g>'
        )
    return "".join(found)


def _end(place: _Place, text: str) -> str:
    radius, letters = place.size / 2 + 1, 11 if len(text) > 1 else 14
    return (
        f'<circle cx="{place.x:.1f}" cy="{place.y:.1f}" r="{radius:.1f}"/>'
        f'<text x="{place.x:.1f}" y="{place.y + 4:.1f}" style="font-size:{letters}px">{text}</text>'
    )


def _node(
    place: _Place, number: int, layer: LayerHealth, verdict: Verdict, every: int, *, crowded: bool
) -> str:
    half = place.size / 2
    kind = verdict.kind.lower()
    told = f"{layer.name}, {verdict.kind}. {verdict.reason}"
    if layer.clipped < 1:
        told += f" Clipping leaves {readable(layer.clipped)} of the gradient of its weights."
    below = place.y + half
    labels = [
        f'<text class="gv-mark" x="{place.x:.1f}" y="{place.y + 5:.1f}"'
        f"{_small(verdict.kind, place.size)}>{MARKS[verdict.kind]}</text>",
    ]
    if (number - 1) % every == 0:
        cut = layer.clipped < 1
        # Where rows follow each other, a mark says that there is clipping; its size is a tooltip's.
        above = f"{number} ✂" if cut and crowded else f"{number}"
        labels.append(
            f'<text class="gv-layer" x="{place.x:.1f}" y="{place.y - half - 6:.1f}">{above}</text>'
            f'<text class="gv-number" x="{place.x:.1f}" y="{below + 14:.1f}">'
            f"{readable(layer.gradient.rms)}</text>"
        )
        if cut and not crowded:
            labels.append(
                f'<text class="gv-cut" x="{place.x:.1f}" y="{below + 28:.1f}">'
                f"✂ ×{readable(layer.clipped)}</text>"
            )
    return (
        f'<g class="gv-{kind}" data-layer="{number}" role="button" tabindex="0">'
        f"<title>{xml_text(told)}</title>"
        f'<rect x="{place.x - half:.1f}" y="{place.y - half:.1f}" width="{place.size:.1f}"'
        f' height="{place.size:.1f}" rx="5"/>{"".join(labels)}</g>'
    )


def _small(kind: str, size: float) -> str:
    return f' style="font-size:{size * 0.36:.1f}px"' if len(MARKS[kind]) > 1 else ""
