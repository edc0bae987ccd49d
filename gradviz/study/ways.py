"""The ways of runs, kept in bounded memory: thinned out where they are long, and honestly.

Of every so many steps the first is kept, and those at which the cost was lowest and highest: what
swings from step to step still does so in what is kept, and no peak is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from gradviz.study.coordinates import Array
from gradviz.study.runs import Ending, Piece, Run

MOST = 2000
"""About how many entries are kept of a run, unless told."""


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
        stride: of how many steps the first is kept, the lowest and the highest; 1: every step is.
    """

    run: Run
    steps: Array
    cost: Array
    gradient: Array
    points: Array
    states: tuple[Array, ...]
    ending: Ending
    stride: int = 1

    @property
    def gradient_norm(self) -> Array:
        """The length of the gradient, shape (entries,)."""
        with np.errstate(all="ignore"):
            return np.asarray(np.linalg.norm(self.gradient, axis=-1))

    @classmethod
    def empty(cls, run: Run, ending: Ending) -> Trajectory:
        """Of a run that has not even a start."""
        none = np.empty((0, len(run.start)))
        slots = tuple(none for _ in run.kind.slots)
        return cls(run, np.empty(0, np.int64), np.empty(0), none, none, slots, ending)


def collected(
    runs: Sequence[Run], pieces: Iterable[Piece], most: int = MOST
) -> tuple[Trajectory, ...]:
    """The whole way of every run.

    Args:
        runs: as given to `descend`.
        pieces: what it yields.
        most: how many entries to keep of each run, about.

    Raises:
        ValueError: if there is no slice. With fewer than all, runs end as interrupted.
    """
    collector = Collector(runs, most)
    for piece in pieces:
        collector.take(piece)
    return collector.ways()


class Collector:
    """Takes slice after slice, and tells at any time what the ways have been so far."""

    def __init__(self, runs: Sequence[Run], most: int = MOST) -> None:
        """Nothing has been seen yet.

        Args:
            runs: as given to `descend`.
            most: how many entries to keep of each run, about.
        """
        self._runs = tuple(runs)
        self._gathered = [_Gathered(most) for _ in runs]
        self._endings: tuple[Ending | None, ...] = ()

    def take(self, piece: Piece) -> None:
        """Takes the next slice."""
        for place, one in enumerate(self._gathered):
            one.take(piece, place)
        self._endings = piece.endings

    def ways(self) -> tuple[Trajectory, ...]:
        """What was kept of each run; one that has not ended counts as interrupted.

        Raises:
            ValueError: if there was no slice.
        """
        if not self._endings:
            raise ValueError("nothing was seen of the runs: not even one slice was made")
        return tuple(
            one.trajectory(run, ending)
            for one, run, ending in zip(self._gathered, self._runs, self._endings, strict=True)
        )


class _Gathered:
    """The kept entries of a run, as parts of columns: steps, cost, gradient, points, slots."""

    def __init__(self, most: int) -> None:
        self.most, self.stride = max(2, most), 1
        self.kept: list[list[Array]] = []
        self.count = 0
        self.last: list[Array] | None = None

    def take(self, piece: Piece, run: int) -> None:
        """Takes what belongs to the run."""
        length = piece.lengths[run]
        if not length:
            return
        columns = [
            piece.first + np.arange(length),
            piece.cost[:length, run],
            piece.gradient[:length, run],
            piece.points[:length, run],
            *(slot[:length] for slot in piece.states[run]),
        ]
        self.last = [np.array(column[-1:]) for column in columns]
        self._keep(columns)
        if self.count <= self.most:
            return
        # What came in short slices has more entries than its steps ask for: that goes first.
        self._thin()
        while self.count > 0.75 * self.most and self.count > 2:
            self.stride *= 2
            self._thin()

    def _thin(self) -> None:
        whole = [np.concatenate(column) for column in zip(*self.kept, strict=True)]
        self.kept, self.count = [], 0
        self._keep(whole)

    def _keep(self, columns: list[Array]) -> None:
        chosen = telling(columns[0], columns[1], self.stride)
        self.kept.append([np.array(column[chosen]) for column in columns])
        self.count += len(chosen)

    def trajectory(self, run: Run, ending: Ending | None) -> Trajectory:
        """What was kept, with the last entry."""
        if ending is None:
            last = int(self.last[0][0]) if self.last else 0
            ending = Ending(last, "interrupted", f"Interrupted after {last} steps.")
        if self.last is None:  # not even the start was finite
            return Trajectory.empty(run, ending)
        parts = self.kept
        if parts[-1][0][-1] != self.last[0][0]:
            parts = [*parts, self.last]
        columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
        steps, cost, gradient, points, *states = columns
        return Trajectory(run, steps, cost, gradient, points, tuple(states), ending, self.stride)


def telling(steps: Array, cost: Array, stride: int) -> Array:
    """Which entries tell most: of every `stride` steps the first, the lowest and the highest.

    Args:
        steps: rising, shape (entries,).
        cost: at each, shape (entries,).
        stride: at least 1.

    Returns:
        Places among the entries, rising.

    Example:
        >>> telling(np.arange(8), np.array([4, 9, 3, 5, 2, 2, 2, 1]), 4).tolist()
        [0, 1, 2, 4, 6, 7]
    """
    if stride == 1 or not len(steps):
        return np.arange(len(steps))
    stretch = steps // stride
    starts = np.flatnonzero(np.diff(stretch, prepend=stretch[0] - 1))
    order = np.lexsort((cost, stretch))
    lowest = order[starts]
    highest = order[np.append(starts[1:], len(steps)) - 1]
    return np.unique(np.concatenate([starts, lowest, highest]))
