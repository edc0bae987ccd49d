"""The data: points, the fitted line, residuals as lines and squares, shares of the gradient."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from gradviz.show import axes, theme
from gradviz.show.chart import (
    BACKWARD,
    FONT_SIZE,
    FORWARD,
    INK,
    QUIET,
    chart_axis,
    line,
    plain,
)
from gradviz.show.escapes import plotly_text

if TYPE_CHECKING:
    from gradviz.study.contributions import Contributions


def fit(
    points: Sequence[tuple[float, float]],
    ends_Y: tuple[float, float],
    names: tuple[str, str] = ("X", "Y"),
) -> go.Figure:
    """The data, with empty traces for the fitted line and the residuals.

    Args:
        points: One (X, Y) per sample.
        ends_Y: The ends of the Y axis.
        names: What the axes are called.
    """
    xs, ys = zip(*points, strict=True)
    drawn = [
        line("residuals", {"color": BACKWARD, "width": 2.5, "dash": "dot"}),
        line("fit", {"color": FORWARD, "width": 3}),
        go.Scatter(
            name="points",
            mode="markers",
            x=list(xs),
            y=list(ys),
            marker={"color": INK, "size": 11},
            hovertemplate=f"{plotly_text(names[0])} %{{x:.4~g}}<br>"
            f"{plotly_text(names[1])} %{{y:.4~g}}<extra></extra>",
        ),
    ]
    layout = {
        "showlegend": False,
        "margin": {"l": 44, "r": 8, "t": 8, "b": 46, "pad": 0},
        "xaxis": chart_axis(names[0], *fit_window(xs)),
        "yaxis": chart_axis(names[1], *ends_Y),
    }
    # In one call: every change of a figure afterwards takes Plotly milliseconds.
    return go.Figure(drawn, plain() | layout)


def fit_window(xs: Iterable[float]) -> tuple[float, float]:
    """The ends of the X axis under the data, and of the line through them."""
    return axes.window(xs)


def style() -> str:
    """CSS that keeps the data chart in the theme's colors when the visitor changes the theme.

    Streamlit puts them in once, when it mounts a chart. The marks of this one are SVG, in the order
    of its traces, so a style sheet can paint them again.
    """
    rules = []
    for place, (mark, hue) in enumerate(
        [("stroke", theme.BACKWARD), ("stroke", theme.FORWARD), ("fill", theme.INK)], start=1
    ):
        color = f"light-dark({hue.light},{hue.dark})"
        rules.append(
            f".st-key-fit .scatterlayer>.trace:nth-child({place}) path{{{mark}:{color}!important}}"
        )
    return "\n".join(rules)


def residual_squares(
    points: Sequence[tuple[float, float]],
    fitted: Sequence[float],
    windows: tuple[tuple[float, float], tuple[float, float]],
    aspect: float = 1.0,
) -> go.Scatter:
    """A square on each residual: its area is what the sample adds to the sum of squares.

    Args:
        points: One (X, Y) per sample.
        fitted: The prediction at each X.
        windows: The ends of both axes.
        aspect: Height of the plot in widths, so that the squares are square on the screen.
    """
    (left, right), (low, high) = windows
    unit = (right - left) / (high - low) * aspect if high > low else 0.0
    xs: list[float | None] = []
    ys: list[float | None] = []
    for (x, y), prediction in zip(points, fitted, strict=True):
        if not math.isfinite(prediction):
            continue
        # Away from the line's side of the point, so that neighbors cover each other less.
        end = x + (prediction - y) * unit
        xs += [x, end, end, x, x, None]
        ys += [y, y, prediction, prediction, y, None]
    return go.Scatter(
        name="squares",
        mode="lines",
        x=xs,
        y=ys,
        fill="toself",
        fillcolor="rgba(127,127,127,0.18)",
        line={"color": BACKWARD, "width": 1},
        hoverinfo="skip",
        showlegend=False,
    )


def shares(found: Contributions, entry: str, names: Sequence[str] = ()) -> go.Figure:
    """What each sample adds to one slope, as bars, and their sum.

    Args:
        found: The shares.
        entry: Which number of the parameters.
        names: What the samples are called; without it, their numbers.

    Raises:
        ValueError: If there is no such number.
    """
    if entry not in found.entries:
        raise ValueError(f"no parameter {entry!r}: there are {', '.join(found.entries)}")
    place = found.entries.index(entry)
    values = found.shares[:, place].tolist()
    called = list(names) or [f"sample {n + 1}" for n in range(len(values))]
    colors, patterns = [BACKWARD] * len(values), [""] * len(values)
    if found.rest[place]:
        called, values = [*called, "the parameters alone"], [*values, float(found.rest[place])]
        colors, patterns = [*colors, QUIET], [*patterns, "/"]
    called, values = [*called, "sum"], [*values, float(found.total[place])]
    colors, patterns = [*colors, INK], [*patterns, ""]
    bars = go.Bar(
        x=values,
        y=[plotly_text(one) for one in called],
        orientation="h",
        marker={"color": colors, "pattern": {"shape": patterns}},
        hovertemplate="%{y}: %{x:.4~g}<extra></extra>",
        name=plotly_text(f"∂cost/∂{entry}"),
    )
    layout = {
        "showlegend": False,
        "margin": {"l": 120, "r": 8, "t": 8, "b": 46},
        "xaxis": chart_axis(f"∂cost/∂{entry}", *axes.window(values)),
        "yaxis": {"tickfont": {"size": FONT_SIZE}, "autorange": "reversed", "type": "category"},
    }
    return go.Figure(bars, plain() | layout)
