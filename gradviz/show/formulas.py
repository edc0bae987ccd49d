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

    marked = _PRODUCTS.sub(products, _SLOT.sub(slot, TEXT.sub(text, latex)))
    drawn = convert(marked, display="block" if display else "inline")
    drawn = drawn.replace(' xmlns="http://www.w3.org/1998/Math/MathML"', "")
    return _MARK.sub(lambda found: slots[int(found[1])], drawn)
