"""Points of data that a hand puts down in the scatter plot, or takes away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from gradviz.study.blueprint import Problem
from gradviz.ui import controls, errands, session
from gradviz.ui.graph_view import is_number
from gradviz.ui.numbers_link import MOST_POINTS
from gradviz.ui.scatter import scatter_of


def changed(message: Mapping[str, object]) -> None:
    """Adds and removes the points that the browser says, or says why not beside the table.

    Args:
        message: The browser's errands: a point to "add", by its two numbers, or to "remove", by its
            row.
    """
    for change in errands.fresh("points", message, dict):
        _change(change)


def _change(message: Mapping[str, object]) -> None:
    problem = session.current().state.problem
    found = _removed(problem, message) if "remove" in message else _added(problem, message)
    if isinstance(found, str):
        session.refuse(session.DATA, found)
    elif found is not None:
        session.change(session.DATA, {"problem": found}, reopen=True)


def _added(problem: Problem, message: Mapping[str, object]) -> Problem | str | None:
    at, fit = message.get("add"), scatter_of(problem.structure)
    if fit is None or fit.diagonal or not isinstance(at, Sequence) or isinstance(at, str):
        return None
    numbers = [float(one) for one in at if is_number(one)]
    if len(numbers) != len(at) or len(numbers) != len(problem.blueprint.columns):
        return None
    if controls.single(problem):
        return "The inputs of this model are single numbers: it takes one point."
    if len(problem.rows) >= MOST_POINTS:
        return f"There are {MOST_POINTS} points; these are the most."
    placed = dict(zip((fit.across, fit.up), numbers, strict=True))
    row = tuple(placed[name] for name in problem.blueprint.columns)
    return replace(problem, rows=(*problem.rows, row))


def _removed(problem: Problem, message: Mapping[str, object]) -> Problem | str | None:
    row = message.get("remove")
    if not isinstance(row, int) or not 0 <= row < len(problem.rows):
        return None
    if len(problem.rows) == 1:
        return "This is the last point; the model needs at least one."
    return replace(problem, rows=problem.rows[:row] + problem.rows[row + 1 :])
