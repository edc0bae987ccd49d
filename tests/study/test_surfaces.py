"""Surfaces: the core's cost everywhere, in one pass, over any plane of any model."""

import numpy as np
import pytest

from gradviz.core.execute import evaluate
from gradviz.study.backward import feeds
from gradviz.study.coordinates import coordinates
from gradviz.study.directions import direction_plane, entry_plane, random_plane
from gradviz.study.models import linear_model
from gradviz.study.surfaces import (
    Surface,
    coordinates_of,
    cut,
    field,
    minimum,
    plane_surface,
    surface,
)
from tests.study.counting import counted
from tests.study.problems import PROBLEMS, Problem

POINTS = ((2.0, 3.0), (3.0, 2.0))
PLACES = 1000


def planes(one: Problem):
    entries = coordinates(one.model).entries
    yield entry_plane(one.model, one.at, entries[0], entries[-1])
    yield entry_plane(one.model, one.at, entries[1], entries[0])
    yield random_plane(one.model, one.at, 3)
    yield random_plane(one.model, one.at, 4, filters=False)


def truth(one: Problem, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Cost and gradient at points, shape (count, size), without any plane."""
    space = coordinates(one.model)
    fed = feeds(one.model, space.split(points), one.rows)
    cost, *slopes = evaluate([one.model.cost, *one.model.gradients], fed)
    return cost, space.join(slopes, (len(points),))


@pytest.mark.parametrize("name", PROBLEMS)
def test_every_value_is_the_cost_there(name):
    one, random = PROBLEMS[name], np.random.default_rng(5)
    for plane in planes(one):
        u, v = np.linspace(-3, 4, 41), np.linspace(-2, 2.5, 31)
        found = plane_surface(one.model, one.rows, plane, u, v)
        assert found.cost.shape == found.slope_u.shape == found.slope_v.shape == (31, 41)
        row, column = random.integers(0, [[31], [41]], (2, PLACES))
        cost, gradient = truth(one, plane.points(u[column], v[row]))
        np.testing.assert_allclose(found.cost[row, column], cost, rtol=1e-10, atol=1e-12)
        slopes = gradient @ plane.directions.T
        size = np.abs(slopes).max()
        np.testing.assert_allclose(found.slope_u[row, column], slopes[:, 0], atol=1e-11 * size)
        np.testing.assert_allclose(found.slope_v[row, column], slopes[:, 1], atol=1e-11 * size)


@pytest.mark.parametrize("name", PROBLEMS)
def test_a_surface_is_one_pass_however_fine_it_is(name, monkeypatch):
    one = PROBLEMS[name]
    for plane in planes(one):
        found = []
        for count in (2, 101):
            axis = np.linspace(-1, 1, count)
            plane_surface(one.model, one.rows, plane, axis, axis)  # plans are made once
            with counted(monkeypatch) as calls:
                made = plane_surface(one.model, one.rows, plane, axis, axis)
            found.append(calls)
            assert made.quadratic == one.quadratic or not one.quadratic
            # In closed form the graph is asked at the middle and at the bottom.
            assert calls.runs <= (2 if made.quadratic else 1)
        few, many = found
        assert many.runs == few.runs
        # Where it is much work, the gradient is left to a coarser grid.
        assert many.kernels == few.kernels or (made.slope_u is None and many.kernels < few.kernels)


def test_the_proof_decides_and_says_why():
    one = PROBLEMS["network"]
    axis = np.linspace(-1, 1, 5)
    outer = entry_plane(one.model, one.at, "W2[0,0]", "b2[0]")
    inner = entry_plane(one.model, one.at, "W1[0,0]", "b2[0]")
    assert plane_surface(one.model, one.rows, outer, axis, axis).quadratic
    found = plane_surface(one.model, one.rows, inner, axis, axis)
    assert not found.quadratic
    assert "Tanh" in found.reason


def test_what_is_too_much_work_has_its_gradient_on_a_coarser_grid(monkeypatch):
    one = PROBLEMS["network"]
    plane = entry_plane(one.model, one.at, "W1[0,0]", "b2[0]")
    monkeypatch.setattr("gradviz.study.surfaces.SLOPED", 100)
    axis = np.linspace(-1, 1, 21)
    found = plane_surface(one.model, one.rows, plane, axis, axis)
    assert found.slope_u is None
    arrows = field(one.model, one.rows, plane, axis[::5], axis[::5])
    np.testing.assert_allclose(arrows.cost, found.cost[::5, ::5], rtol=1e-12)
    assert arrows.slope_v.shape == (5, 5)


def test_near_the_bottom_nothing_cancels():
    # All points on a line: the cost at the bottom is 0, and far away it is large.
    rows = tuple((float(x), 3.0 * x - 2.0) for x in range(-5, 6))
    found = surface(linear_model(11), rows, np.linspace(2, 4, 3), np.linspace(-1e4, 1e4 - 4, 3))
    assert found.cost[1, 1] == 0


def test_where_the_closed_form_overflows_the_core_decides():
    far = np.linspace(-5e307, 5e307, 5)
    found = surface(linear_model(2), POINTS, far, far)
    assert np.isinf(found.cost[0, 0])
    one = PROBLEMS["linear"]
    assert surface(one.model, one.rows, far, far).cost.shape == (5, 5)


@pytest.mark.parametrize("name", PROBLEMS)
@pytest.mark.parametrize("axis", [0, 1])
def test_a_slice_is_touched_by_its_tangent_and_parabola(name, axis):
    one = PROBLEMS[name]
    plane = random_plane(one.model, one.at, 1, filters=False)
    at = coordinates_of(plane, one.at)
    places = at[axis] + np.linspace(-1, 1, 9)
    found = cut(one.model, one.rows, plane, at, axis, places)
    assert found.cost[4] == pytest.approx(found.cost_at, rel=1e-12)
    near = cut(one.model, one.rows, plane, at, axis, at[axis] + np.array([-1e-3, 1e-3]))
    off = np.abs(near.cost - near.parabola(near.places)).max()
    assert off <= 1e-7 * max(1.0, abs(near.bend), abs(near.cost_at))
    np.testing.assert_allclose(
        near.tangent(near.places), near.cost, atol=1e-5 * (1 + abs(near.bend))
    )


@pytest.mark.parametrize("points", [((2.0, 3.0),), ((2.0, 3.0), (2.0, 1.0)), ((0.0, 1.0),) * 3])
def test_a_valley_has_no_minimum_to_mark(points):
    assert minimum(linear_model(len(points)), points) is None


def test_what_overflows_has_no_minimum():
    assert minimum(linear_model(2), ((1e200, 1.0), (2.0, 3.0))) is None


def test_a_plane_beside_the_data_is_still_a_surface():
    one = PROBLEMS["linear"]
    plane = direction_plane(one.at, (1.0, 1.0), (1.0, -1.0), ("sum", "difference"))
    found = plane_surface(one.model, one.rows, plane, np.zeros(1), np.zeros(1))
    assert isinstance(found, Surface)
    assert found.cost.item() == pytest.approx(truth(one, np.array([one.at]))[0].item())
