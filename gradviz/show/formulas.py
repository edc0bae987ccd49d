r"""LaTeX to MathML, which every browser draws by itself, with slots for today's numbers.

A slot `\slot{name|part}{entry}` of the core becomes `<mn data-ref="name|part|entry">`; whoever
shows the formula puts the number there. `data-guard` asks for parentheses around a negative one.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape

from latex2mathml.converter import convert

_SLOT = re.compile(r"\\(slot|guard)\{([^}]*)\}\{(\d+)\}")
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
        guard = ' data-guard=""' if found[1] == "guard" else ""
        slots.append(f'<mn data-ref="{escape(found[2])}|{found[3]}"{guard}></mn>')
        return rf"\text{{§{len(slots) - 1}§}}"

    marked = _SLOT.sub(mark, latex)
    text = convert(marked, display="block" if display else "inline")
    text = text.replace(' xmlns="http://www.w3.org/1998/Math/MathML"', "")
    return _MARK.sub(lambda found: slots[int(found[1])], text)
