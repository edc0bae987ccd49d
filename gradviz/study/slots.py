r"""Places for numbers in formulas: `\slot{name|part}{entry}`, alone or as columns and matrices.

Whoever shows a formula puts today's numbers there (see `core.latex`), so that formula and drawing
show the same ones.
"""

from __future__ import annotations

from collections.abc import Sequence

SHOWN = 4
"""Entries of the longest tensor, and rows and columns of the largest matrix, written in full."""


def slot(name: str, part: str, entry: int = 0) -> str:
    r"""The place of one number.

    >>> slot("W:0", "gradient")
    '\\slot{W:0|gradient}{0}'
    """
    return rf"\slot{{{name}|{part}}}{{{entry}}}"


def entries(name: str, part: str, shape: Sequence[int]) -> str:
    r"""A tensor's numbers as LaTeX with slots: one slot, a column of them, or a matrix.

    Example:
        >>> entries("X:0", "value", (2, 1))
        '{\\begin{pmatrix} \\slot{X:0|value}{0} \\\\ \\slot{X:0|value}{1} \\end{pmatrix}}'
        >>> entries("w:0", "value", (1, 2))
        '{\\begin{pmatrix} \\slot{w:0|value}{0} & \\slot{w:0|value}{1} \\end{pmatrix}}'
    """
    size = 1
    for extent in shape:
        size *= extent
    if size == 1:
        return slot(name, part)
    # More than two axes are written one below the other, as one matrix.
    columns = shape[-1] if len(shape) > 1 else 1
    rows = size // columns if columns else 0
    lines = []
    for row in _shown(rows):
        if row is None:
            lines.append(" & ".join([r"\vdots"] * len(_shown(columns))))
            continue
        cells = [
            r"\dots" if column is None else slot(name, part, row * columns + column)
            for column in _shown(columns)
        ]
        lines.append(" & ".join(cells))
    # In braces, or a power would be one of the last parenthesis alone.
    body = r" \\ ".join(lines)
    return rf"{{\begin{{pmatrix}} {body} \end{{pmatrix}}}}"


def _shown(count: int) -> list[int | None]:
    """Which of some rows or columns are written; None stands for those left out."""
    return list(range(count)) if count <= SHOWN else [0, 1, None, count - 1]


def factor(text: str) -> str:
    r"""A formula where a factor stands.

    >>> factor("W"), factor("x + y")
    ('W', '\\left(x + y\\right)')
    """
    bare = text.replace(r"\text", "").translate(str.maketrans("", "", "{}_,"))
    return text if bare.isalnum() else rf"\left({text}\right)"
