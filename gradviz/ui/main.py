"""The page's frame: its title, its style, the visitor's link, and the page itself."""

from __future__ import annotations

import streamlit as st

from gradviz.show import figures
from gradviz.ui import session
from gradviz.ui.pages import workbench
from gradviz.ui.served import ASSETS

_ABOUT = """
**gradviz** shows backpropagation at work: a model's computation graph with the value that goes
forward and the gradient that comes back on every edge, its cost surface, its data and its
derivation, all of one state.
"""


def main() -> None:
    """Draws the page for one visitor."""
    st.set_page_config(page_title="gradviz", layout="wide", menu_items={"About": _ABOUT})
    st.html(
        f"<style>{(ASSETS / 'page.css').read_text(encoding='utf-8')}\n{figures.style()}</style>"
    )
    session.open_link()
    workbench.show()


if __name__ == "__main__":
    main()
