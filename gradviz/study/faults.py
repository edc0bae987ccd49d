"""Numeric faults: which operation made the first NaN or infinity, why, and what to change.

From every fetch that is not finite the graph is walked back along what is not finite. The earliest
operation that is met took finite numbers and gave none (or was fed such a number). Why is read off
the op table: either its inputs are outside of the op's region, or the result has no room in its
element type.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from gradviz.core.binding import Binding
from gradviz.core.execute import evaluate
from gradviz.core.graph import Operation, Tensor
from gradviz.core.kernels import OPERATORS
from gradviz.study.backward import places_of
from gradviz.study.models import Model

Array = np.ndarray[Any, Any]
_Arrays = Mapping[Tensor, Array]

SMALLER = (
    "Make the numbers smaller: scale the data or the parameters, or take a smaller learning rate."
)


@dataclass(frozen=True)
class Fault:
    """The first NaN or infinity of an evaluation.

    Attributes:
        operation: the name of the operation that made it.
        type: its op's name in the table.
        kind: "nan" or "inf".
        direction: "forward", or "backward" for an operation that `gradients` added.
        forward: the operation that is differentiated there; in the forward direction the operation
            itself.
        entry: where in its output it is; () in a scalar.
        value: what it is: NaN, or an infinity with its sign.
        inputs: names and values of the inputs at that entry; of an input of another shape the
            entry of largest magnitude.
        words: a sentence that says why.
        remedy: a sentence that says what to change.
    """

    operation: str
    type: str
    kind: str
    direction: str
    forward: str
    entry: tuple[int, ...]
    value: float
    inputs: tuple[tuple[str, float], ...]
    words: str
    remedy: str


@np.errstate(all="ignore")
def first_fault(
    subject: Model | Tensor | Sequence[Tensor], feeds: Mapping[Tensor, Any]
) -> Fault | None:
    """The first NaN or infinity on the way to what is not finite among the fetches.

    What is infinite on the way to finite fetches, as e^1000 in 1 / (1 + e^1000), is no fault.

    Args:
        subject: the tensors that are looked at; of a model all that its drawing shows.
        feeds: placeholders and the values of variables, without batch axes.

    Returns:
        The fault, or None if all the fetches are finite.

    Raises:
        ShapeError: if a feed does not have its tensor's shape.
        InvalidArgumentError: if a placeholder that is needed is not fed.
        FailedPreconditionError: if a variable that is needed is not fed.

    Example:
        >>> from gradviz.core.ops import log, placeholder, reduce_sum
        >>> x = placeholder("double", [2], name="x")
        >>> fault = first_fault(reduce_sum(log(x)), {x: [1.0, 0.0]})
        >>> fault.operation, fault.kind, fault.entry, fault.inputs
        ('Log', 'inf', (1,), (('x', 0.0),))
        >>> fault.words
        'log(0) is -inf: log needs x > 0.'
    """
    if isinstance(subject, Model):
        fetches: Sequence[Tensor] = places_of(subject).fetches
    else:
        fetches = [subject] if isinstance(subject, Tensor) else list(subject)
    if not fetches:
        return None
    fed: Mapping[Tensor, Any] = feeds
    if fetches[0].graph.open:
        fetches, fed = _bound(fetches, feeds)
    fetches = [f for f in fetches if f.dtype.is_floating]
    values = evaluate(fetches, fed)
    faulty = [f for f, v in zip(fetches, values, strict=True) if not np.isfinite(v).all()]
    if not faulty:
        return None
    needed = _needed(faulty, fed)
    arrays = dict(zip(needed, evaluate(needed, fed), strict=True))
    places = _blamed(faulty, arrays, fed)
    first = min(places, key=lambda t: (t.op.index, t.value_index))
    return _fault(first, int(np.argmax(places[first])), arrays, fed)


def _bound(
    fetches: Sequence[Tensor], feeds: Mapping[Tensor, Any]
) -> tuple[list[Tensor], dict[Tensor, Any]]:
    """The counterparts of fetches and feeds in the graph that these feeds' shapes make."""
    binding = Binding({tensor: np.shape(value) for tensor, value in feeds.items()})
    binding.need(fetches)
    fed = {binding.tensors[t]: value for t, value in feeds.items() if t in binding.tensors}
    return [t for t in map(binding.of, fetches) if isinstance(t, Tensor)], fed


def _needed(tensors: Sequence[Tensor], fed: Mapping[Tensor, Any]) -> list[Tensor]:
    """The tensors and all that they are computed from, the last made first."""
    found: set[Tensor] = set()
    stack = list(tensors)
    while stack:
        tensor = stack.pop()
        if tensor not in found:
            found.add(tensor)
            if tensor not in fed:
                stack.extend(tensor.op.inputs)
    return sorted(found, key=lambda t: (t.op.index, t.value_index), reverse=True)


def _blamed(
    faulty: Sequence[Tensor], arrays: _Arrays, fed: Mapping[Tensor, Any]
) -> dict[Tensor, Array]:
    """The tensors on the way to the faulty ones, and which of their entries are to blame."""
    places = {tensor: ~np.isfinite(arrays[tensor]) for tensor in faulty}
    for tensor in arrays:
        if tensor not in places or tensor in fed:
            continue
        op, mine = tensor.op, places[tensor]
        for index, source in enumerate(op.inputs):
            if not source.dtype.is_floating:
                continue
            found = ~np.isfinite(arrays[source])
            if found.shape == mine.shape and (op.definition.entrywise or op.type == "Select"):
                found &= mine
            if op.type == "Select":  # what was not chosen does no harm
                chosen = np.broadcast_to(arrays[op.inputs[0]], found.shape)
                found &= chosen if index == 1 else ~chosen
            if found.any():
                places[source] = places.get(source, False) | found
    return places


def _fault(tensor: Tensor, place: int, arrays: _Arrays, fed: Mapping[Tensor, Any]) -> Fault:
    op, array = tensor.op, arrays[tensor]
    entry = tuple(int(i) for i in np.unravel_index(place, array.shape))
    value = float(array[entry])
    given = () if tensor in fed else op.inputs
    inputs = tuple((t.op.name, _at(arrays.get(t), entry, array.shape)) for t in given)
    words, remedy = _why(tensor, value, [v for _, v in inputs], given)
    if op.original is not None:
        words, remedy = _on_the_way_back(op.original, entry, array.shape, arrays, words, remedy)
    return Fault(
        operation=op.name,
        type=op.type,
        kind="nan" if np.isnan(value) else "inf",
        direction="forward" if op.original is None else "backward",
        forward=(op.original or op).name,
        entry=entry,
        value=value,
        inputs=inputs,
        words=words,
        remedy=remedy,
    )


def _at(array: Array | None, entry: tuple[int, ...], shape: tuple[int, ...]) -> float:
    """An input's number at an entry of the output; NaN where it has none that says anything."""
    if array is None or not array.size:
        return float("nan")
    if array.shape == shape:
        return float(array[entry])
    return float(array.flat[int(np.argmax(np.abs(array)))])


def _why(
    tensor: Tensor, value: float, numbers: Sequence[float], given: Sequence[Tensor]
) -> tuple[str, str]:
    """Why an operation made a value from finite numbers, and what to change."""
    op, definition = tensor.op, tensor.op.definition
    if not given:
        variable = op.type in ("VariableV2", "Identity")
        what = (
            "The variable"
            if variable
            else "The constant"
            if op.type == "Const"
            else "What was fed for"
        )
        return f"{what} {op.name.removesuffix('/read')} is {value:g}.", (
            "Set it to a finite number; if a descent made it so, take a smaller learning rate."
            if variable
            else "Give finite numbers: what is computed from this one is not finite either."
        )
    if any(not t.shape.size for t in given):
        return f"{_name(op)} of no entries is {value:g}.", "Give at least one entry."
    region = definition.region
    if region is not None and not np.all(region.holds(*map(np.float64, numbers))):
        return (
            f"{_written(op, numbers)} is {value:g}: {_name(op)} needs {region.words}.",
            region.remedy,
        )
    largest = float(np.finfo(tensor.dtype.dtype).max)
    told = _written(op, numbers) if definition.entrywise else f"A result of {_name(op)}"
    room = f"{tensor.dtype.name} ends at {largest:.2g}"
    return f"{told} is {value:g}: the number is too large, {room}.", SMALLER


def _on_the_way_back(
    forward: Operation,
    entry: tuple[int, ...],
    shape: tuple[int, ...],
    arrays: _Arrays,
    words: str,
    remedy: str,
) -> tuple[str, str]:
    """The words for an operation that differentiates another one."""
    numbers = [
        f"{name} = {arrays[t][entry]:g}"
        for name, t in zip(forward.definition.inputs, forward.inputs, strict=False)
        if t in arrays and arrays[t].shape == shape
    ]
    at = ", ".join(numbers)
    words = f"On the way back through {_name(forward)}{at and f' at {at}'}: {words}"
    if remedy != SMALLER and at:
        remedy = f"The slope of {_name(forward)} is not finite at {at}: keep away from there."
    return words, remedy


def _name(op: Operation) -> str:
    return op.definition.function or op.type


def _written(op: Operation, numbers: Sequence[float]) -> str:
    """The operation on numbers, as one would type it."""
    texts = [f"{n:g}" for n in numbers]
    if op.type in OPERATORS:
        return f" {OPERATORS[op.type]} ".join(
            text if place == 0 or text[0] != "-" else f"({text})"
            for place, text in enumerate(texts)
        )
    return f"{_name(op)}({', '.join(texts)})"
