"""How a model's predictions lie among its data: what can be drawn as a curve through points."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from gradviz.core.execute import evaluate
from gradviz.core.graph import Tensor
from gradviz.study.backward import feeds
from gradviz.study.blueprint import Input, Problem, Structure
from gradviz.study.diagram import drawn_name
from gradviz.study.models import Model, model_of
from gradviz.study.question import Question

CURVE_POINTS = 61
"""Places at which a fitted curve is computed; a quartic through them looks smooth."""

TARGET = "Y"
"""What the data that a model is to meet are called, if one input has this name; else the last."""


@dataclass(frozen=True)
class Fit:
    """Which of a model's tensors a scatter plot with the fitted curve shows.

    Attributes:
        feature: the input along the horizontal axis.
        target: the input along the vertical axis.
        prediction: the output that is to meet the target.
    """

    feature: str
    target: str
    prediction: str


def target_of(structure: Structure) -> Input | None:
    """The input that the model is to meet; None for a model of fewer than two inputs."""
    inputs = structure.blueprint.inputs
    named = [one for one in inputs if one.name == TARGET]
    return named[0] if named else inputs[-1] if len(inputs) > 1 else None


def prediction_of(structure: Structure) -> str | None:
    """The output that is to meet the target: the first of its shape, or None.

    Both must be drawn: a line of the text that nothing uses has no numbers on the page.
    """
    target, model = target_of(structure), model_of(structure)
    if target is None or not _drawn(model, model.inputs[target.name]):
        return None
    shape = model.inputs[target.name].shape
    fitting = (
        name
        for name, tensor in model.outputs.items()
        if tuple(tensor.shape) == tuple(shape) and _drawn(model, tensor)
    )
    return next(fitting, None)


@lru_cache(maxsize=64)
def fit_of(structure: Structure) -> Fit | None:
    """What the fitted curve shows, or None where there is none.

    There is one if one column of data and one column of targets are left, and if each prediction
    depends on the data of its own row only.

    Example:
        >>> from gradviz.study.blueprint import LINEAR
        >>> fit_of(Structure(LINEAR, 2))
        Fit(feature='X', target='Y', prediction='pred')
    """
    target, prediction = target_of(structure), prediction_of(structure)
    if target is None or prediction is None:
        return None
    others = [one for one in structure.blueprint.inputs if one is not target]
    if len(others) != 1 or len(others[0].columns) != 1 or len(target.columns) != 1:
        return None
    model = model_of(structure)
    if not _drawn(model, model.inputs[others[0].name]):
        return None
    fit = Fit(others[0].name, target.name, prediction)
    return fit if _row_by_row(structure, fit) else None


def curve(structure: Structure) -> Structure:
    """The structure that gives the fitted curve: of as many samples as the curve has places."""
    return replace(structure, samples=CURVE_POINTS, question=Question())


def single(structure: Structure) -> bool:
    """Whether the inputs are single numbers: then the curve is found one place after the other."""
    return all(not one.shape for one in structure.blueprint.inputs)


def predictions(
    problem: Problem, places: np.ndarray[tuple[int], np.dtype[np.float64]]
) -> list[float]:
    """The fitted curve of a problem that has one.

    Args:
        problem: the model and its parameters; its data are not used.
        places: values of the feature, shape (`CURVE_POINTS`,).
    """
    fit = fit_of(problem.structure)
    if fit is None:
        raise ValueError("this model has no fitted curve; see fit_of")
    structure = problem.structure if single(problem.structure) else curve(problem.structure)
    model = model_of(structure)
    fed = _fed(problem, model, fit, places)
    return np.ravel(evaluate([model.outputs[fit.prediction]], fed)[0]).tolist()


def _fed(
    problem: Problem, model: Model, fit: Fit, places: np.ndarray[tuple[int], np.dtype[np.float64]]
) -> dict[Tensor, np.ndarray[tuple[int, ...], np.dtype[np.float64]]]:
    parameters = dict(zip(model.parameters.values(), problem.arrays, strict=True))
    feature, target = model.inputs[fit.feature], model.inputs[fit.target]
    shape = tuple(feature.shape) or places.shape
    return {**parameters, feature: places.reshape(shape), target: np.zeros(shape)}


def _drawn(model: Model, tensor: Tensor) -> bool:
    """Whether the cost is made from a tensor."""
    return drawn_name(tensor) in model.wiring.tensors


def _row_by_row(structure: Structure, fit: Fit) -> bool:
    """Whether a row's prediction stays when the other rows change: tried at arbitrary numbers."""
    if single(structure):
        return True
    model = model_of(replace(structure, samples=3, question=Question()))
    random = np.random.default_rng(0)
    parameters = [random.normal(size=p.shape) for p in structure.blueprint.parameters]
    one = random.normal(size=(3, len(structure.blueprint.columns)))
    other = random.normal(size=one.shape)
    other[0] = one[0]
    first, second = (
        evaluate([model.outputs[fit.prediction]], feeds(model, parameters, rows.tolist()))[0]
        for rows in (one, other)
    )
    return bool(np.allclose(np.ravel(first)[0], np.ravel(second)[0], rtol=1e-9, equal_nan=True))
