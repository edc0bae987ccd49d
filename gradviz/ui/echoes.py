"""What controls still say of numbers that have moved meanwhile.

A message of the browser says what all controls show. One that was sent before the browser has heard
of a new number still says the old one, and to Streamlit that looks like a hand on the control.
"""

from __future__ import annotations

import time
from collections.abc import Mapping

import streamlit as st

_KEY = "echoes"
SECONDS = 3.0
"""How long the browser may take to hear of a number; then the old one is meant."""


def moved(before: Mapping[str, float], after: Mapping[str, float], by: str | None) -> None:
    """Remembers the numbers that have moved.

    Args:
        before: The numbers by name, as controls show them.
        after: The same as they are now.
        by: The key of the control that has moved them, if one has: to it they are no news.
    """
    old = {name: number for name, number in before.items() if after.get(name) != number}
    if old:
        now = time.monotonic()
        young = [one for one in st.session_state.get(_KEY, ()) if now - one[0] < SECONDS]
        st.session_state[_KEY] = [*young, (now, old, by)]


def is_echo(name: str, value: float | None, ends: tuple[float, float], key: str) -> bool:
    """Whether a control says a number that has moved by something else meanwhile.

    Args:
        name: The number's name.
        value: What the control says.
        ends: From where to where its slider goes; beyond them it says the nearer one.
        key: The control's own key.
    """
    now, (low, high) = time.monotonic(), ends
    return any(
        now - then < SECONDS
        and by != key
        and name in old
        and value in (old[name], min(max(old[name], low), high))
        for then, old, by in st.session_state.get(_KEY, ())
    )
