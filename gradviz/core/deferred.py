"""Operations on tensors whose shapes are known only when a run feeds them.

The core is static: it builds on known shapes alone. A call of a public function on a tensor of an
open shape is *recorded* as an operation that remembers the call. A run *binds* the recorded calls
to the shapes of what it feeds, by making them again on known shapes in a graph of its own; from
there on everything is static. What is known about a result beforehand (dtype, number, the extents
that do not depend on the feed) is found by trying the call on a few shapes that would be possible.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from gradviz.core.errors import ComputedShapeError, ShapeError
from gradviz.core.graph import Graph, Operation, Tensor
from gradviz.core.guessing import Shapes, guesses, hints_in, numbers_in, tensors_in
from gradviz.core.op import Op
from gradviz.core.shapes import OpenShape, TensorShape

F = TypeVar("F", bound=Callable[..., Any])

# Successful trials from which the common shape is taken, and trials after which they suffice.
ENOUGH, SURELY = 3, 50


@dataclass(frozen=True)
class Call:
    """A recorded call.

    Attributes:
        function: the public function's static part.
        args: its arguments, with the tensors of the recording graph in their places.
        kwargs: its keyword arguments, likewise.
        single: whether it returns a tensor, rather than a list.
        places: for each output, its place in the list that the function returns.
        fits: shapes of its open inputs for which the call has been tried successfully.
        eased: a function that takes more shapes than `function`, with results that depend on the
            same tensors, for trying.
    """

    function: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    single: bool
    places: tuple[int, ...] = (0,)
    fits: tuple[Shapes, ...] = ()
    eased: Callable[..., Any] | None = None

    def repeat(self, substitute: Callable[[Tensor], Tensor], eased: bool = False) -> list[Any]:
        """Makes the call again, with other tensors; the results of all outputs."""
        function = self.eased if eased and self.eased else self.function
        args = replace_tensors(self.args, substitute)
        result = function(*args, **replace_tensors(self.kwargs, substitute))
        return [result] if self.single else [result[place] for place in self.places]


def deferrable(function: F) -> F:
    """A public function of the op table that may be called on tensors of open shapes."""

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        for value in args:
            if is_open(value):
                return record(function, args, kwargs)
        for value in kwargs.values():
            if is_open(value):
                return record(function, args, kwargs)
        try:
            return function(*args, **kwargs)
        except ComputedShapeError as error:
            from gradviz.core.binding import record_computed

            return record_computed(function, args, kwargs, error)

    return cast(F, call)


def is_open(value: object) -> bool:
    """Whether something is, or contains, a tensor of an open shape."""
    if isinstance(value, Tensor):
        return isinstance(value.shape, OpenShape)
    return isinstance(value, list | tuple) and any(is_open(v) for v in value)


def replace_tensors(value: Any, substitute: Callable[[Tensor], Tensor]) -> Any:
    """The same nest with every tensor and variable replaced."""
    if isinstance(value, list | tuple):
        parts = [replace_tensors(part, substitute) for part in value]
        return parts if isinstance(value, list) else tuple(parts)
    if isinstance(value, dict):
        return {k: replace_tensors(v, substitute) for k, v in value.items()}
    if isinstance(value, slice):
        return slice(*replace_tensors([value.start, value.stop, value.step], substitute))
    tensor = value if isinstance(value, Tensor) else getattr(value, "_tensor", None)
    return value if tensor is None else substitute(tensor)


def record(function: Callable[..., Any], args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """Adds an operation that remembers a call; returns its output, or the list of them.

    Raises:
        ShapeError: if the call fails for all shapes that were tried, with its last reason.
    """
    from gradviz.core.binding import record_computed

    inputs = list(dict.fromkeys(tensors_in([list(args), kwargs])))
    found: list[Any] = []
    fits: list[Shapes] = []
    failure: Exception | None = None
    still = [t for t in inputs if isinstance(t.shape, OpenShape)]
    arguments = [list(args), kwargs]
    tried = set()
    for extents in guesses(still, hints_in(arguments), numbers_in(arguments)):
        key = tuple(extents.values())
        if key in tried:
            continue
        tried.add(key)
        if len(found) >= ENOUGH and len(tried) >= SURELY:
            break
        try:
            found.append(_try(function, args, kwargs, inputs, extents))
            fits.append(extents)
        except ComputedShapeError as error:
            return record_computed(function, args, kwargs, error)
        except ShapeError as error:
            failure = error
    if not found:
        return _unknown(function, args, kwargs, inputs, failure)
    first = found[0]
    if isinstance(first, Tensor) and first in inputs:
        return first
    return recorded(function, args, kwargs, inputs, found, fits)


def recorded(
    function: Callable[..., Any],
    args: Sequence[Any],
    kwargs: dict[str, Any],
    inputs: Sequence[Tensor],
    found: Sequence[Any],
    fits: Sequence[Shapes] = (),
) -> Any:
    """The outputs of an operation that remembers a call which was tried."""
    single = isinstance(found[0], Tensor)
    results = [[r] if single else list(r) for r in found]
    if len({len(r) for r in results}) != 1:
        raise ShapeError(
            f"{function.__name__}: how many tensors this makes depends on a shape that is not"
            " known before the run; give the placeholder that extent"
        )
    places = tuple(range(len(results[0])))
    call = Call(function, tuple(args), dict(kwargs), single, places, tuple(fits))
    # One trial alone is not the rule: it counts twice, which is known to be too few.
    op = add_call(inputs, call, results * 2 if len(results) == 1 else results)
    return op.outputs[0] if single else list(op.outputs)


def _unknown(
    function: Callable[..., Any],
    args: Sequence[Any],
    kwargs: dict[str, Any],
    inputs: Sequence[Tensor],
    failure: Exception | None,
) -> Tensor:
    """A call that failed for all shapes tried: nothing is known of its result but its type.

    Raises:
        ShapeError: if not even the number of results is known.
    """
    if function.__name__ in ("split", "unstack"):
        raise failure or ShapeError(f"{function.__name__}: no shapes to try")
    from gradviz.core.ops.sources import IDENTITY

    floating = [t for t in inputs if t.dtype.is_floating] or list(inputs)
    op = inputs[0].graph.create_op(
        IDENTITY, function.__name__.lstrip("_"), inputs, [OpenShape(None)], [floating[0].dtype]
    )
    op.call = Call(function, tuple(args), dict(kwargs), True)
    inputs[0].graph.open = True
    return op.outputs[0]


def add_call(
    inputs: Sequence[Tensor],
    call: Call,
    tried: Sequence[Sequence[Tensor]],
    name: str | None = None,
    definition: Op | None = None,
) -> Operation:
    """An operation for a recorded call whose results were tried.

    Args:
        inputs: the tensors that the call mentions.
        call: the call.
        tried: for each trial the resulting tensors.
        name: the operation's name; without it the one that the static call would give.
        definition: the op that it shows as; without it that of the tried results.
    """
    graph, example = inputs[0].graph, tried[0][0]
    shapes = [joined([r[i].shape for r in tried]) for i in range(len(tried[0]))]
    op = graph.create_op(
        definition or example.op.definition,
        name or example.op.name,
        inputs,
        shapes,
        [t.dtype for t in tried[0]],
    )
    op.call = call
    graph.open = True
    return op


def _try(
    function: Callable[..., Any],
    args: Sequence[Any],
    kwargs: dict[str, Any],
    inputs: Sequence[Tensor],
    shapes: dict[Tensor, tuple[int, ...]],
) -> Any:
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
        result = function(
            *replace_tensors(list(args), stand_ins.__getitem__),
            **replace_tensors(kwargs, stand_ins.__getitem__),
        )
    # What hands on its very input (a cast to the type it has) does so here.
    same = [t for t, stand_in in stand_ins.items() if stand_in is result]
    return same[0] if same else result


def joined(shapes: Sequence[TensorShape]) -> TensorShape:
    """What the shapes have in common.

    Example:
        >>> joined([TensorShape((3, 2)), TensorShape((5, 2)), TensorShape((1, 2))])
        TensorShape([None, 2])
    """
    if len({len(s) for s in shapes}) > 1:
        return OpenShape(None)
    if any(isinstance(s, OpenShape) and not s.rank_known for s in shapes):
        return OpenShape(None)
    # Few shapes that happen to agree say nothing about those that were not tried.
    sure = len(shapes) == 1 or len(shapes) >= ENOUGH
    extents = [ns[0] if len(set(ns)) == 1 and sure else None for ns in zip(*shapes, strict=True)]
    return OpenShape(extents) if None in extents else TensorShape(extents)  # type: ignore[arg-type]


def ancestors(tensors: Sequence[Tensor]) -> list[Operation]:
    """The operations that tensors depend on, in order of construction, through all their inputs."""
    needed: set[Operation] = set()
    stack = [t.op for t in tensors]
    while stack:
        op = stack.pop()
        if op not in needed:
            needed.add(op)
            stack.extend(t.op for t in op.inputs)
            stack.extend(op.control_inputs)
    return sorted(needed, key=lambda op: op.index)
