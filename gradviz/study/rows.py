"""Rows of local derivatives: which entries make one entry, and how much each of them counts.

Where an op does not work entry by entry, an entry of what comes back is Σ ∂outᵢ/∂x · gᵢ over the
entries of the output. The ∂outᵢ/∂x for one x are a row of the transposed Jacobian, and because
what comes back is linear in g, they are what `gradients` of it by g gives: read off the op's own
adjoint, for any op. The values of ops that grow as their input does (f(tx) = t f(x): sums, matrix
products, everything that only moves entries) are made up in the same way, by Euler's theorem.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from gradviz.core.copying import copy
from gradviz.core.execute import evaluate
from gradviz.core.export import export
from gradviz.core.gradients import gradients
from gradviz.core.graph import Operation, Tensor
from gradviz.core.ops import multiply, placeholder, reduce_sum
from gradviz.study.diagram import Use
from gradviz.study.models import Model
from gradviz.study.program import fed_tensors

Array = np.ndarray[Any, Any]

SELECTOR = "selector"
"""The name under which a program is fed 1 at the chosen entry and 0 at all others."""


_WRITTEN = frozenset(
    {"Sum", "Mean", "MatMul", "Reshape", "BroadcastTo", "Identity", "AddN", "Select"}
)


def writable(op: Operation) -> bool:
    """Whether `core.latex` can write an op's entries one by one, so that no row is needed."""
    return op.definition.entrywise or op.type in _WRITTEN


@dataclass(frozen=True, eq=False)
class Row:
    """The local derivatives that belong to one entry of an edge's number.

    Attributes:
        selector: is fed 1 at that entry, 0 elsewhere; in the shape of what the entry is one of.
        tensor: the derivatives, in the shape of what it is made of.
        feeds: by name, what else is fed, as in `program.fed_tensors`.
    """

    selector: Tensor
    tensor: Tensor
    feeds: Mapping[str, Tensor]


@lru_cache(maxsize=64)
def rows(model: Model) -> Mapping[tuple[str, str], Row]:
    """By edge, and "gradient" or "value", the rows of what does not work entry by entry.

    The row of a gradient is in the shape of the edge's target, that of a value in the shape of its
    source.

    Example:
        >>> from gradviz.study.models import linear_model
        >>> dict(rows(linear_model(2)))
        {}
    """
    groups: dict[Operation, list[Use]] = {}
    for use in model.wiring.uses.values():
        if not writable(use.consumer):
            groups.setdefault(use.consumer, []).append(use)
    if not groups:
        return {}
    graph, counterpart = copy(model.graph)
    feeds = {name: counterpart[tensor] for name, tensor in fed_tensors(model).items()}
    found: dict[tuple[str, str], Row] = {}

    def add(key: tuple[str, str], made: Tensor, of: Tensor, others: Iterable[Tensor]) -> None:
        selector = placeholder(made.dtype, made.shape, name=SELECTOR)
        picked = reduce_sum(multiply(counterpart[made], selector))
        stops = [counterpart[t] for t in others]
        (row,) = gradients(picked, [counterpart[of]], stop_gradients=stops)
        if row is not None:
            found[key] = Row(selector, row, feeds)

    with graph.as_default():
        for consumer, group in groups.items():
            for use in group:
                way = model.way_back(use)
                if way:
                    add((use.edge.name, "gradient"), way.tensor, way.rule.upstream, ())
            for use in group:
                sources = [other.source for other in group if other.target is use.target]
                if use.edge.index in _growing(consumer) and sources.count(use.source) == 1:
                    add((use.edge.name, "value"), use.target, use.source, sources)
    return found


def row(model: Model, key: tuple[str, str], entry: int, feeds: Mapping[Tensor, Array]) -> Array:
    """A row's numbers.

    Args:
        model: whose.
        key: the edge's name, and "gradient" or "value".
        entry: of what, row by row from 0.
        feeds: as `backward.feeds` gives them for the model.

    Raises:
        KeyError: if there is no such row.
    """
    known = rows(model)[key]
    names = {tensor: name for name, tensor in fed_tensors(model).items()}
    fed = {known.feeds[names[tensor]]: array for tensor, array in feeds.items()}
    one = np.zeros(known.selector.shape.size)
    one[entry] = 1.0
    selected = {known.selector: one.reshape(tuple(known.selector.shape))}
    (found,) = evaluate([known.tensor], fed | selected)
    return found


@lru_cache(maxsize=256)
def row_program(model: Model, key: tuple[str, str]) -> dict[str, Any]:
    """A row for the browser: `plan` and `feeds` as in `program.program`, the last the selector."""
    known = rows(model)[key]
    fed = {**known.feeds, SELECTOR: known.selector}
    return {"plan": export([known.tensor], list(fed.values())), "feeds": list(fed)}


@lru_cache(maxsize=4096)
def _growing(op: Operation) -> frozenset[int]:
    """The inputs of an op with which together its output grows: f(tx) = t f(x).

    All of them if they do it together, else the first that does it alone; none if none does.
    """
    real = [place for place, t in enumerate(op.inputs) if t.dtype.is_floating]
    for chosen in (real, *([place] for place in real)):
        if len({op.inputs[place] for place in real}) < len(real):
            return frozenset()  # a tensor that is used twice cannot be scaled in one place
        if chosen and _grows(op, chosen):
            return frozenset(chosen)
    return frozenset()


def _grows(op: Operation, chosen: Sequence[int]) -> bool:
    random = np.random.default_rng(0)
    for low, high in ((0.3, 1.7), (-2.0, 2.0)):
        fed = {}
        for tensor in op.inputs:
            shape = tuple(tensor.shape)
            real = tensor.dtype.is_floating
            fed[tensor] = random.uniform(low, high, shape) if real else np.zeros(shape, int)
        larger = fed | {op.inputs[place]: 2 * fed[op.inputs[place]] for place in chosen}
        (once,), (twice,) = evaluate(op.outputs[:1], fed), evaluate(op.outputs[:1], larger)
        if not np.allclose(twice, 2 * once, rtol=1e-9, atol=1e-12, equal_nan=False):
            return False
    return True
