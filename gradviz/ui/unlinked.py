"""Says once when the page holds more than any link can: the address bar is empty then."""

from __future__ import annotations

import streamlit as st

from gradviz.ui import packed, session

SENTENCE = (
    "There is too much here for a link, so the address bar holds none of it. "
    "Save it as a file: Share."
)
_SEEN, _LONG = "gradviz-unlinked-seen", "gradviz-unlinked"


def tell() -> None:
    """Looks at each settled state once."""
    settled = session.current().settled
    if st.session_state.get(_SEEN) is settled:
        return
    st.session_state[_SEEN] = settled
    too_long = packed.packed(settled.to_query()) is None
    if too_long and not st.session_state.get(_LONG):
        st.toast(SENTENCE, icon=":material/link_off:", duration="long")
    st.session_state[_LONG] = too_long
