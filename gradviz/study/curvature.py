"""What the Hessian says of the cost surface: how it is curved, and so whether it has a bottom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gradviz.study.hessian import Form, hessian
from gradviz.study.missing import Missing
from gradviz.study.models import Model


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
    model: Model, parameters: Sequence[float], points: Sequence[Sequence[float]]
) -> Curvature | None:
    """How the cost is curved, from the graph's own second derivatives.

    Args:
        model: any model.
        parameters: a number for each entry of the parameters, in the model's order.
        points: the data, a row for each sample.

    Returns:
        The curvature, or None where there is no finite one.

    Example:
        >>> from gradviz.study.models import linear_model
        >>> bowl = curvature(linear_model(2), (0, 0), ((2, 3), (3, 2)))
        >>> bowl.hessian, bowl.form
        (((13.0, 5.0), (5.0, 2.0)), 'bowl')
        >>> curvature(linear_model(1), (0, 0), ((2, 3),)).form
        'valley'
    """
    found = hessian(model, parameters, points)
    if isinstance(found, Missing):
        return None
    return Curvature(
        tuple(map(tuple, found.matrix.tolist())), tuple(found.eigenvalues.tolist()), found.form
    )
