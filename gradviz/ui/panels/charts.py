"""What the charts are drawn from: while it stays the same, they are the same objects."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from gradviz.show import axes
from gradviz.study.blueprint import Problem
from gradviz.study.comparison import Comparison
from gradviz.study.directions import Plane
from gradviz.study.missing import Missing
from gradviz.ui import cached, ground, session
from gradviz.ui.panels import data_charts
from gradviz.ui.scatter import scatter_of
from gradviz.ui.state import State


@dataclass(frozen=True)
class Ground:
    """What the surface is drawn from.

    Attributes:
        plane: What it is drawn over, through the settled point.
        ends: From where to where along each axis.
        marks: What is drawn on it; see `surface_link.MARKS`.
        scale: How costs become colors.
        threshold: The cost at which a descent has arrived.
    """

    plane: Plane
    ends: tuple[cached.Ends, cached.Ends]
    marks: tuple[str, ...]
    scale: str
    threshold: float | None


@dataclass(frozen=True)
class Beside:
    """The surface that the model's own is compared with.

    Attributes:
        problem: The other model and its data, with zeros for the parameters.
        ground: What it is drawn from.
        compared: How the two differ.
        view: How both are drawn; chosen over the model's own.
    """

    problem: Problem
    ground: Ground
    compared: Comparison
    view: str


@dataclass(frozen=True)
class Charts:
    """What the charts are drawn from.

    Attributes:
        problem: The model and its data, with zeros for the parameters.
        ground: The surface; None where there are no two numbers to draw it over.
        fit_Y: The ends of the data chart's Y axis; room for data and settled predictions.
        scheme: "light" or "dark" once the visitor has switched: Streamlit colors a chart only
            when it mounts it.
        at: The settled point on the plane, for the slices, which go through it; the surface is the
            same for all.
        more: What the chart of the data depends on beside them.
        beside: What the surface is compared with; None: it stands alone.
    """

    problem: Problem
    ground: Ground | None
    fit_Y: tuple[float, float] | None
    scheme: str | None
    at: tuple[float, float] | None = None
    more: tuple[object, ...] | None = None
    beside: Beside | None = None


def current() -> Charts:
    """What the charts are to be drawn from now: follows what is settled."""
    now = session.current()
    state = now.settled
    on, at = ground.plane(state), None
    if not isinstance(on, Missing) and state.view == "slice":
        u, v = on.coordinates(np.array([*state.problem.entries.values()]))
        at = (float(u), float(v))
    return Charts(
        ground.still(state.problem),
        None if isinstance(on, Missing) else _ground(state, on),
        _seen(state.problem),
        now.scheme,
        at,
        data_charts.settled_point(),
        None if isinstance(on, Missing) else _beside(state, on),
    )


def _ground(state: State, on: Plane) -> Ground:
    threshold = state.descent.threshold if state.descent and "level" in state.marks else None
    return Ground(on, ground.ends(state, on), state.marks, state.scale, threshold)


def _beside(state: State, on: Plane) -> Beside | None:
    other, compared = ground.beside(state), state.comparison
    if other is None or compared is None:
        return None
    under = replace(_ground(state, on), ends=ground.both_ends(state, on)[1])
    return Beside(ground.still(other), under, compared, state.view)


def _seen(problem: Problem) -> tuple[float, float] | None:
    fit = scatter_of(problem.structure)
    if fit is None:
        return None
    nodes, names = cached.frame(problem).nodes, cached.names(problem.structure)
    columns = (nodes[names[name]].value.ravel().tolist() for name in (fit.line, fit.up))
    return axes.window([number for column in columns for number in column])
