"""What the visitor asks of the gradients, and the constants and seeds in the visitor's hand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from gradviz.show import axes
from gradviz.study.blueprint import Problem
from gradviz.study.held import SEED, holdable
from gradviz.study.models import model_of
from gradviz.study.questions import Question, ask, canonical
from gradviz.ui import question_link, session
from gradviz.ui.graph_view import Scrub

_ENTRY = re.compile(r"(.+)\[(\d{1,9})\]", re.ASCII)


def scrubs(problem: Problem) -> dict[str, Scrub]:
    """How constants and seeds may be dragged, by their names as `held.holdable` has them."""
    found = {}
    for name, tensor in holdable(model_of(problem.structure)).items():
        numbers = np.ravel(tensor.op.attributes.get("value", 1.0))
        label = name.removesuffix(SEED).removesuffix(":0")
        if name.endswith(SEED):
            label = f"the seed of {label}"
        found[name] = Scrub(label, axes.reach(numbers.tolist()) / 500)
    return found


def moved(problem: Problem, values: Mapping[str, float]) -> Problem:
    """The problem with the constants and seeds that a hand has moved, e.g. "half:0"."""
    found: dict[str, dict[int, float]] = {}
    for key, value in values.items():
        entry = _ENTRY.fullmatch(key)
        name, place = (entry[1], int(entry[2])) if entry else (key, 0)
        found.setdefault(name, {})[place] = value
    return question_link.moved(problem, found)


def asked(message: Mapping[str, object]) -> None:
    """Takes what the browser asks.

    Args:
        message: lists of names for "ys", "xs" and "cuts"; "deeper" if it is about the gradients
            of what has been asked before.
    """
    state = session.current().state
    before = state.problem.question
    if message.get("deeper") is True:
        before = Question(of=before)
    lists: dict[str, Any] = {
        key: tuple(str(name) for name in names)
        for key in ("ys", "xs", "cuts")
        if isinstance(names := message.get(key, getattr(before, key)), list | tuple)
    }
    plain = replace(state.problem, question=Question())
    try:
        model = model_of(plain.structure)
        question = canonical(model, replace(Question(of=before.of), **lists))
        if (question.ys, question.of) == (before.ys, before.of):
            question = replace(question, seeds=before.seeds)
        ask(model, question)
    except ValueError as error:
        session.refuse(session.LINK, f"That cannot be asked: {error}.")
        return
    session.change(session.LINK, {"problem": replace(plain, question=question)})
