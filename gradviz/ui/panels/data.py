"""The data: as a scatter plot with the fitted curve, and as a table."""

from __future__ import annotations

import numpy as np
import streamlit as st

from gradviz.show import figures
from gradviz.study.blueprint import Problem
from gradviz.study.points import Points
from gradviz.ui import cached, controls, session
from gradviz.ui.panels import charts
from gradviz.ui.panels.data_source import data_source
from gradviz.ui.panels.guard import guarded
from gradviz.ui.panels.surface import STILL
from gradviz.ui.scatter import Scatter, scatter_of


def data() -> None:
    """Draws chart and table of what is settled."""
    drawn = charts.current()
    fit = scatter_of(drawn.problem.structure)
    if fit is not None and drawn.fit_Y is not None:
        with st.container(key="fit", height="stretch"), guarded("data"):
            nodes, names = cached.frame(drawn.problem).nodes, cached.names(drawn.problem.structure)
            columns = [np.ravel(nodes[names[name]].value) for name in (fit.across, fit.up)]
            points = list(zip(*(column.tolist() for column in columns), strict=True))
            chart = figures.fit(points, drawn.fit_Y, fit.titles)
            chart.update_layout(meta=drawn.scheme)
            st.plotly_chart(
                chart,
                key="fit-chart",
                height="stretch",
                config=STILL,
                alt=_in_words(fit, len(points)),
            )
    if drawn.problem.rows:
        with st.container(key="table", height="stretch", gap="xxsmall"), guarded("table"):
            _buttons(session.current().settled.problem)
            controls.table()


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
