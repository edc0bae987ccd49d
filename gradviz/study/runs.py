"""What a descent consists of: who goes down, until when, what was seen, and where it ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from gradviz.study.coordinates import Array
from gradviz.study.optimizers import optimizer
from gradviz.study.rules import Optimizer

Why = Literal["threshold", "steps", "no progress", "not finite", "interrupted", "refused"]


@dataclass(frozen=True)
class Run:
    """Who goes down, and from where.

    Attributes:
        optimizer: the name of one.
        start: a number for each entry of the parameters.
        settings: names and values of the settings that are not at their default.
    """

    optimizer: str
    start: tuple[float, ...]
    settings: tuple[tuple[str, float], ...] = ()

    @property
    def kind(self) -> Optimizer:
        """The optimizer's record."""
        return optimizer(self.optimizer)

    @property
    def values(self) -> dict[str, float]:
        """All settings.

        Raises:
            ValueError: if one is unknown or out of range.
        """
        return self.kind.chosen(dict(self.settings))


@dataclass(frozen=True)
class Stop:
    """When a run ends.

    Attributes:
        steps: at the latest after so many, at least 1.
        threshold: as soon as the cost is not above it.
        progress: when the lowest cost so far has not fallen by this part of itself in 50 steps.
    """

    steps: int = 1000
    threshold: float | None = None
    progress: float | None = None


@dataclass(frozen=True)
class Ending:
    """Where a run ended.

    Attributes:
        step: after how many steps.
        why: for which reason.
        words: the same in a sentence.
    """

    step: int
    why: Why
    words: str


@dataclass(frozen=True, eq=False)
class Piece:
    """A slice of all runs: what was seen before each of its steps.

    Attributes:
        first: how many steps were made before its first entry.
        cost: shape (entries, runs).
        gradient: what each run was told as its gradient, shape (entries, runs, size).
        points: shape (entries, runs, size).
        states: for each run its slots, shape (entries, size) each.
        lengths: for each run how many of the entries are before its end; the others mean nothing.
        endings: for each run where it ended, if it has by now.
    """

    first: int
    cost: Array
    gradient: Array
    points: Array
    states: tuple[tuple[Array, ...], ...]
    lengths: tuple[int, ...]
    endings: tuple[Ending | None, ...]

    @property
    def gradient_norm(self) -> Array:
        """The length of the gradient, shape (entries, runs)."""
        with np.errstate(all="ignore"):
            return np.asarray(np.linalg.norm(self.gradient, axis=-1))


@dataclass(frozen=True, eq=False)
class Moment:
    """Where the runs of a race are between two steps: all that the next step depends on.

    Attributes:
        step: how many steps have been made.
        points: shape (runs, size).
        states: for each run its slots, shape (size,) each.
    """

    step: int
    points: Array
    states: tuple[tuple[Array, ...], ...]
