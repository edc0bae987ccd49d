"""A copy of a graph, for what is to be added to one that others share."""

from __future__ import annotations

from dataclasses import replace

from gradviz.core.deferred import replace_tensors
from gradviz.core.graph import Graph, Operation, Tensor


def copy(graph: Graph) -> tuple[Graph, dict[Tensor, Tensor]]:
    """A graph with the same operations under the same names, open to more.

    Returns:
        The copy, and for each tensor of `graph` its counterpart.

    Example:
        >>> from gradviz.core.ops import constant
        >>> with Graph().as_default() as graph:
        ...     x = constant(1.0, name="x")
        >>> other, counterpart = copy(graph)
        >>> counterpart[x].name, counterpart[x].graph is other
        ('x:0', True)
    """
    new = Graph()
    new.open, new.seed = graph.open, graph.seed
    tensors: dict[Tensor, Tensor] = {}
    operations: dict[Operation, Operation] = {}
    for op in graph.get_operations():
        attributes = {
            name: operations.get(value, value) if isinstance(value, Operation) else value
            for name, value in op.attributes.items()
        }
        made = new.create_op(
            op.definition,
            new.unique_name(op.name) + "/",
            [tensors[t] for t in op.inputs],
            [t.shape for t in op.outputs],
            [t.dtype for t in op.outputs],
            attributes,
        )
        made.control_inputs = tuple(operations[c] for c in op.control_inputs)
        made.original = op.original and operations[op.original]
        if op.call is not None:
            made.call = replace(
                op.call,
                args=replace_tensors(op.call.args, tensors.__getitem__),
                kwargs=replace_tensors(op.call.kwargs, tensors.__getitem__),
                fits=(),
            )
        operations[op] = made
        tensors.update(zip(op.outputs, made.outputs, strict=True))
    return new, tensors
