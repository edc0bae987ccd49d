"""Changing the element type."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradviz.core.deferred import deferrable
from gradviz.core.dtypes import as_dtype
from gradviz.core.graph import Tensor
from gradviz.core.op import Op
from gradviz.core.ops.sources import convert_to_tensor


def _cast_kernel(x: Any, *, dtype: str) -> Any:
    return np.asarray(x).astype(dtype)


def _cast_adjoint(g: Tensor, out: Tensor, x: Tensor, *, dtype: str) -> list[Tensor | None]:
    # Only floats have gradients; what passes through an integer has none.
    return [cast(g, x.dtype) if x.dtype.is_floating and out.dtype.is_floating else None]


CAST = Op(
    type="Cast",
    inputs=("x",),
    kernel=_cast_kernel,
    adjoint=_cast_adjoint,
    latex="{x:0}",
    symbol="cast",
    summary="x in another element type.",
    examples=((lambda x: cast(x, "float64"), ((2,),)),),
    passes="The gradient is cast back to the element type of x.",
)


@deferrable
def cast(x: Any, dtype: object, name: str | None = None) -> Tensor:
    """X in another element type; x itself if it has it.

    Floats become integers by cutting off what is behind the point, anything becomes bool by being
    different from zero.

    Example:
        >>> from gradviz.core.ops.sources import constant
        >>> cast(constant([1.5, 2.5]), "int32").dtype
        <dtype: 'int32'>
    """
    tensor, wanted = convert_to_tensor(x), as_dtype(dtype)
    if tensor.dtype == wanted:
        return tensor
    return tensor.graph.create_op(
        CAST, name or "Cast", [tensor], [tensor.shape], [wanted], {"dtype": wanted.name}
    ).outputs[0]


def to_float(x: Any, name: str = "ToFloat") -> Tensor:
    """X as float32."""
    return cast(x, "float32", name)


def to_double(x: Any, name: str = "ToDouble") -> Tensor:
    """X as float64."""
    return cast(x, "float64", name)


def to_int32(x: Any, name: str = "ToInt32") -> Tensor:
    """X as int32."""
    return cast(x, "int32", name)
