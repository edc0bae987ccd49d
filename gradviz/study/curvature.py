"""What the Hessian says of the cost surface: how it is curved, and so whether it has a bottom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gradviz.study.coordinates import Array
from gradviz.study.directions import Plane
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


@dataclass(frozen=True)
class Axis:
    """A direction on a plane along which the cost is curved without turning aside.

    Attributes:
        bend: its curvature, per length in the space of all parameters.
        along: the direction as a step (du, dv), of length 1 in that space.
    """

    bend: float
    along: tuple[float, float]


def plane_axes(plane: Plane, matrix: Array) -> tuple[Axis, ...]:
    """The axes of the curvature as a plane cuts it, the least curved first.

    Args:
        plane: where it is seen.
        matrix: the second derivatives by all parameters, shape (size, size).

    Example:
        >>> from gradviz.study.directions import entry_plane
        >>> from gradviz.study.models import linear_model
        >>> plane = entry_plane(linear_model(2), (0, 0), "b", "W")
        >>> [axis.bend for axis in plane_axes(plane, np.diag([3.0, 2.0]))]
        [2.0, 3.0]
    """
    pair = plane.directions
    # In orthonormal coordinates of the plane, so that curvature is per length and not per u and v.
    metric = np.linalg.inv(np.linalg.cholesky(pair @ pair.T))
    bends, turned = np.linalg.eigh(metric @ (pair @ matrix @ pair.T) @ metric.T)
    ways = (metric.T @ turned).T
    return tuple(
        Axis(float(bend), (float(du), float(dv)))
        for bend, (du, dv) in zip(bends, ways, strict=True)
    )


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
