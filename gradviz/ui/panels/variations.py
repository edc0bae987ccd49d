"""Changes of the model by one click: scaled features, a penalty, costs that bear outliers."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from gradviz.study.blueprint import Problem
from gradviz.study.missing import Missing
from gradviz.study.variations import VARIATIONS, vary
from gradviz.ui import session

_LABELS = {"scaling": "Scale", "ridge": "Penalty", "huber": "Huber", "absolute": "Absolute"}


def variations(show: Callable[[Problem], None]) -> None:
    """Draws a button for each change.

    Args:
        show: shows another model; undo takes it back.
    """
    with st.container(key="variations", horizontal=True, gap="xsmall"):
        for name, one in VARIATIONS.items():
            much = f" ({one.amount} = {one.default:g})" if one.amount else ""
            st.button(
                _LABELS.get(name, one.title),
                key=f"vary-{name}",
                help=f"{one.title}{much}: {one.summary[:1].lower()}{one.summary[1:]}",
                on_click=_varied,
                args=(name, show),
            )


def _varied(name: str, show: Callable[[Problem], None]) -> None:
    after = vary(session.current().state.problem, name)
    if isinstance(after, Missing):
        session.refuse(session.MODEL, f"{VARIATIONS[name].title}: {after.words}")
    else:
        show(after)
