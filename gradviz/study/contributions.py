"""Each sample's share of the gradient."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gradviz.core.execute import evaluate
from gradviz.study.coordinates import Array, Point, coordinates
from gradviz.study.extension import extension
from gradviz.study.missing import Missing
from gradviz.study.models import Model
from gradviz.study.planar import Rows

MOST_SAMPLES = 2000
"""Samples up to which the shares are found: the work grows with their square."""


@dataclass(frozen=True, eq=False)
class Contributions:
    """What the gradient consists of.

    Attributes:
        entries: what the parameters' numbers are called.
        shares: what comes back through each sample, shape (samples, size).
        rest: what comes through none, as from a penalty on the parameters, shape (size,).
        total: the gradient, which is the sum of all these, shape (size,).
    """

    entries: tuple[str, ...]
    shares: Array
    rest: Array
    total: Array


def contributions(model: Model, at: Point, rows: Rows) -> Contributions | Missing:
    """Each sample's share of each slope, in one pass with a batch of samples.

    Args:
        model: any model.
        at: a number for each entry of the parameters.
        rows: the data, a row for each sample.

    Returns:
        The shares, or why there are none.

    Example:
        >>> from gradviz.study.models import linear_model
        >>> contributions(linear_model(2), (1.0, 0.0), ((2, 3), (3, 2))).shares.tolist()
        [[-2.0, -1.0], [3.0, 1.0]]
    """
    count, space, more = len(rows), coordinates(model), extension(model, len(rows))
    if isinstance(more.shares, Missing):
        return more.shares
    if count > MOST_SAMPLES:
        return Missing(f"The shares are found for up to {MOST_SAMPLES} samples; there are {count}.")
    point = space.checked(at)
    fed = more.fed(point, rows, weights=np.eye(count))
    shares = space.join(evaluate(more.shares, fed), (count,))
    total = space.join(evaluate(more.gradients, more.fed(point, rows)), ())
    none = more.fed(point, rows, weights=np.zeros(count))
    rest = space.join(evaluate(more.weighted, none), ())  # type: ignore[arg-type]
    return Contributions(space.entries, shares, rest, total)
