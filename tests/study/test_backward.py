"""A frame: all numbers of one pass, and how they hang together."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.study.backward import Check, as_json, frame
from gradviz.study.models import linear_model

FINITE = st.floats(-1e3, 1e3)
POINTS = st.lists(st.tuples(FINITE, FINITE), min_size=1, max_size=12)


def test_the_worked_example():
    numbers = frame(linear_model(2), (1.6649098, 0.54648024), ((2, 3), (3, 2)))
    cost = numbers.nodes["cost:0"]
    assert float(cost.value) == pytest.approx(6.6540337, rel=1e-7)
    assert float(cost.gradient) == 1
    np.testing.assert_allclose(numbers.nodes["pred:0"].value, [[3.87629986], [5.5412097]], 1e-7)
    assert float(numbers.nodes["W:0"].gradient) == pytest.approx(12.376228, rel=1e-7)
    assert float(numbers.nodes["b:0"].gradient) == pytest.approx(4.4175096, rel=1e-7)


@given(W=FINITE, b=FINITE, points=POINTS)
def test_every_total_is_the_sum_of_what_comes_back(W, b, points):
    model = linear_model(len(points))
    numbers = frame(model, (W, b), points)
    X, Y = np.array(points).T
    residual = W * X + b - Y
    scale = max(1.0, float(np.abs(residual).max()) * max(1.0, float(np.abs(X).max())))
    assert float(numbers.nodes["W:0"].gradient) == pytest.approx(residual @ X, abs=1e-9 * scale)
    assert float(numbers.nodes["b:0"].gradient) == pytest.approx(residual.sum(), abs=1e-9 * scale)
    for node in model.diagram.nodes:
        back = [
            numbers.edges[e.name].gradient for e in model.diagram.edges if e.source == node.name
        ]
        if back:
            np.testing.assert_allclose(numbers.nodes[node.name].gradient, sum(back), rtol=1e-12)
    for edge in model.diagram.edges:
        np.testing.assert_array_equal(
            numbers.edges[edge.name].value, numbers.nodes[edge.source].value
        )


@given(W=FINITE, b=FINITE, points=POINTS)
def test_local_times_upstream_is_the_contribution(W, b, points):
    model = linear_model(len(points))
    numbers = frame(model, (W, b), points)
    for edge in model.diagram.edges:
        passed = numbers.edges[edge.name]
        if passed.local is not None:
            product = passed.local * numbers.nodes[edge.target].gradient
            total = product.sum() if edge.summed else product
            np.testing.assert_allclose(passed.gradient, total, rtol=1e-9, atol=1e-9)


def test_central_differences_agree_and_say_so_when_not():
    numbers = frame(linear_model(2), (1.0, 2.0), ((2, 3), (3, 2)))
    assert all(check.agrees for check in numbers.checks.values())
    assert not Check(1.0, 1.1).agrees
    assert not Check(1.0, 1.1).coarse


def test_where_rounding_hides_the_slope_nothing_is_claimed():
    check = frame(linear_model(2), (1e100, 0.0), ((2, 3), (3, 2))).checks["b:0"]
    assert check.coarse


def test_overflow_is_told():
    assert not frame(linear_model(1), (1e308, 0.0), ((1e10, 0.0),)).finite
    values = as_json(frame(linear_model(1), (1e308, 0.0), ((1e10, 0.0),)))
    text = json.dumps(values, allow_nan=False)
    assert '"Infinity"' in text


def test_a_model_needs_a_point():
    with pytest.raises(ValueError, match="needs at least one data point, got 0"):
        linear_model(0)


def test_models_are_read_only_and_shared():
    model = linear_model(3)
    assert model is linear_model(3)
    assert model.graph.finalized
