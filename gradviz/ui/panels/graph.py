"""The graph, and what the visitor does in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from gradviz.show import axes, figures
from gradviz.study import fits
from gradviz.study.backward import as_json
from gradviz.study.blueprint import Problem, Rows
from gradviz.study.coordinates import Array
from gradviz.ui import asked, cached, controls, derivations, looks, session
from gradviz.ui.graph_view import Drag, Scrub, graph_view
from gradviz.ui.panels import asking, building, descent, followers, points
from gradviz.ui.scatter import Scatter, scatter_of
from gradviz.ui.travel import travelled

_ENTRY = re.compile(r"(.+)\[(\d{1,9})\]", re.ASCII)


def graph() -> None:
    """Draws the graph of the current State."""
    state = session.current().state
    problem, structure = state.problem, state.problem.structure
    drawn = looks.model(state.look, structure)
    picture = looks.picture(state.look, structure)
    derived = derivations.derived(structure)
    name = derived.name + looks.tag(state.look)
    stand_ins = looks.stand_ins(state.look, structure)
    frame = as_json(cached.frame(problem))
    plots = followers.followers(state, frame) | _followers(problem)
    more = looks.more_numbers(state.look, problem)
    for kind in ("nodes", "edges"):
        frame[kind] |= more[kind]
    for edge in frame["edges"].values():
        edge["local"] = edge["local"] and {"value": edge["local"]}
    graph_view(
        "graph",
        svg=picture.svg,
        layout_id=picture.name,
        frame=frame,
        scrubs=_scrubs(stand_ins),
        stand_ins=stand_ins,
        axes=_axes(),
        program=cached.live(drawn, name, structure),
        selected=state.selected,
        pull=cached.pulled(state.selected, drawn, name) if state.selected else None,
        step=state.step,
        derivation={
            "id": name,
            "formulas": derived.formulas,
            "inHand": derived.in_hand,
            "locals": derived.locals,
            "headline": derived.headline,
            **cached.told(drawn),
            "asked": asked.asked(drawn, structure),
            "entry": cached.entry_told(state.selected or "", drawn),
            "rows": cached.row_numbers(state.selected or "", drawn, problem),
            "checks": frame.pop("checks"),
        },
        plots=plots,
        view=looks.facts(state.look, structure),
        on_look=_looked,
        on_drag=_dragged,
        build=building.facts(problem),
        on_build=building.built,
        on_travel=travelled,
        on_ask=asking.asked,
        on_select=_selected,
        on_step=_stepped,
        on_camera=_turned,
        on_range=followers.zoomed,
        on_points=points.changed,
        on_scheme=session.recolor,
    )


def _axes() -> dict[str, Scrub]:
    """The numbers that the surface is drawn over, as the browser calls them."""
    now = session.current().state
    grips = cached.grips(now.problem.structure)
    return {grips[name]: Scrub(name, controls.step(name)) for name in now.axes}


def _scrubs(stand_ins: Mapping[str, str]) -> dict[str, Scrub]:
    """The numbers that a hand can take, by tensor; scalars like the entries that they are."""
    # Of what is settled, so that no step changes under the hand.
    problem = session.current().settled.problem
    tensors = cached.names(problem.structure)
    grips = {}
    for parameter in problem.blueprint.parameters:
        step = min(map(controls.step, parameter.entries))
        grips[tensors[parameter.name]] = Scrub(parameter.name, step)
    for one, columns in _columns(problem).items():
        reach = axes.reach(row[column] for row in problem.rows for column in columns)
        grips[tensors[one]] = Scrub(one, reach / 500)
    for name, key in stand_ins.items():
        entry = _ENTRY.fullmatch(key)
        if entry and entry[1] in grips:
            scrub = grips[entry[1]]
            grips[name] = replace(scrub, label=f"{scrub.label}, entry {int(entry[2]) + 1}")
    return grips | asking.scrubs(problem)


def _columns(problem: Problem) -> dict[str, range]:
    """Which columns of the data each input has."""
    found, first = {}, 0
    for one in problem.blueprint.inputs:
        found[one.name] = range(first, first + len(one.columns))
        first += len(one.columns)
    return found


def _followers(problem: Problem) -> dict[str, object]:
    """What moves on the chart of the data without its being drawn anew."""
    found: dict[str, object] = {}
    fit = scatter_of(problem.structure)
    if fit is not None:
        feature, target, predicted = (
            np.ravel(cached.frame(problem).nodes[cached.names(problem.structure)[name]].value)
            for name in (fit.across, fit.up, fit.line)
        )
        places = np.linspace(*figures.fit_window(feature.tolist()), fits.CURVE_POINTS)
        shown: dict[str, object] = {
            "line": [places.tolist(), _line(problem, fit, places)],
            "residuals": np.stack([feature, predicted, target], axis=1).tolist(),
        }
        if not fit.diagonal:
            shown |= {
                "grips": _points(problem, fit),
                "names": list(fit.titles),
                "free": not controls.single(problem),
            }
        found["fit"] = shown
    return found


def _points(problem: Problem, fit: Scatter) -> list[list[str]]:
    """What a hand takes of each point: the entries of its two inputs."""
    tensors = cached.names(problem.structure)
    shapes = {one.name: one.shape for one in problem.blueprint.inputs}
    return [
        [
            f"{tensors[name]}[{row}]" if shapes[name] else tensors[name]
            for name in (fit.across, fit.up)
        ]
        for row in range(len(problem.rows))
    ]


def _line(problem: Problem, fit: Scatter, places: Array) -> list[float | None]:
    return places.tolist() if fit.diagonal else _plain(fits.predictions(problem, places))


def _plain(numbers: list[float]) -> list[float | None]:
    return [number if np.isfinite(number) else None for number in numbers]


def _dragged(drag: Drag) -> None:
    problem = session.current().state.problem
    grips = {grip: name for name, grip in cached.grips(problem.structure).items()}
    moved = {grips[key]: value for key, value in drag.values.items() if key in grips}
    rows = _dragged_rows(problem, drag.values)
    place = next(iter(moved), None if len(moved) == len(drag.values) else session.DATA)
    if place is not None:
        held = place if drag.source == "slider" and not drag.done else None
        others = asking.moved(problem.moved(moved), drag.values)
        after: dict[str, Any] = {"problem": replace(others, rows=rows)}
        if drag.source == "descent":
            after |= descent.kept(session.current().settled, others)
        other = rows != session.current().settled.problem.rows
        session.change(place, after, settle=drag.done, held=held, reopen=other)


def _dragged_rows(problem: Problem, values: Mapping[str, float]) -> Rows:
    """The data with the entries put in that a hand has moved, e.g. "X:0[1]"."""
    tensors = cached.names(problem.structure)
    rows = [list(row) for row in problem.rows]
    for name, columns in _columns(problem).items():
        for key, value in values.items():
            entry = _ENTRY.fullmatch(key)
            if key == tensors[name]:
                rows[0][columns[0]] = value
            elif entry and entry[1] == tensors[name]:
                row, column = divmod(int(entry[2]), len(columns))
                if row < len(rows):
                    rows[row][columns[column]] = value
    return tuple(map(tuple, rows))


def _selected(name: str | None) -> None:
    session.look(selected=name)


def _stepped(step: int | None) -> None:
    session.look(step=step)


def _looked(values: Mapping[str, object]) -> None:
    state = session.current().state
    structure = state.problem.structure
    look, _ = looks.cleaned(looks.changed(state.look, values), structure)
    name = (state.selected or "").partition("|")[0]
    kept = state.selected if name in looks.names(look, structure) else None
    step = looks.step_there(state.step, state.look, look, structure)
    session.look(look=look, selected=kept, step=step)


def _turned(camera: Mapping[str, object]) -> None:
    seen = figures.camera_numbers(camera)
    if seen is not None:
        session.look(camera=seen)
