"""The cost over a plane: as rings, and as a surface in space."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from gradviz.show.chart import (
    FONT_SIZE,
    INK,
    MINIMUM,
    axis_values,
    chart_axis,
    plain,
    small,
)
from gradviz.show.escapes import plotly_text
from gradviz.show.scales import Scale, scale_for
from gradviz.show.theme import format_number

if TYPE_CHECKING:
    from gradviz.study.surfaces import Surface

Camera = tuple[float, float, float, float, float, float]


def contour(surface: Surface, scale: Scale | None = None, name: str = "cost") -> go.Figure:
    """The cost over two coordinates as rings, each labeled with its cost.

    By default the rings stand at equal steps of √cost: a quadratic valley then shows evenly spaced
    ellipses instead of a crowd far out and a void around the minimum.

    Args:
        surface: What is drawn.
        scale: Where the rings stand; by default as above.
        name: What it is that is drawn: the cost, or what else is differentiated.
    """
    scale = scale_for(surface.cost) if scale is None else scale
    drawn = go.Contour(
        x=axis_values(surface.u),
        y=axis_values(surface.v),
        z=small(scale.height(surface.cost)),
        customdata=small(_hover_numbers(surface)),
        coloraxis="coloraxis",
        contours={"start": scale.first, "end": scale.last, "size": scale.ring},
        line={"width": 1, "color": "rgba(127,127,127,0.35)"},
        hovertemplate=_hover(surface, name),
        name="cost",
        meta=_meta(scale),
    )
    across, up = surface.plane.names
    axes = {
        "xaxis": chart_axis(across, surface.u[0], surface.u[-1]) | {"constrain": "domain"},
        "yaxis": chart_axis(up, surface.v[0], surface.v[-1]) | {"constrain": "domain"},
    }
    margin = {"l": 52, "r": 78, "t": 10, "b": 46}
    # In one call: every change of a figure afterwards takes Plotly milliseconds.
    return go.Figure(drawn, _layout(scale, margin=margin, bar=name) | axes)


def surface3d(
    surface: Surface,
    camera: Sequence[float] | None = None,
    scale: Scale | None = None,
    name: str = "cost",
) -> go.Figure:
    """The cost over two parameters as a surface, colored as the rings are.

    Args:
        surface: What is drawn.
        camera: Where it is seen from and what is looked at (x, y, z each), as the link says.
        scale: How costs are colored; by default what suits them.
        name: What it is that is drawn: the cost, or what else is differentiated.
    """
    scale = scale_for(surface.cost) if scale is None else scale
    height = scale.height(surface.cost)
    drawn = [
        go.Surface(
            x=axis_values(surface.u),
            y=axis_values(surface.v),
            z=small(surface.cost),
            surfacecolor=small(height),
            customdata=small(_hover_numbers(surface)),
            coloraxis="coloraxis",
            hovertemplate=_hover(surface, name),
            name="cost",
            meta=_meta(scale),
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
    eye = camera or (1.3, -1.6, 0.95, 0.0, 0.0, -0.17)
    scene = {
        "xaxis": _scene_axis(surface.plane.names[0]),
        "yaxis": _scene_axis(surface.plane.names[1]),
        "zaxis": _scene_axis(name),
        "dragmode": "turntable",
        "aspectmode": "manual",
        "aspectratio": {"x": 1.15, "y": 1.15, "z": 0.75},
        "camera": {
            "eye": dict(zip("xyz", eye[:3], strict=True)),
            "center": dict(zip("xyz", eye[3:], strict=True)),
        },
        "uirevision": "kept",
    }
    margin = {"l": 0, "r": 0, "t": 0, "b": 0}
    return go.Figure(drawn, _layout(scale, margin=margin, bar=None) | {"scene": scene})


def camera_numbers(camera: Mapping[str, Any]) -> Camera | None:
    """Plotly's `scene.camera` as six numbers: where it is seen from, and what is looked at.

    >>> camera_numbers({"eye": {"x": 1.25, "y": 1, "z": 2}, "center": {"x": 0, "y": 0, "z": 0}})
    (1.25, 1.0, 2.0, 0.0, 0.0, 0.0)
    """
    try:
        places = [float(camera[part][axis]) for part in ("eye", "center") for axis in "xyz"]
    except (KeyError, TypeError, ValueError, OverflowError):
        return None
    if not all(map(math.isfinite, places)):
        return None
    # Three digits: a finer turn is not seen, and the link stays short.
    x, y, z, to_x, to_y, to_z = (round(place, 3) + 0.0 for place in places)
    return x, y, z, to_x, to_y, to_z


def _meta(scale: Scale) -> dict[str, Any]:
    """What the browser makes heights of costs with, while a hand moves the data."""
    return {"kind": scale.kind, "low": scale.low}


def _hover(surface: Surface, name: str) -> str:
    first, second, drawn = map(plotly_text, (*surface.plane.names, name))
    said = f"{first} %{{x:.4~g}}   {second} %{{y:.4~g}}<br>"
    said += f"<b>{drawn} %{{customdata[0]:.4~g}}</b><br>"
    if surface.slope_u is not None:
        said += f"∂{drawn}/∂{first} %{{customdata[1]:.4~g}}<br>"
        said += f"∂{drawn}/∂{second} %{{customdata[2]:.4~g}}"
    return said + "<extra></extra>"


def _hover_numbers(surface: Surface) -> NDArray[np.float64]:
    slopes = [slope for slope in (surface.slope_u, surface.slope_v) if slope is not None]
    return np.stack([surface.cost, *slopes], axis=-1)


def _layout(scale: Scale, *, margin: dict[str, int], bar: str | None) -> dict[str, Any]:
    heights = scale.marks[:: max(1, len(scale.marks) // 10)]
    return plain() | {
        "margin": margin | {"pad": 0},
        "legend": {"font": {"size": FONT_SIZE}, "orientation": "h", "x": 0, "y": 1.01}
        | {"xanchor": "left", "yanchor": "bottom"},
        "showlegend": False,
        "coloraxis": {
            "cmin": scale.low,
            "cmax": scale.high,
            "showscale": bar is not None,
            "colorbar": {
                "title": {"text": plotly_text(bar or ""), "side": "top"},
                "tickvals": list(heights),
                "ticktext": [format_number(float(f"{scale.cost(h):.6g}")) for h in heights],
                "tickfont": {"size": FONT_SIZE},
                "thickness": 12,
                "len": 1.0,
                "outlinewidth": 0,
                "xpad": 6,
                "ypad": 4,
            },
        },
    }


def _scene_axis(title: str) -> dict[str, Any]:
    return {
        "title": {"text": plotly_text(title), "font": {"size": 16}},
        "tickfont": {"size": FONT_SIZE - 1},
        "backgroundcolor": "rgba(0,0,0,0)",
        "gridcolor": "rgba(127,127,127,0.35)",
        "nticks": 6,
        "showspikes": False,
    }


def _z_rings(surface: Surface) -> dict[str, float]:
    finite = surface.cost[np.isfinite(surface.cost)]
    ends = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    low, high = min(0.0, ends[0]), ends[1]
    return {"start": low, "end": high, "size": (high - low or 1.0) / 10}


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
