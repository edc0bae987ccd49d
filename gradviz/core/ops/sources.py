"""Where values come from: constants, placeholders and variables, and the ops that hand them on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gradviz.core.defaults import get_default_graph
from gradviz.core.deferred import Call, add_call, deferrable
from gradviz.core.dtypes import as_array, as_dtype
from gradviz.core.errors import ConversionError, ShapeError
from gradviz.core.graph import Graph, Operation, Tensor
from gradviz.core.op import Op
from gradviz.core.shapes import OpenShape, TensorShape

CONST = Op(
    type="Const",
    inputs=(),
    kernel=None,
    latex="",
    constant=True,
    summary="A value that is part of the graph.",
)
PLACEHOLDER = Op(
    type="Placeholder",
    inputs=(),
    kernel=None,
    latex="",
    constant=True,
    summary="A value that every run feeds.",
)
VARIABLE = Op(
    type="VariableV2",
    inputs=(),
    kernel=None,
    latex="",
    constant=True,
    summary="A value that a session keeps between runs.",
    supply=lambda operation, values: values[operation],
)
IDENTITY = Op(
    type="Identity",
    inputs=("x",),
    kernel=lambda x: x,
    latex="{x:0}",
    partials=(1.0,),
    domain=((-2.0, 2.0),),
    symbol="=",
    summary="The input, under a name of its own.",
)
PLACEHOLDER_WITH_DEFAULT = Op(
    type="PlaceholderWithDefault",
    inputs=("input",),
    kernel=lambda input: input,  # noqa: A006  TensorFlow's name
    partials=(1.0,),
    latex="{input:0}",
    domain=((-2.0, 2.0),),
    symbol="=",
    summary="The input, unless a run feeds another value.",
)
STOP_GRADIENT = Op(
    type="StopGradient",
    inputs=("input",),
    kernel=lambda input: input,  # noqa: A006  TensorFlow's name
    constant=True,
    latex="{input:0}",
    domain=((-2.0, 2.0),),
    symbol="⊣",
    summary="The input, as a constant for gradients.",
)
ASSIGN = Op(
    type="Assign",
    inputs=("value",),
    kernel=lambda value: value,
    latex="{value:0}",
    constant=True,
    summary="Stores a value in a variable, after everything in the same run has been read.",
)
ASSIGN_ADD = Op(
    type="AssignAdd",
    inputs=("ref", "value"),
    kernel=np.add,
    constant=True,
    latex="{ref:1} + {value:1}",
    symbol="+=",
    summary="Adds to the value of a variable.",
)
ASSIGN_SUB = Op(
    type="AssignSub",
    inputs=("ref", "value"),
    kernel=np.subtract,
    constant=True,
    latex="{ref:1} - {value:2}",
    symbol="−=",
    summary="Subtracts from the value of a variable.",
)
UPDATES = (ASSIGN, ASSIGN_ADD, ASSIGN_SUB)
NO_OP = Op(
    type="NoOp",
    inputs=(),
    kernel=None,
    latex="",
    constant=True,
    summary="Computes nothing; running it runs its control inputs.",
)


def constant(
    value: Any,
    dtype: object = None,
    shape: Sequence[int] | None = None,
    name: str = "Const",
    verify_shape: bool = False,
) -> Tensor:
    """A tensor whose value is part of the graph.

    Args:
        value: a number or an array of numbers.
        dtype: the element type; without it floats become float32 and ints int32.
        shape: if given, the value's entries fill it row by row; where there are too few of them,
            the last one is repeated, as TensorFlow does.
        name: the operation's name.
        verify_shape: the value must have the shape already.

    Raises:
        TypeError: if the value is not numeric, does not fit the dtype, or has not the shape that
            is to be verified.
        ShapeError: if the value has more entries than the shape.

    Example:
        >>> constant([1.0, 2.0]).shape
        TensorShape([2])
    """
    if verify_shape and shape is not None and np.shape(value) != tuple(shape):
        raise TypeError(f"Expected Tensor's shape: {tuple(shape)}, but got {np.shape(value)}.")
    return _constant(get_default_graph(), value, dtype, shape, name)


def _constant(
    graph: Graph,
    value: Any,
    dtype: object = None,
    shape: Sequence[int] | None = None,
    name: str = "Const",
) -> Tensor:
    array = as_array(value, None if dtype is None else as_dtype(dtype))
    if shape is not None:
        array = _filling(array, TensorShape(shape))
    array.setflags(write=False)  # the graph is shared; nobody may change a constant in it
    op = graph.create_op(CONST, name, (), [array.shape], [as_dtype(array.dtype)], {"value": array})
    return op.outputs[0]


def _filling(array: Any, shape: TensorShape) -> Any:
    """The entries of an array in a shape, the last one as often as there is room."""
    missing = shape.size - array.size
    if not shape.size:
        return np.zeros(shape, array.dtype)
    if missing < 0:
        raise ShapeError(
            f"constant: {array.size} values are more than the shape {shape} has room for"
        )
    last = array.ravel()[-1:] if array.size else np.zeros(1, array.dtype)
    return np.concatenate([array.ravel(), last.repeat(missing)]).reshape(shape)


def placeholder(dtype: object, shape: Any = None, name: str | None = None) -> Tensor:
    """A tensor that must be fed.

    Args:
        dtype: the element type, e.g. `float32` or "float".
        shape: the static shape. None, as a whole or for an extent, is bound by what a run feeds.
        name: the operation's name.

    Example:
        >>> placeholder("float", shape=[2, 1], name="X").shape
        TensorShape([2, 1])
        >>> placeholder("float", shape=[None, 1], name="X").shape
        TensorShape([None, 1])
    """
    graph = get_default_graph()
    extents = open_or_static(shape)
    graph.open = graph.open or isinstance(extents, OpenShape)
    return graph.create_op(
        PLACEHOLDER, name or "Placeholder", (), [extents], [as_dtype(dtype)]
    ).outputs[0]


def open_or_static(shape: Any) -> TensorShape:
    """The shape that a caller means: None is unknown, a number is one extent."""
    if isinstance(shape, TensorShape):
        return shape
    if shape is None:
        return OpenShape(None)
    extents = [
        None if n is None else int(n) for n in ([shape] if isinstance(shape, int) else shape)
    ]
    return (
        OpenShape(extents) if None in extents else TensorShape(n for n in extents if n is not None)
    )


def placeholder_with_default(input: Any, shape: Any, name: str | None = None) -> Tensor:  # noqa: A002
    """A tensor that may be fed, and is `input` where it is not.

    Args:
        input: the default.
        shape: the static shape, of which None, as a whole or for an extent, admits any.
        name: the operation's name.

    Raises:
        ShapeError: if the shape does not admit the default.
    """
    tensor = convert_to_tensor(input)
    wanted, own = open_or_static(shape), name or "PlaceholderWithDefault"
    if not (
        wanted.admits(tensor.shape) if isinstance(wanted, OpenShape) else wanted == tensor.shape
    ):
        raise ShapeError(
            f"placeholder_with_default: the default has shape {tensor.shape}, not {wanted}"
        )
    if not isinstance(wanted, OpenShape):
        return _with_default(tensor, own)
    call = Call(_with_default, (tensor, own), {}, True)
    seen = Tensor(tensor.op, 0, wanted, tensor.dtype)
    return add_call([tensor], call, [[seen]], own, PLACEHOLDER_WITH_DEFAULT).outputs[0]


def _with_default(tensor: Tensor, name: str) -> Tensor:
    return tensor.graph.create_op(
        PLACEHOLDER_WITH_DEFAULT, name, [tensor], [tensor.shape], [tensor.dtype]
    ).outputs[0]


@deferrable
def stop_gradient(input: Any, name: str | None = None) -> Tensor:  # noqa: A002  TensorFlow's name
    """The same value, held constant when gradients are taken."""
    tensor = convert_to_tensor(input)
    return tensor.graph.create_op(
        STOP_GRADIENT, name or "StopGradient", [tensor], [tensor.shape], [tensor.dtype]
    ).outputs[0]


@deferrable
def identity(input: Any, name: str | None = None) -> Tensor:  # noqa: A002  TensorFlow's name
    """A new tensor with the same value."""
    tensor = convert_to_tensor(input)
    op = tensor.graph.create_op(
        IDENTITY, name or "Identity", [tensor], [tensor.shape], [tensor.dtype]
    )
    return op.outputs[0]


def convert_to_tensor(
    value: Any, dtype: object = None, name: str = "Const", graph: Graph | None = None
) -> Tensor:
    """The tensor that `value` is, stands for (a variable), or becomes (a constant).

    Raises:
        ConversionError: if it is a tensor of another dtype.
        TypeError: if it is not numeric.

    Example:
        >>> x = constant(1.0)
        >>> convert_to_tensor(x) is x
        True
    """
    tensor = value if isinstance(value, Tensor) else getattr(value, "_tensor", None)
    if tensor is None:
        return _constant(graph or get_default_graph(), value, dtype, name=name)
    if dtype is not None and tensor.dtype != as_dtype(dtype):
        raise ConversionError(
            f"Tensor conversion requested dtype {as_dtype(dtype).name} for {tensor};"
            " cast it explicitly"
        )
    return tensor


def is_symbolic(value: object) -> bool:
    """Whether a value is a tensor or a variable, rather than numbers."""
    return isinstance(value, Tensor) or hasattr(value, "_tensor")


def no_op(name: str = "NoOp") -> Operation:
    """An operation that only runs its control inputs."""
    return get_default_graph().create_op(NO_OP, name, (), (), ())


def group(*inputs: Operation | Tensor, name: str = "group_deps") -> Operation:
    """One operation that runs all the given ones."""
    graph = get_default_graph()
    with graph.control_dependencies(inputs):
        return graph.create_op(NO_OP, name, (), (), ())
