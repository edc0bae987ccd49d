"""How a model opens: with its preset's numbers, or with zeros where a visitor made it."""

from __future__ import annotations

from functools import lru_cache

from gradviz.study.blueprint import Blueprint, Problem
from gradviz.study.presets import PRESETS, Preset

BY_KEY = {preset.key: preset for preset in PRESETS}
_BY_BLUEPRINT = {preset.blueprint: preset for preset in PRESETS}


def preset_of(blueprint: Blueprint) -> Preset | None:
    """The preset that a blueprint is of, if any."""
    return _BY_BLUEPRINT.get(blueprint)


@lru_cache(maxsize=64)
def opening(blueprint: Blueprint) -> Problem:
    """The numbers with which a blueprint opens: its preset's, or zeros for a visitor's own.

    Example:
        >>> from gradviz.study.blueprint import LINEAR
        >>> opening(LINEAR).rows
        ((2.0, 3.0), (3.0, 2.0))
    """
    preset = preset_of(blueprint)
    if preset is not None:
        return Problem(blueprint, preset.values, preset.rows)
    values = tuple((0.0,) * parameter.size for parameter in blueprint.parameters)
    row = (0.0,) * len(blueprint.columns)
    single = all(not one.shape for one in blueprint.inputs)
    return Problem(blueprint, values, ((row,) if single else (row, row)) if row else ())


def axes_of(blueprint: Blueprint) -> tuple[str, ...]:
    """The one or two numbers of the parameters that the cost surface opens over, by name."""
    preset = preset_of(blueprint)
    if preset is not None and preset.over:
        return preset.over
    return tuple(entry for one in blueprint.parameters for entry in one.entries)[:2]
