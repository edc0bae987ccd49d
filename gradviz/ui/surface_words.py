"""What the second derivatives say of the cost surface, in words beside it."""

from __future__ import annotations

import streamlit as st

from gradviz.show.theme import format_brief, format_number
from gradviz.study import curvature
from gradviz.study.blueprint import Problem
from gradviz.study.models import model_of

_FORMS = {
    "bowl": "a bowl: one lowest point",
    "valley": "a valley: a line of lowest points",
    "saddle": "a saddle",
    "dome": "a dome",
    "plane": "flat",
}


def curvature_note(problem: Problem) -> None:
    """What the Hessian says of the surface, in one line; the matrix itself on demand."""
    found = curvature.curvature(
        model_of(problem.structure), [*problem.entries.values()], problem.rows
    )
    if found is None:
        return
    rows = " | ".join(" ".join(map(format_number, row)) for row in found.hessian)
    ends = [format_number(value) for value in found.eigenvalues]
    ratio = ""
    if found.form == "bowl":
        times = format_brief(found.eigenvalues[-1] / found.eigenvalues[0])
        ratio = f" It is {times} times as strongly curved across as along."
    with st.container(key="curvature"):
        st.markdown(
            f"λ = {ends[0]}, {ends[-1]}: {_FORMS[found.form]}",
            help=f"The Hessian, the gradient's own gradient, is [{rows}] everywhere on this "
            f"surface. Its eigenvalues λ are the curvatures along its two axes.{ratio} "
            "Both positive: a bowl. One zero: a valley, whose bottom is a line.",
        )
