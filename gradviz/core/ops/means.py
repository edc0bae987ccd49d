"""The mean over axes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gradviz.core.deferred import deferrable
from gradviz.core.graph import Tensor
from gradviz.core.op import PRODUCT, Op
from gradviz.core.ops.sums import reduction, sum_adjoint
from gradviz.core.shapes import TensorShape

Array = np.ndarray[Any, Any]


def _mean_kernel(x: Array, *, axis: tuple[int, ...], keepdims: bool) -> Array:
    total: Any = np.sum(x, axis=axis, dtype=np.asarray(x).dtype, keepdims=keepdims)
    count = TensorShape(np.shape(x)[a] for a in axis).size
    if np.asarray(total).dtype.kind == "f":
        return total / np.asarray(count, np.asarray(total).dtype)  # type: ignore[no-any-return]
    # Of no whole numbers the mean is 0, as in TensorFlow; of no floats it is NaN.
    return np.asarray(np.trunc(np.true_divide(total, max(count, 1)))).astype(total.dtype)


def _mean_adjoint(
    g: Tensor, out: Tensor, x: Tensor, *, axis: tuple[int, ...], keepdims: bool
) -> list[Tensor | None]:
    count = TensorShape(x.shape[a] for a in axis).size
    [spread] = sum_adjoint(g, out, x, axis=axis, keepdims=keepdims)
    return [None if spread is None else spread / float(max(count, 1))]


MEAN = Op(
    type="Mean",
    inputs=("x",),
    kernel=_mean_kernel,
    adjoint=_mean_adjoint,
    latex=r"\operatorname{{mean}} {x:2}",
    binds=PRODUCT,
    symbol="mean",
    summary="The mean of x over the axes given.",
    examples=(
        (lambda x: reduce_mean(x), ((2, 3),)),
        (lambda x: reduce_mean(x, axis=0, keepdims=True), ((2, 3),)),
    ),
    passes="Every entry receives its share, one n-th, of the gradient of the mean.",
)


@deferrable
def reduce_mean(
    input_tensor: Any,
    axis: int | Sequence[int] | None = None,
    keepdims: bool | None = None,
    name: str | None = None,
    reduction_indices: int | Sequence[int] | None = None,
    keep_dims: bool | None = None,
) -> Tensor:
    """The mean of the entries over `axis`, or over all axes."""
    return reduction(
        MEAN, "reduce_mean", input_tensor, axis, keepdims, name, reduction_indices, keep_dims
    )
