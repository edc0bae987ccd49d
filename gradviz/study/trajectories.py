"""Descents in slices that can be interrupted between any two, and what is asked of them."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from gradviz.study.coordinates import Array, coordinates
from gradviz.study.extension import extension
from gradviz.study.hessian import MOST_PARAMETERS
from gradviz.study.missing import Missing
from gradviz.study.models import Model
from gradviz.study.planar import Rows
from gradviz.study.race import Race
from gradviz.study.referee import Referee, all_ended
from gradviz.study.runs import Ending, Piece, Run, Stop

SLICE = 0.04
"""Seconds that a slice should take, so that whoever waits can cancel or see it grow."""

FIRST, LONGEST = 8, 16384
"""Steps of the first slice, and the most that one may have."""


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


def descend(model: Model, rows: Rows, runs: Sequence[Run], stop: Stop) -> Iterator[Piece]:
    """Lets runs go down together until all have ended.

    Args:
        model: any model.
        rows: the data, a row for each sample.
        runs: at least one.
        stop: when they end.

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
    referee = Referee(stop, len(runs))
    done, length = 0, FIRST
    while done <= stop.steps:
        begun = time.perf_counter()
        with np.errstate(all="ignore"):  # what overflows is seen by its not being finite
            piece = referee.judged(race.advance(done, min(length, stop.steps + 1 - done)))
        yield piece
        if all_ended(piece.endings):
            return
        done += len(piece.cost)
        spent = time.perf_counter() - begun
        length = max(1, min(LONGEST, int(length * min(4.0, SLICE / max(spent, 1e-6)))))


@dataclass(frozen=True, eq=False)
class Trajectory:
    """A run from its start to its end, perhaps not every step.

    Attributes:
        run: who went.
        steps: after how many steps each entry was seen, shape (entries,).
        cost: shape (entries,).
        gradient: shape (entries, size).
        points: shape (entries, size).
        states: its slots, shape (entries, size) each.
        ending: where and why it ended.
    """

    run: Run
    steps: Array
    cost: Array
    gradient: Array
    points: Array
    states: tuple[Array, ...]
    ending: Ending

    @property
    def gradient_norm(self) -> Array:
        """The length of the gradient, shape (entries,)."""
        with np.errstate(all="ignore"):
            return np.asarray(np.linalg.norm(self.gradient, axis=-1))


def collected(runs: Sequence[Run], pieces: Iterator[Piece], most: int = 2000) -> list[Trajectory]:
    """The whole way of every run, thinned out evenly where it is long.

    Args:
        runs: as given to `descend`.
        pieces: what it yields.
        most: about how many entries to keep of each run. First and last are kept always.

    Raises:
        ValueError: if there is no slice. With fewer than all, runs end as interrupted.
    """
    gathered = [_Gathered(most) for _ in runs]
    endings: tuple[Ending | None, ...] = ()
    for piece in pieces:
        for place, one in enumerate(gathered):
            one.take(piece, place)
        endings = piece.endings
    if not endings:
        raise ValueError("nothing was seen of the runs: not even one slice was made")
    return [
        one.trajectory(run, ending)
        for one, run, ending in zip(gathered, runs, endings, strict=True)
    ]


class _Gathered:
    """The kept entries of a run: every second is dropped when there are too many."""

    def __init__(self, most: int) -> None:
        self.most, self.stride = max(2, most), 1
        self.kept: list[list[Array]] = []
        self.last: list[Array] | None = None

    def take(self, piece: Piece, run: int) -> None:
        """Takes what belongs to the run."""
        count = piece.lengths[run]
        if not count:
            return
        slots = [slot[:count] for slot in piece.states[run]]
        columns = [
            piece.first + np.arange(count),
            piece.cost[:count, run],
            piece.gradient[:count, run],
            piece.points[:count, run],
            *slots,
        ]
        self.last = [column[-1:] for column in columns]
        self._keep(columns)
        while sum(len(part[0]) for part in self.kept) > self.most:
            self.stride *= 2
            parts, self.kept = self.kept, []
            for part in parts:
                self._keep(part)

    def _keep(self, columns: list[Array]) -> None:
        chosen = columns[0] % self.stride == 0
        if chosen.any():
            self.kept.append([np.array(column[chosen]) for column in columns])

    def trajectory(self, run: Run, ending: Ending | None) -> Trajectory:
        """What was kept, with the last entry."""
        if ending is None:
            last = int(self.last[0][0]) if self.last else 0
            ending = Ending(last, "interrupted", f"Interrupted after {last} steps.")
        if self.last is None:  # not even the start was finite
            size = len(run.start)
            slots = tuple(np.empty((0, size)) for _ in run.kind.slots)
            none = np.empty((0, size))
            return Trajectory(run, np.empty(0, np.int64), np.empty(0), none, none, slots, ending)
        parts = self.kept
        if parts[-1][0][-1] != self.last[0][0]:
            parts = [*parts, self.last]
        columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
        steps, cost, gradient, points, *states = columns
        return Trajectory(run, steps, cost, gradient, points, tuple(states), ending)


@dataclass(frozen=True, eq=False)
class WhatIf:
    """What would become of a run with other learning rates.

    Attributes:
        rates: shape (count,), rising.
        cost: after the last step, ∞ where the numbers are no longer finite, shape (count,).
        steps: how many steps.
        start: the cost at the start.
    """

    rates: Array
    cost: Array
    steps: int
    start: float


def what_if(model: Model, rows: Rows, run: Run, rates: Array, steps: int) -> WhatIf:
    """The cost after some steps over many learning rates: one batched run of all of them.

    Args:
        model: any model.
        rows: the data, a row for each sample.
        run: whose learning rate is varied.
        rates: the learning rates, shape (count,).
        steps: how many steps, at least 1.

    Example:
        >>> from gradviz.study.models import linear_model
        >>> run = Run("gradient_descent", (0.0, 0.0))
        >>> found = what_if(linear_model(2), ((2, 3), (3, 2)), run, np.array([0.1, 0.2]), 100)
        >>> bool(found.cost[0] < found.start < found.cost[1])
        True
    """
    kept = tuple(pair for pair in run.settings if pair[0] != "learning_rate")
    runs = [
        replace(run, settings=(*kept, ("learning_rate", float(rate)))) for rate in rates.tolist()
    ]
    cost, start = np.full(len(runs), np.inf), np.nan
    for piece in descend(model, rows, runs, Stop(steps)):
        start = float(piece.cost[0, 0]) if not piece.first else start
        for place, (count, ending) in enumerate(zip(piece.lengths, piece.endings, strict=True)):
            if count and ending is not None and ending.why != "not finite":
                cost[place] = piece.cost[count - 1, place]
    return WhatIf(rates, cost, steps, start)
