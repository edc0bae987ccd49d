"""Gradient health: what a deep model does to its gradients, layer by layer, and what helps."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from gradviz.ui import health_session, navigation
from gradviz.ui.health_link import VIEWS
from gradviz.ui.panels import health_controls, health_pass, health_training
from gradviz.ui.panels.guard import guarded


def show() -> None:
    """Draws the page."""
    _header()
    health_controls.controls()
    with guarded("network"):
        health_pass.chains()
    _views()
    with guarded("health"):
        if health_session.current().choice.view == "training":
            health_training.training()
        else:
            health_pass.one_pass()


def _header() -> None:
    with st.container(key="header", horizontal=True, vertical_alignment="center", gap="medium"):
        st.title("gradviz", anchor=False, width="content")
        navigation.links()
        st.markdown("Is the gradient healthy? What every layer makes of it.", width="stretch")
        _share()


def _views() -> None:
    key = "health view"
    st.session_state[key] = health_session.current().choice.view
    with st.container(key="health-views"):
        st.segmented_control(
            "View",
            VIEWS,
            key=key,
            label_visibility="collapsed",
            required=True,
            format_func=str.capitalize,
            on_change=lambda: health_session.change("view", st.session_state[key]),
        )


@st.fragment(key="share")
def _share() -> None:
    if st.button("Copy link", key="share", icon=":material/link:", type="tertiary"):
        _link()


@st.dialog("This page as a link")
def _link() -> None:
    query = urlencode(health_session.current().choice.to_query())
    address = (st.context.url or "").rstrip("/")
    st.markdown("Whoever opens it sees the same network.")
    st.code(f"{address}?{query}" if query else address, language=None, wrap_lines=True)
