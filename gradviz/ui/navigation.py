"""The row of links between the app's pages.

The pages are made by `main`, which knows them; a page knows only that there are some.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage

_KEY = "gradviz-pages"


def keep(pages: Sequence[StreamlitPage]) -> None:
    """Remembers the pages that there are, in this visitor's session."""
    st.session_state[_KEY] = tuple(pages)


def links() -> None:
    """A link to each page, for a page's first row."""
    with st.container(key="pages", horizontal=True, gap="small", width="content"):
        for page in st.session_state.get(_KEY, ()):
            st.page_link(page, label=page.title)
