"""The pages' frame: their title, their style, and the page that the visitor is on."""

from __future__ import annotations

import streamlit as st

from gradviz.show import figures
from gradviz.ui import health_session, navigation, session
from gradviz.ui.pages import health, workbench
from gradviz.ui.served import ASSETS

_ABOUT = """
**gradviz** shows backpropagation at work: a model's computation graph with the value that goes
forward and the gradient that comes back on every edge, its cost surface, its data and its
derivation, all of one state.
"""


def main() -> None:
    """Draws the page for one visitor."""
    st.set_page_config(page_title="gradviz", layout="wide", menu_items={"About": _ABOUT})
    sheets = [(ASSETS / name).read_text(encoding="utf-8") for name in ("page.css", "health.css")]
    st.html(f"<style>{''.join(sheets)}\n{figures.style()}</style>")
    pages = [
        st.Page(_workbench, title="Workbench", url_path="workbench", default=True),
        st.Page(_health, title="Gradient health", url_path="gradient-health"),
    ]
    navigation.keep(pages)
    st.navigation(pages, position="hidden").run()


def _workbench() -> None:
    session.open_link()
    workbench.show()


def _health() -> None:
    health_session.open_link()
    health.show()


if __name__ == "__main__":
    main()
