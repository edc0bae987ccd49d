"""Descents in slices that can be interrupted between any two, and any stretch of one once more."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from functools import reduce

import numpy as np

from gradviz.study.coordinates import coordinates
from gradviz.study.extension import extension
from gradviz.study.hessian import MOST_PARAMETERS
from gradviz.study.missing import Missing
from gradviz.study.models import Model
from gradviz.study.planar import Rows
from gradviz.study.race import Race
from gradviz.study.referee import Referee, all_ended
from gradviz.study.runs import Moment, Piece, Run, Stop
from gradviz.study.ways import Trajectory, collected

SLICE = 0.04
"""Seconds that a slice should take, so that whoever waits can cancel or see it grow."""

FIRST, LONGEST = 8, 16384
"""Steps of the first slice, and the most that one may have."""

SLICE_NUMBERS = 4_000_000
"""Numbers that one slice may hold: steps × runs × parameters × what is written down of each."""


def refusal(model: Model, rows: Rows, run: Run) -> Missing | None:
    """Why a run is not possible on a model; None if it is.

    Raises:
        ValueError: if the optimizer, a setting, or the start is not one.
    """
    kind, more = run.kind, extension(model, len(rows))
    coordinates(model).checked(run.start)
    dict(run.values)
    if kind.matrix:
        parts = more.products if kind.matrix == "Hessian" else more.gauss
        if isinstance(parts, Missing):
            return parts
        if coordinates(model).size > MOST_PARAMETERS:
            return Missing(
                f"{kind.title} is for up to {MOST_PARAMETERS} numbers in the parameters."
            )
    if kind.sampled and isinstance(more.weighted, Missing):
        return more.weighted
    return None


def descend(
    model: Model, rows: Rows, runs: Sequence[Run], stop: Stop, begun: Moment | None = None
) -> Iterator[Piece]:
    """Lets runs go down together until all have ended.

    Args:
        model: any model.
        rows: the data, a row for each sample.
        runs: at least one.
        stop: when they end.
        begun: where they go on from; without it they begin at their starts.

    Yields:
        Slices, in order. The entry after step n is what was seen there: where a run ended after n
        steps, it has n + 1 entries.

    Raises:
        ValueError: if a run is not possible.

    Example:
        >>> from gradviz.study.models import linear_model
        >>> run = Run("gradient_descent", (0.0, 0.0), (("learning_rate", 0.1),))
        >>> pieces = list(descend(linear_model(2), ((2, 3), (3, 2)), [run], Stop(5)))
        >>> pieces[-1].endings[0].words
        'The number of steps, 5, is reached.'
    """
    if not runs or stop.steps < 1:
        raise ValueError(f"a descent needs a run and a step; got {len(runs)} and {stop.steps}")
    for run in runs:
        why = refusal(model, rows, run)
        if why is not None:
            raise ValueError(why.words)
    race = Race(model, rows, runs)
    if begun is not None:
        race.resume(begun)
    referee = Referee(stop, len(runs))
    done, length = (begun.step if begun else 0), FIRST
    width = max(2 + len(run.kind.slots) for run in runs) * len(runs) * coordinates(model).size
    longest = min(LONGEST, max(1, SLICE_NUMBERS // width))
    while done <= stop.steps:
        since = time.perf_counter()
        with np.errstate(all="ignore"):  # what overflows is seen by its not being finite
            piece = referee.judged(race.advance(done, min(length, stop.steps + 1 - done)))
        spent = time.perf_counter() - since
        yield piece
        if all_ended(piece.endings):
            return
        done += len(piece.cost)
        del piece  # who waits for long here should not hold it
        length = max(1, min(longest, int(length * min(4.0, SLICE / max(spent, 1e-6)))))


def stretch(
    model: Model, rows: Rows, ways: Sequence[Trajectory], first: int, last: int, most: float = 1.0
) -> tuple[Trajectory, ...] | Missing:
    """Every step of a part of a race of which not every step was kept, the very numbers once more.

    Args:
        model: whose race it was.
        rows: the data, a row for each sample.
        ways: all runs of the race.
        first: the first step that is wanted.
        last: the last one, at least `first`.
        most: seconds that it may take.

    Returns:
        The ways between the two, without an entry where a run had ended before; or why not.

    Example:
        >>> from gradviz.study.models import linear_model
        >>> run, rows = Run("adam", (0.0, 0.0)), ((2, 3), (3, 2))
        >>> ways = collected([run], descend(linear_model(2), rows, [run], Stop(3000)), 100)
        >>> (
        ...     1001 in ways[0].steps,
        ...     stretch(linear_model(2), rows, ways, 1000, 1002)[0].steps.tolist(),
        ... )
        (False, [1000, 1001, 1002])
    """
    going = [way for way in ways if len(way.steps) and way.ending.step >= first]
    if not going:
        return tuple(_between(way, way, first, last) for way in ways)
    # The first of every stretch was kept of all runs.
    common = reduce(np.intersect1d, [way.steps for way in going])
    step = int(common[common <= first].max())
    moment = _moment(ways, step)
    chosen = [place for place, way in enumerate(ways) if len(way.steps)]
    runs = [ways[place].run for place in chosen]
    pieces, ends = [], time.perf_counter() + most
    for piece in descend(model, rows, runs, Stop(max(1, last)), moment):
        pieces.append(piece)
        if time.perf_counter() > ends and piece.first + len(piece.cost) <= last:
            return Missing("To compute that step once more takes too long.")
    exact = dict(zip(chosen, collected(runs, pieces, last - step + 2), strict=True))
    return tuple(
        _between(exact.get(place, way), way, first, last) for place, way in enumerate(ways)
    )


def _moment(ways: Sequence[Trajectory], step: int) -> Moment:
    """Where runs were after a step; those that had ended, where they ended."""
    places = [(way, int(np.searchsorted(way.steps, step, "right")) - 1) for way in ways]
    places = [(way, place) for way, place in places if place >= 0]
    points = np.array([way.points[place] for way, place in places])
    states = tuple(tuple(slot[place] for slot in way.states) for way, place in places)
    return Moment(step, points, states)


def _between(seen: Trajectory, way: Trajectory, first: int, last: int) -> Trajectory:
    """The entries of a run from one step to another that are not behind its end."""
    kept = (seen.steps >= first) & (seen.steps <= min(last, way.ending.step))
    states = tuple(slot[kept] for slot in seen.states)
    columns = (column[kept] for column in (seen.steps, seen.cost, seen.gradient, seen.points))
    steps, cost, gradient, points = columns
    return Trajectory(way.run, steps, cost, gradient, points, states, way.ending)
