"""A copy of a graph, for what is to be added to one that others share."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np

from gradviz.core.deferred import replace_tensors
from gradviz.core.graph import Graph, Operation, Tensor
from gradviz.core.ops.sources import STOP_GRADIENT

Array = np.ndarray[Any, Any]

CUTS = "cuts"
"""The collection of a copy in which the stops are listed that were put into it."""


def copy(
    graph: Graph,
    cuts: Collection[tuple[Operation, int]] = (),
    values: Mapping[Operation, Array] = MappingProxyType({}),
) -> tuple[Graph, dict[Tensor, Tensor]]:
    """A graph with the same operations under the same names, open to more.

    Args:
        graph: what is copied.
        cuts: inputs (operation, index) before which a `stop_gradient` is put in the copy; these
            are listed in its collection `CUTS`.
        values: constants that have other values in the copy, of the same shapes.

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
    stops = set(graph.get_collection(CUTS))
    tensors: dict[Tensor, Tensor] = {}
    operations: dict[Operation, Operation] = {}
    for op in graph.get_operations():
        attributes = {
            name: operations.get(value, value) if isinstance(value, Operation) else value
            for name, value in op.attributes.items()
        }
        if op in values:
            attributes["value"] = _constant_of(values[op], op.outputs[0])
        inputs = [tensors[t] for t in op.inputs]
        for index, tensor in enumerate(inputs):
            if (op, index) in cuts:
                name = _free(graph, f"{op.name}_cut")
                stop = new.create_op(STOP_GRADIENT, name, [tensor], [tensor.shape], [tensor.dtype])
                new.add_to_collection(CUTS, stop)
                inputs[index] = stop.outputs[0]
        made = new.create_op(
            op.definition,
            new.unique_name(op.name) + "/",
            inputs,
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
        if op in stops:
            new.add_to_collection(CUTS, made)
        tensors.update(zip(op.outputs, made.outputs, strict=True))
    return new, tensors


def _constant_of(value: Array, tensor: Tensor) -> Array:
    """A value as a constant of a tensor's dtype and shape has it: nobody may change it."""
    array = np.array(value, tensor.dtype.dtype).reshape(tuple(tensor.shape))
    array.setflags(write=False)
    return array


def _free(graph: Graph, name: str) -> str:
    """A name that no operation of the graph has: its own keep theirs in the copy."""
    taken = {op.name.lower() for op in graph.get_operations()}
    while name.lower() in taken:
        name += "_"
    return name
