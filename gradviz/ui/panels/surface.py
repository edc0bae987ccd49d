"""The cost surface, and the choice of how it is drawn."""

from __future__ import annotations

import streamlit as st

from gradviz.show import figures
from gradviz.show.theme import format_number
from gradviz.ui import cached, session, surface_words
from gradviz.ui.panels import charts
from gradviz.ui.panels.charts import Charts
from gradviz.ui.panels.guard import guarded

STILL = {"displayModeBar": False}
"""Plotly's settings for a chart without its own buttons."""

_VIEWS = {"contour": "Contour", "3d": "3D"}


@st.fragment(key="surface")
def surface() -> None:
    """Draws the surface of what is settled."""
    now, drawn = session.current(), charts.current()
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
    surface_words.curvature_note(session.current().settled.problem)
    with st.container(key="surface", height="stretch"), guarded("cost surface"):
        heights = cached.surface(drawn.problem, (drawn.reaches[0], drawn.reaches[1]))
        camera = session.camera_for((drawn, now.state.view))
        if now.state.view == "contour":
            chart = figures.contour(heights)
        else:
            chart = figures.surface3d(heights, camera)
        chart.update_layout(meta=drawn.scheme)
        st.plotly_chart(
            chart,
            key=now.state.view,
            height="stretch",
            config=STILL,
            alt=_in_words(drawn),
        )


def _in_words(drawn: Charts) -> str:
    least = cached.minimum(drawn.problem)
    where = "It has no single lowest point."
    if least is not None:
        places = ", ".join(f"{name} = {format_number(least[name])}" for name in drawn.axes)
        where = f"It is lowest at {places}, where the cost is {format_number(least['cost'])}."
    ranges = " and ".join(
        f"{name} from −{format_number(end)} to {format_number(end)}"
        for name, end in zip(drawn.axes, drawn.reaches, strict=True)
    )
    return f"The cost over {ranges}. {where}"


def _viewed() -> None:
    session.look(view=st.session_state["view"])
