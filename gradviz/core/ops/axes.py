"""Axes: their order, and axes of extent 1."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gradviz.core.deferred import deferrable
from gradviz.core.errors import ShapeError
from gradviz.core.graph import Tensor
from gradviz.core.op import POWER, Op
from gradviz.core.ops.extents import extents_of
from gradviz.core.ops.sources import convert_to_tensor
from gradviz.core.ops.sums import reshape


def axis_from_end(axis: Any, rank: int, what: str) -> int:
    """One axis, counted from the end: there it stays when batch axes come in front.

    Raises:
        ShapeError: if it is not one number, or out of range.
    """
    if isinstance(axis, Tensor):
        axis = extents_of(axis, what)[0]
    if np.ndim(axis) or not isinstance(axis, int | np.integer | np.ndarray):
        raise ShapeError(f"{what}: the axis must be one whole number, not {axis!r}")
    if not -rank <= axis < rank:
        raise ShapeError(f"{what}: axis {axis} is not in the range [{-rank}, {rank})")
    return int(axis) - rank if axis >= 0 else int(axis)


def _transpose_kernel(x: Any, *, perm: tuple[int, ...]) -> Any:
    batch = x.ndim - len(perm)
    return x.transpose(*range(batch), *(batch + p for p in perm))


def _transpose_adjoint(
    g: Tensor, out: Tensor, x: Tensor, *, perm: tuple[int, ...]
) -> list[Tensor | None]:
    return [transpose(g, [perm.index(place) for place in range(len(perm))])]


TRANSPOSE = Op(
    type="Transpose",
    inputs=("x",),
    kernel=_transpose_kernel,
    adjoint=_transpose_adjoint,
    latex="{x:5}^T",
    binds=POWER,
    symbol="ᵀ",
    summary="x with its axes in another order.",
    examples=(
        (lambda x: transpose(x), ((2, 3),)),
        (lambda x: transpose(x, [1, 2, 0]), ((2, 3, 4),)),
    ),
    passes="The gradient is transposed back.",
)


@deferrable
def transpose(a: Any, perm: Sequence[int] | None = None, name: str | None = None) -> Tensor:
    """The tensor with its axes in the order `perm`, without it in reverse order.

    Raises:
        ShapeError: if perm does not name every axis once.

    Example:
        >>> from gradviz.core.ops.sources import constant
        >>> transpose(constant([[1.0, 2.0, 3.0]])).shape
        TensorShape([3, 1])
    """
    x = convert_to_tensor(a)
    rank = len(x.shape)
    order = list(range(rank))[::-1] if perm is None else extents_of(perm, "transpose")
    order = [p + rank if p < 0 else p for p in order]
    if sorted(order) != list(range(rank)):
        raise ShapeError(
            f"transpose: perm {list(perm or ())} must name each axis of the shape {x.shape} once"
        )
    return x.graph.create_op(
        TRANSPOSE,
        name or "transpose",
        [x],
        [[x.shape[p] for p in order]],
        [x.dtype],
        {"perm": tuple(order)},
    ).outputs[0]


@deferrable
def expand_dims(
    input: Any,
    axis: int | None = None,
    name: str | None = None,  # noqa: A002
    dim: int | None = None,
) -> Tensor:
    """The tensor with a new axis of extent 1 before place `axis`.

    Raises:
        ValueError: if no axis is given.
        ShapeError: if the axis is out of range.
    """
    x = convert_to_tensor(input)
    axis = dim if axis is None else axis
    if axis is None:
        raise ValueError("Must specify an axis argument to tf.expand_dims()")
    rank = len(x.shape) + 1
    place = axis_from_end(axis, rank, "expand_dims") + rank
    shape = list(x.shape)
    return reshape(x, [*shape[:place], 1, *shape[place:]], name or "ExpandDims")


@deferrable
def squeeze(
    input: Any,
    axis: int | Sequence[int] | None = None,  # noqa: A002  TensorFlow's name
    name: str | None = None,
    squeeze_dims: int | Sequence[int] | None = None,
) -> Tensor:
    """The tensor without its axes of extent 1, or without those that `axis` names.

    Raises:
        ShapeError: if a named axis has another extent.
    """
    x = convert_to_tensor(input)
    rank = len(x.shape)
    axis = squeeze_dims if axis is None else axis
    named = [] if axis is None else [int(a) for a in np.ravel(axis)]
    places = {axis_from_end(a, rank, "squeeze") + rank for a in named}
    if not places:
        places = {p for p, n in enumerate(x.shape) if n == 1}
    for place in places:
        if x.shape[place] != 1:
            raise ShapeError(
                f"squeeze: can not squeeze dim[{place}], expected a dimension of 1, got"
                f" {x.shape[place]} (the shape is {x.shape})"
            )
    return reshape(x, [n for p, n in enumerate(x.shape) if p not in places], name or "Squeeze")
