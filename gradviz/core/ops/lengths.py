"""The length of vectors in various norms, and vectors made to have length one."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradviz.core.deferred import deferrable
from gradviz.core.graph import Tensor
from gradviz.core.ops.axes import squeeze
from gradviz.core.ops.elementwise import multiply, square
from gradviz.core.ops.extremes import maximum, reduce_max
from gradviz.core.ops.powers import pow  # noqa: A004  TensorFlow's name
from gradviz.core.ops.roots import rsqrt, sqrt
from gradviz.core.ops.rounding import abs  # noqa: A004  TensorFlow's name
from gradviz.core.ops.sources import convert_to_tensor
from gradviz.core.ops.sums import reduce_sum

EUCLIDEAN = ("euclidean", "fro", 2, 2.0)


@deferrable
def norm(
    tensor: Any,
    ord: Any = "euclidean",  # noqa: A002  TensorFlow's name
    axis: Any = None,
    keepdims: bool | None = None,
    name: str | None = None,
    keep_dims: bool | None = None,
) -> Tensor:
    """The norm of all entries, of the vectors along an axis, or of the matrices in two axes.

    At zero the Euclidean norm has no gradient: it is NaN, as in TensorFlow.

    Args:
        tensor: a tensor of floats.
        ord: "euclidean", 1, inf, or any p > 0: of matrices "fro" (the same as "euclidean"), the
            largest sum of a column (1) or of a row (inf).
        axis: None, an axis, or a pair of axes.
        keepdims: keep the axes with extent 1.
        name: the name scope of the operations.
        keep_dims: the older name of `keepdims`.

    Raises:
        ValueError: if there is no such norm.
        NotImplementedError: for the 2-norm of a matrix, which needs its singular values.

    Example:
        >>> from gradviz.core.ops.sources import constant
        >>> from gradviz.core.session import Session
        >>> Session().run(norm(constant([3.0, 4.0])))
        np.float32(5.0)
    """
    x = convert_to_tensor(tensor)
    keep = keepdims if keepdims is not None else keep_dims
    places = _places(axis)
    _check(ord, places)
    with x.graph.as_default(), x.graph.name_scope(name or "norm"):
        result = _norm(x, ord, places)
        return result if keep else squeeze(result, None if places is None else list(places))


def _places(axis: Any) -> tuple[int, ...] | None:
    if axis is None or isinstance(axis, int | np.integer):
        return None if axis is None else (int(axis),)
    places = tuple(int(a) for a in axis)
    if len(places) not in (1, 2) or len(set(places)) < len(places):
        raise ValueError(f"'axis' must be None, an integer, or two different integers, got {axis}")
    return places


def _check(ord: Any, places: tuple[int, ...] | None) -> None:  # noqa: A002
    if places is not None and len(places) == 2:
        if ord in (2, 2.0) and not isinstance(ord, str):
            raise NotImplementedError("norm: the 2-norm of a matrix needs its singular values")
        if ord not in ("euclidean", "fro", 1, np.inf):
            raise ValueError(f"'ord' must be a supported matrix norm (1, inf, 'fro'), got {ord}")
    elif ord != "euclidean" and (isinstance(ord, str) or not ord > 0):
        raise ValueError(f"'ord' must be a supported vector norm ('euclidean', p > 0), got {ord}")


def _norm(x: Tensor, ord: Any, places: tuple[int, ...] | None) -> Tensor:  # noqa: A002
    axes = None if places is None else list(places)
    if ord in EUCLIDEAN:
        return sqrt(reduce_sum(x * x, axes, keepdims=True))
    size = abs(x)
    if places is not None and len(places) == 2:
        down, along = places if ord == 1 else places[::-1]
        return reduce_max(reduce_sum(size, down, keepdims=True), along, keepdims=True)
    if ord == 1:
        return reduce_sum(size, axes, keepdims=True)
    if ord == np.inf:
        return reduce_max(size, axes, keepdims=True)
    return pow(reduce_sum(pow(size, ord), axes, keepdims=True), 1.0 / ord)


def l2_normalize(
    x: Any, axis: Any = None, epsilon: float = 1e-12, name: str | None = None, dim: Any = None
) -> Tensor:
    """X divided by its Euclidean norm over axes; squared norms below `epsilon` count as it.

    Args:
        x: a tensor of floats.
        axis: the axes of the norm, all without it.
        epsilon: the smallest squared norm.
        name: the name scope of the operations.
        dim: the older name of `axis`.
    """
    tensor = convert_to_tensor(x)
    with tensor.graph.as_default(), tensor.graph.name_scope(name or "l2_normalize") as scope:
        axes = axis if axis is not None else dim
        squares = reduce_sum(square(tensor), axes, keepdims=True)
        return multiply(tensor, rsqrt(maximum(squares, epsilon)), name=scope)
