"""Models: a cost, what it is computed from, and what is asked of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from gradviz.core.gradients import BackwardPass, backward, gradients
from gradviz.core.graph import Graph, Tensor
from gradviz.core.ops import add, constant, multiply, placeholder, reduce_sum, square, subtract
from gradviz.core.ops.constants import zeros_like
from gradviz.core.plan import order
from gradviz.core.variable import Variable
from gradviz.study.diagram import Diagram, diagram, drawn_tensors

Hessian = tuple[tuple[Tensor | None, ...], ...]


@dataclass(frozen=True, eq=False)
class Model:
    """A finished graph, read-only, so that all visitors can share it.

    Attributes:
        graph: the finalized graph.
        inputs: the data that is fed, by name, in display order.
        parameters: the values of the variables that can be moved, by name, in display order.
        outputs: the predictions and what else has a name of its own, by name.
        cost: the scalar that is differentiated.
        passes: the backward pass from the cost to every drawn tensor.
        gradients: ∂cost/∂parameter, in the order of the parameters; zeros where the cost does not
            depend on one (`passes` has no gradient of it then).
        hessian: the second derivatives of the cost by the parameters, row by row; None: no
            dependence; empty unless all parameters are single numbers.
        diagram: the drawing's structure.
        roots: the tensors that the drawing leads to.
        seeds: by tensor that is differentiated, what its pass starts from: 1 for each entry,
            unless it is fed. Without a question the cost is the only one.
        xs: the tensors by which it is asked to differentiate; the parameters, unless a question
            chose others.
        stops: the tensors that are held constant on the way back.
        cuts: the drawn nodes and edges that `stops` are.
    """

    graph: Graph
    inputs: Mapping[str, Tensor]
    parameters: Mapping[str, Tensor]
    outputs: Mapping[str, Tensor]
    cost: Tensor
    passes: BackwardPass
    gradients: tuple[Tensor, ...]
    hessian: Hessian
    diagram: Diagram
    roots: tuple[Tensor, ...]
    seeds: Mapping[Tensor, Tensor]
    xs: tuple[Tensor, ...]
    stops: tuple[Tensor, ...] = ()
    cuts: frozenset[str] = frozenset()


def finish(
    cost: Tensor,
    inputs: Mapping[str, Tensor],
    parameters: Mapping[str, Tensor],
    outputs: Mapping[str, Tensor],
) -> Model:
    """Makes a model of a cost: adds its gradients and Hessian, and finalizes the graph.

    Args:
        cost: a scalar of a graph that is not finalized.
        inputs: the data that is fed, by name, in display order.
        parameters: the values of the variables that can be moved, by name, in display order.
        outputs: tensors that have a name of their own in formulas.
    """
    with cost.graph.as_default():
        passes = backward(cost, drawn_tensors(cost))
        first, second = slopes(passes, list(parameters.values()))
    cost.graph.finalize()
    return Model(
        graph=cost.graph,
        inputs=inputs,
        parameters=parameters,
        outputs=outputs,
        cost=cost,
        passes=passes,
        gradients=first,
        hessian=second,
        diagram=diagram(cost),
        roots=(cost,),
        seeds={cost: passes.cotangents[cost]},
        xs=tuple(parameters.values()),
        stops=stopped((cost,)),
    )


def slopes(
    passes: BackwardPass, moved: Sequence[Tensor], stops: Sequence[Tensor] = ()
) -> tuple[tuple[Tensor, ...], Hessian]:
    """First and second derivatives by the parameters; adds what is missing to the default graph."""
    rows = [passes.cotangents.get(p) for p in moved]
    scalar = all(not p.shape for p in moved)
    hessian = tuple(
        (None,) * len(moved)
        if row is None
        else tuple(gradients(row, moved, stop_gradients=list(stops)))
        for row in (rows if scalar else ())
    )
    first = tuple(zeros_like(p) if row is None else row for p, row in zip(moved, rows, strict=True))
    return first, hessian


def stopped(roots: Sequence[Tensor]) -> tuple[Tensor, ...]:
    """What a graph itself holds constant on the way back, among what its roots are made from."""
    ops = order([t.op for t in roots], [])
    return tuple(op.outputs[0] for op in ops if op.type == "StopGradient")


@lru_cache(maxsize=64)
def linear_model(points: int) -> Model:
    """The linear model with the quadratic cost, in float64: pred = X·W + b, cost = ½ Σ (pred − Y)².

    Args:
        points: the number of data points, at least 1; X and Y have the shape (points, 1).

    Raises:
        ValueError: if there is no point.

    Example:
        >>> list(linear_model(2).parameters), linear_model(2).cost.name
        (['W', 'b'], 'cost:0')
    """
    if points < 1:
        raise ValueError(f"a model needs at least one data point, got {points}")
    with Graph().as_default():
        X = placeholder("double", [points, 1], name="X")
        Y = placeholder("double", [points, 1], name="Y")
        W = Variable(0.0, name="W", dtype="double")
        b = Variable(0.0, name="b", dtype="double")
        pred = add(multiply(X, W), b, name="pred")
        squares = square(subtract(pred, Y, name="residual"))
        half = constant(0.5, "double", name="half")
        cost = multiply(half, reduce_sum(squares), name="cost")
        return finish(cost, {"X": X, "Y": Y}, {"W": W.value(), "b": b.value()}, {"pred": pred})
