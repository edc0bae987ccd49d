"""Why a cell is no number, and what to write instead."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable

from gradviz.study.quotation import quoted
from gradviz.study.reading.cells import is_missing, looks_numeric, number, plain

_NUMBER = r"[+-]?(?:\d+[.,]?\d*|[.,]\d+)"
_DATE = re.compile(
    r"\d{1,4}([-./])\d{1,2}\1\d{1,4}([ T].*)?|\d{1,2}:\d{2}\b.*|\d{1,2}\.\d{1,2}\."
    r"|\d{4}-(\d\d|[QW]\d+)"
    r"|[^\W\d]{3,9}\.? \d{4}",
    re.ASCII,
)
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")


def _hexadecimal(found: re.Match[str]) -> str:
    value = int(found[0], 16)
    return f"is hexadecimal; write {value}" if value < 10**16 else "is hexadecimal"


def _fraction(found: re.Match[str]) -> str:
    below = float(found[2])
    return f"is a fraction; write {float(found[1]) / below:.10g}" if below else "divides by zero"


def _always(sentence: str) -> Callable[[re.Match[str]], str]:
    return lambda found: found.expand(sentence)


_SPECIAL: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = tuple(
    (re.compile(pattern, re.ASCII | re.IGNORECASE), said)
    for pattern, said in (
        (r"[+-]?(?:inf(?:inity)?|∞)", _always("is not a finite number")),
        (r"[+-]?0x[0-9a-f]{1,20}", _hexadecimal),
        (r"([+-]?\d{1,15})/(\d{1,15})", _fraction),
        (r"\((\d[\d.,]*)\)", _always(r"is not a number: if it is negative, write -\1")),
        (r"(\d[\d.,]*)-", _always(r"is not a number: if it is negative, write -\1")),
        (rf"({_NUMBER})d([+-]?\d+)", _always(r"is not a number: write \1e\2")),
        (
            rf"({_NUMBER}) ?[×x·*] ?10(?:\^|\*\*)?\(?([+-]?\d+)\)?",
            _always(r"is not a number: write \1e\2"),
        ),
        (
            rf"[<>≤≥~≈±] ?{_NUMBER}",
            _always("is not one number: write one, or nothing"),
        ),
        (rf"{_NUMBER} ?(?:±|\+-|\+/-).*", _always("is not one number: write the first one alone")),
        (rf"'({_NUMBER})", _always(r"is not a number: write \1")),
        (rf"({_NUMBER}) ?([a-z]{{1,3}})", _always(r"is not a number: “\2” follows \1")),
        (
            r"[+-]?[1-9]\d{0,2}(?:[,.' ]\d{2,3})+(?:[.,]\d+)?",
            _always("is not a number: take the marks between thousands out"),
        ),
    )
)


def why_not(cell: str, decimal: str) -> str:
    """Why a cell is no number, as half a sentence.

    >>> why_not("0x1F", "."), why_not("word", ".")
    ('“0x1F” is hexadecimal; write 31', '“word” is not a number')
    """
    return f"{quoted(cell)} {special(cell, decimal) or 'is not a number'}"


def special(cell: str, decimal: str) -> str:
    """What a cell is that was meant as a number, and what would be right; "" for other words."""
    text = plain(cell)
    other = "," if decimal == "." else "."
    plainly = re.fullmatch(rf"{_NUMBER}(?:[eE][+-]?\d+)?", text)
    if plainly and number(text, decimal) is None and number(text, other) is None:
        large = _is_large(text.replace(",", "."))
        return f"is too {'large; numbers end at 1.8e308' if large else 'small for a number'}"
    if text.endswith("%"):
        return "is not a number: write it without the percent sign"
    if number(text, "," if decimal == "." else ".") is not None:
        return (
            f"is not a number where the decimal mark is a {'point' if decimal == '.' else 'comma'}"
        )
    if len(cell) == 1 and unicodedata.numeric(cell, None) is not None:
        return f"is not a number: write {unicodedata.numeric(cell):.10g}"
    if "_" in text and number(text.replace("_", ""), decimal) is not None:
        return f"is not a number: write {quoted(text.replace('_', ''))}"
    if text.startswith("="):
        return "is a formula: write its value"
    if is_date(cell):
        return ""
    text = text.translate(_RAISED)
    for pattern, said in _SPECIAL:
        found = pattern.fullmatch(text)
        if found:
            return said(found)
    return ""


def _is_large(text: str) -> bool:
    try:
        return math.isinf(float(text))
    except ValueError:
        return False


def is_date(cell: str) -> bool:
    """Whether a cell is a date, a month or a time."""
    return bool(_DATE.fullmatch(cell)) and not looks_numeric(cell)


def kind_of(cells: Iterable[str]) -> str:
    """What a column without numbers holds."""
    texts = {cell: count for cell, count in Counter(cells).items() if not is_missing(cell)}
    dates = sum(count for cell, count in texts.items() if is_date(cell))
    return "dates or times" if dates * 2 > sum(texts.values()) else "words"
