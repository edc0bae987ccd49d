"""The component that shows a deep model folded by layer; a click on a layer chooses it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from gradviz.show import chain
from gradviz.study.network import DEEPEST
from gradviz.ui.served import loader

_CHAIN = st.components.v2.component("gradviz_chain", css=chain.style(), js=loader("chain.js"))


def chain_view(key: str, *, svg: str, layer: int | None, on_layer: Callable[[int], None]) -> None:
    """Mounts a drawing.

    Args:
        key: Streamlit's key.
        svg: the drawing (show.chain).
        layer: the number of the layer that is chosen, from 1; None: none is.
        on_layer: told the number of a layer that the visitor clicks.
    """

    def clicked() -> None:
        value = (st.session_state.get(key) or {}).get("layer")
        if isinstance(value, int | float) and value in range(1, DEEPEST + 1):
            on_layer(int(value))

    _CHAIN(key=key, data={"svg": svg, "layer": layer}, on_layer_change=clicked)
