"""How an entry-by-entry op of the table is applied: one dtype, one shape, one operation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from inspect import Parameter, Signature
from typing import Any

from gradviz.core.defaults import get_default_graph
from gradviz.core.deferred import deferrable
from gradviz.core.dtypes import DType
from gradviz.core.errors import DTypeError
from gradviz.core.graph import Graph, Tensor, same_graph
from gradviz.core.op import Op
from gradviz.core.ops.sources import convert_to_tensor, is_symbolic
from gradviz.core.ops.sums import spread
from gradviz.core.shapes import broadcast_shape

FLOAT, NUMBER, ANY, BOOL = "f", "fi", "fib", "b"
"""Kinds of element type that an op takes, by numpy's letters."""


def entrywise(
    function: str,
    dtype: DType | None = None,
    kinds: str = FLOAT,
    attributes: Mapping[str, Any] | None = None,
    default_name: str | None = None,
    **entry: Any,
) -> Callable[..., Tensor]:
    """Enters an entry-by-entry op into the table and returns the function that applies it.

    Args:
        function: the public function's name.
        dtype: the output's element type, where it is not the inputs'.
        kinds: the kinds of element type that it takes.
        attributes: keyword arguments of the kernel that a caller may give, with their defaults.
        default_name: the operations' name, where it is not the op's type.
        **entry: the fields of `Op`.
    """
    definition = Op(function=function, **entry)
    names = [*definition.inputs, *(attributes or {}), "name"]
    arity = len(definition.inputs)
    own = default_name or definition.type

    def by_name(*args: Any, **kwargs: Any) -> Tensor:
        # TensorFlow's callers write multiply(x=a, y=b) and add(a, b, "name") as well.
        if kwargs:
            unknown = [k for k in kwargs if k not in names[len(args) :]]
            if unknown:
                raise TypeError(f"{function}() got an unexpected keyword argument {unknown[0]!r}")
            args = (*args, *(kwargs.get(n, _MISSING) for n in names[len(args) :]))
        if len(args) > len(names) or len(args) < arity or any(a is _MISSING for a in args[:arity]):
            raise TypeError(
                f"{function}() takes {arity} tensors ({', '.join(definition.inputs)}),"
                f" got {len(args)} arguments"
            )
        given = {
            k: default if len(args) <= arity + i or args[arity + i] is _MISSING else args[arity + i]
            for i, (k, default) in enumerate((attributes or {}).items())
        }
        name = args[-1] if len(args) == len(names) else None
        if name is _MISSING or not name:
            name = own
        return apply_entrywise(definition, args[:arity], name, dtype, kinds, given)

    by_name.__name__ = by_name.__qualname__ = function
    by_name.__signature__ = _signature(definition.inputs, attributes or {})  # type: ignore[attr-defined]
    by_name.__doc__ = (
        f"{definition.summary}\n\nForward form: ${definition.latex}$. Works entry by entry; inputs"
        " of different shapes are broadcast.\n"
        + (f"\nSource: {definition.source}\n" if definition.source else "")
    )
    return deferrable(by_name)


def _signature(inputs: Sequence[str], attributes: Mapping[str, Any]) -> Signature:
    """What `inspect.signature` and `help` say of the function, which itself takes anything."""
    defaults = dict.fromkeys(inputs, Parameter.empty) | {**attributes, "name": None}
    kind = Parameter.POSITIONAL_OR_KEYWORD
    return Signature([Parameter(n, kind, default=value) for n, value in defaults.items()])


class _Missing:
    """The absence of an argument; compares by identity, which tensors do too."""


_MISSING: Any = _Missing()


def apply_entrywise(
    definition: Op,
    values: Sequence[Any],
    name: str,
    dtype: DType | None = None,
    kinds: str = ANY,
    attributes: Mapping[str, Any] | None = None,
) -> Tensor:
    """Applies an entry-by-entry op to tensors and numbers.

    Raises:
        DTypeError: if their element types differ, or are not for this op.
        ShapeError: if their shapes do not fit together.
    """
    tensors = [convert_to_tensor(v) for v in values if is_symbolic(v)]
    graph = same_graph(tensors) if tensors else get_default_graph()
    with graph.name_scope(name) as scope:
        inputs = same_dtype(definition.type, definition.inputs, values, graph)
        if inputs[0].dtype.dtype.kind not in kinds:
            raise DTypeError(
                f"Value passed to parameter {definition.inputs[0]!r} of {definition.type!r} has"
                f" DataType {inputs[0].dtype.name}, which this operation does not take; cast it"
            )
        if len(inputs) == 1:
            shape = inputs[0].shape
        else:
            shape = broadcast_shape([t.shape for t in inputs], definition.type)
            inputs = [spread(t, shape) for t in inputs]
        out = dtype or inputs[0].dtype
        return graph.create_op(definition, scope, inputs, [shape], [out], attributes or {}).outputs[
            0
        ]


def same_dtype(
    what: str,
    names: Sequence[str],
    values: Sequence[Any],
    graph: Graph,
    wanted: DType | None = None,
) -> list[Tensor]:
    """The inputs as tensors of a dtype: of `wanted`, or else of the first's.

    Of a list, TensorFlow takes the first tensor's; of single arguments, the first's, number or not.

    Raises:
        DTypeError: if they differ.
    """
    tensors = []
    for value, name in zip(values, names, strict=True):
        if is_symbolic(value):
            tensor = convert_to_tensor(value)
        else:
            try:
                tensor = convert_to_tensor(value, wanted, name, graph)
            except TypeError as error:
                raise DTypeError(
                    f"{error} It is input {name!r} of {what!r}"
                    + ("." if wanted is None else f", whose other input is {wanted.name}.")
                ) from None
        wanted = tensor.dtype if wanted is None else wanted
        if tensor.dtype != wanted:
            raise DTypeError(
                f"Input {name!r} of {what!r} Op has type {tensor.dtype.name} that does"
                f" not match type {wanted.name} of the other; cast one of them"
            )
        tensors.append(tensor)
    return tensors
