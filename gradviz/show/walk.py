"""The steps of the pass and the explanations of all numbers as plain data for the browser.

A number is called "name|part" there, one entry of it "name|part|entry", as in the slots of the
formulas.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gradviz.show.formulas import mathml
from gradviz.study.explain import Explanation, Subject, explanations
from gradviz.study.steps import steps

if TYPE_CHECKING:
    from gradviz.study.models import Model


def key(subject: Subject) -> str:
    """What the browser calls a number.

    >>> key(("W:0", "gradient"))
    'W:0|gradient'
    """
    return "|".join(subject)


def walk(model: Model) -> list[dict[str, Any]]:
    """The steps, in order; their formulas are those of their numbers' explanations.

    Example:
        >>> from gradviz.study.models import linear_model
        >>> [step["kind"] for step in walk(linear_model(2))[6:9]]
        ['forward', 'seed', 'contribution']
    """
    return [
        {
            "kind": step.kind,
            "acting": list(step.acting),
            "known": [key(subject) for subject in step.known],
            "subject": step.subject and key(step.subject),
            "words": step.words,
            "math": step.line and mathml(step.line),
        }
        for step in steps(model)
    ]


def told(model: Model) -> dict[str, Any]:
    """By number its explanation, or the number that has the same one.

    Example:
        >>> from gradviz.study.models import linear_model
        >>> told(linear_model(2))["W:0->Mul:0:1|value"]
        'W:0|value'
    """
    found: dict[str, Any] = {}
    first: dict[Explanation, str] = {}
    for subject, explanation in explanations(model).items():
        name = first.setdefault(explanation, key(subject))
        found[key(subject)] = explained(explanation) if name == key(subject) else name
    return found


def explained(explanation: Explanation) -> dict[str, Any]:
    """An explanation as JSON values: words, lines as MathML and as LaTeX, sources."""
    return {
        "words": explanation.words,
        "lines": [{"mathml": mathml(line), "latex": line} for line in explanation.lines],
        "sources": [key(source) for source in explanation.sources],
    }
