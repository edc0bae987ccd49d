"""Entries chosen by their places, and axes turned around."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradviz.core.deferred import deferrable
from gradviz.core.dtypes import as_dtype, int32
from gradviz.core.errors import DTypeError, ShapeError
from gradviz.core.graph import Tensor
from gradviz.core.ops.axes import axis_from_end
from gradviz.core.ops.extents import extents_of
from gradviz.core.ops.slicing import gather, strided_slice
from gradviz.core.ops.sources import constant, convert_to_tensor, is_symbolic
from gradviz.core.ops.sums import reduce_sum, reshape
from gradviz.core.shapes import TensorShape


@deferrable
def reverse(tensor: Any, axis: Any, name: str | None = None) -> Tensor:
    """The tensor with the order along some axes turned around.

    Raises:
        ShapeError: if an axis is out of range or named twice.
    """
    x = convert_to_tensor(tensor)
    rank = len(x.shape)
    places = [axis_from_end(a, rank, "reverse") + rank for a in extents_of(axis, "reverse")]
    if len(set(places)) < len(places):
        raise ShapeError(f"reverse: axis {places[0]} specified more than once in {axis}")
    key = [slice(None, None, -1 if p in places else None) for p in range(rank)]
    return strided_slice(x, tuple(key), name or "ReverseV2")


@deferrable
def gather_nd(params: Any, indices: Any, name: str | None = None) -> Tensor:
    """The entries, or slices, at the places that the last axis of `indices` holds.

    Raises:
        DTypeError: if the indices are not integers.
        ShapeError: if a place has more numbers than `params` has axes, or is out of range.
        InvalidArgumentError: in a run, if a place that is computed is out of range.

    Example:
        >>> from gradviz.core.ops.sources import constant
        >>> from gradviz.core.session import Session
        >>> Session().run(gather_nd(constant([[1.0, 2.0], [3.0, 4.0]]), [[0, 1], [1, 0]]))
        array([2., 3.], dtype=float32)
    """
    x = convert_to_tensor(params)
    chosen = convert_to_tensor(indices, None if is_symbolic(indices) else int32, "indices", x.graph)
    if not chosen.dtype.is_integer:
        raise DTypeError(f"gather_nd: indices must be integers, not {chosen.dtype.name}")
    count = chosen.shape[-1] if chosen.shape else 0
    if not chosen.shape or count > len(x.shape):
        raise ShapeError(
            f"index innermost dimension length must be <= params rank; saw: {count} vs."
            f" {len(x.shape)}"
        )
    extents = x.shape[:count]
    known = chosen.op.attributes.get("value")
    if known is not None:
        bad = np.argwhere((known < 0) | (known >= np.array(extents, int)))
        if len(bad):
            place = tuple(bad[0][:-1])
            raise ShapeError(
                f"indices{list(map(int, place))} = {known[place].tolist()} does not index into"
                f" param shape {x.shape}"
            )
    with x.graph.as_default(), x.graph.name_scope(name or "GatherNd"):
        strides = [TensorShape(extents[place + 1 :]).size for place in range(count)]
        flat = reduce_sum(chosen * constant(strides, chosen.dtype), -1)
        rows = reshape(x, [TensorShape(extents).size, *x.shape[count:]])
        return gather(rows, flat)


@deferrable
def boolean_mask(tensor: Any, mask: Any, name: str = "boolean_mask", axis: int = 0) -> Tensor:
    """The entries, or slices, for which a mask is true; the masked axes become one.

    Raises:
        NotImplementedError: if the mask is computed: how many entries come out would be known in
            a run only.
        ShapeError: if the mask does not have the shape of the axes that it masks.
    """
    x = convert_to_tensor(tensor)
    given = convert_to_tensor(mask, as_dtype("bool"), graph=x.graph)
    if "value" not in given.op.attributes:
        raise NotImplementedError(
            "boolean_mask: how much is left depends on the run; give the mask as numbers, or"
            " multiply with it, cast to the tensor's type"
        )
    truth = np.asarray(given.op.attributes["value"])
    rank = len(x.shape)
    first = axis_from_end(axis, rank, "boolean_mask") + rank
    masked = x.shape[first : first + truth.ndim]
    if not truth.ndim or tuple(masked) != truth.shape:
        raise ShapeError(f"boolean_mask: Shapes {tuple(masked)} and {truth.shape} are incompatible")
    with x.graph.as_default(), x.graph.name_scope(name):
        rows = reshape(x, [*x.shape[:first], truth.size, *x.shape[first + truth.ndim :]])
        return gather(rows, np.flatnonzero(truth).astype(np.int32), axis=first)
