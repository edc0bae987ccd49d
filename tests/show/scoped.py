"""Models of many layers, each under a name scope of its own."""

import random

from gradviz.core.graph import Graph, Tensor
from gradviz.core.ops import add, multiply, placeholder, reduce_sum, square, subtract
from gradviz.core.variable import Variable
from gradviz.study.models import Model, finish


def layered(layers: int) -> Model:
    """A chain of layers of 5 nodes each, 5·layers + 4 in all: W, b, ×, + and a skip of two."""
    with Graph().as_default() as graph:
        X = placeholder("double", [3, 1], name="X")
        Y = placeholder("double", [3, 1], name="Y")
        parameters, flow, before = {}, X, X
        for layer in range(layers):
            with graph.name_scope(f"layer{layer}"):
                W = Variable(0.5, name="W", dtype="double").value()
                b = Variable(0.1, name="b", dtype="double").value()
                flow, before = add(add(multiply(flow, W), b), before, name="out"), flow
            parameters |= {f"W{layer}": W, f"b{layer}": b}
        cost = reduce_sum(square(subtract(flow, Y)), name="cost")
        # The Hessian of hundreds of parameters is of no use here.
        first = dict(list(parameters.items())[:1])
        return finish(cost, {"X": X, "Y": Y}, first, {})


def scattered(nodes: int, seed: int) -> Model:
    """Any operation after any two others, with a scope opened now and then, also in a scope."""
    draw = random.Random(seed)  # noqa: S311 - a layout is no secret
    with Graph().as_default() as graph:
        X = placeholder("double", [2, 1], name="X")
        Y = placeholder("double", [2, 1], name="Y")
        W = Variable(0.5, name="W", dtype="double").value()
        made: list[Tensor] = [X, Y, W]
        while len(made) < nodes - 2:
            outer, inner = draw.choice("abcd"), draw.choice(["", "in/"])
            scope = f"{outer}/{inner}"
            op = draw.choice([add, multiply, subtract])
            # Recent ones rather than old ones, so that it is deep.
            left, right = (made[-1 - min(int(draw.expovariate(0.2)), len(made) - 1)] for _ in "lr")
            with graph.name_scope(scope):
                made.append(op(left, right))
        cost = reduce_sum(square(made[-1]), name="cost")
        return finish(cost, {"X": X, "Y": Y}, {"W": W}, {})
