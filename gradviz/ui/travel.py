"""Undo and redo as the browser counts them: every one, also those that came during a run."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from gradviz.ui import session

_KEY, _MISSING = "gradviz-travelled", "gradviz-travel-missing"
MOST = 1000
"""How many are heard at once; more than can be taken back."""

_MOVES: Mapping[str, session.Move] = {"u": "undo", "r": "redo"}


def travelled(message: Mapping[str, object]) -> None:
    """Undoes and redoes what of a message is new.

    Args:
        message: `{"first": 3, "moves": "uur"}`: all that the browser has asked for and has not seen
            answered, the first of it with its number.
    """
    first, moves = message.get("first"), message.get("moves")
    if not isinstance(first, int) or not isinstance(moves, str) or len(moves) > MOST:
        return
    done = st.session_state.get(_KEY, 0)
    st.session_state[_KEY] = max(done, first + len(moves) - 1)
    travel([_MOVES[one] for one in moves[max(done + 1 - first, 0) :] if one in _MOVES])
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
