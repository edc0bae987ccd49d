"""The worked example on one screen: graph, controls, cost surface, data and derivation."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import streamlit as st

from gradviz.show import axes, figures
from gradviz.show.theme import format_number
from gradviz.study.backward import as_json
from gradviz.ui import cached, controls, header, looks, session, surface_words
from gradviz.ui.graph_view import Drag, Scrub, derivation_view, graph_view
from gradviz.ui.state import State

_VIEWS = {"contour": "Contour", "3d": "3D"}
_DATA = {"X:0": 0, "Y:0": 1}
"""Which of a point's two numbers a tensor holds."""
_ENTRY = re.compile(r"(.+)\[(\d+)\]")
_STILL = {"displayModeBar": False}
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Charts:
    """What the charts are drawn from. While it stays the same they are the same objects.

    Attributes:
        points: The data.
        reach_W: How far the surface goes to both sides of W = 0.
        reach_b: The same for b.
        fit_Y: The ends of the data chart's Y axis; room for data and settled predictions.
        scheme: "light" or "dark" once the visitor has switched: Streamlit colors a chart only
            when it mounts it.
    """

    points: cached.Points
    reach_W: float
    reach_b: float
    fit_Y: tuple[float, float]
    scheme: str | None


def show() -> None:
    """Draws the whole page; from then on its fragments are drawn anew one by one."""
    session.drew(_charts())
    header.header()
    _live()
    with st.container(key="panels", horizontal=True, gap="small"):
        with st.container(key="surface-panel", gap="xxsmall"):
            _surface()
        with st.container(key="data-panel", horizontal=True, gap="xsmall"):
            _data()
        with st.container(key="derivation-panel"), _guarded("derivation"):
            derivation_view("derivation")


@st.fragment(key="live")
def _live() -> None:
    """What follows a drag. Few elements: each costs time in every frame."""
    controls.notice("link")
    with st.container(key="graph-panel"), _guarded("graph"):
        _graph()
    controls.parameters()
    # A settled change can move an axis; the charts stand outside this fragment.
    if session.current().charts != _charts():
        st.rerun()


def _graph() -> None:
    state = session.current().state
    samples, plain = len(state.points), looks.is_plain(state.look)
    picture = looks.picture(state.look, samples)
    derived = cached.derived(samples)
    frame = as_json(cached.frame(state.W, state.b, state.points))
    plots = _followers(state, frame["nodes"])
    more = looks.more_numbers(state.look, state.W, state.b, state.points)
    for kind in ("nodes", "edges"):
        frame[kind] |= more[kind]
    for edge in frame["edges"].values():
        edge["local"] = edge["local"] and {"value": edge["local"]}
    graph_view(
        "graph",
        svg=picture.svg,
        layout_id=picture.name,
        frame=frame,
        scrubs=_scrubs(),
        # Steps and the browser's own numbers are those of the model's own diagram.
        program=cached.live(samples) if plain else None,
        selected=state.selected,
        step=state.step if plain else None,
        derivation={
            "id": derived.name if plain else f"{derived.name}-other",
            "formulas": derived.formulas,
            "locals": derived.locals,
            **(cached.told(samples) if plain else {}),
            "entry": cached.entry_told(state.selected or "", samples),
            "checks": frame.pop("checks"),
        },
        plots=plots,
        view=looks.facts(state.look, samples),
        on_look=_looked,
        on_drag=_dragged,
        on_select=_selected,
        on_step=_stepped,
        on_camera=_turned,
        on_scheme=session.recolor,
    )


def _scrubs() -> dict[str, Scrub]:
    """The numbers that a hand can take; the point on the surface has the first two."""
    grips = {f"{name}:0": Scrub(name, controls.step(name)) for name in controls.PARAMETERS}
    for tensor, column in _DATA.items():
        # Of what is settled, so that no step changes under the hand.
        reach = axes.reach(point[column] for point in session.current().settled.points)
        grips[tensor] = Scrub(tensor.removesuffix(":0"), reach / 500)
    return grips


def _followers(state: State, nodes: Mapping[str, Any]) -> dict[str, object]:
    """What moves on the charts without their being drawn anew."""
    least = cached.minimum(state.points)
    left, right = figures.fit_window(x for x, _ in state.points)
    ends = cached.predictions(state.W, state.b, ((left, 0.0), (right, 0.0)))
    fitted = cached.predictions(state.W, state.b, state.points)
    pairs = zip(state.points, fitted, strict=True)
    return {
        "point": {
            "x": state.W,
            "y": state.b,
            "z": nodes["cost:0"]["value"],
            "gx": nodes["W:0"]["gradient"],
            "gy": nodes["b:0"]["gradient"],
        },
        "minimum": least and {"x": least.W, "y": least.b, "z": least.cost},
        "fit": {
            "line": [[left, right], list(ends)],
            "residuals": [[x, prediction, y] for (x, y), prediction in pairs],
        },
    }


@st.fragment(key="surface")
def _surface() -> None:
    now, charts = session.current(), _charts()
    if st.session_state.get("view") != now.state.view:
        st.session_state["view"] = now.state.view
    st.segmented_control(
        "Cost surface",
        list(_VIEWS),
        format_func=_VIEWS.__getitem__,
        key="view",
        required=True,
        label_visibility="collapsed",
        on_change=_viewed,
    )
    settled = session.current().settled
    surface_words.curvature_note(settled.W, settled.b, settled.points)
    with st.container(key="surface", height="stretch"), _guarded("cost surface"):
        surface = cached.surface(charts.points, charts.reach_W, charts.reach_b)
        camera = session.camera_for((charts, now.state.view))
        if now.state.view == "contour":
            chart = figures.contour(surface)
        else:
            chart = figures.surface3d(surface, camera)
        chart.update_layout(meta=charts.scheme)
        st.plotly_chart(
            chart,
            key=now.state.view,
            height="stretch",
            config=_STILL,
            alt=_surface_in_words(charts),
        )


def _data() -> None:
    charts = _charts()
    with st.container(key="fit", height="stretch"), _guarded("data"):
        chart = figures.fit(charts.points, charts.fit_Y)
        st.plotly_chart(
            chart,
            key="fit-chart",
            height="stretch",
            config=_STILL,
            alt=f"Scatter plot of {len(charts.points)} data points with the fitted "
            "line pred = W·X + b and the residuals pred − Y.",
        )
    with st.container(key="table", height="stretch"), _guarded("table"):
        controls.table()


def _surface_in_words(charts: _Charts) -> str:
    least = cached.minimum(charts.points)
    where = "It has no single lowest point."
    if least is not None:
        W, b, cost = map(format_number, (least.W, least.b, least.cost))
        where = f"It is lowest at W = {W}, b = {b}, where the cost is {cost}."
    ends = format_number(charts.reach_W), format_number(charts.reach_b)
    return (
        f"The cost over W from −{ends[0]} to {ends[0]} and b from −{ends[1]} to {ends[1]}. {where}"
    )


def _charts() -> _Charts:
    settled = session.current().settled
    fitted = cached.predictions(settled.W, settled.b, settled.points)
    seen = axes.window([*(y for _, y in settled.points), *fitted])
    scheme = session.current().scheme
    return _Charts(settled.points, controls.reach("W"), controls.reach("b"), seen, scheme)


def _dragged(drag: Drag) -> None:
    values = {name.removesuffix(":0"): value for name, value in drag.values.items()}
    known: dict[str, Any] = {name: values[name] for name in controls.PARAMETERS if name in values}
    place: session.Place | None = next(
        (name for name in controls.PARAMETERS if name in known), None
    )
    held = place if drag.source == "slider" and not drag.done else None
    points = _dragged_points(drag.values)
    if points != session.current().state.points:
        known["points"], place = points, "data"
    if place is not None:
        session.change(place, known, settle=drag.done, held=held, reopen="points" in known)


def _dragged_points(values: Mapping[str, float]) -> cached.Points:
    """The data with the entries put in that a hand has moved, e.g. "X:0[1]"."""
    points = [list(point) for point in session.current().state.points]
    for key, value in values.items():
        entry = _ENTRY.fullmatch(key)
        if entry and entry[1] in _DATA and int(entry[2]) < len(points):
            points[int(entry[2])][_DATA[entry[1]]] = value
    return tuple((x, y) for x, y in points)


def _selected(name: str | None) -> None:
    session.look(selected=name)


def _stepped(step: int | None) -> None:
    session.look(step=step)


def _looked(values: Mapping[str, object]) -> None:
    state = session.current().state
    samples = len(state.points)
    look, _ = looks.cleaned(looks.changed(state.look, values), samples)
    name = (state.selected or "").partition("|")[0]
    kept = state.selected if name in looks.names(look, samples) else None
    session.look(look=look, selected=kept)


def _turned(camera: Mapping[str, object]) -> None:
    seen = figures.camera_numbers(camera)
    if seen is not None:
        session.look(camera=seen)


def _viewed() -> None:
    session.look(view=st.session_state["view"])


@contextmanager
def _guarded(panel: str) -> Iterator[None]:
    """Turns what nobody foresaw into a sentence in the panel's place; the log has the rest."""
    try:
        yield
    except Exception:
        _LOG.exception("the panel %s could not be drawn", panel)
        st.error(f"The {panel} could not be drawn. Go back one step, or open the page anew.")
