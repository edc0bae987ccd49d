"""The charts, as Plotly figures: pure functions of arrays.

A figure holds what stays while W and b move. What follows them (the point, its gradient, the fitted
line, the residuals) are empty traces or overlays that the page's component fills in, because a
chart that is drawn anew loses the place where its reader has turned it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from gradviz.show import axes, theme
from gradviz.show.theme import format_number

if TYPE_CHECKING:
    from gradviz.study.surfaces import Surface

INK, FORWARD, BACKWARD, MINIMUM = "#000001", "#000002", "#000003", "#000004"
"""Places in the page's palette, `chartCategoricalColors` of .streamlit/config.toml.

Streamlit puts the color of the light or of the dark theme in their place; nothing is ever painted
in these four shades of black.
"""

Camera = tuple[float, float, float, float, float, float]

FONT_SIZE = 14
_RINGS = 18


def contour(surface: Surface) -> go.Figure:
    """The cost over two parameters as rings, each labeled with its cost.

    The rings stand at equal steps of √cost: a quadratic valley then shows evenly spaced ellipses
    instead of a crowd far out and a void around the minimum.
    """
    height, ring = _height(surface)
    figure = go.Figure(
        go.Contour(
            x=_axis(surface.u),
            y=_axis(surface.v),
            z=_small(height),
            customdata=_small(_hover_numbers(surface)),
            coloraxis="coloraxis",
            contours={"start": ring, "end": float(np.nanmax(height)), "size": ring},
            line={"width": 1, "color": "rgba(127,127,127,0.35)"},
            hovertemplate=_hover(surface),
            name="cost",
        )
    )
    figure.update_layout(
        _layout(height, ring, margin={"l": 52, "r": 78, "t": 38, "b": 46}, bar=True)
    )
    figure.update_xaxes(
        _chart_axis(surface.plane.names[0], surface.u[0], surface.u[-1]), constrain="domain"
    )
    figure.update_yaxes(
        _chart_axis(surface.plane.names[1], surface.v[0], surface.v[-1]), constrain="domain"
    )
    return figure


def surface3d(surface: Surface, camera: Sequence[float] | None = None) -> go.Figure:
    """The cost over two parameters as a surface, colored as the rings are.

    Args:
        surface: What is drawn.
        camera: Where it is seen from and what is looked at (x, y, z each), as the link says.
    """
    height, ring = _height(surface)
    figure = go.Figure(
        [
            go.Surface(
                x=_axis(surface.u),
                y=_axis(surface.v),
                z=_small(surface.cost),
                surfacecolor=_small(height),
                customdata=_small(_hover_numbers(surface)),
                coloraxis="coloraxis",
                hovertemplate=_hover(surface),
                name="cost",
                # Light from the viewer's side only shades; gloss would look like another cost.
                lighting={"ambient": 0.75, "diffuse": 0.5, "specular": 0.05, "roughness": 0.9},
                contours={
                    "z": {"show": True, "color": "rgba(127,127,127,0.4)", "width": 1}
                    | _z_rings(surface)
                },
            ),
            _marker3d("point", INK, "circle", 7),
            _marker3d("minimum", MINIMUM, "diamond", 6),
        ]
    )
    figure.update_layout(_layout(height, ring, margin={"l": 0, "r": 0, "t": 0, "b": 0}, bar=False))
    eye = camera or (1.3, -1.6, 0.95, 0.0, 0.0, -0.17)
    figure.update_layout(
        scene={
            "xaxis": _scene_axis(surface.plane.names[0]),
            "yaxis": _scene_axis(surface.plane.names[1]),
            "zaxis": _scene_axis("cost"),
            "dragmode": "turntable",
            "aspectmode": "manual",
            "aspectratio": {"x": 1.15, "y": 1.15, "z": 0.75},
            "camera": {
                "eye": dict(zip("xyz", eye[:3], strict=True)),
                "center": dict(zip("xyz", eye[3:], strict=True)),
            },
            "uirevision": "kept",
        }
    )
    return figure


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
    figure = go.Figure(
        [
            _line("residuals", {"color": BACKWARD, "width": 2.5, "dash": "dot"}),
            _line("fit", {"color": FORWARD, "width": 3}),
            go.Scatter(
                name="points",
                mode="markers",
                x=list(xs),
                y=list(ys),
                marker={"color": INK, "size": 11},
                hovertemplate=f"{names[0]} %{{x:.4~g}}<br>{names[1]} %{{y:.4~g}}<extra></extra>",
            ),
        ]
    )
    figure.update_layout(
        plain(), showlegend=False, margin={"l": 44, "r": 8, "t": 8, "b": 46, "pad": 0}
    )
    figure.update_xaxes(_chart_axis(names[0], *fit_window(xs)))
    figure.update_yaxes(_chart_axis(names[1], *ends_Y))
    return figure


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


def camera_numbers(camera: Mapping[str, Any]) -> Camera | None:
    """Plotly's `scene.camera` as six numbers: where it is seen from, and what is looked at.

    >>> camera_numbers({"eye": {"x": 1.25, "y": 1, "z": 2}, "center": {"x": 0, "y": 0, "z": 0}})
    (1.25, 1.0, 2.0, 0.0, 0.0, 0.0)
    """
    try:
        places = [float(camera[part][axis]) for part in ("eye", "center") for axis in "xyz"]
    except (KeyError, TypeError, ValueError):
        return None
    if not all(map(math.isfinite, places)):
        return None
    # Three digits: a finer turn is not seen, and the link stays short.
    x, y, z, to_x, to_y, to_z = (round(place, 3) + 0.0 for place in places)
    return x, y, z, to_x, to_y, to_z


def _height(surface: Surface) -> tuple[NDArray[np.float64], float]:
    """√cost where it is finite (else NaN: a gap), and the step between two rings."""
    with np.errstate(invalid="ignore"):
        height = np.sqrt(np.where(np.isfinite(surface.cost), surface.cost, np.nan))
    highest = float(np.nanmax(height)) if np.isfinite(height).any() else 1.0
    # A round cost at the first ring makes k²·cost round at all others.
    first_cost = axes.rounded_up((highest / _RINGS) ** 2) if highest else 1.0
    return height, math.sqrt(first_cost)


def _hover(surface: Surface) -> str:
    first, second = surface.plane.names
    said = f"{first} %{{x:.4~g}}   {second} %{{y:.4~g}}<br><b>cost %{{customdata[0]:.4~g}}</b><br>"
    if surface.slope_u is not None:
        said += f"∂cost/∂{first} %{{customdata[1]:.4~g}}<br>"
        said += f"∂cost/∂{second} %{{customdata[2]:.4~g}}"
    return said + "<extra></extra>"


def _hover_numbers(surface: Surface) -> NDArray[np.float64]:
    slopes = [slope for slope in (surface.slope_u, surface.slope_v) if slope is not None]
    return np.stack([surface.cost, *slopes], axis=-1)


def _small(values: NDArray[np.float64]) -> NDArray[Any]:
    """In half the bytes if that is precise enough for the eye: always, but for huge numbers."""
    finite = np.where(np.isfinite(values), values, np.nan)
    fits = np.all(np.abs(finite[np.isfinite(finite)]) < np.finfo(np.float32).max)
    return finite.astype(np.float32) if fits else finite


def _axis(values: NDArray[np.float64]) -> NDArray[np.float64]:
    # 15 digits: linspace's 0.30000000000000004 would stand in the hover label's way.
    return np.array([float(f"{value:.15g}") for value in values])


def _layout(
    height: NDArray[np.float64], ring: float, *, margin: dict[str, int], bar: bool
) -> dict[str, Any]:
    highest = float(np.nanmax(height)) if np.isfinite(height).any() else 1.0
    rings = [k * ring for k in range(0, int(highest / ring) + 1, 2)]
    return plain() | {
        "margin": margin | {"pad": 0},
        "coloraxis": {
            "cmin": 0.0,
            "cmax": highest,
            "showscale": bar,
            "colorbar": {
                "title": {"text": "cost", "side": "top"},
                "tickvals": rings,
                "ticktext": [format_number(float(f"{value**2:.6g}")) for value in rings],
                "tickfont": {"size": FONT_SIZE},
                "thickness": 12,
                "len": 1.0,
                "outlinewidth": 0,
                "xpad": 6,
                "ypad": 4,
            },
        },
    }


def plain() -> dict[str, Any]:
    """The layout that all charts share."""
    return {
        "font": {"size": FONT_SIZE},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "uirevision": "kept",
        "hoverlabel": {"font": {"size": FONT_SIZE}},
        "dragmode": False,
    }


def _chart_axis(title: str, low: float, high: float) -> dict[str, Any]:
    return {
        "title": {"text": title, "font": {"size": 16}, "standoff": 8},
        "tickfont": {"size": FONT_SIZE},
        "range": [float(low), float(high)],
        "zeroline": True,
        "nticks": 7,
        "exponentformat": "e",
        "automargin": False,
    }


def _scene_axis(title: str) -> dict[str, Any]:
    return {
        "title": {"text": title, "font": {"size": 16}},
        "tickfont": {"size": FONT_SIZE - 1},
        "backgroundcolor": "rgba(0,0,0,0)",
        "gridcolor": "rgba(127,127,127,0.35)",
        "nticks": 6,
        "showspikes": False,
    }


def _z_rings(surface: Surface) -> dict[str, float]:
    finite = surface.cost[np.isfinite(surface.cost)]
    highest = float(finite.max()) if finite.size else 1.0
    return {"start": 0.0, "end": highest, "size": (highest or 1.0) / 10}


def _line(name: str, line: dict[str, Any]) -> go.Scatter:
    return go.Scatter(name=name, mode="lines", x=[], y=[], hoverinfo="skip", line=line)


def _marker3d(name: str, color: str, symbol: str, size: int) -> go.Scatter3d:
    marker = {"color": color, "symbol": symbol, "size": size}
    return go.Scatter3d(
        name=name,
        mode="markers",
        x=[],
        y=[],
        z=[],
        showlegend=False,
        hoverinfo="skip",
        marker=marker | {"line": {"color": "white", "width": 2}},
    )
