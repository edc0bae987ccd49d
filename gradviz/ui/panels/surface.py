"""The cost surface, and the choice of how it is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from gradviz.show import figures
from gradviz.show.escapes import markdown as as_markdown
from gradviz.show.scales import Scale, advised, scale_for
from gradviz.show.theme import format_number
from gradviz.study.missing import Missing
from gradviz.ui import cached, ground, session, surface_words
from gradviz.ui.panels import charts, surface_menu
from gradviz.ui.panels.charts import Charts, Ground
from gradviz.ui.panels.guard import guarded

if TYPE_CHECKING:
    from gradviz.study.blueprint import Problem
    from gradviz.study.surfaces import Surface

STILL = {"displayModeBar": False}
"""Plotly's settings for a chart without its own buttons."""

_VIEWS = {"contour": "Contour", "3d": "3D", "slice": "Slice"}


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
    with st.container(
        key="surface-row", horizontal=True, vertical_alignment="center", gap="xsmall"
    ):
        _views()
        surface_menu.axes()
        with guarded("curvature"):
            surface_words.note(state, _heights(drawn.problem, drawn.ground))
        surface_menu.menu()
    surface_menu.refused()
    if state.view == "slice":
        _slices(drawn, drawn.ground)
        return
    with st.container(key="surface", height="stretch"), guarded("cost surface"):
        name = ground.quantity(drawn.problem)
        heights = _heights(drawn.problem, drawn.ground)
        scale = _scale(heights, drawn.ground)
        on = drawn.ground
        camera = session.camera_for((drawn.problem, on.plane, on.ends, on.scale, drawn.scheme))
        if state.view == "contour":
            chart = figures.contour(heights, scale, name)
            _mark(chart, drawn, drawn.ground, name)
        else:
            chart = figures.surface3d(heights, camera, scale, name)
        _draw(chart, state.view, drawn, _in_words(drawn, drawn.ground))


def _heights(problem: Problem, on: Ground) -> Surface:
    return cached.surface(problem, on.plane, on.ends)


def _scale(heights: Surface, on: Ground) -> Scale:
    kind = advised(heights.cost) if on.scale == "auto" else on.scale
    return scale_for(heights.cost, "log" if kind == "log" else "root")


def _mark(chart: figures.Figure, drawn: Charts, on: Ground, name: str) -> None:
    """What stays on the surface while the point moves."""
    heights = _heights(drawn.problem, on)
    if "arrows" in on.marks:
        chart.add_traces(figures.arrows(cached.field(drawn.problem, on.plane, on.ends)))
    found = cached.lowest(drawn.problem, on.plane, on.ends)
    if not isinstance(found, Missing) and found.kind == "valley":
        # The mark of a single lowest point is the browser's: it follows the data.
        chart.add_traces(figures.lowest_mark(found, heights)[:-1])
    if on.threshold is not None:
        near = cached.around(drawn.problem, on.plane, on.ends)
        lines = figures.level(heights, on.threshold, near)
        chart.add_traces(lines)
        chart.add_annotation(figures.level_note(name, on.threshold, bool(lines)))


def _slices(drawn: Charts, on: Ground) -> None:
    """The cost along each axis through the point, with its tangent there."""
    name = ground.quantity(drawn.problem)
    with st.container(key="slices", horizontal=True, gap="xxsmall"), guarded("slices"):
        heights = _heights(drawn.problem, on)
        for place, axis in enumerate(on.plane.names):
            at = drawn.at or (0.0, 0.0)
            one = cached.cut(drawn.problem, on.plane, at, place, on.ends[place])
            said = (
                f"The {name} over {axis}, the other numbers held. At {axis} = "
                f"{format_number(one.at)} it is {format_number(one.cost_at)}, its slope "
                f"{format_number(one.slope)}."
            )
            chart = figures.slice_chart(one, parabola=not heights.quadratic, name=name)
            with st.container(key=f"slice-{place}", height="stretch"):
                _draw(chart, f"slice-chart-{place}", drawn, said)


def _draw(chart: figures.Figure, key: str, drawn: Charts, said: str) -> None:
    chart.update_layout(meta=drawn.scheme)
    st.plotly_chart(chart, key=key, height="stretch", config=STILL, alt=as_markdown(said))


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


def _in_words(drawn: Charts, on: Ground) -> str:
    least = cached.lowest(drawn.problem, on.plane, on.ends)
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
    return f"The {ground.quantity(drawn.problem)} over {ranges}. {where}"


def _viewed() -> None:
    session.look(view=st.session_state["view"])
