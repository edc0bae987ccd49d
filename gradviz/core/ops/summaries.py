"""Summaries: operations whose value is a serialized `Summary` message, for TensorBoard.

Names, tags and errors are TensorFlow's.

Source: TensorFlow 2.21, summary_op_util.py, summary.py and summary_op.cc.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from gradviz.core.defaults import GraphKeys, get_default_graph
from gradviz.core.deferred import Call, add_call
from gradviz.core.dtypes import string
from gradviz.core.errors import DTypeError, InvalidArgumentError
from gradviz.core.graph import Graph, Tensor, same_graph
from gradviz.core.histograms import histogram_of
from gradviz.core.op import Op
from gradviz.core.ops.sources import CONST, PLACEHOLDER, convert_to_tensor
from gradviz.core.protobuf import histogram_summary, scalar_summary, tags_of
from gradviz.core.shapes import OpenShape

_UNFIT = re.compile(r"[^-/\w\.]")


def _boxed(message: bytes) -> Any:
    """Bytes as an array of no axes, which is what kernels return."""
    box = np.empty((), object)
    box[()] = message
    return box


def _content(box: Any) -> Any:
    """What such an array holds."""
    return np.asarray(box).item()


def _scalar_kernel(tags: Any, values: Any) -> Any:
    tag = _content(tags)
    if np.ndim(values):
        raise InvalidArgumentError(
            f"tags and values are not the same shape: [] != {list(np.shape(values))} (tag '{tag}')"
        )
    # A number that single precision cannot hold is ∞ there, as in TensorFlow.
    with np.errstate(over="ignore"):
        return _boxed(scalar_summary(tag, float(np.float32(values))))


def _histogram_kernel(tag: Any, values: Any) -> Any:
    name = _content(tag)
    return _boxed(histogram_summary(name, histogram_of(values, name)))


def _merge_kernel(*inputs: Any) -> Any:
    messages = [_content(message) for message in inputs]
    seen: set[str] = set()
    for message in messages:
        for tag in tags_of(message):
            if tag in seen:
                raise InvalidArgumentError(f"Duplicate tag {tag} found in summary inputs")
            seen.add(tag)
    return _boxed(b"".join(messages))


SCALAR = Op(
    type="ScalarSummary",
    inputs=("tags", "values"),
    kernel=_scalar_kernel,
    latex=r"\text{{summary}}\left({values:0}\right)",
    symbol="📈",
    constant=True,
    undefined=True,
    summary="A Summary message with one number.",
)
HISTOGRAM = Op(
    type="HistogramSummary",
    inputs=("tag", "values"),
    kernel=_histogram_kernel,
    latex=r"\text{{summary}}\left({values:0}\right)",
    symbol="📊",
    constant=True,
    undefined=True,
    summary="A Summary message with the histogram of all entries.",
)
MERGE = Op(
    type="MergeSummary",
    inputs=("inputs",),
    kernel=_merge_kernel,
    latex=r"\text{{merged}}\left({inputs:0}\right)",
    symbol="∪",
    constant=True,
    undefined=True,
    summary="The values of several Summary messages in one.",
)


def scalar(
    name: Any, tensor: Any, collections: Sequence[str] | None = None, family: str | None = None
) -> Tensor:
    """A Summary with the number that a tensor holds, in single precision.

    Args:
        name: the operation's name, and the tag in TensorBoard; made unique, with its scopes.
        tensor: a number of any numeric type.
        collections: names of collections to join, instead of that of all summaries.
        family: a name in front of the tag, under which TensorBoard groups.

    Raises:
        ValueError: if there is no name.
        DTypeError: if the tensor is not numeric.
        InvalidArgumentError: by a run, if the tensor has axes.

    Example:
        >>> from gradviz.core.session import Session
        >>> Session().run(scalar("cost", 1.5))[-4:].hex(" ")
        '00 00 c0 3f'
    """
    return _recorded(SCALAR, name, tensor, collections, family)


def histogram(
    name: Any, values: Any, collections: Sequence[str] | None = None, family: str | None = None
) -> Tensor:
    """A Summary with the histogram of all the entries of a tensor.

    Args:
        name: the operation's name, and the tag in TensorBoard; made unique, with its scopes.
        values: numbers of any shape.
        collections: names of collections to join, instead of that of all summaries.
        family: a name in front of the tag, under which TensorBoard groups.

    Raises:
        ValueError: if there is no name.
        DTypeError: if the tensor is not numeric.
        InvalidArgumentError: by a run, if an entry is not finite.
    """
    return _recorded(HISTOGRAM, name, values, collections, family)


def merge(
    inputs: Sequence[Any], collections: Sequence[str] | None = None, name: str | None = None
) -> Tensor:
    """One Summary with the values of all.

    Raises:
        ValueError: if there are none.
        TypeError: if they are not summaries, or not in a list.
        InvalidArgumentError: by a run, if two have the same tag.
    """
    if not isinstance(inputs, list | tuple):
        raise TypeError(
            "Expected list for 'inputs' argument to 'MergeSummary' Op, not"
            f" {inputs!r}: write merge([summary])"
        )
    if not inputs:
        raise ValueError(
            "List argument 'inputs' to 'MergeSummary' Op with length 0 shorter than minimum"
            " length 1."
        )
    tensors = [convert_to_tensor(item) for item in inputs]
    if any(t.dtype != string for t in tensors):
        raise TypeError(
            "Tensors in list passed to 'inputs' of 'MergeSummary' Op have types"
            f" {[t.dtype.name for t in tensors]} that do not match expected type string."
        )
    graph = same_graph(tensors)
    with graph.name_scope(name or "Merge"):
        out = graph.create_op(MERGE, name or "MergeSummary", tensors, [()], [string]).outputs[0]
    _collect(graph, out, collections or ())
    return out


def merge_all(
    key: str = GraphKeys.SUMMARIES, scope: str | None = None, name: str | None = None
) -> Tensor | None:
    """One Summary with the values of all the summaries of the default graph.

    Args:
        key: the collection to take them from.
        scope: a regular expression that their names have to begin with.
        name: the operation's name.

    Returns:
        The merged summary, or None if the collection is empty.
    """
    found = get_default_graph().get_collection(key)
    if scope is not None:
        found = [item for item in found if re.match(scope, item.name)]
    return merge(found, name=name) if found else None


def _recorded(
    definition: Op, name: Any, values: Any, collections: Sequence[str] | None, family: str | None
) -> Tensor:
    if name is None:
        raise ValueError("At least one of name (None) and default_name (None) must be provided.")
    clean, kin = _clean(str(name)), family and _clean(family)
    graph = _graph_of(values)
    with (
        graph.as_default(),
        graph.name_scope((f"{kin}/{clean}" if kin else clean) or definition.type) as scope,
    ):
        text = scope[:-1] if not kin else f"{kin}/{scope[:-1]}"
        kind = definition.inputs[0]
        tag = graph.create_op(CONST, kind, (), [()], [string], {"value": _text(text)}).outputs[0]
        tensor = convert_to_tensor(values, None, "values", graph)
        if tensor.dtype.dtype.kind not in "fi":
            raise DTypeError(
                f"Value passed to parameter 'values' has DataType {tensor.dtype.name} not in list"
                " of allowed values: float16, float32, float64, int32, int64"
            )
        if isinstance(tensor.shape, OpenShape):
            call = Call(_again, (definition, tag, tensor), {}, True)
            out = add_call([tag, tensor], call, [[_example(definition, tensor)]], scope).outputs[0]
        else:
            out = graph.create_op(definition, scope, [tag, tensor], [()], [string]).outputs[0]
    _collect(graph, out, [GraphKeys.SUMMARIES] if collections is None else collections)
    return out


def _graph_of(values: Any) -> Graph:
    graph: Graph = getattr(values, "graph", None) or get_default_graph()
    return graph


def _again(definition: Op, tag: Tensor, values: Tensor) -> Tensor:
    """A summary of a tensor of an open shape, in the graph where its shape is known."""
    return values.graph.create_op(
        definition, definition.type, [tag, values], [()], [string]
    ).outputs[0]


def _example(definition: Op, tensor: Tensor) -> Tensor:
    """Such a summary of a tensor whose shape is known, for the type and shape of its value."""
    scratch = Graph()
    tag = scratch.create_op(CONST, "tag", (), [()], [string], {"value": _text("")}).outputs[0]
    values = scratch.create_op(PLACEHOLDER, "values", (), [()], [tensor.dtype]).outputs[0]
    return _again(definition, tag, values)


def _text(text: str) -> Any:
    box = np.empty((), object)
    box[()] = text
    box.setflags(write=False)
    return box


def _clean(name: str) -> str:
    """A name in which what names may not have is "_", without slashes in front."""
    return _UNFIT.sub("_", name).lstrip("/")


def _collect(graph: Graph, tensor: Tensor, keys: Sequence[str]) -> None:
    for key in keys:
        graph.add_to_collection(key, tensor)
