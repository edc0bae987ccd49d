"""The second derivatives of a cost at a point, in all parameters, and what follows from them.

A column of the Hessian is the gradient's change along a unit vector, H·d = ∇(g·d). All columns are
one pass over the graph, with the unit vectors as a batch.

Source: Pearlmutter (1994), Fast exact multiplication by the Hessian, Neural Computation 6.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from gradviz.core.execute import evaluate
from gradviz.study.coordinates import Array, Point, coordinates
from gradviz.study.extension import Parts, extension
from gradviz.study.missing import Missing
from gradviz.study.models import Model

MOST_PARAMETERS = 200
"""Numbers in the parameters up to which the whole matrix is made."""

SINGULAR = 1e-12
"""Ratio of eigenvalues below which the smaller one counts as zero."""

Form = Literal["bowl", "valley", "saddle", "dome", "plane"]
Kind = Literal["Hessian", "Gauss-Newton"]


@dataclass(frozen=True, eq=False)
class Hessian:
    """A symmetric matrix of second derivatives at a point.

    Attributes:
        entries: what the parameters' numbers are called; rows and columns are in this order.
        matrix: shape (size, size).
        kind: all second derivatives, or the Gauss-Newton part of them.
    """

    entries: tuple[str, ...]
    matrix: Array
    kind: Kind

    @cached_property
    def _eigen(self) -> tuple[Array, Array]:
        values, vectors = np.linalg.eigh(self.matrix)
        # The sign of an axis means nothing; its largest component is positive.
        largest = np.abs(vectors).argmax(axis=0)
        return values, vectors * np.sign(vectors[largest, np.arange(len(values))])

    @property
    def eigenvalues(self) -> Array:
        """The curvatures along the axes, smallest first, shape (size,)."""
        return self._eigen[0]

    @property
    def axes(self) -> Array:
        """The directions that do not mix, as columns in the order of the eigenvalues."""
        return self._eigen[1]

    @property
    def flat(self) -> Array:
        """The axes along which it is not curved, shape (count, size)."""
        sizes = np.abs(self.eigenvalues)
        axes: Array = self.axes.T[sizes <= SINGULAR * sizes.max(initial=0.0)]
        return axes

    @property
    def condition(self) -> float:
        """How many times as strongly it is curved across as along; ∞ where some axis is flat."""
        sizes = np.abs(self.eigenvalues)
        low, high = float(sizes.min()), float(sizes.max())
        return high / low if low > SINGULAR * high else math.inf

    @property
    def rate_limit(self) -> float:
        """2/λ of the largest curvature; gradient descent with a higher rate moves away from a
        minimum. ∞ where nothing curves upwards.

        Source: Nesterov, Introductory lectures on convex optimization, section 1.2.3.
        """  # noqa: D205  one sentence needs the second line
        most = float(self.eigenvalues[-1])
        return 2 / most if most > 0 else math.inf

    @property
    def form(self) -> Form:
        """What the surface is like there."""
        return form_of(self.eigenvalues)


def form_of(eigenvalues: Array) -> Form:
    """What a surface with these curvatures is like."""
    most = float(np.abs(eigenvalues).max(initial=0.0))
    up = int(np.count_nonzero(eigenvalues > SINGULAR * most))
    down = int(np.count_nonzero(eigenvalues < -SINGULAR * most))
    if up and down:
        return "saddle"
    if up == len(eigenvalues):
        return "bowl"
    if down:
        return "dome"
    return "valley" if up else "plane"


def hessian(model: Model, at: Point, rows: Sequence[Sequence[float]]) -> Hessian | Missing:
    """All second derivatives of the cost at a point.

    Args:
        model: any model.
        at: a number for each entry of the parameters; see `Coordinates`.
        rows: the data, a row for each sample.

    Returns:
        The Hessian, or why there is none: too many parameters, or not finite there.

    Example:
        >>> from gradviz.study.models import linear_model
        >>> found = hessian(linear_model(2), (0, 0), ((2, 3), (3, 2)))
        >>> found.matrix.tolist(), found.form
        ([[13.0, 5.0], [5.0, 2.0]], 'bowl')
    """
    return _matrix(model, at, rows, "Hessian")


def gauss_newton(model: Model, at: Point, rows: Sequence[Sequence[float]]) -> Hessian | Missing:
    """Jᵀ·H·J: the curvature of the cost in what it measures, carried over to the parameters.

    For a cost of squares this is the Hessian without the curvature of the model itself, and never
    negative. What the cost has beside the measured (as a penalty on weights) keeps its curvature.

    Args:
        model: any model.
        at: a number for each entry of the parameters.
        rows: the data, a row for each sample.

    Returns:
        The matrix, or why there is none.
    """
    return _matrix(model, at, rows, "Gauss-Newton")


def products(
    model: Model, at: Point, rows: Sequence[Sequence[float]], directions: Array
) -> Array | Missing:
    """H·d for several directions, in one pass and without making H.

    Args:
        model: any model.
        at: a number for each entry of the parameters.
        rows: the data, a row for each sample.
        directions: shape `(count, size)`.

    Returns:
        An array of the shape of the directions, or why there is none.
    """
    found = extension(model, len(rows))
    if isinstance(found.products, Missing):
        return found.products
    return _bent(model, found.products, at, rows, directions)


def _bent(
    model: Model, parts: Parts, at: Point, rows: Sequence[Sequence[float]], directions: Array
) -> Array:
    space = coordinates(model)
    fed = extension(model, len(rows)).fed(space.checked(at), rows, directions)
    return space.join(evaluate(parts, fed), directions.shape[:-1])


def _matrix(
    model: Model, at: Point, rows: Sequence[Sequence[float]], kind: Kind
) -> Hessian | Missing:
    space = coordinates(model)
    if space.size > MOST_PARAMETERS:
        return Missing(
            f"The {kind} matrix is made for up to {MOST_PARAMETERS} numbers in the parameters;"
            f" this model has {space.size}."
        )
    found = extension(model, len(rows))
    parts = found.products if kind == "Hessian" else found.gauss
    if isinstance(parts, Missing):
        return parts
    matrix = _bent(model, parts, at, rows, np.eye(space.size))
    if not np.isfinite(matrix).all():
        return Missing(f"The {kind} matrix is not finite here.")
    return Hessian(space.entries, (matrix + matrix.T) / 2, kind)
