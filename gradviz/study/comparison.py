"""A model before and after a change of it, to be compared: what the change does to the surface."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gradviz.study.blueprint import Problem, Rows
from gradviz.study.language.errors import ExpressionError
from gradviz.study.missing import Missing
from gradviz.study.models import model_of
from gradviz.study.variations import VARIATIONS, vary


@dataclass(frozen=True)
class Comparison:
    """With what a model is compared: with what a change would make of it, or had made it from.

    Only what differs is kept, so that both follow the parameters, and as a rule the data.

    Attributes:
        change: a key of `VARIATIONS`.
        amount: how much of it; None where it has no amount.
        text: the model's text before the change; None: the same text, or not made yet.
        rows: the data before the change; None: the same data, or not made yet.
    """

    change: str
    amount: float | None = None
    text: str | None = None
    rows: Rows | None = None

    @property
    def made(self) -> bool:
        """Whether the model is the changed one, and the other one what it was before."""
        return self.text is not None or self.rows is not None

    @property
    def title(self) -> str:
        """The change's name for a reader, with its amount.

        >>> Comparison("huber", 1.5).title, Comparison("absolute").title
        ("Huber's cost, δ = 1.5", 'Absolute cost')
        """
        one = VARIATIONS[self.change]
        return one.title if self.amount is None else f"{one.title}, {one.amount} = {self.amount:g}"


def trial(change: str, amount: float | None = None) -> Comparison:
    """A change that is looked at before it is made.

    Raises:
        ValueError: if there is no such change.
    """
    if change not in VARIATIONS:
        raise ValueError(f"no variation {change!r}: there are {', '.join(VARIATIONS)}")
    one = VARIATIONS[change]
    return Comparison(change, (one.default if amount is None else amount) if one.amount else None)


def made(before: Problem, tried: Comparison) -> tuple[Problem, Comparison] | Missing:
    """A change that is made: the problem after it, compared with what it was before.

    Args:
        before: what is changed.
        tried: how.

    Raises:
        ValueError: if its amount is out of range.

    Example:
        >>> from gradviz.study.blueprint import LINEAR
        >>> one = Problem(LINEAR, ((1.0,), (2.0,)), ((2.0, 3.0), (3.0, 2.0)))
        >>> after, compared = made(one, trial("scaling"))
        >>> after.rows, compared.rows == one.rows, other(after, compared) == one
        (((-1.0, 3.0), (1.0, 2.0)), True, True)
    """
    after = vary(before, tried.change, tried.amount)
    if isinstance(after, Missing):
        return after
    text, rows = before.blueprint.text, before.rows
    return after, replace(
        tried,
        text=None if text == after.blueprint.text else text,
        # Where nothing differs the data are said to: a change that was made is one.
        rows=None if rows == after.rows and text != after.blueprint.text else rows,
    )


def other(problem: Problem, compared: Comparison) -> Problem | Missing:
    """What a problem is compared with, at the same parameters; or why there is no such thing."""
    if not compared.made:
        try:
            return vary(problem, compared.change, compared.amount)
        except ValueError as error:
            return Missing(f"{error}.")
    blueprint = problem.blueprint
    if compared.text is not None:
        blueprint = replace(blueprint, text=compared.text)
    rows = problem.rows if compared.rows is None else compared.rows
    single = all(not one.shape for one in blueprint.inputs)
    if any(len(row) != len(blueprint.columns) for row in rows) or (
        len(rows) != len(problem.rows) if single else not rows
    ):
        return Missing("The data before the change have other columns.")
    before = replace(problem, blueprint=blueprint, rows=rows)
    try:
        model_of(before.structure)
    except ExpressionError as error:
        return Missing(f"The model before the change cannot be built: {error}")
    return before
