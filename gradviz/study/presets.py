"""Models to start from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gradviz.study.blueprint import LINEAR, Blueprint, Problem, Rows, Values


@dataclass(frozen=True)
class Preset:
    """A model to start from."""

    key: str
    title: str
    look_for: str
    blueprint: Blueprint
    values: Values
    rows: Rows
    over: tuple[str, str]

    @property
    def problem(self) -> Problem:
        """The model with the numbers that it opens with."""
        return Problem(self.blueprint, self.values, self.rows)


_ALL = (
    Preset(
        "linear",
        "Linear model",
        "",
        LINEAR,
        ((1.6649098,), (0.54648024,)),
        ((2.0, 3.0), (3.0, 2.0)),
        ("W", "b"),
    ),
)
PRESETS: Mapping[str, Preset] = {preset.key: preset for preset in _ALL}
