"""The pieces of a typed model: names, numbers, operators, ends of lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from gradviz.study.language import letters, limits
from gradviz.study.language.errors import ExpressionError
from gradviz.study.quotation import is_unseen

Kind = Literal["name", "number", "operator", "end", "broken"]

OPERATORS = ("**", "+", "-", "*", "/", "@", "(", ")", "[", "]", ",", "=", ".")

_NUMBER = re.compile(r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_NOT_ZERO = re.compile("[0.]*[1-9]")
_DIGIT = re.compile("[0-9a-fA-F]")
_OPENED, _CLOSED = "([", ")]"

# What people write for something that the language says in another way.
_INSTEAD = {
    "//": "write floordiv(a, b) to divide and round down",
    "%": "write floormod(a, b) for the remainder",
    "==": "write equal(a, b) to compare; = gives a name",
    "!=": "write not_equal(a, b) to compare",
    "<=": "write less_equal(a, b) to compare",
    ">=": "write greater_equal(a, b) to compare",
    "<": "write less(a, b) to compare",
    ">": "write greater(a, b) to compare",
    "^": "write ** for a power",
    "²": "write ** 2",
    "³": "write ** 3",
    "½": "write 0.5",
    "·": "write *",
    "×": "write *",
    "⋅": "write *",
    "∙": "write *",
    "÷": "write /",
    **dict.fromkeys("−–—‐‑‒", "write - (the hyphen on the keyboard)"),
    "√": "write sqrt(x)",
    "∑": "write reduce_sum(x)",
    "'": "texts have no place here; write names and numbers",
    '"': "texts have no place here; write names and numbers",
    "`": "texts have no place here; write names and numbers",
    ":": "every line is name = expression",
    "&": "write logical_and(a, b)",
    "|": "write logical_or(a, b), or abs(x)",
    "~": "write logical_not(a)",
    "!": "write logical_not(a)",
    "{": "write ( and )",
    "}": "write ( and )",
    "\\": "a line ends where it ends; within parentheses it may go on",
    "?": "write where(condition, x, y)",
    "$": "write names and numbers",
}


@dataclass(frozen=True)
class Token:
    """A piece of the text.

    Attributes:
        kind: what it is; "end" is the end of a line, "broken" a place that cannot be read.
        text: as it is written (a name in composed form); of a broken place, what is wrong.
        line: from 1.
        column: from 1.
        width: how many characters of the line it takes, which in a name can be more than it has in
            composed form.
    """

    kind: Kind
    text: str
    line: int
    column: int
    width: int = field(default=0, compare=False)

    def error(self, problem: str) -> ExpressionError:
        """An error at this place."""
        return ExpressionError(problem, self.line, self.column)


def tokens(text: str) -> list[Token]:
    """The pieces of a text; lines without any are left out, and so are comments after a #.

    Within parentheses the end of a line means nothing. At the first character that has no place in
    the language stands a broken piece, and nothing after it: what is wrong before it is said first.

    Raises:
        ExpressionError: if the text is too long to be read at all.

    Example:
        >>> [token.text for token in tokens("pred = 2*x  # a line")]
        ['pred', '=', '2', '*', 'x', '']
    """
    lines = text[: limits.CHARACTERS + 1].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if len(text) > limits.CHARACTERS:
        raise ExpressionError(
            f"the text has {len(text):,} characters; at most {limits.CHARACTERS:,} are read",
            len(lines),
            max(1, len(lines[-1])),
        )
    if len(lines) > limits.LINES:
        raise ExpressionError(
            f"the text has {len(lines)} lines; at most {limits.LINES} are read", limits.LINES + 1, 1
        )
    found: list[Token] = []
    depth = 0
    for number, line in enumerate(lines, 1):
        try:
            for token in _line(line, number):
                if token.kind == "operator":
                    depth += (token.text in _OPENED) - (token.text in _CLOSED)
                if token.kind != "end" or (depth <= 0 and found and found[-1].kind != "end"):
                    found.append(token)
                if len(found) > limits.TOKENS:
                    many = f"a model has at most {limits.TOKENS:,} names, numbers and signs"
                    raise token.error(many)
        except ExpressionError as error:
            return [*found, Token("broken", error.problem, error.line, error.column)]
        depth = max(depth, 0)
    if found and found[-1].kind != "end":
        found.append(Token("end", "", len(lines), len(lines[-1]) + 1))
    return found


def _line(line: str, number: int) -> Iterator[Token]:
    place = 0
    while place < len(line):
        character = line[place]
        if character in " \t":
            place += 1
        elif character == "#":
            _check_comment(line, number, place)
            place = len(line)
        elif character == ";":
            yield Token("end", "", number, place + 1)
            place += 1
        else:
            token, place = _token(line, number, place)
            yield token
    yield Token("end", "", number, len(line) + 1)


def _check_comment(line: str, number: int, place: int) -> None:
    for at in range(place, len(line)):
        if line[at] != "\t" and not line[at].isprintable():
            raise ExpressionError(_unknown(line, at), number, at + 1)


def _token(line: str, number: int, place: int) -> tuple[Token, int]:
    character = line[place]
    if letters.is_letter(character):
        end = _name_end(line, place)
        name = _name(line[place:end], number, place + 1)
        return Token("name", name, number, place + 1, end - place), end
    if match := _NUMBER.match(line, place):
        return _number(match.group(), line, number, place), match.end()
    for operator in OPERATORS:
        if line.startswith(operator, place) and line[place : place + 2] not in ("==", "//"):
            size = len(operator)
            return Token("operator", operator, number, place + 1, size), place + size
    raise ExpressionError(_unknown(line, place), number, place + 1)


def _name_end(line: str, place: int) -> int:
    end = place
    while end < len(line) and (
        letters.is_letter(line[end])
        or line[end] in letters.MARKS
        or line[end] == "_"
        or letters.prolongs(line, end)
        or "0" <= line[end] <= "9"
    ):
        end += 1
    return end


def _name(text: str, line: int, column: int) -> str:
    name = letters.composed(text)
    if len(text) > limits.NAME:
        problem = (
            f"the name {name[:12]}… has {len(text)} characters; at most {limits.NAME} are read"
        )
        raise ExpressionError(problem, line, column)
    stacked = any(
        a in letters.MARKS and b in letters.MARKS for a, b in zip(name, name[1:], strict=False)
    )
    loose = any(
        b in letters.MARKS and not letters.is_letter(a)
        for a, b in zip(name, name[1:], strict=False)
    )
    problem = "one accent on a letter is enough" if stacked or loose else letters.complaint(name)
    if problem:
        raise ExpressionError(problem, line, column)
    return name


def _number(text: str, line: str, number: int, place: int) -> Token:
    token = Token("number", text, number, place + 1, len(text))
    if len(text) > limits.DIGITS:
        raise token.error(f"a number has at most {limits.DIGITS} characters, this has {len(text)}")
    if not abs(float(text)) <= limits.NUMBER:
        raise token.error(f"the number is too large: at most {limits.NUMBER:g} can be used")
    if not float(text) and _NOT_ZERO.match(text):
        raise token.error("the number is too small: it would be 0")
    if text.isdigit() and text.startswith("0") and text.strip("0"):
        raise token.error(f"a number does not begin with 0: write {text.lstrip('0')}")
    after = line[place + len(text) : place + len(text) + 1]
    if text == "0" and after and after in "xXoObB" and _DIGIT.match(line, place + 2):
        raise token.error("numbers are written with the digits 0 to 9, as in 255")
    if after and after in "jJ" and not line[place + len(text) + 1 :][:1].isalnum():
        raise token.error(f"there are no imaginary numbers; for a product write {text}*{after}")
    if after == "_":
        raise token.error("write a number without _ in it")
    if after and letters.is_letter(after):
        if not line[:place].strip() and re.match(r"\w+\s*=(?!=)", line[place:]):
            raise token.error(f"a name begins with a letter, not with the number {text}")
        raise token.error(f"after the number {text} a sign is missing: write {text}*{after}…")
    if after == ".":
        raise token.error("a number has one decimal point")
    return token


def _unknown(line: str, place: int) -> str:
    """What to say of a character that has no place."""
    for written, advice in _INSTEAD.items():
        if line.startswith(written, place):
            return f"{written} has no meaning here: {advice}"
    character = line[place]
    shown = letters.described(character)
    if character == "_":
        return "a name begins with a letter, not with _"
    instead = letters.plain(character) or letters.composed(character)
    if is_unseen(character) or not character.isprintable():
        return f"an invisible character ({shown}) stands here; delete it"
    if instead != character and len(instead) <= 4 and not any(map(is_unseen, instead)):
        return f"{shown} only looks like {instead!r}: write that"
    if character.isalpha():
        return (
            f"the letter {shown} cannot be used: names have the usual Latin, Greek, Cyrillic,"
            " Chinese, Japanese or Korean letters"
        )
    return f"{shown} has no meaning here; a line is name = expression"
