"""Models: a cost, what it is computed from, and what is asked of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from gradviz.core.gradients import BackwardPass, Contribution, backward
from gradviz.core.graph import Graph, Tensor
from gradviz.study.blueprint import LINEAR, Blueprint, Structure
from gradviz.study.diagram import Diagram, Use, Wiring, diagram, drawn_tensors, wiring
from gradviz.study.held import hold
from gradviz.study.language.bounded import BoundedGraph, TooMuchError
from gradviz.study.language.compiler import check_sizes, compiled
from gradviz.study.language.given import (
    is_name,
    names_of,
    start_of,
    starts_of,
    text_of,
)
from gradviz.study.questions import ask
from gradviz.study.quotation import quoted
from gradviz.study.slopes import Hessian, first_slopes, second_slopes, stopped


class Way(NamedTuple):
    """The way back along a drawn edge.

    Attributes:
        rule: what the consumer sends back, read off its rule.
        tensor: what arrives at the source, behind a folded broadcast.
    """

    rule: Contribution
    tensor: Tensor


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
            dependence; empty unless all parameters are single numbers, and few.
        diagram: the drawing's structure.
        roots: the tensors that the drawing leads to.
        seeds: by tensor that is differentiated, what its pass starts from: 1 for each entry,
            unless a question gave others. Without a question the cost is the only one.
        xs: the tensors by which it is asked to differentiate; the parameters, unless a question
            chose others.
        stops: the tensors that are held constant on the way back.
        cuts: the drawn nodes and edges that a question has cut.
        names: what tensors are called where that is not their operation's name.
        broadcasts: whether broadcasts are drawn as nodes, instead of folded into their edges.
        former: the gradients of an earlier pass, whose operations this one's question is about.
        beyond: what else the drawing leads to: gradients whose operations are drawn, too.
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
    names: Mapping[Tensor, str] = field(default_factory=dict)
    broadcasts: bool = False
    former: tuple[Tensor, ...] = ()
    beyond: tuple[Tensor, ...] = ()

    @property
    def wiring(self) -> Wiring:
        """The drawn tensors and their uses."""
        return wiring((*self.roots, *self.former, *self.beyond), self.broadcasts)

    def way_back(self, use: Use) -> Way | None:
        """What comes back along a drawn edge; None where nothing does."""
        known = self.passes.contributions
        whole, first = known.get((use.consumer, use.edge.index)), known.get((use.first, use.index))
        rule = whole and whole.through(use.consumer.outputs.index(use.target))
        if rule is None or first is None:
            return None
        return Way(rule, rule.tensor if use.first is use.consumer else first.tensor)


def finish(
    cost: Tensor,
    inputs: Mapping[str, Tensor],
    parameters: Mapping[str, Tensor],
    outputs: Mapping[str, Tensor],
    names: Mapping[Tensor, str] | None = None,
) -> Model:
    """Makes a model of a cost: adds its gradients and Hessian, and finalizes the graph.

    Args:
        cost: a scalar of a graph that is not finalized.
        inputs: the data that is fed, by name, in display order.
        parameters: the values of the variables that can be moved, by name, in display order.
        outputs: tensors that have a name of their own in formulas.
        names: what tensors are called where that is not their operation's name.
    """
    moved = list(parameters.values())
    with cost.graph.as_default():
        passes = backward(cost, drawn_tensors(cost))
        first, second = first_slopes(passes, moved), second_slopes(passes, moved)
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
        diagram=diagram(cost, names=names or {}),
        roots=(cost,),
        seeds={cost: passes.cotangents[cost]},
        xs=tuple(moved),
        stops=stopped((cost,)),
        names=names or {},
    )


@lru_cache(maxsize=64)
def build(blueprint: Blueprint, samples: int) -> Model:
    """The model of a blueprint for a number of samples, in float64.

    Args:
        blueprint: what the model is built from.
        samples: how many rows of data there are, at least 1 if there are columns of them.

    Raises:
        ExpressionError: if the text cannot be built.
        ValueError: if there is no sample.

    Example:
        >>> list(build(LINEAR, 2).parameters), build(LINEAR, 2).cost.name
        (['W', 'b'], 'cost:0')
    """
    if samples < 1 and blueprint.inputs:
        raise ValueError(f"a model needs at least one data point, got {samples}")
    shapes = {i.name: tuple(samples if n is None else n for n in i.shape) for i in blueprint.inputs}
    starts = {one.name: start_of(one.name, one.shape) for one in blueprint.parameters}
    return _model(blueprint.text, shapes, starts, blueprint.outputs)


def linear_model(points: int) -> Model:
    """The worked example for a number of points: pred = X·W + b, cost = ½ Σ (pred − Y)².

    Args:
        points: the number of data points, at least 1; X and Y have the shape (points, 1).

    Raises:
        ValueError: if there is no point.
    """
    return build(LINEAR, points)


def parse_model(
    text: str,
    inputs: Mapping[str, Any] | None = None,
    parameters: Mapping[str, Any] | None = None,
    outputs: Sequence[str] = (),
) -> Model:
    """A model typed as lines `name = expression`, in float64.

    The cost is the line named cost, or the last one that makes a single number.

    Args:
        text: the lines; names, numbers, + - * / ** @, parentheses, and the functions of the op
            table by their names in TensorFlow, with or without "tf.", "tf.nn.", "tf.math.".
        inputs: for each name of data its shape (a tuple of ints), or an array of that shape.
        parameters: for each name of a parameter its shape, where it starts as zeros, or the array
            or number that it starts as.
        outputs: the lines by whose names formulas are written; without them, all but the cost.

    Raises:
        ExpressionError: if the text cannot be built; it says where and why.
        TypeError: if an argument is of another type.

    Example:
        >>> model = parse_model("cost = square(w - target)", {"target": ()}, {"w": 3.0})
        >>> model.cost.name, [gradient.shape for gradient in model.gradients]
        ('cost:0', [TensorShape([])])
    """
    shapes = {name: start.shape for name, start in starts_of(inputs, "inputs").items()}
    starts = starts_of(parameters, "parameters")
    return _model(text_of(text), shapes, starts, names_of(outputs, "outputs"))


def _model(
    text: str,
    shapes: Mapping[str, tuple[int, ...]],
    starts: Mapping[str, np.ndarray[Any, Any]],
    outputs: tuple[str, ...],
) -> Model:
    with BoundedGraph().as_default() as graph:
        parts = compiled(graph, text, shapes, starts)
        chosen = outputs or [n for n, t in parts.assigned.items() if t is not parts.cost]
        for name in chosen:
            if name not in parts.assigned:
                shown = name if is_name(name) else quoted(name)
                raise parts.cost_place.error(f"no line makes {shown}, which is to be an output")
        named = {name: parts.assigned[name] for name in chosen}
        try:
            model = finish(parts.cost, parts.inputs, parts.parameters, named, parts.names)
        except TooMuchError as error:
            raise parts.cost_place.error(f"the pass for {error}") from None
        check_sizes(graph, parts.cost_place)
        return model


def model_of(structure: Structure) -> Model:
    """The model of a structure; the same object for the same structure, while it is remembered.

    Raises:
        ValueError: if it cannot be built, asked or held so.
    """
    plain = build(structure.blueprint, structure.samples)
    return ask(hold(plain, structure.constants), structure.question)


@lru_cache(maxsize=64)
def with_broadcasts(model: Model) -> Model:
    """The model as it is drawn with every broadcast as a node of its own.

    Its steps, explanations and programs are about the broadcasts, too.

    Example:
        >>> [n.name for n in with_broadcasts(linear_model(2)).diagram.nodes if "Broad" in n.name]
        ['Mul/BroadcastTo:0', 'pred/BroadcastTo:0']
    """
    target = next(iter(model.seeds))
    whole = diagram(target, True, model.names, model.roots)
    return replace(model, diagram=whole, broadcasts=True)
