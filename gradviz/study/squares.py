"""Squares in a model's text: where they are, of what, and the text with something else there."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from gradviz.study.language.grammar import parse
from gradviz.study.language.tokens import Token, tokens

LINEAR = frozenset({"reduce_sum", "reduce_mean", "add_n", "add", "subtract", "negative"})
"""Functions behind which a square still counts as a square."""

Lines = Callable[[str, int], tuple[list[str], str]]
"""From what is squared, and how many squares were before it, to lines to put in front, and to what
stands in the square's place."""


@dataclass(frozen=True)
class _Square:
    """A square: the number of its line, its ends in the text, and those of what is squared.

    Of a squared difference two parts are inside, the second to be taken from the first.
    """

    line: int
    begin: int
    end: int
    inner: tuple[tuple[int, int], ...]
    names: frozenset[str]

    def squared(self, text: str) -> str:
        """What is squared, as the text writes it."""
        one, *less = (text[begin:end].strip() for begin, end in self.inner)
        return f"{one} - ({less[0]})" if less else one


def costed(text: str, cost: str, name: str) -> str:
    """The text with another name for the line that is the cost.

    Raises:
        ExpressionError: if it cannot be read.
    """
    text, starts = _plain(text)
    for line in parse(text):
        if line.name.text == cost:
            at = starts[line.name.line - 1] + line.name.column - 1
            return text[:at] + name + text[at + len(cost) :]
    return text


def replaced(
    text: str, data: Collection[str], parameters: Collection[str], lines: Lines
) -> str | None:
    """The text with something else for the squares that the cost consists of.

    These are the squares of what depends on both data and parameters, after which nothing but sums
    and products with numbers leads to the cost.

    Args:
        text: the model.
        data: the names of the inputs.
        parameters: the names of the parameters.
        lines: what is put in.

    Returns:
        The new text, or None if there are no such squares.

    Raises:
        ExpressionError: if the text cannot be read.
    """
    parse(text)  # which says what is wrong with it
    text, starts = _plain(text)
    pieces = _lines(tokens(text))
    after = _after(pieces)
    found = [
        square
        for square in _squares(pieces, starts)
        if all(_mentions(square.names, given, pieces) for given in (data, parameters))
        and not any(name.startswith("reduce_") for name in square.names)  # the square of a sum
    ]
    squared = {square.line for square in found}
    kept = [
        square
        for square in found
        if not any(other in squared or not _linear(pieces[other]) for other in after[square.line])
    ]
    if not kept:
        return None
    for place, square in reversed(list(enumerate(kept))):
        extra, instead = lines(square.squared(text), place)
        front = starts[pieces[square.line][0].line - 1]
        front += pieces[square.line][0].column - 1
        before, behind = text[: square.begin], text[square.end :]
        if not (before.endswith("(") and behind.startswith(")")):
            instead = f"({instead})"
        text = before + instead + behind
        text = text[:front] + "".join(f"{line}\n" for line in extra) + text[front:]
    return text


def _plain(text: str) -> tuple[str, list[int]]:
    """The text with plain ends of lines, and where its lines begin."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    starts = [0]
    for place, character in enumerate(text):
        if character == "\n":
            starts.append(place + 1)
    return text, starts


def _lines(found: list[Token]) -> list[list[Token]]:
    lines: list[list[Token]] = [[]]
    for token in found:
        if token.kind == "end":
            lines.append([])
        else:
            lines[-1].append(token)
    return [line for line in lines if line]


def _names(line: list[Token]) -> set[str]:
    return {token.text for token in line[2:] if token.kind == "name"}


def _after(lines: list[list[Token]]) -> list[set[int]]:
    """For each line those that depend on it."""
    after: list[set[int]] = [set() for _ in lines]
    for place in range(len(lines) - 1, -1, -1):
        for other in range(len(lines)):
            if lines[place][0].text in _names(lines[other]) and other != place:
                after[place] |= {other} | after[other]
    return after


def _mentions(names: Collection[str], wanted: Collection[str], lines: list[list[Token]]) -> bool:
    """Whether names lead back to one that is wanted."""
    made = {line[0].text: _names(line) for line in lines}
    seen, stack = set[str](), list(names)
    while stack:
        name = stack.pop()
        if name in wanted:
            return True
        if name not in seen:
            seen.add(name)
            stack += made.get(name, ())
    return False


def _linear(line: list[Token]) -> bool:
    """Whether a line does nothing but add, and multiply with numbers."""
    calls = {
        one.text
        for one, other in zip(line, line[1:], strict=False)
        if one.kind == "name" and other.text == "("
    }
    return calls <= LINEAR and not any(token.text in ("**", "@") for token in line)


def _squares(lines: list[list[Token]], starts: list[int]) -> list[_Square]:
    found = []
    for number, line in enumerate(lines):
        for place, token in enumerate(line):
            span = _call(line, place) if token.text in CALLS else _power(line, place)
            if span is None:
                continue
            first, last, inner = span
            if not _alone(line, first, last):
                continue

            def at(token: Token) -> int:
                return starts[token.line - 1] + token.column - 1

            inside = [t for begin, end in inner for t in line[begin : end + 1]]
            names = {t.text for t in inside if t.kind == "name"}
            begin, end = at(line[first]), at(line[last]) + len(line[last].text)
            parts = [(at(line[a]), at(line[b]) + len(line[b].text)) for a, b in inner]
            found.append(_Square(number, begin, end, tuple(parts), frozenset(names)))
    return found


def _alone(line: list[Token], first: int, last: int) -> bool:
    """Whether around a square in its line there is nothing but sums and products."""
    if "@" in (line[first - 1].text, line[min(last + 1, len(line) - 1)].text):
        return False
    depth = 0
    for place in range(first - 1, 1, -1):
        depth += (line[place].text in ")]") - (line[place].text in "([")
        if depth < 0:
            depth = 0
            called = line[place - 1]
            if called.kind == "name" and called.text not in LINEAR:
                return False
            behind = _closing(line, place) + 1
            if behind < len(line) and line[behind].text in ("**", "@"):
                return False
    return True


CALLS = ("square", "squared_difference", "pow")
"""Functions that square, `pow` where the exponent is 2."""

Span = tuple[int, int, tuple[tuple[int, int], ...]]
"""The first and the last token of a square, and the same of the parts inside."""


def _call(line: list[Token], place: int) -> Span | None:
    """`square(…)`, `squared_difference(…, …)` or `pow(…, 2)`."""
    if place + 2 >= len(line) or line[place + 1].text != "(":
        return None
    closing = _closing(line, place + 1)
    parts = _arguments(line, place + 2, closing)
    if line[place].text == "pow":
        if len(parts) != 2 or not _two(line[slice(parts[1][0], parts[1][1] + 1)]):
            return None
        parts = parts[:1]
    if len(parts) != 1 + (line[place].text == "squared_difference"):
        return None
    return (_begin(line, place), closing, parts)


def _arguments(line: list[Token], first: int, closing: int) -> tuple[tuple[int, int], ...]:
    """The arguments of a call by their tokens; none if one is given by its name, or is empty."""
    ends, depth = [first - 1], 0
    for place in range(first, closing):
        depth += (line[place].text in "([") - (line[place].text in ")]")
        if not depth and line[place].text == "=":
            return ()
        if not depth and line[place].text == ",":
            ends.append(place)
    ends.append(closing)
    parts = tuple((a + 1, b - 1) for a, b in zip(ends, ends[1:], strict=False))
    return parts if all(a <= b for a, b in parts) else ()


def _two(tokens: list[Token]) -> bool:
    """Whether an exponent is the number 2."""
    return len(tokens) == 1 and tokens[0].kind == "number" and float(tokens[0].text) == 2


def _power(line: list[Token], place: int) -> Span | None:
    """`…**2`: its first and last token, and those of what is squared."""
    if line[place].text != "**" or place + 1 >= len(line) or place < 3:
        return None
    if not _two([line[place + 1]]):
        return None
    if place + 2 < len(line) and line[place + 2].text == "**":
        return None
    last = place - 1
    first = last
    if line[last].text == ")":
        depth = 0
        for first in range(last, 1, -1):
            depth += (line[first].text in ")]") - (line[first].text in "([")
            if not depth:
                break
        if line[first - 1].kind == "name":
            first = _begin(line, first - 1)
    return (first, place + 1, ((first, last),))


def _begin(line: list[Token], place: int) -> int:
    """Where a function's name begins, with a "tf." before it."""
    while place >= 2 and line[place - 1].text == "." and line[place - 2].kind == "name":
        place -= 2
    return place


def _closing(line: list[Token], opening: int) -> int:
    depth = 0
    for place in range(opening, len(line)):
        depth += (line[place].text in "([") - (line[place].text in ")]")
        if not depth:
            return place
    return len(line) - 1
