"""The page's first row: what the model is, undo and redo, and the link to all of it."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from gradviz.ui import cached, navigation, session

MODEL_OPEN = "model-open"
"""Streamlit's key of the switch that opens the model's panel."""


def header() -> None:
    """One slim row: name, model, undo and redo, the link."""
    with st.container(key="header", horizontal=True, vertical_alignment="center", gap="medium"):
        st.title("gradviz", anchor=False, width="content")
        navigation.links()
        st.toggle("Model", key=MODEL_OPEN, help="Choose another model, or type your own")
        equations = r" \qquad ".join(cached.headline(session.current().state.problem.structure))
        st.markdown(f"${equations}$", width="stretch")
        _history()
        _share()


def _history() -> None:
    for name, keys, take in (("undo", "Mod+Z", _undo), ("redo", "Mod+Shift+Z", _redo)):
        st.button(
            name.capitalize(),
            key=name,
            icon=f":material/{name}:",
            type="tertiary",
            shortcut=keys,
            on_click=take,
        )


def _undo() -> None:
    if not session.undo():
        st.toast("There is nothing to undo.")


def _redo() -> None:
    if not session.redo():
        st.toast("There is nothing to redo.")


@st.fragment(key="share")
def _share() -> None:
    if st.button("Copy link", key="share", icon=":material/link:", type="tertiary"):
        _link()


@st.dialog("This page as a link")
def _link() -> None:
    query = urlencode(session.current().settled.to_query(), safe=",:")
    address = (st.context.url or "").rstrip("/") + "/"
    st.markdown("Whoever opens it sees the same numbers, data and view.")
    st.code(f"{address}?{query}" if query else address, language=None, wrap_lines=True)
