"""The computation graph: operations and the tensors between them.

A graph only grows: an operation's inputs exist before it, so the order of construction is a
topological order, and nothing here ever needs recursion.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

from gradviz.core.arithmetic import Arithmetic
from gradviz.core.shapes import OpenShape, TensorShape

if TYPE_CHECKING:
    from gradviz.core.dtypes import DType
    from gradviz.core.op import Op

_VALID_NAME = re.compile(r"^[A-Za-z0-9.][A-Za-z0-9_.\\/>-]*$")


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
        """Checks that the tensor has this shape; a known shape cannot be changed.

        Raises:
            ValueError: if it has another.
        """
        from gradviz.core.ops.sources import open_or_static

        wanted = open_or_static(shape)
        if isinstance(self.shape, OpenShape):
            self.shape = wanted
        elif not (wanted.admits(self.shape) if isinstance(wanted, OpenShape) else wanted == self.shape):
            raise ValueError(f"Shapes {self.shape} and {wanted} are not compatible")

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
        """The op's name in the table, which is TensorFlow's: "Mul", "Sum", …"""
        return self.definition.type

    def run(self, feed_dict: Mapping[Any, Any] | None = None, session: Any = None) -> None:
        """Runs the operation in `session`, or in the default session."""
        from gradviz.core.defaults import session_for

        session_for(self, session).run(self, feed_dict)

    def __repr__(self) -> str:
        """As TensorFlow prints it."""
        return f"<tf.Operation '{self.name}' type={self.type}>"


class Graph:
    """Operations in the order of their construction, and the names that are taken."""

    def __init__(self) -> None:
        """An empty graph."""
        self._operations: list[Operation] = []
        self._by_name: dict[str, Operation] = {}
        self._taken: dict[str, int] = {}
        self._scope = ""
        self._original: Operation | None = None
        self._control_inputs: tuple[Operation, ...] = ()
        self._collections: dict[str, list[Any]] = {}
        # A plan is a pure function of the operations, which never change once they are there.
        self.plans: dict[Any, Any] = {}
        # Whether some operation waits for the shapes that a run feeds; see core.deferred.
        self.open = False
        self.seed: int | None = None
        self.finalized = False

    def create_op(
        self,
        definition: Op,
        name: str,
        inputs: Sequence[Tensor],
        shapes: Sequence[Sequence[int]],
        dtypes: Sequence[DType],
        attributes: Mapping[str, Any] | None = None,
    ) -> Operation:
        """Adds an operation; its inputs, shapes and dtypes have been checked by the caller.

        Args:
            definition: the op's record in the table.
            name: a name that ends in "/" is taken as it is (the scope made for this operation);
                any other is put into the current scope and made unique.
            inputs: tensors of this graph.
            shapes: static shape of each output.
            dtypes: element type of each output.
            attributes: the kernel's keyword arguments.

        Raises:
            RuntimeError: if the graph is finalized.
            ValueError: if the name is not a valid one.
        """
        if self.finalized:
            raise RuntimeError("Graph is finalized and cannot be modified.")
        name = name[:-1] if name.endswith("/") else self.unique_name(name)
        op = Operation(self, definition, name, inputs, attributes or {})
        op.index = len(self._operations)
        op.original = self._original
        op.control_inputs = self._control_inputs
        op.outputs = tuple(
            Tensor(op, i, s, d) for i, (s, d) in enumerate(zip(shapes, dtypes, strict=True))
        )
        self._operations.append(op)
        self._by_name[name] = op
        return op

    def unique_name(self, name: str) -> str:
        """`name` in the current scope, with _1, _2, … if it is taken (in whatever case)."""
        if not _VALID_NAME.match(name):
            raise ValueError(
                f"{name!r} is not a valid node name: letters, digits and _ . / > - only,"
                " starting with a letter, a digit or a dot"
            )
        full = self._scope + name
        key = full.lower()
        count = self._taken.get(key, 0)
        self._taken[key] = count + 1
        if count:
            candidate = f"{full}_{count}"
            while candidate.lower() in self._taken:
                count += 1
                candidate = f"{full}_{count}"
            self._taken[key] = count + 1
            self._taken[candidate.lower()] = 1
            return candidate
        return full

    @contextmanager
    def name_scope(self, name: str) -> Iterator[str]:
        """A scope for names: inside, names start with `name/`.

        A name that ends in "/" re-enters that very scope. Yields the scope with its "/", which
        as an operation's name means the scope itself.
        """
        outer = self._scope
        self._scope = name if name.endswith("/") else self.unique_name(name) + "/"
        try:
            yield self._scope
        finally:
            self._scope = outer

    @contextmanager
    def original_op(self, op: Operation) -> Iterator[None]:
        """Operations made inside are marked as differentiating `op`."""
        outer, self._original = self._original, op
        try:
            yield
        finally:
            self._original = outer

    @contextmanager
    def control_dependencies(self, inputs: Sequence[Any] | None) -> Iterator[None]:
        """Operations made inside run after the given ones (operations, tensors, variables).

        None forgets the dependencies of the blocks around.
        """
        outer = self._control_inputs
        added = tuple(i if isinstance(i, Operation) else _operation(i) for i in inputs or ())
        self._control_inputs = added if inputs is None else outer + added
        try:
            yield
        finally:
            self._control_inputs = outer

    def is_empty(self) -> bool:
        """Whether nothing has been built yet."""
        return not self._operations

    def get_operations(self) -> list[Operation]:
        """All operations in order of construction."""
        return list(self._operations)

    def get_operation_by_name(self, name: str) -> Operation:
        """The operation of that name.

        Raises:
            KeyError: if there is none.
        """
        try:
            return self._by_name[name]
        except KeyError:
            raise KeyError(f"The name {name!r} refers to an Operation not in the graph.") from None

    def get_tensor_by_name(self, name: str) -> Tensor:
        """The tensor of that name, "<op_name>:<output_index>".

        Raises:
            ValueError: if the name has no output index.
            KeyError: if there is no such tensor.
        """
        op_name, colon, index = name.partition(":")
        if not colon or not index.isdecimal():
            what = "refers to an Operation, not a Tensor" if op_name in self._by_name else "is no name of a Tensor"
            raise ValueError(
                f'The name {name!r} {what}. Tensor names must be of the form "<op_name>:<output_index>".'
            )
        op = self._by_name.get(op_name)
        if op is None or int(index) >= len(op.outputs):
            why = f"The operation, {op_name!r}, does not exist in the graph." if op is None else (
                f"The operation, {op_name!r}, has {len(op.outputs)} output(s)."
            )
            raise KeyError(f"The name {name!r} refers to a Tensor which does not exist. {why}")
        return op.outputs[int(index)]

    def add_to_collection(self, name: str, value: object) -> None:
        """Appends a value to the named collection."""
        self._collections.setdefault(name, []).append(value)

    def get_collection(self, name: str) -> list[Any]:
        """A copy of the named collection."""
        return list(self._collections.get(name, ()))

    def get_collection_ref(self, name: str) -> list[Any]:
        """The named collection itself: what is changed in it stays changed."""
        return self._collections.setdefault(name, [])

    def finalize(self) -> None:
        """Makes the graph read-only, which makes it safe to share between threads."""
        self.finalized = True

    def as_graph_element(self, name: str) -> Tensor | Operation:
        """The tensor ("name:0") or operation ("name") of that name.

        Raises:
            KeyError: if there is none.
        """
        return self.get_tensor_by_name(name) if ":" in name else self.get_operation_by_name(name)

    def as_default(self) -> AbstractContextManager[Graph]:
        """Makes this the graph that new operations are added to, in this thread."""
        from gradviz.core.defaults import default_graph

        return default_graph(self)


def _operation(item: Any) -> Operation:
    tensor = item if isinstance(item, Tensor) else item._variable
    op: Operation = tensor.op
    return op


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
