"""Constant arrays: zeros, ones, fills and ranges."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gradviz.core.defaults import get_default_graph
from gradviz.core.deferred import deferrable
from gradviz.core.dtypes import as_array, as_dtype, float32, int32
from gradviz.core.errors import ShapeError
from gradviz.core.graph import Tensor
from gradviz.core.ops.extents import extents_of
from gradviz.core.ops.sources import constant, convert_to_tensor, is_symbolic
from gradviz.core.ops.sums import spread


def _filled(value: Any, dtype: object, shape: Sequence[int], name: str) -> Tensor:
    """A scalar constant spread over a shape: it costs one number, however large the shape."""
    if not len(shape):
        return constant(value, dtype, name=name)
    with get_default_graph().name_scope(name) as scope:
        return spread(constant(value, dtype), shape, name=scope)


@deferrable
def zeros_like(tensor: Any, dtype: object = None, name: str | None = None) -> Tensor:
    """Zeros in the shape of a tensor, which no gradient flows through."""
    return _like(tensor, 0, dtype, name or "zeros_like")


@deferrable
def ones_like(tensor: Any, dtype: object = None, name: str | None = None) -> Tensor:
    """Ones in the shape of a tensor, which no gradient flows through."""
    return _like(tensor, 1, dtype, name or "ones_like")


def _like(tensor: Any, value: int, dtype: object, name: str) -> Tensor:
    x = convert_to_tensor(tensor)
    with x.graph.as_default():
        element = x.dtype if dtype is None else as_dtype(dtype)
        return _filled(bool(value) if element.is_bool else value, element, x.shape, name)


@deferrable
def zeros(shape: Any, dtype: object = float32, name: str | None = None) -> Tensor:
    """A tensor of zeros."""
    element = as_dtype(dtype)
    value = False if element.is_bool else 0
    return _filled(value, element, extents_of(shape, "zeros"), name or "zeros")


@deferrable
def ones(shape: Any, dtype: object = float32, name: str | None = None) -> Tensor:
    """A tensor of ones."""
    element = as_dtype(dtype)
    value = True if element.is_bool else 1
    return _filled(value, element, extents_of(shape, "ones"), name or "ones")


@deferrable
def fill(dims: Any, value: Any, name: str | None = None) -> Tensor:
    """A tensor of one value, which may be a tensor itself.

    Raises:
        ShapeError: if there are more values.
    """
    one = convert_to_tensor(value)
    if one.shape:
        raise ShapeError(f"fill: the value must be a scalar, not of shape {one.shape}")
    return spread(one, extents_of(dims, "fill"), name or "Fill")


@deferrable
def range(
    start: Any,
    limit: Any = None,
    delta: Any = 1,
    dtype: object = None,  # noqa: A001
    name: str | None = None,
) -> Tensor:
    """The numbers from start (from 0, if there is one argument only) to limit in steps of delta.

    Example:
        >>> from gradviz.core.session import Session
        >>> Session().run(range(2, 8, 3))
        array([2, 5], dtype=int32)
    """
    if limit is None:
        start, limit = 0, start
    start, limit, delta = (_number(value) for value in (start, limit, delta))
    element = (
        as_dtype(dtype) if dtype is not None else as_dtype(as_array([start, limit, delta]).dtype)
    )
    return constant(np.arange(start, limit, delta, dtype=element.dtype), name=name or "range")


def _number(value: Any) -> Any:
    return extents_of(value, "range")[0] if is_symbolic(value) else value


@deferrable
def shape(input: Any, name: str | None = None, out_type: object = int32) -> Tensor:  # noqa: A002
    """The extents of a tensor, as a tensor."""
    extents = np.array(convert_to_tensor(input).shape, as_dtype(out_type).dtype)
    return constant(extents, name=name or "Shape")


@deferrable
def size(input: Any, name: str | None = None, out_type: object = int32) -> Tensor:  # noqa: A002
    """The number of entries of a tensor, as a tensor."""
    return constant(convert_to_tensor(input).shape.size, out_type, name=name or "Size")


@deferrable
def rank(input: Any, name: str | None = None) -> Tensor:  # noqa: A002  TensorFlow's name
    """The number of axes of a tensor, as a tensor."""
    return constant(len(convert_to_tensor(input).shape), int32, name=name or "Rank")
