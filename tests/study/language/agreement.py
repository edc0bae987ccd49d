"""How far the numbers of a typed model are from the reference's, forward and back."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from gradviz.core.execute import evaluate
from gradviz.study.models import parse_model
from tests.study.language.reference.arrays import LONG, Array
from tests.study.language.reference.differences import SMALL, slopes
from tests.study.language.reference.evaluator import Held, Reference

VALUES, GRADIENTS = 1e-12, 1e-9
"""The largest relative errors allowed."""


@dataclass(frozen=True)
class Agreement:
    """The errors of a model's numbers.

    Attributes:
        value: the largest relative error of an entry of a line.
        gradient: the largest relative error of an entry of a gradient, as far as they are resolved.
        compared: how many entries of gradients are.
        unresolved: of how many the differences say too little, because a kink is near.
        worst: what has the largest errors.
    """

    value: float
    gradient: float
    compared: int
    unresolved: int
    worst: tuple[str, str]

    def check(self) -> None:
        """Fails if an error is larger than allowed."""
        assert self.value <= VALUES, (self.value, self.worst[0])
        assert self.gradient <= GRADIENTS, (self.gradient, self.worst[1])


def relative(found: Array, exact: Array, least: float = 0.0) -> Array:
    """Relative errors by entry; 0 where nothing differs, be it 0 or infinite."""
    size = np.maximum(np.abs(exact), LONG(least))
    off = np.abs(np.asarray(found, LONG) - exact)
    with np.errstate(all="ignore"):
        return np.where(found == exact, 0, off / size)


def agreement(text: str, fed: Mapping[str, Array], small: float = 0.0) -> Agreement:
    """Compares every line's value and all gradients of the cost.

    Args:
        text: the model, all of whose free names are fed: they are its parameters.
        fed: their values.
        small: below this share of a line's largest entry an entry's error is relative to that.
    """
    model = parse_model(text, {}, {name: value.shape for name, value in fed.items()})
    feeds = {model.parameters[name]: value for name, value in fed.items()}
    lines = {**model.outputs, "cost": model.cost}
    found = evaluate([*lines.values(), *model.gradients], feeds)
    reference, held = Reference.of(text), Held()
    exact = reference.values(fed, held)
    value, gradient, worst = 0.0, 0.0, ("", "")
    for name, array in zip(lines, found, strict=False):
        assert np.shape(array) == exact[name].shape, (name, np.shape(array), exact[name].shape)
        number = exact[name].astype(LONG)
        least = small * np.abs(number).max()
        off = float(relative(np.asarray(array), number, least).max())
        if not off <= value:
            value, worst = off, (f"{name} in {text} for {fed}: {array}, not {number}", worst[1])
    compared = unresolved = 0
    for name, array in zip(model.parameters, found[len(lines) :], strict=True):
        for place in np.ndindex(fed[name].shape):

            def cost(entry: Array, name: str = name, place: tuple[int, ...] = place) -> Array:
                moved = np.asarray(fed[name], LONG).copy()
                moved[place] = entry
                return reference.values({**fed, name: moved}, held)["cost"]

            slope = slopes(cost, np.asarray(fed[name][place], LONG))
            if not slope.resolved.all():
                unresolved += 1
                continue
            compared += 1
            off = float(relative(np.asarray(array)[place], slope.values, SMALL))
            if not off <= gradient:
                said = f"by {name}{list(place)} in {text} for {fed}: "
                worst = (worst[0], f"{said}{np.asarray(array)[place]}, not {slope.values}")
                gradient = off
    return Agreement(value, gradient, compared, unresolved, worst)
