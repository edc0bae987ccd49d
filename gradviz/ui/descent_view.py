"""The descent bar's mount: the race goes to the browser once, and is played there.

The browser's part is assets/descent.js; the numbers of graph and charts follow inside the browser.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from gradviz.show import theme
from gradviz.ui.served import loader

_DESCENT = st.components.v2.component("gradviz_descent", css=theme.css(), js=loader("graph.js"))


def descent_view(
    key: str,
    *,
    name: str,
    record: Callable[[], Mapping[str, object]],
    asked: Mapping[str, object],
    at: int,
    progress: Mapping[str, object] | None,
    window: Mapping[str, Any] | None,
    on_race: Callable[[Mapping[str, Any]], None],
) -> None:
    """Mounts the bar; called again with another race it shows that.

    The browser keeps in its own part of the session: `have` and `window`, the names of what it has
    of the race and of its exact steps; `more`, which asks for the next slice; `exact`, which step
    it wants.

    Args:
        key: Streamlit's key.
        name: Another one for every other race.
        record: The race, the optimizers to choose among, and the parameters' grips; called and sent
            only until the browser has it.
        asked: What was asked for: runs, steps, threshold.
        at: After how many steps of the race the point is where it is.
        progress: How far the race is; None: it is finished.
        window: Its exact steps around one: `name`, and `runs`, which is called and sent only until
            the browser has it, or `words` that say why there are none.
        on_race: Told what the visitor asks for instead.
    """
    known: Mapping[str, Any] = st.session_state.get(key) or {}
    data: dict[str, object] = {"role": "descent", "id": name, "asked": asked, "at": at}
    data["progress"] = progress
    if known.get("have") != name:
        data["race"] = record()
    if window is not None:
        sent = "runs" in window and known.get("window") != window["name"]
        data["window"] = {**window, "runs": window["runs"]() if sent else None}

    def raced() -> None:
        message = (st.session_state.get(key) or {}).get("ask")
        if isinstance(message, Mapping):
            on_race(message)

    _DESCENT(
        key=key,
        data=data,
        on_ask_change=raced,
        on_have_change=lambda: None,
        on_window_change=lambda: None,
        on_more_change=lambda: None,
        on_exact_change=lambda: None,
    )
