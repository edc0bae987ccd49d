"""Operations that are put on a node or an edge, or in the place of another one."""

from __future__ import annotations

from dataclasses import replace

from gradviz.study.edits.lines import inserted, ordered
from gradviz.study.edits.manuscript import Change, Manuscript, Piece
from gradviz.study.edits.outline import Expression, Outline
from gradviz.study.edits.references import (
    Call,
    Node,
    expressed,
    extracted,
    given_names,
    outer,
    refused,
    written_others,
)
from gradviz.study.edits.revision import Revision, finished, fresh
from gradviz.study.edits.sources import Sources
from gradviz.study.edits.writing import (
    enclosed,
    known,
    need,
    operand,
    slots,
    tensor_slots,
    written,
)
from gradviz.study.language.errors import ExpressionError
from gradviz.study.language.functions import FUNCTIONS


def applied(source: Sources, node: str, call: Call) -> Revision:
    """Puts an operation on a node: all that was computed from it is computed from the result.

    What a line makes keeps the line's name, which is the result's then; data and parameters that
    are used more than once get a line of their own for it.

    Raises:
        ExpressionError: if there is no such node, or the model cannot be built so.

    Example:
        >>> from gradviz.study.blueprint import LINEAR
        >>> from gradviz.study.edits.sources import sources
        >>> after = applied(sources(LINEAR, 2), "pred:0", Call("tanh"))
        >>> after.blueprint.text.splitlines()[0], after.focus
        ('pred = tanh(X*W + b)', 'pred:0')
    """
    origin = outer(source, node)
    text = Manuscript(source.blueprint.text)
    if origin.kind != "given":
        at = expressed(origin).at
        if Node(node) in call.others and origin.kind == "operation":
            # It must be named to be taken twice.
            text, at = extracted(text, expressed(origin), fresh(text, given_names(source)))
            name = text.outline.expressions[at].step.token.text
            others = tuple(name if one == Node(node) else one for one in call.others)
            call = replace(call, others=others)
        return _wrapped(source, text, at, call)
    uses = text.outline.uses(origin.name)
    if len(uses) == 1:
        return _wrapped(source, text, uses[0].at, call)
    name = fresh(text, given_names(source))
    changes = [Change(one.start, one.stop, (Piece(name, one.at),)) for one in uses]
    first = min(one.line for one in uses)
    line = (Piece(f"{name} = "), Piece(origin.name))
    text = text.changed([inserted(text, first, line), *changes])
    root = text.outline.lines[text.outline.named[name]].root
    return _wrapped(source, text, root.at, call)


def inserted_on(source: Sources, edge: str, call: Call) -> Revision:
    """Puts an operation on an edge: this use of the value gets the result, others stay.

    Raises:
        ExpressionError: if there is no such edge, or the model cannot be built so.

    Example:
        >>> from gradviz.study.blueprint import LINEAR
        >>> from gradviz.study.edits.sources import sources
        >>> after = inserted_on(sources(LINEAR, 2), "Mul:0->pred:0:0", Call("multiply", ("2",)))
        >>> after.blueprint.text.splitlines()[0]
        'pred = X*W*2 + b'
    """
    return _wrapped(source, Manuscript(source.blueprint.text), source.use(edge).at, call)


def replaced(source: Sources, node: str, call: Call) -> Revision:
    """Puts another operation in the place of a node's.

    Args:
        source: the blueprint.
        node: the node; what it is computed from stays, in its order.
        call: the function, and what it takes more than the old one.

    Raises:
        ExpressionError: if there is no such operation, if the new one takes less, or if the model
            cannot be built so.

    Example:
        >>> from gradviz.study.blueprint import LINEAR
        >>> from gradviz.study.edits.sources import sources
        >>> after = replaced(sources(LINEAR, 2), "Mul:0", Call("subtract"))
        >>> after.blueprint.text.splitlines()[0]
        'pred = X - W + b'
    """
    origin = outer(source, node)
    text = Manuscript(source.blueprint.text)
    old, function = expressed(origin), known(call.function)
    if origin.kind != "operation":
        raise refused(source, node, "is no operation that another one could replace")
    swapped = _swapped(text, old, function.name) if not call.others else None
    if swapped is None:
        count = len(old.operands)
        room = len(slots(function)) if _lists(function.name) else len(tensor_slots(function))
        if count > room and not _lists(function.name):
            sentence = f"takes {count} inputs, and {function.name} takes only {room}"
            raise refused(source, node, f"{sentence}; delete it, then put {function.name} there")
        text, at, others = written_others(source, text, old.at, call.others)
        old = text.outline.expressions[at]
        own = [operand(text, part) for part in old.operands]
        new = written(function, [*own, *others], old.at)
        pieces = enclosed(new, need(text.outline, old))
        swapped = text.changed([Change(*old.outer, pieces)])
    return finished(source, ordered(swapped), swapped.where(expressed(origin).at), call.roles)


def _wrapped(source: Sources, text: Manuscript, at: int, call: Call) -> Revision:
    """Puts an operation around the expression whose sign stands at an offset."""
    function = known(call.function)
    if call.place not in tensor_slots(function):
        raise ExpressionError(f"nothing that is computed can stand there: {function.usage}", 1, 1)
    text, at, others = written_others(source, text, at, call.others)
    old = text.outline.expressions[at]
    operands = [*others[: call.place], operand(text, old), *others[call.place :]]
    pieces = enclosed(written(function, operands), need(text.outline, old))
    changed = text.changed([Change(*old.outer, pieces)])
    now = changed.where(at, len(text.moves))
    around = _around(changed.outline, now if now is not None else at)
    after = ordered(changed)
    focus = after.where(around.at, len(changed.moves))
    return finished(source, after, focus, call.roles)


def _around(text: Outline, at: int) -> Expression:
    """The operation that takes what stands at an offset."""
    one = text.expressions[at]
    while (one := text.parents.get(one, one)).step.kind == "list":
        pass
    return one


def _swapped(text: Manuscript, old: Expression, name: str) -> Manuscript | None:
    """The text with only the function's own word or sign changed, where that is enough."""
    if old.step.kind != "call":
        return None
    before, after = FUNCTIONS[old.step.token.text], FUNCTIONS[name]
    listed = len(old.parts) - len(old.step.keywords)
    kinds = [one.kind for one in before.arguments[:listed]]
    words = {one.name: one.kind for one in before.arguments}
    theirs = {one.name: one.kind for one in after.arguments}
    given = {word.text for word in old.step.keywords} | {a.name for a in after.arguments[:listed]}
    fits = (
        kinds == [one.kind for one in after.arguments[:listed]]
        and all(theirs.get(w.text) == words[w.text] for w in old.step.keywords)
        and all(one.name in given for one in slots(after))
    )
    if not fits:
        return None
    width = old.step.token.width
    return text.changed([Change(old.at, old.at + width, (Piece(name, old.at),))])


def _lists(name: str) -> bool:
    return any(one.kind == "tensors" for one in slots(FUNCTIONS[name]))
