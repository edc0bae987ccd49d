"""The controls of a deep model: a row of what matters most, the rest behind a button."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

import streamlit as st

from gradviz.show.escapes import markdown as as_markdown
from gradviz.study.activation import ACTIVATIONS
from gradviz.study.initialization import INITIALIZATIONS
from gradviz.study.network import DEEPEST, MOST_SAMPLES, WIDEST, Clipping, Cost, Data
from gradviz.study.network import Normalization as Normalized
from gradviz.study.remedies import remedies_for
from gradviz.ui import health_session

_NOTHING = "nothing"


def controls() -> None:
    """One row, and what was refused."""
    network = health_session.current().choice.network
    with st.container(
        key="health-controls", horizontal=True, vertical_alignment="bottom", gap="small"
    ):
        _slider("depth", "Depth", 1, DEEPEST, 170)
        _choose("activation", "Activation", tuple(ACTIVATIONS), 130)
        _choose("initialization", "Initialization", tuple(INITIALIZATIONS), 140)
        if INITIALIZATIONS[network.initialization].scaled:
            label = "σ of w" if network.initialization == "normal" else "w"
            _exact("scale", label, -100.0, 100.0, 110)
        _exact("learning_rate", "η", 0.0, 1e6, 110)
        _switch("skip", "Skip connections")
        with st.popover("More", key="health-more"):
            _more()
        st.space("stretch")
        _remedy()
    for sentence in health_session.current().said:
        st.warning(as_markdown(sentence), icon=":material/info:")


def _more() -> None:
    left, right = st.columns(2)
    with left:
        _slider("width", "Width", 1, WIDEST, 260)
        _slider("samples", "Samples", 1, MOST_SAMPLES, 260)
        _exact("bias", "Bias, of every unit", -100.0, 100.0, 260)
        _whole("seed", "Seed")
    with right:
        _choose("data", "Data", get_args(Data), 260)
        _choose("normalization", "Normalize the inputs", get_args(Normalized), 260)
        _choose("cost", "Cost", get_args(Cost), 260)
        _choose("clipping", "Clip the gradients", get_args(Clipping), 260)
        _exact("clip_at", "Clip at", 1e-12, 1e12, 260)


def _remedy() -> None:
    choice = health_session.current().choice
    names = (_NOTHING, *(remedy.name for remedy in remedies_for(choice.network)))
    _choose("remedy", "Change one thing", names, 230, none=_NOTHING)
    if choice.remedy:
        st.button(
            "Keep it",
            key="health-keep",
            help="Make this change the network above, and look for the next",
            on_click=health_session.take_remedy,
        )


def _key(name: str) -> str:
    return f"health {name}"


def _follow(name: str, none: Any = None) -> str:
    """The widget's key, with the choice's own value under it."""
    key, value = _key(name), health_session.current().choice.get(name)
    value = none if value is None else value
    if st.session_state.get(key) != value:
        st.session_state[key] = value
    return key


def _changed(name: str, none: Any = None) -> None:
    value = st.session_state[_key(name)]
    if value is None:  # an emptied field
        return
    health_session.change(name, None if none is not None and value == none else value)


def _slider(name: str, label: str, low: int, high: int, width: int) -> None:
    key = _follow(name)
    st.slider(label, low, high, key=key, width=width, on_change=_changed, args=(name,))


def _choose(name: str, label: str, known: Sequence[str], width: int, none: Any = None) -> None:
    key = _follow(name, none)
    st.selectbox(label, known, key=key, width=width, on_change=_changed, args=(name, none))


def _exact(name: str, label: str, low: float, high: float, width: int) -> None:
    key = _follow(name)
    st.number_input(
        label,
        low,
        high,
        value=None,
        step=0.1,
        format="%s",
        key=key,
        width=width,
        on_change=_changed,
        args=(name,),
    )


def _whole(name: str, label: str) -> None:
    key = _follow(name)
    st.number_input(label, 0, 2**31, value=None, step=1, key=key, on_change=_changed, args=(name,))


def _switch(name: str, label: str) -> None:
    key = _follow(name)
    st.toggle(label, key=key, on_change=_changed, args=(name,))
