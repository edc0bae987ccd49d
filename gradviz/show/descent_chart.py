"""Descents over their steps: cost, length of the gradient, and many learning rates at once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from gradviz.show.chart import BACKWARD, FONT_SIZE, FORWARD, INK, QUIET, plain, run_style, small
from gradviz.show.escapes import plotly_text
from gradviz.show.theme import format_number

if TYPE_CHECKING:
    from gradviz.study.rates import WhatIf
    from gradviz.study.ways import Trajectory


def cost_curves(
    runs: Sequence[Trajectory], names: Sequence[str], threshold: float | None = None
) -> go.Figure:
    """The cost of several runs, step by step.

    Args:
        runs: The runs.
        names: What each is called.
        threshold: Where they were to end, drawn as a line.
    """
    figure = _curves("cost", runs, names, [run.cost for run in runs])
    if threshold is not None and (threshold > 0 or figure.layout.yaxis.type != "log"):
        line = {"color": INK, "width": 1.5, "dash": "dot"}
        figure.add_hline(threshold, line=line)
        # An annotation wants the logarithm of its place where the axis is logarithmic.
        height = math.log10(threshold) if figure.layout.yaxis.type == "log" else threshold
        text = f"threshold {format_number(threshold)}"
        figure.add_annotation(_note(text), xref="paper", x=1, xanchor="right", y=height)
    return figure


def gradient_curves(runs: Sequence[Trajectory], names: Sequence[str]) -> go.Figure:
    """The length of the gradient of several runs, step by step."""
    return _curves("|∇cost|", runs, names, [run.gradient_norm for run in runs])


def what_if_strip(found: WhatIf, rate: float, limit: float | None = None) -> go.Figure:
    """The cost after some steps over the learning rate.

    Args:
        found: The costs. Where a run left the finite numbers, there is a cross at the top.
        rate: The learning rate that is chosen.
        limit: 2/λ, beyond which gradient descent diverges.
    """
    finite = np.isfinite(found.cost)
    known = found.cost[finite]
    log = bool(known.size) and float(known.min()) > 0
    top = max(float(known.max(initial=0.0)), found.start)
    hover = f"η %{{x:.4~g}}<br><b>cost %{{y:.4~g}}</b> after {found.steps} steps<extra></extra>"
    cost = small(np.where(finite, found.cost, np.nan))
    style = {"color": FORWARD, "width": 3}
    traces = [
        go.Scatter(
            name="cost", mode="lines", x=found.rates, y=cost, line=style, hovertemplate=hover
        )
    ]
    lost = found.rates[~finite]
    if lost.size:
        traces.append(
            go.Scatter(
                name="not finite",
                mode="markers",
                x=lost,
                y=np.full(len(lost), top),
                marker={"color": BACKWARD, "symbol": "x", "size": 8},
                hovertemplate="η %{x:.4~g}: left the finite numbers<extra></extra>",
            )
        )
    figure = go.Figure(traces)
    figure.update_layout(plain(), showlegend=False, margin={"l": 64, "r": 8, "t": 20, "b": 46})
    figure.update_xaxes(_axis("η", log=True))
    said = f"cost after {found.steps} steps"
    figure.update_yaxes(_axis(said, log=log) | _range([known], found.start, log=log))
    if np.isfinite(found.start):
        figure.add_hline(found.start, line={"color": QUIET, "width": 1.5, "dash": "dash"})
    marks = [(rate, INK, "η", "right")]
    if limit is not None and np.isfinite(limit):
        marks.append((limit, BACKWARD, f"2/λ = {format_number(limit)}", "left"))
    for place, color, text, side in marks:
        if place > 0:
            figure.add_vline(place, line={"color": color, "width": 2, "dash": "dot"})
            where = {"x": math.log10(place), "xanchor": side, "yref": "paper", "y": 1}
            figure.add_annotation(_note(text), **where)
    return figure


def _note(text: str) -> dict[str, object]:
    return {"text": text, "font": {"size": FONT_SIZE}, "showarrow": False, "yanchor": "bottom"}


def _curves(
    title: str,
    runs: Sequence[Trajectory],
    names: Sequence[str],
    values: Sequence[NDArray[np.float64]],
) -> go.Figure:
    """Lines over the steps; on a logarithmic axis if nothing is below zero."""
    log = all(bool((one[np.isfinite(one)] >= 0).all()) for one in values) and any(
        bool((one > 0).any()) for one in values
    )
    traces = []
    for place, (run, name, one) in enumerate(zip(runs, names, values, strict=True)):
        with np.errstate(all="ignore"):
            shown = np.where(one > 0, one, np.nan) if log else one
        traces.append(
            go.Scatter(
                name=plotly_text(name),
                mode="lines" if len(run.steps) > 1 else "markers",
                x=run.steps,
                y=small(shown),
                line={**run_style(place), "width": 2.5},
                marker={"color": run_style(place)["color"]},
                hovertemplate=f"{plotly_text(name)}, step %{{x}}<br>"
                f"<b>{plotly_text(title)} %{{y:.4~g}}</b><extra></extra>",
            )
        )
    figure = go.Figure(traces)
    figure.update_layout(
        plain(),
        showlegend=len(runs) > 1,
        legend={"font": {"size": FONT_SIZE}, "orientation": "h", "y": 1.02, "yanchor": "bottom"},
        margin={"l": 64, "r": 8, "t": 8 if len(runs) < 2 else 40, "b": 46},
        hovermode="x",
    )
    figure.update_xaxes(_axis("step", log=False))
    start = max((float(one[0]) for one in values if len(one)), default=1.0)
    figure.update_yaxes(_axis(title, log=log) | _range(values, start, log=log))
    return figure


def _range(
    values: Sequence[NDArray[np.float64]], start: float, *, log: bool
) -> dict[str, list[float]]:
    """The ends of an axis for values that may leave it: far above the start nothing is told apart.

    What falls below 10⁻¹² of the start has arrived; what is a thousand times above it diverges.
    """
    seen = [v for one in values for v in one[np.isfinite(one)].tolist()]
    if not seen or not math.isfinite(start):
        return {}
    low, high = min(seen), max(seen)
    if not log:
        high = min(high, start + 1000 * (abs(start) + 1))
        room = (high - low or abs(high) or 1.0) * 0.08
        return {"range": [low - room, high + room]}
    scale = abs(start) or high
    positive = [v for v in seen if v > 0]
    ends = max(min(positive), scale * 1e-12), min(high, scale * 1e3)
    bottom, top = (math.log10(end) for end in ends)
    room = max(0.1, (top - bottom) * 0.08)
    return {"range": [bottom - room, top + room]}


def _axis(title: str, *, log: bool) -> dict[str, object]:
    return {
        "title": {"text": plotly_text(title), "font": {"size": 16}, "standoff": 8},
        "tickfont": {"size": FONT_SIZE},
        "type": "log" if log else "linear",
        "exponentformat": "power" if log else "e",
        "dtick": None,
        "nticks": 7,
        "automargin": False,
    }
