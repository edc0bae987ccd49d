"""The page's first row: what the model is, undo and redo, and the link to all of it."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from gradviz.ui import derivations, navigation, packed, session
from gradviz.ui.panels import descent
from gradviz.ui.travel import travel

MODEL_OPEN = "model-open"
"""Streamlit's key of the switch that opens the model's panel."""

HISTORY: Mapping[session.Move, str] = {"undo": "Mod+Z", "redo": "Mod+Shift+Z"}
"""What can be done with what was done, and by which keys."""


def header() -> None:
    """One slim row: name, model, undo and redo, the link."""
    with st.container(key="header", horizontal=True, vertical_alignment="center", gap="medium"):
        st.title("gradviz", anchor=False, width="content")
        navigation.links()
        st.toggle("Model", key=MODEL_OPEN, help="Choose another model, or type your own")
        descent.switch()
        structure = session.current().state.problem.structure
        equations = r" \qquad ".join(derivations.headline(structure))
        st.markdown(f"${equations}$", width="stretch")
        _history()
        _share()


def _history() -> None:
    """Undo and redo. In the browser the graph hears of them first, and counts them."""
    for name, keys in HISTORY.items():
        st.button(
            name.capitalize(),
            key=name,
            icon=f":material/{name}:",
            type="tertiary",
            shortcut=keys,
            on_click=travel,
            args=([name],),
        )


@st.fragment(key="share")
def _share() -> None:
    if st.button("Share", key="share", icon=":material/link:", type="tertiary"):
        _link()


@st.dialog("This page as a link")
def _link() -> None:
    query = session.current().settled.to_query()
    short = packed.packed(query)
    if short is None:
        st.warning(
            f"There is too much here for a link: more than {packed.LONGEST} characters, which some "
            "programs cut off. Save it as a file, and open that in this place again."
        )
    else:
        address = (st.context.url or "").rstrip("/") + "/"
        st.markdown("Whoever opens it sees the same numbers, data and view.")
        spelled = packed.spelled(short)
        st.code(f"{address}?{spelled}" if spelled else address, language=None, wrap_lines=True)
    st.download_button(
        "Save as a file",
        packed.file_text(query),
        file_name="gradviz.json",
        mime="application/json",
        icon=":material/download:",
        on_click="ignore",
    )
    _open_file()


def _open_file() -> None:
    file = st.file_uploader("Open a saved file", type="json", key=f"file-{_edition()}")
    if file is None:
        return
    try:
        query = packed.read_file(file.getvalue())
    except packed.PackedError as error:
        st.error(str(error))
    else:
        session.open_query(query)
        st.rerun()


def _edition() -> int:
    return session.current().edition
