"""The same model as a program for other libraries, with the current numbers."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from gradviz.show.code.forms import CodeError
from gradviz.show.code.notebook import notebook
from gradviz.show.code.targets import TARGETS, source
from gradviz.study.models import model_of
from gradviz.study.question import Question
from gradviz.ui import session


@st.dialog("The same model as code", width="large")
def code() -> None:
    """Asks for the library, and shows a program that prints the cost and gradients shown here."""
    target = st.segmented_control(
        "Library",
        list(TARGETS),
        format_func=lambda key: TARGETS[key].title,
        default=next(iter(TARGETS)),
        key="code-target",
        required=True,
        label_visibility="collapsed",
    )
    problem = session.current().settled.problem
    try:
        # Of the cost itself, whatever else is asked of the graph at the moment.
        structure = replace(problem.structure, question=Question())
        text = source(model_of(structure), target, problem.arrays, problem.rows)
    except CodeError as error:
        st.info(str(error))
        return
    st.markdown("Run it: it prints the cost and the gradients that stand on this page.")
    files = st.container(horizontal=True, gap="small")
    files.download_button(
        "Python file",
        text,
        file_name=f"{target}_model.py",
        mime="text/x-python",
        icon=":material/download:",
        on_click="ignore",
    )
    files.download_button(
        "Notebook",
        notebook(text),
        file_name=f"{target}_model.ipynb",
        mime="application/x-ipynb+json",
        icon=":material/download:",
        on_click="ignore",
    )
    st.code(text, language="python", height=380)
