"""Changing a model while it is open: another text, other roles of its names; numbers stay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from gradviz.study.blueprint import Blueprint, Input, Parameter, Problem, Rows
from gradviz.study.language.compiler import free_names
from gradviz.study.models import build

Kind = Literal["data", "parameter"]

NEW_SAMPLES = 4
"""Rows that a model gets when it takes data for the first time."""

_USUAL_DATA = ("X", "Y")


@dataclass(frozen=True)
class Role:
    """What a name of the text stands for.

    Attributes:
        name: the name.
        kind: data that are fed, or a parameter that can be moved.
        shape: its shape; None stands for the number of samples.
    """

    name: str
    kind: Kind
    shape: tuple[int | None, ...]


def roles(blueprint: Blueprint) -> tuple[Role, ...]:
    """The roles of a blueprint's names: the data first.

    Example:
        >>> from gradviz.study.blueprint import LINEAR
        >>> [role.name for role in roles(LINEAR)]
        ['X', 'Y', 'W', 'b']
    """
    data = [Role(one.name, "data", one.shape) for one in blueprint.inputs]
    return (*data, *(Role(one.name, "parameter", one.shape) for one in blueprint.parameters))


def revised(problem: Problem, text: str, known: Sequence[Role] | None = None) -> Problem:
    """The problem with another text: names that stay keep their roles and their numbers.

    A new name is a parameter of one number, but for X and Y, which are data.

    Args:
        problem: what it is now.
        text: the model's new text.
        known: the roles that its names have; those of the problem unless given. Names that the text
            does not use are left out.

    Raises:
        ExpressionError: if the text cannot be built.

    Example:
        >>> from gradviz.study.openings import opening
        >>> from gradviz.study.blueprint import LINEAR
        >>> longer = revised(opening(LINEAR), LINEAR.text.replace("+ b", "+ b + c"))
        >>> longer.entries
        {'W': 1.6649098, 'b': 0.54648024, 'c': 1.0}
    """
    blueprint = redrawn(problem.blueprint, text, known)
    after = with_blueprint(problem, blueprint)
    build(blueprint, len(after.rows))
    return after


def redrawn(blueprint: Blueprint, text: str, known: Sequence[Role] | None = None) -> Blueprint:
    """The blueprint with another text; see `revised`. Whether it can be built is not looked at.

    Raises:
        ExpressionError: if the text does not follow the grammar.
    """
    usual = {role.name: role for role in (roles(blueprint) if known is None else known)}
    single = any(not one.shape for one in blueprint.inputs)
    now = [usual.get(name) or _guessed(name, single) for name in free_names(text)]
    order = list(usual)
    now.sort(key=lambda role: order.index(role.name) if role.name in usual else len(order))
    return Blueprint(
        text,
        tuple(Input(role.name, role.shape) for role in now if role.kind == "data"),
        tuple(
            Parameter(role.name, tuple(length or 1 for length in role.shape))
            for role in now
            if role.kind == "parameter"
        ),
        _outputs(blueprint, text),
    )


def with_blueprint(problem: Problem, blueprint: Blueprint) -> Problem:
    """Another blueprint with the numbers that a problem has for it, and new ones for the rest."""
    return Problem(blueprint, _values(problem, blueprint), _rows(problem, blueprint))


def samples_of(blueprint: Blueprint, before: int) -> int:
    """How many rows of data a blueprint takes, where there were so many before.

    Example:
        >>> from gradviz.study.blueprint import LINEAR
        >>> samples_of(LINEAR, 3), samples_of(LINEAR, 0)
        (3, 4)
    """
    if not blueprint.columns:
        return 0
    return 1 if all(not one.shape for one in blueprint.inputs) else before or NEW_SAMPLES


def with_values(problem: Problem, values: Mapping[str, tuple[float, ...]]) -> Problem:
    """The problem with the numbers of whole parameters replaced, by the parameters' names."""
    pairs = zip(problem.blueprint.parameters, problem.values, strict=True)
    return replace(problem, values=tuple(values.get(one.name, now) for one, now in pairs))


def _guessed(name: str, single: bool) -> Role:
    if name in _USUAL_DATA:
        return Role(name, "data", () if single else (None, 1))
    return Role(name, "parameter", ())


def _outputs(blueprint: Blueprint, text: str) -> tuple[str, ...]:
    """The outputs that are still lines of the text."""
    lines = {line.partition("=")[0].strip() for line in text.replace(";", "\n").splitlines()}
    return tuple(name for name in blueprint.outputs if name in lines)


def _values(problem: Problem, blueprint: Blueprint) -> tuple[tuple[float, ...], ...]:
    pairs = zip(problem.blueprint.parameters, problem.values, strict=True)
    before = dict(pairs)
    return tuple(before.get(one) or start(one) for one in blueprint.parameters)


def start(parameter: Parameter) -> tuple[float, ...]:
    """Where a new parameter begins.

    A number begins at 1, where log and division are at ease; the entries of a larger one at small
    different numbers, as equal ones would stay equal.
    """
    if not parameter.shape:
        return (1.0,)
    random = np.random.default_rng(parameter.size)
    return tuple(np.round(random.uniform(-1, 1, parameter.size), 2).tolist())


def _rows(problem: Problem, blueprint: Blueprint) -> Rows:
    """The data: columns that stay as they were, new ones count up from 1."""
    if not blueprint.columns:
        return ()
    columns = dict(zip(problem.blueprint.columns, zip(*problem.rows, strict=True), strict=False))
    count = samples_of(blueprint, len(problem.rows))
    new = tuple(float(n) for n in range(1, count + 1))
    kept = [(columns.get(name) or new)[:count] for name in blueprint.columns]
    return tuple(zip(*kept, strict=True))
