"""Squares in a model's text: where they are, of what, and the text with something else there."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from gradviz.study.language.grammar import parse
from gradviz.study.language.tokens import Token, tokens
from gradviz.study.square_spans import CALLS, call, closing, power, product

LINEAR = frozenset({"reduce_sum", "reduce_mean", "add_n", "add", "subtract", "negative"})
"""Functions behind which a square still counts as a square."""

Lines = Callable[[str, int], tuple[list[str], str]]
"""From what is squared, and how many squares were before it, to lines to put in front, and to what
stands in the square's place."""


@dataclass(frozen=True)
class _Square:
    """A square: the number of its line, its ends in the text, and those of what is squared.

    Of a squared difference two parts are inside, the second to be taken from the first. What stands
    in the square's place is put into `whole`.
    """

    line: int
    begin: int
    end: int
    inner: tuple[tuple[int, int], ...]
    names: frozenset[str]
    whole: str

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
    edits = []
    for place, square in enumerate(kept):
        extra, instead = lines(square.squared(text), place)
        instead = square.whole.format(instead)
        if not (text[: square.begin].endswith("(") and text[square.end :].startswith(")")):
            instead = f"({instead})"
        first = pieces[square.line][0]
        front = starts[first.line - 1] + first.column - 1
        edits.append((front, front, "".join(f"{line}\n" for line in extra)))
        edits.append((square.begin, square.end, instead))
    # From the end on, so that what stands before keeps its place.
    for begin, end, instead in sorted(edits, key=lambda edit: edit[0])[::-1]:
        text = text[:begin] + instead + text[end:]
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
            if token.text in CALLS:
                span = call(line, place)
            else:
                span = product(line, place) if token.text == "*" else power(line, place)
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
            whole = "0.5 * reduce_sum({})" if token.text == "l2_loss" else "{}"
            found.append(_Square(number, begin, end, tuple(parts), frozenset(names), whole))
    return found


def _alone(line: list[Token], first: int, last: int) -> bool:
    """Whether around a square in its line there is nothing but sums and products."""
    if line[first - 1].text in ("@", "/", "**") or line[min(last + 1, len(line) - 1)].text == "@":
        return False
    depth = 0
    for place in range(first - 1, 1, -1):
        depth += (line[place].text in ")]") - (line[place].text in "([")
        if depth < 0:
            depth = 0
            called = line[place - 1]
            if called.text in ("/", "**") or called.kind == "name" and called.text not in LINEAR:
                return False
            behind = closing(line, place) + 1
            if behind < len(line) and line[behind].text in ("**", "@"):
                return False
    return True
