"""Operations and lines that go."""

from __future__ import annotations

from gradviz.study.edits.lines import removed
from gradviz.study.edits.manuscript import Change, Manuscript
from gradviz.study.edits.outline import Expression
from gradviz.study.edits.references import expressed, outer, refused
from gradviz.study.edits.revision import Revision, finished
from gradviz.study.edits.sources import Sources
from gradviz.study.edits.writing import enclosed, function_of, need, operand
from gradviz.study.language.errors import ExpressionError


def deleted(source: Sources, node: str) -> Revision:
    """Takes an operation away: what used its result takes what it was computed from.

    That is its first input that is no constant; what else it was computed from is not used any
    more by it. A line of which nothing but another name would stay goes, too.

    Raises:
        ExpressionError: if there is nothing that could come into its place, or the model cannot be
            built so.

    Example:
        >>> from gradviz.study.blueprint import LINEAR
        >>> from gradviz.study.edits.sources import sources
        >>> deleted(sources(LINEAR, 2), "Square:0").blueprint.text.splitlines()[3]
        'cost = half * reduce_sum(residual)'
        >>> deleted(sources(LINEAR, 2), "residual:0").blueprint.text.splitlines()[2]
        'cost = half * reduce_sum(square(pred))'
    """
    origin = outer(source, node)
    if origin.kind == "given":
        raise refused(
            source, node, "is data or a parameter: choose another input where it is used instead"
        )
    if origin.kind == "number":
        raise refused(source, node, "is a number: choose another input where it is used instead")
    text, old = Manuscript(source.blueprint.text), expressed(origin)
    stays = old if origin.kind == "line" else _heir(source, node, old)
    line = text.outline.lines[old.line]
    lone = stays.step.kind == "name" or (stays.is_number and stays.step.kind == "number")
    is_cost = line.name == source.parts.cost_place
    if is_cost and origin.kind == "line":
        raise refused(source, node, "is the cost; another line can be the cost instead")
    uses = text.outline.uses(line.name.text)
    if line.root is old and lone and not is_cost:
        copy = operand(text, stays)
        changes = [Change(*use.outer, enclosed(copy, need(text.outline, use))) for use in uses]
        changed = text.changed([removed(text, old.line), *changes])
    else:
        pieces = enclosed(operand(text, stays), need(text.outline, old))
        changed = text.changed([Change(*old.outer, pieces)])
    if stays.step.kind == "name" and stays.step.token.text not in text.outline.named:
        return finished(source, changed, stays.step.token.text)
    return finished(source, changed, changed.where(stays.at))


def _heir(source: Sources, node: str, old: Expression) -> Expression:
    """What comes into an operation's place."""
    inputs = old.operands
    if not inputs:
        what = f"{function_of(old)} is computed from nothing that could come into its place"
        raise refused(source, node, f"cannot be deleted: {what}")

    def is_constant(one: Expression) -> bool:
        origin = source.origins.get(source.node_of(one) or "")
        return origin is not None and origin.kind == "number"

    return next((one for one in inputs if not is_constant(one)), inputs[0])


def unused(source: Sources) -> tuple[str, ...]:
    """The lines from which the cost is not computed, by name.

    Example:
        >>> from gradviz.study.blueprint import Blueprint, Parameter
        >>> from gradviz.study.edits.sources import sources
        >>> unused(sources(Blueprint("a = 2*W; cost = W", (), (Parameter("W"),)), 0))
        ('a',)
    """
    text = source.outline
    cost = text.named[source.parts.cost_place.text]
    return tuple(
        line.name.text for place, line in enumerate(text.lines) if not text.depends(cost, place)
    )


def dropped(source: Sources, name: str) -> Revision:
    """Takes an unused line away.

    Raises:
        ExpressionError: if there is none of that name, or it is used.
    """
    text = Manuscript(source.blueprint.text)
    if name not in text.outline.named:
        raise ExpressionError(f"there is no line {name[:40]!a}", 1, 1)
    line = text.outline.named[name]
    token = text.outline.lines[line].name
    if uses := text.outline.uses(name):
        place = uses[0].step.token.line
        raise token.error(f"{name} is used in line {place}: choose another input there before")
    if token == source.parts.cost_place:
        raise token.error(f"{name} is the cost, and a model has one")
    return finished(source, text.changed([removed(text, line)]), None)
