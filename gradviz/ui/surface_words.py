"""What the second derivatives say of the cost surface, in words beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from gradviz.show.escapes import markdown as as_markdown
from gradviz.show.theme import format_brief, format_number
from gradviz.study.influence import direction_words
from gradviz.study.missing import Missing
from gradviz.ui import cached, ground

if TYPE_CHECKING:
    from gradviz.study.blueprint import Problem
    from gradviz.study.hessian import Hessian
    from gradviz.study.surfaces import Surface
    from gradviz.ui.cached import Ends
    from gradviz.ui.state import State

_FORMS = {
    "bowl": "a bowl: one lowest point",
    "valley": "a valley: a line of lowest points",
    "saddle": "a saddle",
    "dome": "a dome",
    "plane": "flat",
}
# Of a cost that is curved otherwise elsewhere, and may slope here.
_HERE = {
    "bowl": "curved upwards on all sides here",
    "saddle": "saddle-shaped here",
    "dome": "dome-shaped here",
    "plane": "not curved here",
}
MOST_WRITTEN = 3
"""Rows of the largest Hessian that is written out."""


def note(state: State, heights: Surface) -> None:
    """What the Hessian says of the surface, in one line; the matrix itself on demand.

    Over directions the line says first how much of the descent's path is seen on their plane.

    Args:
        state: the settled one; second derivatives are taken where its point is.
        heights: the surface on the page, which knows whether they are the same everywhere on it.
    """
    held = ground.share(state) if state.directions is not None else None
    share = "" if held is None else f"holds {held:.0%} of the path"
    found = cached.bent(state.problem)
    if isinstance(found, Missing):
        if share:
            with st.container(key="curvature"):
                st.markdown(as_markdown(share), help=_SHARE_HELP)
        return
    # Of more numbers than the picture has axes there is room for the form only; the help says all.
    drawn = "axes" in state.marks and len(found.entries) == 2
    line = _axes_line(found) if drawn else share or _form_line(found, heights)
    with st.container(key="curvature"):
        st.markdown(as_markdown(line), help=as_markdown(_told(found, heights, share)))


def compared(here: Problem, heights: Surface, ends: tuple[Ends, Ends]) -> str:
    """What two surfaces are compared by: the condition number, and where it is lowest.

    Args:
        here: the model, with the point that is shown.
        heights: its surface.
        ends: from where to where that goes.

    Returns:
        Markdown.
    """
    on = heights.plane
    found, least = cached.bent(here), cached.lowest(ground.still(here), on, ends)
    if isinstance(least, Missing):
        return f"{_steepness(found, None, heights)} · {as_markdown(least.words)}"
    cost = format_number(least.cost)
    if least.kind == "valley":
        where = f"a valley{_along(found)}, cost {cost}"
        return f"{_steepness(found, None, heights)} · {as_markdown(where)}"
    places = [*zip(on.names, least.place.tolist(), strict=True)]
    at = ", ".join(f"{name} = {format_number(place)}" for name, place in places)
    there = here.moved(dict(places)) if set(on.names) <= here.entries.keys() else None
    second = cached.bent(there) if there is not None and least.kind == "local" else None
    kind = "minimum" if least.kind == "minimum" else "local minimum"
    where = as_markdown(f"{kind} at {at}, cost {cost}")
    return f"{_steepness(found, second, heights)} · {where}"


def _steepness(found: Hessian | Missing, lowest: Hessian | Missing | None, on: Surface) -> str:
    if isinstance(found, Missing):
        return "Condition number not known"
    if not found.matrix.any():
        return f"**No curvature** {'anywhere' if on.quadratic else 'at the point'}"
    said = f"**Condition number {_condition(found)}**"
    if on.quadratic:
        return said
    if lowest is None or isinstance(lowest, Missing):
        return f"{said} at the point"
    if not lowest.matrix.any():
        return f"{said} at the point, none at the minimum"
    return f"{said} at the point, **{_condition(lowest)}** at the minimum"


_SHARE_HELP = (
    "The part of the variance of the first run’s path that is seen on the plane; the rest of its "
    "way goes beside it."
)


def _form_line(found: Hessian, heights: Surface) -> str:
    form, along = _FORMS[found.form], _along(found)
    if along:
        said = f"{'a valley' if heights.quadratic else 'flat'}{along}"
        return f"λ = {_ends(found)}: {said}" if len(found.entries) == 2 else said
    if not heights.quadratic and found.form in _HERE:
        here = _HERE[found.form]
        return f"λ = {_ends(found)}: {here}" if len(found.entries) == 2 else here
    if len(found.entries) != 2:
        # The surface is a cut of it, and may be of another form.
        known = {**_HERE, "bowl": "a bowl around this point"}
        return known.get(found.form, form.partition(":")[0])
    return f"λ = {_ends(found)}: {form}"


def _along(found: Hessian | Missing) -> str:
    """Where a valley leads, if it is a line; with a blank before it."""
    if isinstance(found, Missing) or found.form != "valley" or len(found.flat) != 1:
        return ""
    return f" along {direction_words(found.entries, found.flat[0])}"


def _axes_line(found: Hessian) -> str:
    """Eigenvalues, condition number, and the learning rates that they allow."""
    parts = [f"λ = {_ends(found)}", f"condition {_condition(found)}"]
    if np.isfinite(found.rate_limit):
        parts.append(f"η < 2/λ = {format_number(found.rate_limit)}")
    return " · ".join(parts)


def _ends(found: Hessian) -> str:
    least, most = found.eigenvalues[0], found.eigenvalues[-1]
    return f"{format_number(float(least))}, {format_number(float(most))}"


def _condition(found: Hessian) -> str:
    return format_brief(found.condition) if np.isfinite(found.condition) else "∞"


def _told(found: Hessian, heights: Surface, share: str) -> str:
    size = len(found.entries)
    matrix = "The Hessian, the gradient’s own gradient,"
    if size <= MOST_WRITTEN:
        rows = " | ".join(" ".join(map(format_number, row)) for row in found.matrix.tolist())
        matrix += f" is [{rows}] at the point"
    else:
        matrix += f" has {size} by {size} entries at the point"
    ratio = ""
    if found.form == "bowl":
        ratio = (
            f" It is {_condition(found)} times as strongly curved across as along: that is its "
            "condition number."
        )
    limit = ""
    if np.isfinite(found.rate_limit):
        limit = (
            " Gradient descent nears the bottom only with a learning rate below 2/λ = "
            f"{format_number(found.rate_limit)}, λ the largest of them."
        )
    everywhere = (
        "and the same everywhere on this surface"
        if heights.quadratic
        else "and another one elsewhere"
    )
    seen = f" This plane {share}: {_SHARE_HELP[:1].lower()}{_SHARE_HELP[1:]}" if share else ""
    return (
        f"{matrix}, {everywhere}: the cost is {_proved(heights)}. Its eigenvalues are the "
        f"curvatures along its axes, the least and the largest {_ends(found)}.{ratio}{limit} "
        "All positive: a bowl. One zero: a valley, whose bottom is a line. One negative: "
        f"a saddle, from which it still goes down.{seen}"
    )


def _proved(heights: Surface) -> str:
    """What the graph itself says of the cost, fit to follow "the cost is"."""
    return heights.reason if heights.quadratic else f"not proved to be quadratic ({heights.reason})"
