"""LaTeX to MathML with slots."""

import re
import xml.etree.ElementTree as ET

import pytest

from gradviz.show.formulas import breakable, mathml
from gradviz.study.blueprint import LINEAR
from gradviz.study.derivation import derivation, local_derivatives
from gradviz.study.drafting import revised
from gradviz.study.models import Model, linear_model, model_of
from gradviz.study.openings import opening
from gradviz.study.presets import PRESETS
from tests.study.models import random_case


def test_slots_become_references():
    text = mathml(r"\left(\slot{pred:0|value}{1} - \guard{Y:0|value}{1}\right)^2")
    tree = ET.fromstring(text)  # noqa: S314  our own text
    slots = [
        (mn.get("data-ref"), mn.get("data-guard")) for mn in tree.iter("mn") if mn.get("data-ref")
    ]
    assert slots == [("pred:0|value|1", None), ("Y:0|value|1", "")]


@pytest.mark.parametrize("points", [1, 2, 3, 7])
def test_every_formula_of_the_model_is_well_formed(points):
    model = linear_model(points)
    texts = [t for line in derivation(model) for t in (line.left, line.formula, line.numbers)]
    texts += [t for one in local_derivatives(model).values() for t in (one.left, one.formula)]
    for text in texts:
        if text:
            assert "§" not in mathml(text)
            ET.fromstring(mathml(text))  # noqa: S314  our own text


def test_names_are_escaped():
    assert 'data-ref="a&amp;&lt;b|value|0"' in mathml(r"\slot{a&<b|value}{0}")


PICKED = "cost = W**n + reduce_sum(where(greater(X + W, n), X, W * X - 1.0))"


@pytest.mark.parametrize(
    "model",
    [
        *(model_of(opening(preset.blueprint).structure) for preset in PRESETS),
        model_of(revised(opening(LINEAR), PICKED).structure),
        *(random_case(seed)[0] for seed in range(20)),
    ],
)
def test_a_formula_in_parts_says_what_the_whole_says(model: Model) -> None:
    def said(drawn: str) -> list[str]:
        return re.findall(r"<m[ion][^>]*>[^<]*|<mrow data-products[^>]*>", drawn)

    for line in derivation(model):
        sides = [side for side in (line.numbers, line.result) if side]
        whole = said(mathml("".join(f"= {side}" for side in sides)))
        assert said(breakable(*sides)) == whole
