"""Whether everything that a State shows is a number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gradviz.study.backward import feeds
from gradviz.study.edits.sources import sources
from gradviz.study.faults import SMALLER, Fault, first_fault
from gradviz.study.language.errors import ExpressionError
from gradviz.study.models import model_of
from gradviz.ui import cached
from gradviz.ui.typed import shortest

if TYPE_CHECKING:
    from gradviz.study.blueprint import Problem


def first_not_finite(problem: Problem) -> str | None:
    """The name of the first of the cost and its gradients that is no finite number, or None."""
    tensors, nodes = cached.names(problem.structure), cached.frame(problem).nodes
    numbers: dict[str, Any] = {"the cost": nodes[tensors["cost"]].value}
    numbers["what is differentiated"] = cached.frame(problem).objective
    for parameter in problem.blueprint.parameters:
        node = nodes.get(tensors[parameter.name])
        # The cost need not be made from a parameter that stands in the text.
        if node is not None and node.gradient is not None:
            numbers[f"∂cost/∂{parameter.name}"] = node.gradient
    return next((name for name, value in numbers.items() if not np.isfinite(value).all()), None)


def refusal(place: str, refused: Problem, kept: Problem, cause: str) -> str:
    """Why numbers are not used at which something is not finite.

    Args:
        place: the number that was changed, or another place on the page.
        refused: with the numbers that are not used.
        kept: what stays.
        cause: what would not be finite.
    """
    entries = refused.entries
    if refused.blueprint != kept.blueprint:
        return f"{_capitalized(reason(refused, cause, 'would be'))} The model stays as it is."
    moved = [name for name in entries if entries[name] != kept.entries.get(name)]
    if place not in entries and len(moved) == 1 and refused.rows == kept.rows:
        place = moved[0]
    if place not in entries:
        stays = " and ".join(f"{n} = {shortest(v)}" for n, v in kept.entries.items())
        stays = stays if len(entries) <= 2 else "the parameters"
        return (
            f"With these points, {stays}, {reason(refused, cause, 'is')} "
            "The picture stays at the last good data; use other numbers."
        )
    value, stays = shortest(entries[place]), shortest(kept.entries.get(place, 0.0))
    return (
        f"{place} = {value} is not used: {reason(refused, cause, 'would be')} "
        f"The page stays at {place} = {stays}."
    )


def reason(problem: Problem, cause: str, verb: str) -> str:
    """A sentence on why something is not finite: it is too large, or an operation has no value.

    Args:
        problem: with the numbers at which it is so.
        cause: what is not finite.
        verb: "is" or "would be".

    Example:
        >>> from gradviz.study.blueprint import LINEAR
        >>> from gradviz.study.drafting import revised
        >>> from gradviz.study.openings import opening
        >>> reason(revised(opening(LINEAR), "cost = log(-1) * W"), "the cost", "is")
        'the cost is no finite number: log(-1) is nan: log needs x > 0.'
    """
    fault = _fault(problem)
    if fault is None or fault.remedy == SMALLER:
        return f"{cause} {verb} too large to be computed; smaller numbers help."
    return f"{cause} {verb} no finite number: {fault.words}"


def error_of(problem: Problem) -> ExpressionError | None:
    """What is wrong with a text whose model is not finite, at the sign that makes it so.

    Example:
        >>> from gradviz.study.blueprint import LINEAR
        >>> from gradviz.study.drafting import revised
        >>> from gradviz.study.openings import opening
        >>> print(error_of(revised(opening(LINEAR), "cost = W / 0")))
        line 1, column 10: the cost is no finite number: 1.66491 / 0 is inf: divide needs y ≠ 0.
    """
    cause = first_not_finite(problem)
    if cause is None:
        return None
    fault = _fault(problem)
    text = problem.blueprint.text
    made = sources(problem.blueprint, len(problem.rows)).origins
    origin = made.get(f"{fault.forward}:0") if fault else None
    before = text[: origin.expression.at] if origin and origin.expression else ""
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    return ExpressionError(reason(problem, cause, "is"), line, column)


def _fault(problem: Problem) -> Fault | None:
    model = model_of(problem.structure)
    return first_fault(model, feeds(model, problem.arrays, problem.rows))


def _capitalized(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
