"""Shapes that tensors of open shapes might have, for trying what is made of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np

from gradviz.core.graph import Tensor
from gradviz.core.shapes import OpenShape

Shapes = dict[Tensor, tuple[int, ...]]


# Extents and ranks to try. Many divisors, so that reshapes fit; one, so that broadcasts do.
EXTENTS = (24, 48, 1, 2)
RANKS = (0, 1, 2, 3, 4)
HINTS = 8
NUMBERS = 3
PARTS = ((1, 2), (2, 1), (1, 3), (3, 1), (1, 4), (4, 1), (1, 6))

# Tensors for which all combinations of the hints are tried.
TOGETHER = 2
RANDOM_GUESSES = 500
LARGEST_GUESS = 100


def tensors_in(value: object) -> Iterator[Tensor]:
    """The tensors in nested lists, tuples, dicts and slices, variables included."""
    if isinstance(value, list | tuple):
        for part in value:
            yield from tensors_in(part)
    elif isinstance(value, dict):
        yield from tensors_in(list(value.values()))
    elif isinstance(value, slice):
        yield from tensors_in([value.start, value.stop, value.step])
    else:
        tensor = value if isinstance(value, Tensor) else getattr(value, "_tensor", None)
        if tensor is not None:
            yield tensor


def guesses(
    still: Sequence[Tensor],
    hints: Sequence[Sequence[int]],
    numbers: Sequence[int] = (),
    fits: Sequence[Shapes] = (),
) -> Iterator[Shapes]:
    """Shapes that open tensors might have, the likely ones first.

    Args:
        still: the tensors of open shapes.
        hints: shapes that appear beside them, and so are likely to fit.
        numbers: numbers that appear beside them, and so are likely extents.
        fits: shapes that suit a single call; those of other tensors are likely as well.
    """
    whole = list(dict.fromkeys(tuple(h) for h in hints))
    for hint in whole[:HINTS]:
        for shape in (hint, hint[:-1], (*hint, 2), hint[1:], (2, *hint)):
            yield {t: _like(t, shape) for t in still}
    for times, part in PARTS:  # what is joined of several, or taken apart
        for near in (_part(h, a, times, part) for h in whole[:HINTS] for a in range(len(h))):
            if near is not None:
                yield {t: _like(t, near) for t in still}
    for hint in whole[:HINTS]:  # what is stacked along a new axis, or unstacked
        for axis in range(len(hint) + 1):
            for extent in dict.fromkeys([1, 2, 3, *numbers[:NUMBERS]]):
                yield {t: _like(t, (*hint[:axis], extent, *hint[axis:])) for t in still}
            yield {t: _like(t, (*hint[:axis], *hint[axis + 1 :])) for t in still}
    if 1 < len(still) <= TOGETHER:
        for chosen in product(whole[:HINTS], repeat=len(still)):
            yield {t: _like(t, shape) for t, shape in zip(still, chosen, strict=True)}
    ranks = RANKS if any(not _open(t).rank_known for t in still) else (0,)
    for extent in dict.fromkeys([*EXTENTS, *numbers, *(n for h in whole for n in h)]):
        for rank in ranks:
            yield {t: _like(t, (extent,) * rank, extent) for t in still}
    pool = sorted(
        {1, 2, 3, 4, 5, 6, *numbers, *(n // part for h in whole for n in h for part in (1, 2, 3))}
    )
    random = np.random.default_rng(0)
    suits = {t: [f[t] for f in fits if t in f] for t in still}
    others = [*whole, *(s for f in fits for s in f.values())]

    def guess(t: Tensor) -> tuple[int, ...]:
        chance = random.random()
        likely = suits[t] if chance < 0.4 else others if chance < 0.6 else []
        likely = whole if 0.6 <= chance < 0.8 else likely
        if likely:
            return _like(t, likely[int(random.integers(len(likely)))])
        known = (
            list(_open(t).extents) if _open(t).rank_known else [None] * int(random.choice(RANKS))
        )
        return tuple(int(random.choice(pool)) if n is None else n for n in known)

    for _ in range(RANDOM_GUESSES):
        yield {t: guess(t) for t in still}


def _part(shape: tuple[int, ...], axis: int, times: int, part: int) -> tuple[int, ...] | None:
    """A shape with a part, or a multiple, of one of its extents."""
    whole, rest = divmod(shape[axis] * times, part)
    return None if rest or not whole else (*shape[:axis], whole, *shape[axis + 1 :])


def _open(tensor: Tensor) -> OpenShape:
    assert isinstance(tensor.shape, OpenShape)  # noqa: S101  narrows the type
    return tensor.shape


def _like(tensor: Tensor, shape: tuple[int, ...], extent: int | None = None) -> tuple[int, ...]:
    """A shape that is possible for a tensor, as near to `shape` as may be."""
    own = _open(tensor)
    if not own.rank_known:
        return shape
    spare = extent or (shape[-1] if shape else 1)
    end = shape[len(shape) - min(len(shape), len(own)) :]
    aligned = (*([spare] * (len(own) - len(end))), *end)
    return tuple(a if n is None else n for n, a in zip(own.extents, aligned, strict=True))


def numbers_in(value: object) -> list[int]:
    """The small numbers in the arguments of a call that may be extents, or places in one."""
    if isinstance(value, list | tuple):
        inside = [n for v in value for n in numbers_in(v)]
        whole = [v for v in value if isinstance(v, int) and v > 0]
        return inside + ([int(np.prod(whole))] if 1 < len(whole) < LARGEST_GUESS else [])
    if isinstance(value, dict):
        return [n for v in value.values() for n in numbers_in(v)]
    if isinstance(value, int) and 0 < value < LARGEST_GUESS:
        return [value, value + 1]
    return []


def hints_in(value: object) -> list[tuple[int, ...]]:
    """The shapes of the tensors and arrays of numbers in the arguments of a call."""
    tensor = value if isinstance(value, Tensor) else getattr(value, "_tensor", None)
    if tensor is not None:
        return [] if isinstance(tensor.shape, OpenShape) else [tuple(tensor.shape)]
    if isinstance(value, np.ndarray):
        return [value.shape]
    if isinstance(value, dict):
        return [h for v in value.values() for h in hints_in(v)]
    if isinstance(value, list | tuple):
        try:
            own = [np.shape(value)] if not any(True for _ in tensors_in(value)) else []
        except ValueError:
            own = []
        return own + [h for v in value for h in hints_in(v) if h]
    return []
