"""The cost surface, and the choice of how it is drawn."""

from __future__ import annotations

import streamlit as st

from gradviz.show import figures
from gradviz.show.theme import format_number
from gradviz.study.missing import Missing
from gradviz.ui import cached, session, surface_words
from gradviz.ui.panels import charts
from gradviz.ui.panels.charts import Charts
from gradviz.ui.panels.guard import guarded

STILL = {"displayModeBar": False}
"""Plotly's settings for a chart without its own buttons."""

_VIEWS = {"contour": "Contour", "3d": "3D", "slice": "Slice"}


@st.fragment(key="surface")
def surface() -> None:
    """Draws the surface of what is settled."""
    drawn = charts.current()
    if len(drawn.axes) < 2:
        st.caption("A surface needs two numbers to move; this model has fewer.")
        return
    names, ends = (drawn.axes[0], drawn.axes[1]), (drawn.ends[0], drawn.ends[1])
    with st.container(
        key="surface-row", horizontal=True, vertical_alignment="center", gap="xsmall"
    ):
        _views()
        _axes()
        with guarded("curvature"):
            heights = cached.surface(drawn.problem, names, ends)
            surface_words.curvature_note(session.current().settled.problem, heights)
    if session.current().state.view == "slice":
        _slices(drawn)
        return
    with st.container(key="surface", height="stretch"), guarded("cost surface"):
        heights = cached.surface(drawn.problem, names, ends)
        view = session.current().state.view
        camera = session.camera_for((drawn, view))
        if view == "contour":
            chart = figures.contour(heights)
            found = cached.lowest(drawn.problem, names)
            if not isinstance(found, Missing) and found.kind == "valley":
                # The mark of a single lowest point is the browser's: it follows the data.
                chart.add_traces(figures.lowest_mark(found, heights)[:-1])
        else:
            chart = figures.surface3d(heights, camera)
        _draw(chart, view, drawn, _in_words(drawn))


def _slices(drawn: Charts) -> None:
    """The cost along each axis through the point, with its tangent there."""
    problem = session.current().settled.problem
    names, ends = (drawn.axes[0], drawn.axes[1]), (drawn.ends[0], drawn.ends[1])
    with st.container(key="slices", horizontal=True, gap="xxsmall"), guarded("slices"):
        heights = cached.surface(drawn.problem, names, ends)
        for place, name in enumerate(drawn.axes):
            one = cached.cut(problem, names, place, drawn.ends[place])
            said = (
                f"The cost over {name}, the other numbers held. At {name} = "
                f"{format_number(one.at)} it is {format_number(one.cost_at)}, its slope "
                f"{format_number(one.slope)}."
            )
            chart = figures.slice_chart(one, parabola=not heights.quadratic)
            with st.container(key=f"slice-{place}", height="stretch"):
                _draw(chart, f"slice-chart-{place}", drawn, said)


def _draw(chart: figures.Figure, key: str, drawn: Charts, said: str) -> None:
    chart.update_layout(meta=drawn.scheme)
    st.plotly_chart(chart, key=key, height="stretch", config=STILL, alt=said)


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


def _axes() -> None:
    """The choice of what the surface is drawn over, where there is one."""
    now = session.current().state
    names = list(now.problem.entries)
    if len(names) < 3:
        return
    for place, axis in enumerate(now.axes):
        key = f"axis-{place}"
        if st.session_state.get(key) != axis:
            st.session_state[key] = axis
        st.selectbox(
            ("Horizontal", "Vertical")[place],
            names,
            key=key,
            label_visibility="collapsed",
            on_change=_turned_to,
            args=(place,),
        )


def _turned_to(place: int) -> None:
    """Another number along one axis; the two change places if it is the other one."""
    now = session.current().state
    chosen = st.session_state[f"axis-{place}"]
    names = list(now.axes)
    if chosen in names:
        names.reverse()
    else:
        names[place] = chosen
    session.look(over=tuple(names))


def _in_words(drawn: Charts) -> str:
    least = cached.minimum(drawn.problem, drawn.axes)
    where = "It has no single lowest point."
    if least is not None:
        places = ", ".join(f"{name} = {format_number(least[name])}" for name in drawn.axes)
        where = f"It is lowest at {places}, where the cost is {format_number(least['cost'])}."
    ranges = " and ".join(
        f"{name} from {format_number(low)} to {format_number(high)}"
        for name, (low, high) in zip(drawn.axes, drawn.ends, strict=True)
    )
    return f"The cost over {ranges}. {where}"


def _viewed() -> None:
    session.look(view=st.session_state["view"])
