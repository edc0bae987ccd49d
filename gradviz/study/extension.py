"""More that is asked of a model's graph: its curvature along directions, its samples' shares.

All of it is graph, made by the core's own `gradients`; here it only is put together, once per model
and number of samples, in a copy of the model's graph, which itself is shared and closed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from gradviz.core.copying import copy
from gradviz.core.errors import GradientError
from gradviz.core.gradients import gradients
from gradviz.core.graph import Operation, Tensor
from gradviz.core.ops import (
    add,
    add_n,
    multiply,
    placeholder,
    reduce_sum,
    reshape,
    stop_gradient,
    zeros_like,
)
from gradviz.core.ops.sums import spread
from gradviz.core.plan import order
from gradviz.core.quadratic import prove
from gradviz.study.backward import feeds
from gradviz.study.coordinates import Array, coordinates
from gradviz.study.diagram import drawn_tensors
from gradviz.study.missing import Missing
from gradviz.study.models import Model
from gradviz.study.samples import Crossing, crossings

Parts = tuple[Tensor, ...]
"""A tensor for each parameter, in its shape."""


@dataclass(frozen=True, eq=False)
class Extension:
    """A model's graph with more in it. All tensors are of the copy.

    Attributes:
        model: the model.
        counterpart: for each tensor of the model the one in the copy.
        cost: the cost.
        gradients: the gradient; zeros where the cost does not depend on a parameter.
        directions: placeholders for a direction d in the space of the parameters.
        products: H·d, where H is the Hessian of the cost.
        gauss: G·d, where G is the Gauss-Newton matrix: curvature of the cost over what it
            measures, without the curvature of the measured; or why there is none.
        measured: the names of the tensors that the cost measures in this sense.
        weights: a placeholder with a number for each sample.
        weighted: the gradient, each sample's share times its weight; or why there are no shares.
        shares: the same without what comes from no sample, as a penalty on the parameters.
    """

    model: Model
    counterpart: Mapping[Tensor, Tensor]
    cost: Tensor
    gradients: Parts
    directions: Parts
    products: Parts | Missing
    gauss: Parts | Missing
    measured: tuple[str, ...]
    weights: Tensor
    weighted: Parts | Missing
    shares: Parts | Missing

    def fed(
        self,
        points: Array,
        rows: Sequence[Sequence[float]],
        directions: Array | None = None,
        weights: Array | None = None,
    ) -> dict[Tensor, Array]:
        """What an evaluation is fed.

        Args:
            points: where, shape `(*batch, size)`; see `Coordinates`.
            rows: the data, a row for each sample.
            directions: if they are asked for, shape `(*batch, size)`.
            weights: if they are asked for, shape `(*batch, samples)`.
        """
        space = coordinates(self.model)
        found = feeds(self.model, space.split(points), rows)
        result = {self.counterpart[t]: a for t, a in found.items()}
        if directions is not None:
            result |= dict(zip(self.directions, space.split(directions), strict=True))
        if weights is not None:
            result[self.weights] = weights
        return result


@lru_cache(maxsize=64)
def extension(model: Model, samples: int) -> Extension:
    """A model's graph with directions and samples' weights in it.

    Args:
        model: any model.
        samples: how many samples its data have; 0 if it has none.

    Example:
        >>> from gradviz.study.models import linear_model
        >>> extension(linear_model(2), 2).measured
        ('residual',)
    """
    graph, of = copy(model.graph)
    moved = [of[p] for p in model.parameters.values()]
    cost = of[model.cost]
    with graph.as_default():
        totals = [model.passes.cotangents.get(p) for p in model.parameters.values()]
        slopes = [zeros_like(p) if g is None else of[g] for g, p in zip(totals, moved, strict=True)]
        directions = tuple(placeholder(p.dtype, p.shape, name="direction") for p in moved)
        products = _guarded(lambda: _along(slopes, moved, directions, ()))
        measured = _measured(model)
        gauss: Parts | Missing = Missing(
            "The cost measures nothing that depends on both data and parameters, so it has no"
            " Gauss-Newton matrix."
        )
        if measured:
            gauss = _guarded(lambda: _gauss_newton(model, of, moved, directions, measured))
        weights = placeholder(cost.dtype, [samples], name="weights")
        weighted, shares = _weighted(model, samples, of, moved, weights)
    return Extension(
        model,
        of,
        cost,
        tuple(slopes),
        directions,
        products,
        gauss,
        tuple(t.op.name for t in measured),
        weights,
        weighted,
        shares,
    )


def _guarded(build: Any) -> Parts | Missing:
    try:
        parts: Parts = build()
    except GradientError as error:
        return Missing(f"There is no second derivative: {error}")
    return parts


def _along(
    slopes: Sequence[Tensor | None],
    moved: Sequence[Tensor],
    directions: Sequence[Tensor],
    held: Sequence[Tensor],
) -> Parts:
    """How the gradient changes along a direction: ∇(g·d)."""
    slope = _dot(slopes, directions)
    found = gradients(slope, list(moved), stop_gradients=held, unconnected_gradients="zero")
    return tuple(g for g in found if g is not None)


def _measured(model: Model) -> list[Tensor]:
    """The last tensors of both data and parameters in which the cost is not linear."""
    depends, found, before = _both(model), list[Tensor](), set[Operation]()
    for tensor in reversed(drawn_tensors(model.cost)):
        if tensor in depends and tensor is not model.cost and tensor.op not in before:
            degree = prove(model.cost, [tensor]).degree
            if degree is None or degree > 1:
                found.append(tensor)
                before.update(order([tensor.op], []))
    return found[::-1]


def _both(model: Model) -> set[Tensor]:
    """The tensors that come from both data and parameters, and lead to the cost."""
    data, moved = set(model.inputs.values()), set(model.parameters.values())
    for op in model.graph.get_operations():
        for known in (data, moved):
            if any(t in known for t in op.inputs):
                known.update(op.outputs)
    both = moved & data if model.inputs else moved - set(model.parameters.values())
    return {t for t in both if t in model.passes.cotangents}


def _gauss_newton(
    model: Model,
    of: Mapping[Tensor, Tensor],
    moved: Sequence[Tensor],
    directions: Sequence[Tensor],
    measured: Sequence[Tensor],
) -> Parts:
    """Jᵀ·H·J·d, and the curvature of what the cost has beside the measured.

    J·d is the derivative of Jᵀ·w by w along d, because Jᵀ·w is linear in w.

    Source: Schraudolph (2002), Fast curvature matrix-vector products, Neural Computation 14.
    """
    ends = [of[t] for t in measured]
    duals = [placeholder(t.dtype, t.shape, name="dual") for t in ends]
    back = gradients(ends, list(moved), grad_ys=duals, unconnected_gradients="zero")
    pushed = gradients(_dot(back, directions), duals, unconnected_gradients="zero")
    slopes = [of[model.passes.cotangents[t]] for t in measured]
    bent = gradients(
        _dot(slopes, [stop_gradient(p) for p in pushed]), ends, unconnected_gradients="zero"
    )
    parts = gradients(ends, list(moved), grad_ys=bent, unconnected_gradients="zero")
    beside = gradients(
        of[model.cost], list(moved), stop_gradients=ends, unconnected_gradients="zero"
    )
    more = _along(beside, moved, directions, ends)
    return tuple(add(g, h) for g, h in zip(parts, more, strict=True))


def _dot(these: Sequence[Tensor | None], those: Sequence[Tensor]) -> Tensor:
    return add_n([reduce_sum(multiply(a, b)) for a, b in zip(these, those, strict=True)])


def _weighted(
    model: Model,
    samples: int,
    of: Mapping[Tensor, Tensor],
    moved: Sequence[Tensor],
    weights: Tensor,
) -> tuple[Parts | Missing, Parts | Missing]:
    """The gradient with a weight for each sample's share, with and without the rest."""
    found = crossings(model, samples)
    if not found:
        words = "The cost does not depend on the data, so that no sample has a share in it."
        if model.inputs and samples:
            words = "The samples are mixed before a parameter meets them, so that none has a share."
        return Missing(words), Missing(words)
    ends = [of[c.tensor] for c in found]
    seeds = [multiply(of[c.cotangent], _weight(c, weights)) for c in found]
    back = gradients(ends, list(moved), grad_ys=seeds)
    if all(g is None for g in back):
        words = "The samples are mixed before a parameter meets them, so that none has a share."
        return Missing(words), Missing(words)
    shares = [zeros_like(p) if g is None else g for g, p in zip(back, moved, strict=True)]
    rest = gradients(of[model.cost], list(moved), stop_gradients=ends)
    whole = [g if r is None else add(g, r) for g, r in zip(shares, rest, strict=True)]
    return tuple(whole), tuple(shares)


def _weight(crossing: Crossing, weights: Tensor) -> Tensor:
    """The weights in the shape of a crossing tensor."""
    shape = crossing.tensor.shape
    if crossing.sample is not None:
        return spread(weights[crossing.sample], shape)
    return spread(reshape(weights, [shape[0], *(1 for _ in shape[1:])]), shape)
