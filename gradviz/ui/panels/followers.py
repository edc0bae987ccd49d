"""What moves on the cost surface in the browser: the point, its gradient, the curvature's axes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from gradviz.core.quadratic import prove
from gradviz.show.theme import format_number
from gradviz.study.backward import as_json, plain
from gradviz.study.curvature import plane_axes
from gradviz.study.missing import Missing
from gradviz.study.models import model_of
from gradviz.ui import cached, ground, session, surface_link
from gradviz.ui.typed import shortest

if TYPE_CHECKING:
    from gradviz.study.blueprint import Problem
    from gradviz.study.directions import Plane
    from gradviz.ui.state import State

STEPS = 1000
"""Steps of the point along each axis."""


def followers(state: State, frame: Mapping[str, Any]) -> dict[str, Any]:
    """What the browser moves on the surface without its being drawn anew.

    Args:
        state: what is shown, while a hand may be on it.
        frame: all numbers of it.

    Returns:
        `plane`: how the parameters and the surface's two axes make each other, and from where to
        where it goes; `point`; `minimum`; `axes` of the curvature; `beside`: ends, point and
        minimum of the surface that it is compared with. Nothing without a surface.
    """
    # The plane of what is settled: that is the one on the page.
    settled = session.current().settled
    on = ground.plane(settled)
    if isinstance(on, Missing):
        return {}
    ends = ground.ends(settled, on)
    problem = state.problem
    found = {
        "plane": _plane(problem, on, ends) | {"free": settled.ranges is None},
        "point": _point(problem, on, frame),
        "minimum": _minimum(problem, on, ends),
    }
    if "axes" in state.marks:
        found["axes"] = _axes(problem, on)
    other = ground.beside(state)
    if other is not None:
        far = ground.both_ends(settled, on)[1]
        found["beside"] = {
            "ends": [list(pair) for pair in far],
            "point": _point(other, on, as_json(cached.frame(other))),
            "minimum": _minimum(other, on, far),
        }
    return found


def zoomed(message: Mapping[str, object]) -> None:
    """The browser asks for other ends: two numbers for each axis; None: as the content needs."""
    ends = message.get("ends")
    if ends is None:
        session.look(ranges=None)
        return
    try:
        first, second = (
            surface_link.range_of(shortest(low), shortest(high))
            for low, high in cast(Iterable[tuple[float, float]], ends)
        )
    except (TypeError, ValueError, OverflowError):
        return  # As far as numbers go; the picture stays.
    session.look(ranges=(first, second))


def _plane(problem: Problem, on: Plane, ends: Sequence[cached.Ends]) -> dict[str, Any]:
    moved = np.flatnonzero(np.any(on.directions != 0, axis=0)).tolist()
    grips = [*cached.grips(problem.structure).values()]
    return {
        "keys": [grips[place] for place in moved],
        "origin": [on.origin[place] for place in moved],
        "ways": on.directions[:, moved].tolist(),
        "duals": on.duals[:, moved].tolist(),
        "ends": [list(pair) for pair in ends],
        "steps": [(high - low) / STEPS for low, high in ends],
        "names": list(on.names),
    }


def _point(problem: Problem, on: Plane, frame: Mapping[str, Any]) -> dict[str, Any]:
    u, v = on.coordinates(np.array([*problem.entries.values()]))
    gradient = np.array(_gradient(problem, frame), np.float64)
    with np.errstate(all="ignore"):
        slopes, ascent = on.directions @ gradient, on.duals @ gradient
    return {
        "x": float(u),
        "y": float(v),
        "z": frame["objective"],
        # How the cost rises along each axis, and where it rises most.
        "slopes": plain(slopes),
        "ascent": plain(ascent),
    }


def _gradient(problem: Problem, frame: Mapping[str, Any]) -> list[float]:
    """∂cost by each number of the parameters, as the frame has it."""
    tensors, found = cached.names(problem.structure), list[float]()
    for parameter in problem.blueprint.parameters:
        # What the cost is not made from is not drawn.
        node = frame["nodes"].get(tensors[parameter.name])
        numbers = node and node["gradient"]
        if numbers is None:
            found += [0.0] * parameter.size
        else:
            found += map(float, np.ravel(np.array(numbers, object)))
    return found


def _minimum(
    problem: Problem, on: Plane, ends: tuple[cached.Ends, cached.Ends]
) -> dict[str, Any] | None:
    least = cached.lowest(ground.still(problem), on, ends)
    if isinstance(least, Missing) or least.kind == "valley":
        return None
    u, v = least.place.tolist()
    name = "minimum" if least.kind == "minimum" else "local minimum"
    return {"x": u, "y": v, "z": least.cost, "name": name}


def _axes(problem: Problem, on: Plane) -> dict[str, Any] | None:
    found = cached.bent(problem)
    if isinstance(found, Missing):
        return None
    model = model_of(problem.structure)
    u, v = on.coordinates(np.array([*problem.entries.values()]))
    return {
        "lines": [
            {"along": axis.along, "bend": axis.bend, "label": f"λ = {format_number(axis.bend)}"}
            for axis in plane_axes(on, found.matrix)
        ],
        "at": [float(u), float(v)],
        # Of a quadratic cost they are the same everywhere, and go with the point.
        "everywhere": prove(model.cost, list(model.parameters.values())).quadratic,
    }
