"""Norms, and clipping by them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gradviz.core.deferred import deferrable
from gradviz.core.errors import DTypeError
from gradviz.core.graph import Tensor
from gradviz.core.op import PRODUCT, Op
from gradviz.core.ops.comparisons import greater
from gradviz.core.ops.extremes import maximum, minimum
from gradviz.core.ops.joining import stack
from gradviz.core.ops.roots import sqrt
from gradviz.core.ops.selection import select
from gradviz.core.ops.sources import constant, convert_to_tensor, identity
from gradviz.core.ops.sums import reduce_sum


def _half_square_kernel(x: Any, *, rank: int) -> Any:
    return np.add.reduce(np.square(x), axis=tuple(range(-rank, 0))) / 2


L2_LOSS = Op(
    type="L2Loss",
    inputs=("t",),
    kernel=_half_square_kernel,
    adjoint=lambda g, out, x, rank: [x * g],
    latex=r"\frac{{1}}{{2}} \sum {t:5}^2",
    binds=PRODUCT,
    symbol="½Σ²",
    summary="Half the sum of the squares.",
    examples=((lambda x: l2_loss(x), ((2, 3),)),),
    passes="Each entry receives itself times the gradient.",
)


@deferrable
def l2_loss(t: Any, name: str | None = None) -> Tensor:
    """Half the sum of the squares of all entries."""
    x = convert_to_tensor(t)
    if not x.dtype.is_floating:
        raise DTypeError(f"l2_loss: the input must be floating, not {x.dtype.name}; cast it")
    return x.graph.create_op(
        L2_LOSS, name or "L2Loss", [x], [()], [x.dtype], {"rank": len(x.shape)}
    ).outputs[0]


def global_norm(t_list: Sequence[Any], name: str | None = None) -> Tensor | None:
    """The Euclidean norm of all the entries of all the tensors; None entries count as nothing.

    Raises:
        TypeError: if it is not a list of tensors.
    """
    tensors = [convert_to_tensor(t) for t in _listed(t_list) if t is not None]
    if not tensors:
        return None
    with tensors[0].graph.name_scope(name or "global_norm") as scope:
        halves = reduce_sum(stack([l2_loss(t) for t in tensors]))
        return sqrt(halves * 2.0, name=f"{scope}global_norm/")


def _listed(t_list: Any) -> list[Any]:
    if not isinstance(t_list, list | tuple):
        raise TypeError(f"`t_list` should be a sequence of tensors. Received {type(t_list)}.")
    return list(t_list)


def clip_by_global_norm(
    t_list: Sequence[Any], clip_norm: Any, use_norm: Any = None, name: str | None = None
) -> tuple[list[Any], Any]:
    """All the tensors scaled by one factor, so that their global norm is at most `clip_norm`.

    Returns:
        The scaled tensors (None stays None) and the norm before. Where the norm is infinite or
        NaN, everything is NaN.
    """
    tensors = [None if t is None else convert_to_tensor(t) for t in _listed(t_list)]
    present = [t for t in tensors if t is not None]
    if not present:
        return tensors, use_norm
    graph = present[0].graph
    with graph.as_default(), graph.name_scope(name or "clip_by_global_norm"):
        norm = global_norm(present) if use_norm is None else convert_to_tensor(use_norm)
        if norm is None:
            return tensors, None
        bound = convert_to_tensor(clip_norm, norm.dtype)
        scale = bound * minimum(1.0 / norm, constant(1.0, norm.dtype) / bound)
        scale = scale + (norm - norm)
        return [None if t is None else identity(t * scale) for t in tensors], norm


@deferrable
def clip_by_norm(t: Any, clip_norm: Any, axes: Any = None, name: str | None = None) -> Tensor:
    """t, scaled down to the norm `clip_norm` where its norm (over `axes`, or all) is larger."""
    x = convert_to_tensor(t)
    with x.graph.as_default(), x.graph.name_scope(name or "clip_by_norm"):
        squares = reduce_sum(x * x, axes, keepdims=True)
        positive = greater(squares, 0.0)
        # The root is taken of 1 where the sum is 0, to keep its infinite derivative away.
        safe = select(positive, squares, 1.0)
        norm = select(positive, sqrt(safe), squares)
        bound = convert_to_tensor(clip_norm, x.dtype)
        return identity(x * bound / maximum(norm, bound))
