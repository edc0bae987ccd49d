"""What the second derivatives say of the cost surface, in words beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from gradviz.show.escapes import markdown as as_markdown
from gradviz.show.theme import format_brief, format_number
from gradviz.study import curvature
from gradviz.study.models import model_of

if TYPE_CHECKING:
    from gradviz.study.blueprint import Problem
    from gradviz.study.surfaces import Surface

_FORMS = {
    "bowl": "a bowl: one lowest point",
    "valley": "a valley: a line of lowest points",
    "saddle": "a saddle",
    "dome": "a dome",
    "plane": "flat",
}
MOST_WRITTEN = 3
"""Rows of the largest Hessian that is written out."""


def curvature_note(problem: Problem, heights: Surface) -> None:
    """What the Hessian says of the surface, in one line; the matrix itself on demand.

    Args:
        problem: where the second derivatives are taken.
        heights: the surface on the page, which knows whether they are the same everywhere on it.
    """
    found = curvature.curvature(
        model_of(problem.structure), [*problem.entries.values()], problem.rows
    )
    if found is None:
        return
    size = len(found.hessian)
    ends = f"λ = {format_number(found.eigenvalues[0])}, {format_number(found.eigenvalues[-1])}"
    form = _FORMS[found.form]
    if size > 2 and found.form == "bowl":
        form = "a bowl around this point"
    matrix = "The Hessian, the gradient’s own gradient,"
    if size <= MOST_WRITTEN:
        rows = " | ".join(" ".join(map(format_number, row)) for row in found.hessian)
        matrix += f" is [{rows}] at the point"
    else:
        matrix += f" has {size} by {size} entries at the point"
    ratio = ""
    if found.form == "bowl":
        times = format_brief(found.eigenvalues[-1] / found.eigenvalues[0])
        ratio = f" It is {times} times as strongly curved across as along."
    everywhere = (
        "and the same everywhere on this surface"
        if heights.quadratic
        else "and another one elsewhere"
    )
    shown = ends if size == 2 else ""
    with st.container(key="curvature"):
        st.markdown(
            f"{shown}: {form}" if shown else form.partition(":")[0],
            help=as_markdown(
                f"{matrix}, {everywhere}: the cost is {_proved(heights)}. Its eigenvalues are the "
                f"curvatures along its axes, the least and the largest {ends}.{ratio} "
                "All positive: a bowl. One zero: a valley, whose bottom is a line. One negative: "
                "a saddle, from which it still goes down."
            ),
        )


def _proved(heights: Surface) -> str:
    """What the graph itself says of the cost, fit to follow "the cost is"."""
    return heights.reason if heights.quadratic else f"not proved to be quadratic ({heights.reason})"
