"""What is drawn on a contour: arrows of the gradient, the minimum, a level, ways, and axes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go

from gradviz.show.chart import (
    BACKWARD,
    CARD,
    FONT_SIZE,
    INK,
    MINIMUM,
    axis_values,
    run_style,
    small,
)
from gradviz.show.escapes import plotly_text
from gradviz.show.theme import format_number

if TYPE_CHECKING:
    from gradviz.study.coordinates import Array
    from gradviz.study.minima import Lowest
    from gradviz.study.surfaces import Surface
    from gradviz.study.ways import Trajectory

HEAD = 0.3
"""Length of an arrow's head, in lengths of the arrow."""

STRAIGHT = 100
"""Places on either side of a straight valley's line: in space it ends where the surface does."""

BESIDE = 20.0
"""How far beside the window a way is followed, in widths of it."""


def arrows(field: Surface) -> list[go.Scatter]:
    """−∇cost as arrows on a coarse grid: where each place would go.

    Their lengths grow with the logarithm of the slope, because slopes differ by powers of ten: a
    tenth of the steepest is drawn about two thirds as long. Directions are as seen on the screen.

    Args:
        field: A surface with its slopes, of about 15 by 15 places.
    """
    if field.slope_u is None or field.slope_v is None or min(len(field.u), len(field.v)) < 2:
        return []
    wide, high = (float(a[-1] - a[0]) for a in (field.u, field.v))
    if not (wide > 0 and high > 0):
        return []
    with np.errstate(all="ignore"):
        uphill = field.plane.ascent(field.slope_u, field.slope_v)
        # In parts of the window, so that equal lengths look equal.
        across, rise = -uphill[0] / wide, -uphill[1] / high
        length = np.hypot(across, rise)
        steepest = float(np.nanmax(np.where(np.isfinite(length), length, np.nan), initial=0.0))
        if steepest <= 0:
            return []
        size = np.clip(1 + np.log10(length / steepest) / 3, 0.15, 1) / max(field.cost.shape)
        part = np.where(np.isfinite(length) & (length > 0), size / length, np.nan)
    dx, dy = across * part * 0.9, rise * part * 0.9
    x = (field.u - field.u[0])[None, :] / wide + np.zeros_like(dx)
    y = (field.v - field.v[0])[:, None] / high + np.zeros_like(dy)
    tip_x, tip_y = x + dx / 2, y + dy / 2
    gap = np.full_like(x, np.nan)
    xs = [x - dx / 2, tip_x, tip_x - HEAD * (dx + 0.6 * dy), gap, tip_x]
    ys = [y - dy / 2, tip_y, tip_y - HEAD * (dy - 0.6 * dx), gap, tip_y]
    xs += [tip_x - HEAD * (dx - 0.6 * dy), gap]
    ys += [tip_y - HEAD * (dy + 0.6 * dx), gap]
    places = [np.stack(parts, axis=-1).ravel() for parts in (xs, ys)]
    return [
        go.Scatter(
            name="−∇cost",
            mode="lines",
            x=small(field.u[0] + places[0] * wide),
            y=small(field.v[0] + places[1] * high),
            line={"color": BACKWARD, "width": 1.25},
            opacity=0.6,  # quieter than what moves over them
            hoverinfo="skip",
            showlegend=False,
        )
    ]


def _bottom(found: Lowest, surface: Surface) -> Array:
    """The line along a valley's bottom, shape (places, 2); none of anything else."""
    line = found.bottom
    for along in found.along[:1]:
        middle = np.array([surface.u.mean(), surface.v.mean()])
        reach = float(np.hypot(surface.u[-1] - surface.u[0], surface.v[-1] - surface.v[0])) * 2
        reach += float(np.hypot(*(found.place - middle)))
        line = found.place + np.linspace(-reach, reach, 2 * STRAIGHT + 1)[:, None] * along
    return line


def valley3d(found: Lowest, surface: Surface) -> list[go.Scatter3d]:
    """The line along a valley's bottom, where it lies over the surface."""
    line = _bottom(found, surface)
    if not len(line):
        return []
    seen = np.full(len(line), True)
    for places, window in zip(line.T, (surface.u, surface.v), strict=True):
        seen &= (window[0] <= places) & (places <= window[-1])
    line = np.where(seen[:, None], line, np.nan)
    return [
        go.Scatter3d(
            name="valley",
            mode="lines",
            x=small(line[:, 0]),
            y=small(line[:, 1]),
            z=small(np.where(seen, found.cost, np.nan)),
            line={"color": MINIMUM, "width": 6},
            hovertemplate=f"{plotly_text(found.words)}<extra></extra>",
            showlegend=False,
        )
    ]


def lowest_mark(found: Lowest, surface: Surface) -> list[go.Scatter]:
    """The lowest point; of a valley, the line along its bottom."""
    (u, v), line = found.place, _bottom(found, surface)
    traces = []
    if len(line):
        traces.append(
            go.Scatter(
                name="valley",
                mode="lines",
                x=line[:, 0],
                y=line[:, 1],
                line={"color": MINIMUM, "width": 3, "dash": "longdash"},
                hovertemplate=f"{plotly_text(found.words)}<extra></extra>",
                showlegend=False,
            )
        )
    mark = go.Scatter(
        name="minimum",
        mode="markers",
        x=[u],
        y=[v],
        marker={"color": MINIMUM, "symbol": "cross-thin-open", "size": 15, "line": {"width": 3}},
        hovertemplate=f"{plotly_text(found.words)}<br>"
        f"cost {format_number(found.cost)}<extra></extra>",
        showlegend=False,
    )
    return [*traces, mark]


def level(surface: Surface, threshold: float, fine: Surface | None = None) -> list[go.Contour]:
    """The line on which the cost is the threshold: inside it a descent may end.

    Args:
        surface: where it is drawn.
        threshold: the cost on the line.
        fine: a smaller part of the surface, around its lowest point: it takes over where the line
            is so short that it passes between the places of the surface.
    """
    for one in (surface, fine):
        if one is None:
            continue
        cost = one.cost[np.isfinite(one.cost)]
        if cost.size and cost.min() < threshold < cost.max():
            return [_level(one, threshold)]
    return []


def _level(surface: Surface, threshold: float) -> go.Contour:
    return go.Contour(
        name="threshold",
        x=axis_values(surface.u),
        y=axis_values(surface.v),
        # Centered and squeezed: near the threshold as it is, far away without huge numbers.
        z=small(np.arctan((surface.cost - threshold) / (abs(threshold) or 1.0))),
        contours={"type": "constraint", "operation": "=", "value": 0.0},
        line={"color": INK, "width": 2, "dash": "dot"},
        showscale=False,
        hoverinfo="skip",
        showlegend=False,
    )


def level_note(name: str, threshold: float, drawn: bool) -> dict[str, object]:
    """What the line of a threshold is called, as an annotation in the chart's corner.

    Args:
        name: what is drawn over the plane, such as "cost".
        threshold: its value on the line.
        drawn: whether there is a line.
    """
    said = f"{plotly_text(name)} = {format_number(threshold)}"
    return {
        "text": f"┄┄ {said}" if drawn else f"{said}: nowhere in this range",
        "showarrow": False,
        "xref": "x domain",
        "yref": "y domain",
        "x": 1,
        "y": 1,
        "xanchor": "right",
        "yanchor": "top",
        "bgcolor": CARD,
        "borderpad": 2,
        "opacity": 0.9,
        "font": {"size": FONT_SIZE, "color": INK},
    }


def ways(surface: Surface, runs: Sequence[Trajectory], names: Sequence[str]) -> list[go.Scatter]:
    """The ways of several runs over a surface, each with its start and its end.

    Args:
        surface: Where they are seen from above.
        runs: The runs.
        names: What each is called.
    """
    traces = []
    for place, (run, name) in enumerate(zip(runs, names, strict=True)):
        u, v = map(_near, surface.plane.coordinates(run.points), (surface.u, surface.v))
        style = run_style(place)
        common = {"x": u, "y": v, "legendgroup": name}
        halo = {"color": CARD, "width": 5}
        traces.append(
            go.Scatter(mode="lines", line=halo, hoverinfo="skip", showlegend=False, **common)
        )
        traces.append(
            go.Scatter(
                name=plotly_text(name),
                mode="lines+markers",
                line={**style, "width": 2},
                marker={"color": style["color"], "size": _sizes(len(u))},
                customdata=np.stack([run.steps, run.cost], axis=-1),
                hovertemplate=f"{plotly_text(name)}, step %{{customdata[0]}}<br>"
                "<b>cost %{customdata[1]:.4~g}</b><extra></extra>",
                **common,
            )
        )
    return traces


def _near(places: Array, window: Array) -> Array:
    """Places no farther out than a browser can still draw a line to."""
    reach = BESIDE * float(window[-1] - window[0])
    return np.clip(places, window[0] - reach, window[-1] + reach)


def _sizes(count: int) -> list[int]:
    """Small dots for the steps of a short way, and a larger one where it ends."""
    between = 4 if count <= 60 else 0
    return [between] * (count - 1) + [9] if count else []
