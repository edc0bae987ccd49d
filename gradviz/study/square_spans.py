"""Spans of tokens: the ways in which a line can write a square."""

from __future__ import annotations

from gradviz.study.language.tokens import Token

CALLS = ("square", "squared_difference", "l2_loss", "pow", "multiply")
"""Functions that square, `pow` where the exponent is 2, `multiply` where both parts are the same.

Half the sum of the squares is `l2_loss`.
"""

Span = tuple[int, int, tuple[tuple[int, int], ...]]
"""The first and the last token of a square, and the same of the parts inside."""


def call(line: list[Token], place: int) -> Span | None:
    """`square(…)`, `l2_loss(…)`, `squared_difference(…, …)`, `pow(…, 2)` or `multiply(…, …)`."""
    if place + 2 >= len(line) or line[place + 1].text != "(":
        return None
    last = closing(line, place + 1)
    parts = _arguments(line, place + 2, last)
    if line[place].text == "pow":
        if len(parts) != 2 or not _two(line[slice(parts[1][0], parts[1][1] + 1)]):
            return None
        parts = parts[:1]
    if line[place].text == "multiply":
        if len(parts) != 2 or not _same(line, *parts):
            return None
        parts = parts[:1]
    if len(parts) != 1 + (line[place].text == "squared_difference"):
        return None
    return (_begin(line, place), last, parts)


def _arguments(line: list[Token], first: int, last: int) -> tuple[tuple[int, int], ...]:
    """The arguments of a call by their tokens; none if one is given by its name, or is empty."""
    ends, depth = [first - 1], 0
    for place in range(first, last):
        depth += (line[place].text in "([") - (line[place].text in ")]")
        if not depth and line[place].text == "=":
            return ()
        if not depth and line[place].text == ",":
            ends.append(place)
    ends.append(last)
    parts = tuple((a + 1, b - 1) for a, b in zip(ends, ends[1:], strict=False))
    return parts if all(a <= b for a, b in parts) else ()


def _two(tokens: list[Token]) -> bool:
    """Whether an exponent is the number 2."""
    return len(tokens) == 1 and tokens[0].kind == "number" and float(tokens[0].text) == 2


def _same(line: list[Token], one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two parts of a line are written alike."""
    texts = ([token.text for token in line[begin : end + 1]] for begin, end in (one, other))
    return next(texts) == next(texts)


def product(line: list[Token], place: int) -> Span | None:
    """`r*r`: a name, or what is in parentheses, times the same once more."""
    if place < 3 or place + 1 >= len(line):
        return None
    first = _opened(line, place - 1)
    last = 2 * place - first
    alike = last < len(line) and _same(line, (first, place - 1), (place + 1, last))
    if not alike or line[first].kind != "name" and line[first].text != "(":
        return None
    behind = [token.text for token in line[last + 1 : last + 2]]
    if line[first - 1].kind == "name" or behind and behind[0] in ("(", "**", "."):
        return None  # a part of something else
    for sign, factor in ((first - 1, first - 2), (last + 1, last + 2)):
        times = sign < len(line) and line[sign].text == "*"
        if times and (factor >= len(line) or line[factor].kind != "number"):
            return None  # a higher power, for all that is known
    return (first, last, ((first, place - 1),))


def power(line: list[Token], place: int) -> Span | None:
    """`…**2`: its first and last token, and those of what is squared."""
    if line[place].text != "**" or place + 1 >= len(line) or place < 3:
        return None
    if not _two([line[place + 1]]):
        return None
    if place + 2 < len(line) and line[place + 2].text == "**":
        return None
    first = _opened(line, place - 1)
    if line[place - 1].text == ")" and line[first - 1].kind == "name":
        first = _begin(line, first - 1)
    return (first, place + 1, ((first, place - 1),))


def _opened(line: list[Token], last: int) -> int:
    """Where a token's parenthesis opens, if it closes one; else the token itself."""
    depth = 0
    for first in range(last, 1, -1):
        depth += (line[first].text in ")]") - (line[first].text in "([")
        if not depth:
            return first
    return last


def _begin(line: list[Token], place: int) -> int:
    """Where a function's name begins, with a "tf." before it."""
    while place >= 2 and line[place - 1].text == "." and line[place - 2].kind == "name":
        place -= 2
    return place


def closing(line: list[Token], opening: int) -> int:
    """Where a parenthesis closes that opens at a token."""
    depth = 0
    for place in range(opening, len(line)):
        depth += (line[place].text in "([") - (line[place].text in ")]")
        if not depth:
            return place
    return len(line) - 1
