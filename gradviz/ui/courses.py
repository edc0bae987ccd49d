"""Races on their way: each is run once, a slice at a time, by whoever waits for it.

A race is a pure function of what was asked, so all who ask for the same share one Course. Between
two slices every other visitor has a turn; who asks no more has canceled.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from gradviz.study.missing import Missing
from gradviz.study.models import model_of
from gradviz.study.runs import Ending, Piece, Run, Stop
from gradviz.study.trajectories import descend, refusal, stretch
from gradviz.study.ways import MOST, Collector, Trajectory

if TYPE_CHECKING:
    from gradviz.study.blueprint import Problem
    from gradviz.ui.descent_link import Descent, Settings

PROGRESS = 1e-6
"""A run whose lowest cost falls by less than this part of itself in 50 steps has come to rest."""

MOST_NUMBERS = 60_000
"""About how many numbers of a race are kept, and travel to the browser."""

LEAST = 24
"""Entries that are kept of every run, however many numbers each has."""

WINDOW = 200
"""Steps that are computed once more at a time, where not every step was kept."""

REMEMBERED = 8
"""Such windows that are remembered of a race."""


_Windows = OrderedDict[tuple[int, ...], tuple[Trajectory, ...] | Missing]


@dataclass(frozen=True, eq=False)
class Raced:
    """A race as it went.

    Attributes:
        start: where it began.
        ways: the runs, as they were asked for; one that was not possible has no entries.
    """

    start: tuple[float, ...]
    ways: tuple[Trajectory, ...] = ()

    def step_at(self, point: Sequence[float]) -> int | None:
        """After how many steps some run was exactly at a point; None if none ever was."""
        return _step_at(self.ways, point)

    @property
    def whole(self) -> bool:
        """Whether every step was kept."""
        return all(way.stride == 1 for way in self.ways)


class Course:
    """A race, as far as it has come.

    Attributes:
        start: where it begins.
        name: another one for every other race.
        reached: how many steps have been made.
        cost: of the first run, there.
        finished: all of it, once it is there.
    """

    def __init__(
        self,
        problem: Problem,
        runs: tuple[tuple[str, Settings], ...],
        stop: Stop,
        start: tuple[float, ...],
    ) -> None:
        """Nothing is computed yet."""
        self.start = start
        asked = (problem, runs, stop, start)
        self.name = hashlib.sha256(repr(asked).encode()).hexdigest()[:12]
        self._model, self._rows = model_of(problem.structure), problem.rows
        self._runs = [Run(name, start, settings) for name, settings in runs]
        self._refused = [refusal(self._model, self._rows, run) for run in self._runs]
        going = [r for r, why in zip(self._runs, self._refused, strict=True) if why is None]
        self._lock = threading.Lock()
        self._windows: OrderedDict[tuple[int, ...], tuple[Trajectory, ...] | Missing] = (
            OrderedDict()
        )
        self.reached, self.cost, self.finished = 0, float("nan"), None if going else self._raced(())
        self._collector = Collector(going, max(LEAST, min(MOST, MOST_NUMBERS // self.width)))
        self._pieces: Iterator[Piece] = iter(())
        if going:
            self._pieces = descend(self._model, self._rows, going, stop)

    @cached_property
    def width(self) -> int:
        """Numbers that one entry has of all runs together."""
        slots = max(len(run.kind.slots) for run in self._runs)
        return len(self._runs) * (len(self.start) + 2 * slots + 6)

    def go_on(self, seconds: float) -> None:
        """Makes steps for about so long, unless somebody else does so already."""
        if not self._lock.acquire(blocking=False):
            return
        try:
            ends = time.monotonic() + seconds
            while self.finished is None and time.monotonic() < ends:
                piece = next(self._pieces, None)
                if piece is None:
                    self.finished = self._raced(self._collector.ways())
                    return
                self._collector.take(piece)
                self.reached = piece.first + len(piece.cost) - 1
                self.cost = float(piece.cost[-1, 0])
        finally:
            self._lock.release()

    def so_far(self) -> Raced:
        """What there is of it; runs that are under way count as interrupted."""
        with self._lock:
            if self.finished is not None:
                return self.finished
            return self._raced(self._collector.ways() if self.reached else ())

    def passes(self, point: Sequence[float], step: int | None) -> bool:
        """Whether a run comes to a point; True as long as that is not known yet.

        Args:
            point: a number for each entry of the parameters.
            step: after how many steps it is said to be there, if anything is said.
        """
        if tuple(point) == self.start or self.finished is None:
            return True
        return self.step_at(self.finished, point, step) is not None

    def step_at(self, raced: Raced, point: Sequence[float], near: int | None) -> int | None:
        """After how many steps some run is exactly at a point; None if none is.

        Args:
            raced: all of the race, or what was seen of it.
            point: a number for each entry of the parameters.
            near: where to look among the steps that were not kept.
        """
        found = raced.step_at(point)
        if found is not None or near is None or raced.whole:
            return found
        window = self.window(raced, near)
        return None if isinstance(window, Missing) else _step_at(window, point)

    def window(self, raced: Raced, step: int) -> tuple[Trajectory, ...] | Missing:
        """Every step around one, of a race of which not every step was kept; or why not."""
        length = max(4, min(WINDOW, MOST_NUMBERS // 4 // self.width))
        first = max(0, (2 * step // length - 1) * length // 2)
        key = (first, *(way.ending.step for way in raced.ways))
        with self._lock:
            if key not in self._windows:
                last = first + 2 * length
                found = stretch(self._model, self._rows, raced.ways, first, last)
                self._windows[key] = found
            self._windows.move_to_end(key)
            while len(self._windows) > REMEMBERED:
                self._windows.popitem(last=False)
            return self._windows[key]

    def _raced(self, ways: Sequence[Trajectory]) -> Raced:
        """The runs as they were asked for, with those that were not possible in their places."""
        rest = iter(ways)
        found = []
        for run, why in zip(self._runs, self._refused, strict=True):
            if why is not None:
                found.append(Trajectory.empty(run, Ending(0, "refused", why.words)))
            else:
                none = Ending(0, "interrupted", "Interrupted before its first step.")
                found.append(next(rest, None) or Trajectory.empty(run, none))
        return Raced(self.start, tuple(found))


def course_of(problem: Problem, descent: Descent, mine: Course | None = None) -> Course:
    """The race to be seen: from its own start while the point is on its way, else from there.

    Args:
        problem: the model, where its parameters are, and the data.
        descent: what is asked for.
        mine: one that has been begun, and is not to be begun again if it is the one.
    """
    point = tuple(problem.entries.values())
    if descent.start is not None and len(descent.start) == len(point):
        begun = _course_of(problem, descent, descent.start, mine)
        if begun.passes(point, descent.at):
            return begun
    return _course_of(problem, descent, point, mine)


def _course_of(
    problem: Problem, descent: Descent, start: tuple[float, ...], mine: Course | None
) -> Course:
    plain = problem.moved(dict.fromkeys(problem.entries, 0.0))
    stop = Stop(descent.steps, descent.threshold, PROGRESS if descent.rest else None)
    found = _course(plain, descent.runs, stop, start)
    # With many visitors it may have been forgotten here, but whoever waits for it has not.
    return mine if mine is not None and mine.name == found.name else found


@lru_cache(maxsize=32)
def _course(
    problem: Problem,
    runs: tuple[tuple[str, Settings], ...],
    stop: Stop,
    start: tuple[float, ...],
) -> Course:
    return Course(problem, runs, stop, start)


def _step_at(ways: Sequence[Trajectory], point: Sequence[float]) -> int | None:
    wanted = np.asarray(point)
    for way in ways:
        found = np.flatnonzero((way.points == wanted).all(axis=1))
        if found.size:
            return int(way.steps[found[0]])
    return None
