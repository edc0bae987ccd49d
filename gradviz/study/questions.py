"""Answers to questions: what is differentiated, from which seeds, by what, and what is cut.

Without a question the cost is differentiated, from 1, by the parameters. A question chooses other
ys and xs among the tensors that are drawn, and holds tensors or single edges constant, as
`gradients(ys, xs, grad_ys, stop_gradients)` does. The answer is a model like any other: steps,
explanations, derivation and the browser's program follow from its backward pass.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from gradviz.core.copying import CUTS, copy
from gradviz.core.gradients import backward
from gradviz.core.graph import Tensor
from gradviz.core.ops import add_n, constant, multiply, reduce_sum
from gradviz.study.blueprint import Held
from gradviz.study.diagram import diagram, drawn_name, drawn_tensors, wiring
from gradviz.study.held import SEED, hold
from gradviz.study.question import Question
from gradviz.study.slopes import first_slopes, second_slopes, stopped

if TYPE_CHECKING:
    from gradviz.study.models import Model

__all__ = ["Question", "ask"]


def ask(model: Model, question: Question) -> Model:
    """The model with the backward pass that answers a question.

    Args:
        model: a model that is not asked anything yet.
        question: what is asked of it.

    Returns:
        A model whose `cost` is what is differentiated, Σ seed·y; the model itself if the question
        is what it answers anyway.

    Raises:
        ValueError: if the drawing has no such node or edge, if one is named twice, if a y or an x
            is not made of real numbers, or if the seeds do not fit the ys.

    Example:
        >>> from gradviz.study.models import linear_model
        >>> partial = ask(linear_model(2), Question(("pred:0",), cuts=("Mul:0",)))
        >>> sorted(drawn_name(tensor) for tensor in partial.passes.cotangents)
        ['Mul:0', 'b:0', 'pred/BroadcastTo:0', 'pred:0']
    """
    ys = _each(question.ys, wiring(model.roots).tensors, "y") or [model.cost]
    held = _seeds(ys, question.seeds)
    structure = replace(question, ys=tuple(map(drawn_name, ys)), seeds=())
    if structure == Question((drawn_name(model.cost),)) and not held:
        return model
    return hold(_asked(model, structure), held)


def _seeds(ys: Sequence[Tensor], seeds: Sequence[tuple[float, ...] | None]) -> Held:
    """The seeds that are not ones, as held numbers."""
    if seeds and len(seeds) != len(ys):
        raise ValueError(f"{len(seeds)} seeds are given for {len(ys)} ys")
    held = []
    for y, seed in zip(ys, seeds, strict=False):
        if seed is not None and len(seed) != y.shape.size:
            raise ValueError(
                f"{drawn_name(y)} has {y.shape.size} entries, and its seed {len(seed)}"
            )
        if seed is not None and any(number != 1.0 for number in seed):
            held.append((f"{drawn_name(y)}{SEED}", seed))
    return tuple(held)


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
    cut_uses = [edges[cut] for cut in question.cuts if cut in edges]
    graph, counterpart = copy(model.graph, [(use.consumer, use.edge.index) for use in cut_uses])

    def here(tensors: Sequence[Tensor]) -> tuple[Tensor, ...]:
        return tuple(counterpart[tensor] for tensor in tensors)

    ys, roots = here(_each(question.ys, nodes, "y")), here(model.roots)
    still = here([nodes[cut] for cut in question.cuts if cut in nodes])
    moved = here([*model.parameters.values()])
    with graph.as_default(), graph.name_scope("gradients") as scope:
        # Whole constants, so that every entry of them can be held.
        starts = [
            constant(np.ones(tuple(y.shape)), y.dtype, name=f"grad_ys_{place}")
            for place, y in enumerate(ys)
        ]
        passes = backward(list(ys), drawn_tensors(roots), starts, scope, list(still))
        first, second = first_slopes(passes, moved), second_slopes(passes, moved, still)
        parts = [reduce_sum(multiply(s, y)) for s, y in zip(starts, ys, strict=True)]
        objective = add_n(parts)
    graph.finalize()
    inserted = [op.outputs[0] for op in graph.get_collection(CUTS)]
    names = {counterpart[t]: name for t, name in model.names.items()}
    return replace(
        model,
        graph=graph,
        inputs={name: counterpart[t] for name, t in model.inputs.items()},
        parameters=dict(zip(model.parameters, moved, strict=True)),
        outputs={name: counterpart[t] for name, t in model.outputs.items()},
        cost=objective,
        passes=passes,
        gradients=first,
        hessian=second,
        diagram=diagram(ys[0], names=names, roots=roots),
        roots=roots,
        seeds=dict(zip(ys, starts, strict=True)),
        xs=here(_each(question.xs, nodes, "x")) or moved,
        stops=tuple(dict.fromkeys([*still, *inserted, *stopped(roots)])),
        cuts=frozenset(question.cuts),
        names=names,
    )
