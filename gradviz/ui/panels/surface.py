"""The cost surface, the choice of how it is drawn, and the one that it is compared with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from gradviz.show import figures
from gradviz.show.scales import Scale, advised, alike, scale_for
from gradviz.show.theme import format_number
from gradviz.study.missing import Missing
from gradviz.ui import cached, ground, session, surface_words
from gradviz.ui.chart_view import chart_view
from gradviz.ui.panels import charts, comparing, surface_menu
from gradviz.ui.panels.charts import Charts, Ground
from gradviz.ui.panels.guard import guarded

if TYPE_CHECKING:
    from gradviz.study.blueprint import Problem
    from gradviz.study.surfaces import Surface

_VIEWS = {"contour": "Contour", "3d": "3D", "slice": "Slice"}


@dataclass(frozen=True)
class _Place:
    """Where a surface stands.

    Attributes:
        key: of its container, by which the browser finds it.
        slices: begins the keys of its slices.
    """

    key: str
    slices: str


_OWN, _OTHER = _Place("surface", "slice"), _Place("beside", "beside-slice")


@st.fragment(key="surface")
def surface() -> None:
    """Draws the surface of what is settled."""
    drawn, state = charts.current(), session.current().settled
    # What the hand moves on the surface stands outside this fragment.
    if session.current().charts != drawn:
        st.rerun()
    if drawn.ground is None:
        st.caption("A surface needs two numbers to move; this model has fewer.")
        return
    row = st.container(
        key="surface-row", horizontal=True, vertical_alignment="center", gap="xsmall"
    )
    surface_menu.refused()
    # It takes the browser longest, so it hears of it first.
    _picture(drawn, drawn.problem, drawn.ground, _OWN)
    with row:
        _views()
        surface_menu.axes()
        if drawn.beside is not None:
            comparing.heading(drawn.beside.compared, other=False)
        else:
            with guarded("curvature"):
                surface_words.note(state, _heights(drawn.problem, drawn.ground))
        surface_menu.menu()
    if drawn.beside is not None:
        _words(drawn, drawn.problem, drawn.ground, state.problem)


@st.fragment(key="beside")
def beside() -> None:
    """Draws the surface that the settled one is compared with, under what can be done with it."""
    drawn, state = charts.current(), session.current().settled
    if session.current().charts != drawn:
        st.rerun()
    found, other = drawn.beside, ground.beside(state)
    if found is None or other is None:
        return
    row = st.container(key="beside-row", horizontal=True, vertical_alignment="center", gap="xsmall")
    _picture(drawn, found.problem, found.ground, _OTHER)
    with row:
        comparing.heading(found.compared, other=True)
        comparing.buttons(found.compared)
    _words(drawn, found.problem, found.ground, other)


def _picture(drawn: Charts, problem: Problem, on: Ground, place: _Place) -> None:
    """One surface: as a contour, in space, or its slices."""
    view = session.current().settled.view
    if view == "slice":
        _slices(drawn, problem, on, place)
        return
    with guarded("cost surface"):
        name = ground.quantity(problem)
        heights = _heights(problem, on)
        scale, _ = _scale(drawn, problem, on)
        if view == "contour":
            chart = figures.contour(heights, scale, name)
            _mark(chart, problem, on, name)
        else:
            # A chart that is there keeps the side from which it is seen.
            chart = figures.surface3d(heights, session.current().settled.camera, scale, name)
            found = cached.lowest(problem, on.plane, on.ends)
            if not isinstance(found, Missing):
                chart.add_traces(figures.valley3d(found, heights))
        _draw(chart, place.key, drawn, _in_words(problem, on), view)


def _words(drawn: Charts, problem: Problem, on: Ground, here: Problem) -> None:
    """What is to be compared in numbers, under a surface."""
    key = f"words-{'own' if problem is drawn.problem else 'other'}"
    with st.container(key=key), guarded("comparison"):
        said = surface_words.compared(here, _heights(problem, on), on.ends)
        if not _scale(drawn, problem, on)[1]:
            said += " · colors of its own"
        if drawn.beside and drawn.ground and drawn.beside.ground.ends != drawn.ground.ends:
            said += " · ranges of its own"
        st.markdown(said)


def _heights(problem: Problem, on: Ground) -> Surface:
    return cached.surface(problem, on.plane, on.ends)


def _scale(drawn: Charts, problem: Problem, on: Ground) -> tuple[Scale, bool]:
    """How costs become colors, and whether it is as on a surface that stands beside."""
    costs, shared = _heights(problem, on).cost, True
    if drawn.beside is not None and drawn.ground is not None:
        both = [
            _heights(drawn.problem, drawn.ground).cost,
            _heights(drawn.beside.problem, drawn.beside.ground).cost,
        ]
        shared = alike(*both)
        costs = np.stack(both) if shared else costs
    kind = advised(costs) if on.scale == "auto" else on.scale
    return scale_for(costs, "log" if kind == "log" else "root"), shared


def _mark(chart: figures.Figure, problem: Problem, on: Ground, name: str) -> None:
    """What stays on the surface while the point moves."""
    heights = _heights(problem, on)
    if "arrows" in on.marks:
        chart.add_traces(figures.arrows(cached.field(problem, on.plane, on.ends)))
    found = cached.lowest(problem, on.plane, on.ends)
    if not isinstance(found, Missing) and found.kind == "valley":
        # The mark of a single lowest point is the browser's: it follows the data.
        chart.add_traces(figures.lowest_mark(found, heights)[:-1])
    if on.threshold is not None:
        near = cached.around(problem, on.plane, on.ends)
        lines = figures.level(heights, on.threshold, near)
        chart.add_traces(lines)
        chart.add_annotation(figures.level_note(name, on.threshold, bool(lines)))


def _slices(drawn: Charts, problem: Problem, on: Ground, where: _Place) -> None:
    """The cost along each axis through the point, with its tangent there."""
    name = ground.quantity(problem)
    key = f"{where.slices}s"
    with st.container(key=key, horizontal=True, gap="xxsmall"), guarded("slices"):
        heights = _heights(problem, on)
        for place, axis in enumerate(on.plane.names):
            at = drawn.at or (0.0, 0.0)
            one = cached.cut(problem, on.plane, at, place, on.ends[place])
            said = (
                f"The {name} over {axis}, the other numbers held. At {axis} = "
                f"{format_number(one.at)} it is {format_number(one.cost_at)}, its slope "
                f"{format_number(one.slope)}."
            )
            chart = figures.slice_chart(one, parabola=not heights.quadratic, name=name)
            _draw(chart, f"{where.slices}-{place}", drawn, said, "slice")


def _draw(chart: figures.Figure, key: str, drawn: Charts, said: str, kind: str) -> None:
    title = "The cost surface"
    chart_view(key, chart, title=title, said=said, scheme=drawn.scheme, kind=kind)


def _views() -> None:
    now = session.current()
    if st.session_state.get("view") != now.state.view:
        st.session_state["view"] = now.state.view
    st.segmented_control(
        "Cost surface",
        list(_VIEWS),
        format_func=_VIEWS.__getitem__,
        key="view",
        required=True,
        label_visibility="collapsed",
        on_change=_viewed,
    )


def _in_words(problem: Problem, on: Ground) -> str:
    least = cached.lowest(problem, on.plane, on.ends)
    where = "It has no single lowest point."
    if not isinstance(least, Missing) and least.kind != "valley":
        places = ", ".join(
            f"{name} = {format_number(at)}"
            for name, at in zip(on.plane.names, least.place.tolist(), strict=True)
        )
        cost = format_number(least.cost)
        where = f"It is lowest at {places}, where the cost is {cost}."
        if least.kind == "local":
            where = f"A local minimum is at {places}, where the cost is {cost}."
    ranges = " and ".join(
        f"{name} from {format_number(low)} to {format_number(high)}"
        for name, (low, high) in zip(on.plane.names, on.ends, strict=True)
    )
    return f"The {ground.quantity(problem)} over {ranges}. {where}"


def _viewed() -> None:
    session.look(view=st.session_state["view"])
