"""The charts beside the fit: each sample's share of the gradient, and the cost over learning rates.

Both are of the settled point.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from gradviz.show import figures
from gradviz.show.theme import format_number
from gradviz.study.contributions import Contributions, contributions
from gradviz.study.missing import Missing
from gradviz.study.models import model_of
from gradviz.study.runs import Run
from gradviz.ui import descents, session
from gradviz.ui.courses import course_of
from gradviz.ui.data_link import FIT, RATES, SHARES, SQUARES
from gradviz.ui.descent_link import Descent
from gradviz.ui.state import State

if TYPE_CHECKING:
    from gradviz.show.figures import Figure
    from gradviz.study.blueprint import Problem

KEY = "data-view"
MOST_BARS = 60
"""Samples up to which there is a bar for each."""

_TITLES = {FIT: "Fit", SQUARES: "Fit with squares", RATES: "Cost over learning rates"}


def choice(state: State) -> str:
    """Which chart is shown, of those that there are."""
    return state.chart if state.chart in _options(state) else FIT


def choose(state: State) -> str:
    """Draws the choice, and tells what is chosen."""
    shown = choice(state)
    if st.session_state.get(KEY) != shown:
        st.session_state[KEY] = shown
    st.selectbox(
        "Chart of the data",
        _options(state),
        format_func=_title,
        key=KEY,
        label_visibility="collapsed",
        on_change=_chosen,
    )
    return shown


def _chosen() -> None:
    session.look(chart=st.session_state[KEY])


def _title(chart: str) -> str:
    return _TITLES.get(chart, f"Shares of ∂cost/∂{chart.removeprefix(SHARES)}")


def chart(shown: str, state: State) -> tuple[Figure, str] | Missing:
    """A chart other than the fit, and what it says in words; or why there is none."""
    if shown == RATES:
        return _rates(state)
    entry = shown.removeprefix(SHARES)
    found = _contributions(state.problem)
    if isinstance(found, Missing):
        return found
    if len(found.shares) > MOST_BARS:
        return Missing(f"There is a bar for each of up to {MOST_BARS} points; there are more.")
    names = [f"point {n + 1}" for n in range(len(found.shares))]
    drawn = figures.shares(found, entry, names)
    drawn.update_layout(margin={"l": 62})
    total = format_number(float(found.total[found.entries.index(entry)]))
    return drawn, f"What each of {len(names)} points adds to ∂cost/∂{entry} = {total}."


def _options(state: State) -> list[str]:
    rows = len(state.problem.rows) > 0
    names = dict.fromkeys([*state.axes, state.chart.removeprefix(SHARES)])
    shares = [f"{SHARES}{name}" for name in names if name in state.problem.entries]
    more = [*(shares if rows else []), RATES] if state.problem.entries else []
    return [FIT, SQUARES, *more]


def _rates(state: State) -> tuple[Figure, str] | Missing:
    descent = state.descent or Descent()
    name, settings = descent.runs[0]
    start = tuple(state.problem.entries.values())
    if state.descent is not None:
        start = course_of(state.problem, descent).start
    run = Run(name, start, settings)
    found = descents.rates(state.problem, run)
    if isinstance(found, Missing):
        return found
    costs, limit = found
    bound = limit if name == "gradient_descent" else None
    drawn = figures.what_if_strip(costs, run.values["learning_rate"], bound)
    ends = np.log10(costs.rates[[0, -1]]).tolist()
    drawn.update_xaxes(range=ends, dtick=1)
    said = f"The cost after {costs.steps} steps of {run.kind.title} over the learning rate."
    return drawn, said


@lru_cache(maxsize=32)
def _contributions(problem: Problem) -> Contributions | Missing:
    point = tuple(problem.entries.values())
    return contributions(model_of(problem.structure), point, problem.rows)


def settled_point() -> tuple[object, ...] | None:
    """What the chart depends on beside the data, such as the point; None: nothing."""
    settled = session.current().settled
    if choice(settled) in (FIT, SQUARES):
        return None
    runs = settled.descent.runs if settled.descent is not None else None
    return (choice(settled), tuple(settled.problem.entries.values()), runs)
