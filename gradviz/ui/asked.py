"""What is asked of the gradients, as the browser gets it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from gradviz.show import formulas
from gradviz.study import labels, questions
from gradviz.study.diagram import drawn_name
from gradviz.study.models import Model, model_of
from gradviz.study.question import Question

if TYPE_CHECKING:
    from gradviz.study.blueprint import Structure


@lru_cache(maxsize=64)
def asked(model: Model, structure: Structure) -> Mapping[str, Any]:
    """What is differentiated, by what, and where it is cut, as the browser gets it.

    Args:
        model: what is drawn of the structure.
        structure: whose question it answers.
    """
    meaning, known = labels.meaning(model), model_of(structure).wiring
    plain = model_of(replace(structure, question=Question()))
    named = questions.in_drawn_names(plain, structure.question)
    deep = len(structure.question.levels) < questions.MOST_LEVELS
    return {
        "label": labels.spoken(model),
        "ys": [drawn_name(y) for y in model.seeds],
        "single": all(y.shape.size == 1 for y in model.seeds) and len(model.seeds) == 1,
        "xs": [drawn_name(x) for x in model.xs],
        "cuts": sorted(model.cuts),
        "plain": model.cost in model.seeds,
        "question": {"ys": list(named.ys), "xs": list(named.xs), "cuts": list(named.cuts)},
        "undeep": _undeep(model, model_of(structure)) if deep else None,
        "meaning": meaning and formulas.mathml(meaning),
        # The gradients of what is asked: a question about them is another one.
        "beyond": sorted(
            {*model.wiring.tensors, *model.wiring.uses} - {*known.tensors, *known.uses}
        ),
    }


def _undeep(drawn: Model, model: Model) -> Mapping[str, str]:
    """Which drawn numbers cannot be differentiated again, each with a sentence on why."""
    known = questions.differentiable(model)
    later = dict.fromkeys(drawn.wiring.tensors, "differentiate the gradient before it first")
    return {name: why for name, why in (later | known).items() if why}
