"""Evaluation of any fetches for any feeds, whole or over free batch axes in bounded memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from gradviz.core import blocks
from gradviz.core.binding import Binding
from gradviz.core.errors import FailedPreconditionError, InvalidArgumentError, ShapeError
from gradviz.core.graph import Graph, Operation, Tensor
from gradviz.core.ops.sources import PLACEHOLDER
from gradviz.core.plan import Plan, make_plan, order
from gradviz.core.shapes import broadcast_shape

Array = np.ndarray[Any, Any]


def plan_for(
    graph: Graph,
    fetches: tuple[Tensor | Operation, ...],
    feeds: tuple[tuple[Tensor, tuple[int, ...]], ...] = (),
) -> Plan:
    """The plan of a run, made once per graph, fetches and fed tensors.

    Args:
        graph: the graph that holds them.
        fetches: tensors whose values are wanted, and operations that are to be run.
        feeds: the fed tensors, each with the batch shape of its array.
    """
    plan: Plan | None = graph.plans.get((fetches, feeds))
    if plan is None:
        plan = graph.plans[fetches, feeds] = make_plan(fetches, feeds)
    return plan


def plan_for_run(
    graph: Graph, fetches: tuple[Tensor | Operation, ...], feeds: Mapping[Tensor, Array]
) -> Plan:
    """The plan of a run that feeds these arrays, bound to their shapes where the graph is open."""
    if graph.open and is_open(graph, fetches, tuple(feeds)):
        shapes = tuple((t, a.shape) for t, a in feeds.items())
        plan: Plan | None = graph.plans.get((fetches, shapes))
        if plan is None:
            plan = graph.plans[fetches, shapes] = _bound(graph, fetches, shapes)
        return plan
    return plan_for(graph, fetches, tuple((t, ()) for t in feeds))


def is_open(graph: Graph, fetches: tuple[Tensor | Operation, ...], fed: tuple[Tensor, ...]) -> bool:
    """Whether a run needs an operation that is bound only to what is fed."""
    key = (fetches, fed, "open")
    known: bool | None = graph.plans.get(key)
    if known is None:
        ops = [f if isinstance(f, Operation) else f.op for f in fetches if f not in fed]
        known = any(op.call is not None for op in order(ops, fed))
        graph.plans[key] = known
    return known


def _bound(
    graph: Graph,
    fetches: tuple[Tensor | Operation, ...],
    shapes: tuple[tuple[Tensor, tuple[int, ...]], ...],
) -> Plan:
    binding: Binding | None = graph.plans.get(shapes)
    if binding is None:
        binding = Binding(dict(shapes))
    try:
        binding.need(fetches)
    except ShapeError as error:
        raise InvalidArgumentError(f"Incompatible shapes: {error}") from None
    graph.plans[shapes] = binding  # kept only if it could be built
    feeds: list[tuple[Tensor | None, tuple[int, ...]]] = [
        (binding.tensors.get(t), ()) for t, _ in shapes
    ]
    used = [
        (t, b) if t is not None else (_unused(binding, s), b)
        for (t, b), s in zip(feeds, shapes, strict=True)
    ]
    plan = make_plan([binding.of(f) for f in fetches], used)
    return replace(plan, reads=tuple(binding.variables[op] for op in plan.reads))


def _unused(binding: Binding, fed: tuple[Tensor, tuple[int, ...]]) -> Tensor:
    """A place for a fed value that the fetches do not need."""
    tensor, shape = fed
    return binding.graph.create_op(PLACEHOLDER, "unused", (), [shape], [tensor.dtype]).outputs[0]


def read(plan: Plan, values: MutableMapping[Operation, Any]) -> list[Array]:
    """The values of the variables that a plan reads, and the random numbers that it draws.

    Raises:
        FailedPreconditionError: if a variable has none.
    """
    try:
        return [op.definition.supply(op, values) for op in plan.reads]  # type: ignore[misc]
    except KeyError as missing:
        name = missing.args[0].name
        raise FailedPreconditionError(
            f"Attempting to use uninitialized value {name}."
            " Run global_variables_initializer() in this session first, or feed the variable."
        ) from None


def evaluate(fetches: Sequence[Tensor], feeds: Mapping[Tensor, Any]) -> list[Array]:
    """The fetches for feeds that may have batch axes in front, all in one pass over the graph.

    Args:
        fetches: tensors of one graph.
        feeds: for each fed tensor (a placeholder, a variable's value, or any other) an array of
            shape `(*batch, *event)`, where event is the tensor's static shape. Batch axes
            broadcast with each other, so an open grid costs no more than its two axes.

    Returns:
        For each fetch a new array of shape `(*batch, *event)` with the batch axes of all feeds
        together.

    Raises:
        ShapeError: if an array does not end in its tensor's shape, or batch axes do not fit.

    Example:
        >>> from gradviz.core.ops import placeholder, reduce_sum, square
        >>> x = placeholder("double", [2], name="x")
        >>> evaluate([reduce_sum(square(x))], {x: [[1, 2], [3, 4], [5, 6]]})
        [array([ 5., 25., 61.])]
    """
    if not fetches:
        return []
    arrays = {tensor: _checked(tensor, value) for tensor, value in feeds.items()}
    batches = {t: a.shape[: a.ndim - t.shape.ndims] for t, a in arrays.items()}
    batch = tuple(broadcast_shape([*batches.values(), ()], "batch axes of the feeds"))
    key = tuple(batches.items())
    graph, wanted = fetches[0].graph, tuple(fetches)
    plan = plan_for(graph, wanted, key)
    supplied = read(plan, {})
    extents = blocks.extents_of(batch, plan.width)
    if extents == list(batch):
        values = plan.function(*arrays.values(), *supplied)
        return [
            np.array(v) if t in arrays and not batch else _filled(v, batch, t)
            for t, v in zip(fetches, values, strict=True)
        ]
    results = [np.empty((*batch, *t.shape), t.dtype.dtype) for t in fetches]
    parts_of = [blocks.part_of(a, len(batches[t])) for t, a in arrays.items()]
    functions: dict[tuple[int, ...], Callable[..., Any]] = {}
    places = list(blocks.blocks_of(batch, extents))
    for place in places:
        sizes = tuple([part.stop - part.start for part in place])
        if sizes not in functions:
            shapes = ((t, part(place)) for t, part in zip(arrays, parts_of, strict=True))
            held = tuple((t, a.shape[: len(batches[t])]) for t, a in shapes)
            functions[sizes] = plan_for(graph, wanted, held).function

    def block(place: tuple[slice, ...]) -> None:
        function = functions[tuple([part.stop - part.start for part in place])]
        values = function(*[part(place) for part in parts_of], *supplied)
        for result, value in zip(results, values, strict=True):
            result[place] = value

    threaded = blocks.worth_threads(batch, extents, plan.width, plan.light)
    blocks.each(block, places, threaded=threaded)
    return results


def _checked(tensor: Tensor, value: Any) -> Array:
    array = np.asarray(value, tensor.dtype.dtype)
    rank = tensor.shape.ndims
    if array.shape[array.ndim - rank :] != tuple(tensor.shape) or array.ndim < rank:
        raise ShapeError(
            f"Cannot feed value of shape {array.shape} for Tensor {tensor.name!r}:"
            f" it must end in the tensor's shape {tensor.shape}, after any batch axes"
        )
    return array


def _filled(value: Any, batch: tuple[int, ...], tensor: Tensor) -> Array:
    """A value with all the batch axes, also those that it does not depend on."""
    array = np.asarray(value)
    shape = (*batch, *tensor.shape)
    return array if array.shape == shape else np.broadcast_to(array, shape).copy()
