"""The computation graph: operations and the tensors between them.

A graph only grows: an operation's inputs exist before it, so the order of construction is a
topological order, and nothing here ever needs recursion.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any

from gradviz.core.tensor import Operation, Tensor, same_graph

if TYPE_CHECKING:
    from gradviz.core.dtypes import DType
    from gradviz.core.op import Op

__all__ = ["Graph", "Operation", "Tensor", "same_graph"]

_VALID_NAME = re.compile(r"^[A-Za-z0-9.][A-Za-z0-9_.\\/>-]*$")


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
    def absolute_names(self) -> Iterator[None]:
        """Names made inside are not put into the current scope."""
        outer, self._scope = self._scope, ""
        try:
            yield
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
    def control_dependencies(self, control_inputs: Sequence[Any] | None) -> Iterator[None]:
        """Operations made inside run after the given ones (operations, tensors, variables).

        None forgets the dependencies of the blocks around.
        """
        outer = self._control_inputs
        added = tuple(
            i if isinstance(i, Operation) else _operation(i) for i in control_inputs or ()
        )
        self._control_inputs = added if control_inputs is None else outer + added
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
        op = self._by_name.get(op_name)
        if not colon or not index.isdecimal():
            what = "refers to an Operation, not a Tensor" if op else "is no name of a Tensor"
            raise ValueError(
                f"The name {name!r} {what}."
                ' Tensor names must be of the form "<op_name>:<output_index>".'
            )
        if op is None:
            raise KeyError(
                f"The name {name!r} refers to a Tensor which does not exist."
                f" The operation, {op_name!r}, does not exist in the graph."
            )
        if int(index) >= len(op.outputs):
            raise KeyError(
                f"The name {name!r} refers to a Tensor which does not exist."
                f" The operation, {op_name!r}, has {len(op.outputs)} output(s)."
            )
        return op.outputs[int(index)]

    def add_to_collection(self, name: str, value: object) -> None:
        """Appends a value to the named collection."""
        self._collections.setdefault(name, []).append(value)

    def get_collection(self, name: str, scope: str | None = None) -> list[Any]:
        """A copy of the named collection.

        Args:
            name: the collection's name.
            scope: a regular expression: only items are wanted whose names begin so.
        """
        items = list(self._collections.get(name, ()))
        if not scope:
            return items
        return [i for i in items if re.match(scope, getattr(i, "name", ""))]

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
