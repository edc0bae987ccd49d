"""Where runs end, found slice by slice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from gradviz.study.coordinates import Array
from gradviz.study.runs import Ending, Piece, Stop

PATIENCE = 50
"""Steps over which a run has to make progress."""


class Referee:
    """Knows when runs end, and which have."""

    def __init__(self, stop: Stop, runs: int) -> None:
        """Nothing has been seen yet.

        Args:
            stop: when a run ends.
            runs: how many there are.
        """
        self._stop = stop
        self._endings: list[Ending | None] = [None] * runs
        self._best = np.full((PATIENCE, runs), np.nan)

    def judged(self, piece: Piece) -> Piece:
        """The slice with its endings; slices are shown in order, each once."""
        best = np.fmin.accumulate(np.concatenate([self._best, piece.cost]))
        lengths = []
        for run, known in enumerate(self._endings):
            if known is not None:
                lengths.append(0)
                continue
            ending, kept = self._ending(piece, run, best[:, run])
            self._endings[run] = ending
            lengths.append(kept)
        self._best = best[-PATIENCE:]
        return replace(piece, lengths=tuple(lengths), endings=tuple(self._endings))

    def _ending(self, piece: Piece, run: int, best: Array) -> tuple[Ending | None, int]:
        """Where a run ends in a slice, and how many entries are before that."""
        cost, count, stop = piece.cost[:, run], len(piece.cost), self._stop
        finite = np.isfinite(cost) & np.isfinite(piece.points[:, run]).all(axis=-1)
        lost = _first(~finite)
        found: list[tuple[int, int]] = [(lost, 0)]
        if stop.threshold is not None:
            found.append((_first(cost <= stop.threshold), 1))
        found.append((stop.steps - piece.first, 2))
        if stop.progress is not None:
            before = best[:count]
            late = piece.first + np.arange(count) >= PATIENCE
            found.append(
                (_first(late & (before - best[PATIENCE:] <= stop.progress * abs(before))), 3)
            )
        entry, reason = min(found)
        if entry >= count:
            return None, count
        step = piece.first + entry
        if reason == 0:
            return _lost(piece, run, entry), entry
        words = {
            1: f"The cost is {cost[entry]:.4g}, not above the threshold of {stop.threshold}.",
            2: f"The number of steps, {stop.steps}, is reached.",
            3: f"In {PATIENCE} steps the lowest cost has hardly fallen: no more progress.",
        }[reason]
        why = ("threshold", "steps", "no progress")[reason - 1]
        return Ending(step, why, words), entry + 1  # type: ignore[arg-type]


def _first(flags: Array) -> int:
    """The place of the first True; behind the end if there is none."""
    return int(flags.argmax()) if flags.any() else len(flags) + (1 << 40)


def _lost(piece: Piece, run: int, entry: int) -> Ending:
    """What happened where the numbers ceased to be finite."""
    step = piece.first + entry
    if not step:
        return Ending(0, "not finite", "The cost is not a finite number where the run begins.")
    reason = "the cost is larger than the largest number, 1.8e308"
    if not np.isfinite(piece.points[entry, run]).all():
        reason = "a parameter is no longer a finite number"
        if entry and not np.isfinite(piece.gradient[entry - 1, run]).all():
            reason = "the gradient before it is not finite, so that there is no place to go to"
    elif np.isnan(piece.cost[entry, run]):
        reason = "the cost is not a number there (NaN)"
    return Ending(step - 1, "not finite", f"Step {step} leaves the finite numbers: {reason}.")


def all_ended(endings: Sequence[Ending | None]) -> bool:
    """Whether every run has."""
    return all(ending is not None for ending in endings)
