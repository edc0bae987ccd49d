"""What the page asks of the study layer, remembered on small frozen specs.

Everything here is a pure function of numbers, and nobody changes what it gives: all visitors share
it. These are not Streamlit's caches, because those copy what they give every time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from gradviz.show import walk
from gradviz.study import (
    backward,
    entries,
    explain,
    fits,
    minima,
    pull,
    rows,
    steps,
    surfaces,
)
from gradviz.study.diagram import drawn_name
from gradviz.study.directions import entry_plane
from gradviz.study.hessian import hessian
from gradviz.study.missing import Missing
from gradviz.study.models import Model, model_of
from gradviz.study.program import exact, prediction, program
from gradviz.ui.scatter import scatter_of

if TYPE_CHECKING:
    from gradviz.study.backward import Frame
    from gradviz.study.blueprint import Problem, Structure
    from gradviz.study.directions import Plane
    from gradviz.study.hessian import Hessian
    from gradviz.study.minima import Lowest
    from gradviz.study.surfaces import Slice, Surface

Ends = tuple[float, float]

_ROW = re.compile(r"\{([^{}|]*)\|row\}")

SURFACE_POINTS = 81
"""Grid points along each axis of the cost surface; odd, so that zero is one of them."""

FIELD_POINTS = 15
"""Arrows along each axis of it."""

SLICE_POINTS = 201
"""Places along a slice of it."""

AS_LOW = 1e-4
"""How much above the lowest place another one is as low, as a part of the way to half of all."""


@dataclass(frozen=True)
class Picture:
    """The drawn graph, without numbers.

    Attributes:
        svg: The drawing.
        name: Another one for every other drawing.
    """

    svg: str
    name: str


@lru_cache(maxsize=64)
def frame(problem: Problem) -> Frame:
    """All numbers at one state. Remembered for the moment that a change is checked and drawn."""
    return backward.frame(model_of(problem.structure), problem.arrays, problem.rows)


@lru_cache(maxsize=64)
def names(structure: Structure) -> Mapping[str, str]:
    """What the drawing calls the tensor of each input, parameter and output, and of "cost"."""
    model = model_of(structure)
    named = {**model.outputs, **model.parameters, **model.inputs}
    return {name: drawn_name(t) for name, t in named.items()} | {"cost": drawn_name(model.roots[0])}


@lru_cache(maxsize=64)
def grips(structure: Structure) -> Mapping[str, str]:
    """What the drawing calls each single number of the parameters, e.g. "w:0[1]" for "w[1]"."""
    tensors = names(structure)
    return {
        entry: f"{tensors[parameter.name]}[{place}]" if parameter.shape else tensors[parameter.name]
        for parameter in structure.blueprint.parameters
        for place, entry in enumerate(parameter.entries)
    }


def step_count(model: Model) -> int:
    """How many steps the pass has."""
    return len(steps.steps(model))


@lru_cache(maxsize=64)
def told(model: Model) -> Mapping[str, Any]:
    """The steps of the pass and the explanation of every number, as the browser gets them."""
    return {"steps": walk.walk(model), "numbers": walk.told(model)}


@lru_cache(maxsize=256)
def entry_told(number: str, model: Model) -> Mapping[str, Any] | None:
    """The explanation of one entry of a number, "name|part|entry"; None for a whole number."""
    name, _, rest = number.partition("|")
    part, _, entry = rest.partition("|")
    if not entry or (name, part) not in explain.explanations(model):
        return None
    said = entries.entry_explanation(model, (name, part), int(entry))
    return {"of": number, "rows": _rows(model, said, part)} | walk.explained(said)


def _rows(model: Model, said: explain.Explanation, part: str) -> Mapping[str, Any]:
    """By edge, the program of each row of local derivatives in an explanation."""
    edges = {edge for line in said.lines for edge in _ROW.findall(line)}
    kind = "gradient" if part == "gradient" else "value"
    return {edge: rows.row_program(model, (edge, kind)) for edge in sorted(edges)}


@lru_cache(maxsize=256)
def pulled(number: str, model: Model, model_id: str) -> Mapping[str, Any] | None:
    """What the browser needs to pull a number, "name|part"; None where nothing can be pulled."""
    name, _, rest = number.partition("|")
    part = rest.partition("|")[0] or "gradient"
    places = backward.places_of(model)
    if name not in places.nodes and name not in places.edges or part == "seed":
        return None
    program = pull.pull_program(model, (name, part)) if exact(model) else None
    if program is None or all(slope is None for slope in program["slopes"]):
        return None
    return {"id": f"{model_id} {name}|{part}", "of": f"{name}|{part}", **program}


def row_numbers(number: str, model: Model, problem: Problem) -> dict[str, Any]:
    """By edge, the numbers of the rows in the explanation of an entry."""
    told = entry_told(number, model)
    if not told or not told["rows"]:
        return {}
    _, part, entry = number.rsplit("|", 2)
    fed = backward.feeds(model, problem.arrays, problem.rows)
    kind = "gradient" if part == "gradient" else "value"
    found = {edge: rows.row(model, (edge, kind), int(entry), fed) for edge in told["rows"]}
    return {edge: backward.plain(array) for edge, array in found.items()}


@lru_cache(maxsize=64)
def live(drawn: Model, drawn_id: str, structure: Structure) -> Mapping[str, Any]:
    """What the browser computes while a hand moves; the same for all data of one length.

    Args:
        drawn: what is drawn of the structure.
        drawn_id: its name.
        structure: of which the other panels are.

    Returns:
        The frame's program; `line`: the predictions along the fitted curve; `marks`: which tensors
        the charts' marks show; `more`: where another graph is drawn than all other panels are of,
        that one's program. Only the name for a model that the browser must leave alone.
    """
    model = model_of(structure)
    if not exact(model) or not exact(drawn):
        return {"id": drawn_id}
    same = drawn.cost is model.cost
    found: dict[str, Any] = {"id": drawn_id, **program(drawn if same else model)}
    if not same:
        found["more"] = program(drawn)
    fit = fits.fit_of(structure)
    if fit is not None:
        single = fits.single(structure)
        curve = model if single else model_of(fits.curve(structure))
        found["line"] = prediction(curve, fit.prediction) | {"single": single}
    shown = scatter_of(structure)
    if shown is not None:
        found["fit"] = [names(structure)[name] for name in (shown.across, shown.line, shown.up)]
    return found


@lru_cache(maxsize=64)
def surface(problem: Problem, plane: Plane, ends: tuple[Ends, Ends]) -> Surface:
    """Cost and gradients over a plane.

    Args:
        problem: the model and the data; where the parameters are the plane says.
        plane: where.
        ends: from where to where along each of its axes.
    """
    places = (np.linspace(*pair, SURFACE_POINTS) for pair in ends)
    return surfaces.plane_surface(model_of(problem.structure), problem.rows, plane, *places)


@lru_cache(maxsize=64)
def field(problem: Problem, plane: Plane, ends: tuple[Ends, Ends]) -> Surface:
    """The gradient over a plane, at few places: one more pass, where there are to be arrows."""
    # In the middles of equal parts, so that no arrow is cut off by the frame.
    places = (
        low + (np.arange(FIELD_POINTS) + 0.5) * ((high - low) / FIELD_POINTS) for low, high in ends
    )
    return surfaces.field(model_of(problem.structure), problem.rows, plane, *places)


@lru_cache(maxsize=64)
def cut(problem: Problem, plane: Plane, at: Ends, axis: int, ends: Ends) -> Slice:
    """The cost along one axis of a plane, through a point of it."""
    places = np.linspace(*ends, SLICE_POINTS)
    return surfaces.cut(model_of(problem.structure), problem.rows, plane, at, axis, places)


@lru_cache(maxsize=256)
def lowest(
    problem: Problem, plane: Plane, ends: tuple[Ends, Ends] | None = None
) -> Lowest | Missing:
    """Where the cost is lowest on a plane, or why it is nowhere.

    Args:
        problem: the model and the data.
        plane: where.
        ends: from where to where it is seen: the lowest place that is seen is one to begin at.
    """
    starts = [(0.0, 0.0)]
    if ends is not None:
        seen = surface(problem, plane, ends)
        if np.isfinite(seen.cost).any():
            starts.append(_low(seen))
    return minima.lowest(model_of(problem.structure), problem.rows, plane, starts, ends)


@lru_cache(maxsize=64)
def around(problem: Problem, plane: Plane, ends: tuple[Ends, Ends]) -> Surface | None:
    """The surface close to its lowest place, where there is one, between its neighbors there."""
    found = lowest(problem, plane, ends)
    if isinstance(found, Missing) or found.kind == "valley":
        return None
    cells = [2 * (high - low) / (SURFACE_POINTS - 1) for low, high in ends]
    u, v = found.place.tolist()
    return surface(problem, plane, ((u - cells[0], u + cells[0]), (v - cells[1], v + cells[1])))


@lru_cache(maxsize=64)
def bent(problem: Problem) -> Hessian | Missing:
    """The second derivatives where the parameters are, or why there are none."""
    return hessian(model_of(problem.structure), [*problem.entries.values()], problem.rows)


def minimum(problem: Problem, names: tuple[str, ...]) -> Mapping[str, float] | None:
    """The one lowest place over two numbers of the parameters, by name, and its "cost"; or None."""
    if len(names) != 2:
        return None
    model, values = model_of(problem.structure), [*problem.entries.values()]
    plane = entry_plane(model, values, names[0], names[1])
    found = lowest(problem.moved(dict.fromkeys(problem.entries, 0.0)), plane)
    if isinstance(found, Missing) or found.kind == "valley":
        return None
    return {**dict(zip(names, found.place.tolist(), strict=True)), "cost": found.cost}


def _low(seen: Surface) -> tuple[float, float]:
    """A lowest place of a surface; of those that are as good as equal, the one most in its middle.

    A valley has many, and one in a corner shows the least of it.
    """
    cost = _finite(seen.cost)
    good = cost <= np.nanmin(cost) + AS_LOW * (np.nanmedian(cost) - np.nanmin(cost))
    rows, columns = np.nonzero(good)
    middle = [(count - 1) / 2 for count in cost.shape]
    best = np.hypot(rows - middle[0], columns - middle[1]).argmin()
    return float(seen.u[columns[best]]), float(seen.v[rows[best]])


def _finite(numbers: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    return np.where(np.isfinite(numbers), numbers, np.nan)
