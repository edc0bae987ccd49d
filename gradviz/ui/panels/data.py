"""The data: as a scatter plot with the fitted curve, and as a table."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from gradviz.show import figures
from gradviz.show.escapes import markdown as as_markdown
from gradviz.study.blueprint import Problem
from gradviz.study.influence import Remark, remarks
from gradviz.study.missing import Missing
from gradviz.study.points import Points
from gradviz.ui import cached, controls, session
from gradviz.ui.chart_view import chart_view
from gradviz.ui.data_link import FIT, SQUARES
from gradviz.ui.panels import charts, data_charts
from gradviz.ui.panels.charts import Charts
from gradviz.ui.panels.data_source import data_source
from gradviz.ui.panels.guard import guarded
from gradviz.ui.scatter import Scatter, scatter_of

if TYPE_CHECKING:
    from gradviz.show.figures import Figure

_TITLE = "The data"


def data() -> None:
    """Draws chart and table of what is settled."""
    drawn = charts.current()
    fit = scatter_of(drawn.problem.structure)
    if fit is not None and drawn.fit_Y is not None:
        with st.container(key="charts", height="stretch", gap="xxsmall"), guarded("data"):
            settled = session.current().settled
            shown = data_charts.choose(settled)
            if shown in (FIT, SQUARES):
                _fit(drawn, fit, drawn.fit_Y, squares=shown == SQUARES)
            else:
                _other(drawn, data_charts.chart(shown, settled))
            with guarded("words on the data"):
                _words(drawn.problem)
    if drawn.problem.rows:
        with st.container(key="table", height="stretch", gap="xxsmall"), guarded("table"):
            _buttons(session.current().settled.problem)
            controls.table()


def _fit(drawn: Charts, fit: Scatter, ends: tuple[float, float], *, squares: bool) -> None:
    nodes, names = cached.frame(drawn.problem).nodes, cached.names(drawn.problem.structure)
    columns = [np.ravel(nodes[names[name]].value) for name in (fit.across, fit.up)]
    points = list(zip(*(column.tolist() for column in columns), strict=True))
    chart = figures.fit(points, ends, fit.titles)
    if squares:
        # The browser draws them: they follow the line, and are square on the screen.
        chart.add_trace(
            figures.residual_squares([], [], ((0.0, 1.0), (0.0, 1.0))).update(fill=None)
        )
    said = _in_words(fit, len(points))
    chart_view("fit", chart, title=_TITLE, said=said, scheme=drawn.scheme)


def _other(drawn: Charts, found: tuple[Figure, str] | Missing) -> None:
    if isinstance(found, Missing):
        st.caption(as_markdown(found.words))
        return
    chart, said = found
    chart_view("fit-other", chart, title=_TITLE, said=said, scheme=drawn.scheme)


def _words(problem: Problem) -> None:
    """What the data do to the surface, if they do anything in particular."""
    said = " ".join(one.words for one in _remarks(problem))
    if said:
        with st.container(key="data-words"):
            st.markdown(as_markdown(said))


@lru_cache(maxsize=64)
def _remarks(problem: Problem) -> tuple[Remark, ...]:
    return remarks(problem)[:2]


def _in_words(fit: Scatter, count: int) -> str:
    if fit.diagonal:
        return (
            f"Scatter plot of {count} predictions {fit.up} over the given {fit.across}, with the "
            "diagonal on which both are the same."
        )
    return (
        f"Scatter plot of {count} data points with the fitted line {fit.line} and the residuals "
        f"{fit.line} − {fit.up}."
    )


def _buttons(problem: Problem) -> None:
    with st.container(key="data-buttons", horizontal=True, gap="xsmall"):
        if st.button(
            "Data",
            key="open-data",
            icon=":material/table_view:",
            type="tertiary",
            help="Paste, upload, make or choose data",
        ):
            data_source()
        st.download_button(
            "CSV",
            Points(problem.blueprint.columns, problem.rows).to_csv().encode(),
            file_name="points.csv",
            mime="text/csv",
            key="save-data",
            icon=":material/download:",
            type="tertiary",
            help="Download these data",
            on_click="ignore",
        )
