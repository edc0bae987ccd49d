"""What can be typed as a model, and how large it may be."""

from __future__ import annotations

from functools import lru_cache

import streamlit as st

from gradviz.study.language import limits
from gradviz.study.palette import GROUPS, palette

_LANGUAGE = """\
A line gives a name to an expression: `pred = W*X + b`. Expressions are made of numbers, names,
`+ - * / ** @`, comparisons, parentheses and TensorFlow’s functions with their arguments:
`reduce_sum(square(pred - Y), axis=0)`.

Names that no line explains are data or parameters: the table below the text says which, with
their shapes and where they start. The name `cost`, or else the last single number, is the cost.
"""


def language_help() -> None:
    """A button that says it."""
    with st.popover("What can be typed", icon=":material/help:", type="tertiary"):
        st.markdown(_LANGUAGE)
        st.markdown(_functions())
        st.caption(limits.TEXT)


@lru_cache(maxsize=1)
def _functions() -> str:
    """The functions by their groups."""
    lines = []
    for group in GROUPS:
        names = " ".join(f"`{entry.name}`" for entry in palette() if entry.group == group)
        lines.append(f"- **{group}**: {names}")
    return "\n".join(lines)
