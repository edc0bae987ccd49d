"""Changes of a model by one click: scaled features, a penalty on weights, costs that bear outliers.

A change makes a new problem of a problem: its text, written as a visitor would write it, or its
data. So what it does is seen where everything is seen, and can be changed on from there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from gradviz.study.blueprint import Parameter, Problem
from gradviz.study.fits import target_of
from gradviz.study.language.compiler import free_names
from gradviz.study.language.errors import ExpressionError
from gradviz.study.missing import Missing
from gradviz.study.models import model_of
from gradviz.study.squares import costed, replaced


@dataclass(frozen=True)
class Variation:
    """One change.

    Attributes:
        name: its name in links.
        title: its name for a reader.
        summary: a sentence on what it changes, and why.
        apply: the change, with its amount.
        amount: what the amount is called, "" if there is none.
        default: the amount where nothing is said.
        high: the largest that is allowed; the smallest is 0, which does not count.
    """

    name: str
    title: str
    summary: str
    apply: Callable[[Problem, float], Problem | Missing]
    amount: str = ""
    default: float = 1.0
    high: float = 1e6


def vary(problem: Problem, name: str, amount: float | None = None) -> Problem | Missing:
    """The problem after a change.

    Args:
        problem: what is changed.
        name: the change, a key of `VARIATIONS`.
        amount: how much; its default if it is not given.

    Returns:
        The new problem, or why the change cannot be made.

    Raises:
        ValueError: if there is no such change, or the amount is out of range.

    Example:
        >>> from gradviz.study.blueprint import LINEAR
        >>> one = Problem(LINEAR, ((1.0,), (2.0,)), ((2.0, 3.0), (3.0, 2.0)))
        >>> print(vary(one, "ridge", 0.1).blueprint.text.splitlines()[-2])
        penalty = 0.5 * 0.1 * square(W)
    """
    if name not in VARIATIONS:
        raise ValueError(f"no variation {name!r}: there are {', '.join(VARIATIONS)}")
    one = VARIATIONS[name]
    much = one.default if amount is None else amount
    if not 0 < much <= one.high:
        raise ValueError(f"{one.title}: {one.amount} must be above 0, up to {one.high:g}: {much:g}")
    found = one.apply(problem, much)
    if isinstance(found, Missing):
        return found
    try:
        model_of(found.structure)
    except ExpressionError as error:
        return Missing(f"The changed model cannot be built: {error}")
    return found


def _scaled(problem: Problem, amount: float) -> Problem | Missing:
    """Every feature with mean 0 and standard deviation 1; what is to be predicted stays."""
    del amount
    inputs, target = problem.blueprint.inputs, target_of(problem.structure)
    held = inputs if target is None else (target,)
    scaled = [one not in held for one in inputs for _ in one.columns]
    if not any(scaled) or len(problem.rows) < 2:
        return Missing("There are no features to scale, or too few samples for a mean.")
    if all(not one.shape for one in inputs):
        return Missing("The inputs are single numbers, so that there is nothing to take a mean of.")
    data = np.array(problem.rows)
    part = data[:, scaled]
    with np.errstate(all="ignore"):
        spread = part.std(axis=0)
        part = (part - part.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    if not np.isfinite(part).all():
        return Missing("The data are too large for a mean.")
    data[:, scaled] = part
    return replace(problem, rows=tuple(map(tuple, data.tolist())))


def _ridge(problem: Problem, amount: float) -> Problem | Missing:
    blueprint = problem.blueprint
    weights = [p for p in blueprint.parameters if _is_weight(p)] or list(blueprint.parameters)
    if not weights:
        return Missing("There is no parameter that a penalty could be on.")
    squares = [
        f"square({p.name})" if not p.shape else f"reduce_sum(square({p.name}))" for p in weights
    ]
    total = squares[0] if len(squares) == 1 else f"({' + '.join(squares)})"
    taken = _names(problem)
    misfit, penalty = _free("misfit", taken), _free("penalty", taken)
    try:
        text = costed(blueprint.text, _cost_name(problem), misfit)
    except ExpressionError as error:
        return Missing(f"The model's text cannot be read: {error}")
    name = _cost_name(problem)
    text += f"\n{penalty} = 0.5 * {amount!r} * {total}\n{name} = {misfit} + {penalty}"
    return _with_text(problem, text)


def _is_weight(parameter: Parameter) -> bool:
    """Whether a penalty is usual on it: on what multiplies data, and not on what is added."""
    return len(parameter.shape) > 1 or parameter.name[0] in "wW"


def _huber(problem: Problem, amount: float) -> Problem | Missing:
    """2·Huber(r) = m·(2r − m), m being r held between −δ and δ: r² within δ, then straight on.

    Without |r|, whose derivative at 0 is taken for 0, the curvature there is right as well.
    """
    taken = _names(problem)
    distance, near = _free("distance", taken), _free("near", taken)

    def lines(operand: str, place: int) -> tuple[list[str], str]:
        one, other = (f"{name}{place + 1}" if place else name for name in (distance, near))
        held = f"clip_by_value({one}, -{amount!r}, {amount!r})"
        plain = f"({operand})" if "\n" in operand else operand
        extra = [f"{one} = {plain}", f"{other} = {held}"]
        return extra, f"{other}*(2*{one} - {other})"

    return _robust(problem, lines)


def _absolute(problem: Problem, amount: float) -> Problem | Missing:
    """2|r| in the place of r²: where ½ stands before it, |r| remains."""
    del amount
    return _robust(problem, lambda operand, _: ([], f"2*abs({operand})"))


def _robust(
    problem: Problem, lines: Callable[[str, int], tuple[list[str], str]]
) -> Problem | Missing:
    blueprint = problem.blueprint
    data = {one.name for one in blueprint.inputs}
    parameters = {one.name for one in blueprint.parameters}
    try:
        text = replaced(blueprint.text, data, parameters, lines)
    except ExpressionError as error:
        return Missing(f"The model's text cannot be read: {error}")
    if text is None:
        return Missing(
            "The cost has no squares of what depends on data and parameters: nothing is to be"
            " replaced."
        )
    return _with_text(problem, text)


def _with_text(problem: Problem, text: str) -> Problem:
    return replace(problem, blueprint=replace(problem.blueprint, text=text))


def _cost_name(problem: Problem) -> str:
    """The name of the line that is the cost."""
    name: str = model_of(problem.structure).cost.op.name
    return name


def _names(problem: Problem) -> set[str]:
    given = {one.name for one in problem.blueprint.inputs}
    given |= {one.name for one in problem.blueprint.parameters}
    made = {op.name for op in model_of(problem.structure).graph.get_operations()}
    return given | made | set(free_names(problem.blueprint.text))


def _free(name: str, taken: set[str]) -> str:
    """A name that nothing has."""
    if not any(other.startswith(name) for other in taken):
        return name
    count = 2
    while any(other.startswith(f"{name}_{count}") for other in taken):
        count += 1
    return f"{name}_{count}"


_TABLE = (
    Variation(
        "scaling",
        "Scaled features",
        "Every feature gets mean 0 and standard deviation 1: a narrow bowl becomes rounder, quite"
        " round where the features do not go together, and one learning rate suits all directions.",
        _scaled,
    ),
    Variation(
        "ridge",
        "Penalty on weights",
        "½λW² is added to the cost: the bowl gets a bottom where the data leave a valley, nearer"
        " to zero.",
        _ridge,
        "λ",
        0.1,
    ),
    Variation(
        "huber",
        "Huber's cost",
        "Residuals beyond δ count in proportion, and not squared: an outlier pulls no harder than"
        " δ lets it.",
        _huber,
        "δ",
        1.0,
    ),
    Variation(
        "absolute",
        "Absolute cost",
        "Residuals count in proportion: the surface has kinks, and outliers hardly matter.",
        _absolute,
    ),
)

VARIATIONS: Mapping[str, Variation] = {one.name: one for one in _TABLE}
"""All changes, by name, in the order of a menu."""
