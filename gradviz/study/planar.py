"""The cost on a flat piece of parameter space: value, gradient and curvature along directions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gradviz.core.execute import evaluate
from gradviz.core.quadratic import Verdict, prove
from gradviz.study.coordinates import Array, coordinates
from gradviz.study.extension import extension
from gradviz.study.missing import Missing
from gradviz.study.models import Model

Rows = Sequence[Sequence[float]]


@dataclass(frozen=True, eq=False)
class Local:
    """What the cost is like at a point, along some directions.

    Attributes:
        cost: its value.
        slopes: its derivative along each direction, shape (count,).
        bends: its second derivatives, shape (count, count); NaN where there are none.
    """

    cost: float
    slopes: Array
    bends: Array

    @property
    def finite(self) -> bool:
        """Whether all numbers are."""
        return bool(
            np.isfinite(self.cost)
            and np.isfinite(self.slopes).all()
            and np.isfinite(self.bends).all()
        )


def verdict(model: Model, directions: Array) -> Verdict:
    """What the graph proves of the cost along directions: whether it is quadratic, and why not.

    The proof is about whole parameters: those of which a direction moves anything.
    """
    space = coordinates(model)
    moved = [
        tensor
        for tensor, place in zip(model.parameters.values(), space.places, strict=True)
        if np.any(directions[..., place])
    ]
    return prove(model.cost, moved)


@np.errstate(all="ignore")  # what overflows is no finite number, and that is what is reported
def local(model: Model, rows: Rows, point: Array, directions: Array) -> Local:
    """Value, slopes and second derivatives at a point, in one pass.

    Args:
        model: any model.
        rows: the data, a row for each sample.
        point: shape (size,).
        directions: shape (count, size).
    """
    space, more = coordinates(model), extension(model, len(rows))
    bent = more.products
    fed = more.fed(point, rows, directions)
    fetches = [more.cost, *more.gradients, *(() if isinstance(bent, Missing) else bent)]
    cost, *parts = evaluate(fetches, fed)
    count = len(more.gradients)
    gradient = space.join([part[0] for part in parts[:count]], ())
    bends = np.full((len(directions), len(directions)), np.nan)
    if not isinstance(bent, Missing):
        bends = space.join(parts[count:], (len(directions),)) @ directions.T
        bends = (bends + bends.T) / 2
    return Local(float(cost[0]), directions @ gradient, bends)


def costs(model: Model, rows: Rows, points: Array) -> Array:
    """The cost at points, shape `(*batch, size)`, in one pass; shape `(*batch,)`."""
    more = extension(model, len(rows))
    (found,) = evaluate([more.cost], more.fed(points, rows))
    return np.asarray(found, np.float64)
