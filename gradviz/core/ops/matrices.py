"""The matrix product, of matrices and of stacks of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradviz.core.defaults import get_default_graph
from gradviz.core.deferred import deferrable
from gradviz.core.errors import ShapeError
from gradviz.core.graph import Tensor, same_graph
from gradviz.core.op import PRODUCT, Op
from gradviz.core.ops.build import same_dtype
from gradviz.core.ops.sources import convert_to_tensor, is_symbolic
from gradviz.core.ops.sums import spread
from gradviz.core.shapes import broadcast_shape


def _matmul_kernel(a: Any, b: Any, *, transpose_a: bool, transpose_b: bool) -> Any:
    return np.matmul(
        a.swapaxes(-1, -2) if transpose_a else a, b.swapaxes(-1, -2) if transpose_b else b
    )


def _matmul_adjoint(
    g: Tensor, out: Tensor, a: Tensor, b: Tensor, *, transpose_a: bool, transpose_b: bool
) -> list[Tensor | None]:
    if not transpose_a:
        by_a = matmul(g, b, transpose_b=not transpose_b)
    else:
        by_a = matmul(b, g, transpose_a=transpose_b, transpose_b=True)
    if not transpose_b:
        by_b = matmul(a, g, transpose_a=not transpose_a)
    else:
        by_b = matmul(g, a, transpose_a=True, transpose_b=transpose_a)
    return [by_a, by_b]


MATMUL = Op(
    type="MatMul",
    inputs=("a", "b"),
    kernel=_matmul_kernel,
    adjoint=_matmul_adjoint,
    latex="{a:2} {b:2}",
    binds=PRODUCT,
    symbol="@",
    summary="The matrix product of a and b, either transposed on request.",
    examples=(
        (lambda a, b: matmul(a, b), ((2, 3), (3, 4))),
        (lambda a, b: matmul(a, b, transpose_a=True), ((3, 2), (3, 4))),
        (lambda a, b: matmul(a, b, transpose_b=True), ((2, 3), (4, 3))),
        (lambda a, b: matmul(a, b, transpose_a=True, transpose_b=True), ((3, 2), (4, 3))),
        (lambda a, b: matmul(a, b), ((5, 1, 2, 3), (4, 3, 2))),
    ),
    passes="Each factor receives the gradient times the other factor, transposed.",
)


@deferrable
def matmul(
    a: Any,
    b: Any,
    transpose_a: bool = False,
    transpose_b: bool = False,
    adjoint_a: bool = False,
    adjoint_b: bool = False,
    a_is_sparse: bool = False,
    b_is_sparse: bool = False,
    name: str | None = None,
) -> Tensor:
    """The matrix product of the last two axes; axes in front of them are broadcast.

    Args:
        a: a tensor of two axes or more; a vector is refused, as TensorFlow does.
        b: the same.
        transpose_a: whether to transpose a's last two axes first.
        transpose_b: the same for b.
        adjoint_a: the same as transpose_a, for real numbers.
        adjoint_b: the same as transpose_b, for real numbers.
        a_is_sparse: a hint; nothing follows from it here.
        b_is_sparse: a hint; nothing follows from it here.
        name: the operation's name.

    Raises:
        ValueError: if both transpose and adjoint are asked for.
        ShapeError: if the shapes do not fit.

    Example:
        >>> from gradviz.core.ops.constants import ones
        >>> matmul(ones([2, 3]), ones([4, 3]), transpose_b=True).shape
        TensorShape([2, 4])
    """
    del a_is_sparse, b_is_sparse
    if (transpose_a and adjoint_a) or (transpose_b and adjoint_b):
        raise ValueError("matmul: give transpose or adjoint, not both")
    turns = (bool(transpose_a or adjoint_a), bool(transpose_b or adjoint_b))
    symbolic = [convert_to_tensor(v) for v in (a, b) if is_symbolic(v)]
    graph = same_graph(symbolic) if symbolic else get_default_graph()
    with graph.name_scope(name or "MatMul") as scope:
        inputs = same_dtype("MatMul", ("a", "b"), (a, b), graph)
        for tensor in inputs:
            if len(tensor.shape) < 2:
                raise ShapeError(
                    f"matmul: Shape must be rank 2 but is rank {len(tensor.shape)} for {tensor};"
                    " reshape a vector to a matrix of one row or column"
                )
        (rows, inner), (other, columns) = (
            t.shape[-2:][::-1] if turn else t.shape[-2:]
            for t, turn in zip(inputs, turns, strict=True)
        )
        if inner != other:
            raise ShapeError(
                f"matmul: Dimensions must be equal, but are {inner} and {other}: the shapes are"
                f" {inputs[0].shape} and {inputs[1].shape}, transpose_a={turns[0]},"
                f" transpose_b={turns[1]}"
            )
        stack = broadcast_shape([t.shape[:-2] for t in inputs], "matmul")
        inputs = [spread(t, (*stack, *t.shape[-2:])) for t in inputs]
        return graph.create_op(
            MATMUL,
            scope,
            inputs,
            [(*stack, rows, columns)],
            [inputs[0].dtype],
            {"transpose_a": turns[0], "transpose_b": turns[1]},
        ).outputs[0]
