"""What the Hessian says of the cost surface: how it is curved, and so whether it has a bottom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from gradviz.core.execute import evaluate
from gradviz.study.backward import Point, feeds
from gradviz.study.models import Model
from gradviz.study.surfaces import SINGULAR

Form = Literal["bowl", "valley", "saddle", "dome", "plane"]


@dataclass(frozen=True)
class Curvature:
    """The second derivatives of the cost at one place.

    Attributes:
        hessian: ∂²cost/∂parameter∂parameter, row by row.
        eigenvalues: its curvatures along the directions that do not mix, smallest first.
        form: what the surface is like there.
    """

    hessian: tuple[tuple[float, ...], ...]
    eigenvalues: tuple[float, ...]
    form: Form


def curvature(
    model: Model, parameters: Sequence[float], points: Sequence[Point]
) -> Curvature | None:
    """How the cost is curved, from the graph's own second derivatives.

    Args:
        model: any model.
        parameters: a value for each parameter, in the model's order.
        points: (x, y) pairs, as many as the model has.

    Returns:
        The curvature, or None where a second derivative is not finite, or the model has none.

    Example:
        >>> from gradviz.study.models import linear_model
        >>> bowl = curvature(linear_model(2), (0, 0), ((2, 3), (3, 2)))
        >>> bowl.hessian, bowl.form
        (((13.0, 5.0), (5.0, 2.0)), 'bowl')
        >>> curvature(linear_model(1), (0, 0), ((2, 3),)).form
        'valley'
    """
    if not model.hessian:
        return None
    cells = [cell for row in model.hessian for cell in row]
    known = [cell for cell in cells if cell is not None]
    values = iter(evaluate(known, feeds(model, parameters, points)))
    # Where there is no path the second derivative is zero.
    flat = [0.0 if cell is None else float(next(values)) for cell in cells]
    count = len(model.parameters)
    matrix = np.array(flat).reshape(count, count)
    if not np.isfinite(matrix).all():
        return None
    eigenvalues = tuple(np.linalg.eigvalsh(matrix).tolist())
    return Curvature(tuple(map(tuple, matrix.tolist())), eigenvalues, _form(eigenvalues))


def _form(eigenvalues: tuple[float, ...]) -> Form:
    most = max(abs(value) for value in eigenvalues)
    up = sum(value > SINGULAR * most for value in eigenvalues)
    down = sum(value < -SINGULAR * most for value in eigenvalues)
    if up and down:
        return "saddle"
    if up == len(eigenvalues):
        return "bowl"
    if down == len(eigenvalues):
        return "dome"
    return "valley" if up else "plane" if not down else "dome"
