"""Changes of the model by one click: scaled features, a penalty, costs that bear outliers.

Each shows the surface before and after it, side by side.
"""

from __future__ import annotations

import streamlit as st

from gradviz.study.comparison import trial
from gradviz.study.variations import VARIATIONS
from gradviz.ui import session
from gradviz.ui.panels import comparing
from gradviz.ui.typed import NotANumberError, number, shortest

_LABELS = {"scaling": "Scale", "ridge": "Penalty", "huber": "Huber", "absolute": "Absolute"}
_TRY = "try-first"


def variations() -> None:
    """Draws a button for each change, and how much of it."""
    with st.container(key="variations", horizontal=True, gap="xsmall"):
        for name, one in VARIATIONS.items():
            st.button(
                _LABELS.get(name, one.title),
                key=f"vary-{name}",
                help=f"{one.title}: {one.summary[:1].lower()}{one.summary[1:]}",
                on_click=_varied,
                args=(name,),
            )
    with st.container(key="amounts", horizontal=True, vertical_alignment="center", gap="xsmall"):
        for name, one in VARIATIONS.items():
            if one.amount:
                st.markdown(one.amount, width="content")
                st.text_input(
                    f"{one.amount} of {one.title}",
                    value=shortest(one.default),
                    key=f"amount-{name}",
                    label_visibility="collapsed",
                    max_chars=20,
                    width=80,
                )
        st.toggle(
            "Look first",
            key=_TRY,
            help="Only shows the surface as it would be after a change, beside the one there is",
        )


def _varied(name: str) -> None:
    one = VARIATIONS[name]
    try:
        amount = number(st.session_state[f"amount-{name}"]) if one.amount else None
    except NotANumberError as error:
        session.refuse(session.MODEL, f"{one.title}: {one.amount}: {error}.")
        return
    tried = trial(name, amount)
    said = comparing.look_at(tried) if st.session_state.get(_TRY) else comparing.make(tried)
    named = said is None or said.startswith(one.title)
    session.refuse(session.MODEL, said if named else f"{one.title}: {said}")
    session.refuse(comparing.PLACE, None)
