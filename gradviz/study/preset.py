"""A preset: a model to begin with, with numbers, and what is worth looking at."""

from __future__ import annotations

from dataclasses import dataclass

from gradviz.study.blueprint import Blueprint, Rows, Values

Range = tuple[float, float]


@dataclass(frozen=True)
class Preset:
    """A model to begin with.

    Attributes:
        key: its name in links.
        title: its name on the page.
        look_for: a sentence of what to look at.
        blueprint: what the model is built from.
        values: the parameters at the start.
        rows: the data.
        over: the two entries of parameters that the cost surface is drawn over; none where there
            are no two.
        ranges: for each of them from where to where.
        learning_rate: one at which gradient descent does what the sentence says.
    """

    key: str
    title: str
    look_for: str
    blueprint: Blueprint
    values: Values
    rows: Rows
    over: tuple[str, ...]
    ranges: tuple[Range, ...]
    learning_rate: float
