"""The cost along one coordinate, with what touches it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go

from gradviz.show.chart import (
    BACKWARD,
    FORWARD,
    INK,
    MINIMUM,
    QUIET,
    axis_values,
    chart_axis,
    plain,
    small,
)
from gradviz.show.escapes import plotly_text

if TYPE_CHECKING:
    from gradviz.study.surfaces import Slice


def slice_chart(
    one: Slice,
    lowest: tuple[float, float] | None = None,
    *,
    parabola: bool = False,
    name: str = "cost",
) -> go.Figure:
    """The cost along one coordinate, its tangent, and the point where it touches.

    Args:
        one: What is drawn.
        lowest: Coordinate and cost of the minimum, if it lies on this line.
        parabola: Whether the parabola of equal curvature is drawn too; its bottom is where
            Newton's step goes.
        name: What it is that is drawn: the cost, or what else is differentiated.
    """
    finite = one.cost[np.isfinite(one.cost)]
    ends = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    room = (ends[1] - ends[0] or abs(ends[0]) or 1.0) * 0.08
    places = axis_values(one.places)
    hover = f"{plotly_text(one.name)} %{{x:.4~g}}<br><b>{plotly_text(name)} %{{y:.4~g}}</b>"
    hover += "<extra></extra>"
    traces = [_curve("cost", places, one.cost, {"color": FORWARD, "width": 3}, hover)]
    if np.isfinite(one.slope):
        style = {"color": BACKWARD, "width": 2.5, "dash": "dash"}
        said = f"slope {one.slope:.4g}<extra></extra>"
        traces.append(_curve("tangent", places, one.tangent(one.places), style, said))
    if parabola and np.isfinite(one.bend) and np.isfinite(one.slope):
        style = {"color": QUIET, "width": 2, "dash": "dot"}
        said = f"second derivative {one.bend:.4g}<extra></extra>"
        traces.append(_curve("parabola", places, one.parabola(one.places), style, said))
    traces.append(_mark("point", one.at, one.cost_at, INK, "circle", hover))
    if lowest is not None:
        traces.append(_mark("minimum", *lowest, MINIMUM, "diamond", hover))
    layout = {
        "showlegend": False,
        "margin": {"l": 60, "r": 8, "t": 8, "b": 46},
        "xaxis": chart_axis(one.name, one.places[0], one.places[-1]),
        # Costs that differ little have long numbers.
        "yaxis": chart_axis(name, ends[0] - room, ends[1] + room) | {"automargin": "left"},
    }
    return go.Figure(traces, plain() | layout)


def _curve(
    name: str, places: object, cost: np.ndarray, style: dict[str, object], hover: str
) -> go.Scatter:
    return go.Scatter(
        name=name, mode="lines", x=places, y=small(cost), line=style, hovertemplate=hover
    )


def _mark(name: str, x: float, y: float, color: str, symbol: str, hover: str) -> go.Scatter:
    shown = np.isfinite(y)
    return go.Scatter(
        name=name,
        mode="markers",
        x=[x] if shown else [],
        y=[y] if shown else [],
        marker={"color": color, "symbol": symbol, "size": 12},
        hovertemplate=hover,
    )
