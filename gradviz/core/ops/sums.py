"""Sum and BroadcastTo, each the other's adjoint, and Reshape.

Shapes that differ are made equal by an explicit broadcast when the graph is built. Its adjoint is
the sum, so no other rule ever has to undo broadcasting, and "the gradient of the bias is a sum
over the samples" is something that the graph knows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gradviz.core.errors import ShapeError
from gradviz.core.graph import Tensor
from gradviz.core.op import PRODUCT, Op
from gradviz.core.ops.sources import convert_to_tensor
from gradviz.core.shapes import TensorShape, broadcast_shape

Array = np.ndarray[Any, Any]


def _sum_kernel(x: Array, *, axis: tuple[int, ...], keepdims: bool) -> Array:
    reduce: Any = np.add.reduce  # NumPy's own types of it differ from release to release
    total: Array = reduce(x, axis=axis, keepdims=keepdims)
    return total


def _sum_adjoint(
    g: Tensor, out: Tensor, x: Tensor, *, axis: tuple[int, ...], keepdims: bool
) -> list[Tensor | None]:
    kept = [1 if place - x.shape.ndims in axis else n for place, n in enumerate(x.shape)]
    return [broadcast_to(reshape(g, kept) if g.shape.ndims and not keepdims else g, x.shape)]


SUM = Op(
    type="Sum",
    inputs=("x",),
    kernel=_sum_kernel,
    adjoint=_sum_adjoint,
    latex=r"\sum {x:2}",
    binds=PRODUCT,
    symbol="Σ",
    summary="The sum of x over the axes given.",
    passes="Every entry that was summed receives the gradient of the sum as it is.",
    examples=(
        (lambda x: reduce_sum(x), ((2, 3),)),
        (lambda x: reduce_sum(x, axis=0), ((2, 3),)),
        (lambda x: reduce_sum(x, axis=-1, keepdims=True), ((2, 3),)),
        (lambda x: reduce_sum(x, axis=[]), ((2, 3),)),
        (lambda x: reduce_sum(x), ((),)),
    ),
)


def reduce_sum(
    input_tensor: Any,
    axis: int | Sequence[int] | None = None,
    keepdims: bool = False,
    name: str | None = None,
) -> Tensor:
    r"""The sum of the entries over `axis`, or over all axes.

    Gradient: every entry that was added receives the cotangent of its sum (a broadcast).

    Args:
        input_tensor: a tensor of any shape.
        axis: an axis, several axes, none (`[]`: nothing is summed), or None for all.
        keepdims: keep the summed axes with extent 1.
        name: the operation's name.

    Raises:
        ShapeError: if an axis is out of range or named twice.

    Example:
        >>> from gradviz.core.ops.sources import constant
        >>> reduce_sum(constant([[1.0, 2.0], [3.0, 4.0]]), axis=0).shape
        TensorShape([2])
    """
    x = convert_to_tensor(input_tensor, name="Sum/input")
    axes = normal_axes(axis, x.shape, "reduce_sum")
    places = [x.shape.ndims + a for a in axes]
    shape = [1 if p in places else n for p, n in enumerate(x.shape) if keepdims or p not in places]
    op = x.graph.create_op(
        SUM, name or "Sum", [x], [shape], [x.dtype], {"axis": axes, "keepdims": keepdims}
    )
    return op.outputs[0]


def normal_axes(axis: int | Sequence[int] | None, shape: TensorShape, what: str) -> tuple[int, ...]:
    """Axes counted from the end, ascending: there they stay when batch axes come in front.

    Raises:
        ShapeError: if an axis is out of range or named twice.
    """
    rank = shape.ndims
    if axis is None:
        return tuple(range(-rank, 0))
    named = [axis] if isinstance(axis, int | np.integer) else list(axis)
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
    passes="Every entry receives the gradient of the entry that it became.",
    examples=((lambda x: reshape(x, [3, 2]), ((2, 3),)), (lambda x: reshape(x, [-1]), ((2, 3),))),
)


def reshape(tensor: Any, shape: Sequence[int], name: str | None = None) -> Tensor:
    """The same entries, row by row, in another shape; one extent may be -1 (what is left).

    Raises:
        ShapeError: if the entries do not fill the shape.

    Example:
        >>> from gradviz.core.ops.sources import constant
        >>> reshape(constant([1.0, 2.0, 3.0, 4.0]), [2, -1]).shape
        TensorShape([2, 2])
    """
    x = convert_to_tensor(tensor)
    wanted = [int(extent) for extent in shape]
    known = TensorShape(extent for extent in wanted if extent != -1).size
    if wanted.count(-1) == 1 and known and x.shape.size % known == 0:
        wanted[wanted.index(-1)] = x.shape.size // known
    if min(wanted, default=0) < 0 or TensorShape(wanted).size != x.shape.size:
        raise ShapeError(
            f"Cannot reshape a tensor with {x.shape.size} elements to shape {list(shape)}"
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
    passes="The entry that was repeated receives the sum of the gradients of its copies.",
    examples=(
        (lambda x: broadcast_to(x, [2, 3]), ((),)),
        (lambda x: broadcast_to(x, [4, 2, 3]), ((2, 1),)),
        (lambda x: broadcast_to(x, [2, 3]), ((3,),)),
    ),
)


def broadcast_to(input: Any, shape: Sequence[int], name: str | None = None) -> Tensor:  # noqa: A002
    """The tensor repeated to fill a shape, by numpy's rule; itself if it has the shape.

    Raises:
        ShapeError: if it does not broadcast to the shape.
    """
    x = convert_to_tensor(input)
    if x.shape == tuple(shape):
        return x
    if broadcast_shape([x.shape, shape], "broadcast_to") != tuple(shape):
        raise ShapeError(f"broadcast_to: the shape {x.shape} does not broadcast to {tuple(shape)}")
    attributes = {"shape": tuple(shape), "rank": x.shape.ndims}
    return x.graph.create_op(
        BROADCAST_TO, name or "BroadcastTo", [x], [shape], [x.dtype], attributes
    ).outputs[0]
