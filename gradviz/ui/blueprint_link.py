"""How a link spells a model: a preset by its key, the visitor's own by its text and its names."""

from __future__ import annotations

import re
from collections.abc import Mapping

from gradviz.study.blueprint import Blueprint, Input, Parameter
from gradviz.study.language.letters import MARKS
from gradviz.study.models import build
from gradviz.study.openings import BY_KEY, opening, preset_of
from gradviz.study.points import MOST_COLUMNS
from gradviz.study.quotation import quoted

KEYS = ("model", "text", "inputs", "parameters", "outputs")
MOST_NAMES = 100
"""Names of data, or of parameters, that a link can give."""

_NAME = re.compile(rf"([^\W\d][\w{MARKS}]*)(?:\((n?(?:,?\d{{1,4}})*)\))?")


def query(blueprint: Blueprint, usual: Blueprint) -> dict[str, str]:
    """The link's parameters of a blueprint; none for the usual one."""
    if blueprint == usual:
        return {}
    preset = preset_of(blueprint)
    if preset is not None:
        return {"model": preset.key}
    return {
        "text": blueprint.text,
        "inputs": ";".join(one.name + _spelled(one.shape, (None, 1)) for one in blueprint.inputs),
        "parameters": ";".join(one.name + _spelled(one.shape, ()) for one in blueprint.parameters),
        "outputs": ";".join(blueprint.outputs),
    }


def read(given: Mapping[str, str], usual: Blueprint) -> tuple[Blueprint, list[str]]:
    """The blueprint that a link says, and a sentence on what of it is not used."""
    if "text" in given:
        return _own(given, usual)
    key = given.get("model")
    if key is None:
        return usual, []
    if key in BY_KEY:
        return BY_KEY[key].blueprint, []
    known = ", ".join(BY_KEY)
    return usual, [f"The link’s model: {quoted(key)} is not one of {known}. The example is shown."]


def _own(given: Mapping[str, str], usual: Blueprint) -> tuple[Blueprint, list[str]]:
    try:
        blueprint = Blueprint(
            given["text"],
            tuple(Input(name, shape) for name, shape in _names(given.get("inputs", ""), (None, 1))),
            tuple(
                Parameter(name, tuple(length or 1 for length in shape))
                for name, shape in _names(given.get("parameters", ""), ())
            ),
            tuple(filter(None, given.get("outputs", "").split(";"))),
        )
        _check(blueprint)
        build(blueprint, len(opening(blueprint).rows))
    except ValueError as error:
        why = str(error).removesuffix(".")
        return usual, [f"The link’s model: {why}. The example is shown."]
    return blueprint, []


def _check(blueprint: Blueprint) -> None:
    """Refuses what a blueprint relies on and a text can say otherwise.

    Raises:
        ValueError: if a name stands twice, or data have rows in another way than n, or n and more.
    """
    names = [one.name for one in blueprint.inputs] + [one.name for one in blueprint.parameters]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise ValueError(f"{twice} is given twice.")
    for one in blueprint.inputs:
        first, more = one.shape[:1], one.shape[1:]
        if first not in ((), (None,)) or len(more) > 1 or None in more:
            raise ValueError(f"{one.name} is no data of n rows, as X(n,2), or of one number, X().")
        if len(one.columns) > MOST_COLUMNS:
            raise ValueError(f"{one.name} has more than {MOST_COLUMNS} columns.")
    if len({not one.shape for one in blueprint.inputs}) > 1:
        raise ValueError("either all data have n rows or each is one number.")


def _names(text: str, usual: tuple[int | None, ...]) -> list[tuple[str, tuple[int | None, ...]]]:
    found = []
    parts = list(filter(None, text.split(";")))
    if len(parts) > MOST_NAMES:
        raise ValueError(f"it has {len(parts)} names; {MOST_NAMES} are the most.")
    for part in parts:
        match = _NAME.fullmatch(part)
        if not match:
            raise ValueError(f"{quoted(part)} is no name with a shape, as X or w(2,1).")
        found.append((match[1], usual if match[2] is None else _shape(match[2])))
    return found


def _shape(text: str) -> tuple[int | None, ...]:
    return tuple(None if part == "n" else int(part) for part in text.split(",") if part)


def _spelled(shape: tuple[int | None, ...], usual: tuple[int | None, ...]) -> str:
    if shape == usual:
        return ""
    return f"({','.join('n' if length is None else str(length) for length in shape)})"
