"""Names and texts from outside on their way out: one function for each place they go to.

LaTeX has its own in `core.latex_text`, CSV in `study.points`, Python code in `show.code.words`.
DOT needs none: its texts are of numbers alone (see `show.dot`).
"""

from __future__ import annotations

import re
from html import escape

from gradviz.core.latex_text import printable

# Marks that mean something wherever they stand; a colon does before a word, for Streamlit; and what
# begins a line can make it a list, a heading or a rule.
_MARKUP = re.compile(r"[\\`*_\[\]{}<>$#~|!&^]|:(?=\S)|^[-+=](?=\s|[-=]|$)")
_NUMBERED = re.compile(r"^(\d{1,9})([.)])")
# What becomes a link, an emoji or another sign, escaped or not: GitHub's links, and what Streamlit
# makes of :smile: and of arrows and dashes that stand alone.
_CHANGED = re.compile(
    r"(?i)(://|www(?=\.)|(?<=\w)@(?=\w)|(?<=mailto):|(?<=xmpp):|:(?=[\w+/-]+:)"
    r"|(?<!\S)(?:<->|<-|->|--|>=|<=|~=)(?!\S))"
)
_JOINER = "\u2060"
"""Word joiner: nothing is seen of it, and no address can have it."""


def xml_text(text: str) -> str:
    """A text between the tags of SVG, MathML or HTML.

    >>> xml_text("</svg><b>")
    '&lt;/svg&gt;&lt;b&gt;'
    """
    return escape(printable(text), quote=False)


def xml_attribute(text: str) -> str:
    """A text in an attribute, in quotation marks of either kind.

    >>> xml_attribute('" onload="')
    '&quot; onload=&quot;'
    """
    return escape(printable(text))


def plotly_text(text: str) -> str:
    """A text in a title, a name, a label or a hover template of a chart.

    Plotly reads tags and entities in all of them, `%{…}` in templates, and formulas between
    dollar signs.

    >>> plotly_text("<b>%{x} $y$")
    '&lt;b&gt;&#37;{x} &#36;y&#36;'
    """
    return xml_text(text).replace("%", "&#37;").replace("$", "&#36;")


def markdown(sentence: str) -> str:
    r"""A sentence in Markdown that reads exactly as it is: no markup, no formula, no link.

    >>> markdown("row 1: ![](x) :red[y]")
    'row 1: \\!\\[\\](x) \\:red\\[y\\]'
    """
    line = " ".join(printable(re.sub(r"\s+", " ", sentence)).split())
    broken = _CHANGED.sub(lambda found: found[0][0] + _JOINER + found[0][1:], line)
    return _NUMBERED.sub(r"\1\\\2", _MARKUP.sub(r"\\\g<0>", broken))
