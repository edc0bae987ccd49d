"""The linear model once more, with a node for every number: what tensors save us from."""

from __future__ import annotations

from functools import lru_cache

from gradviz.core.graph import Graph, Tensor
from gradviz.core.ops import add, add_n, constant, multiply, placeholder, square, subtract
from gradviz.core.variable import Variable
from gradviz.study.models import Model, finish

MOST_POINTS = 50
"""More would be a graph of more than 305 nodes, which nobody can read."""


@lru_cache(maxsize=MOST_POINTS)
def scalar_model(points: int) -> Model:
    """The linear model of N points as N scalar graphs, a name scope each, that share W and b.

    Args:
        points: the number of data points, 1 to `MOST_POINTS`; each has its own X and Y.

    Raises:
        ValueError: if there is no point, or more than can be drawn.

    Example:
        >>> model = scalar_model(3)
        >>> len(model.diagram.nodes), list(model.inputs)[:2]
        (23, ['point1/X', 'point1/Y'])
    """
    if not 1 <= points <= MOST_POINTS:
        raise ValueError(f"a scalar graph is drawn for 1 to {MOST_POINTS} points, got {points}")
    inputs: dict[str, Tensor] = {}
    squares = []
    with Graph().as_default() as graph:
        W = Variable(0.0, name="W", dtype="double")
        b = Variable(0.0, name="b", dtype="double")
        for point in range(1, points + 1):
            with graph.name_scope(f"point{point}"):
                X, Y = (placeholder("double", [], name=name) for name in "XY")
                pred = add(multiply(X, W), b, name="pred")
                squares.append(square(subtract(pred, Y, name="residual")))
            inputs |= {f"point{point}/X": X, f"point{point}/Y": Y}
        half = constant(0.5, "double", name="half")
        cost = multiply(half, add_n(squares, name="Sum"), name="cost")
        return finish(cost, inputs, {"W": W.value(), "b": b.value()}, {})
