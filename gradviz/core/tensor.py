"""Tensors and operations: the edges and the nodes of the computation graph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

from gradviz.core.arithmetic import Arithmetic
from gradviz.core.shapes import OpenShape, TensorShape

if TYPE_CHECKING:
    from gradviz.core.dtypes import DType
    from gradviz.core.graph import Graph
    from gradviz.core.op import Op


class Tensor(Arithmetic):
    """One output of an operation: a symbol for an array, known by name, shape and dtype.

    `shape` is the *event* shape. An evaluation may put free batch axes in front of it.
    """

    __slots__ = ("dtype", "op", "shape", "value_index")

    def __init__(self, op: Operation, value_index: int, shape: Sequence[int], dtype: DType) -> None:
        """Only `Graph.create_op` makes tensors."""
        self.op = op
        self.value_index = value_index
        self.shape = shape if isinstance(shape, TensorShape) else TensorShape(shape)
        self.dtype = dtype

    @property
    def name(self) -> str:
        """The operation's name and the output's index, as in "Mul:0"."""
        return f"{self.op.name}:{self.value_index}"

    @property
    def graph(self) -> Graph:
        """The graph that holds the operation."""
        return self.op.graph

    def get_shape(self) -> TensorShape:
        """The static shape."""
        return self.shape

    def consumers(self) -> list[Operation]:
        """The operations that take this tensor, in order of construction, each once."""
        return [op for op in self.graph.get_operations() if any(t is self for t in op.inputs)]

    def eval(self, feed_dict: Mapping[Any, Any] | None = None, session: Any = None) -> Any:
        """The value in `session`, or in the default session.

        Raises:
            ValueError: if there is no session to evaluate in.
        """
        from gradviz.core.defaults import session_for

        return session_for(self, session).run(self, feed_dict)

    def __repr__(self) -> str:
        """As TensorFlow prints it."""
        return f"<tf.Tensor '{self.name}' shape={self.shape} dtype={self.dtype.name}>"

    def __str__(self) -> str:
        """As TensorFlow prints it."""
        unknown = isinstance(self.shape, OpenShape) and not self.shape.rank_known
        shape = "" if unknown else f" shape={self.shape},"
        return f'Tensor("{self.name}",{shape} dtype={self.dtype.name})'

    def __getitem__(self, key: Any) -> Tensor:
        """A part of the tensor: integers, slices with steps, `...` and None (a new axis)."""
        from gradviz.core.ops.slicing import get_item

        return get_item(self, key)

    def set_shape(self, shape: Any) -> None:
        """Says what shape the tensor has, where it is not known yet.

        Raises:
            ValueError: if it is known to be another.
        """
        from gradviz.core.ops.sources import open_or_static

        wanted, known = open_or_static(shape), self.shape
        if isinstance(known, OpenShape):
            self.shape = wanted
        elif not (wanted.admits(known) if isinstance(wanted, OpenShape) else wanted == known):
            raise ValueError(f"Shapes {known} and {wanted} are not compatible")

    def __bool__(self) -> NoReturn:
        """A symbol is neither true nor false."""
        raise TypeError(
            f"{self} is a symbol, not a value, and cannot be used as a Python bool."
            " Evaluate it with Session.run, or choose between tensors with where()."
        )

    def __iter__(self) -> NoReturn:
        """A symbol cannot be looped over."""
        raise TypeError(f"{self} is a symbol, not a value, and cannot be iterated over.")

    def __len__(self) -> NoReturn:
        """A symbol has a shape rather than a length."""
        raise TypeError(f"len is not well defined for the symbol {self}; use its shape.")

    def __array__(self, *_: object, **__: object) -> NoReturn:
        """A symbol has no entries before it is evaluated."""
        raise NotImplementedError(
            f"Cannot convert the symbol {self} to a numpy array: evaluate it with Session.run."
        )


class Operation:
    """A node of the graph: an op of the table, applied to tensors, under a name.

    Attributes:
        definition: the op's record in the table.
        name: unique in the graph.
        inputs: the tensors it reads, in order.
        attributes: keyword arguments of the kernel (axes, shapes: metadata, never tensors).
        control_inputs: operations that run before it although it reads nothing of theirs.
        original: the forward operation that this one was added to differentiate, or None.
        call: how to build it once the shapes that it needs are known, or None if they are.
        index: its place in the order of construction.
    """

    __slots__ = (
        "attributes",
        "call",
        "control_inputs",
        "definition",
        "graph",
        "index",
        "inputs",
        "name",
        "original",
        "outputs",
    )

    def __init__(
        self,
        graph: Graph,
        definition: Op,
        name: str,
        inputs: Sequence[Tensor],
        attributes: Mapping[str, Any],
    ) -> None:
        """Only `Graph.create_op` makes operations."""
        self.graph = graph
        self.definition = definition
        self.name = name
        self.inputs = tuple(inputs)
        self.attributes = dict(attributes)
        self.control_inputs: tuple[Operation, ...] = ()
        self.original: Operation | None = None
        self.call: Any = None
        self.index = 0
        self.outputs: tuple[Tensor, ...] = ()

    @property
    def type(self) -> str:
        """The op's name in the table, which is TensorFlow's: "Mul" or "Sum", say."""
        return self.definition.type

    def run(self, feed_dict: Mapping[Any, Any] | None = None, session: Any = None) -> None:
        """Runs the operation in `session`, or in the default session."""
        from gradviz.core.defaults import session_for

        session_for(self, session).run(self, feed_dict)

    def __repr__(self) -> str:
        """As TensorFlow prints it."""
        return f"<tf.Operation '{self.name}' type={self.type}>"


def same_graph(tensors: Sequence[Tensor]) -> Graph:
    """The one graph of all the tensors, of which there must be one at least.

    Raises:
        ValueError: if they belong to different graphs.
    """
    first = tensors[0]
    for tensor in tensors[1:]:
        if tensor.graph is not first.graph:
            raise ValueError(f"{tensor} must be from the same graph as {first}.")
    return first.graph
