r"""LaTeX to MathML, which every browser draws by itself, with slots for today's numbers.

A slot `\slot{name|part}{entry}` of the core becomes `<mn data-ref="name|part|entry">`; whoever
shows the formula puts the number there. `data-guard` asks for parentheses around a negative one;
`data-seeded` stands for a factor that is left out where it is 1. `\products{a}{b}` becomes an
`<mrow data-products="a" data-by="b">`, for the products of two tensors' entries, summed.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape

from latex2mathml.converter import convert

_SLOT = re.compile(r"\\(slot|guard|seeded)\{([^}]*)\}\{(\d+)\}")
_PRODUCTS = re.compile(r"\\products\{([^}]*)\}\{([^}]*)\}")
_MARK = re.compile(r"<mtext>§(\d+)§</mtext>")


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

    def mark(found: re.Match[str]) -> str:
        kind = "" if found[1] == "slot" else f' data-{found[1]}=""'
        slots.append(f'<mn data-ref="{escape(found[2])}|{found[3]}"{kind}></mn>')
        return rf"\text{{§{len(slots) - 1}§}}"

    def mark_products(found: re.Match[str]) -> str:
        slots.append(
            f'<mrow data-products="{escape(found[1])}" data-by="{escape(found[2])}"></mrow>'
        )
        return rf"\text{{§{len(slots) - 1}§}}"

    marked = _PRODUCTS.sub(mark_products, _SLOT.sub(mark, latex))
    text = convert(marked, display="block" if display else "inline")
    text = text.replace(' xmlns="http://www.w3.org/1998/Math/MathML"', "")
    return _MARK.sub(lambda found: slots[int(found[1])], text)
