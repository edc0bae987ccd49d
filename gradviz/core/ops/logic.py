"""Truth values over axes, and how many entries are not zero."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradviz.core.deferred import deferrable
from gradviz.core.dtypes import int64
from gradviz.core.errors import DTypeError
from gradviz.core.graph import Tensor
from gradviz.core.op import Op
from gradviz.core.ops.casts import cast
from gradviz.core.ops.comparisons import logical_and, logical_not, logical_or, not_equal
from gradviz.core.ops.sources import convert_to_tensor
from gradviz.core.ops.sums import newer_of, reduce_sum, reduced


def _reduction(type: str, reduce: Any, word: str, symbol: str) -> Op:  # noqa: A002
    return Op(
        type=type,
        inputs=("input_tensor",),
        kernel=lambda x, *, axis, keepdims: reduce(x, axis=axis, keepdims=keepdims),
        constant=True,
        latex=rf"\{symbol} {{input_tensor:2}}",
        symbol=word,
        summary=f"Whether {word} of the entries over the axes given are true.",
    )


ALL = _reduction("All", np.logical_and.reduce, "all", "bigwedge")
ANY = _reduction("Any", np.logical_or.reduce, "any", "bigvee")


@deferrable
def _reduced(
    definition: Op, tensor: Any, axis: Any, keepdims: bool | None, name: str | None
) -> Tensor:
    x = convert_to_tensor(tensor)
    if not x.dtype.is_bool:
        raise DTypeError(
            f"reduce_{definition.symbol}: expected truth values, not {x.dtype.name}; compare first"
        )
    return reduced(definition, x, axis, keepdims, f"reduce_{definition.symbol}", name)


def reduce_all(
    input_tensor: Any,
    axis: Any = None,
    keepdims: bool | None = None,
    name: str | None = None,
    reduction_indices: Any = None,
    keep_dims: bool | None = None,
) -> Tensor:
    """Whether all entries over `axis`, or over all axes, are true.

    Raises:
        DTypeError: if the tensor is not bool.
        ValueError: if an argument is given under both of its names.
    """
    axis, keepdims = newer_of("reduce_all", axis, reduction_indices, keepdims, keep_dims)
    return _reduced(ALL, input_tensor, axis, keepdims, name)


def reduce_any(
    input_tensor: Any,
    axis: Any = None,
    keepdims: bool | None = None,
    name: str | None = None,
    reduction_indices: Any = None,
    keep_dims: bool | None = None,
) -> Tensor:
    """Whether any entry over `axis`, or over all axes, is true.

    Raises:
        DTypeError: if the tensor is not bool.
        ValueError: if an argument is given under both of its names.
    """
    axis, keepdims = newer_of("reduce_any", axis, reduction_indices, keepdims, keep_dims)
    return _reduced(ANY, input_tensor, axis, keepdims, name)


def logical_xor(x: Any, y: Any, name: str | None = "LogicalXor") -> Tensor:
    """Whether exactly one of x and y is true, entry by entry."""
    return logical_and(logical_or(x, y), logical_not(logical_and(x, y)), name=name or "LogicalXor")


def count_nonzero(
    input_tensor: Any,
    axis: Any = None,
    keepdims: bool | None = None,
    dtype: object = int64,
    name: str | None = None,
) -> Tensor:
    """How many entries over `axis`, or over all axes, are not zero."""
    x = convert_to_tensor(input_tensor)
    with x.graph.as_default(), x.graph.name_scope(name or "count_nonzero"):
        zero = False if x.dtype.is_bool else 0
        return reduce_sum(cast(not_equal(x, zero), dtype), axis, keepdims)
