"""Held numbers: constants and seeds that a hand may move.

While it moves, a program is fed them like all other numbers, because a run may feed any tensor.
When it has come to rest, `hold` makes them part of the graph, so that nothing anywhere, in numbers
or in formulas, is left of the old ones. A seed is what a backward pass starts from: `grad_ys`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from gradviz.core.copying import copy
from gradviz.core.gradients import BackwardPass, Contribution
from gradviz.core.graph import Operation, Tensor
from gradviz.study.blueprint import Held
from gradviz.study.diagram import drawn_name, drawn_tensors

if TYPE_CHECKING:
    from gradviz.study.models import Model

Array = np.ndarray[Any, Any]

SEED = "|seed"
"""What follows a tensor's name where its seed is meant: "cost:0|seed"."""

MOST_ENTRIES = 500
"""Entries of the largest constant that a hand moves: as many as a visitor has points of data."""


@lru_cache(maxsize=64)
def holdable(model: Model) -> Mapping[str, Tensor]:
    """The tensors of a model that a hand can move beside its inputs and parameters, by name.

    These are the drawn constants, and the seeds of what is differentiated, "cost:0|seed".

    Example:
        >>> from gradviz.study.models import linear_model
        >>> list(holdable(linear_model(2)))
        ['half:0', 'cost:0|seed']
    """
    constants = {
        drawn_name(tensor): tensor
        for tensor in drawn_tensors(model.roots)
        if tensor.op.type == "Const" and _movable(tensor)
    }
    return constants | {f"{drawn_name(y)}{SEED}": seed for y, seed in model.seeds.items()}


def _movable(tensor: Tensor) -> bool:
    return tensor.dtype.is_floating and tensor.shape.size <= MOST_ENTRIES


@lru_cache(maxsize=64)
def hold(model: Model, held: Held) -> Model:
    r"""The model with other numbers for some of its constants, and of a question's seeds.

    Args:
        model: any model.
        held: the numbers: names as in `holdable`, each with its tensor's entries, row by row.

    Returns:
        A model of the same names and the same drawing; the model itself if nothing is held.

    Raises:
        ValueError: for a name that cannot be held, or a wrong count of entries; for the seed of
            a model that is not asked anything (see `questions.ask`).

    Example:
        >>> from gradviz.study.derivation import headline
        >>> from gradviz.study.models import linear_model
        >>> headline(hold(linear_model(2), (("half:0", (0.3,)),)))[1]
        '\\text{cost} = 0.3 \\sum \\left(\\text{pred} - Y\\right)^2'
    """
    if not held:
        return model
    values = {_known(model, name, entries): np.array(entries) for name, entries in held}
    graph, counterpart = copy(model.graph, values=values)
    graph.finalize()

    def here(tensor: Tensor | None) -> Tensor | None:
        return None if tensor is None else counterpart[tensor]

    def each(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
        return {name: counterpart[tensor] for name, tensor in tensors.items()}

    return replace(
        model,
        graph=graph,
        inputs=each(model.inputs),
        parameters=each(model.parameters),
        outputs=each(model.outputs),
        cost=counterpart[model.cost],
        passes=_moved(model.passes, counterpart),
        gradients=tuple(counterpart[t] for t in model.gradients),
        hessian=tuple(tuple(map(here, row)) for row in model.hessian),
        roots=tuple(counterpart[t] for t in model.roots),
        seeds={counterpart[y]: counterpart[seed] for y, seed in model.seeds.items()},
        xs=tuple(counterpart[t] for t in model.xs),
        stops=tuple(counterpart[t] for t in model.stops),
        names={counterpart[t]: name for t, name in model.names.items()},
        former=tuple(counterpart[t] for t in model.former),
    )


def _known(model: Model, name: str, entries: tuple[float, ...]) -> Operation:
    """The constant that a held number is."""
    tensors = holdable(model)
    if name not in tensors:
        known = ", ".join(tensors) or "nothing"
        raise ValueError(f"{name!r} cannot be held: this model has {known}")
    tensor = tensors[name]
    if len(entries) != tensor.shape.size:
        raise ValueError(f"{name} has {tensor.shape.size} entries, not {len(entries)}")
    if name.endswith(SEED) and model.cost in model.seeds:
        raise ValueError(f"{name} belongs to no question: ask one with this seed")
    return tensor.op


def _twin(part: Contribution, op: Operation, here: Callable[[Any], Any]) -> Contribution:
    """A contribution in a copied graph."""
    return Contribution(
        op,
        part.index,
        here(part.upstream),
        here(part.local),
        here(part.tensor),
        tuple(map(here, part.came)),
        {output: _twin(one, op, here) for output, one in part.parts.items()},
    )


def _moved(passes: BackwardPass, counterpart: Mapping[Tensor, Tensor]) -> BackwardPass:
    """The record of a pass in a copied graph."""

    def here(tensor: Any) -> Any:
        return counterpart[tensor] if isinstance(tensor, Tensor) else tensor

    contributions = {}
    for (op, index), part in passes.contributions.items():
        twin = counterpart[op.outputs[0]].op
        contributions[twin, index] = _twin(part, twin, here)
    return BackwardPass(
        tuple(map(here, passes.ys)),
        tuple(map(here, passes.xs)),
        tuple(map(here, passes.gradients)),
        {here(t): here(total) for t, total in passes.cotangents.items()},
        contributions,
    )
