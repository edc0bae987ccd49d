"""What visitors type: numbers, and how a refusal speaks about them.

Used for the link and for the data table. Text from outside is never shown as it is: it is
shortened, and characters that print nothing or turn the reading direction become "�".
"""

from __future__ import annotations

import math
import re

from gradviz.study.quotation import quoted

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE | re.ASCII)
_COMMA = re.compile(r"([+-]?\d+),(\d+)", re.ASCII)
_NOT_FINITE = frozenset({"nan", "inf", "infinity", "∞"})


class NotANumberError(ValueError):
    """Text that is no finite number; its message is half a sentence that says why."""


def number(text: str) -> float:
    """The finite number that a text says; "−" (as the page itself writes it) is a minus.

    Raises:
        NotANumberError: Saying what is wrong with the text, fit to stand after "X is 2: ".

    >>> number(" 2.50 "), number("−1e-3")
    (2.5, -0.001)
    >>> number("2,5")
    Traceback (most recent call last):
    gradviz.ui.typed.NotANumberError: “2,5” has a comma; write the decimal point: 2.5
    """
    plain = text.strip().replace("−", "-")
    if not plain:
        raise NotANumberError("it is empty")
    if _NUMBER.fullmatch(plain):
        value = float(plain)
        if math.isinf(value):
            raise NotANumberError(f"{quoted(text)} is too large; numbers end at 1.8e308")
        return value
    if plain.lstrip("+-").lower() in _NOT_FINITE:
        raise NotANumberError(f"{quoted(text)} is not a finite number")
    comma = _COMMA.fullmatch(plain)
    if comma:
        point = quoted(f"{comma[1]}.{comma[2]}")[1:-1]
        raise NotANumberError(f"{quoted(text)} has a comma; write the decimal point: {point}")
    raise NotANumberError(f"{quoted(text)} is not a number")


def shortest(value: float) -> str:
    """A number in as few characters as say it exactly.

    >>> shortest(2.0), shortest(0.1), shortest(1e300)
    ('2', '0.1', '1e+300')
    """
    return repr(float(value)).removesuffix(".0")
