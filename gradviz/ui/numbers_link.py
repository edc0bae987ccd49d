"""How a link spells a model and its numbers, and what it says of them when they are wrong.

A parameter or a column of data stands in the link under its own name, unless the page uses that
name itself: then a "~" stands before it, which no name of a model begins with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from gradviz.study import drafting
from gradviz.study.blueprint import LINEAR, Blueprint, Parameter, Problem, Rows
from gradviz.study.models import build
from gradviz.study.openings import opening
from gradviz.study.question import Question
from gradviz.ui import blueprint_link, finiteness, looks, packed, question_link
from gradviz.ui.typed import NotANumberError, number, shortest

MOST_POINTS = 500
LONGEST_NOTICE = 400
EXAMPLE = opening(LINEAR)
"""What the page opens with."""

RESERVED = frozenset(
    [
        *blueprint_link.KEYS,
        *question_link.KEYS,
        *(part.name for part in looks.PARTS),
        "view",
        "select",
        "camera",
        "step",
        "over",
        "plane",
        "range",
        "show",
        "scale",
        "descent",
        "data",
        "compare",
        "before.text",
        "before.rows",
        packed.KEY,
    ]
)
"""Names of the link that belong to the page itself."""


def key(name: str) -> str:
    """What the link calls a parameter or a column.

    >>> key("W"), key("view")
    ('W', '~view')
    """
    return f"~{name}" if name in RESERVED else name


def keys(blueprint: Blueprint) -> frozenset[str]:
    """All names that belong to a problem in a link."""
    parameters, columns = _keys(blueprint)
    return frozenset({*blueprint_link.KEYS, *question_link.KEYS, *parameters, *columns})


def _keys(blueprint: Blueprint) -> tuple[list[str], list[str]]:
    """What the link calls the parameters and the columns; no two are called the same.

    A column X1 of X can meet a parameter X1.
    """
    named = [*(parameter.name for parameter in blueprint.parameters), *blueprint.columns]
    found: list[str] = []
    for name in named:
        called = key(name)
        while called in found:
            called = f"~{called}"
        found.append(called)
    count = len(blueprint.parameters)
    return found[:count], found[count:]


def query(problem: Problem) -> dict[str, str]:
    """The link's parameters of a problem; what is as it opens is left out."""
    blueprint = problem.blueprint
    usual = opening(blueprint)
    found = blueprint_link.query(blueprint, EXAMPLE.blueprint)
    # Spelled, −0 and 0 are two numbers.
    now, then = ([_spelled(numbers) for numbers in one.values] for one in (problem, usual))
    parameters, columns = _keys(blueprint)
    moved = zip(parameters, now, then, strict=True)
    found |= {name: text for name, text, before in moved if text != before}
    now, then = (
        [_spelled(column) for column in zip(*one.rows, strict=True)] for one in (problem, usual)
    )
    if now != then:
        found |= dict(zip(columns, now, strict=True))
    return found | question_link.query(problem)


def read(given: Mapping[str, str]) -> tuple[Problem, list[str]]:
    """The problem that a link says, and a sentence for everything of it that is not used."""
    blueprint, notices = blueprint_link.read(given, EXAMPLE.blueprint)
    usual = opening(blueprint)
    parameters, called = _keys(blueprint)
    values = []
    for name, parameter, numbers in zip(
        parameters, blueprint.parameters, usual.values, strict=True
    ):
        text = given.get(name)
        found, said = (numbers, []) if text is None else _values(parameter, text, numbers)
        values.append(found)
        notices += said
    texts = [given.get(name) for name in called]
    rows = usual.rows
    if any(text is not None for text in texts):
        rows, said = _rows(blueprint, texts, usual.rows)
        rows, wrong = _fitting(blueprint, rows, usual.rows)
        notices += [*said, *wrong]
    problem, asked = question_link.read(given, Problem(blueprint, tuple(values), rows))
    problem, said = finite(problem)
    return problem, [*notices, *asked, *said]


def _fitting(blueprint: Blueprint, rows: Rows, usual: Rows) -> tuple[Rows, list[str]]:
    """The rows, if the model can be built for so many; else those that it opens with."""
    try:
        build(blueprint, len(rows))
    except ValueError as error:
        return usual, [f"The link’s model: with {len(rows)} points, {error} Others are used."]
    return rows, []


def finite(problem: Problem) -> tuple[Problem, list[str]]:
    """The problem, with as little of what opens put in as makes the model finite."""
    cause = finiteness.first_not_finite(problem)
    if cause is None:
        return problem, []
    usual = opening(problem.blueprint)
    names = [parameter.name for parameter in problem.blueprint.parameters]
    data = ["data"] if problem.rows else []
    tries = [*([name] for name in names), names, data, [*names, *data]]
    for replaced in tries:
        candidate = question_link.fitted(_with(problem, usual, replaced))
        if replaced and finiteness.first_not_finite(candidate) is None:
            break
    else:
        return _elsewhere(problem, cause)
    what = " and ".join(_said(problem, usual, name) for name in replaced)
    instead = " and ".join(_said(candidate, usual, name) for name in replaced)
    return candidate, [
        f"With the link’s {what}, {finiteness.reason(problem, cause, 'is')}"
        f" The page shows {instead}."
    ]


def _elsewhere(problem: Problem, cause: str) -> tuple[Problem, list[str]]:
    """Where a model is finite that is not so where it opens; the example if it is nowhere."""
    plain = replace(problem, question=Question(), constants=())
    fresh = drafting.with_blueprint(EXAMPLE, problem.blueprint)
    said = f"With the link’s numbers, {finiteness.reason(problem, cause, 'is')} The page shows"
    for candidate, instead in (
        (plain, "the gradients of the cost"),
        (opening(problem.blueprint), "the model as it opens"),
        (fresh, "the model with other numbers"),
    ):
        try:
            if finiteness.first_not_finite(candidate) is None:
                return candidate, [f"{said} {instead}."]
        except ValueError:
            continue  # it cannot be built for so many rows
    return EXAMPLE, [f"{said} the example."]


def shortened(notices: list[str]) -> list[str]:
    """At most four sentences, none of them long: a link with 500 bad points says so once."""
    few = notices if len(notices) <= 4 else [*notices[:3], f"… and {len(notices) - 3} more."]
    return [one if len(one) <= LONGEST_NOTICE else f"{one[: LONGEST_NOTICE - 1]}…" for one in few]


def _spelled(numbers: Sequence[float]) -> str:
    return ",".join(map(shortest, numbers))


def _values(
    parameter: Parameter, text: str, usual: tuple[float, ...]
) -> tuple[tuple[float, ...], list[str]]:
    name, instead = parameter.name, _spelled(usual)
    used = f"{name} = {instead} is used." if len(usual) == 1 else "Its opening values are used."
    texts = text.split(",") if parameter.size > 1 else [text]
    if len(texts) != parameter.size:
        count = f"{len(texts)} numbers, not {parameter.size}"
        return usual, [f"The link’s {name}: it gives {count}. {used}"]
    try:
        return tuple(number(one) for one in texts), []
    except NotANumberError as error:
        return usual, [f"The link’s {name}: {error}. {used}"]


def _rows(blueprint: Blueprint, texts: Sequence[str | None], usual: Rows) -> tuple[Rows, list[str]]:
    columns = [(text or "").split(",") if text else [] for text in texts]
    notices = []
    if len({len(column) for column in columns}) > 1:
        count = min(map(len, columns))
        many = "both" if len(columns) == 2 else "all"
        used = f"the first {count} of {many} are used" if count else "the example’s data are used"
        counted = " and ".join(
            f"{len(column)} {name}" for name, column in zip(blueprint.columns, columns, strict=True)
        )
        notices.append(f"The link has {counted}; {used}.")
    given = list(zip(*columns, strict=False))
    most = 1 if all(not one.shape for one in blueprint.inputs) else MOST_POINTS
    if len(given) > most:
        first = "the first is" if most == 1 else f"the first {most} are"
        notices.append(f"The link has {len(given)} points; {first} used.")
    rows = []
    for place, texts_of_row in enumerate(given[:most], start=1):
        try:
            rows.append(tuple(number(text) for text in texts_of_row))
        except NotANumberError as error:
            notices.append(f"Point {place} of the link: {error}. The point is left out.")
    if rows:
        return tuple(rows), shortened(notices)
    if not notices or given:
        notices.append("The link has no point that can be used; the example’s data are.")
    return usual, shortened(notices)


def _with(problem: Problem, usual: Problem, replaced: Sequence[str]) -> Problem:
    pairs = zip(problem.blueprint.parameters, problem.values, usual.values, strict=True)
    values = tuple(then if p.name in replaced else now for p, now, then in pairs)
    return replace(problem, values=values, rows=usual.rows if "data" in replaced else problem.rows)


def _said(problem: Problem, usual: Problem, name: str) -> str:
    if name == "data":
        return "the example’s data" if problem.rows == usual.rows else "data"
    names = [parameter.name for parameter in problem.blueprint.parameters]
    numbers = problem.values[names.index(name)]
    return f"{name} = {_spelled(numbers)}" if len(numbers) == 1 else f"the values of {name}"
