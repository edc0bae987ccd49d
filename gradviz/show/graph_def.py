"""Graphs as TensorFlow's `GraphDef` messages, which TensorBoard draws."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gradviz.core.graph import Graph, Operation, Tensor
from gradviz.core.shapes import OpenShape

if TYPE_CHECKING:
    from tensorboardX.proto.graph_pb2 import GraphDef
    from tensorboardX.proto.tensor_shape_pb2 import TensorShapeProto

TYPES = {
    "float32": 1,
    "float64": 2,
    "int32": 3,
    "string": 7,
    "int64": 9,
    "bool": 10,
    "float16": 19,
}
"""The numbers of the element types. Source: tensorflow/core/framework/types.proto."""

_PRODUCER = 1087
"""The version of TensorFlow's graphs whose ops these are, 1.15's: readers check it."""

_SMALL = 64
"""Entries up to which a constant's value is written; TensorBoard only shows it."""


def graph_def(graph: Graph) -> GraphDef:
    """A graph with its names, inputs, control inputs, types, shapes and small constants.

    Example:
        >>> from gradviz.core.ops import placeholder
        >>> with Graph().as_default() as graph:
        ...     y = placeholder("float", [2], name="x") * 3.0
        >>> [(node.name, list(node.input)) for node in graph_def(graph).node][0]
        ('x', [])
    """
    from tensorboardX.proto.graph_pb2 import GraphDef
    from tensorboardX.proto.versions_pb2 import VersionDef

    message = GraphDef(versions=VersionDef(producer=_PRODUCER))
    for op in graph.get_operations():
        _add_node(message, op)
    return message


def _add_node(message: Any, op: Operation) -> None:
    node = message.node.add(name=op.name, op=op.type)
    node.input.extend(_input(t) for t in op.inputs)
    node.input.extend(f"^{before.name}" for before in op.control_inputs)
    node.attr["_output_shapes"].list.shape.extend(_shape(t) for t in op.outputs)
    if op.outputs:
        kind = TYPES[op.outputs[0].dtype.name]
        node.attr["dtype" if not op.inputs else "T"].type = kind
    if not op.inputs and op.outputs:
        node.attr["shape"].shape.CopyFrom(_shape(op.outputs[0]))
    if op.type == "Const":
        _put_value(node.attr["value"].tensor, op.outputs[0], op.attributes["value"])
    for name, value in op.attributes.items():
        _put_attribute(node, name, value)


def _input(tensor: Tensor) -> str:
    """A tensor as inputs are written: the first output by its operation's name alone."""
    return tensor.op.name if tensor.value_index == 0 else tensor.name


def _shape(tensor: Tensor) -> TensorShapeProto:
    from tensorboardX.proto.tensor_shape_pb2 import TensorShapeProto

    shape = tensor.shape
    if isinstance(shape, OpenShape):
        if not shape.rank_known:
            return TensorShapeProto(unknown_rank=True)
        extents = [-1 if n is None else n for n in shape.extents]
    else:
        extents = list(shape)
    return TensorShapeProto(dim=[TensorShapeProto.Dim(size=n) for n in extents])


def _put_value(message: Any, tensor: Tensor, value: Any) -> None:
    message.dtype = TYPES[tensor.dtype.name]
    message.tensor_shape.CopyFrom(_shape(tensor))
    array = np.asarray(value)
    if tensor.dtype.name == "string":
        message.string_val.extend(str(text).encode() for text in array.flat)
    elif array.size <= _SMALL:
        message.tensor_content = array.astype(tensor.dtype.dtype).tobytes()


def _put_attribute(node: Any, name: str, value: Any) -> None:
    """An attribute of a simple kind; what else there is (an array, a variable) is not shown."""
    if isinstance(value, bool):
        node.attr[name].b = value
    elif isinstance(value, int):
        node.attr[name].i = value
    elif isinstance(value, float):
        node.attr[name].f = value
    elif isinstance(value, str):
        node.attr[name].s = value.encode()
    elif isinstance(value, tuple) and value and all(type(n) is int for n in value):
        node.attr[name].list.i.extend(value)
