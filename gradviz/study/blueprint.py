"""Blueprints: what a model is built from, small and hashable, so that models are built once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from gradviz.study.question import Question

Values = tuple[tuple[float, ...], ...]
"""The parameters' numbers: for each, in the blueprint's order, its entries row by row."""

Rows = tuple[tuple[float, ...], ...]
"""The data: for each sample the entries of all inputs, side by side in the blueprint's order."""


Held = tuple[tuple[str, tuple[float, ...]], ...]
"""Constants that are other numbers than in the text: the drawing's names, each with its entries."""


@dataclass(frozen=True)
class Input:
    """Data that are fed.

    Attributes:
        name: what the text calls it.
        shape: its shape; None stands for the number of samples. `(None,)`, `(None, columns)`, or
            `()` for one number; either all inputs of a blueprint are single numbers or none is.
    """

    name: str
    shape: tuple[int | None, ...] = (None, 1)

    @property
    def columns(self) -> tuple[str, ...]:
        """What its columns in the data are called: its name, numbered if there are several."""
        width = self.shape[1] if len(self.shape) > 1 else 1
        count = width or 1
        return (self.name,) if count == 1 else tuple(f"{self.name}{n + 1}" for n in range(count))


@dataclass(frozen=True)
class Parameter:
    """A variable that can be moved.

    Attributes:
        name: what the text calls it.
        shape: its shape; `()` for one number.
    """

    name: str
    shape: tuple[int, ...] = ()

    @property
    def size(self) -> int:
        """How many numbers it has."""
        size = 1
        for length in self.shape:
            size *= length
        return size

    @property
    def entries(self) -> tuple[str, ...]:
        """What its numbers are called: its name, with the place as "w[0]", "w[1,0]"."""
        if not self.shape:
            return (self.name,)
        places = [""]
        for length in self.shape:
            places = [f"{before},{at}" for before in places for at in range(length)]
        return tuple(f"{self.name}[{place[1:]}]" for place in places)


@dataclass(frozen=True)
class Blueprint:
    """Everything that a model's structure depends on but the number of samples.

    Attributes:
        text: the model in the expression language, a line for each assignment.
        inputs: the data, in display order.
        parameters: the variables, in display order.
        outputs: the lines by whose names formulas are written, the first of them the prediction
            where there is one; if there are none, every line but the cost.
    """

    text: str
    inputs: tuple[Input, ...]
    parameters: tuple[Parameter, ...]
    outputs: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the data's columns, as they stand in `Rows`."""
        return tuple(column for one in self.inputs for column in one.columns)


@dataclass(frozen=True)
class Structure:
    """Everything that a model's structure depends on.

    Attributes:
        blueprint: what it is built from.
        samples: how many rows of data it takes.
        question: what is asked of its gradients.
        constants: the constants that are other numbers than in the text.
    """

    blueprint: Blueprint
    samples: int
    question: Question = Question()
    constants: Held = ()


@dataclass(frozen=True)
class Problem:
    """A model with a number for everything that it is fed.

    Attributes:
        blueprint: what the model is built from.
        values: the parameters' numbers.
        rows: the data; empty only for a blueprint without inputs.
        question: what is asked of its gradients.
        constants: the constants that are other numbers than in the text.
    """

    blueprint: Blueprint
    values: Values
    rows: Rows
    question: Question = Question()
    constants: Held = ()

    @property
    def structure(self) -> Structure:
        """What the model's structure depends on."""
        return Structure(self.blueprint, len(self.rows), self.question, self.constants)

    @property
    def arrays(self) -> list[np.ndarray[Any, Any]]:
        """The parameters' values in their shapes, float64."""
        pairs = zip(self.values, self.blueprint.parameters, strict=True)
        return [np.array(numbers, np.float64).reshape(p.shape) for numbers, p in pairs]

    @property
    def entries(self) -> dict[str, float]:
        """Every number of the parameters by its name.

        >>> Problem(LINEAR, ((1.0,), (2.0,)), ((0.0, 0.0),)).entries
        {'W': 1.0, 'b': 2.0}
        """
        pairs = zip(self.values, self.blueprint.parameters, strict=True)
        return {
            name: number
            for numbers, parameter in pairs
            for name, number in zip(parameter.entries, numbers, strict=True)
        }

    def moved(self, entries: Mapping[str, float]) -> Problem:
        """The problem with some of the parameters' numbers replaced, by their names.

        >>> Problem(LINEAR, ((1.0,), (2.0,)), ((0.0, 0.0),)).moved({"b": 3.0}).values
        ((1.0,), (3.0,))
        """
        now = {**self.entries, **entries}
        values = tuple(
            tuple(now[name] for name in parameter.entries)
            for parameter in self.blueprint.parameters
        )
        return replace(self, values=values)


LINEAR = Blueprint(
    "pred = X*W + b\nresidual = pred - Y\nhalf = 0.5\ncost = half * reduce_sum(square(residual))",
    (Input("X"), Input("Y")),
    (Parameter("W"), Parameter("b")),
    ("pred",),
)
"""The worked example: the linear model with the quadratic cost."""
