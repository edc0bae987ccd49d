"""The cost over two parameters: one batched pass over the graph, never a loop over points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from gradviz.core.execute import evaluate
from gradviz.study.backward import Point, feeds
from gradviz.study.models import Model

Array = np.ndarray[Any, Any]

SINGULAR = 1e-12
"""Ratio of the Hessian's eigenvalues below which a valley has no bottom that could be marked."""


@dataclass(frozen=True, eq=False)
class Surface:
    """Cost and gradient on an open grid.

    Attributes:
        W: the first parameter's values, shape (columns,).
        b: the second parameter's values, shape (rows,).
        cost: shape (rows, columns).
        gradient_W: ∂cost/∂W, shape (rows, columns).
        gradient_b: ∂cost/∂b, shape (rows, columns).
    """

    W: Array
    b: Array
    cost: Array
    gradient_W: Array
    gradient_b: Array


@dataclass(frozen=True)
class Minimum:
    """Where the cost is least, and how much it is there."""

    W: float
    b: float
    cost: float


def surface(model: Model, points: Sequence[Point], W: Array, b: Array) -> Surface:
    """The cost of a two-parameter model over a grid.

    Args:
        model: a model with the parameters W and b.
        points: (x, y) pairs, as many as the model has.
        W: values of the first parameter, shape (columns,).
        b: values of the second parameter, shape (rows,).

    Example:
        >>> from gradviz.study.models import linear_model
        >>> axis = np.array([0.0, 1.0])
        >>> surface(linear_model(1), ((1.0, 1.0),), axis, axis).cost
        array([[0.5, 0. ],
               [0. , 0.5]])
    """
    grid = feeds(model, (W[np.newaxis, :], b[:, np.newaxis]), points)
    cost, gradient_W, gradient_b = evaluate([model.cost, *model.gradients], grid)
    return Surface(W, b, cost, gradient_W, gradient_b)


def minimum(model: Model, points: Sequence[Point]) -> Minimum | None:
    """The one minimum of a cost that is quadratic in the parameters.

    One Newton step from the origin, with the core's own gradient and Hessian, is exact there; a
    second takes away the rounding of the first.

    Returns:
        The minimum, or None where there is none: the Hessian is singular (a valley of minima), or
        the numbers overflow, or the model has no Hessian.

    Example:
        >>> from gradviz.study.models import linear_model
        >>> minimum(linear_model(1), ((2.0, 3.0),)) is None
        True
    """
    if not model.hessian:
        return None
    rows = [h for row in model.hessian for h in row if h is not None]
    count = len(model.parameters)
    at = np.zeros(count)
    for _ in range(2):
        values = evaluate([*model.gradients, *rows], feeds(model, at.tolist(), points))
        gradient, hessian = np.array(values[:count]), np.array(values[count:])
        if hessian.size != count * count or not np.isfinite(values).all():
            return None
        matrix = hessian.reshape(count, count)
        eigenvalues = np.linalg.eigvalsh(matrix)
        if eigenvalues[0] <= SINGULAR * eigenvalues[-1]:
            return None
        at = at - np.linalg.solve(matrix, gradient)
    (cost,) = evaluate([model.cost], feeds(model, at.tolist(), points))
    if not (np.isfinite(at).all() and np.isfinite(cost)):
        return None
    return Minimum(float(at[0]), float(at[1]), float(cost))
