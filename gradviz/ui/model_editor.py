"""The component in which a model is typed; the browser's part is assets/editor.js."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from gradviz.show import theme
from gradviz.study.language.errors import ExpressionError
from gradviz.ui import errands
from gradviz.ui.served import loader

_EDITOR = st.components.v2.component("gradviz_editor", css=theme.css(), js=loader("editor.js"))


def model_editor(
    key: str, text: str, problem: ExpressionError | None, on_text: Callable[[str], None]
) -> None:
    """Mounts the editor; called again with another text, it shows that.

    Args:
        key: Streamlit's key.
        text: What stands there: what was typed, or a model from elsewhere.
        problem: What is wrong with it.
        on_text: Told what was typed, when the hand rests.
    """

    def changed() -> None:
        message = (st.session_state.get(key) or {}).get("typed")
        if isinstance(message, Mapping):
            for typed in errands.fresh("typed", message, str):
                on_text(typed)

    _EDITOR(
        key=key,
        data={
            "text": text,
            "done": errands.done("typed"),
            "problem": problem
            and {"line": problem.line, "column": problem.column, "words": problem.problem},
        },
        on_typed_change=changed,
    )
