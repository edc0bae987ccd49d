"""Long arrays in tiles that stay in the cache, where all that is wanted of them is sums.

Where a run takes large arrays through entry-by-entry operations into sums over everything, the
operations are made tile by tile and the sums added up: no large array is ever made.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from gradviz.core.code import Line

TILE = 1 << 16
"""Entries of a tile: a quarter of a megabyte in float32."""

SMALLEST = 1 << 18
"""Entries of an array from which tiles are worth while."""

Finish = Callable[[Sequence["Line"], set[str]], list[str]]


def tiled(
    lines: Sequence[Line],
    feeds: Mapping[str, tuple[tuple[int, ...], np.dtype[Any]]],
    kept: set[str],
    finish: Finish,
    bind: Callable[[Any], str],
) -> list[str] | None:
    """The source of the lines with a loop over tiles, or None where that is not possible.

    Args:
        lines: the lines that are needed, in order.
        feeds: shape and dtype of the arrays that the run begins with, without batch axes.
        kept: the variables that the run returns.
        finish: turns lines into source, given what must be kept.
        bind: makes a variable for something that is there before the run.
    """
    large = {name: shape for name, (shape, _) in feeds.items() if _size(shape) >= SMALLEST}
    shapes = set(large.values())
    if len(shapes) != 1 or kept.intersection(large):
        return None
    shape = shapes.pop()
    before, inside, after = [], [], []
    inner: set[str] = set(large)
    late: set[str] = set()
    for line in lines:
        big = line.buffer is not None and line.buffer[0] == shape
        if late.intersection(line.uses):
            if big or inner.intersection(line.uses):
                return None  # a second pass over what the sums were made of
            after.append(line)
            late.update(line.targets)
        elif big or inner.intersection(line.uses):
            if not big and not line.sums:
                return None
            inside.append(line)
            (late if line.sums else inner).update(line.targets)
        else:
            before.append(line)
    sums = [line for line in inside if line.sums]
    if not sums or kept.intersection(inner - set(large)):
        return None
    outer = {n for line in inside for n in line.uses} - inner
    source = finish(before, kept | outer | {n for line in after for n in line.uses})
    zero = bind(next(iter(feeds[n][1] for n in large)).type(0))
    source += [f"{line.targets[0]} = {zero}" for line in sums]
    source.append(f"for start in range(0, {shape[0]}, {max(1, TILE * shape[0] // _size(shape))}):")
    step = max(1, TILE * shape[0] // _size(shape))
    source += [f"    t{name} = {name}[start:start + {step}]" for name in large]
    totals = {line.targets[0] for line in sums}
    for text in finish(inside, totals | outer):
        for name in large:
            text = re.sub(rf"\b{name}\b", f"t{name}", text)
        target, _, expression = text.partition(" = ")
        add = f"{target} + " if target in totals else ""
        source.append(f"    {target} = {add}{expression}")
    return source + finish(after, kept)


def _size(shape: tuple[int, ...]) -> int:
    size = 1
    for extent in shape:
        size *= extent
    return size
