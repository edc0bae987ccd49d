"""Choosing between tensors, and adding up any number of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gradviz.core.deferred import deferrable
from gradviz.core.errors import DTypeError, ShapeError
from gradviz.core.graph import Tensor, same_graph
from gradviz.core.op import SUM, Op
from gradviz.core.ops.build import same_dtype
from gradviz.core.ops.comparisons import greater
from gradviz.core.ops.sources import convert_to_tensor, is_symbolic
from gradviz.core.ops.sums import reshape, spread
from gradviz.core.shapes import broadcast_shape

SELECT = Op(
    type="Select",
    inputs=("condition", "x", "y"),
    kernel=np.where,
    # The cotangent goes where the value came from; a NaN on the other side is not let through.
    adjoint=lambda g, out, condition, x, y: [
        None,
        select(condition, g, 0.0),
        select(condition, 0.0, g),
    ],
    latex=r"\begin{{cases}} {x:0} & {condition:0} \\ {y:0} & \text{{otherwise}} \end{{cases}}",
    symbol="where",
    summary="x where the condition holds, y elsewhere.",
    examples=((lambda x, y: select(greater(x, y), x, y), ((3,), (3,))),),
    passes="Each entry's gradient goes to the side that the entry was taken from.",
)


@deferrable
def select(condition: Any, x: Any, y: Any, name: str | None = None) -> Tensor:
    """X where the condition holds, y elsewhere; all three are broadcast (TF's `where_v2`).

    Raises:
        DTypeError: if the condition is not bool, or x and y differ in dtype.
        ShapeError: if the shapes do not fit together.

    Example:
        >>> from gradviz.core.ops.sources import constant
        >>> select(constant([True, False]), constant([1.0, 2.0]), 0.0).shape
        TensorShape([2])
    """
    test = convert_to_tensor(condition)
    if not test.dtype.is_bool:
        raise DTypeError(f"where: the condition must be bool, not {test.dtype.name}; compare first")
    graph = test.graph
    with graph.name_scope(name or "Select") as scope:
        dtype = next((convert_to_tensor(v).dtype for v in (x, y) if is_symbolic(v)), None)
        tensors = [convert_to_tensor(v, dtype, n, graph) for v, n in ((x, "x"), (y, "y"))]
        same_graph([test, *tensors])
        shape = broadcast_shape([t.shape for t in (test, *tensors)], "where")
        inputs = [spread(t, shape) for t in (test, *tensors)]
        return graph.create_op(SELECT, scope, inputs, [shape], [tensors[0].dtype]).outputs[0]


@deferrable
def where(condition: Any, x: Any, y: Any, name: str | None = None) -> Tensor:
    """X where the condition holds, y elsewhere, as TensorFlow 1 has it: nothing is broadcast.

    The condition has the shape of x and y, or is a scalar, or a vector that chooses whole rows.
    `where_v2` broadcasts.

    Raises:
        DTypeError: if the condition is not bool, or x and y differ in dtype.
        ShapeError: if the shapes do not fit together.

    Example:
        >>> from gradviz.core.ops.sources import constant
        >>> where(constant([True, False]), constant([1.0, 2.0]), constant([3.0, 4.0])).shape
        TensorShape([2])
    """
    test = convert_to_tensor(condition)
    first, second = same_dtype("Select", ("x", "y"), (x, y), test.graph)
    if first.shape != second.shape:
        raise ShapeError(
            f"where: x and y must have one shape, not {first.shape} and {second.shape};"
            " where_v2 broadcasts"
        )
    if test.shape != first.shape and test.shape:
        if len(test.shape) != 1 or test.shape != first.shape[:1]:
            raise ShapeError(
                f"where: the condition of shape {test.shape} must have the shape {first.shape} of"
                " x and y, or one entry for each of their rows; where_v2 broadcasts"
            )
        test = reshape(test, [test.shape[0]] + [1] * (len(first.shape) - 1))
    return select(test, first, second, name or "Select")


def _add_n_kernel(*x: Any) -> Any:
    total = x[0]
    for term in x[1:]:
        total = np.add(total, term)
    return total


ADD_N = Op(
    type="AddN",
    inputs=("*x",),
    kernel=_add_n_kernel,
    adjoint=lambda g, out, *x: [g] * len(x),
    latex=" + ",
    binds=SUM,
    symbol="+",
    summary="The sum of any number of tensors of one shape.",
    examples=((lambda x, y, z: add_n([x, y, z]), ((2,), (2,), (2,))),),
    passes="Every term receives the gradient of the sum as it is.",
)


@deferrable
def add_n(inputs: Sequence[Any], name: str | None = None) -> Tensor:
    """The sum of tensors of one shape and dtype; a single one is returned as it is.

    Raises:
        ValueError: if there is nothing to add.
        ShapeError: if the shapes differ.
    """
    if not isinstance(inputs, list | tuple) or not inputs:
        raise ValueError("add_n: inputs must be a list of at least one Tensor")
    tensors = [convert_to_tensor(t) for t in inputs]
    if len(tensors) == 1:
        if name is None:
            return tensors[0]
        from gradviz.core.ops.sources import identity

        return identity(tensors[0], name)
    graph = same_graph(tensors)
    for tensor in tensors[1:]:
        if tensor.dtype != tensors[0].dtype:
            raise DTypeError(f"add_n: all dtypes must be equal, but {tensor} follows {tensors[0]}")
        if tensor.shape != tensors[0].shape:
            raise ShapeError(f"add_n: all shapes must be equal, but {tensor} follows {tensors[0]}")
    return graph.create_op(
        ADD_N, name or "AddN", tensors, [tensors[0].shape], [tensors[0].dtype]
    ).outputs[0]
