"""How an operation is written in a target's language: forms with places for the operands."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from gradviz.core.graph import Operation

# How tightly Python's operators bind, for the parentheses.
ANY, COMPARE, SUM, PRODUCT, SIGN, POWER, ATOM = range(7)


class CodeError(ValueError):
    """A model that a target has no code for; the message says which operation is in the way."""


class Form(NamedTuple):
    """The text of an operation.

    Attributes:
        template: with a field for each use of an operand: `{0}` the first one; `{0:5}` in
            parentheses if it binds less tightly than SIGN; `{0:n}`, `{0:5n}` where a plain
            number will do for a constant.
        binds: how tightly the whole binds.
        needs: the names of definitions that it uses.
    """

    template: str
    binds: int = ATOM
    needs: tuple[str, ...] = ()


class Field(NamedTuple):
    """A place for an operand in a template."""

    operand: int
    need: int
    plain: bool


Spelling = Form | Callable[[Operation], Form]


@dataclass(frozen=True)
class Language:
    """How a target writes values and operations.

    Attributes:
        name: what it is called in sentences.
        forms: the form of each op type.
        constant: `(text, dtype)` to a constant with that text for its entries.
        passing: op types that are written as their operand itself.
        definitions: functions that forms may need, by name, in the order of their use.
    """

    name: str
    forms: Mapping[str, Spelling]
    constant: Callable[[str, str], str]
    passing: frozenset[str]
    definitions: Mapping[str, str] = field(default_factory=dict)

    def form(self, op: Operation) -> Form:
        """The form of an operation.

        Raises:
            CodeError: if the target has none for its type.
        """
        spelling = self.forms.get(op.type)
        if spelling is None:
            raise CodeError(f"{self.name}: there is no way to write the operation {op.type}")
        return spelling if isinstance(spelling, Form) else spelling(op)


_FIELD = re.compile(r"\{(\d+)(?::(\d)?(n)?)?\}")


def fields(form: Form) -> list[Field]:
    """The places for operands in a form."""
    return [
        Field(int(found[1]), int(found[2] or 0), bool(found[3]))
        for found in _FIELD.finditer(form.template)
    ]


def filled(form: Form, write: Callable[[Field], str]) -> str:
    """A form's text, with each field written by a function."""
    return _FIELD.sub(
        lambda found: write(Field(int(found[1]), int(found[2] or 0), bool(found[3]))),
        form.template,
    )


def infix(symbol: str, binds: int) -> Form:
    """A form with an operator between two operands; what stands right of it binds tighter."""
    return Form(f"{{0:{binds}n}} {symbol} {{1:{binds + 1}n}}", binds)


OPERATORS: Mapping[str, Spelling] = {
    "Add": infix("+", SUM),
    "Sub": infix("-", SUM),
    "Mul": infix("*", PRODUCT),
    "RealDiv": infix("/", PRODUCT),
    "FloorMod": infix("%", PRODUCT),
    "Pow": Form("{0:6n} ** {1:6n}", POWER),
    "Neg": Form("-{0:5}", SIGN),
    "AddN": lambda op: Form(
        " + ".join(f"{{{n}:{SUM if n == 0 else PRODUCT}n}}" for n in range(len(op.inputs))), SUM
    ),
    "Greater": Form("{0:2n} > {1:2n}", COMPARE),
    "GreaterEqual": Form("{0:2n} >= {1:2n}", COMPARE),
    "Less": Form("{0:2n} < {1:2n}", COMPARE),
    "LessEqual": Form("{0:2n} <= {1:2n}", COMPARE),
}
"""What Python's operators mean in every target."""

EQUALITIES: Mapping[str, Spelling] = {
    "Equal": Form("{0:2n} == {1:2n}", COMPARE),
    "NotEqual": Form("{0:2n} != {1:2n}", COMPARE),
}
"""Operators that mean something else in TensorFlow 1."""


def axes(op: Operation) -> tuple[int, ...]:
    """The axes that an operation reduces, counted from the front."""
    rank = len(op.inputs[0].shape)
    return tuple(rank + axis for axis in op.attributes["axis"])


def axis(op: Operation, rank: int | None = None) -> int:
    """The axis along which an operation works, counted from the front."""
    rank = len(op.inputs[0].shape) if rank is None else rank
    return rank + int(op.attributes["axis"])


def every_axis(op: Operation) -> bool:
    """Whether an operation reduces all axes to one number."""
    return len(axes(op)) == len(op.inputs[0].shape) and not op.attributes["keepdims"]


def reduction(function: str, axis_name: str = "axis", keep_name: str = "keepdims") -> Spelling:
    """A function that reduces over axes, which need not be named if they are all."""

    def form(op: Operation) -> Form:
        if every_axis(op):
            return Form(f"{function}({{0}})")
        found = axes(op)
        where = str(found[0]) if len(found) == 1 else str(found)
        keep = f", {keep_name}=True" if op.attributes["keepdims"] else ""
        return Form(f"{function}({{0}}, {axis_name}={where}{keep})")

    return form


def listing(op: Operation) -> str:
    """All the operands as a list."""
    return "[" + ", ".join(f"{{{n}}}" for n in range(len(op.inputs))) + "]"


def subscript(key: tuple[object, ...]) -> str:
    """What stands in the brackets of a slice.

    >>> subscript((slice(1, None), None, 0, slice(None, None, -2)))
    '1:, None, 0, ::-2'
    """

    def part(of: object) -> str:
        if not isinstance(of, slice):
            return "..." if of is Ellipsis else repr(of)
        ends = f"{'' if of.start is None else of.start}:{'' if of.stop is None else of.stop}"
        return ends if of.step in (None, 1) else f"{ends}:{of.step}"

    return ", ".join(map(part, key)) or "..."
