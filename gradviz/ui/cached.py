"""What the page asks of the study layer, remembered on small frozen specs.

Everything here is a pure function of numbers, and nobody changes what it gives: all visitors share
it. These are not Streamlit's caches, because those copy what they give every time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gradviz.core.execute import evaluate
from gradviz.show import formulas, walk
from gradviz.study import backward, derivation, entries, explain, steps, surfaces
from gradviz.study.models import linear_model
from gradviz.study.program import exact, prediction, program

if TYPE_CHECKING:
    from gradviz.study.backward import Frame
    from gradviz.study.surfaces import Minimum, Surface

Points = tuple[tuple[float, float], ...]
"""The data: one (X, Y) per sample."""

SURFACE_POINTS = 81
"""Grid points along each axis of the cost surface; odd, so that zero is one of them."""


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
def frame(W: float, b: float, points: Points) -> Frame:
    """All numbers at one state. Remembered for the moment that a change is checked and drawn."""
    return backward.frame(linear_model(len(points)), (W, b), points)


def predictions(W: float, b: float, points: Points) -> tuple[float, ...]:
    """The model's prediction at the X of every point."""
    model = linear_model(len(points))
    (predicted,) = evaluate([model.outputs["pred"]], backward.feeds(model, (W, b), points))
    return tuple(predicted.ravel().tolist())


def step_count(samples: int) -> int:
    """How many steps the pass has."""
    return len(steps.steps(linear_model(samples)))


@lru_cache(maxsize=64)
def told(samples: int) -> Mapping[str, Any]:
    """The steps of the pass and the explanation of every number, as the browser gets them."""
    model = linear_model(samples)
    return {"steps": walk.walk(model), "numbers": walk.told(model)}


@lru_cache(maxsize=256)
def entry_told(number: str, samples: int) -> Mapping[str, Any] | None:
    """The explanation of one entry of a number, "name|part|entry"; None for a whole number."""
    name, _, rest = number.partition("|")
    part, _, entry = rest.partition("|")
    if not entry:
        return None
    if name not in {one for one, _ in explain.explanations(linear_model(samples))}:
        return None
    said = entries.entry_explanation(linear_model(samples), (name, part), int(entry))
    return {"of": number} | walk.explained(said)


def first_not_finite(W: float, b: float, points: Points) -> str | None:
    """The name of the first of cost, ∂cost/∂W and ∂cost/∂b that is no finite number, or None."""
    nodes = frame(W, b, points).nodes
    numbers = {
        "the cost": nodes["cost:0"].value,
        "∂cost/∂W": nodes["W:0"].gradient,
        "∂cost/∂b": nodes["b:0"].gradient,
    }
    return next((name for name, value in numbers.items() if not _is_finite(value)), None)


@dataclass(frozen=True)
class Derivation:
    """The formulas behind the numbers, as MathML.

    Attributes:
        name: Another one for every other set of formulas.
        formulas: Cost and gradients, with slots for their numbers.
        locals: The local derivative of each edge that has one.
    """

    name: str
    formulas: tuple[Mapping[str, str], ...]
    locals: Mapping[str, str]


@lru_cache(maxsize=64)
def derived(samples: int) -> Derivation:
    """The linear model's derivation; the same for all data of one length."""
    model = linear_model(samples)
    lines = tuple(map(_formula, derivation.derivation(model)))
    steps = {
        edge: formulas.mathml(f"{local.left} = {local.formula}")
        for edge, local in derivation.local_derivatives(model).items()
        if local.formula is not None
    }
    return Derivation(f"linear-{samples}", lines, steps)


def headline(samples: int) -> tuple[str, ...]:
    """The model itself as LaTeX, one equation each for its outputs and its cost."""
    return derivation.headline(linear_model(samples))


@lru_cache(maxsize=64)
def live(samples: int) -> Mapping[str, Any]:
    """What the browser computes while a hand moves; the same for all data of one length.

    Returns:
        The frame's program; `line`: the prediction at two X, for the fitted line; `marks`: which
        tensors the charts' marks show. Only the name for a model that the browser must leave alone.
    """
    model, name = linear_model(samples), f"linear-{samples}"
    if not exact(model):
        return {"id": name}
    return {
        "id": name,
        **program(model),
        "line": prediction(linear_model(2), "pred"),
        "marks": {"point": ["W:0", "b:0", "cost:0"], "fit": ["X:0", "pred:0", "Y:0"]},
    }


def _formula(line: derivation.Line) -> Mapping[str, str]:
    tensor, part = line.subject
    name = tensor.removesuffix(":0")
    slot = rf"\slot{{{tensor}|{part}}}{{0}}"
    symbolic = f"{line.left} = {line.formula}" if line.formula else line.left
    # Two formulas, because browsers break no line within one.
    put_in = f"= {line.numbers} = {slot}" if line.numbers else f"= {slot}"
    return {
        "name": f"∂cost/∂{name}" if part == "gradient" else name,
        "mathml": formulas.mathml(symbolic) + " " + formulas.mathml(put_in),
        "latex": symbolic,
    }


@lru_cache(maxsize=64)
def surface(points: Points, reach_W: float, reach_b: float) -> Surface:
    """Cost and gradients over −reach … reach of both parameters."""
    return surfaces.surface(
        linear_model(len(points)),
        points,
        np.linspace(-reach_W, reach_W, SURFACE_POINTS),
        np.linspace(-reach_b, reach_b, SURFACE_POINTS),
    )


@lru_cache(maxsize=256)
def minimum(points: Points) -> Minimum | None:
    """Where the cost is least, if there is one finite such place."""
    return surfaces.minimum(linear_model(len(points)), points)


def _is_finite(value: NDArray[Any] | None) -> bool:
    return value is not None and bool(np.isfinite(value).all())
