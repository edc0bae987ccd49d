"""A batch in blocks that stay in the cache, taken in turns by the threads that are free."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import product
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
Part = tuple[slice, ...]

THREADS = min(2, os.cpu_count() or 1)
"""Threads of a batched evaluation; the caches are shared, so more would not be faster."""

BLOCK = 1 << 17
"""Entries of the largest array in a block: a megabyte in float64, half a second-level cache.

Below 2¹⁵ the calls cost more than the entries.
"""

THREADED = 1 << 18
"""Entries of the largest array from which waking a second thread is worth while."""

RELEASED = 512
"""Places of a block from which numpy sums over each place without the interpreter's lock.

Source: NumPy 2.4 releases it in `vecdot` and `matmul` for 500 outer steps and more, however long
these are. Two threads that do little else wait for each other: 10 ms in place of 6 for a surface of
101×101 over 1,000 samples.
"""


def extents_of(batch: Sequence[int], width: int) -> list[int]:
    """Extents of the blocks of a batch: the longest axes are cut until a block fits the cache.

    Args:
        batch: the extents of the batch axes.
        width: entries of the largest array for each place of the batch.

    Example:
        >>> extents_of([101, 101], 50)
        [51, 51]
    """
    extents, parts = list(batch), [1] * len(batch)
    while max(extents, default=1) > 1 and (entries := size(extents) * width) > BLOCK:
        axis = max(range(len(extents)), key=extents.__getitem__)
        parts[axis] = parts[axis] * 2 if entries > 2 * BLOCK else parts[axis] + 1
        extents[axis] = -(-batch[axis] // min(parts[axis], batch[axis]))
    return extents


def worth_threads(batch: Sequence[int], extents: Sequence[int], width: int, light: bool) -> bool:
    """Whether a second thread makes a batched evaluation faster.

    Args:
        batch: the extents of the batch axes.
        extents: those of a block.
        width: entries of the largest array for each place of the batch.
        light: whether everything that is done runs at the memory's speed.
    """
    if width * size(batch) < THREADED:
        return False
    return not light or size(extents) >= RELEASED


def blocks_of(batch: Sequence[int], extents: Sequence[int]) -> Iterator[Part]:
    """The blocks of these extents, the last ones of an axis perhaps smaller.

    Example:
        >>> list(blocks_of([3], [2]))
        [(slice(0, 2, None),), (slice(2, 3, None),)]
    """
    cuts = [
        [slice(start, min(start + m, n)) for start in range(0, n, m)]
        for n, m in zip(batch, extents, strict=True)
    ]
    return product(*cuts)


def part_of(array: Array, own: int) -> Callable[[Part], Array]:
    """How to take a block's part of an array: all of it along axes where it has extent 1.

    Args:
        array: an array with batch axes in front.
        own: how many batch axes it has.
    """
    shape = array.shape[:own]
    if all(n == 1 for n in shape):
        return lambda _: array
    if 1 not in shape:
        return lambda parts: array[parts[len(parts) - own :]]
    kept = [n == 1 for n in shape]
    every = slice(None)

    def part(parts: Part) -> Array:
        mine = parts[len(parts) - own :]
        return array[tuple([every if k else p for k, p in zip(kept, mine, strict=True)])]

    return part


def each(task: Callable[[Part], None], blocks: Iterable[Part], *, threaded: bool) -> None:
    """Does a task for every block, with the help of other threads where that is worth while.

    This thread works too, and waits for no helper that did not begin. numpy works without the
    interpreter's lock, so that the blocks run on both cores.
    """
    rest = iter(list(blocks))

    def work() -> None:
        for parts in rest:
            task(parts)

    helpers = [_pool().submit(work) for _ in range(THREADS - 1)] if threaded else []
    try:
        work()
    finally:
        for helper in helpers:
            if not helper.cancel():
                helper.result()


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max(1, THREADS - 1), "gradviz-blocks")


def size(shape: Sequence[int]) -> int:
    """The number of entries of a shape."""
    return int(np.prod(shape, dtype=np.int64))
