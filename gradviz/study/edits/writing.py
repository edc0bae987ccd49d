"""How an operation is written around what is there: as an operator, or as a call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gradviz.study.edits.manuscript import Manuscript, Piece
from gradviz.study.edits.outline import ATOM, Expression, Outline
from gradviz.study.language.errors import ExpressionError
from gradviz.study.language.functions import FUNCTIONS, Argument, Function
from gradviz.study.language.grammar import BINARY, SIGN

OPERATORS = {
    "add": "+",
    "subtract": "-",
    "multiply": "*",
    "divide": "/",
    "matmul": "@",
    "pow": "**",
}
"""Functions that are written as operators."""

_DEMANDED = {"expand_dims": "axis"}
"""What is demanded under one of two names, so that neither is required by itself."""

_CLOSE = ("*", "/", "**")
"""Operators that are written without spaces, as in 2*x + 1."""


@dataclass(frozen=True)
class Operand:
    """What an operation is applied to.

    Attributes:
        pieces: how it is written.
        binds: how tightly that holds together.
        number: whether it is a number, so that an operator would reckon instead of be drawn.
    """

    pieces: tuple[Piece, ...]
    binds: int
    number: bool


def operand(text: Manuscript, expression: Expression) -> Operand:
    """What stands in a text, without the parentheses around it."""
    copy = text.copy(expression.start, expression.stop)
    return Operand((copy,), expression.binds, expression.is_number)


def typed(text: Manuscript) -> Operand:
    """A whole text that is one expression, `x = …`, as something new."""
    root = text.outline.lines[0].root
    copy = text.text[root.start : root.stop]
    return Operand((Piece(copy),), root.binds, root.is_number)


def function_of(expression: Expression) -> str:
    """The function that an expression applies; "" if it applies none."""
    sign = expression.step.token.text
    if expression.step.kind == "operator":
        return next(name for name, own in OPERATORS.items() if own == sign)
    if expression.step.kind == "call":
        return FUNCTIONS[sign].name
    return "negative" if expression.step.kind == "sign" and sign == "-" else ""


def known(name: str) -> Function:
    """A function of the language.

    Raises:
        ExpressionError: if there is none of that name.
    """
    if name not in FUNCTIONS:
        raise ExpressionError(f"there is no function {name[:40]!a}", 1, 1)
    return FUNCTIONS[name]


def slots(function: Function) -> tuple[Argument, ...]:
    """What a function must be given, in order; a list of tensors counts as one."""
    demanded = _DEMANDED.get(function.name)
    return tuple(one for one in function.arguments if one.required or one.name == demanded)


def tensor_slots(function: Function) -> tuple[int, ...]:
    """Which of its slots take tensors, those of lists of them included."""
    kinds = ("tensor", "tensors", "labels")
    return tuple(n for n, one in enumerate(slots(function)) if one.kind in kinds)


def written(function: Function, operands: Sequence[Operand], at: int | None = None) -> Operand:
    """An operation as it is written.

    Args:
        function: what is applied.
        operands: what it is applied to: one for each of its slots; more at a list of tensors.
        at: the offset of the sign that it stands for.

    Raises:
        ExpressionError: if there are too few or too many.
    """
    number = all(one.number for one in operands)
    sign = OPERATORS.get(function.name)
    if sign and len(operands) == 2 and not number:
        return _operator(sign, operands, at)
    pieces = [Piece(function.name, at), Piece("(")]
    rest = list(operands)
    wanted = slots(function)
    behind = False
    for place, argument in enumerate(wanted):
        # A list takes what the slots behind it leave.
        many = len(rest) - (len(wanted) - place - 1) if argument.kind == "tensors" else 1
        if many < 1 or len(rest) < many:
            raise ExpressionError(f"{argument.name} is missing: {function.usage}", 1, 1)
        taken, rest = rest[:many], rest[many:]
        behind = behind or function.arguments[place] is not argument
        pieces.append(Piece(", " * (place > 0) + f"{argument.name}=" * behind))
        pieces += _listed(taken) if argument.kind == "tensors" else taken[0].pieces
    if rest:
        raise ExpressionError(f"that is too much: {function.usage}", 1, 1)
    return Operand((*pieces, Piece(")")), ATOM, False)


def _operator(sign: str, operands: Sequence[Operand], at: int | None) -> Operand:
    power = BINARY[sign]
    left, right = operands
    # A sign on the right is legal, but is read as a second operator.
    first = enclosed(left, power + (sign == "**"))
    second = enclosed(right, SIGN + 1 if sign == "**" else max(power + 1, SIGN + 1))
    close = sign in _CLOSE and all(one.binds >= power for one in operands)
    gap = Piece("" if close else " ")
    return Operand((*first, gap, Piece(sign, at), gap, *second), power, False)


def _listed(operands: Sequence[Operand]) -> list[Piece]:
    pieces = [Piece("[")]
    for place, one in enumerate(operands):
        pieces += [Piece(", " * (place > 0)), *one.pieces]
    return [*pieces, Piece("]")]


def enclosed(one: Operand, need: int) -> tuple[Piece, ...]:
    """An operand as it is written where something must bind so tightly.

    One that goes over several lines of the text stays in parentheses, which alone join them.
    """
    broken = any(c in piece.text for piece in one.pieces for c in "\r\n")
    if one.binds >= need and (one.binds == ATOM or not broken):
        return one.pieces
    return (Piece("("), *one.pieces, Piece(")"))


def need(text: Outline, expression: Expression) -> int:
    """How tightly must bind what stands at an expression's place."""
    parent = text.parents.get(expression)
    if parent is None or parent.step.kind in ("call", "list"):
        return 0
    if parent.step.kind == "sign":
        return SIGN
    power = BINARY[parent.step.token.text]
    left = parent.parts[0] is expression
    if parent.step.token.text == "**":
        return power + 1 if left else SIGN
    return power if left else power + 1
