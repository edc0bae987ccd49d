"""A model before and after a change: what is compared, and that nothing of either is lost."""

from dataclasses import replace

import numpy as np
import pytest

from gradviz.study.blueprint import LINEAR, Blueprint, Input, Parameter, Problem
from gradviz.study.comparison import Comparison, made, other, trial
from gradviz.study.hessian import Hessian, hessian
from gradviz.study.missing import Missing
from gradviz.study.models import model_of
from gradviz.study.openings import opening
from gradviz.study.presets import PRESETS
from gradviz.study.variations import VARIATIONS, vary

LINE = opening(LINEAR)


@pytest.mark.parametrize("name", VARIATIONS)
@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.key)
def test_before_and_after_are_each_others_other(preset, name: str) -> None:
    before = Problem(preset.blueprint, preset.values, preset.rows)
    found = made(before, trial(name))
    if isinstance(found, Missing):
        assert isinstance(other(before, trial(name)), Missing)
        return
    after, compared = found
    assert compared.made
    assert not trial(name).made
    assert other(before, trial(name)) == after
    assert other(after, compared) == before


def test_both_follow_the_parameters_and_the_data() -> None:
    found = made(LINE, trial("huber", 0.5))
    assert not isinstance(found, Missing)
    after, compared = found
    moved = replace(after.moved({"W": -3.0}), rows=((1.0, 1.0), (2.0, 9.0), (4.0, 4.0)))
    before = other(moved, compared)
    assert isinstance(before, Problem)
    assert before.entries["W"] == -3.0
    assert before.rows == moved.rows
    assert before.blueprint == LINEAR


@pytest.mark.parametrize(
    ("compared", "words"),
    [
        (Comparison("huber", -1.0), "must be above 0"),
        (Comparison("ridge", 0.1, text="cost = squre(W)"), "cannot be built"),
        (Comparison("scaling", rows=((1.0,),)), "other columns"),
        (Comparison("scaling", rows=()), "other columns"),
    ],
)
def test_what_cannot_be_compared_is_said(compared: Comparison, words: str) -> None:
    found = other(LINE, compared)
    assert isinstance(found, Missing)
    assert words in found.words


def test_a_single_row_stays_single() -> None:
    one = Problem(
        Blueprint("cost = square(W*X - 1)", (Input("X", ()),), (Parameter("W"),)),
        ((1.0,),),
        ((2.0,),),
    )
    two = other(one, Comparison("scaling", rows=((1.0,), (2.0,))))
    assert isinstance(two, Missing)


def test_an_unknown_change_is_refused() -> None:
    with pytest.raises(ValueError, match="no variation 'magic'"):
        trial("magic")


@pytest.mark.parametrize("residual", [0.0, 0.3, -0.3, 5.0, -5.0])
def test_the_curvature_of_hubers_cost_is_right_even_without_a_residual(residual: float) -> None:
    one = Problem(
        Blueprint("cost = 0.5*reduce_sum(square(X*W - Y))", LINEAR.inputs, (Parameter("W"),)),
        ((1.0,),),
        ((1.0, 1.0 - residual),),
    )
    after = vary(one, "huber", 1.0)
    assert not isinstance(after, Missing)
    found = hessian(model_of(after.structure), [*after.entries.values()], after.rows)
    assert isinstance(found, Hessian)
    assert found.matrix == pytest.approx(np.array([[float(abs(residual) < 1)]]))
