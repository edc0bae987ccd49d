"""Products over axes, and running sums and products."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gradviz.core.deferred import deferrable
from gradviz.core.graph import Tensor
from gradviz.core.op import PRODUCT, Op
from gradviz.core.ops.axes import axis_from_end, transpose
from gradviz.core.ops.constants import ones
from gradviz.core.ops.joining import concat
from gradviz.core.ops.slicing import strided_slice
from gradviz.core.ops.sources import convert_to_tensor
from gradviz.core.ops.sums import kept_shape, reduction, reshape
from gradviz.core.shapes import TensorShape


def _cumsum_kernel(x: Any, *, axis: int, exclusive: bool, reverse: bool) -> Any:
    way = np.flip(x, axis) if reverse else x
    total = np.cumsum(way, axis=axis, dtype=way.dtype)
    if exclusive:
        total = np.roll(total, 1, axis)
        first: tuple[Any, ...] = (..., slice(0, 1), *([slice(None)] * (-axis - 1)))
        total[first] = 0
    return np.flip(total, axis) if reverse else total


CUMSUM = Op(
    type="Cumsum",
    inputs=("x",),
    kernel=_cumsum_kernel,
    adjoint=lambda g, out, x, axis, exclusive, reverse: [cumsum(g, axis, exclusive, not reverse)],
    latex=r"\operatorname{{cumsum}}\left({x:0}\right)",
    symbol="Σ…",
    summary="The running sums of x along an axis.",
    examples=(
        (lambda x: cumsum(x), ((3, 2),)),
        (lambda x: cumsum(x, axis=1, exclusive=True, reverse=True), ((2, 3),)),
    ),
    passes="The gradient is summed up in the other direction.",
)


@deferrable
def cumsum(
    x: Any, axis: int = 0, exclusive: bool = False, reverse: bool = False, name: str | None = None
) -> Tensor:
    """The running sums along an axis.

    Args:
        x: a tensor of at least one axis.
        axis: the axis to run along.
        exclusive: leave out the entry itself, so that the first sum is 0.
        reverse: run from the end.
        name: the operation's name.
    """
    tensor = convert_to_tensor(x)
    place = axis_from_end(axis, len(tensor.shape), "cumsum")
    attributes = {"axis": place, "exclusive": bool(exclusive), "reverse": bool(reverse)}
    return tensor.graph.create_op(
        CUMSUM, name or "Cumsum", [tensor], [tensor.shape], [tensor.dtype], attributes
    ).outputs[0]


@deferrable
def cumprod(
    x: Any, axis: int = 0, exclusive: bool = False, reverse: bool = False, name: str | None = None
) -> Tensor:
    """The running products along an axis; see `cumsum` for the arguments.

    Built of ⌈log₂ n⌉ multiplications, so that its derivatives of any order are exact at zeros too.
    (TensorFlow divides by the entries, and is wrong there from the second derivative on.)

    Source: Hillis and Steele (1986), Data parallel algorithms, Communications of the ACM 29(12).
    """
    tensor = convert_to_tensor(x)
    place = axis_from_end(axis, len(tensor.shape), "cumprod")
    with tensor.graph.as_default(), tensor.graph.name_scope(name or "Cumprod"):
        running, step = tensor, 1
        while step < tensor.shape[place]:
            running = running * _shifted(running, step, place, reverse)
            step *= 2
        return _shifted(running, 1, place, reverse) if exclusive else running


def _shifted(x: Tensor, step: int, axis: int, reverse: bool) -> Tensor:
    """X moved along an axis, with ones where nothing comes from."""
    extent = x.shape[axis]
    kept = slice(step, None) if reverse else slice(None, extent - step)
    part = strided_slice(x, (..., kept, *([slice(None)] * (-axis - 1))))
    margin = list(x.shape)
    margin[axis] = min(step, extent)
    fill = ones(margin, x.dtype)
    return concat([part, fill] if reverse else [fill, part], axis)


def _prod_adjoint(
    g: Tensor, out: Tensor, x: Tensor, *, axis: tuple[int, ...], keepdims: bool
) -> list[Tensor | None]:
    """G times the product of all the *other* entries, without a division."""
    rank = len(x.shape)
    reduced = [rank + a for a in axis]
    order = [p for p in range(rank) if p not in reduced] + reduced
    moved = transpose(x, order)
    count = TensorShape(x.shape[p] for p in reduced).size
    flat = reshape(moved, [x.shape.size // count if count else 0, count])
    others = cumprod(flat, 1, exclusive=True) * cumprod(flat, 1, exclusive=True, reverse=True)
    back = transpose(reshape(others, moved.shape), [order.index(p) for p in range(rank)])
    return [reshape(g, kept_shape(x.shape, axis)) * back]


PROD = Op(
    type="Prod",
    inputs=("input_tensor",),
    kernel=lambda x, *, axis, keepdims: np.multiply.reduce(
        x, axis=axis, dtype=x.dtype, keepdims=keepdims
    ),
    adjoint=_prod_adjoint,
    latex=r"\prod {input_tensor:2}",
    binds=PRODUCT,
    symbol="Π",
    summary="The product of the entries over the axes given.",
    examples=(
        (lambda x: reduce_prod(x), ((2, 3),)),
        (lambda x: reduce_prod(x, axis=0), ((3, 2),)),
        (lambda x: reduce_prod(x, axis=[0, 2], keepdims=True), ((2, 2, 2),)),
    ),
    passes="Each entry receives the gradient times the product of all the others.",
)


@deferrable
def reduce_prod(
    input_tensor: Any,
    axis: int | Sequence[int] | None = None,
    keepdims: bool | None = None,
    name: str | None = None,
    reduction_indices: int | Sequence[int] | None = None,
    keep_dims: bool | None = None,
) -> Tensor:
    """The product of the entries over `axis`, or over all axes; zeros are no trouble."""
    return reduction(
        PROD, "reduce_prod", input_tensor, axis, keepdims, name, reduction_indices, keep_dims
    )
