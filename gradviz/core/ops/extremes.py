"""Maximum and minimum: of two tensors, over axes, and as bounds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gradviz.core.deferred import deferrable
from gradviz.core.graph import Tensor
from gradviz.core.op import POSITIVE, Op
from gradviz.core.ops.build import NUMBER, entrywise
from gradviz.core.ops.casts import cast
from gradviz.core.ops.comparisons import equal, greater_equal, less_equal
from gradviz.core.ops.selection import select
from gradviz.core.ops.sums import kept_shape, reduce_sum, reduction, reshape

# On a tie the whole gradient goes to the first argument; a NaN compares false, so it goes to the
# second. (Over axes ties share it equally: see below.) Both as in TensorFlow.
maximum = entrywise(
    "maximum",
    kinds=NUMBER,
    type="Maximum",
    inputs=("x", "y"),
    kernel=np.maximum,
    partials=(
        lambda out, x, y: cast(greater_equal(x, y), x.dtype),
        lambda out, x, y: 1 - cast(greater_equal(x, y), x.dtype),
    ),
    adjoint=lambda g, out, x, y: [
        select(greater_equal(x, y), g, 0),
        select(greater_equal(x, y), 0, g),
    ],
    latex=r"\max\left({x:0}, {y:0}\right)",
    symbol="max",
    domain=(POSITIVE, (-3.0, -0.3)),
    summary="The larger of x and y.",
    passes="The whole gradient goes to the one that was taken, on a tie to the first.",
)
minimum = entrywise(
    "minimum",
    kinds=NUMBER,
    type="Minimum",
    inputs=("x", "y"),
    kernel=np.minimum,
    partials=(
        lambda out, x, y: cast(less_equal(x, y), x.dtype),
        lambda out, x, y: 1 - cast(less_equal(x, y), x.dtype),
    ),
    adjoint=lambda g, out, x, y: [select(less_equal(x, y), g, 0), select(less_equal(x, y), 0, g)],
    latex=r"\min\left({x:0}, {y:0}\right)",
    symbol="min",
    domain=(POSITIVE, (-3.0, -0.3)),
    summary="The smaller of x and y.",
    passes="The whole gradient goes to the one that was taken, on a tie to the first.",
)


def clip_by_value(
    t: Any, clip_value_min: Any, clip_value_max: Any, name: str | None = None
) -> Tensor:
    """t, but no less than the one bound and no more than the other.

    At the bounds themselves the gradient passes.
    """
    return maximum(minimum(t, clip_value_max), clip_value_min, name=name or "clip_by_value")


def _extreme_kernel(reduce: Any, sign: int) -> Any:
    def kernel(x: Any, *, axis: tuple[int, ...], keepdims: bool) -> Any:
        x = np.asarray(x)
        worst = (
            sign * np.inf
            if x.dtype.kind == "f"
            else (np.iinfo(x.dtype).max if sign > 0 else np.iinfo(x.dtype).min)
        )
        # The value over no entries at all is the identity of the operation.
        return reduce(x, axis=axis, keepdims=keepdims, **({} if x.size else {"initial": worst}))

    return kernel


def _extreme_adjoint(
    g: Tensor, out: Tensor, x: Tensor, *, axis: tuple[int, ...], keepdims: bool
) -> list[Tensor | None]:
    kept = kept_shape(x.shape, axis)
    hits = cast(equal(x, reshape(out, kept)), x.dtype)
    share = hits / reduce_sum(hits, axis=axis, keepdims=True)  # ties share equally
    return [share * reshape(g, kept) if len(g.shape) or not kept else share * g]


REDUCE_MAX = Op(
    type="Max",
    inputs=("input_tensor",),
    kernel=_extreme_kernel(np.maximum.reduce, -1),
    adjoint=_extreme_adjoint,
    latex=r"\max {input_tensor:2}",
    binds=2,
    symbol="max",
    summary="The largest entry over the axes given.",
    examples=((lambda x: reduce_max(x), ((2, 3),)), (lambda x: reduce_max(x, axis=0), ((2, 3),))),
    passes="The gradient goes to the largest entry; ties share it equally.",
)
REDUCE_MIN = Op(
    type="Min",
    inputs=("input_tensor",),
    kernel=_extreme_kernel(np.minimum.reduce, 1),
    adjoint=_extreme_adjoint,
    latex=r"\min {input_tensor:2}",
    binds=2,
    symbol="min",
    summary="The smallest entry over the axes given.",
    examples=((lambda x: reduce_min(x), ((2, 3),)), (lambda x: reduce_min(x, axis=-1), ((2, 3),))),
    passes="The gradient goes to the smallest entry; ties share it equally.",
)


@deferrable
def reduce_max(
    input_tensor: Any,
    axis: int | Sequence[int] | None = None,
    keepdims: bool | None = None,
    name: str | None = None,
    reduction_indices: int | Sequence[int] | None = None,
    keep_dims: bool | None = None,
) -> Tensor:
    """The largest entry over `axis`, or over all axes; ties share the gradient equally."""
    return reduction(
        REDUCE_MAX, "reduce_max", input_tensor, axis, keepdims, name, reduction_indices, keep_dims
    )


@deferrable
def reduce_min(
    input_tensor: Any,
    axis: int | Sequence[int] | None = None,
    keepdims: bool | None = None,
    name: str | None = None,
    reduction_indices: int | Sequence[int] | None = None,
    keep_dims: bool | None = None,
) -> Tensor:
    """The smallest entry over `axis`, or over all axes; ties share the gradient equally."""
    return reduction(
        REDUCE_MIN, "reduce_min", input_tensor, axis, keepdims, name, reduction_indices, keep_dims
    )
