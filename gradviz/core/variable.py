"""Variables: tensors whose values a session keeps between runs."""

from __future__ import annotations

from typing import Any

from gradviz.core.arithmetic import Arithmetic
from gradviz.core.defaults import get_default_graph
from gradviz.core.dtypes import DType
from gradviz.core.errors import ShapeError
from gradviz.core.graph import Operation, Tensor
from gradviz.core.ops.sources import ASSIGN, NO_OP, VARIABLE, convert_to_tensor, identity
from gradviz.core.shapes import TensorShape

GLOBAL_VARIABLES = "variables"
TRAINABLE_VARIABLES = "trainable_variables"


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
        name: str = "Variable",
        dtype: object = None,
    ) -> None:
        """Adds the variable, its initial value and its initializer to the default graph.

        Args:
            initial_value: numbers, a tensor, or a function without arguments that returns one.
            trainable: whether optimizers move it.
            name: the operation's name.
            dtype: the element type; without it floats become float32 and ints int32.

        Raises:
            ValueError: if there is no initial value.
            TypeError: if it is not numeric.
        """
        if initial_value is None:
            raise ValueError("initial_value must be specified.")
        value = initial_value() if callable(initial_value) else initial_value
        graph = get_default_graph()
        self.trainable = trainable
        with graph.name_scope(name) as scope:
            if dtype is None and isinstance(value, float):
                value = convert_to_tensor(value, name="initial_value")
            self.initial_value = convert_to_tensor(value, dtype, name="initial_value")
            shape, element = self.initial_value.shape, self.initial_value.dtype
            self.op = graph.create_op(VARIABLE, scope, (), [shape], [element])
            self.initializer = self._assignment(self.initial_value, "Assign")
            self._tensor = identity(self.op.outputs[0], name="read")
        graph.add_to_collection(GLOBAL_VARIABLES, self)
        if trainable:
            graph.add_to_collection(TRAINABLE_VARIABLES, self)

    @property
    def name(self) -> str:
        """The variable's name, as in "W:0"."""
        return self.op.outputs[0].name

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

    def eval(self, session: Any = None) -> Any:
        """The value in `session`, or in the default session."""
        return self._tensor.eval(session=session)

    def assign(self, value: Any, name: str | None = None) -> Tensor:
        """A tensor which, when it is run, stores a value in the variable, and is that value.

        Everything else in the same run reads the value from before the run.

        Raises:
            ShapeError: if the value has another shape.
        """
        new = convert_to_tensor(value, self.dtype, "value", self.op.graph)
        if new.shape != self.shape:
            raise ShapeError(
                f"Cannot assign a value of shape {new.shape} to the variable {self.name!r}"
                f" of shape {self.shape}"
            )
        return self._assignment(new, name or "Assign").outputs[0]

    def _assignment(self, value: Tensor, name: str) -> Operation:
        return self.op.graph.create_op(
            ASSIGN, name, [value], [value.shape], [value.dtype], {"variable": self.op}
        )

    def __repr__(self) -> str:
        """As TensorFlow prints it."""
        return f"<tf.Variable '{self.name}' shape={self.shape} dtype={self.dtype.name}_ref>"


def global_variables() -> list[Variable]:
    """The variables of the default graph, in order of construction."""
    return get_default_graph().get_collection(GLOBAL_VARIABLES)


def trainable_variables() -> list[Variable]:
    """Those variables of the default graph that optimizers move."""
    return get_default_graph().get_collection(TRAINABLE_VARIABLES)


def global_variables_initializer() -> Operation:
    """An operation that gives all the variables made so far their initial values."""
    return variables_initializer(global_variables())


def variables_initializer(var_list: list[Variable], name: str = "init") -> Operation:
    """An operation that gives the listed variables their initial values."""
    graph = get_default_graph()
    with graph.control_dependencies([v.initializer for v in var_list]):
        return graph.create_op(NO_OP, name, (), (), ())
