"""Lines that nothing uses yet, and another line as the cost."""

from __future__ import annotations

from gradviz.study.edits.lines import inserted, ordered
from gradviz.study.edits.manuscript import Change, Manuscript, Piece
from gradviz.study.edits.references import (
    Call,
    expressed,
    extracted,
    given_names,
    outer,
    reference,
    refused,
    written_others,
)
from gradviz.study.edits.revision import Revision, finished, fresh
from gradviz.study.edits.sources import Sources
from gradviz.study.edits.writing import enclosed, known, tensor_slots, written
from gradviz.study.language.compiler import COST
from gradviz.study.language.errors import ExpressionError

_NOWHERE = -1
"""The offset of an expression that is not in the text."""


def branched(source: Sources, node: str, call: Call) -> Revision:
    """Puts an operation on a node in a line of its own: what uses the node stays as it is.

    Raises:
        ExpressionError: if there is no such node, or the line cannot be built.

    Example:
        >>> from gradviz.study.blueprint import LINEAR
        >>> from gradviz.study.edits.sources import sources
        >>> branched(sources(LINEAR, 2), "residual:0", Call("abs")).blueprint.text.splitlines()[3:]
        ['h = abs(residual)', 'cost = half * reduce_sum(square(residual))']
    """
    function, origin = known(call.function), outer(source, node)
    if call.place not in tensor_slots(function):
        raise ExpressionError(f"nothing that is computed can stand there: {function.usage}", 1, 1)
    text, _, own = reference(source, Manuscript(source.blueprint.text), _NOWHERE, node)
    text, _, others = written_others(source, text, _NOWHERE, call.others)
    new = written(function, [*others[: call.place], own, *others[call.place :]])
    name = fresh(text, given_names(source))
    cost = text.outline.named[source.parts.cost_place.text]
    line = (Piece(f"{name} = "), *enclosed(new, 0))
    text = ordered(text.changed([inserted(text, cost, line)]))
    focus = origin.name if origin.kind == "given" else text.where(expressed(origin).at)
    return finished(source, text, focus, call.roles)


def aimed(source: Sources, node: str) -> Revision:
    """Makes a node the cost, under that name; what was the cost keeps its line, as every other.

    Raises:
        ExpressionError: if there is no such node, if it is data, a parameter or the cost, or not
            one number.

    Example:
        >>> from gradviz.study.blueprint import LINEAR
        >>> from gradviz.study.edits.sources import sources
        >>> after = aimed(sources(LINEAR, 2), "Sum:0").blueprint.text.splitlines()
        >>> after[-2:]
        ['cost = reduce_sum(square(residual))', 'cost1 = half * cost']
    """
    origin = outer(source, node)
    if origin.kind in ("given", "number"):
        raise refused(source, node, "is no operation; put one on it, and make that the cost")
    shape = source.shape(node)
    if shape:
        raise refused(source, node, f"has the shape {shape}, and a cost is one number")
    one = expressed(origin)
    line = source.outline.lines[one.line]
    if line.root is one and line.name == source.parts.cost_place:
        raise refused(source, node, "is the cost already")
    text, old = Manuscript(source.blueprint.text), line.name.text
    if line.root is not one:
        old = fresh(text, given_names(source))
        text, _ = extracted(text, one, old)
    names = {old: COST}
    if COST in text.outline.named:
        names[COST] = fresh(text, given_names(source), COST)
    text = text.changed([change for name in names for change in _everywhere(text, name, names)])
    focus = text.outline.lines[text.outline.named[COST]].root.at
    return finished(source, text, focus, (), names, COST)


def _everywhere(text: Manuscript, name: str, names: dict[str, str]) -> list[Change]:
    """The changes that give a line another name, wherever that is written."""
    line = text.outline.lines[text.outline.named[name]]
    places = [(line.start, line.name.width)]
    places += [(one.at, one.step.token.width) for one in text.outline.uses(name)]
    return [Change(at, at + width, (Piece(names[name], at),)) for at, width in places]
