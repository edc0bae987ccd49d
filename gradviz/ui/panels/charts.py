"""What the charts are drawn from: while it stays the same, they are the same objects."""

from __future__ import annotations

from dataclasses import dataclass

from gradviz.show import axes
from gradviz.study.blueprint import Problem
from gradviz.ui import cached, controls, session
from gradviz.ui.panels import data_charts
from gradviz.ui.scatter import scatter_of


@dataclass(frozen=True)
class Charts:
    """What the charts are drawn from.

    Attributes:
        problem: The model and its data, with zeros for the numbers that the surface is drawn over.
        axes: The names of these numbers.
        ends: From where to where the surface goes along each.
        fit_Y: The ends of the data chart's Y axis; room for data and settled predictions.
        scheme: "light" or "dark" once the visitor has switched: Streamlit colors a chart only
            when it mounts it.
        more: What the chart of the data depends on beside them.
        at: The settled point, for the slices, which go through it; the surface is the same for all.
    """

    problem: Problem
    axes: tuple[str, ...]
    ends: tuple[cached.Ends, ...]
    fit_Y: tuple[float, float] | None
    scheme: str | None
    at: tuple[float, ...] | None = None
    more: tuple[object, ...] | None = None


def current() -> Charts:
    """What the charts are to be drawn from now: follows what is settled."""
    now = session.current()
    problem, names = now.settled.problem, now.settled.axes
    return Charts(
        problem.moved(dict.fromkeys(names, 0.0)),
        names,
        tuple(controls.ends(name) for name in names),
        _seen(problem),
        now.scheme,
        tuple(problem.entries.values()) if now.settled.view == "slice" else None,
        data_charts.settled_point(),
    )


def _seen(problem: Problem) -> tuple[float, float] | None:
    fit = scatter_of(problem.structure)
    if fit is None:
        return None
    nodes, names = cached.frame(problem).nodes, cached.names(problem.structure)
    columns = (nodes[names[name]].value.ravel().tolist() for name in (fit.line, fit.up))
    return axes.window([number for column in columns for number in column])
