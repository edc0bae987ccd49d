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
from gradviz.study.held import SEED, holdable
from gradviz.study.models import Model


@lru_cache(maxsize=64)
def program(model: Model) -> dict[str, Any]:
    """The operations behind every number of a frame, as JSON values.

    Returns:
        `plan`: see `core.export`. `feeds`: the drawn name of each fed tensor; held numbers (see
        `study.held`) are fed, too. `nodes`: by name, the places among the fetches of value and
        gradient (None: no gradient). `edges`: the same with the local derivative, which may be a
        number instead of a place: `[None, number]`. `seeds`: by name, the places of the seeds.
        `checks`: how central differences check the gradients: the place of what is differentiated
        and the seed that it has still to be multiplied with (or None: it is in it), the places of
        what is held constant meanwhile, the names of the parameters, the relative step, and the
        largest difference that agrees.

    Example:
        >>> from gradviz.study.models import linear_model
        >>> program(linear_model(2))["feeds"]
        ['X:0', 'Y:0', 'W:0', 'b:0', 'half:0', 'cost:0|seed']
    """
    places = places_of(model)
    fetches = tuple(dict.fromkeys([*places.fetches, model.cost, *model.stops]))
    place = {tensor: at for at, tensor in enumerate(fetches)}

    def at(tensor: Tensor | float | None) -> Any:
        return place[tensor] if isinstance(tensor, Tensor) else tensor and [None, tensor]

    fed = fed_tensors(model)
    weighted = model.cost not in model.seeds
    return {
        "plan": export(fetches, list(fed.values())),
        "feeds": list(fed),
        "nodes": {name: [at(value), at(total)] for name, (value, total) in places.nodes.items()},
        "edges": {
            name: [at(value), at(back), at(local), list(shape)]
            for name, (value, back, local, shape) in places.edges.items()
        },
        "seeds": {name: at(seed) for name, seed in places.seeds.items()},
        "checks": {
            "objective": at(model.cost),
            "seed": None if weighted else f"{drawn_name(model.cost)}{SEED}",
            "fixed": [at(stop) for stop in model.stops if stop not in fed.values()],
            "parameters": [drawn_name(t) for t in model.parameters.values()],
            "step": STEP,
            "agreement": AGREEMENT,
        },
    }


def fed_tensors(model: Model) -> dict[str, Tensor]:
    """Everything of a model that a hand can move, by name: what its programs are fed."""
    given = [*model.inputs.values(), *model.parameters.values()]
    return {drawn_name(tensor): tensor for tensor in given} | dict(holdable(model))


@lru_cache(maxsize=64)
def prediction(model: Model, output: str) -> dict[str, Any]:
    """One output of a model from its data and parameters: `plan` and `feeds` as in `program`.

    Example:
        >>> from gradviz.study.models import linear_model
        >>> [step[0] for step in prediction(linear_model(2), "pred")["plan"]["steps"]]
        ['BroadcastTo', 'Mul', 'BroadcastTo', 'Add']
    """
    fed = {name: t for name, t in fed_tensors(model).items() if not name.endswith(SEED)}
    return {"plan": export([model.outputs[output]], list(fed.values())), "feeds": list(fed)}


def exact(model: Model) -> bool:
    """Whether the browser, which knows only float64, computes the model as NumPy does."""
    known = ("float64", "bool", "int32", "int64")
    return all(t.dtype.name in known for op in model.graph.get_operations() for t in op.outputs)
