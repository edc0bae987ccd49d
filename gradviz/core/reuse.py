"""Lines that are needed, releasing arrays early, and writing results over dead ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gradviz.core.code import Line

SMALLEST = 2048
"""Entries from which writing over a dead array is faster than making a new one."""


def finished(written: Sequence[Line], kept: set[str]) -> list[str]:
    """The source of the lines that lead to what is kept.

    Args:
        written: all lines, in order.
        kept: the variables that the run returns or begins with.
    """
    needed, live = [], set(kept)
    for line in reversed(written):
        if live.intersection(line.targets):
            needed.append(line)
            live.update(line.uses)
    needed.reverse()
    dying = _last_uses(needed, kept)
    # A buffer that something else may share memory with is never written over.
    shared = {name for line in needed if line.views for name in (*line.uses, *line.targets)}
    buffers = {
        line.targets[0]: line.buffer
        for line in needed
        if line.buffer is not None and line.targets[0] not in shared
    }
    small = {
        line.targets[0]
        for line in needed
        if line.buffer is not None and _size(line.buffer[0]) < SMALLEST
    }
    source = []
    for place, line in enumerate(needed):
        text, over = line.text, ""
        if line.buffer is not None and _size(line.buffer[0]) >= SMALLEST:
            over = next((n for n in dying[place] if buffers.get(n) == line.buffer), "")
        if over:
            text = f"{text[:-1]}, {over})"
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
