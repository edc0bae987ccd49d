"""Surfaces: the core's cost everywhere, in one pass; the minimum in closed form."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gradviz.core import execute
from gradviz.study.backward import frame
from gradviz.study.models import linear_model
from gradviz.study.surfaces import minimum, surface

POINTS = ((2.0, 3.0), (3.0, 2.0))
FINITE = st.floats(-100, 100)


def test_every_value_is_the_cost_there():
    model = linear_model(2)
    W, b = np.linspace(-5, 5, 11), np.linspace(-2, 3, 6)
    grid = surface(model, POINTS, W, b)
    assert grid.cost.shape == grid.gradient_W.shape == grid.gradient_b.shape == (6, 11)
    for row, column in [(0, 0), (5, 10), (2, 7)]:
        numbers = frame(model, (W[column], b[row]), POINTS).nodes
        assert grid.cost[row, column] == pytest.approx(float(numbers["cost:0"].value), rel=1e-12)
        gradient_W = float(numbers["W:0"].gradient)
        assert grid.gradient_W[row, column] == pytest.approx(gradient_W, rel=1e-12)
        gradient_b = float(numbers["b:0"].gradient)
        assert grid.gradient_b[row, column] == pytest.approx(gradient_b, rel=1e-12)


def test_a_surface_is_one_plan_and_no_loop_over_points(monkeypatch):
    model = linear_model(2)
    calls = []
    original = execute.plan_for

    def counted(*args):
        calls.append(args)
        return original(*args)

    monkeypatch.setattr(execute, "plan_for", counted)
    surface(model, POINTS, np.linspace(0, 1, 101), np.linspace(0, 1, 101))
    assert len(calls) == 1


@given(st.lists(st.tuples(FINITE, FINITE), min_size=2, max_size=20))
def test_the_minimum_is_the_least_squares_solution(points):
    X, Y = np.array(points).T
    assume(X.std() > 1e-2 * (1 + np.abs(X).max()))
    found = minimum(linear_model(len(points)), points)
    expected = np.linalg.lstsq(np.stack([X, np.ones_like(X)], 1), Y, rcond=None)[0]
    assert found is not None
    np.testing.assert_allclose([found.W, found.b], expected, rtol=1e-7, atol=1e-7)


@pytest.mark.parametrize("points", [((2.0, 3.0),), ((2.0, 3.0), (2.0, 1.0)), ((0.0, 1.0),) * 3])
def test_a_valley_has_no_minimum_to_mark(points):
    assert minimum(linear_model(len(points)), points) is None


def test_what_overflows_has_no_minimum():
    assert minimum(linear_model(2), ((1e200, 1.0), (2.0, 3.0))) is None
