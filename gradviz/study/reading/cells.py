"""Cells: numbers as people around the world write them, gaps, and everything else."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

from gradviz.study.quotation import quoted

MISSING = frozenset(
    {
        "",
        "na",
        "n/a",
        "#n/a",
        "#na",
        "nan",
        "null",
        "none",
        "nil",
        "-",
        "–",
        "—",
        "?",
        ".",
        "..",
        "…",
    }
)
"""What stands in a cell without a number, in small letters."""

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
    rf"[+\-−]?(?:\d+(?:[.,]\d+)?|\d+\.|[.,]\d+|\d{{1,3}}(?:[.,'’]\d{{3}})+(?:[.,]\d+)?){_EXPONENT}",
    re.ASCII,
)
_DATE = re.compile(r"\d{1,4}([-./])\d{1,2}\1\d{1,4}([ T].*)?|\d{1,2}:\d{2}(:.*)?", re.ASCII)


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


def is_missing(cell: str) -> bool:
    """Whether a cell says that there is no number."""
    return not cell or cell.casefold() in MISSING


def looks_numeric(cell: str) -> bool:
    """Whether a cell is a number under one of the two decimal marks, before either is chosen."""
    return bool(_LOOKS.fullmatch(cell))


def marks(cell: str) -> str:
    """The decimal marks under which a cell is a number: "", ".", "," or ".,".

    >>> marks("1,5"), marks("1.5"), marks("1,234"), marks("12"), marks("x")
    (',', '.', '.,', '.,', '')
    """
    return "".join(mark for mark in ".," if number(cell, mark) is not None)


def why_not(cell: str, decimal: str) -> str:
    """Why a cell is no number, as half a sentence."""
    shown = quoted(cell)
    plain = cell.replace("−", "-")
    if plain.lstrip("+-").casefold() in ("inf", "infinity", "∞"):
        return f"{shown} is not a finite number"
    if _PLAIN[decimal].fullmatch(plain) and number(cell, decimal) is None:
        large = math.isinf(float(plain.replace(decimal, ".")))
        return (
            f"{shown} is too {'large; numbers end at 1.8e308' if large else 'small for a number'}"
        )
    if cell.endswith("%"):
        return f"{shown} is not a number: write it without the percent sign"
    if number(cell, "," if decimal == "." else ".") is not None:
        mark = "point" if decimal == "." else "comma"
        return f"{shown} is not a number where the decimal mark is a {mark}"
    return f"{shown} is not a number"


def kind_of(cells: Iterable[str]) -> str:
    """What a column without numbers holds."""
    texts = [cell for cell in cells if not is_missing(cell)]
    dates = sum(bool(_DATE.fullmatch(text)) for text in texts)
    return "dates or times" if dates * 2 > len(texts) else "words"
