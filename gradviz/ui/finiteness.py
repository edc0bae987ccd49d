"""Whether everything that a State shows is a number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gradviz.ui import cached

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
