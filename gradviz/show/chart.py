"""What all charts share: the places of the theme's colors, axes, sizes, and the bytes they take."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray
from plotly.io.json import to_json_plotly

from gradviz.show.escapes import plotly_text

INK, FORWARD, BACKWARD, MINIMUM = "#000001", "#000002", "#000003", "#000004"
SELECTED, QUIET, CARD = "#000005", "#000006", "#000007"
"""Places in the page's palette, `chartCategoricalColors` of .streamlit/config.toml.

Streamlit puts the color of the light or of the dark theme in their place; nothing is ever painted
in these shades of black.
"""

RUNS = (INK, "#000008", "#000009", "#000010")
"""Places of `theme.RUNS`, the colors of the runs of a race."""

DASHES = ("solid", "dash", "dot")
"""How the runs' lines are drawn, so that color alone tells nothing: each color in each of these."""

FONT_SIZE = 14
GRID = "rgba(127,127,127,0.35)"


def small(values: NDArray[np.float64]) -> NDArray[Any]:
    """In half the bytes if that is precise enough for the eye: always, but for huge numbers."""
    finite = np.where(np.isfinite(values), values, np.nan)
    fits = np.all(np.abs(finite[np.isfinite(finite)]) < np.finfo(np.float32).max)
    return finite.astype(np.float32) if fits else finite


def axis_values(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Values of an axis as short as they are meant."""
    # 15 digits: linspace's 0.30000000000000004 would stand in the hover label's way.
    return np.array([float(f"{value:.15g}") for value in values])


def plain() -> dict[str, Any]:
    """What every chart's layout begins with."""
    return {
        "font": {"size": FONT_SIZE},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "uirevision": "kept",
        "hoverlabel": {"font": {"size": FONT_SIZE}},
        "dragmode": False,
    }


def chart_axis(title: str, low: float, high: float) -> dict[str, Any]:
    """An axis that is named, fixed, and readable from afar."""
    return {
        "title": {"text": plotly_text(title), "font": {"size": 16}, "standoff": 8},
        "tickfont": {"size": FONT_SIZE},
        "range": [float(low), float(high)],
        "zeroline": True,
        "nticks": 7,
        "exponentformat": "e",
        "automargin": False,
    }


@lru_cache(maxsize=4)
def blank(scheme: str | None) -> go.Figure:
    """A chart with nothing in it, not even axes.

    Args:
        scheme: Of the page; the chart of another one is another figure.
    """
    unseen = {"visible": False}
    return go.Figure(None, plain() | {"xaxis": unseen, "yaxis": unseen, "meta": scheme})


def as_json(figure: go.Figure) -> str:
    """A figure as the browser's Plotly takes it, but for its template: the page has its own."""
    drawn = figure.to_dict()
    drawn["layout"].pop("template", None)
    return str(to_json_plotly(drawn))


def line(name: str, line: dict[str, Any]) -> go.Scatter:
    """An empty line that the page's component fills in."""
    return go.Scatter(name=name, mode="lines", x=[], y=[], hoverinfo="skip", line=line)


def run_style(place: int) -> dict[str, str]:
    """How the line of a run is drawn: another color or another dash for each of the first twelve.

    >>> run_style(0), run_style(4)["dash"]
    ({'color': '#000001', 'dash': 'solid'}, 'dash')
    """
    return {"color": RUNS[place % 4], "dash": DASHES[place // 4 % 3]}
