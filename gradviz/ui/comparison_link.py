"""How a link spells with what a model is compared: a change, and what was before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from gradviz.study.blueprint import Problem, Rows
from gradviz.study.comparison import Comparison, other, trial
from gradviz.study.missing import Missing
from gradviz.study.models import model_of
from gradviz.ui import numbers_link, question_link
from gradviz.ui.typed import NotANumberError, number, shortest

KEYS = ("compare", "before.text", "before.rows")
"""With a dot, as no name of a model has."""

Texts = tuple[str, str, str]


def texts(compared: Comparison | None) -> Texts:
    """A comparison as a link spells it.

    >>> texts(Comparison("huber", 2.0, "cost = square(W)")), texts(Comparison("scaling"))
    (('huber,2', 'cost = square(W)', ''), ('scaling', '', ''))
    """
    if compared is None:
        return "", "", ""
    amount = "" if compared.amount is None else f",{shortest(compared.amount)}"
    rows = ";".join(",".join(map(shortest, row)) for row in compared.rows or ())
    return f"{compared.change}{amount}", compared.text or "", rows


def parse(given: Sequence[str | None]) -> tuple[Comparison | None, list[str]]:
    """The comparison that a link says, and a sentence if it says none that can be.

    >>> parse(["scaling", None, "2,3;3,2"])
    (Comparison(change='scaling', amount=None, text=None, rows=((2.0, 3.0), (3.0, 2.0))), [])
    >>> parse(["sorcery", None, None])[1]
    ["The link’s compare: no variation 'sorcery': there are scaling, ridge, huber, absolute. One \
surface is shown."]
    """
    change, text, rows = given
    name, comma, amount = (change or "").partition(",")
    try:
        found = trial(name, number(amount) if comma else None)
        return replace(found, text=text or None, rows=_rows(rows) if rows else None), []
    except NotANumberError as error:
        return None, [f"The link’s compare: {error}. One surface is shown."]
    except ValueError as error:
        return None, [f"The link’s compare: {error}. One surface is shown."]


def _rows(text: str) -> Rows:
    rows = text.split(";")
    if len(rows) > numbers_link.MOST_POINTS:
        raise ValueError(f"{numbers_link.MOST_POINTS} points are the most")
    return tuple(tuple(map(number, row.split(","))) for row in rows)


def fitted(compared: Comparison | None, problem: Problem) -> tuple[Comparison | None, list[str]]:
    """The comparison if a model has it, and a sentence if it has not."""
    if compared is None:
        return None, []
    found = beside(problem, compared)
    if not isinstance(found, Missing):
        return compared, []
    return None, [f"The link’s compare: {found.words} One surface is shown."]


@lru_cache(maxsize=64)
def beside(problem: Problem, compared: Comparison) -> Problem | Missing:
    """With what a problem is compared, as far as what is asked of it goes there too."""
    found = other(problem, compared)
    if isinstance(found, Missing):
        return found
    found = question_link.fitted(found)
    try:
        model_of(found.structure)
    except ValueError:
        return Missing("The other model has not what is asked of the gradients.")
    return found
