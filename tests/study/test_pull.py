"""Pulling a result moves the parameters there, or says why not."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gradviz.core.copying import copy
from gradviz.study.backward import frame
from gradviz.study.models import linear_model
from gradviz.study.pull import pull

POINTS = ((2.0, 3.0), (3.0, 2.0))
START = (1.6649098, 0.54648024)
SMALL = st.floats(-50, 50)


def number(model, parameters, subject, entry):
    numbers = frame(model, parameters, POINTS)
    part = (numbers.nodes | numbers.edges)[subject[0]]
    return float(np.ravel(getattr(part, subject[1]))[entry])


@given(wanted=SMALL, entry=st.sampled_from([0, 1]))
def test_predictions_and_gradients_are_reached_exactly(wanted, entry):
    model = linear_model(2)
    subjects = [(("pred:0", "value"), entry), (("W:0", "gradient"), 0), (("b:0", "gradient"), 0)]
    for subject, place in subjects:
        result = pull(model, START, POINTS, subject, place, wanted)
        assert result.words == ""
        found = number(model, result.parameters, subject, place)
        assert found == pytest.approx(wanted, rel=1e-8, abs=1e-8)


@given(wanted=st.floats(1e-3, 100))
def test_the_cost_is_reached_while_it_can_be(wanted):
    model = linear_model(2)
    result = pull(model, START, POINTS, ("cost:0", "value"), 0, wanted)
    assert number(model, result.parameters, ("cost:0", "value"), 0) == pytest.approx(
        wanted, rel=1e-6
    )


@given(wanted=st.floats(-100, -0.1))
def test_what_is_out_of_reach_is_said(wanted):
    result = pull(linear_model(2), START, POINTS, ("cost:0", "value"), 0, wanted)
    assert "is out of reach from here" in result.words
    assert 0 <= result.reached < 6.6540337


def test_from_a_minimum_curvature_leads_away():
    result = pull(linear_model(2), (-1.0, 5.0), POINTS, ("cost:0", "value"), 0, 2.0)
    assert result.words == ""


def test_only_the_chosen_parameters_move():
    result = pull(linear_model(2), START, POINTS, ("pred:0", "value"), 1, 0.0, ["b"])
    assert result.parameters[0] == START[0]
    assert result.words == ""
    with pytest.raises(ValueError, match="no parameter"):
        pull(linear_model(2), START, POINTS, ("pred:0", "value"), 1, 0.0, ["w"])
    with pytest.raises(ValueError, match="the drawing has no 'nope'"):
        pull(linear_model(2), START, POINTS, ("nope", "value"), 0, 0.0)


def test_what_does_not_depend_on_the_parameters():
    result = pull(linear_model(2), START, POINTS, ("X:0", "value"), 0, 7.0)
    assert result.words == "W and b cannot move this number: it does not depend on them."
    assert result.parameters == START
    assert result.reached == 2


@given(SMALL, SMALL)
def test_a_gradient_of_a_gradient_pulls_a_contribution(W, b):
    assume(abs(W) > 0.1)
    result = pull(linear_model(2), (W, b), POINTS, ("W:0->Mul:0:1", "gradient"), 0, 0.0)
    assert result.words == ""


def test_copies_are_open_and_equal():
    model = linear_model(2)
    graph, counterpart = copy(model.graph)
    assert not graph.finalized
    names = [op.name for op in graph.get_operations()]
    assert names == [op.name for op in model.graph.get_operations()]
    assert counterpart[model.cost].graph is graph
    originals = [op.original.name for op in graph.get_operations() if op.original]
    assert originals == [op.original.name for op in model.graph.get_operations() if op.original]
