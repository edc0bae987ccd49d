"""A race as plain JSON values: sent once, and played in the browser without asking again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gradviz.core.latex_text import latex_name
from gradviz.study.coordinates import Array, coordinates
from gradviz.study.directions import Plane
from gradviz.study.models import Model
from gradviz.study.updates import update_lines
from gradviz.study.ways import Trajectory


def race_record(
    model: Model,
    ways: Sequence[Trajectory],
    plane: Plane | None = None,
    told: Sequence[str] | None = None,
) -> dict[str, Any]:
    """Everything that is needed to play a race: numbers in full, a list for each quantity.

    Args:
        model: whose race it was.
        ways: the runs.
        plane: a plane on which the runs are to be seen.
        told: the parameters' numbers whose slopes and states are wanted; without it, all.

    Returns:
        `entries`: the parameters' numbers by name; `told`: those of `gradient` and `states`.
        `runs`, for each run: `optimizer` and `title`; `settings` by name; `steps`, `cost`,
        `gradient_norm`, a number for each entry; `points` and `gradient`, a list for each entry;
        `states`, the same by name; `roles` of these; `ending` with `step`, `why` and `words`;
        `stride`; `lines`, for each number of the parameters (up to 12) its update as LaTeX with
        `symbols` and with `numbers` in slots; `u` and `v`, if there is a plane. What is not finite
        is None.

    Example:
        >>> from gradviz.study.models import linear_model
        >>> from gradviz.study.runs import Run, Stop
        >>> from gradviz.study.trajectories import descend
        >>> from gradviz.study.ways import collected
        >>> model, rows = linear_model(2), ((2, 3), (3, 2))
        >>> run = Run("gradient_descent", (0.0, 0.0))
        >>> ways = collected([run], descend(model, rows, [run], Stop(1)))
        >>> race_record(model, ways)["runs"][0]["points"]
        [[0.0, 0.0], [0.12, 0.05]]
    """
    entries = list(coordinates(model).entries)
    named = entries if told is None else list(told)
    columns = [entries.index(name) for name in named]
    return {
        "entries": entries,
        "told": named,
        "runs": [_run(model, way, plane, columns) for way in ways],
    }


def _run(
    model: Model, way: Trajectory, plane: Plane | None, columns: Sequence[int]
) -> dict[str, Any]:
    kind = way.run.kind
    record: dict[str, Any] = {
        "optimizer": kind.name,
        "title": kind.title,
        "settings": way.run.values,
        "steps": way.steps.tolist(),
        "cost": _plain(way.cost),
        "gradient_norm": _plain(way.gradient_norm),
        "points": _plain(way.points),
        "gradient": _plain(way.gradient[:, columns]),
        "states": {
            slot.name: _plain(values[:, columns])
            for slot, values in zip(kind.slots, way.states, strict=True)
        },
        "roles": {slot.name: slot.role for slot in kind.slots},
        "ending": {"step": way.ending.step, "why": way.ending.why, "words": way.ending.words},
        "stride": way.stride,
        "lines": [
            [{"symbols": one.symbols, "numbers": one.numbers} for one in update_lines(kind, name)]
            for name in map(symbol, coordinates(model).entries[:12])
        ],
    }
    if plane is not None:
        record["u"], record["v"] = map(_plain, plane.coordinates(way.points))
    return record


def symbol(entry: str) -> str:
    r"""LaTeX of a number of the parameters.

    Example:
        >>> symbol("W"), symbol("b1"), symbol("W1[0,2]")
        ('W', '\\text{b1}', '\\text{W1}_{0,2}')
    """
    name, bracket, place = entry.partition("[")
    written = latex_name(name)
    return f"{written}_{{{place[:-1]}}}" if bracket else written


def _plain(values: Array) -> list[Any]:
    if np.isfinite(values).all():
        listed: list[Any] = values.tolist()
        return listed
    whole = np.where(np.isfinite(values), values, 0.0).astype(object)
    whole[~np.isfinite(values)] = None
    found: list[Any] = whole.tolist()
    return found
