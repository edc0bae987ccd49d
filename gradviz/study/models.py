"""Models: a cost, what it is computed from, and what is asked of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from gradviz.core.gradients import BackwardPass, backward, gradients
from gradviz.core.graph import Graph, Tensor
from gradviz.core.ops import add, constant, multiply, placeholder, reduce_sum, square, subtract
from gradviz.core.variable import Variable
from gradviz.study.blueprint import LINEAR, Blueprint, Structure
from gradviz.study.diagram import Diagram, diagram, drawn_tensors


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
        hessian: the second derivatives of the cost by the parameters, row by row; None: no
            dependence; empty unless all parameters are single numbers.
        diagram: the drawing's structure.
    """

    graph: Graph
    inputs: Mapping[str, Tensor]
    parameters: Mapping[str, Tensor]
    outputs: Mapping[str, Tensor]
    cost: Tensor
    passes: BackwardPass
    hessian: tuple[tuple[Tensor | None, ...], ...]
    diagram: Diagram

    @property
    def gradients(self) -> tuple[Tensor, ...]:
        """∂cost/∂parameter, in the order of the parameters."""
        return tuple(self.passes.cotangents[p] for p in self.parameters.values())


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
    moved = list(parameters.values())
    with cost.graph.as_default():
        passes = backward(cost, drawn_tensors(cost))
        rows = [passes.cotangents.get(p) for p in moved]
        scalar = all(not p.shape for p in moved)
        hessian = tuple(
            (None,) * len(moved) if row is None else tuple(gradients(row, moved))
            for row in (rows if scalar else ())
        )
    cost.graph.finalize()
    return Model(cost.graph, inputs, parameters, outputs, cost, passes, hessian, diagram(cost))


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


def build(blueprint: Blueprint, samples: int) -> Model:
    """The model of a blueprint; interim, until the expression language lands."""
    if blueprint != LINEAR:
        raise ValueError("only the linear model can be built")
    return linear_model(samples)


def model_of(structure: Structure) -> Model:
    """The model of a structure; the same object for the same structure, while it is remembered."""
    return build(structure.blueprint, structure.samples)
