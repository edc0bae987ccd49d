"""Pulling a result: the parameters are moved until a chosen number is what the visitor wants.

The program's own gradients do it. For a value f with f(θ) wanted to be t, each step solves the
linearized equation J Δθ = t − f with the smallest Δθ (Gauss-Newton); for a gradient, J is the
gradient of the gradient. Small is meant in f's own curvature where that is positive, so that a
cost goes straight towards its minimum instead of from wall to wall of a valley. A step that does
not come nearer is halved.

Source: Nocedal and Wright, Numerical Optimization, 2nd ed., section 10.3.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from gradviz.core.copying import copy
from gradviz.core.execute import evaluate
from gradviz.core.export import export
from gradviz.core.gradients import gradients
from gradviz.core.graph import Tensor
from gradviz.core.ops import multiply, placeholder, reduce_sum
from gradviz.study.backward import Point, feeds, places_of
from gradviz.study.diagram import drawn_name
from gradviz.study.models import Model
from gradviz.study.program import fed_tensors
from gradviz.study.rows import SELECTOR

Array = np.ndarray[Any, Any]

STEPS = 50
HALVINGS = 30
TOLERANCE = 1e-9
"""Relative distance from the wanted number at which it counts as reached."""


@dataclass(frozen=True)
class Pull:
    """Where the parameters went.

    Attributes:
        parameters: their entries, in the model's order.
        reached: the pulled number there.
        wanted: what it was pulled to.
        words: "" if it was reached, else a sentence that says why not.
    """

    parameters: tuple[float, ...]
    reached: float
    wanted: float
    words: str


@dataclass(frozen=True, eq=False)
class _Reach:
    """How a drawn number depends on the parameters.

    Attributes:
        tensor: the scalar that picks it out of its tensor.
        selector: is fed 1 at the entry, 0 elsewhere.
        slopes: ∂tensor/∂parameter; None: no dependence.
        curvatures: ∂slope/∂parameter, row by row; None: no dependence, or not known, because the
            parameters are not all single numbers.
        counterpart: the model's tensors in the copied graph.
    """

    tensor: Tensor
    selector: Tensor
    slopes: tuple[Tensor | None, ...]
    curvatures: tuple[tuple[Tensor | None, ...], ...]
    counterpart: Mapping[Tensor, Tensor]


@lru_cache(maxsize=64)
def _reach(model: Model, name: str, part: str) -> _Reach | None:
    places = places_of(model)
    entry = places.nodes.get(name) or places.edges.get(name)
    if entry is None:
        raise ValueError(
            f"the drawing has no {name!r} (it has {', '.join(places.nodes)} and edges)"
        )
    tensor = entry[0] if part == "value" else entry[1]
    if tensor is None:
        return None
    graph, counterpart = copy(model.graph)
    with graph.as_default():
        selector = placeholder(tensor.dtype, tensor.shape, name="selector")
        picked = reduce_sum(multiply(counterpart[tensor], selector))
        moved = [counterpart[p] for p in model.parameters.values()]
        slopes = tuple(gradients(picked, moved))
        # A row of curvatures for each entry would be too many; without them, steps are shorter.
        bent = all(not p.shape for p in moved)
        curvatures = tuple(
            (None,) * len(moved) if slope is None or not bent else tuple(gradients(slope, moved))
            for slope in slopes
        )
    return _Reach(picked, selector, slopes, curvatures, counterpart)


def pull(
    model: Model,
    parameters: Sequence[Any],
    points: Sequence[Point],
    subject: tuple[str, str],
    entry: int,
    wanted: float,
    chosen: Sequence[str] | None = None,
) -> Pull:
    """Moves the chosen parameters so that a drawn number becomes what is wanted.

    Args:
        model: any model.
        parameters: where they are now, in the model's order, in their shapes.
        points: the data, a row for each sample.
        subject: a drawn node or edge, and "value" or "gradient".
        entry: which entry of the tensor, row by row.
        wanted: the number that it shall be.
        chosen: names of the parameters that may move; without it, all.

    Returns:
        The nearest that was reached; `words` says so if that is not what was wanted.

    Raises:
        ValueError: if the drawing has no such number, or no parameter of such a name.

    Example:
        >>> from gradviz.study.models import linear_model
        >>> result = pull(
        ...     linear_model(2), (0.0, 0.0), ((2, 3), (3, 2)), ("pred:0", "value"), 0, 5.0
        ... )
        >>> result.parameters, result.words
        ((2.0, 1.0), '')
    """
    names = list(model.parameters)
    free = names if chosen is None else list(chosen)
    if set(free) - set(names):
        raise ValueError(f"no parameter {sorted(set(free) - set(names))} (there are {names})")
    at = np.concatenate([np.ravel(np.asarray(p, np.float64)) for p in parameters])
    reach = _reach(model, *subject)
    moving = _moving(model, reach, free) if reach else []
    if reach is None or not moving:
        who = " and ".join(free) or "no parameter"
        words = f"{who} cannot move this number: it does not depend on them."
        now = _now(model, reach, at, points, entry) if reach else float("nan")
        return Pull(tuple(at.tolist()), now, wanted, words)
    here = _at(model, reach, at, points, entry, moving)
    for _ in range(STEPS):
        if _reached(here.value, wanted):
            break
        step = _step(here, wanted)
        for _ in range(HALVINGS):
            trial = at.copy()
            trial[moving] += step
            there = _at(model, reach, trial, points, entry, moving)
            if np.isfinite(there.value) and abs(wanted - there.value) < abs(wanted - here.value):
                break
            step = step / 2
        else:
            break
        at, here = trial, there
    words = ""
    if not _reached(here.value, wanted):
        words = (
            f"{wanted:.4g} is out of reach from here;"
            f" {here.value:.4g} is the nearest that was found."
        )
    return Pull(tuple(at.tolist()), here.value, wanted, words)


def _moving(model: Model, reach: _Reach, free: Sequence[str]) -> list[int]:
    """Which entries of the parameters may move and lead anywhere."""
    places: list[int] = []
    first = 0
    for (name, tensor), slope in zip(model.parameters.items(), reach.slopes, strict=True):
        if name in free and slope is not None:
            places += range(first, first + tensor.shape.size)
        first += tensor.shape.size
    return places


def pull_program(model: Model, subject: tuple[str, str]) -> dict[str, Any] | None:
    """What the browser needs to pull a number as `pull` does, while the hand moves.

    Returns:
        `plan` and `feeds` as in `program.program`, the last feed the selector. `slopes`: for each
        of `parameters` (drawn names), the place of the number's slopes among the fetches, or None;
        `curvatures`: the places row by row. The number itself is fetched first. None for a number
        that there is not.

    Example:
        >>> from gradviz.study.models import linear_model
        >>> pull_program(linear_model(2), ("pred:0", "value"))["slopes"]
        [1, 2]
    """
    reach = _reach(model, *subject)
    if reach is None:
        return None
    flat = [t for row in reach.curvatures for t in row]
    known = [reach.tensor, *(t for t in (*reach.slopes, *flat) if t is not None)]
    fetches = list(dict.fromkeys(known))
    place = {tensor: at for at, tensor in enumerate(fetches)}
    fed = {name: reach.counterpart[t] for name, t in fed_tensors(model).items()}
    fed |= {SELECTOR: reach.selector}
    return {
        "plan": export(fetches, list(fed.values())),
        "feeds": list(fed),
        "parameters": [drawn_name(p) for p in model.parameters.values()],
        "slopes": [place.get(slope) if slope is not None else None for slope in reach.slopes],
        "curvatures": [
            [place.get(t) if t is not None else None for t in row] for row in reach.curvatures
        ],
    }


def _reached(value: float, wanted: float) -> bool:
    return abs(wanted - value) <= TOLERANCE * max(1.0, abs(wanted))


class _Here(NamedTuple):
    """A number, its slopes by the parameters that move, and their slopes."""

    value: float
    slopes: Array
    curvatures: Array


def _step(here: _Here, wanted: float) -> Array:
    """The smallest step that reaches the wanted number, as far as slopes and curvature tell."""
    if not np.isfinite(here.curvatures).all() or not np.isfinite(here.slopes).all():
        return np.zeros_like(here.slopes)
    bends, axes = np.linalg.eigh((here.curvatures + here.curvatures.T) / 2)
    direction = here.slopes
    if bends[0] > 1e-9 * bends[-1] > 0:
        direction = axes @ ((axes.T @ here.slopes) / bends)
    length = float(here.slopes @ direction)
    away = wanted - here.value
    if length > 0:
        return np.asarray(direction * (away / length))
    # At a minimum (or maximum) no slope leads away; curvature does.
    bend, axis = (bends[-1], axes[:, -1]) if away > 0 else (bends[0], axes[:, 0])
    return np.asarray(axis * np.sqrt(2 * away / bend)) if away * bend > 0 else np.zeros_like(axis)


def _fed(
    model: Model, reach: _Reach, at: Array, points: Sequence[Point], entry: int
) -> dict[Tensor, Array]:
    shapes = [tuple(p.shape) for p in model.parameters.values()]
    ends = np.cumsum([np.prod(shape, dtype=int) for shape in shapes])[:-1]
    parts = np.split(at, ends)
    values = [part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)]
    fed = {reach.counterpart[t]: a for t, a in feeds(model, values, points).items()}
    one = np.zeros(reach.selector.shape.size)
    one[entry] = 1.0
    return fed | {reach.selector: one.reshape(tuple(reach.selector.shape))}


def _now(model: Model, reach: _Reach, at: Array, points: Sequence[Point], entry: int) -> float:
    return float(evaluate([reach.tensor], _fed(model, reach, at, points, entry))[0])


def _at(
    model: Model,
    reach: _Reach,
    at: Array,
    points: Sequence[Point],
    entry: int,
    moving: Sequence[int],
) -> _Here:
    """What is known of the number where the parameters are."""
    flat = [t for row in reach.curvatures for t in row]
    wanted = [t for t in (*reach.slopes, *flat) if t is not None]
    value, *arrays = evaluate([reach.tensor, *wanted], _fed(model, reach, at, points, entry))
    found = iter(arrays)
    slopes = [
        np.zeros(p.shape.size) if slope is None else np.ravel(next(found))
        for p, slope in zip(model.parameters.values(), reach.slopes, strict=True)
    ]
    count = len(at)
    curvatures = np.zeros((count, count))
    if len(flat) == count * count:
        numbers = [0.0 if t is None else float(next(found)) for t in flat]
        curvatures = np.array(numbers).reshape(count, count)
    return _Here(float(value), np.concatenate(slopes)[moving], curvatures[np.ix_(moving, moving)])
