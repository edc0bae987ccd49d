"""A typed model as a tree of expressions, each with the characters that it stands on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from gradviz.study.language.functions import FUNCTIONS
from gradviz.study.language.grammar import BINARY, SIGN, Line, Step, parse
from gradviz.study.language.tokens import Token

ATOM = 100
"""How tightly a name, a number or a call binds: more than any operator."""

_BREAK = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, eq=False)
class Expression:
    """A part of a line that has a value.

    Attributes:
        step: the instruction that makes the value.
        parts: what it is made of, in the order of the text.
        line: the place of its line among the assignments.
        at: the offset of its own sign: operator, function, name, number or parenthesis.
        start: the offset of its first character.
        stop: the offset behind its last character.
        outer: the same two with the parentheses around it.
    """

    step: Step
    parts: tuple[Expression, ...]
    line: int
    at: int
    start: int
    stop: int
    outer: tuple[int, int]

    @property
    def binds(self) -> int:
        """How tightly it holds together without the parentheses around it."""
        if self.step.kind == "operator":
            return BINARY[self.step.token.text]
        return SIGN if self.step.kind == "sign" else ATOM

    @property
    def operands(self) -> list[Expression]:
        """The parts that are tensors or become some, in the order of the operation's inputs."""
        if self.step.kind != "call":
            return list(self.parts) if self.step.kind in ("operator", "sign") else []
        arguments = FUNCTIONS[self.step.token.text].arguments
        names = [argument.name for argument in arguments]
        listed = len(self.parts) - len(self.step.keywords)
        places = [*range(listed), *(names.index(word.text) for word in self.step.keywords)]
        found: list[Expression] = []
        for place, part in sorted(zip(places, self.parts, strict=True), key=lambda pair: pair[0]):
            if arguments[place].kind == "tensor":
                found.append(part)
            elif arguments[place].kind == "tensors":
                found += part.parts
        return found

    @property
    def is_number(self) -> bool:
        """Whether it is written in numbers alone, so that it is one number and no operation."""
        folds = {"number", "sign", "operator"}
        return all(one.step.kind in folds and one.step.token.text != "@" for one in self.walk())

    def walk(self) -> Iterator[Expression]:
        """It and everything that it is made of, the parts first."""
        left, found = [self], list[Expression]()
        while left:
            found.append(left.pop())
            left += found[-1].parts
        yield from reversed(found)


@dataclass(frozen=True, eq=False)
class Assignment:
    """A line: the name, and what stands behind the sign.

    Attributes:
        name: the token on the left.
        root: the expression on the right.
        start: the offset of the name.
        stop: the offset behind the last character.
    """

    name: Token
    root: Expression
    start: int
    stop: int


@dataclass(frozen=True, eq=False)
class Outline:
    """A text with its expressions.

    Attributes:
        text: the text.
        lines: its assignments.
    """

    text: str
    lines: tuple[Assignment, ...]

    @cached_property
    def expressions(self) -> Mapping[int, Expression]:
        """By the offset of its own sign, every expression."""
        return {one.at: one for line in self.lines for one in line.root.walk()}

    @cached_property
    def parents(self) -> Mapping[Expression, Expression]:
        """By expression, the one that it is a part of; a line's root is of none."""
        return {part: one for one in self.expressions.values() for part in one.parts}

    @cached_property
    def named(self) -> Mapping[str, int]:
        """By name that a line assigns, the place of the line."""
        return {line.name.text: place for place, line in enumerate(self.lines)}

    def uses(self, name: str) -> list[Expression]:
        """Where a name stands for its value."""
        found = self.expressions.values()
        return [one for one in found if one.step.kind == "name" and one.step.token.text == name]

    def depends(self, line: int, on: int) -> bool:
        """Whether a line is computed from another one, or is that one."""
        left, seen = [line], {line}
        while left:
            now = left.pop()
            for one in self.lines[now].root.walk():
                place = self.named.get(one.step.token.text) if one.step.kind == "name" else None
                if place is not None and place not in seen:
                    seen.add(place)
                    left.append(place)
        return on in seen

    def physical(self, offset: int) -> tuple[int, int]:
        """Where the line of the text on which an offset is begins, and where the next one does."""
        start = max((b.end() for b in _BREAK.finditer(self.text, 0, offset)), default=0)
        end = _BREAK.search(self.text, offset)
        return start, end.end() if end else len(self.text)

    @property
    def newline(self) -> str:
        """How lines end in the text."""
        found = _BREAK.search(self.text)
        return found.group() if found else "\n"


@lru_cache(maxsize=128)
def outline(text: str) -> Outline:
    """The expressions of a text.

    Raises:
        ExpressionError: if the text does not follow the grammar.

    Example:
        >>> root = outline("pred = (X + b)*W").lines[0].root
        >>> [one.step.token.text for one in root.walk()], root.parts[0].outer
        (['X', 'b', '+', 'W', '*'], (7, 14))
    """
    starts = [0, *(found.end() for found in _BREAK.finditer(text))]

    def at(token: Token) -> int:
        return starts[token.line - 1] + token.column - 1

    def tree(line: Line, place: int) -> Expression:
        stack: list[Expression] = []
        for step in line.steps:
            count = {"sign": 1, "operator": 2}.get(step.kind, step.count)
            parts = tuple(stack[len(stack) - count :])
            del stack[len(stack) - count :]
            (first, last), (opening, closing) = step.span, step.whole
            outer = at(opening), at(closing) + closing.width
            span = at(first), at(last) + last.width
            stack.append(Expression(step, parts, place, at(step.token), *span, outer))
        return stack[0]

    roots = [(line.name, tree(line, place)) for place, line in enumerate(parse(text))]
    return Outline(
        text, tuple(Assignment(name, root, at(name), root.outer[1]) for name, root in roots)
    )
