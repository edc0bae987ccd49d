"""The descent: who goes down from the point, played on the surface, the graph and the data.

A long race is computed in slices. The browser asks for the next one when it has heard of the last:
everything else that the visitor does has its turn in between, and who asks no more stops it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from gradviz.study.blueprint import Problem
from gradviz.study.directions import Plane
from gradviz.study.missing import Missing
from gradviz.study.openings import preset_of
from gradviz.ui import controls, descent_link, descents, ground, session
from gradviz.ui.courses import Course, Raced, course_of
from gradviz.ui.descent_link import Descent
from gradviz.ui.descent_view import descent_view
from gradviz.ui.panels.guard import guarded
from gradviz.ui.state import State

PLACE: session.Place = "descent:"
"""Where on the page a refused descent is spoken of."""

SLICE = 0.2
"""Seconds that a race computes before it looks up; a canceled one ends after that."""

_OPEN = "descent-open"
_KEY = "descent-bar"
_COURSE = "descent-course"
"""Streamlit's key of the race that this visitor waits for."""

_HALTED = "descent-halted"
"""Streamlit's key of the race that this visitor has canceled, and what there was of it."""


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
        course = _course(state)
        raced = _raced(course)
        seen = raced or Raced(course.start)
        plane = _plane(state)
        name = _name(course, raced, state)
        point = [*state.problem.entries.values()]
        descent_view(
            _KEY,
            name=name,
            record=lambda: (
                descents.record(seen, state.problem, state.axes, plane)
                | {"catalog": descents.catalog(), "grips": descents.grips(state.problem)}
            ),
            asked={
                "runs": [{"optimizer": n, "settings": dict(s)} for n, s in asked.runs],
                "steps": asked.steps,
                "threshold": asked.threshold,
                "rest": asked.rest,
                "most": descent_link.MOST_RUNS,
                "longest": descent_link.MOST_STEPS,
            },
            at=course.step_at(seen, point, asked.at) or 0,
            progress=None if raced is not None else _progress(course, asked),
            window=_window(course, raced, state, name),
            on_race=_asked,
        )


def kept(state: State, after: Problem) -> Mapping[str, Any]:
    """What of a State stays while its descent is played: where the race began, and where it is.

    Args:
        state: what was settled before.
        after: with the parameters where the descent has led them.
    """
    if state.descent is None:
        return {}
    course = _course(state)
    raced = _halted(course) or course.so_far()
    near = _wanted(_name(course, raced, state))
    at = course.step_at(raced, [*after.entries.values()], near)
    return {"descent": replace(state.descent, start=course.start, at=at)}


def _course(state: State) -> Course:
    """The race to be seen; held here, so that no other visitor's pushes it out of memory."""
    found = course_of(state.problem, state.descent or Descent(), st.session_state.get(_COURSE))
    st.session_state[_COURSE] = found
    return found


def _halted(course: Course) -> Raced | None:
    name, raced = st.session_state.get(_HALTED) or ("", None)
    return raced if name == course.name else None


def _raced(course: Course) -> Raced | None:
    """All of a race, or what there was when it was canceled; None while it goes on."""
    halted = _halted(course)
    if halted is None:
        course.go_on(SLICE)
    return halted or course.finished


def _name(course: Course, raced: Raced | None, state: State) -> str:
    """What the browser calls a race as far as it has come; nothing has come of one that goes on."""
    stage = "going" if raced is None else "ended"
    if _halted(course) is not None:
        stage = f"halted at {course.reached}"
    return descents.name(course, state.axes, stage, _plane(state))


def _plane(state: State) -> Plane | None:
    """The directions that the surface is drawn over, if these are not two parameters."""
    on = ground.bearing(state) if state.directions is not None else None
    return None if isinstance(on, Missing) else on


def _progress(course: Course, asked: Descent) -> Mapping[str, object]:
    pulled = (st.session_state.get(_KEY) or {}).get("more")
    return {
        "step": course.reached,
        "steps": asked.steps,
        "cost": course.cost if abs(course.cost) < float("inf") else None,
        # Another message every time: an equal one would not reach the browser.
        "pulled": pulled,
    }


def _wanted(name: str) -> int | None:
    """The step that the browser wants to see exactly, of a race of this name."""
    wanted = (st.session_state.get(_KEY) or {}).get("exact")
    if not isinstance(wanted, Mapping) or wanted.get("id") != name:
        return None
    step = wanted.get("step")
    if not isinstance(step, int) or isinstance(step, bool):
        return None
    return step if 0 <= step <= descent_link.MOST_STEPS else None


def _window(
    course: Course, raced: Raced | None, state: State, name: str
) -> Mapping[str, Any] | None:
    """The steps around the one that the browser wants, where not every step was kept."""
    asked = state.descent
    step = _wanted(name)
    if step is None and asked is not None:
        step = asked.at
    if raced is None or raced.whole or step is None:
        return None
    found = course.window(raced, step)
    if isinstance(found, Missing):
        return {"name": f"{name} {step}", "words": found.words}
    first = min((int(way.steps[0]) for way in found if len(way.steps)), default=0)
    return {
        "name": f"{name} {first}",
        "runs": lambda: descents.window_record(
            raced, found, state.problem, state.axes, _plane(state)
        ),
    }


def _opened() -> None:
    if not st.session_state[_OPEN]:
        session.look(descent=None)
        return
    problem = session.current().settled.problem
    preset = preset_of(problem.blueprint)
    rate = preset.learning_rate if preset else descents.usual_rate(problem)
    session.look(descent=Descent((("gradient_descent", (("learning_rate", rate),)),)))


def _asked(message: Mapping[str, Any]) -> None:
    state = session.current().settled
    if state.descent is None:
        return
    if message.get("go") is not None:
        course = _course(state)
        halts = message["go"] is not True and course.finished is None
        st.session_state[_HALTED] = (course.name, course.so_far()) if halts else None
        return
    try:
        after = descent_link.read(message, state.descent)
    except ValueError as error:
        session.refuse(PLACE, f"The descent stays as it is: {error}.")
        return
    st.session_state[_HALTED] = None
    session.look(descent=after)
