"""Variables: tensors whose values a session keeps between runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gradviz.core.arithmetic import Arithmetic
from gradviz.core.defaults import GraphKeys, get_default_graph, session_for
from gradviz.core.dtypes import DType
from gradviz.core.errors import DTypeError, InvalidArgumentError, ShapeError
from gradviz.core.graph import Tensor
from gradviz.core.op import Op
from gradviz.core.ops.sources import (
    ASSIGN,
    ASSIGN_ADD,
    ASSIGN_SUB,
    VARIABLE,
    convert_to_tensor,
    identity,
)
from gradviz.core.shapes import OpenShape, TensorShape


class Variable(Arithmetic):
    """A tensor whose value a session keeps; in expressions it stands for that value.

    Example:
        >>> W = Variable(1.5, name="W")
        >>> W.name, W.shape, W.value().name
        ('W:0', TensorShape([]), 'W/read:0')
    """

    def __init__(
        self,
        initial_value: Any = None,
        trainable: bool = True,
        collections: Sequence[str] | None = None,
        validate_shape: bool = True,
        caching_device: None = None,
        name: str | None = None,
        variable_def: None = None,
        dtype: object = None,
    ) -> None:
        """Adds the variable, its initial value and its initializer to the default graph.

        The order of the arguments is TensorFlow's, where the second one is not the dtype.

        Args:
            initial_value: numbers, a tensor, or a function without arguments that returns one.
            trainable: whether optimizers move it.
            collections: names of the collections to join, instead of that of all variables.
            validate_shape: accepted as True only; shapes are always known here.
            caching_device: accepted and without effect: there is one device.
            name: the operation's name, "Variable" if it is not given.
            variable_def: accepted as None only.
            dtype: the element type; without it floats become float32 and ints int32.

        Raises:
            ValueError: if there is no initial value, or its shape is not known.
            TypeError: if it is not numeric.
        """
        del caching_device, variable_def
        if initial_value is None:
            raise ValueError("initial_value must be specified.")
        if not validate_shape:
            raise ValueError("validate_shape=False: variables of unknown shape are not supported")
        value = initial_value() if callable(initial_value) else initial_value
        graph = get_default_graph()
        self.trainable = bool(trainable)
        # A variable stands by itself, also when it is made inside control_dependencies.
        with graph.control_dependencies(None), graph.name_scope(name or "Variable") as scope:
            self.initial_value = convert_to_tensor(value, dtype, name="initial_value")
            shape, element = self.initial_value.shape, self.initial_value.dtype
            if isinstance(shape, OpenShape):
                raise ValueError(f"initial_value must have a shape specified: {self.initial_value}")
            self.op = graph.create_op(VARIABLE, scope, (), [shape], [element])
            self._variable = self.op.outputs[0]
            self.initializer = self._update(ASSIGN, self.initial_value, "Assign").op
            self._tensor = identity(self._variable, name="read")
        joined = [GraphKeys.GLOBAL_VARIABLES] if collections is None else list(collections)
        if self.trainable and GraphKeys.TRAINABLE_VARIABLES not in joined:
            joined.append(GraphKeys.TRAINABLE_VARIABLES)
        for key in joined:
            graph.add_to_collection(key, self)

    @property
    def name(self) -> str:
        """The variable's name, as in "W:0"."""
        return self._variable.name

    @property
    def graph(self) -> Any:
        """The graph that holds the variable."""
        return self.op.graph

    @property
    def shape(self) -> TensorShape:
        """The static shape."""
        return self._tensor.shape

    @property
    def dtype(self) -> DType:
        """The element type."""
        return self._tensor.dtype

    def get_shape(self) -> TensorShape:
        """The static shape."""
        return self.shape

    def value(self) -> Tensor:
        """The tensor that every use of the variable shares."""
        return self._tensor

    def read_value(self) -> Tensor:
        """A tensor of its own with the variable's value."""
        return identity(self._variable, name=f"{self.op.name}/read")

    def initialized_value(self) -> Tensor:
        """The initial value, for the initial values of other variables."""
        return self.initial_value

    def eval(self, session: Any = None) -> Any:
        """The value in `session`, or in the default session."""
        return self._tensor.eval(session=session)

    def load(self, value: Any, session: Any = None) -> None:
        """Stores numbers as the variable's value in `session`, or in the default session.

        Raises:
            ShapeError: if they have another shape.
        """
        session_for(self._variable, session).store(self.op, value)

    def assign(self, value: Any, use_locking: bool = False, name: str | None = None) -> Tensor:
        """A tensor which, when it is run, stores a value in the variable, and is that value.

        Everything else in the same run reads the value from before the run, unless a control
        dependency puts it after the update.

        Raises:
            ShapeError: if the value has another shape.
        """
        del use_locking
        return self._update(ASSIGN, value, name or "Assign")

    def assign_add(self, delta: Any, use_locking: bool = False, name: str | None = None) -> Tensor:
        """As `assign`, with the sum of the present value and `delta`."""
        del use_locking
        return self._update(ASSIGN_ADD, delta, name or "AssignAdd")

    def assign_sub(self, delta: Any, use_locking: bool = False, name: str | None = None) -> Tensor:
        """As `assign`, with the present value less `delta`."""
        del use_locking
        return self._update(ASSIGN_SUB, delta, name or "AssignSub")

    def _update(self, definition: Op, value: Any, name: str) -> Tensor:
        graph = self.op.graph
        with graph.as_default():
            try:
                new = convert_to_tensor(value, self._variable.dtype, f"{name}/value", graph)
            except TypeError as error:
                raise DTypeError(f"{name} of {self.name!r}: {error}") from None
        if isinstance(new.shape, OpenShape):
            new = _of_shape(new, self._variable.shape)
        if new.shape != self._variable.shape:
            raise ShapeError(
                f"Cannot assign a value of shape {new.shape} to the variable {self.name!r}"
                f" of shape {self._variable.shape}"
            )
        inputs = [new] if definition is ASSIGN else [self._variable, new]
        return graph.create_op(
            definition, name, inputs, [new.shape], [new.dtype], {"variable": self.op}
        ).outputs[0]

    def __getitem__(self, key: Any) -> Tensor:
        """A part of the variable's value."""
        return self._tensor[key]

    def __iter__(self) -> Any:
        """A variable cannot be looped over."""
        raise TypeError("'Variable' object is not iterable.")

    def __repr__(self) -> str:
        """As TensorFlow prints it."""
        return f"<tf.Variable '{self.name}' shape={self.shape} dtype={self.dtype.name}_ref>"


def _of_shape(tensor: Tensor, shape: TensorShape) -> Tensor:
    """A tensor whose shape is known only in a run, where it must be this one."""
    from gradviz.core.deferred import Call, add_call

    def checked(value: Tensor, wanted: TensorShape) -> Tensor:
        if value.shape != wanted:
            raise InvalidArgumentError(
                "Assign requires shapes of both tensors to match."
                f" lhs shape= {list(wanted)} rhs shape= {list(value.shape)}"
            )
        return identity(value)

    call = Call(checked, (tensor, shape), {}, True)
    example = identity(convert_to_tensor(np.zeros(tuple(shape), tensor.dtype.dtype)))
    return add_call([tensor], call, [[example]], "EnsureShape").outputs[0]
