"""How a link spells a model: a preset by its key, the visitor's own by its text and its names."""

from __future__ import annotations

import re
from collections.abc import Mapping

from gradviz.study.blueprint import Blueprint, Input, Parameter
from gradviz.study.models import build
from gradviz.study.openings import BY_KEY, preset_of
from gradviz.study.quotation import quoted

KEYS = ("model", "text", "inputs", "parameters", "outputs")
_NAME = re.compile(r"([^\W\d]\w*)(?:\((n?(?:,?\d{1,4})*)\))?")


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
        build(blueprint, 1 if all(not one.shape for one in blueprint.inputs) else 2)
    except ValueError as error:
        return usual, [f"The link’s model: {error} The example is shown."]
    return blueprint, []


def _names(text: str, usual: tuple[int | None, ...]) -> list[tuple[str, tuple[int | None, ...]]]:
    found = []
    for part in filter(None, text.split(";")):
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
