r"""LaTeX to MathML, which every browser draws by itself, with slots for today's numbers.

A slot `\slot{name|part}{entry}` of the core becomes `<mn data-ref="name|part|entry">`; whoever
shows the formula puts the number there. `data-guard` asks for parentheses around a negative one;
`data-seeded` stands for a factor that is left out where it is 1. `\products{a}{b}` becomes an
`<mrow data-products="a" data-by="b">`, for the products of two tensors' entries, summed.
"""

from __future__ import annotations

import re
from functools import lru_cache

from latex2mathml.converter import convert

from gradviz.core.latex_text import TEXT, meant
from gradviz.show.escapes import xml_attribute, xml_text

_SLOT = re.compile(r"\\(slot|guard|seeded)\{([^}]*)\}\{(\d+)\}")
_PRODUCTS = re.compile(r"\\products\{([^}]*)\}\{([^}]*)\}")
_MARK = re.compile(r"<mtext>§(\d+)§</mtext>")
_FENCE = re.compile(r"\\left([(\[])|\\right([)\]])")
_TALL = re.compile(r"\\([td]?frac|begin|sum|prod|overline)\b")
_DEPTH = re.compile(r"\\(left|begin|right|end)(?![a-z])|[{}]| [+-] ")
_OPENS, _CLOSES = ("{", r"\left", r"\begin"), ("}", r"\right", r"\end")


@lru_cache(maxsize=512)
def mathml(latex: str, display: bool = False) -> str:
    r"""The MathML of a formula of `core.latex`.

    Args:
        latex: LaTeX, with slots or without.
        display: large operators and fractions, as for a line of its own.

    Example:
        >>> mathml(r"2 \slot{W:0|value}{0}")
        '<math display="inline"><mrow><mn>2</mn><mn data-ref="W:0|value|0"></mn></mrow></math>'
    """
    slots: list[str] = []

    def kept(written: str) -> str:
        slots.append(written)
        return rf"\text{{§{len(slots) - 1}§}}"

    def text(found: re.Match[str]) -> str:
        # The converter knows no escapes in texts, and would let tags through.
        shown = xml_text(meant(found[1])).replace(" ", "&#x000A0;")
        return kept(f"<mtext>{shown}</mtext>")

    def slot(found: re.Match[str]) -> str:
        kind = "" if found[1] == "slot" else f' data-{found[1]}=""'
        return kept(f'<mn data-ref="{xml_attribute(found[2])}|{found[3]}"{kind}></mn>')

    def products(found: re.Match[str]) -> str:
        first, second = xml_attribute(found[1]), xml_attribute(found[2])
        return kept(f'<mrow data-products="{first}" data-by="{second}"></mrow>')

    plain = _low_fences(latex)
    marked = _PRODUCTS.sub(products, _SLOT.sub(slot, TEXT.sub(text, plain)))
    drawn = convert(marked, display="block" if display else "inline")
    drawn = drawn.replace(' xmlns="http://www.w3.org/1998/Math/MathML"', "")
    return _MARK.sub(lambda found: slots[int(found[1])], drawn)


def _low_fences(latex: str) -> str:
    r"""Parentheses that grow only around what is high: each pair would else outgrow the one in it.

    >>> _low_fences(r"\left(a \cdot \left(\frac{1}{2} + \left(x\right)\right)\right)")
    '\\left(a \\cdot \\left(\\frac{1}{2} + (x)\\right)\\right)'
    """
    opened: list[re.Match[str]] = []
    low: dict[int, str] = {}
    for fence in _FENCE.finditer(latex):
        if fence[1]:
            opened.append(fence)
        elif opened:
            first = opened.pop()
            if not _TALL.search(latex, first.end(), fence.start()):
                low |= {first.start(): first[1], fence.start(): fence[2]}
    return _FENCE.sub(lambda fence: low.get(fence.start(), fence[0]), latex)


def breakable(*sides: str) -> str:
    r"""The MathML of " = side = side", in parts between which a line may break.

    Browsers break no line within a formula: so each side is a formula of its own, and each term of
    a sum that stands in no parentheses.

    >>> breakable("a + b", "c").count("<math")
    3
    """
    parts = []
    for side in sides:
        first, *others = _terms(side)
        parts += [f"= {first}", *(f"{{}} {other}" for other in others)]
    return " ".join(map(mathml, parts))


def _terms(latex: str) -> list[str]:
    r"""The terms of a sum, each but the first with its sign.

    >>> _terms(r"\left(a + b\right) \cdot c - {d + e}")
    ['\\left(a + b\\right) \\cdot c', '- {d + e}']
    >>> len(_terms(r"\begin{cases} a + b & a > 0 \end{cases} + c"))
    2
    """
    found, depth, start = [], 0, 0
    for token in _DEPTH.finditer(latex):
        opens, closes = token[0] in _OPENS, token[0] in _CLOSES
        depth += opens - closes
        if not depth and not opens and not closes:
            found.append(latex[start : token.start()])
            start = token.start() + 1
    return [*found, latex[start:]]
