"""How a link spells which chart of the data is shown."""

from __future__ import annotations

from collections.abc import Sequence

from gradviz.study.blueprint import Problem
from gradviz.study.quotation import quoted

FIT, SQUARES, RATES = "fit", "squares", "rates"
SHARES = "shares,"
"""Begins the name of the chart of every point's share of one slope: "shares,W"."""


def parse(texts: Sequence[str | None]) -> tuple[str, list[str]]:
    """The chart that a link says, and a sentence if there is none such.

    >>> parse(["shares,W"]), parse(["pie"])[1]
    (('shares,W', []), ['The link’s data: “pie” is not fit, squares, rates or shares,W. The fit is \
shown.'])
    """
    text = texts[0] or ""
    if text in (FIT, SQUARES, RATES) or text.startswith(SHARES):
        return text, []
    names = f"{FIT}, {SQUARES}, {RATES} or {SHARES}W"
    return FIT, [f"The link’s data: {quoted(text)} is not {names}. The fit is shown."]


def fitted(chart: str, problem: Problem) -> tuple[str, list[str]]:
    """The chart if a model has it, and a sentence if it has not."""
    entry = chart.removeprefix(SHARES)
    if entry == chart or entry in problem.entries:
        return chart, []
    wrong = f"{quoted(entry)} is no number of this model’s parameters"
    return FIT, [f"The link’s data: {wrong}. The fit is shown."]
