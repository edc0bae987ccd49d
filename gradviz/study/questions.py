"""Questions to a model: what is differentiated, from which seeds, by what, and what is cut.

Without a question the cost is differentiated, from 1, by the parameters. A question chooses other
ys and xs among the tensors that are drawn, and holds tensors or single edges constant, as
`gradients(ys, xs, grad_ys, stop_gradients)` does. The answer is a model like any other: steps,
explanations, derivation and the browser's program follow from its backward pass.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from gradviz.core.copying import CUTS, copy
from gradviz.core.gradients import backward
from gradviz.core.graph import Operation, Tensor
from gradviz.core.ops import add_n, multiply, reduce_sum
from gradviz.core.ops.constants import ones_like
from gradviz.study.diagram import Use, diagram, drawn_name, drawn_tensors, wiring
from gradviz.study.held import SEED
from gradviz.study.models import Model, slopes, stopped

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Question:
    """What is asked of a model's gradients; names are those of its drawing.

    Attributes:
        ys: the tensors that are differentiated; none: the cost.
        seeds: for each y the cotangent that it starts from (`grad_ys`), entry by entry; None, or
            none at all: ones.
        xs: the tensors by which; none: the parameters.
        cuts: the tensors that are held constant (`stop_gradients`), and edges, "W:0->Mul:0:1",
            along which nothing comes back.
    """

    ys: tuple[str, ...] = ()
    seeds: tuple[tuple[float, ...] | None, ...] = ()
    xs: tuple[str, ...] = ()
    cuts: tuple[str, ...] = ()


def ask(model: Model, question: Question) -> Model:
    """The model with the backward pass that answers a question.

    The seeds are not built in: they are held numbers (see `seeds`), so that other seeds need no
    other model.

    Args:
        model: a model without a question.
        question: what is asked of it.

    Returns:
        A model whose `cost` is what is differentiated, Σ seed·y; the model itself if nothing but
        seeds is asked.

    Raises:
        ValueError: if the drawing has no such node or edge, if one is named twice, if a y or an x
            is not made of real numbers, or if the seeds do not fit the ys.

    Example:
        >>> from gradviz.study.models import linear_model
        >>> partial = ask(linear_model(2), Question(("pred:0",), cuts=("Mul:0",)))
        >>> sorted(drawn_name(tensor) for tensor in partial.passes.cotangents)
        ['Mul:0', 'b:0', 'pred/BroadcastTo:0', 'pred:0']
    """
    seeds(model, question)
    structure = replace(question, seeds=())
    if structure in (Question(), Question((drawn_name(model.cost),))):
        return model
    return _asked(model, structure)


def seeds(model: Model, question: Question) -> dict[str, Array]:
    """A question's seeds as held numbers (see `held.holdable`) of the model that answers it.

    Raises:
        ValueError: if there is not one for each y, or one does not have y's number of entries.

    Example:
        >>> from gradviz.study.models import linear_model
        >>> seeds(linear_model(2), Question(("pred:0",), ((1.0, 0.0),)))["pred:0|seed"].tolist()
        [[1.0], [0.0]]
    """
    nodes = wiring(model.roots).tensors
    ys = _each(question.ys, nodes, "y") or [model.cost]
    if question.seeds and len(question.seeds) != len(ys):
        raise ValueError(f"{len(question.seeds)} seeds are given for {len(ys)} ys")
    found = {}
    for y, seed in zip(ys, question.seeds, strict=False):
        if seed is None:
            continue
        if len(seed) != y.shape.size:
            raise ValueError(
                f"{drawn_name(y)} has {y.shape.size} entries, and its seed {len(seed)}"
            )
        found[f"{drawn_name(y)}{SEED}"] = np.reshape(np.array(seed, np.float64), tuple(y.shape))
    return found


def _each(names: Sequence[str], known: Mapping[str, Tensor], what: str) -> list[Tensor]:
    """The tensors that a question names."""
    for name in names:
        if name not in known:
            raise ValueError(f"{name!r} cannot be {what}: the drawing has {', '.join(known)}")
        if names.count(name) > 1:
            raise ValueError(f"{name} is named twice as {what}")
        if not known[name].dtype.is_floating:
            raise ValueError(
                f"{name} cannot be {what}: it is made of {known[name].dtype.name}, and only real"
                " numbers have derivatives"
            )
    return [known[name] for name in names]


@lru_cache(maxsize=64)
def _asked(model: Model, question: Question) -> Model:
    nodes, edges = wiring(model.roots).tensors, wiring(model.roots).uses
    for cut in question.cuts:
        if cut not in nodes and cut not in edges:
            raise ValueError(f"{cut!r} cannot be cut: the drawing has no such node or edge")
    split = [_cut_at(edges[cut]) for cut in question.cuts if cut in edges]
    graph, counterpart = copy(model.graph, split)

    def here(tensors: Sequence[Tensor]) -> tuple[Tensor, ...]:
        return tuple(counterpart[tensor] for tensor in tensors)

    ys = here(_each(question.ys, nodes, "y") or [model.cost])
    roots = here(model.roots)
    held = here([nodes[cut] for cut in question.cuts if cut in nodes])
    parameters = {name: counterpart[t] for name, t in model.parameters.items()}
    with graph.as_default(), graph.name_scope("gradients") as scope:
        starts = [ones_like(y, name=f"grad_ys_{place}") for place, y in enumerate(ys)]
        drawn = drawn_tensors(roots)
        passes = backward(list(ys), drawn, starts, scope, list(held))
        first, second = slopes(passes, list(parameters.values()), held)
        parts = [reduce_sum(multiply(s, y)) for s, y in zip(starts, ys, strict=True)]
        objective = add_n(parts)
    graph.finalize()
    return replace(
        model,
        graph=graph,
        inputs={name: counterpart[t] for name, t in model.inputs.items()},
        parameters=parameters,
        outputs={name: counterpart[t] for name, t in model.outputs.items()},
        cost=objective,
        passes=passes,
        gradients=first,
        hessian=second,
        diagram=diagram(ys[0], roots=roots),
        roots=roots,
        seeds=dict(zip(ys, starts, strict=True)),
        xs=here(_each(question.xs, nodes, "x")) or tuple(parameters.values()),
        stops=tuple(
            dict.fromkeys(
                [*held, *(op.outputs[0] for op in graph.get_collection(CUTS)), *stopped(roots)]
            )
        ),
        cuts=frozenset(question.cuts),
    )


def _cut_at(use: Use) -> tuple[Operation, int]:
    """The input of an operation at which an edge is cut."""
    return use.consumer, use.edge.index
