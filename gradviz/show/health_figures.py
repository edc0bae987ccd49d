"""The charts of a deep model's health, as Plotly figures: pure functions of records."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import Any

import numpy as np
import plotly.graph_objects as go

from gradviz.core.histograms import Histogram
from gradviz.show.chart import BACKWARD, FONT_SIZE, FORWARD, INK, QUIET, plain
from gradviz.study.health import PassHealth
from gradviz.study.magnitudes import Spread
from gradviz.study.network_runs import Moment

Figure = go.Figure
"""What every function here returns."""

_DECADES = 24
_LEGEND = {
    "orientation": "h",
    "x": 0,
    "y": 1.0,
    "yanchor": "bottom",
    "font": {"size": FONT_SIZE - 1},
    "bgcolor": "rgba(0,0,0,0)",
}


def by_layer(health: PassHealth, after: PassHealth | None = None) -> go.Figure:
    """Sizes of values and gradients over depth, with what theory expects.

    Args:
        health: a pass.
        after: the pass after a remedy, drawn in the same colors with dots.
    """
    figure = go.Figure()
    _add_pass(figure, health, "", "solid")
    if after is not None:
        _add_pass(figure, after, " after", "dot")
    else:
        expected = _expected(health)
        if expected:
            layers, sizes = zip(*expected, strict=True)
            figure.add_trace(
                _curve("theory", layers, sizes, INK, "dash", 1.6, "theory: gradient %{y:.3~g}")
            )
    figure.update_layout(plain(), legend=_LEGEND, margin={"l": 64, "r": 10, "t": 30, "b": 46})
    count = max(len(health.layers), 2)
    figure.update_xaxes(_axis("layer"), range=[0.5, count + 0.5])
    figure.update_yaxes(_axis("size of a typical entry"), type="log", exponentformat="power")
    if not any(y is not None for trace in figure.data for y in trace.y):
        _say_nothing_is_there(figure)
    return figure


def by_decade(spreads: Sequence[Spread], color_of: str) -> go.Figure:
    """How many entries have which magnitude, layer by layer.

    Args:
        spreads: of each layer.
        color_of: what the entries are, in words.
    """
    lowest, highest = _range(spreads)
    shares = np.array([spread.decades(lowest, highest) for spread in spreads]).T
    rows = np.arange(lowest, highest + 1)
    figure = go.Figure(
        go.Heatmap(
            x=np.arange(1, len(spreads) + 1),
            y=rows + 0.5,
            z=np.where(shares > 0, shares, np.nan),
            coloraxis="coloraxis",
            customdata=np.broadcast_to(rows[:, None], shares.shape),
            hovertemplate="layer %{x}<br>%{z:.1%} of the "
            + color_of
            + " from 10<sup>%{customdata}</sup> on<extra></extra>",
        )
    )
    figure.update_layout(
        plain(),
        margin={"l": 64, "r": 70, "t": 46, "b": 46},
        coloraxis=_bar("share"),
    )
    figure.update_xaxes(_axis("layer"), range=[0.5, len(spreads) + 0.5])
    if not shares.any():
        _say_nothing_is_there(figure)
    ticks = _ticks(lowest, highest + 1)
    figure.update_yaxes(
        _axis(f"size of {color_of}"),
        tickvals=ticks,
        ticktext=[f"10<sup>{tick}</sup>".replace("-", "−") for tick in ticks],
        range=[lowest, highest + 1],
    )
    return figure


def by_step(moments: Sequence[Moment]) -> go.Figure:
    """The size of every layer's gradient over a run."""
    norms = np.array([[layer.gradient.rms for layer in m.health.layers] for m in moments]).T
    with np.errstate(all="ignore"):
        logs = np.log10(np.where(np.isfinite(norms) & (norms > 0), norms, np.nan))
    figure = go.Figure(
        go.Heatmap(
            x=[m.step for m in moments],
            y=np.arange(1, len(norms) + 1),
            z=logs,
            customdata=norms,
            coloraxis="coloraxis",
            hovertemplate="step %{x}, layer %{y}<br>gradient %{customdata:.3~g}<extra></extra>",
        )
    )
    figure.update_layout(
        plain(), margin={"l": 56, "r": 78, "t": 30, "b": 46}, coloraxis=_bar("log₁₀ size")
    )
    figure.update_xaxes(_axis("step"))
    figure.update_yaxes(_axis("layer"))
    return figure


def costs(moments: Sequence[Moment]) -> go.Figure:
    """The cost over a run."""
    figure = go.Figure(
        _curve(
            "cost",
            [m.step for m in moments],
            [m.health.cost if isfinite(m.health.cost) else None for m in moments],
            INK,
            "solid",
            2.5,
            "step %{x}: cost %{y:.4~g}",
        )
    )
    figure.update_layout(plain(), showlegend=False, margin={"l": 64, "r": 10, "t": 30, "b": 46})
    figure.update_xaxes(_axis("step"))
    figure.update_yaxes(_axis("cost"), type="log", exponentformat="power")
    return figure


def ridges(steps: Sequence[int], histograms: Sequence[Histogram], most: int = 12) -> go.Figure:
    """The histograms of one tensor over a run, one ridge for each of some steps.

    Args:
        steps: the steps.
        histograms: of each; as TensorBoard shows them, in its own buckets.
        most: how many ridges.
    """
    chosen = np.unique(np.linspace(0, len(steps) - 1, min(most, len(steps))).round().astype(int))
    reach = _reach([histograms[n] for n in chosen])
    edges = np.linspace(-reach, reach, 81)
    figure = go.Figure()
    for place, n in enumerate(chosen):
        density = _rebinned(histograms[n], edges)
        top = density.max() or 1.0
        base = float(len(chosen) - place)
        figure.add_trace(
            go.Scatter(
                x=np.repeat(edges, 2)[1:-1],
                y=base + 0.95 * np.repeat(density / top, 2),
                mode="lines",
                line={"color": BACKWARD, "width": 1.4},
                name=f"step {steps[n]}",
                hovertemplate="%{x:.3~g}<extra>step " + str(steps[n]) + "</extra>",
                showlegend=False,
            )
        )
    figure.update_layout(plain(), margin={"l": 64, "r": 10, "t": 46, "b": 46})
    figure.update_xaxes(_axis("entry of the gradient"), exponentformat="power")
    figure.update_yaxes(
        _axis("step"),
        tickvals=[float(len(chosen) - place) for place in range(len(chosen))],
        ticktext=[str(steps[n]) for n in chosen],
        showgrid=False,
    )
    return figure


def _add_pass(figure: go.Figure, health: PassHealth, suffix: str, dash: str) -> None:
    numbers = list(range(1, len(health.layers) + 1))
    curves = (
        ("values", FORWARD, [layer.out.rms for layer in health.layers]),
        ("gradient", BACKWARD, [layer.gradient.rms for layer in health.layers]),
        ("|Δw| / |w|", QUIET, [layer.update_ratio for layer in health.layers]),
    )
    for name, color, sizes in curves:
        width = 2.8 if color != QUIET else 1.6
        told = f"layer %{{x}}: {name}{suffix} %{{y:.3~g}}"
        figure.add_trace(
            _curve(f"{name}{suffix}", numbers, _shown(sizes), color, dash, width, told)
        )


def _expected(health: PassHealth) -> list[tuple[int, float]]:
    """The gradient that theory expects at each layer, from the last layer's on."""
    size = health.layers[-1].gradient.rms
    found = []
    for number in range(len(health.layers), 0, -1):
        if not (isfinite(size) and size > 0):
            return []
        found.append((number, size))
        prediction = health.layers[number - 1].prediction
        if prediction is None:
            return []
        size *= prediction.factor
    return found[::-1]


def _say_nothing_is_there(figure: go.Figure) -> None:
    figure.add_annotation(
        text="nothing finite, nothing but 0",
        x=0.5,
        y=0.5,
        xref="paper",
        yref="paper",
        showarrow=False,
        font={"size": FONT_SIZE + 1},
    )
    figure.update_yaxes(showticklabels=False)


def _shown(sizes: Sequence[float]) -> list[float | None]:
    """What a logarithmic axis can show."""
    return [size if isfinite(size) and size > 0 else None for size in sizes]


def _curve(
    name: str,
    x: Sequence[float],
    y: Sequence[float | None],
    color: str,
    dash: str,
    width: float,
    told: str,
) -> go.Scatter:
    return go.Scatter(
        name=name,
        x=list(x),
        y=list(y),
        mode="lines+markers" if len(x) < 3 else "lines",
        line={"color": color, "dash": dash, "width": width},
        hovertemplate=f"{told}<extra></extra>",
    )


def _range(spreads: Sequence[Spread]) -> tuple[int, int]:
    """The decades that have entries, no more than fit on a chart: the highest of them."""
    whole = np.sum([spread.decades(-330, 310) for spread in spreads], axis=0)
    used = np.flatnonzero(whole) - 330
    if not used.size:
        return -3, 3
    return max(int(used[0]), int(used[-1]) - 8 * _DECADES), int(used[-1])


def _ticks(low: int, high: int) -> list[int]:
    step = max(1, -(-(high - low) // 8))
    return [n for n in range(low, high + 1) if n % step == 0]


def _reach(histograms: Sequence[Histogram]) -> float:
    """How far the ridges go: to where nearly all entries are."""
    largest = max((max(abs(h.min), abs(h.max)) for h in histograms if h.num), default=1.0)
    spread = max((h.sum_squares / h.num) ** 0.5 for h in histograms if h.num)
    return float(min(largest, 4 * spread)) or 1.0


def _rebinned(histogram: Histogram, edges: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Counts in other buckets, each bucket's entries spread evenly over it, as TensorBoard does."""
    limits = np.clip(np.array(histogram.limits), histogram.min, histogram.max)
    total = np.concatenate([[0.0], np.cumsum(histogram.counts)])
    places = np.concatenate([[histogram.min], limits])
    # Equal places (a bucket without width) would leave the total there undefined.
    return np.diff(np.interp(edges, places, total))


def _bar(title: str) -> dict[str, Any]:
    return {
        "colorbar": {
            "title": {"text": title, "side": "top"},
            "thickness": 12,
            "len": 1.0,
            "outlinewidth": 0,
            "xpad": 6,
            "ypad": 4,
        }
    }


def _axis(title: str) -> dict[str, Any]:
    return {
        "title": {"text": title, "font": {"size": 15}, "standoff": 6},
        "tickfont": {"size": FONT_SIZE - 1},
        "zeroline": False,
        "automargin": False,
    }
