"""Presets: models to begin with, each with a sentence of what to look at."""

from __future__ import annotations

from dataclasses import dataclass

from gradviz.study.blueprint import LINEAR, Blueprint, Rows, Values

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


PRESETS = (
    Preset(
        "linear",
        "Worked example",
        "Every gradient on its way back is upstream times local; at W and b what comes back from"
        " both points is summed.",
        LINEAR,
        ((1.6649098,), (0.54648024,)),
        ((2.0, 3.0), (3.0, 2.0)),
        ("W", "b"),
        ((-5.0, 5.0), (-10.0, 10.0)),
        0.05,
    ),
)
"""All presets, in the order in which they are offered."""
