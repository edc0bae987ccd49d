"""Sum and BroadcastTo, each the other's adjoint, and Reshape.

Shapes that differ are made equal by an explicit broadcast when the graph is built. Its adjoint is
the sum, so no other rule ever has to undo broadcasting, and "the gradient of the bias is a sum
over the samples" is something that the graph knows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gradviz.core.deferred import deferrable
from gradviz.core.errors import DTypeError, ShapeError
from gradviz.core.graph import Tensor
from gradviz.core.op import PRODUCT, Op
from gradviz.core.ops.extents import extents_of
from gradviz.core.ops.sources import convert_to_tensor
from gradviz.core.shapes import TensorShape, broadcast_shape

Array = np.ndarray[Any, Any]


def _sum_kernel(x: Array, *, axis: tuple[int, ...], keepdims: bool) -> Array:
    reduce: Any = np.add.reduce  # NumPy's own types of it differ from release to release
    total: Array = reduce(x, axis=axis, dtype=x.dtype, keepdims=keepdims)
    return total


def sum_adjoint(
    g: Tensor, out: Tensor, x: Tensor, *, axis: tuple[int, ...], keepdims: bool
) -> list[Tensor | None]:
    """Every entry that was summed receives the cotangent of its sum."""
    kept = kept_shape(x.shape, axis)
    return [spread(reshape(g, kept) if g.shape.ndims and not keepdims else g, x.shape)]


SUM = Op(
    type="Sum",
    inputs=("x",),
    kernel=_sum_kernel,
    adjoint=sum_adjoint,
    latex=r"\sum {x:2}",
    binds=PRODUCT,
    symbol="Σ",
    summary="The sum of x over the axes given.",
    examples=(
        (lambda x: reduce_sum(x), ((2, 3),)),
        (lambda x: reduce_sum(x, axis=0), ((2, 3),)),
        (lambda x: reduce_sum(x, axis=-1, keepdims=True), ((2, 3),)),
        (lambda x: reduce_sum(x, axis=[]), ((2, 3),)),
        (lambda x: reduce_sum(x), ((),)),
    ),
    passes="Every entry that was summed receives the gradient of the sum as it is.",
)


def reduction(
    definition: Op,
    what: str,
    input_tensor: Any,
    axis: Any,
    keepdims: bool | None,
    name: str | None,
    old_axis: Any,
    old_keepdims: bool | None,
) -> Tensor:
    """Applies an op that reduces over axes; the last two are TensorFlow's older argument names.

    Raises:
        ValueError: if an argument is given under both of its names.
        ShapeError: if an axis is out of range or named twice.
    """
    axis, keepdims = newer_of(what, axis, old_axis, keepdims, old_keepdims)
    x = convert_to_tensor(input_tensor, name=f"{definition.type}/input")
    if x.dtype.is_bool:
        raise DTypeError(f"{what}: a tensor of truth values cannot be reduced so; cast it")
    return reduced(definition, x, axis, keepdims, what, name)


def reduced(
    definition: Op, x: Tensor, axis: Any, keepdims: bool | None, what: str, name: str | None
) -> Tensor:
    """Adds the operation that folds the axes of a tensor.

    Raises:
        ShapeError: if an axis is out of range or named twice.
    """
    axes, keep = normal_axes(axis, x.shape, what), bool(keepdims)
    shape = [
        1 if place - len(x.shape) in axes else n
        for place, n in enumerate(x.shape)
        if keep or place - len(x.shape) not in axes
    ]
    return x.graph.create_op(
        definition,
        name or definition.type,
        [x],
        [shape],
        [x.dtype],
        {"axis": axes, "keepdims": keep},
    ).outputs[0]


def newer_of(
    what: str, axis: Any, old_axis: Any, keepdims: bool | None, old_keepdims: bool | None
) -> tuple[Any, bool | None]:
    """The axis and whether to keep it, of which TensorFlow's older names are accepted as well.

    Raises:
        ValueError: if an argument is given under both of its names.
    """
    if (axis is not None and old_axis is not None) or (
        keepdims is not None and old_keepdims is not None
    ):
        raise ValueError(
            f"{what}: axis and reduction_indices, keepdims and keep_dims are two names of the same"
            " argument; give one"
        )
    return old_axis if axis is None else axis, old_keepdims if keepdims is None else keepdims


@deferrable
def reduce_sum(
    input_tensor: Any,
    axis: int | Sequence[int] | None = None,
    keepdims: bool | None = None,
    name: str | None = None,
    reduction_indices: int | Sequence[int] | None = None,
    keep_dims: bool | None = None,
) -> Tensor:
    r"""The sum of the entries over `axis`, or over all axes.

    Gradient: every entry that was added receives the cotangent of its sum (a broadcast).

    Args:
        input_tensor: a tensor of any shape.
        axis: an axis, several axes, none (`[]`: nothing is summed), or None for all.
        keepdims: keep the summed axes with extent 1.
        name: the operation's name.
        reduction_indices: the older name of `axis`.
        keep_dims: the older name of `keepdims`.

    Raises:
        ShapeError: if an axis is out of range or named twice.

    Example:
        >>> from gradviz.core.ops.sources import constant
        >>> reduce_sum(constant([[1.0, 2.0], [3.0, 4.0]]), axis=0).shape
        TensorShape([2])
    """
    return reduction(
        SUM, "reduce_sum", input_tensor, axis, keepdims, name, reduction_indices, keep_dims
    )


def kept_shape(shape: TensorShape, axis: Sequence[int]) -> list[int]:
    """A shape with the extents of some axes (counted from the end) made 1."""
    return [1 if place - len(shape) in axis else n for place, n in enumerate(shape)]


def normal_axes(axis: Any, shape: TensorShape, what: str) -> tuple[int, ...]:
    """Axes counted from the end, ascending: there they stay when batch axes come in front.

    Raises:
        ShapeError: if an axis is out of range or named twice.
    """
    rank = shape.ndims
    if axis is None:
        return tuple(range(-rank, 0))
    named = extents_of(axis, what)
    axes = []
    for a in named:
        if not -rank <= a < rank:
            raise ShapeError(
                f"{what}: invalid reduction dimension {a} for an input of shape {shape}"
                f" (its axes are {list(range(rank))}, or {list(range(-rank, 0))} from the end)"
            )
        axes.append(int(a) - rank if a >= 0 else int(a))
    if len(set(axes)) < len(axes):
        raise ShapeError(f"{what}: the axes {named} name a dimension twice")
    return tuple(sorted(axes))


def _reshape_kernel(x: Array, *, shape: tuple[int, ...], rank: int) -> Array:
    return x.reshape(x.shape[: x.ndim - rank] + shape)


RESHAPE = Op(
    type="Reshape",
    inputs=("x",),
    kernel=_reshape_kernel,
    adjoint=lambda g, out, x, **_: [reshape(g, x.shape)],
    latex="{x:0}",
    symbol="reshape",
    summary="The same entries in another shape.",
    examples=((lambda x: reshape(x, [3, 2]), ((2, 3),)), (lambda x: reshape(x, [-1]), ((2, 3),))),
    passes="Every entry receives the gradient of the entry that it became.",
)


@deferrable
def reshape(tensor: Any, shape: Any, name: str | None = None) -> Tensor:
    """The same entries, row by row, in another shape; one extent may be -1 (what is left).

    Raises:
        ShapeError: if the entries do not fill the shape.

    Example:
        >>> from gradviz.core.ops.sources import constant
        >>> reshape(constant([1.0, 2.0, 3.0, 4.0]), [2, -1]).shape
        TensorShape([2, 2])
    """
    x = convert_to_tensor(tensor)
    asked = extents_of(shape, "reshape")
    wanted = list(asked)
    known = TensorShape(extent for extent in wanted if extent != -1).size
    if wanted.count(-1) == 1 and known and x.shape.size % known == 0:
        wanted[wanted.index(-1)] = x.shape.size // known
    if min(wanted, default=0) < 0 or TensorShape(wanted).size != x.shape.size:
        raise ShapeError(
            f"Cannot reshape a tensor with {x.shape.size} elements to shape {asked}"
            f" (the tensor's shape is {x.shape})"
        )
    attributes = {"shape": tuple(wanted), "rank": x.shape.ndims}
    return x.graph.create_op(
        RESHAPE, name or "Reshape", [x], [wanted], [x.dtype], attributes
    ).outputs[0]


def _broadcast_kernel(x: Array, *, shape: tuple[int, ...], rank: int) -> Array:
    batch = x.shape[: x.ndim - rank]
    spread = batch + (1,) * (len(shape) - rank) + x.shape[x.ndim - rank :]
    return np.broadcast_to(x.reshape(spread), batch + shape)


def _broadcast_adjoint(
    g: Tensor, out: Tensor, x: Tensor, *, shape: tuple[int, ...], rank: int
) -> list[Tensor | None]:
    new = len(shape) - rank
    axes = [p for p, n in enumerate(shape) if p < new or (x.shape[p - new] == 1 and n != 1)]
    total = reduce_sum(g, axis=axes) if axes else g
    return [total if total.shape == x.shape else reshape(total, x.shape)]


BROADCAST_TO = Op(
    type="BroadcastTo",
    inputs=("x",),
    kernel=_broadcast_kernel,
    adjoint=_broadcast_adjoint,
    latex="{x:0}",
    symbol="⇉",
    summary="x repeated along new axes and axes of extent 1.",
    examples=(
        (lambda x: broadcast_to(x, [2, 3]), ((),)),
        (lambda x: broadcast_to(x, [4, 2, 3]), ((2, 1),)),
        (lambda x: broadcast_to(x, [2, 3]), ((3,),)),
    ),
    passes="The entry that was repeated receives the sum of the gradients of its copies.",
)


def spread(x: Tensor, shape: Any, name: str | None = None) -> Tensor:
    """The tensor repeated to fill a shape; itself if it has the shape already."""
    return x if x.shape == shape or x.shape == tuple(shape) else broadcast_to(x, shape, name)


@deferrable
def broadcast_to(input: Any, shape: Any, name: str | None = None) -> Tensor:  # noqa: A002
    """The tensor repeated to fill a shape, by numpy's rule.

    Raises:
        ShapeError: if it does not broadcast to the shape.
    """
    x = convert_to_tensor(input)
    shape = tuple(extents_of(shape, "broadcast_to"))
    if broadcast_shape([x.shape, shape], "broadcast_to") != shape:
        raise ShapeError(f"broadcast_to: the shape {x.shape} does not broadcast to {shape}")
    attributes = {"shape": shape, "rank": x.shape.ndims}
    return x.graph.create_op(
        BROADCAST_TO, name or "BroadcastTo", [x], [shape], [x.dtype], attributes
    ).outputs[0]
