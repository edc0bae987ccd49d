"""Changes of the model by one click: scaled features, a penalty, costs that bear outliers."""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite

import streamlit as st

from gradviz.show.theme import format_brief
from gradviz.study.blueprint import Problem
from gradviz.study.missing import Missing
from gradviz.study.variations import VARIATIONS, vary
from gradviz.ui import cached, session
from gradviz.ui.typed import NotANumberError, number, shortest

_LABELS = {"scaling": "Scale", "ridge": "Penalty", "huber": "Huber", "absolute": "Absolute"}


def variations(show: Callable[[Problem], None]) -> None:
    """Draws a button for each change, and how much of it.

    Args:
        show: shows another model; undo takes it back.
    """
    with st.container(key="variations", horizontal=True, gap="xsmall"):
        for name, one in VARIATIONS.items():
            st.button(
                _LABELS.get(name, one.title),
                key=f"vary-{name}",
                help=f"{one.title}: {one.summary[:1].lower()}{one.summary[1:]}",
                on_click=_varied,
                args=(name, show),
            )
    with st.container(key="amounts", horizontal=True, vertical_alignment="center", gap="xsmall"):
        for name, one in VARIATIONS.items():
            if one.amount:
                st.markdown(one.amount, width="content")
                st.text_input(
                    f"{one.amount} of {one.title}",
                    value=shortest(one.default),
                    key=f"amount-{name}",
                    label_visibility="collapsed",
                    max_chars=20,
                    width=80,
                )


def _varied(name: str, show: Callable[[Problem], None]) -> None:
    before, one = session.current().state.problem, VARIATIONS[name]
    try:
        amount = number(st.session_state[f"amount-{name}"]) if one.amount else None
        after = vary(before, name, amount)
    except NotANumberError as error:
        session.refuse(session.MODEL, f"{one.title}: {one.amount}: {error}.")
        return
    except ValueError as error:
        session.refuse(session.MODEL, f"{error}.")
        return
    if isinstance(after, Missing):
        session.refuse(session.MODEL, f"{one.title}: {after.words}")
        return
    show(after)
    now = session.current().state.problem
    if now.blueprint == after.blueprint and now.rows == after.rows:
        session.refuse(session.MODEL, f"{one.title}: {_compared(before, now)}")


def _compared(before: Problem, after: Problem) -> str:
    """What a change has done to the curvature of the surface, in a sentence."""
    said = [_condition(one) for one in (before, after)]
    if said[0] == said[1]:
        return f"The condition number of the Hessian at the point stays {said[0]}."
    return f"The condition number of the Hessian at the point was {said[0]}, and is {said[1]} now."


def _condition(problem: Problem) -> str:
    found = cached.bent(problem)
    if isinstance(found, Missing):
        return "not known"
    return format_brief(found.condition) if isfinite(found.condition) else "∞"
