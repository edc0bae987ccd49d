"""Parts of a tensor: slices, and rows chosen by their numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradviz.core.deferred import deferrable
from gradviz.core.dtypes import int32
from gradviz.core.errors import DTypeError, InvalidArgumentError, ShapeError
from gradviz.core.graph import Tensor
from gradviz.core.op import Op
from gradviz.core.ops.axes import axis_from_end
from gradviz.core.ops.extents import extents_of
from gradviz.core.ops.sources import convert_to_tensor, is_symbolic


def _slice_grad_kernel(dy: Any, *, shape: tuple[int, ...], key: tuple[Any, ...], rank: int) -> Any:
    out = np.zeros(dy.shape[: dy.ndim - rank] + shape, dy.dtype)
    out[(..., *key)] = dy
    return out


STRIDED_SLICE = Op(
    type="StridedSlice",
    inputs=("input",),
    kernel=lambda x, *, key: x[(..., *key)],
    adjoint=lambda g, out, x, key: [_slice_grad(g, tuple(x.shape), key)],
    latex=r"{input:5}\left[\ldots\right]",
    symbol="[ ]",
    summary="A part of a tensor: ranges with steps, single places, new axes.",
    examples=(
        (lambda x: x[1:, 0], ((3, 2),)),
        (lambda x: x[::-2], ((3, 2),)),
        (lambda x: x[..., None, 1], ((3, 2),)),
    ),
    passes="The part receives the gradient, everything else zero.",
)
STRIDED_SLICE_GRAD = Op(
    type="StridedSliceGrad",
    inputs=("dy",),
    kernel=_slice_grad_kernel,
    adjoint=lambda g, out, dy, shape, key, rank: [_sliced(g, key, dy.shape)],
    latex="{dy:0}",
    symbol="[ ]′",
    summary="Zeros, but for the part that a slice took.",
    examples=((lambda x: _slice_grad(x, (3, 2), (slice(1, None), 0)), ((2,),)),),
    passes="The gradient is sliced in the same way.",
)


def _sliced(x: Tensor, key: tuple[Any, ...], shape: Any, name: str = "strided_slice") -> Tensor:
    return x.graph.create_op(STRIDED_SLICE, name, [x], [shape], [x.dtype], {"key": key}).outputs[0]


def _slice_grad(dy: Tensor, shape: tuple[int, ...], key: tuple[Any, ...]) -> Tensor:
    attributes = {"shape": shape, "key": key, "rank": len(dy.shape)}
    return dy.graph.create_op(
        STRIDED_SLICE_GRAD, "StridedSliceGrad", [dy], [shape], [dy.dtype], attributes
    ).outputs[0]


def strided_slice(x: Tensor, key: Any, name: str = "strided_slice") -> Tensor:
    """What `x[key]` means: integers, slices with steps, `...` and None (a new axis).

    Raises:
        TypeError: if the key holds something else.
        ShapeError: if there are too many indices, or one is out of bounds.
    """
    parts = list(key) if isinstance(key, tuple) else [key]
    parts = [_part(p) for p in parts]
    used = sum(p is not None and p is not Ellipsis for p in parts)
    rank = len(x.shape)
    if used > rank:
        raise ShapeError(f"Index out of range using {used} indices: the shape is {x.shape}")
    fill = [slice(None)] * (rank - used)
    if Ellipsis in parts:
        place = parts.index(Ellipsis)
        parts[place : place + 1] = fill
    else:
        parts += fill
    shape, extents = [], iter(enumerate(x.shape))
    for part in parts:
        if part is None:
            shape.append(1)
            continue
        dimension, extent = next(extents)
        if isinstance(part, slice):
            shape.append(len(range(*part.indices(extent))))
        elif not -extent <= part < extent:
            raise ShapeError(
                f"slice index {part} of dimension {dimension} out of bounds: the shape is {x.shape}"
            )
    return _sliced(x, tuple(parts), shape, name)


def _part(part: Any) -> Any:
    if part is None or part is Ellipsis:
        return part
    if isinstance(part, slice):
        bounds = (part.start, part.stop, part.step)
        return slice(*(None if b is None else _integer(b) for b in bounds))
    return _integer(part)


def _integer(value: Any) -> int:
    if is_symbolic(value):
        return extents_of(convert_to_tensor(value), "strided_slice")[0]
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise TypeError(
            "Only integers, slices (`:`), ellipsis (`...`), None and constant int tensors are"
            f" valid indices, got {value!r}"
        )
    return int(value)


@deferrable
def get_item(x: Tensor, key: Any) -> Tensor:
    """`x[key]`."""
    return strided_slice(x, key)


@deferrable
def slice_(input_: Any, begin: Any, size: Any, name: str | None = None) -> Tensor:
    """The part of a tensor from `begin` on, of extents `size` (-1: all that is left).

    Raises:
        ShapeError: if it does not lie within the tensor.
    """
    x = convert_to_tensor(input_)
    starts, sizes = extents_of(begin, "slice"), extents_of(size, "slice")
    if not len(starts) == len(sizes) == len(x.shape):
        raise ShapeError(
            f"slice: begin {starts} and size {sizes} must have one entry for each axis of {x.shape}"
        )
    ends = [n if s == -1 else b + s for b, s, n in zip(starts, sizes, x.shape, strict=True)]
    if any(b < 0 or e < b or e > n for b, e, n in zip(starts, ends, x.shape, strict=True)):
        raise ShapeError(f"slice: begin {starts}, size {sizes} is not within the shape {x.shape}")
    key = tuple(slice(b, e) for b, e in zip(starts, ends, strict=True))
    return strided_slice(x, key, name or "Slice")


def _gather_kernel(params: Any, indices: Any, *, axis: int, rank: int) -> Any:
    _within(indices, params.shape[axis])
    return np.take(params, indices, axis=axis)


def _within(indices: Any, extent: int) -> None:
    bad = np.argwhere((np.asarray(indices) < 0) | (np.asarray(indices) >= extent))
    if len(bad):
        place = ",".join(str(i) for i in bad[0])
        value = np.asarray(indices)[tuple(bad[0])]
        raise InvalidArgumentError(f"indices[{place}] = {value} is not in [0, {extent})")


def _scatter_kernel(dy: Any, indices: Any, *, shape: tuple[int, ...], axis: int) -> Any:
    indices = np.asarray(indices)
    batch = dy.shape[: dy.ndim - (len(shape) - 1 + indices.ndim)]
    out = np.zeros(batch + shape, dy.dtype)
    # The gathered axes of dy lie where `axis` was; bring both in front and add row by row.
    first = dy.ndim + axis + 1 - indices.ndim
    rows = np.moveaxis(dy, range(first, first + indices.ndim), range(indices.ndim))
    np.add.at(np.moveaxis(out, axis, 0), indices, rows)
    return out


GATHER = Op(
    type="GatherV2",
    inputs=("params", "indices"),
    kernel=_gather_kernel,
    adjoint=lambda g, out, params, indices, axis, rank: [
        _scatter(g, indices, tuple(params.shape), axis),
        None,
    ],
    latex=r"{params:5}\left[{indices:0}\right]",
    symbol="gather",
    summary="The rows (or slices along an axis) with the numbers given.",
    examples=(
        (lambda x: gather(x, [0, 2, 2]), ((3, 2),)),
        (lambda x: gather(x, [[1, 0], [1, 1]], axis=1), ((3, 2),)),
    ),
    passes="Each row receives the sum of the gradients of its copies.",
)
SCATTER = Op(
    type="UnsortedSegmentSum",
    inputs=("dy", "indices"),
    kernel=_scatter_kernel,
    adjoint=lambda g, out, dy, indices, shape, axis: [gather(g, indices, axis=axis), None],
    latex="{dy:0}",
    symbol="gather′",
    summary="Rows added up at the places that a gather took them from.",
    examples=((lambda x: _scatter(x, convert_to_tensor([0, 2, 2]), (3, 2), -2), ((3, 2),)),),
    passes="Each row receives the gradient of the place where it was added.",
)


def _scatter(dy: Tensor, indices: Tensor, shape: tuple[int, ...], axis: int) -> Tensor:
    attributes = {"shape": shape, "axis": axis}
    return dy.graph.create_op(
        SCATTER, "UnsortedSegmentSum", [dy, indices], [shape], [dy.dtype], attributes
    ).outputs[0]


@deferrable
def gather(
    params: Any,
    indices: Any,
    validate_indices: bool | None = None,
    name: str | None = None,
    axis: int | None = None,
) -> Tensor:
    """The slices of `params` along `axis` (the first) with the numbers `indices`.

    The gradient is a dense tensor, with what repeated indices send back summed.

    Raises:
        DTypeError: if the indices are not integers.
        InvalidArgumentError: in a run, if an index is out of range.
    """
    del validate_indices
    x = convert_to_tensor(params)
    chosen = convert_to_tensor(indices, None if is_symbolic(indices) else int32, "indices", x.graph)
    if not chosen.dtype.is_integer:
        raise DTypeError(f"gather: indices must be integers, not {chosen.dtype.name}")
    rank = len(x.shape)
    place = axis_from_end(axis or 0, rank, "gather")
    shape = [*x.shape[: rank + place], *chosen.shape, *x.shape[rank + place + 1 :]]
    return x.graph.create_op(
        GATHER, name or "GatherV2", [x, chosen], [shape], [x.dtype], {"axis": place, "rank": rank}
    ).outputs[0]
