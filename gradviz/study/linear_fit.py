"""Predictions that are linear in the parameters: the least squares through their data.

They are found by asking the graph itself: at zero, and a unit along every parameter, in one pass.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gradviz.core.execute import evaluate
from gradviz.core.quadratic import prove
from gradviz.study.backward import feeds
from gradviz.study.blueprint import Problem
from gradviz.study.coordinates import Array, coordinates
from gradviz.study.fits import prediction_of, target_of
from gradviz.study.models import model_of

FREE = 1e-10
"""Ratio of singular values, of columns of equal length, below which a direction counts as free."""

MOST_WORK = 2_000_000
"""Samples times the square of parameters up to which it is looked at."""


@dataclass(frozen=True, eq=False)
class LinearFit:
    """Predictions linear in the parameters, and what the cost makes of them.

    Attributes:
        problem: whose.
        names: what the parameters' numbers are called.
        slopes: ∂prediction/∂parameter, shape (samples, size).
        given: what is to be predicted, less the prediction at zero, shape (samples,).
        pulls: by how the cost at the least squares' fit pulls at each prediction, shape (samples,).
        squared: whether the cost is a multiple of the sum of squares.
        penalized: whether the cost depends on the parameters otherwise than by the predictions.
    """

    problem: Problem
    names: tuple[str, ...]
    slopes: Array
    given: Array
    pulls: Array
    squared: bool
    penalized: bool

    @property
    def lengths(self) -> Array:
        """How long the columns are; 1 for one without any slope."""
        lengths = np.linalg.norm(self.slopes, axis=0)
        return np.where(lengths > 0, lengths, 1.0)

    @property
    def free(self) -> Array:
        """The directions in which no prediction changes, shape (count, size)."""
        _, sizes, ways = np.linalg.svd(self.slopes / self.lengths, full_matrices=True)
        rank = int(np.count_nonzero(sizes > FREE * sizes.max(initial=0.0)))
        directions: Array = ways[rank:] / self.lengths
        return directions

    @property
    def hat(self) -> Array:
        """Every point's leverage: how much of its own residual the fit takes away."""
        left, _, _ = np.linalg.svd(self.slopes / self.lengths, full_matrices=False)
        leverage: Array = np.square(left).sum(axis=1)
        return leverage

    def fitted(self, without: int | None = None) -> Array:
        """The parameters of the least squares, with all points or without one."""
        kept = np.ones(len(self.given), bool)
        if without is not None:
            kept[without] = False
        scaled = (self.slopes / self.lengths)[kept]
        found: Array = np.linalg.lstsq(scaled, self.given[kept], rcond=None)[0] / self.lengths
        return found


def linear_fit(problem: Problem) -> LinearFit | None:
    """The model's predictions, if they are linear in the parameters and one number per sample."""
    structure, model = problem.structure, model_of(problem.structure)
    name, target = prediction_of(structure), target_of(structure)
    parameters = list(model.parameters.values())
    space = coordinates(model)
    if name is None or target is None or not space.size:
        return None
    prediction = model.outputs[name]
    count = len(problem.rows)
    small = count * space.size**2 <= MOST_WORK
    if prediction.shape.size != count or not small or prove(prediction, parameters).degree != 1:
        return None
    at = np.concatenate([np.zeros((1, space.size)), np.eye(space.size)])
    found = evaluate([prediction], feeds(model, space.split(at), problem.rows))[0]
    found = np.broadcast_to(found, (len(at), *prediction.shape.as_list())).reshape(len(at), -1)
    given = evaluate([model.inputs[target.name]], feeds(model, space.split(at[0]), problem.rows))
    slopes = (found[1:] - found[0]).T
    line = LinearFit(
        problem, space.entries, slopes, np.ravel(given[0]) - found[0], found[0], False, False
    )
    if not (np.isfinite(slopes).all() and np.isfinite(line.given).all()):
        return None
    return _costed(line, name)


def _costed(line: LinearFit, name: str) -> LinearFit | None:
    """With what the cost makes of the predictions: tried at the fit, and beside it."""
    model = model_of(line.problem.structure)
    space = coordinates(model)
    pull = model.passes.cotangents.get(model.outputs[name])
    slopes = [model.passes.cotangents.get(p) for p in model.parameters.values()]
    if pull is None or any(slope is None for slope in slopes):
        return None
    fit = line.fitted()
    spread = np.abs(fit) + 1.0
    squared, penalized, pulls = True, False, line.given
    for step in (spread, -0.37 * spread, np.zeros_like(fit)):
        at = fit + step
        fed = feeds(model, space.split(at), line.problem.rows)
        pulls, *found = (np.asarray(one, np.float64) for one in evaluate([pull, *slopes], fed))  # type: ignore[list-item]
        pulls, total = pulls.ravel(), np.concatenate([one.ravel() for one in found])
        if not (np.isfinite(pulls).all() and np.isfinite(total).all()):
            return None
        residuals = line.slopes @ at - line.given
        penalized |= not np.allclose(line.slopes.T @ pulls, total, rtol=1e-6, atol=1e-9)
        if step.any():
            factor = float(residuals @ pulls) / (float(residuals @ residuals) or 1.0)
            squared &= bool(np.allclose(pulls, factor * residuals, rtol=1e-6, atol=1e-9))
    return LinearFit(line.problem, line.names, line.slopes, line.given, pulls, squared, penalized)
