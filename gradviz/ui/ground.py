"""Where the cost surface of a State is: its plane, from where to where, and what it is the cost of.

Pure functions of a State, so that link, charts and hand agree on them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from gradviz.show import axes
from gradviz.show.theme import format_number
from gradviz.study import labels
from gradviz.study.directions import Plane, entry_plane, principal_plane, random_plane
from gradviz.study.missing import Missing
from gradviz.study.models import model_of
from gradviz.study.openings import opening, preset_of
from gradviz.ui import cached, comparison_link
from gradviz.ui.courses import course_of

if TYPE_CHECKING:
    from gradviz.study.blueprint import Problem
    from gradviz.study.coordinates import Array
    from gradviz.ui.cached import Ends
    from gradviz.ui.descent_link import Descent
    from gradviz.ui.state import State
    from gradviz.ui.surface_link import Directions

NEAR = 20.0
"""How many times as far from zero as from each other point and minimum are seen without zero."""

SMALL = (1e-6, 0.125)
"""From where to where a lowest place is so near to zero that the picture shrinks to its size."""

APART = 25.0
"""How many times as wide as its own a range may be that is shared with another surface."""

LONGEST = 2_000
"""Steps of a path that is looked at for its axes."""

PATIENCE = 5.0
"""Seconds after which it is taken as far as it is known."""


def still(problem: Problem) -> Problem:
    """The problem with zeros for all parameters: what a plane's surface depends on beside it."""
    return problem.moved(dict.fromkeys(problem.entries, 0.0))


def bearing(state: State) -> Plane | Missing:
    """The plane's directions, names and zero; it need not go through the point.

    Returns:
        The plane that is asked for, or why there is none.
    """
    problem = state.problem
    return _bearing(still(problem), state.axes, state.directions, _descended(state))


def plane(state: State) -> Plane | Missing:
    """The plane of the surface, through the point; over two parameters where there is no other.

    Returns:
        It, or why there is none at all.
    """
    found = bearing(state)
    if isinstance(found, Missing) and state.directions is not None:
        found = bearing(replace(state, directions=None))
    if isinstance(found, Missing):
        return found
    return found.through(tuple(state.problem.entries.values()))


def beside(state: State) -> Problem | None:
    """With what the model's surface is compared, side by side; None: it stands alone."""
    if state.comparison is None:
        return None
    found = comparison_link.beside(state.problem, state.comparison)
    return None if isinstance(found, Missing) else found


def ends(state: State, on: Plane) -> tuple[Ends, Ends]:
    """From where to where the surface goes along each of its axes."""
    return both_ends(state, on)[0]


def both_ends(state: State, on: Plane) -> tuple[tuple[Ends, Ends], tuple[Ends, Ends]]:
    """The ends of the surface, and of the one it is compared with.

    They are the same, so that both can be compared by the eye, unless one of them would be a speck
    on the other's.
    """
    other, alone = beside(state), replace(state, comparison=None)
    mine = _ends(alone, on)
    if other is None:
        return mine, mine
    theirs = _ends(replace(alone, problem=other), on)
    pairs = [*zip(mine, theirs, strict=True)]
    first, second = ((min(one[0], two[0]), max(one[1], two[1])) for one, two in pairs)
    for (low, high), own in zip((first, second), pairs, strict=True):
        if high - low > APART * min(top - bottom for bottom, top in own):
            return mine, theirs
    return (first, second), (first, second)


def _ends(state: State, on: Plane) -> tuple[Ends, Ends]:
    first, second = state.ranges or (None, None)
    if first is not None and second is not None:
        return first, second
    usual = _around(state, on) if _turned(state) else _along(state)
    return first or usual[0], second or usual[1]


def entry_ends(state: State, name: str) -> Ends:
    """From where to where a number of the parameters is worth looking at: round, and moves seldom.

    What belongs into the picture is the number itself, where it opened, and where the cost is
    lowest. Far from zero, or near to it, the picture is of their own size.
    """
    problem = state.problem
    values = [problem.entries[name], opening(problem.blueprint).entries[name]]
    lowest = [
        1.2 * least[name]
        for least in (cached.minimum(one, state.axes) for one in (problem,))
        if least is not None and name in least
    ]
    preset = preset_of(problem.blueprint)
    if preset is not None and name in preset.over and preset.ranges:
        low, high = preset.ranges[preset.over.index(name)]
        if all(low <= value <= high for value in (*values, *lowest)):
            return low, high
    if preset is None:
        values = values[:1]  # zeros that nobody has chosen
    return _reach(values, [value / 1.2 for value in lowest])


def quantity(problem: Problem) -> str:
    """What the surface shows: the cost, or what else is differentiated, with its seed.

    Example:
        >>> from gradviz.ui.state import State
        >>> quantity(State().problem)
        'cost'
    """
    name = labels.spoken(model_of(problem.structure))
    seeds = problem.question.seeds
    if len(seeds) == 1 and seeds[0] is not None and len(seeds[0]) == 1 and seeds[0][0] != 1.0:
        return f"{format_number(seeds[0][0])}·{name}"
    return name


def share(state: State) -> float | None:
    """How much of the variance of the descent's path the plane holds; None without a descent."""
    on = bearing(state)
    if state.descent is None or isinstance(on, Missing):
        return None
    path = _path(state.problem, state.descent)
    return None if path is None else on.share(path)


def _turned(state: State) -> bool:
    """Whether the surface is over directions, and not over two parameters."""
    return state.directions is not None and not isinstance(bearing(state), Missing)


def _descended(state: State) -> Descent | None:
    """The descent, as far as the plane depends on it: not on where it is now."""
    if state.descent is None or state.directions is None or state.directions.kind != "path":
        return None
    return replace(state.descent, start=None)


@lru_cache(maxsize=64)
def _bearing(
    problem: Problem,
    names: tuple[str, ...],
    directions: Directions | None,
    descent: Descent | None,
) -> Plane | Missing:
    model = model_of(problem.structure)
    here = tuple(problem.entries.values())
    if directions is None:
        if len(names) < 2:
            return Missing("A surface needs two numbers to move; this model has fewer.")
        return entry_plane(model, here, names[0], names[1])
    base = directions.base or tuple(opening(problem.blueprint).entries.values())
    if directions.kind != "path":
        return random_plane(model, base, directions.seed, filters=directions.kind == "filters")
    if descent is None:
        return Missing("There is no descent whose path could have axes.")
    start = problem.moved(dict(zip(problem.entries, base, strict=True)))
    path = _path(start, descent)
    if path is None:
        return Missing("A path of one place has no principal axes.")
    return principal_plane(model, path)


def _path(problem: Problem, descent: Descent) -> Array | None:
    """The finite places of the first run's path; None if it does not lead anywhere."""
    course = course_of(problem, replace(descent, steps=min(descent.steps, LONGEST)))
    course.go_on(PATIENCE)
    raced = course.finished or course.so_far()
    if not raced.ways:
        return None
    points = raced.ways[0].points
    points = points[np.isfinite(points).all(axis=1)]
    return points if len(points) > 1 else None


def _along(state: State) -> tuple[Ends, Ends]:
    first, second = state.axes
    return entry_ends(state, first), entry_ends(state, second)


def _around(state: State, on: Plane) -> tuple[Ends, Ends]:
    """The ends along two directions: point, lowest place, and the path or a unit of each."""
    point = on.coordinates(np.array([*state.problem.entries.values()]))
    shown = [[float(one)] for one in point]
    asked = state.directions
    if asked is not None and asked.kind == "path" and state.descent is not None:
        path = _path(_start(state, asked), state.descent)
        seen = on.coordinates(np.zeros((1, len(on.origin))) if path is None else path)
        shown = [[*values, *along.tolist()] for values, along in zip(shown, seen, strict=True)]
    else:
        shown = [[*values, -1.0, 1.0] for values in shown]
    least = cached.lowest(still(state.problem), on)
    if not isinstance(least, Missing):
        reach = axes.FAR * max(abs(value) for values in shown for value in values)
        if float(np.abs(least.place).max()) <= reach:
            shown = [[*values, float(at)] for values, at in zip(shown, least.place, strict=True)]
    first, second = (axes.window(values) for values in shown)
    return first, second


def _start(state: State, asked: Directions) -> Problem:
    """The problem where the path began whose axes are asked for."""
    if asked.base is None:
        return opening(state.problem.blueprint)
    return state.problem.moved(dict(zip(state.problem.entries, asked.base, strict=True)))


def _reach(values: Iterable[float], lowest: Iterable[float]) -> Ends:
    """Symmetric around zero, unless the content is far away from zero."""
    values, lowest = [*values], [*lowest]
    seen = [value for value in (*values, *lowest) if np.isfinite(value)]
    largest = max(map(abs, seen), default=0.0)
    if lowest and largest > NEAR and min(map(abs, seen)) >= NEAR * (max(seen) - min(seen)):
        # As wide on both sides however near the point has come to the lowest place.
        step = axes.rounded_up(largest / NEAR)
        low, high = (round(end / step) * step for end in (min(seen), max(seen)))
        return float(f"{low - 2 * step:.12g}"), float(f"{high + 2 * step:.12g}")
    small = [abs(value) for value in lowest if SMALL[0] < abs(value) <= SMALL[1]]
    if small and largest < axes.SMALLEST_REACH:
        reach = axes.rounded_up(max(largest, 4 * small[0]))
    else:
        reach = axes.reach([*values, *(1.2 * value for value in lowest)])
    return -reach, reach
