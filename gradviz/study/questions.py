"""Answers to questions: what is differentiated, from which seeds, by what, and what is cut.

Without a question the cost is differentiated, from 1, by the parameters. A question chooses other
ys and xs among the tensors that are drawn, and holds tensors or single edges constant, as
`gradients(ys, xs, grad_ys, stop_gradients)` does. The answer is a model like any other: steps,
explanations, derivation and the browser's program follow from its backward pass. So it can be asked
again, about what its gradients are computed with: a gradient of a gradient.
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
from gradviz.study.diagram import drawn_name, drawn_tensors
from gradviz.study.gradient_graph import total_of, with_gradients
from gradviz.study.held import SEED, hold
from gradviz.study.question import Question
from gradviz.study.slopes import first_slopes, second_slopes, stopped

if TYPE_CHECKING:
    from gradviz.study.models import Model

__all__ = ["GRADIENT", "MOST_LEVELS", "Question", "ask", "canonical"]

GRADIENT = "∂"
"""What precedes a tensor's name where its gradient is meant: "∂W:0"."""

MOST_LEVELS = 3
"""How often it can be differentiated: each time the graph has several times as many operations."""


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
    if question.of is not None:
        model, question = _about_gradients(model, question)
    ys = _each(question.ys, model.wiring.tensors, "y") or [model.cost]
    held = _seeds(ys, question.seeds)
    structure = replace(question, ys=tuple(map(drawn_name, ys)), seeds=())
    if structure == Question((drawn_name(model.cost),)) and not held:
        return model
    return hold(_asked(model, structure), held)


def in_drawn_names(model: Model, question: Question) -> Question:
    """A question that can be asked, in the names that the drawing has for all that it names."""
    return question if question.of is None else _about_gradients(model, question)[1]


def differentiable(model: Model) -> dict[str, str]:
    """Whose gradients can be differentiated, and which added operations: a question of its own.

    Returns:
        By name "", or a sentence on why the gradient there cannot be y.

    Example:
        >>> from gradviz.study.models import linear_model
        >>> {name: why for name, why in differentiable(linear_model(2)).items() if why}
        {'Square:0': 'the gradient of Square:0 is one number for every entry; ask for that of what \
comes after it'}
    """
    found = dict.fromkeys(with_gradients(model).wiring.tensors, "")
    for name, tensor in model.wiring.tensors.items():
        del found[name]
        if tensor in model.passes.cotangents:
            try:
                total_of(model, name)
            except ValueError as error:
                found[name] = str(error)
            else:
                found[name] = ""
    return found


def _about_gradients(model: Model, question: Question) -> tuple[Model, Question]:
    """The model that a question about gradients is about, and the question in its names."""
    if len(question.levels) > MOST_LEVELS:
        raise ValueError(f"only {MOST_LEVELS} times can be differentiated, one after the other")
    if not question.ys:
        raise ValueError("which gradient is to be differentiated is not said")
    base = ask(model, question.of or Question())
    named = (*question.ys, *question.xs, *question.cuts)
    gradients = [n.removeprefix(GRADIENT) for n in named if n.startswith(GRADIENT)]
    drawn_anyway = {base.passes.cotangents.get(p) for p in base.parameters.values()}
    also = dict.fromkeys(n for n in gradients if total_of(base, n) not in drawn_anyway)

    def meant(names: Sequence[str]) -> tuple[str, ...]:
        return tuple(
            drawn_name(total_of(base, name.removeprefix(GRADIENT)))
            if name.startswith(GRADIENT)
            else name
            for name in names
        )

    told = replace(
        question, ys=meant(question.ys), xs=meant(question.xs), cuts=meant(question.cuts), of=None
    )
    return with_gradients(base, 1, tuple(also)), told


def canonical(model: Model, question: Question) -> Question:
    """The same question as short as it can be said.

    Gradients are called what they are, and a question that names none is about the model alone.

    Example:
        >>> from gradviz.study.models import linear_model
        >>> asked = Question(("gradients/cost_grad/Mul_1:0", "W:0"), of=Question())
        >>> canonical(linear_model(2), asked).ys
        ('∂Sum:0', 'W:0')
    """
    if question.of is None:
        return question
    base = ask(model, question.of)
    known = {*base.wiring.tensors, *base.wiring.uses}
    if not {*question.ys} - known:
        parts = (question.xs, question.cuts)
        xs, cuts = (tuple(name for name in part if name in known) for part in parts)
        return canonical(model, replace(question, xs=xs, cuts=cuts, of=question.of.of))
    drawn = {tensor: name for name, tensor in base.wiring.tensors.items()}
    # One gradient may be that of several tensors; it is called as in the drawing.
    called = {
        drawn_name(total): f"{GRADIENT}{drawn[tensor]}"
        for tensor, total in [*base.passes.cotangents.items()][::-1]
        if tensor in drawn
    }
    ys, xs, cuts = (
        tuple(name if name in known else called.get(name, name) for name in part)
        for part in (question.ys, question.xs, question.cuts)
    )
    return replace(question, ys=ys, xs=xs, cuts=cuts)


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
    nodes, edges = model.wiring.tensors, model.wiring.uses
    for cut in question.cuts:
        if cut not in nodes and cut not in edges:
            raise ValueError(f"{cut!r} cannot be cut: the drawing has no such node or edge")
    cut_uses = [edges[cut] for cut in question.cuts if cut in edges]
    graph, counterpart = copy(model.graph, [(use.consumer, use.edge.index) for use in cut_uses])

    def here(tensors: Sequence[Tensor]) -> tuple[Tensor, ...]:
        return tuple(counterpart[tensor] for tensor in tensors)

    ys, roots = here(_each(question.ys, nodes, "y")), here(model.roots)
    former = here((*model.former, *model.beyond))
    still = here([nodes[cut] for cut in question.cuts if cut in nodes])
    moved = here([*model.parameters.values()])
    with graph.as_default(), graph.name_scope("gradients") as scope:
        # Whole constants, so that every entry of them can be held.
        starts = [
            constant(np.ones(tuple(y.shape)), y.dtype, name=f"grad_ys_{place}")
            for place, y in enumerate(ys)
        ]
        passes = backward(list(ys), drawn_tensors((*roots, *former)), starts, scope, list(still))
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
        diagram=replace(
            model.diagram,
            nodes=tuple(replace(n, again=n.kind == "gradient") for n in model.diagram.nodes),
            target=drawn_name(ys[0]),
        ),
        roots=roots,
        seeds=dict(zip(ys, starts, strict=True)),
        xs=here(_each(question.xs, nodes, "x")) or moved,
        stops=tuple(dict.fromkeys([*still, *inserted, *stopped((*roots, *former))])),
        cuts=frozenset(question.cuts),
        names=names,
        former=former,
        beyond=(),
    )
