"""Undo and redo as the browser counts them: every one, also those that came during a run."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from gradviz.ui import errands, session

_MISSING = "gradviz-travel-missing"
_MOVES: Mapping[str, session.Move] = {"u": "undo", "r": "redo"}


def travelled(message: Mapping[str, object]) -> None:
    """Undoes and redoes what of a message is new.

    Args:
        message: The browser's errands: "u" and "r".
    """
    travel([_MOVES[one] for one in errands.fresh("travel", message, str) if one in _MOVES])
    # What stands outside the graph's fragment shows the model, too.
    session.drew(None)


def travel(moves: list[session.Move]) -> None:
    """Undoes and redoes; the next run says for what there was nothing."""
    st.session_state[_MISSING] = session.travel(moves)


def say_what_is_missing() -> None:
    """Says once for what there was nothing; in a callback nothing can be shown."""
    missing = st.session_state.pop(_MISSING, None)
    if missing:
        st.toast(f"There is nothing to {missing}.")
