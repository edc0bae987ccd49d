"""The only colors, fonts, sizes and number formats.

Forward (values) is blue, backward (gradients) is vermillion: two hues that people with any of the
three common color deficiencies tell apart. They never differ by color alone: arrows, dashes and
position say the same.

Source: Okabe & Ito, "Color Universal Design" (2008), darkened or lightened for WCAG AA contrast.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from math import isinf, isnan, prod


@dataclass(frozen=True)
class Hue:
    """One meaning's color on a light and on a dark page."""

    light: str
    dark: str


FORWARD = Hue(light="#0062a3", dark="#6cbcf2")
BACKWARD = Hue(light="#b84a00", dark="#ff9d57")
SELECTED = Hue(light="#7a3d8f", dark="#d9a0ec")
"""What the visitor selected: the third Okabe-Ito hue, used for nothing else."""
MINIMUM = Hue(light="#00795a", dark="#4fd3a8")
INK = Hue(light="#1c2330", dark="#eceff4")
QUIET = Hue(light="#5d6675", dark="#a4adbb")
LINE = Hue(light="#98a1ae", dark="#717b8a")
CARD = Hue(light="#ffffff", dark="#1b2029")
LEAF = Hue(light="#f3f6fa", dark="#232a35")
RUNS = (
    INK,
    Hue(light="#8a6a00", dark="#f0e442"),
    Hue(light="#b3205f", dark="#ff9cc4"),
    Hue(light="#5a4a3a", dark="#d8c3a5"),
)
"""The runs of a race: hues that mean nothing else; the line's dashes tell them apart as well."""

_HUES = {
    "forward": FORWARD,
    "backward": BACKWARD,
    "selected": SELECTED,
    "minimum": MINIMUM,
    "ink": INK,
    "quiet": QUIET,
    "line": LINE,
    "card": CARD,
    "leaf": LEAF,
    **{f"run-{place}": hue for place, hue in enumerate(RUNS)},
}

NUMBER_SIZE = 14.0
"""Size of the numbers in the drawing's own units; the opening model is shown at about 1:1."""
SUM_SIZE = 11.5
SYMBOL_SIZE = 27.0
LONG_SYMBOL_SIZE = 19.0
CAPTION_SIZE = 13.0
CAPTION_ADVANCE = 0.52 * CAPTION_SIZE
"""Width of a caption's letter on average."""
ADVANCE = 0.6
"""Width of a character in em, for all usual monospace fonts."""
DIGIT_WIDTH = ADVANCE * NUMBER_SIZE
ROW_HEIGHT = 16.0
NUMBER_CHARACTERS = 8
"""Room in the drawing for a number without its sign; rarer, wider ones are squeezed."""
SUMMARY_CHARACTERS = 9
"""Room for a range such as "−1.2…5.6", without its first sign."""
ROWS_SHOWN = 4
"""Tensors with more elements than this are shown as shape and range."""


_SIZES = {
    "number": NUMBER_SIZE,
    "sum": SUM_SIZE,
    "symbol": SYMBOL_SIZE,
    "long-symbol": LONG_SYMBOL_SIZE,
    "caption": CAPTION_SIZE,
}


def css() -> str:
    """Colors and sizes as CSS custom properties, for the component's light and dark root."""

    def block(selector: str, values: dict[str, str]) -> str:
        return selector + "{" + "".join(f"--gv-{k}:{v};" for k, v in values.items()) + "}"

    sizes = {f"{name}-size": f"{size:g}px" for name, size in _SIZES.items()}
    light = {name: hue.light for name, hue in _HUES.items()}
    dark = {name: hue.dark for name, hue in _HUES.items()}
    return block(":host", sizes | light) + "\n" + block(':host([data-scheme="dark"])', dark)


def format_number(value: float) -> str:
    """A number as it stands on the screen: four significant digits, at most nine characters.

    Trailing zeros are kept where they say "rounded" and dropped where four digits say it all.
    assets/numbers.js does the same; a test compares the two.

    >>> [format_number(v) for v in (2, 0.5, 4.33, 4.3299998, 12345.6, -1.2345e-7)]
    ['2', '0.5', '4.33', '4.330', '12346', '−1.235e-7']
    """
    if isnan(value):
        return "NaN"
    sign = "−" if value < 0 else ""
    magnitude = abs(value)
    if isinf(value):
        return sign + "∞"
    if magnitude == 0:
        return "0"
    mantissa, exponent = _scientific(magnitude, 5 if magnitude >= 1e4 else 4)
    if -2 <= exponent < 5:
        text = format(Decimal(mantissa).scaleb(exponent), "f")
        return sign + _shortened(text, magnitude)
    for digits in (4, 3, 2, 1):
        mantissa, exponent = _scientific(magnitude, digits)
        bare = _shortened(mantissa, magnitude, exponent)
        text = f"{sign}{bare}e{exponent}"
        if len(text) <= 9:
            break
    return text


def format_brief(value: float) -> str:
    """A number in two significant digits, for ranges.

    >>> [format_brief(v) for v in (-1.234, 20, 0.012345, 54321.0)]
    ['−1.2', '20', '0.012', '5.4e4']
    """
    if isnan(value) or isinf(value) or value == 0:
        return format_number(value)
    sign = "−" if value < 0 else ""
    magnitude = abs(value)
    mantissa, exponent = _scientific(magnitude, 2)
    if -2 <= exponent < 4:
        rounded = Decimal(mantissa).scaleb(exponent)
        return sign + _shortened(format(rounded, "f"), magnitude)
    return f"{sign}{_shortened(mantissa, magnitude, exponent)}e{exponent}"


def value_rows(shape: tuple[int, ...]) -> int:
    """How many lines a tensor's value takes: one per element, or shape and range."""
    count = prod(shape)
    return count if count <= ROWS_SHOWN else 2


def gradient_rows(shape: tuple[int, ...]) -> int:
    """How many lines its gradient takes; the shape stands with the value already."""
    count = prod(shape)
    return count if count <= ROWS_SHOWN else 1


def number_width(shape: tuple[int, ...]) -> float:
    """Room for one line of a tensor of this shape, with the arrow and the sign before it."""
    wide = prod(shape) > ROWS_SHOWN
    return (2.4 + (SUMMARY_CHARACTERS if wide else NUMBER_CHARACTERS)) * DIGIT_WIDTH


_NARROW = frozenset("()[]{}|.,:;'! ²³ijlrtfI")


def symbol_size(symbol: str) -> float:
    """Font size of a node's symbol: words are written smaller than signs."""
    return LONG_SYMBOL_SIZE if len(symbol) > 2 else SYMBOL_SIZE


def text_width(text: str, size: float) -> float:
    """About how wide a text is in a proportional font; rather too wide than too narrow."""
    widths = dict.fromkeys(_NARROW, 0.34) | {"⊣": 0.9}
    return size * sum(widths.get(letter, 0.62) for letter in text)


def fitting_caption(caption: str, room: float) -> str:
    """A caption as long as it can be read when it is squeezed; the node's label has all of it.

    >>> fitting_caption("SoftmaxCrossEntropyWithLogits", 40)
    'Softmax…'
    """
    letters = max(2, int(1.5 * room / CAPTION_ADVANCE))
    return caption if len(caption) <= letters else f"{caption[: letters - 1]}…"


def shape_text(shape: tuple[int, ...]) -> str:
    """A shape as it is written in the drawing.

    >>> shape_text((10, 1)), shape_text(())
    ('[10×1]', 'scalar')
    """
    return f"[{'×'.join(map(str, shape))}]" if shape else "scalar"


def _scientific(magnitude: float, digits: int) -> tuple[str, int]:
    """Mantissa and exponent, rounded half up as JavaScript's toExponential does."""
    exact = Decimal(magnitude)
    exponent = exact.adjusted()
    unit = Decimal(1).scaleb(1 - digits)
    mantissa = exact.scaleb(-exponent).quantize(unit, ROUND_HALF_UP)
    if mantissa >= 10:
        exponent += 1
        mantissa = (mantissa / 10).quantize(unit, ROUND_HALF_UP)
    return str(mantissa), exponent


def _shortened(text: str, magnitude: float, exponent: int = 0) -> str:
    """The digits without trailing zeros, if they say the number exactly."""
    if "." in text and float(f"{text}e{exponent}") == magnitude:
        return text.rstrip("0").rstrip(".")
    return text
