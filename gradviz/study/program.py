"""A model's frame as a program for the browser: the core's own plan, with names for its results.

While a hand moves a number the browser runs this; on release NumPy has the last word. There is no
differentiation and no formula of a model in it, only operations that the core has put there.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from gradviz.core.check import STEP
from gradviz.core.export import export
from gradviz.core.graph import Tensor
from gradviz.study.backward import places_of
from gradviz.study.checks import AGREEMENT
from gradviz.study.diagram import drawn_name
from gradviz.study.models import Model


@lru_cache(maxsize=64)
def program(model: Model) -> dict[str, Any]:
    """The operations behind every number of a frame, as JSON values.

    Returns:
        `plan`: see `core.export`. `feeds`: the drawn name of each fed tensor. `nodes`: by name,
        the places among the fetches of value and gradient (None: no gradient). `edges`: the same
        with the local derivative, which may be a number instead of a place: `[None, number]`.
        `checks`: how central differences check the gradients: the names of the cost and of the
        parameters, the relative step, and the largest difference that agrees.

    Example:
        >>> from gradviz.study.models import linear_model
        >>> program(linear_model(2))["feeds"]
        ['X:0', 'Y:0', 'W:0', 'b:0']
    """
    places = places_of(model)
    place = {tensor: at for at, tensor in enumerate(places.fetches)}

    def at(tensor: Tensor | float | None) -> Any:
        return place[tensor] if isinstance(tensor, Tensor) else tensor and [None, tensor]

    fed = [*model.inputs.values(), *model.parameters.values()]
    return {
        "plan": export(places.fetches, fed),
        "feeds": [drawn_name(t) for t in fed],
        "nodes": {name: [at(value), at(total)] for name, (value, total) in places.nodes.items()},
        "edges": {
            name: [at(value), at(back), at(local), list(shape)]
            for name, (value, back, local, shape) in places.edges.items()
        },
        "checks": {
            "cost": drawn_name(model.cost),
            "parameters": [drawn_name(t) for t in model.parameters.values()],
            "step": STEP,
            "agreement": AGREEMENT,
        },
    }


@lru_cache(maxsize=64)
def prediction(model: Model, output: str) -> dict[str, Any]:
    """One output of a model from its data and parameters: `plan` and `feeds` as in `program`.

    Example:
        >>> from gradviz.study.models import linear_model
        >>> [step[0] for step in prediction(linear_model(2), "pred")["plan"]["steps"]]
        ['BroadcastTo', 'Mul', 'BroadcastTo', 'Add']
    """
    fed = [*model.inputs.values(), *model.parameters.values()]
    return {"plan": export([model.outputs[output]], fed), "feeds": [drawn_name(t) for t in fed]}


def exact(model: Model) -> bool:
    """Whether the browser, which knows only float64, computes the model as NumPy does."""
    known = ("float64", "bool", "int32", "int64")
    return all(t.dtype.name in known for op in model.graph.get_operations() for t in op.outputs)
