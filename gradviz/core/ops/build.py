"""How an entry-by-entry op of the table is applied: one dtype, one shape, one operation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from gradviz.core.defaults import get_default_graph
from gradviz.core.dtypes import DType
from gradviz.core.errors import DTypeError
from gradviz.core.graph import Graph, Tensor, same_graph
from gradviz.core.op import Op
from gradviz.core.ops.sources import convert_to_tensor, is_symbolic
from gradviz.core.ops.sums import broadcast_to
from gradviz.core.shapes import broadcast_shape


def entrywise(function: str, dtype: DType | None = None, **entry: Any) -> Callable[..., Tensor]:
    """Enters an entry-by-entry op into the table and returns the function that applies it.

    Args:
        function: the public function's name.
        dtype: the output's element type, where it is not the inputs'.
        **entry: the fields of `Op`.
    """
    definition = Op(**entry)
    names = definition.inputs

    def apply(*values: Any, name: str | None = None) -> Tensor:
        if len(values) != len(names):
            raise TypeError(
                f"{function}() takes {len(names)} tensors ({', '.join(names)}), got {len(values)}"
            )
        return apply_entrywise(definition, values, name or definition.type, dtype)

    def by_name(*args: Any, **kwargs: Any) -> Tensor:
        # TensorFlow's callers write multiply(x=a, y=b) and add(a, b, "name") as well.
        if len(args) == len(names) + 1:
            kwargs["name"], args = args[-1], args[:-1]
        rest = [kwargs.pop(n) for n in names[len(args) :] if n in kwargs]
        return apply(*args, *rest, **kwargs)

    by_name.__name__ = by_name.__qualname__ = function
    by_name.__doc__ = (
        f"{definition.summary}\n\nForward form: ${definition.latex}$. Works entry by entry; inputs"
        " of different shapes are broadcast.\n"
        + (f"\nSource: {definition.source}\n" if definition.source else "")
    )
    return by_name


def apply_entrywise(
    definition: Op, values: Sequence[Any], name: str, dtype: DType | None = None
) -> Tensor:
    """Applies an entry-by-entry op to numbers, tensors and variables of any shapes that broadcast.

    Args:
        definition: the op's entry in the table.
        values: its inputs.
        name: the operation's name.
        dtype: the output's element type, where it is not the inputs'.

    Raises:
        DTypeError: if the inputs differ in dtype.
        ShapeError: if they do not broadcast.
    """
    tensors = [convert_to_tensor(v) for v in values if is_symbolic(v)]
    graph = same_graph(tensors) if tensors else get_default_graph()
    with graph.name_scope(name) as scope:
        inputs = _same_dtype(definition, values, graph)
        shape = broadcast_shape([t.shape for t in inputs], definition.type)
        inputs = [broadcast_to(t, shape) for t in inputs]
        out = dtype or inputs[0].dtype
        return graph.create_op(definition, scope, inputs, [shape], [out]).outputs[0]


def _same_dtype(definition: Op, values: Sequence[Any], graph: Graph) -> list[Tensor]:
    """The inputs as tensors: numbers take the tensors' dtype, tensors must agree."""
    symbolic = [convert_to_tensor(v) for v in values if is_symbolic(v)]
    wanted = symbolic[0].dtype if symbolic else None
    tensors = []
    for value, name in zip(values, definition.inputs, strict=True):
        if is_symbolic(value):
            tensor = convert_to_tensor(value)
        else:
            try:
                tensor = convert_to_tensor(value, wanted, name, graph)
            except TypeError as error:
                raise DTypeError(
                    f"{error} It is input {name!r} of {definition.type!r}"
                    + (f", whose other input is {wanted.name}." if wanted else ".")
                ) from None
            wanted = wanted or tensor.dtype
        if tensor.dtype != wanted:
            raise DTypeError(
                f"Input {name!r} of {definition.type!r} Op has type {tensor.dtype.name} that does"
                f" not match type {wanted.name if wanted else None} of the other; cast one of them"
            )
        tensors.append(tensor)
    return tensors
