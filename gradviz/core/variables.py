"""What is done with variables: getting, updating and initializing them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gradviz.core.defaults import GraphKeys, get_default_graph
from gradviz.core.dtypes import as_dtype, bool_, float32
from gradviz.core.graph import Operation, Tensor
from gradviz.core.op import Op
from gradviz.core.ops.extents import extents_of
from gradviz.core.ops.random import random_uniform
from gradviz.core.ops.sources import (
    NO_OP,
)
from gradviz.core.shapes import OpenShape
from gradviz.core.variable import Variable

IS_INITIALIZED = Op(
    type="IsVariableInitialized",
    inputs=(),
    kernel=None,
    latex="",
    constant=True,
    summary="Whether the session has a value of a variable.",
    supply=lambda operation, values: np.bool_(operation.attributes["variable"] in values),
)


UNINITIALIZED = Op(
    type="ReportUninitializedVariables",
    inputs=(),
    kernel=None,
    latex="",
    constant=True,
    summary="The names of the variables that have no value in the session.",
    supply=lambda operation, values: np.array(
        [v.name.encode() for v in operation.attributes["variables"] if v not in values], object
    ),
)


def assign(
    ref: Variable,
    value: Any,
    validate_shape: bool | None = None,
    use_locking: bool | None = None,
    name: str | None = None,
) -> Tensor:
    """See `Variable.assign`."""
    del validate_shape, use_locking
    return ref.assign(value, name=name)


def assign_add(
    ref: Variable, value: Any, use_locking: bool | None = None, name: str | None = None
) -> Tensor:
    """See `Variable.assign_add`."""
    del use_locking
    return ref.assign_add(value, name=name)


def assign_sub(
    ref: Variable, value: Any, use_locking: bool | None = None, name: str | None = None
) -> Tensor:
    """See `Variable.assign_sub`."""
    del use_locking
    return ref.assign_sub(value, name=name)


def get_variable(
    name: str,
    shape: Any = None,
    dtype: object = None,
    initializer: Any = None,
    trainable: bool = True,
) -> Variable:
    """A new variable of that very name.

    Args:
        name: the variable's name in the current name scope.
        shape: its shape; not needed if the initializer is a value.
        dtype: its element type, float32 if neither it nor the initializer says another.
        initializer: a value, or a function of (shape, dtype); without it uniform numbers within
            ±√(6 / (rows + columns)) (Glorot and Bengio 2010), which is TensorFlow's default.
        trainable: whether optimizers move it.

    Raises:
        ValueError: if there is a variable of that name already, or no shape.
    """
    if any(v.op.name == name for v in global_variables()):
        raise ValueError(
            f"Variable {name} already exists, disallowed. Give another name, or keep the Variable"
            " that the first call returned."
        )
    if initializer is not None and not callable(initializer):
        return Variable(initializer, trainable, name=name, dtype=dtype)
    if shape is None:
        raise ValueError(f"Shape of a new variable ({name}) must be fully defined, but was None.")
    extents, element = extents_of(shape, "get_variable"), as_dtype(dtype or float32)
    if initializer is not None:
        return Variable(initializer(extents, element), trainable, name=name, dtype=dtype)
    if not element.is_floating:
        return Variable(np.zeros(extents, element.dtype), trainable, name=name)
    fans = extents[-2:] if len(extents) > 1 else (extents or [1]) * 2
    bound = float(np.sqrt(6 / max(1, sum(fans))))
    with get_default_graph().name_scope(f"{name}/Initializer/"):
        value = random_uniform(extents, -bound, bound, element)
    return Variable(value, trainable, name=name)


def global_variables(scope: str | None = None) -> list[Variable]:
    """The variables of the default graph, in order of construction; of a scope, if one is given."""
    return get_default_graph().get_collection(GraphKeys.GLOBAL_VARIABLES, scope)


def trainable_variables(scope: str | None = None) -> list[Variable]:
    """Those variables of the default graph that optimizers move; of a scope, if one is given."""
    return get_default_graph().get_collection(GraphKeys.TRAINABLE_VARIABLES, scope)


def global_variables_initializer() -> Operation:
    """An operation that gives all the variables made so far their initial values."""
    return variables_initializer(global_variables())


def variables_initializer(var_list: Sequence[Variable], name: str = "init") -> Operation:
    """An operation that gives the listed variables their initial values."""
    graph = var_list[0].op.graph if var_list else get_default_graph()
    with graph.control_dependencies([v.initializer for v in var_list]):
        return graph.create_op(NO_OP, name, (), (), ())


def is_variable_initialized(variable: Variable) -> Tensor:
    """Whether the session has a value of the variable."""
    return variable.op.graph.create_op(
        IS_INITIALIZED, "IsVariableInitialized", (), [()], [bool_], {"variable": variable.op}
    ).outputs[0]


def report_uninitialized_variables(
    var_list: Sequence[Variable] | None = None, name: str = "report_uninitialized_variables"
) -> Tensor:
    """The names (bytes) of the variables that have no value in the session."""
    listed = global_variables() if var_list is None else list(var_list)
    return (
        get_default_graph()
        .create_op(
            UNINITIALIZED,
            name,
            (),
            [OpenShape([None])],
            [bool_],
            {"variables": [v.op for v in listed]},
        )
        .outputs[0]
    )
