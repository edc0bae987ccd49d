"""The palette as the browser shows it: formulas as MathML, curves and shapes as small pictures."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import lru_cache

from gradviz.show.escapes import xml_text
from gradviz.show.formulas import mathml
from gradviz.study.palette import REACH, Curve, Entry, palette

WIDTH, HEIGHT = 150.0, 96.0
"""Size of a picture."""

TALLEST = 4.0
"""How far from 0 a curve is followed at the most."""

STEEPEST = 12.0
"""A slope between two points beyond which a curve jumps, unless its derivative says so too."""

CELL = 11.0
"""Size of an entry in a picture of shapes."""


@lru_cache(maxsize=1)
def palette_json() -> str:
    """All cards, as the browser reads them."""
    return json.dumps([card(entry) for entry in palette()], ensure_ascii=False)


def card(entry: Entry) -> dict[str, object]:
    """A function as the browser shows it.

    Example:
        >>> from gradviz.study.palette import palette
        >>> shown = card(next(one for one in palette() if one.name == "tanh"))
        >>> shown["group"], shown["slots"]
        ('activations', [{'name': 'x', 'kind': 'tensor', 'tensor': True}])
    """
    slots = [{"name": s.name, "kind": s.kind, "tensor": s.tensor} for s in entry.slots]
    return {
        "name": entry.name,
        "group": entry.group,
        "sign": entry.sign,
        "slots": slots,
        "summary": entry.summary,
        "words": list(entry.words),
        "formula": mathml(entry.latex),
        "slope": mathml(entry.slope_latex) if entry.slope_latex else "",
        "others": entry.curve.others if entry.curve else "",
        "picture": curve(entry.curve) if entry.curve else shapes(*entry.shapes),
    }


def curve(drawn: Curve) -> str:
    """A function in blue and its derivative, dashed, in vermillion, over the axes."""
    numbers = [y for y in (*drawn.y, *(drawn.slope or ())) if y is not None and abs(y) <= TALLEST]
    low, high = min([*numbers, -0.25]), max([*numbers, 1.1])
    margin = 0.06 * (high - low)
    low, high = low - margin, high + margin

    def x(value: float) -> float:
        return (value + REACH) / (2 * REACH) * WIDTH

    def y(value: float) -> float:
        return HEIGHT - (value - low) / (high - low) * HEIGHT

    def path(numbers: Sequence[float | None], steep: Sequence[float | None] | None) -> str:
        strokes = _strokes(drawn.x, numbers, steep)
        return "".join(
            "M" + "L".join(f"{x(a):.1f},{y(max(min(b, 9.0), -9.0)):.1f}" for a, b in stroke)
            for stroke in strokes
            if len(stroke) > 1
        )

    lines = f'<path class="gv-axis" d="M0,{y(0):.1f}H{WIDTH:g}M{x(0):.1f},0V{HEIGHT:g}"/>'
    if drawn.slope:
        lines += f'<path class="gv-backward-line" d="{path(drawn.slope, None)}"/>'
    lines += f'<path class="gv-forward-line" d="{path(drawn.y, drawn.slope)}"/>'
    return _svg(WIDTH, HEIGHT, lines)


def _strokes(
    places: Sequence[float], numbers: Sequence[float | None], steep: Sequence[float | None] | None
) -> Iterator[list[tuple[float, float]]]:
    """The pieces of a curve between its gaps and its jumps."""
    stroke: list[tuple[float, float]] = []
    for at, (place, number) in enumerate(zip(places, numbers, strict=True)):
        if number is None or abs(number) > 9:
            yield stroke
            stroke = []
            continue
        if stroke:
            before, value = stroke[-1]
            rises = abs((number - value) / (place - before)) > STEEPEST
            meant = steep is not None and abs(steep[at] or 0) > STEEPEST / 2
            if rises and not meant:
                yield stroke
                stroke = []
        stroke.append((place, number))
    yield stroke


def shapes(inputs: Sequence[tuple[int, ...]], output: tuple[int, ...]) -> str:
    """An example in little boxes: the shapes of what goes in, an arrow, the shape of the result."""
    parts, left, tall = "", 0.0, 0.0
    drawn = [(one, "gv-leaf-box") for one in inputs] + [(output, "gv-made-box")]
    for place, (shape, look) in enumerate(drawn):
        if place == len(inputs):
            parts += f'<text class="gv-arrow" x="{left + 6:g}" y="28">→</text>'
            left += 28
        rows, columns = (1, *shape)[-2:] if shape else (1, 1)
        blocks = 1
        for extent in shape[:-2]:
            blocks *= extent
        for block in range(blocks):
            for row in range(rows):
                for column in range(columns):
                    at = left + (block * (columns + 0.4) + column) * CELL
                    parts += f'<rect class="{look}" x="{at:g}" y="{row * CELL + 6:g}"'
                    parts += f' width="{CELL - 1.5:g}" height="{CELL - 1.5:g}" rx="1.5"/>'
        width = (blocks * (columns + 0.4) - 0.4) * CELL
        label = "×".join(map(str, shape)) or "one number"
        height = rows * CELL + 20
        parts += f'<text class="gv-extent" x="{left:g}" y="{height:g}">{xml_text(label)}</text>'
        left += max(width, 6.2 * len(label)) + 14
        tall = max(tall, height + 5)
    return _svg(max(left, 60.0), max(tall, 60.0), parts)


def _svg(width: float, height: float, content: str) -> str:
    return (
        f'<svg viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}"'
        f' aria-hidden="true">{content}</svg>'
    )
