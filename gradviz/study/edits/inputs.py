"""What an operation is computed from: another value at an edge, another number in a constant."""

from __future__ import annotations

from gradviz.study.drafting import Role
from gradviz.study.edits.lines import ordered
from gradviz.study.edits.manuscript import Change, Manuscript
from gradviz.study.edits.references import (
    Given,
    expressed,
    outer,
    refused,
    text_of,
    written_others,
)
from gradviz.study.edits.revision import Revision, finished
from gradviz.study.edits.sources import Sources
from gradviz.study.edits.writing import enclosed, need
from gradviz.study.language.errors import ExpressionError


def rewired(source: Sources, edge: str, given: Given, roles: tuple[Role, ...] = ()) -> Revision:
    """Chooses another input: this use takes another value.

    Raises:
        ExpressionError: if there is no such edge, or the model cannot be built so.

    Example:
        >>> from gradviz.study.blueprint import LINEAR
        >>> from gradviz.study.edits.sources import sources
        >>> after = rewired(sources(LINEAR, 2), "b:0->pred:0:1", "2")
        >>> after.blueprint.text.splitlines()[0], after.blueprint.parameters
        ('pred = X*W + 2', (Parameter(name='W', shape=()),))
    """
    text = Manuscript(source.blueprint.text)
    text, at, (new,) = written_others(source, text, source.use(edge).at, (given,))
    use = text.outline.expressions[at]
    taker = text.outline.parents.get(use)
    pieces = enclosed(new, need(text.outline, use))
    after = ordered(text.changed([Change(*use.outer, pieces)]))
    focus = after.where(taker.at, len(text.moves)) if taker else None
    return finished(source, after, focus, roles)


def recounted(source: Sources, node: str, number: str) -> Revision:
    """Writes another number in the place of a constant.

    Raises:
        ExpressionError: if the node is no constant, or the text no number.

    Example:
        >>> from gradviz.study.blueprint import LINEAR
        >>> from gradviz.study.edits.sources import sources
        >>> recounted(sources(LINEAR, 2), "half:0", "0.25").blueprint.text.splitlines()[2]
        'half = 0.25'
    """
    origin = outer(source, node)
    if origin.kind != "number":
        raise refused(source, node, "is no constant; its number comes from what is before it")
    old, new = expressed(origin), text_of(number)
    if not new.number and new.pieces[0].text[:1] not in ("(", "["):
        raise ExpressionError(f"{number[:40]!a} is no number", 1, 1)
    text = Manuscript(source.blueprint.text)
    pieces = enclosed(new, need(text.outline, old))
    changed = text.changed([Change(*old.outer, pieces)])
    place = changed.outline.lines[old.line].root.walk()
    found = [one.at for one in place if one.outer[0] == old.outer[0] and one.is_number]
    return finished(source, changed, found[-1] if found else None)
