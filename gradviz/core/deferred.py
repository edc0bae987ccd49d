"""Operations on tensors whose shapes are known only when a run feeds them.

The core is static: it builds on known shapes alone. A call of a public function on a tensor of an
open shape is *recorded* as an operation that remembers the call. A run *binds* the recorded calls
to the shapes of what it feeds, by making them again on known shapes in a graph of its own; from
there on everything is static. What is known about a result beforehand (dtype, number, the extents
that do not depend on the feed) is found by trying the call on a few shapes that would be possible.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

from gradviz.core.errors import ShapeError
from gradviz.core.graph import Graph, Operation, Tensor
from gradviz.core.shapes import OpenShape, TensorShape

P = ParamSpec("P")
R = TypeVar("R")

# Extents and ranks to try. Many divisors, so that reshapes fit; one, so that broadcasts do.
EXTENTS = (24, 48, 1, 2)
RANKS = (0, 1, 2, 3, 4)


@dataclass(frozen=True)
class Call:
    """A recorded call.

    Attributes:
        function: the public function's static part.
        args: its arguments, with the tensors of the recording graph in their places.
        kwargs: its keyword arguments, likewise.
        single: whether it returns a tensor, rather than a list.
        places: for each output, its place in the list that the function returns.
    """

    function: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    single: bool
    places: tuple[int, ...] = (0,)

    def repeat(self, substitute: Callable[[Tensor], Tensor]) -> list[Any]:
        """Makes the call again, with other tensors; the results of all outputs."""
        args = replace_tensors(self.args, substitute)
        result = self.function(*args, **replace_tensors(self.kwargs, substitute))
        return [result] if self.single else [result[place] for place in self.places]


def deferrable(function: Callable[P, R]) -> Callable[P, R]:
    """A public function of the op table that may be called on tensors of open shapes."""

    @functools.wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        for value in args:
            if is_open(value):
                return record(function, args, kwargs)  # type: ignore[return-value]
        for value in kwargs.values():
            if is_open(value):
                return record(function, args, kwargs)  # type: ignore[return-value]
        return function(*args, **kwargs)

    return call


def is_open(value: object) -> bool:
    """Whether something is, or contains, a tensor of an open shape."""
    if isinstance(value, Tensor):
        return isinstance(value.shape, OpenShape)
    return isinstance(value, list | tuple) and any(is_open(v) for v in value)


def tensors_in(value: object) -> Iterator[Tensor]:
    """The tensors in nested lists, tuples and dicts, variables included."""
    if isinstance(value, list | tuple):
        for part in value:
            yield from tensors_in(part)
    elif isinstance(value, dict):
        yield from tensors_in(list(value.values()))
    else:
        tensor = value if isinstance(value, Tensor) else getattr(value, "_tensor", None)
        if tensor is not None:
            yield tensor


def replace_tensors(value: Any, substitute: Callable[[Tensor], Tensor]) -> Any:
    """The same nest with every tensor and variable replaced."""
    if isinstance(value, list | tuple):
        parts = [replace_tensors(part, substitute) for part in value]
        return parts if isinstance(value, list) else tuple(parts)
    if isinstance(value, dict):
        return {k: replace_tensors(v, substitute) for k, v in value.items()}
    tensor = value if isinstance(value, Tensor) else getattr(value, "_tensor", None)
    return value if tensor is None else substitute(tensor)


def record(function: Callable[..., Any], args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """Adds an operation that remembers a call; returns its output, or the list of them.

    Raises:
        ShapeError: if the call fails for all shapes that were tried, with its last reason.
    """
    inputs = list(dict.fromkeys(tensors_in([list(args), kwargs])))
    found, failure = [], None
    for extents in _guesses(inputs):
        try:
            found.append(_try(function, args, kwargs, inputs, extents))
        except ShapeError as error:
            failure = error
    if not found:
        raise failure or ShapeError("no shapes to try")
    first = found[0]
    single = isinstance(first, Tensor)
    results = [[r] if single else list(r) for r in found]
    if len({len(r) for r in results}) != 1:
        raise ShapeError(
            f"{function.__name__}: how many tensors this makes depends on a shape that is not"
            " known before the run; give the placeholder that extent"
        )
    call = Call(function, tuple(args), dict(kwargs), single, tuple(range(len(results[0]))))
    op = add_call(inputs, call, results)
    return op.outputs[0] if single else list(op.outputs)


def add_call(inputs: Sequence[Tensor], call: Call, tried: Sequence[Sequence[Tensor]],
             name: str | None = None) -> Operation:
    """An operation for a recorded call whose results were tried.

    Args:
        inputs: the tensors that the call mentions.
        call: the call.
        tried: for each trial the resulting tensors.
        name: the operation's name; without it the one that the static call would give.
    """
    graph, example = inputs[0].graph, tried[0][0]
    shapes = [joined([r[i].shape for r in tried]) for i in range(len(tried[0]))]
    op = graph.create_op(
        example.op.definition, name or example.op.name, inputs, shapes, [t.dtype for t in tried[0]]
    )
    op.call = call
    graph.open = True
    return op


def _guesses(inputs: Sequence[Tensor]) -> Iterator[dict[Tensor, tuple[int, ...]]]:
    """Shapes that the open inputs might have: all of one extent and one rank at a time."""
    still = [t for t in inputs if isinstance(t.shape, OpenShape)]
    ranks = RANKS if any(not t.shape.rank_known for t in still) else (0,)  # type: ignore[attr-defined]
    for rank in ranks:
        for extent in EXTENTS:
            yield {
                t: tuple(extent if n is None else n for n in t.shape)
                if t.shape.rank_known  # type: ignore[attr-defined]
                else (extent,) * rank
                for t in still
            }


def _try(function: Callable[..., Any], args: Sequence[Any], kwargs: dict[str, Any],
         inputs: Sequence[Tensor], shapes: dict[Tensor, tuple[int, ...]]) -> Any:
    from gradviz.core.ops.sources import PLACEHOLDER

    stand_ins = {}
    scratch = Graph()
    with scratch.as_default():
        with scratch.name_scope("inputs"):
            for t in inputs:
                shape = shapes.get(t, t.shape)
                op = scratch.create_op(PLACEHOLDER, "input", (), [shape], [t.dtype])
                constant = t.op.attributes.get("value")
                stand_ins[t] = op.outputs[0]
                if constant is not None:  # a shape or an axis may be given as a constant
                    stand_ins[t] = scratch.create_op(
                        t.op.definition, "constant", (), [shape], [t.dtype], t.op.attributes
                    ).outputs[0]
        return function(
            *replace_tensors(list(args), stand_ins.__getitem__),
            **replace_tensors(kwargs, stand_ins.__getitem__),
        )


def joined(shapes: Sequence[TensorShape]) -> TensorShape:
    """What the shapes have in common.

    Example:
        >>> joined([TensorShape((3, 2)), TensorShape((5, 2))])
        TensorShape([None, 2])
    """
    if len({len(s) for s in shapes}) > 1:
        return OpenShape(None)
    if any(isinstance(s, OpenShape) and not s.rank_known for s in shapes):
        return OpenShape(None)
    extents = [ns[0] if len(set(ns)) == 1 else None for ns in zip(*shapes, strict=True)]
    return OpenShape(extents) if None in extents else TensorShape(extents)  # type: ignore[arg-type]
