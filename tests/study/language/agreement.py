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
    lines = {**model.outputs, "cost": model.cost}
    asked = [*lines.values(), *model.gradients]
    found = evaluate(asked, {model.parameters[name]: value for name, value in fed.items()})
    # Two points in one run have code of their own: the second is the one that is looked at.
    pairs = {model.parameters[name]: np.stack([0.9 * v, v]) for name, v in fed.items()}
    seconds = [
        one[-1] if np.ndim(one) > np.ndim(alone) else one
        for one, alone in zip(evaluate(asked, pairs), found, strict=True)
    ]
    reference, held = Reference.of(text), Held()
    exact = reference.values(fed, held)
    value, gradient, worst = 0.0, 0.0, ("", "")
    for name, *arrays in zip(lines, found, seconds, strict=False):
        number = exact[name].astype(LONG)
        least = small * np.abs(number).max()
        for array in arrays:
            assert np.shape(array) == number.shape, (name, np.shape(array), number.shape)
            off = float(relative(np.asarray(array), number, least).max())
            if not off <= value:
                value, worst = off, (f"{name} in {text} for {fed}: {array}, not {number}", worst[1])
    compared = unresolved = 0
    for name, *arrays in zip(
        model.parameters, found[len(lines) :], seconds[len(lines) :], strict=True
    ):
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
            for array in arrays:
                entry = np.asarray(array)[place]
                off = float(relative(entry, slope.values, SMALL))
                if not off <= gradient:
                    said = f"by {name}{list(place)} in {text} for {fed}: {entry}"
                    gradient, worst = off, (worst[0], f"{said}, not {slope.values}")
    return Agreement(value, gradient, compared, unresolved, worst)
