"""Lines that are needed, releasing arrays early, and writing results over dead ones."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gradviz.core.code import Line

SMALLEST = 2048
"""Entries from which writing over a dead array is faster than making a new one."""

LONGEST = 80
"""Characters of an expression: the compiler takes no deep ones."""

_NAME = re.compile(r"\bv\d+\b")


def needed(written: Sequence[Line], kept: set[str]) -> list[Line]:
    """The lines that lead to what is kept."""
    found, live = [], set(kept)
    for line in reversed(written):
        if live.intersection(line.targets):
            found.append(line)
            live.update(line.uses)
    return found[::-1]


def nested(lines: Sequence[Line], kept: set[str]) -> list[Line]:
    """The lines, with a number that is read once, by other arithmetic on numbers, put in there.

    It is released at once, and its memory is taken for the next one.
    """
    reads = Counter(name for line in lines for name in _NAME.findall(line.text))
    readers = {name: line for line in lines if line.scalar for name in line.uses}
    inside: dict[str, Line] = {}
    found = []
    for line in lines:
        whole, target = _opened(line, inside), line.targets[0] if line.targets else ""
        once = line.scalar and reads[target] == 1 and target in readers and target not in kept
        if once and len(whole.text) + len(readers[target].text) <= LONGEST:
            inside[target] = whole
        else:
            found.append(whole)
    return found


def _opened(line: Line, inside: Mapping[str, Line]) -> Line:
    """The line with other lines' expressions in the place of their variables."""
    if not any(name in inside for name in line.uses):
        return line

    def expression(name: re.Match[str]) -> str:
        return f"({inside[name[0]].text})" if name[0] in inside else name[0]

    uses = [use for name in line.uses for use in (inside[name].uses if name in inside else [name])]
    return replace(line, text=_NAME.sub(expression, line.text), uses=tuple(dict.fromkeys(uses)))


def finished(lines: Sequence[Line], kept: set[str]) -> list[str]:
    """The source of lines, releasing and writing over what no later line reads.

    Args:
        lines: in order.
        kept: the variables that are read after them.
    """
    dying = _last_uses(lines, kept)
    # A buffer that something else may share memory with is never written over.
    shared = {name for line in lines if line.views for name in (*line.uses, *line.targets)}
    buffers = {
        line.targets[0]: line.buffer
        for line in lines
        if line.buffer is not None and line.targets[0] not in shared
    }
    small = {
        line.targets[0]
        for line in lines
        if line.buffer is not None and _size(line.buffer[0]) < SMALLEST
    }
    source = []
    for place, line in enumerate(lines):
        text, over = line.text, ""
        if line.buffer is not None and _size(line.buffer[0]) >= SMALLEST:
            over = next((n for n in dying[place] if buffers.get(n) == line.buffer), "")
        if over:
            # By name: for a third place NumPy warns of maximum and minimum.
            text = f"{text[:-1]}, out={over})"
        left = ", ".join(line.targets) + ("," if line.targets and len(line.targets) > 1 else "")
        if line.text.startswith("*"):  # a list of arrays, even of one
            left, text = ", ".join(line.targets) + ",", text[1:]
        rest = [n for n in dying[place] if n not in small]
        release = "; " + "; ".join(f"{n} = None" for n in rest) if rest else ""
        source.append(f"{left} = {text}{release}")
    return source


def _last_uses(lines: Sequence[Line], kept: set[str]) -> list[list[str]]:
    """For each line the variables that no later one reads."""
    seen = set(kept)
    dying: list[list[str]] = []
    for line in reversed(lines):
        last = [n for n in dict.fromkeys((*line.uses, *line.targets)) if n not in seen]
        seen.update(last)
        dying.append([n for n in last if n[0] == "v"])
    dying.reverse()
    return dying


def _size(shape: tuple[int, ...]) -> int:
    size = 1
    for extent in shape:
        size *= extent
    return size
