"""Whether everything that a State shows is a number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

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
    if place not in entries:
        stays = " and ".join(f"{n} = {shortest(v)}" for n, v in kept.entries.items())
        stays = stays if len(entries) <= 2 else "the parameters"
        return (
            f"With these points, {stays}, {cause} is too large to be computed. "
            "The picture stays at the last good data; use smaller numbers."
        )
    value, stays = shortest(entries[place]), shortest(kept.entries.get(place, 0.0))
    return (
        f"{place} = {value} is not used: {cause} would be too large to be computed. "
        f"The page stays at {place} = {stays}; use a smaller number."
    )
