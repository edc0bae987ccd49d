"""What an edit speaks of: nodes, and texts that are typed for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gradviz.study.drafting import Role, roles
from gradviz.study.edits.lines import inserted
from gradviz.study.edits.manuscript import Change, Manuscript, Piece
from gradviz.study.edits.outline import ATOM, Expression
from gradviz.study.edits.revision import fresh
from gradviz.study.edits.sources import Origin, Sources
from gradviz.study.edits.writing import Operand, enclosed, function_of, operand, typed
from gradviz.study.language.errors import ExpressionError


@dataclass(frozen=True)
class Node:
    """A node of the drawing, by its name."""

    name: str


Given = Node | str
"""What an operation is given: a node, or the text of an expression, "2", "b", "(2, 3)"."""


@dataclass(frozen=True)
class Call:
    """A function with what it is given.

    Attributes:
        function: its name.
        others: what it is given besides the node that it is applied to, in its own order.
        place: which of what it must be given is the node.
        roles: what names stand for that are new.
    """

    function: str
    others: tuple[Given, ...] = ()
    place: int = 0
    roles: tuple[Role, ...] = ()


def written_others(
    source: Sources, text: Manuscript, at: int, givens: Sequence[Given]
) -> tuple[Manuscript, int, list[Operand]]:
    """What a call is given besides, as it is written; unnamed nodes get a name for it."""
    found: list[Operand] = []
    for given in givens:
        if isinstance(given, str):
            found.append(text_of(given))
            continue
        text, at, one = reference(source, text, at, given.name)
        found.append(one)
    return text, at, found


def reference(
    source: Sources, text: Manuscript, at: int, node: str
) -> tuple[Manuscript, int, Operand]:
    """A node as something to be written once more."""
    origin = outer(source, node)
    if origin.kind in ("given", "line"):
        return text, at, Operand((Piece(origin.name),), ATOM, False)
    where = text.where(expressed(origin).at)
    one = text.outline.expressions[expressed(origin).at if where is None else where]
    line = text.outline.lines[one.line]
    if line.root is one:
        return text, at, Operand((Piece(line.name.text),), ATOM, False)
    if origin.kind == "number":
        number = text.text[one.start : one.stop]
        return text, at, Operand((Piece(number),), one.binds, one.is_number)
    inside = any(part.at == at for part in one.walk())
    if inside:
        sentence = "is computed from what it would be an input of"
        raise refused(source, node, sentence)
    before = len(text.moves)
    name = fresh(text, given_names(source))
    text, _ = extracted(text, one, name)
    now = text.where(at, before)
    return text, at if now is None else now, Operand((Piece(name),), ATOM, False)


def extracted(text: Manuscript, one: Expression, name: str) -> tuple[Manuscript, int]:
    """Gives an expression a line of its own; also where it is used by its name now."""
    value = enclosed(operand(text, one), 0)
    line = inserted(text, one.line, (Piece(f"{name} = "), *value))
    text = text.changed([line, Change(*one.outer, (Piece(name),))])
    return text, text.outline.uses(name)[0].at


def text_of(given: str) -> Operand:
    """A typed expression as something to be written.

    Raises:
        ExpressionError: if it is none, or more than one.
    """
    if not given.strip():
        raise ExpressionError("a number, a name or an expression is missing", 1, 1)
    if any(sign in given for sign in "#;\r\n"):
        raise ExpressionError(
            "write one number, name or expression, without #, ; and line breaks", 1, 1
        )
    try:
        text = Manuscript(f"x = {given}")
    except ExpressionError as error:
        raise ExpressionError(error.problem, 1, max(1, error.column - 4)) from None
    return typed(text)


def outer(source: Sources, node: str) -> Origin:
    """What of the text a node is, if it is not inside of a function.

    Raises:
        ExpressionError: if it is.
    """
    origin = source.origin(node)
    if origin.kind == "inner":
        one = expressed(origin)
        name = function_of(one)
        raise refused(source, node, f"is a step inside of {name}; choose the result of {name}")
    return origin


def expressed(origin: Origin) -> Expression:
    """The expression of an origin that has one.

    Raises:
        ExpressionError: if it is data or a parameter.
    """
    if origin.expression is None:
        raise ExpressionError(f"{origin.name} is data or a parameter, and no operation", 1, 1)
    return origin.expression


def refused(source: Sources, node: str, why: str) -> ExpressionError:
    """A sentence about a node, at its place in the text."""
    origin = source.origins[node]
    name = origin.name or node.removesuffix(":0")
    if origin.expression is None:
        return ExpressionError(f"{name} {why}", 1, 1)
    token = origin.expression.step.token
    return token.error(f"{name} {why}")


def given_names(source: Sources) -> list[str]:
    """The names of a blueprint's data and parameters."""
    return [role.name for role in roles(source.blueprint)]
