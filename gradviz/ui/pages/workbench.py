"""The workbench: a model on one screen, with graph, controls, cost surface, data, derivation."""

from __future__ import annotations

import streamlit as st

from gradviz.ui import controls, header, session, travel, unlinked
from gradviz.ui.graph_view import derivation_view
from gradviz.ui.panels import charts
from gradviz.ui.panels.data import data
from gradviz.ui.panels.descent import descent
from gradviz.ui.panels.graph import graph
from gradviz.ui.panels.guard import guarded
from gradviz.ui.panels.model import model
from gradviz.ui.panels.surface import beside, surface


def show() -> None:
    """Draws the whole page; from then on its fragments are drawn anew one by one."""
    session.drew(charts.current())
    header.header()
    top = st.container(key="top", horizontal=True, gap="small")
    panels = st.container(key="panels", horizontal=True, gap="small")
    # The surface takes the browser longest, so it hears of it first.
    with panels, st.container(key="surface-panel", gap="xxsmall"):
        surface()
    with top:
        if st.session_state.get(header.MODEL_OPEN):
            with st.container(key="model-panel", gap="xsmall"), guarded("model"):
                model()
        with st.container(key="live-panel"):
            _live()
    with panels:
        with st.container(key="data-panel", horizontal=True, gap="xsmall"):
            data()
        compared = session.current().settled.comparison
        # The last one on the page: what comes and goes before others is for a moment there twice.
        # Where it is seen, the style says: what was before, before the surface, else after it.
        if compared is None:
            with st.container(key="derivation-panel"), guarded("derivation"):
                derivation_view("derivation")
        else:
            with st.container(key="beside-panel", gap="xxsmall"):
                beside()


@st.fragment(key="live")
def _live() -> None:
    """What follows a drag. Few elements: each costs time in every frame."""
    # A settled change can move an axis; the charts stand outside this fragment.
    if session.current().charts != charts.current():
        st.rerun()
    controls.notice(session.LINK)
    travel.say_what_is_missing()
    unlinked.tell()
    with st.container(key="graph-panel"), guarded("graph"):
        graph()
    controls.parameters()
    descent()
    # So can a descent that has gone on meanwhile.
    if session.current().settled.descent and session.current().charts != charts.current():
        st.rerun()
