"""Joining tensors along an axis and taking them apart again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gradviz.core.defaults import get_default_graph
from gradviz.core.deferred import deferrable
from gradviz.core.errors import ShapeError
from gradviz.core.graph import Tensor, same_graph
from gradviz.core.op import Op
from gradviz.core.ops.axes import axis_from_end
from gradviz.core.ops.build import same_dtype
from gradviz.core.ops.sources import convert_to_tensor, is_symbolic


def _one_batch(arrays: Sequence[Any], rank: int) -> list[Any]:
    """The arrays with one batch shape, which numpy's joins need."""
    batches = [a.shape[: a.ndim - rank] for a in arrays]
    if len(set(batches)) == 1:
        return list(arrays)
    batch = np.broadcast_shapes(*batches)
    return [np.broadcast_to(a, batch + a.shape[a.ndim - rank :]) for a in arrays]


def _concat_adjoint(
    g: Tensor, out: Tensor, *values: Tensor, axis: int, rank: int
) -> list[Tensor | None]:
    return list(split(g, [v.shape[axis] for v in values], axis=axis))


CONCAT = Op(
    type="ConcatV2",
    inputs=("*values",),
    kernel=lambda *values, axis, rank: np.concatenate(_one_batch(values, rank), axis=axis),
    adjoint=_concat_adjoint,
    latex=", ",
    symbol="concat",
    summary="The tensors one after the other along an axis.",
    examples=(
        (lambda x, y: concat([x, y], 0), ((2, 3), (1, 3))),
        (lambda x, y: concat([x, y], -1), ((2, 3), (2, 1))),
    ),
    passes="Each part receives its part of the gradient.",
)


def _tensors(values: Any, what: str) -> list[Tensor]:
    """A list of tensors and numbers as tensors of one dtype."""
    values = [values] if is_symbolic(values) else list(values)
    if not values:
        raise ValueError(f"{what}: expected a list of at least one tensor")
    symbolic = [convert_to_tensor(v) for v in values if is_symbolic(v)]
    graph = same_graph(symbolic) if symbolic else get_default_graph()
    wanted = symbolic[0].dtype if symbolic else None
    return same_dtype(what, [f"values_{i}" for i in range(len(values))], values, graph, wanted)


@deferrable
def concat(values: Any, axis: Any, name: str | None = None) -> Tensor:
    """The tensors one after the other along an existing axis.

    Raises:
        ShapeError: if their shapes differ in another axis.

    Example:
        >>> from gradviz.core.ops.constants import ones
        >>> concat([ones([2, 3]), ones([2, 1])], axis=1).shape
        TensorShape([2, 4])
    """
    tensors = _tensors(values, "concat")
    first = tensors[0]
    rank = len(first.shape)
    place = axis_from_end(axis, rank, "concat")
    for t in tensors[1:]:
        if len(t.shape) != rank or any(
            n != m
            for p, (n, m) in enumerate(zip(t.shape, first.shape, strict=True))
            if p - rank != place
        ):
            raise ShapeError(
                f"concat: the shapes {first.shape} and {t.shape} must be equal except in axis"
                f" {place}"
            )
    shape = list(first.shape)
    shape[place] = sum(t.shape[place] for t in tensors)
    return first.graph.create_op(
        CONCAT, name or "concat", tensors, [shape], [first.dtype], {"axis": place, "rank": rank}
    ).outputs[0]


def _pack_kernel(*values: Any, axis: int, rank: int) -> Any:
    return np.stack(_one_batch([np.asarray(v) for v in values], rank), axis=axis)


PACK = Op(
    type="Pack",
    inputs=("*values",),
    kernel=_pack_kernel,
    adjoint=lambda g, out, *values, axis, rank: unstack(g, len(values), axis),
    latex=", ",
    symbol="stack",
    summary="Tensors of one shape side by side along a new axis.",
    examples=(
        (lambda x, y: stack([x, y]), ((2, 3), (2, 3))),
        (lambda x, y: stack([x, y], axis=-1), ((2, 3), (2, 3))),
    ),
    passes="Each tensor receives its slice of the gradient.",
)


@deferrable
def stack(values: Any, axis: int = 0, name: str | None = None) -> Tensor:
    """Tensors of one shape side by side along a new axis.

    Raises:
        ShapeError: if the shapes differ.
    """
    numbers = isinstance(values, list | tuple) and not any(
        is_symbolic(v) or isinstance(v, np.ndarray) for v in values
    )
    if axis == 0 and numbers:
        try:
            return convert_to_tensor(values, name=name or "stack")  # numbers are one constant
        except (TypeError, ValueError):
            pass  # said of each below
    tensors = _tensors(values, "stack")
    first = tensors[0]
    rank = len(first.shape)
    place = axis_from_end(axis, rank + 1, "stack")
    for t in tensors[1:]:
        if t.shape != first.shape:
            raise ShapeError(f"stack: all shapes must be equal, but {t} follows {first}")
    shape = list(first.shape)
    shape.insert(place + rank + 1, len(tensors))
    return first.graph.create_op(
        PACK, name or "stack", tensors, [shape], [first.dtype], {"axis": place, "rank": rank}
    ).outputs[0]


def _split_kernel(value: Any, *, sizes: tuple[int, ...], axis: int) -> list[Any]:
    return np.split(value, np.cumsum(sizes[:-1]), axis=axis)


SPLIT = Op(
    type="Split",
    inputs=("value",),
    kernel=_split_kernel,
    adjoint=lambda g, out, value, sizes, axis: [concat(g, axis)],
    listed=True,
    latex=r"\operatorname{{split}}\left({value:0}\right)",
    symbol="split",
    summary="The parts of a tensor along an axis.",
    examples=((lambda x: split(x, 3, axis=1)[1], ((2, 3),)),),
    passes="The gradients of the parts are joined again.",
)


@deferrable
def split(
    value: Any,
    num_or_size_splits: Any,
    axis: int = 0,
    num: int | None = None,
    name: str | None = None,
) -> list[Tensor]:
    """The parts of a tensor along an axis: so many equal ones, or of the sizes given.

    Raises:
        ShapeError: if the parts do not fill the axis.
    """
    del num  # a hint for sizes that are not known, which they always are here
    x = convert_to_tensor(value)
    place = axis_from_end(axis, len(x.shape), "split")
    extent = x.shape[place]
    if isinstance(num_or_size_splits, int | np.integer):
        if extent % int(num_or_size_splits):
            raise ShapeError(
                f"split: Dimension size must be evenly divisible by {num_or_size_splits} but is"
                f" {extent} (the shape is {x.shape})"
            )
        sizes = [extent // int(num_or_size_splits)] * int(num_or_size_splits)
    else:
        sizes = [int(n) for n in num_or_size_splits]
        if sizes.count(-1) == 1:
            sizes[sizes.index(-1)] = extent - sum(sizes) - 1
    if sum(sizes) != extent or min(sizes, default=0) < 0:
        raise ShapeError(f"split: sizes {sizes} do not fill the extent {extent} of axis {axis}")
    shapes = [
        [*x.shape[: len(x.shape) + place], n, *x.shape[len(x.shape) + place + 1 :]] for n in sizes
    ]
    return list(
        x.graph.create_op(
            SPLIT,
            name or "split",
            [x],
            shapes,
            [x.dtype] * len(sizes),
            {"sizes": tuple(sizes), "axis": place},
        ).outputs
    )


UNPACK = Op(
    type="Unpack",
    inputs=("value",),
    kernel=lambda value, *, axis, count: list(np.moveaxis(value, axis, 0)),
    adjoint=lambda g, out, value, axis, count: [stack(g, axis)],
    listed=True,
    latex=r"\operatorname{{unstack}}\left({value:0}\right)",
    symbol="unstack",
    summary="The slices of a tensor along an axis.",
    examples=((lambda x: unstack(x, axis=1)[1], ((2, 3),)),),
    passes="The gradients of the slices are stacked again.",
)


@deferrable
def unstack(
    value: Any, num: int | None = None, axis: int = 0, name: str | None = None
) -> list[Tensor]:
    """The slices of a tensor along an axis, which they no longer have.

    Raises:
        ShapeError: if there is no such axis, or not the expected number of slices.
    """
    x = convert_to_tensor(value)
    rank = len(x.shape)
    place = axis_from_end(axis, rank, "unstack")
    count = x.shape[place]
    if num is not None and num != count:
        raise ShapeError(f"unstack: num is {num}, but axis {axis} of {x} has extent {count}")
    shape = [n for p, n in enumerate(x.shape) if p - rank != place]
    return list(
        x.graph.create_op(
            UNPACK,
            name or "unstack",
            [x],
            [shape] * count,
            [x.dtype] * count,
            {"axis": place, "count": count},
        ).outputs
    )
