r"""Names in LaTeX: whatever a name is, the formula shows exactly it and is still a formula.

`\text{…}` with every character that means something to LaTeX spelled out. The spellings are those
that LaTeX itself, KaTeX (which draws formulas in Markdown) and `show.formulas` know.
"""

from __future__ import annotations

import re

_SPELLED = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    # No dollar sign may be left: in Markdown it would end the formula, escaped or not.
    "$": r"\textdollar{}",
    "_": r"\_",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    "`": r"\char96{}",
    # Streamlit looks for :material/icons: inside formulas too.
    ":": r"\char58{}",
}
_MEANT = {spelling: character for character, spelling in _SPELLED.items()}
_SPECIAL = re.compile("[" + re.escape("".join(_SPELLED)) + "]")
_SPELLING = re.compile(r"\\[{}_&#%]|\\(?:text[a-z]+|char\d\d)\{\}")
_HIDDEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)

TEXT = re.compile(r"\\text\{((?:[^{}\\]|\\[{}_&#%]|\\(?:text[a-z]+|char\d\d)\{\})*)\}")
"""A text in a formula; its group is what `meant` reads."""


def printable(text: str) -> str:
    r"""A text on one line that reads in its own direction: what cannot be seen becomes "�".

    Letters of every script, accents and joined emoji stay as they are.

    >>> printable("β\u202ex\n")
    'β�x�'
    """
    return _HIDDEN.sub("�", text)


def latex_text(text: str) -> str:
    r"""A text in a formula.

    >>> latex_text("b_1"), latex_text("$x$")
    ('\\text{b\\_1}', '\\text{\\textdollar{}x\\textdollar{}}')
    """
    return rf"\text{{{_SPECIAL.sub(lambda found: _SPELLED[found[0]], printable(text))}}}"


def latex_name(name: str) -> str:
    r"""A name in a formula: one letter as a variable, all others as a text.

    >>> latex_name("W"), latex_name("pred"), latex_name("%")
    ('W', '\\text{pred}', '\\text{\\%}')
    """
    return name if len(name) == 1 and name.isalpha() else latex_text(name)


def meant(spelled: str) -> str:
    r"""The text that stands between the braces of `\text{…}`.

    >>> meant(r"b\_1")
    'b_1'
    """
    return _SPELLING.sub(lambda found: _MEANT.get(found[0], found[0]), spelled)


def plain(latex: str) -> str:
    r"""The name that `latex_name` wrote; formulas of other kinds stay as they are.

    >>> plain(r"\text{b\_1}"), plain("W")
    ('b_1', 'W')
    """
    found = TEXT.fullmatch(latex)
    return meant(found[1]) if found else latex
