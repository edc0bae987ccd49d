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
    on_race: Callable[[Mapping[str, Any]], None],
) -> None:
    """Mounts the bar; called again with another race it shows that.

    Args:
        key: Streamlit's key.
        name: Another one for every other race.
        record: The race, the optimizers to choose among, and the parameters' grips; called and sent
            only until the browser has it.
        asked: What was asked for: runs, steps, threshold.
        at: After how many steps of the race the point is where it is.
        on_race: Told what the visitor asks for instead.
    """
    known: Mapping[str, Any] = st.session_state.get(key) or {}
    data: dict[str, object] = {"role": "descent", "id": name, "asked": asked, "at": at}
    if known.get("have") != name:
        data["race"] = record()

    def raced() -> None:
        message = (st.session_state.get(key) or {}).get("ask")
        if isinstance(message, Mapping):
            on_race(message)

    _DESCENT(key=key, data=data, on_ask_change=raced, on_have_change=lambda: None)
