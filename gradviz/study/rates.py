"""Why a learning rate is too large: the curvature decides, and here it is said in words."""

from __future__ import annotations

import math

import numpy as np

from gradviz.study.coordinates import Array
from gradviz.study.hessian import Hessian
from gradviz.study.rules import FLAT


def rate_words(matrix: Hessian, rate: float) -> str:
    """What the curvature says of a learning rate of gradient descent.

    Along an axis with curvature λ a step multiplies the distance from the bottom by 1 − ηλ.

    Args:
        matrix: the Hessian where the run is.
        rate: η.

    Example:
        >>> from gradviz.study.hessian import hessian
        >>> from gradviz.study.models import linear_model
        >>> found = hessian(linear_model(2), (0, 0), ((2, 3), (3, 2)))
        >>> print(rate_words(found, 0.2))
        λ = 14.93 is the largest curvature here. Along its axis a step multiplies the distance \
from the bottom by 1 − ηλ = −1.987: it overshoots, and ends farther away each time. η must stay \
below 2/λ = 0.1339.
    """
    most = float(matrix.eigenvalues[-1])
    if not most > 0:
        return "The cost is curved upwards nowhere here: no learning rate leads to a bottom."
    factor = 1 - rate * most
    begin = (
        f"λ = {_short(most)} is the largest curvature here. Along its axis a step multiplies the"
        f" distance from the bottom by 1 − ηλ = {_short(factor)}"
    )
    limit = _short(matrix.rate_limit)
    if factor < -1:
        return (
            f"{begin}: it overshoots, and ends farther away each time."
            f" η must stay below 2/λ = {limit}."
        )
    if factor == -1:
        return f"{begin}: it swings from side to side for ever. η must stay below 2/λ = {limit}."
    if factor < 0:
        return f"{begin}: it overshoots, but comes nearer. Up to 2/λ = {limit} it would."
    least = float(matrix.eigenvalues[0])
    slow = ""
    if 0 < least < most:
        slow = f" Along the flattest axis, λ = {_short(least)}, by {_short(1 - rate * least)}."
    return f"{begin}: it comes nearer from one side.{slow}"


def matrix_words(matrix: Hessian) -> str:
    """What a matrix means for Newton's step with it; "" if the step is an ordinary one."""
    scale = np.sqrt(np.abs(np.diag(matrix.matrix)))
    scale = 1 / np.where(scale > 0, scale, 1.0)
    bends = np.linalg.eigvalsh(matrix.matrix * scale * scale[:, None])
    flat = int(np.count_nonzero(np.abs(bends) <= FLAT))
    down = int(np.count_nonzero(bends < -FLAT))
    words = []
    if flat:
        axes = "one direction" if flat == 1 else f"{flat} directions"
        words.append(
            f"The {matrix.kind} matrix is singular: along {axes} there is no curvature, and no"
            " step is made (pseudo-inverse). Damping would make one."
        )
    if down:
        words.append(
            "The cost is curved downwards along an axis: there the step goes up, towards a saddle"
            " or a top. Damping larger than that curvature would turn it."
        )
    return " ".join(words)


def rates_around(matrix: Hessian, count: int = 61) -> Array:
    """Learning rates worth trying, by equal factors: from far below 2/λ to a little above.

    Args:
        matrix: the Hessian where the runs begin.
        count: how many.

    Returns:
        Shape (count,), rising.
    """
    limit = matrix.rate_limit
    middle = limit if math.isfinite(limit) else 1.0
    return np.geomspace(middle / 1000, middle * 1.5, count)


def _short(value: float) -> str:
    return f"{value:.4g}".replace("-", "−")
