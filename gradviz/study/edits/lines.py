"""Lines of a text that come, go, and change places."""

from __future__ import annotations

from gradviz.study.edits.manuscript import Change, Manuscript, Piece
from gradviz.study.edits.outline import Outline


def inserted(text: Manuscript, before: int, pieces: tuple[Piece, ...]) -> Change:
    """A new line before another one.

    Args:
        text: the text.
        before: the place of the line among the assignments.
        pieces: what is to stand there.
    """
    line = text.outline.lines[before]
    start, _ = text.outline.physical(line.start)
    indent = text.text[start : line.start]
    if indent.strip():
        # Other assignments stand before it, with a ; between them.
        return Change(line.start, line.start, (*pieces, Piece("; ")))
    return Change(start, start, (Piece(indent), *pieces, Piece(text.outline.newline)))


def removed(text: Manuscript, line: int) -> Change:
    """A line that goes; its comment and what else stands beside it stay."""
    outline = text.outline
    one = outline.lines[line]
    start, stop = _alone(outline, line)
    if text.text[start : one.start].strip() or text.text[one.stop : stop].strip():
        return Change(*_between(outline, line))
    if stop == len(text.text) and start:
        # The last line takes the break before it along.
        before = outline.physical(start - 1)[0]
        head = text.text[before:start]
        return Change(before + len(head.rstrip("\r\n")), stop)
    return Change(start, stop)


def moved(text: Manuscript, line: int, before: int) -> Manuscript:
    """The text with a line moved up, before another one.

    It takes its comment along if it stands alone.
    """
    outline = text.outline
    one = outline.lines[line]
    start, stop = _alone(outline, line)
    around = text.text[start : one.start] + text.text[one.stop : stop].partition("#")[0]
    if around.strip():
        change = inserted(text, before, (text.copy(one.start, one.stop),))
        return text.changed([change, Change(*_between(outline, line))])
    copy = text.copy(start, stop)
    ends = Piece("" if copy.text.endswith(("\n", "\r")) else outline.newline)
    target, _ = outline.physical(outline.lines[before].start)
    if text.text[target : outline.lines[before].start].strip():
        change = inserted(text, before, (text.copy(one.start, one.stop),))
        return text.changed([change, Change(start, stop)])
    return text.changed([Change(target, target, (copy, ends)), Change(start, stop)])


def ordered(text: Manuscript) -> Manuscript:
    """The text with lines moved up that are used before they stand.

    A line that would be made from itself is left, and is for the compiler to refuse.
    """
    for _ in range(len(text.outline.lines) ** 2):
        outline = text.outline
        early = [
            (one.line, place)
            for one in outline.expressions.values()
            if one.step.kind == "name"
            and (place := outline.named.get(one.step.token.text, -1)) > one.line
            and not outline.depends(place, one.line)
        ]
        if not early:
            break
        before, line = min(early)
        text = moved(text, line, before)
    return text


def _alone(outline: Outline, line: int) -> tuple[int, int]:
    """The lines of the text on which an assignment stands."""
    one = outline.lines[line]
    return outline.physical(one.start)[0], outline.physical(one.stop)[1]


def _between(outline: Outline, line: int) -> tuple[int, int]:
    """What goes with an assignment that shares its line of the text with others, or a comment."""
    one, text = outline.lines[line], outline.text
    after = text[one.stop :]
    gap = after[: len(after) - len(after.lstrip(" \t"))]
    if after[len(gap) :].startswith(";"):
        rest = after[len(gap) + 1 :]
        return one.start, one.stop + len(gap) + 1 + len(rest) - len(rest.lstrip(" \t"))
    before = text[: one.start].rstrip(" \t")
    if before.endswith(";"):
        return len(before) - 1, one.stop
    return one.start, one.stop + len(gap)
