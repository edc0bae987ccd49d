"""Means and variances over axes."""

from __future__ import annotations

from typing import Any

from gradviz.core.graph import Tensor
from gradviz.core.ops.axes import squeeze
from gradviz.core.ops.elementwise import square, squared_difference
from gradviz.core.ops.means import reduce_mean
from gradviz.core.ops.roots import sqrt
from gradviz.core.ops.sources import convert_to_tensor, stop_gradient


def reduce_variance(
    input_tensor: Any, axis: Any = None, keepdims: bool = False, name: str | None = None
) -> Tensor:
    """The mean squared distance from the mean over `axis`, or over all axes."""
    x = convert_to_tensor(input_tensor)
    with x.graph.as_default(), x.graph.name_scope(name or "reduce_variance"):
        distance = x - reduce_mean(x, axis, keepdims=True)
        return reduce_mean(square(distance), axis, keepdims)


def reduce_std(
    input_tensor: Any, axis: Any = None, keepdims: bool = False, name: str | None = None
) -> Tensor:
    """The standard deviation over `axis`; where it is 0 its gradient is NaN, as in TensorFlow."""
    x = convert_to_tensor(input_tensor)
    with x.graph.as_default(), x.graph.name_scope(name or "reduce_std"):
        return sqrt(reduce_variance(x, axis, keepdims))


def moments(
    x: Any,
    axes: Any,
    shift: Any = None,
    name: str | None = None,
    keep_dims: bool | None = None,
    keepdims: bool | None = None,
) -> tuple[Tensor, Tensor]:
    """The mean and the variance over axes.

    Through the mean inside the variance nothing flows back: it would send back zero anyway.
    (So second derivatives of the variance leave the mean out, as TensorFlow's do.)

    Args:
        x: a tensor.
        axes: the axes that are averaged.
        shift: accepted and without effect.
        name: the name scope of the operations.
        keep_dims: the older name of `keepdims`.
        keepdims: keep the averaged axes with extent 1.
    """
    del shift
    tensor = convert_to_tensor(x)
    keep = keepdims if keepdims is not None else keep_dims
    with tensor.graph.as_default(), tensor.graph.name_scope(name or "moments"):
        mean = reduce_mean(tensor, axes, keepdims=True, name="mean")
        distance = squared_difference(tensor, stop_gradient(mean))
        variance = reduce_mean(distance, axes, keepdims=True, name="variance")
        if keep:
            return mean, variance
        return squeeze(mean, axes), squeeze(variance, axes)
