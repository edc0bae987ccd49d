"""Cells: numbers as people around the world write them, gaps, and everything else."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence

MISSING = frozenset(
    [
        *(
            "",
            "na",
            "n/a",
            "n.a.",
            "n. a.",
            "k.a.",
            "k. a.",
            "nan",
            "null",
            "(null)",
            "none",
            "nil",
        ),
        *("<na>", "\\n", "-", "--", "---", "–", "—", "?", ".", "..", "...", "…", ":", "*"),
        *("#n/a", "#na", "#div/0!", "#ref!", "#value!", "#name?", "#num!", "#null!"),
    ]
)
"""What stands in a cell without a number, in small letters; spreadsheets' errors among it."""

_EXPONENT = r"(?:[eE][+-]?\d+)?"
_PLAIN = {
    mark: re.compile(rf"[+-]?(?:\d+(?:[{mark}]\d*)?|[{mark}]\d+){_EXPONENT}", re.ASCII)
    for mark in ".,"
}
# Thousands are set off by one mark throughout, and never after a leading zero.
_GROUPED = {
    mark: re.compile(
        rf"[+-]?[1-9]\d{{0,2}}([{other}'’ \u00a0\u2009\u202f])\d{{3}}(?:\1\d{{3}})*"
        rf"(?:[{mark}]\d*)?{_EXPONENT}",
        re.ASCII,
    )
    for mark, other in (".,", ",.")
}
_LOOKS = re.compile(
    r"[+\-−]?(?:\d+(?:[.,]\d+)?|\d+\.|[.,]\d+"
    rf"|\d{{1,3}}(?:[.,'’ \u00a0\u2009\u202f]\d{{3}})+(?:[.,]\d+)?){_EXPONENT}",
    re.ASCII,
)
_SIMPLE = {
    ".": re.compile(r"[0-9.eE+\-\n]*", re.ASCII),
    ",": re.compile(r"[0-9,eE+\-\n]*", re.ASCII),
}
_DIGIT = re.compile(r"(?![0-9])\d")
_DASH = re.compile(r"^[−–‐‑‒﹣－](?=[\d.,])")


def number(cell: str, decimal: str) -> float | None:
    """The number that a cell says, or None.

    Args:
        cell: its text, without spaces around it.
        decimal: the decimal mark, "." or ",".

    >>> number("1,5", ","), number("1.234,5", ","), number("1,234", "."), number("−2e3", ".")
    (1.5, 1234.5, 1234.0, -2000.0)
    >>> number("1,5", "."), number("1e999", ".")
    (None, None)
    """
    text = cell.replace("−", "-")
    if not _PLAIN[decimal].fullmatch(text):
        grouped = _GROUPED[decimal].fullmatch(text)
        if not grouped:
            return None
        text = text.replace(grouped[1], "")
    value = float(text.replace(decimal, "."))
    vanished = value == 0.0 and re.search("[1-9]", re.split("[eE]", text)[0])
    return None if math.isinf(value) or vanished else value


def is_grouped(cell: str, decimal: str) -> bool:
    """Whether a number is written with marks for the thousands."""
    return bool(_GROUPED[decimal].fullmatch(cell.replace("−", "-")))


def is_rounded(cell: str, decimal: str) -> bool:
    """Whether a whole number has more digits than a number of double precision keeps."""
    digits = re.sub(r"[^0-9.,eE]", "", cell)
    value = number(cell, decimal)
    return digits.isdigit() and value is not None and abs(int(value)) != int(digits)


def is_missing(cell: str) -> bool:
    """Whether a cell says that there is no number."""
    return not cell or cell.casefold() in MISSING


def plain(cell: str) -> str:
    """A cell with digits of any script, and any dash before a number, as ASCII writes them.

    >>> plain("–１２"), plain("١٫٥"), plain("a–b")
    ('-12', '1.5', 'a–b')
    """
    if cell.isascii():
        return cell
    text = _DIGIT.sub(lambda found: str(unicodedata.decimal(found[0])), cell)
    return _DASH.sub("-", text).replace("٫", ".").replace("٬", "’").replace("．", ".")


def looks_numeric(cell: str) -> bool:
    """Whether a cell is a number under one of the two decimal marks, before either is chosen."""
    return bool(_LOOKS.fullmatch(cell) or (not cell.isascii() and _LOOKS.fullmatch(plain(cell))))


def marks(cell: str) -> str:
    """The decimal marks under which a cell is a number: "", ".", "," or ".,".

    >>> marks("1,5"), marks("1.5"), marks("1,234"), marks("12"), marks("x")
    (',', '.', '.,', '.,', '')
    """
    text = cell.replace("−", "-")
    return "".join(
        mark for mark in ".," if _PLAIN[mark].fullmatch(text) or _GROUPED[mark].fullmatch(text)
    )


def mark_of(cells: Sequence[str]) -> str | None:
    """The one decimal mark in a column whose cells have nothing but digits, signs and it.

    >>> mark_of(["1.5", "2"]), mark_of(["1"]), mark_of(["1.5", "2,5"])
    ('.', '', None)
    """
    text = "\n".join(cells)
    found = [mark for mark, simple in _SIMPLE.items() if simple.fullmatch(text)]
    return None if not found else "" if len(found) == 2 else found[0]


def numbers(cells: Sequence[str], decimal: str) -> list[float | None]:
    """What `number` says of every cell of a column, most columns all at once.

    >>> numbers(["1,5", "", "2"], ","), numbers(["1", "1_0"], ".")
    ([1.5, None, 2.0], [1.0, None])
    """
    text = "\n".join(cells)
    if _SIMPLE[decimal].fullmatch(text):
        # Of these characters alone float() makes what `number` makes, or an error.
        written = text.replace(decimal, ".").split("\n") if decimal == "," else cells
        try:
            values = [float(cell) if cell else None for cell in written]
        except ValueError:
            values = []
        if values and not any(
            value is not None
            and (value in (0.0, math.inf, -math.inf))
            and number(cell, decimal) != value
            for cell, value in zip(cells, values, strict=True)
        ):
            return values
    known: dict[str, float | None] = {}
    for cell in cells:
        if cell not in known:
            known[cell] = number(cell, decimal)
    return [known[cell] for cell in cells]
