"""All the numbers of one forward and backward pass, by drawn node and edge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from gradviz.core.execute import evaluate
from gradviz.core.graph import Tensor
from gradviz.study.checks import REASONS, Check, checks
from gradviz.study.diagram import drawn_name
from gradviz.study.models import Model

Array = np.ndarray[Any, Any]
Point = Sequence[float]


@dataclass(frozen=True)
class NodeNumbers:
    """A tensor's value and ∂cost/∂tensor, None where the cost does not depend on it.

    Attributes:
        value: the tensor's value.
        gradient: what came back to it in all.
        seed: what the pass starts from here, where the tensor is differentiated itself.
    """

    value: Array
    gradient: Array | None
    seed: Array | None = None


@dataclass(frozen=True)
class EdgeNumbers:
    """What an edge carries.

    Attributes:
        value: the forward value, the source's.
        gradient: the contribution that comes back to the source, in its shape; or None.
        local: ∂target/∂source entry by entry, in the target's shape, where the op has one.
    """

    value: Array
    gradient: Array | None
    local: Array | None


@dataclass(frozen=True)
class Frame:
    """The numbers of one pass.

    Attributes:
        nodes: by tensor name.
        edges: by edge name.
        checks: by the parameter's tensor name.
        objective: what is differentiated, Σ seed·y; without a question the cost.
    """

    nodes: Mapping[str, NodeNumbers]
    edges: Mapping[str, EdgeNumbers]
    checks: Mapping[str, Check]
    objective: float = float("nan")

    @property
    def finite(self) -> bool:
        """Whether every value and every gradient is a finite number."""
        numbers = [n for pair in self.nodes.values() for n in (pair.value, pair.gradient)]
        return all(bool(np.isfinite(n).all()) for n in numbers if n is not None)


@dataclass(frozen=True)
class Places:
    """Which tensor's array belongs where in a model's frame.

    Attributes:
        nodes: by name, the tensors of value and gradient.
        edges: by name, the tensors of value, contribution and local derivative (which may be a
            number), and the shape of the last.
        seeds: by name of what is differentiated, the tensor that its pass starts from.
        fetches: all of these tensors, each once.
    """

    nodes: Mapping[str, tuple[Tensor, Tensor | None]]
    edges: Mapping[str, tuple[Tensor, Tensor | None, Tensor | float | None, tuple[int, ...]]]
    seeds: Mapping[str, Tensor]
    fetches: tuple[Tensor, ...]


@lru_cache(maxsize=64)
def places_of(model: Model) -> Places:
    """What a model's frame fetches; found once per model."""
    totals = model.passes.cotangents
    wired = model.wiring
    nodes = {name: (t, totals.get(t)) for name, t in wired.tensors.items()}
    # An output that the cost does not go through is not drawn, but charts show it.
    beside = [t for t in model.outputs.values() if drawn_name(t) not in nodes]
    nodes |= {drawn_name(t): (t, None) for t in beside}
    edges = {}
    for use in wired.uses.values():
        back = model.way_back(use)
        edges[use.edge.name] = (
            use.source,
            back.tensor if back else None,
            back.rule.local if back else None,
            tuple(use.target.shape),
        )
    seeds = {drawn_name(y): seed for y, seed in model.seeds.items()}
    entries = [*nodes.values(), *(edge[:3] for edge in edges.values()), seeds.values()]
    tensors = dict.fromkeys(t for entry in entries for t in entry if isinstance(t, Tensor))
    return Places(nodes, edges, seeds, tuple(tensors))


def measured(places: Places, fed: Mapping[Tensor, Array]) -> Frame:
    """The numbers at some places, without a check of them."""
    array = dict(zip(places.fetches, evaluate(places.fetches, fed), strict=True))

    def of(tensor: Tensor | None) -> Array | None:
        return None if tensor is None else array[tensor]

    def local_of(local: Tensor | float | None, shape: tuple[int, ...]) -> Array | None:
        return of(local) if local is None or isinstance(local, Tensor) else np.full(shape, local)

    nodes = {
        name: NodeNumbers(array[value], of(gradient), of(places.seeds.get(name)))
        for name, (value, gradient) in places.nodes.items()
    }
    edges = {
        name: EdgeNumbers(array[value], of(back), local_of(local, shape))
        for name, (value, back, local, shape) in places.edges.items()
    }
    return Frame(nodes, edges, {})


def feeds(
    model: Model,
    parameters: Sequence[Any],
    rows: Sequence[Sequence[float]],
) -> dict[Tensor, Array]:
    """What a model is fed: the parameters, and the rows of data as columns or one by one.

    Args:
        model: any model.
        parameters: for each parameter its value, or an array of batch axes before its shape.
        rows: a row for each sample, with the columns of all inputs side by side; of a model whose
            inputs are single numbers they are taken row by row.
    """
    tensors = list(model.inputs.values())
    data = np.array(rows, np.float64)
    if all(not tensor.shape for tensor in tensors):
        columns = [*map(np.asarray, data.ravel())]
    else:
        widths = [1 if len(t.shape) < 2 else int(t.shape[1]) for t in tensors]
        ends = np.cumsum(widths)[:-1].tolist()
        parts = np.split(data, ends, axis=1)
        columns = [part.reshape(t.shape) for part, t in zip(parts, tensors, strict=True)]
    values = (np.asarray(p, np.float64) for p in parameters)
    return dict(zip(model.parameters.values(), values, strict=True)) | dict(
        zip(tensors, columns, strict=True)
    )


def frame(model: Model, parameters: Sequence[Any], points: Sequence[Point]) -> Frame:
    """The numbers of the forward and backward pass at the parameters, and the check of both.

    Args:
        model: any model.
        parameters: a value for each parameter, in the model's order, in its shape.
        points: for each sample a row with the columns of all inputs, as many as the model has.

    Example:
        >>> from gradviz.study.models import linear_model
        >>> f = frame(linear_model(2), (1.6649098, 0.54648024), ((2, 3), (3, 2)))
        >>> round(float(f.nodes["W:0"].gradient), 4), f.checks["W:0"].agrees
        (12.3762, True)
    """
    fed = feeds(model, parameters, points)
    result = measured(places_of(model), fed)
    gradients = []
    for tensor in model.parameters.values():
        # A parameter that the cost is not made from is not drawn.
        numbers = result.nodes.get(drawn_name(tensor))
        found = numbers.gradient if numbers else None
        gradients.append(np.zeros(tuple(tensor.shape)) if found is None else found)
    (objective,) = evaluate([model.cost], fed)
    checked = checks(model, fed, gradients)
    return replace(result, checks=checked, objective=float(objective))


def as_json(result: Frame) -> dict[str, Any]:
    """A frame as plain JSON values: nested lists; what is not finite is a string, as "NaN"."""
    return {
        "nodes": {
            name: {"value": plain(n.value), "gradient": plain(n.gradient)}
            | ({} if n.seed is None else {"seed": plain(n.seed)})
            for name, n in result.nodes.items()
        },
        "edges": {
            name: {
                "value": plain(e.value),
                "gradient": plain(e.gradient),
                "local": plain(e.local),
            }
            for name, e in result.edges.items()
        },
        "objective": plain(result.objective),
        "checks": {
            name: {
                "gradient": plain(c.gradient),
                "numeric": plain(c.numeric),
                "agrees": c.agrees,
                "coarse": c.coarse,
                "reason": REASONS[c.reason],
            }
            for name, c in result.checks.items()
        },
    }


def plain(value: Array | float | None) -> Any:
    """A number or an array as JSON values: nested lists; what is not finite is a string."""
    if value is None or (isinstance(value, float) and np.isfinite(value)):
        return value
    array = np.asarray(value)
    if np.isfinite(array).all():
        return array.tolist()
    names = {np.inf: "Infinity", -np.inf: "-Infinity"}
    flat = [v if np.isfinite(v) else names.get(v, "NaN") for v in array.ravel().tolist()]
    return np.array(flat, object).reshape(array.shape).tolist()
