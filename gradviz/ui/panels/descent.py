"""The descent: who goes down from the point, played on the surface, the graph and the data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from gradviz.study.missing import Missing
from gradviz.study.openings import preset_of
from gradviz.ui import controls, descent_link, descents, ground, session
from gradviz.ui.descent_link import Descent
from gradviz.ui.descent_view import descent_view
from gradviz.ui.panels.guard import guarded
from gradviz.ui.state import State

PLACE: session.Place = "descent:"
"""Where on the page a refused descent is spoken of."""

_OPEN = "descent-open"


def switch() -> None:
    """The switch in the header that opens the bar."""
    shown = session.current().state.descent is not None
    if st.session_state.get(_OPEN) != shown:
        st.session_state[_OPEN] = shown
    st.toggle(
        "Descent", key=_OPEN, help="Go down the cost surface, step by step", on_change=_opened
    )


def descent() -> None:
    """Draws the bar, if it is open."""
    state = session.current().settled
    asked = state.descent
    if asked is None or not state.problem.entries:
        return
    controls.notice(PLACE)
    with st.container(key="descent"), guarded("descent"):
        problem = state.problem
        raced = descents.race(problem, asked)
        on = ground.bearing(state) if state.directions is not None else None
        plane = None if isinstance(on, Missing) else on
        descent_view(
            "descent-bar",
            name=descents.name(raced, problem, state.axes, asked, plane),
            record=lambda: (
                descents.record(raced, problem, state.axes, plane)
                | {"catalog": descents.catalog(), "grips": descents.grips(problem)}
            ),
            asked={
                "runs": [{"optimizer": n, "settings": dict(s)} for n, s in asked.runs],
                "steps": asked.steps,
                "threshold": asked.threshold,
                "most": descent_link.MOST_RUNS,
            },
            at=raced.step_at([*problem.entries.values()]) or 0,
            on_race=_asked,
        )


def kept(state: State) -> Mapping[str, Any]:
    """What of a State stays while its descent is played: where the race began."""
    if state.descent is None:
        return {}
    start = descents.race(state.problem, state.descent).start
    return {"descent": replace(state.descent, start=start)}


def _opened() -> None:
    if not st.session_state[_OPEN]:
        session.look(descent=None)
        return
    problem = session.current().settled.problem
    preset = preset_of(problem.blueprint)
    rate = preset.learning_rate if preset else descents.usual_rate(problem)
    session.look(descent=Descent((("gradient_descent", (("learning_rate", rate),)),)))


def _asked(message: Mapping[str, Any]) -> None:
    now = session.current().state.descent
    if now is None:
        return
    try:
        after = descent_link.read(message, now)
    except ValueError as error:
        session.refuse(PLACE, f"The descent stays as it is: {error}.")
        return
    session.look(descent=after)
