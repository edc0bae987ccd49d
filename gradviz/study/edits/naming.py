"""Names that are changed wherever they stand, and names for what had none."""

from __future__ import annotations

from gradviz.study.edits.manuscript import Change, Manuscript, Piece
from gradviz.study.edits.references import expressed, extracted, given_names, outer
from gradviz.study.edits.revision import Revision, finished
from gradviz.study.edits.sources import Sources
from gradviz.study.language.compiler import COST
from gradviz.study.language.errors import ExpressionError
from gradviz.study.language.given import check_name
from gradviz.study.language.letters import composed, skeleton


def renamed(source: Sources, node: str, name: str) -> Revision:
    """Gives a node another name, wherever it is written.

    An operation without a line of its own gets one.

    Raises:
        ExpressionError: if the name is none, or is taken.

    Example:
        >>> from gradviz.study.blueprint import LINEAR
        >>> from gradviz.study.edits.sources import sources
        >>> renamed(sources(LINEAR, 2), "W:0", "slope").blueprint.text.splitlines()[0]
        'pred = X*slope + b'
        >>> renamed(sources(LINEAR, 2), "Mul:0", "wx").blueprint.text.splitlines()[:2]
        ['wx = X*W', 'pred = wx + b']
    """
    origin = outer(source, node)
    name = composed(name.strip())
    text = Manuscript(source.blueprint.text)
    check_name(name)
    if origin.kind == "given":
        return _everywhere(source, text, origin.name, name)
    one = expressed(origin)
    line = text.outline.lines[one.line]
    if line.root is one:
        return _everywhere(source, text, line.name.text, name)
    _check_free(source, text, "", name)
    at = one.at
    text, _ = extracted(text, one, name)
    return finished(source, text, text.where(at))


def _everywhere(source: Sources, text: Manuscript, old: str, new: str) -> Revision:
    if new == old:
        return finished(source, text, None)
    _check_free(source, text, old, new)
    line = text.outline.named.get(old)
    tokens = [(one.at, one.step.token.width) for one in text.outline.uses(old)]
    if line is not None:
        one = text.outline.lines[line]
        tokens.append((one.start, one.name.width))
    changes = [Change(at, at + width, (Piece(new, at),)) for at, width in tokens]
    text = text.changed(changes)
    focus = new if line is None else text.outline.lines[line].root.at
    return finished(source, text, focus, (), {old: new})


def _check_free(source: Sources, text: Manuscript, old: str, new: str) -> None:
    taken = [one for one in (*given_names(source), *text.outline.named) if one != old]
    if new in taken:
        raise ExpressionError(f"{new} has a meaning already; choose another name", 1, 1)
    other = next((one for one in taken if skeleton(one) == skeleton(new)), None)
    if other:
        raise ExpressionError(f"{new} looks like {other}; choose another name", 1, 1)
    if new == COST and old != source.parts.cost_place.text:
        cost = source.parts.cost_place.text
        raise ExpressionError(
            f"the name cost says which line is the cost, and that is {cost}", 1, 1
        )
