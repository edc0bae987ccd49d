"""Planes through parameter space."""

import numpy as np
import pytest

from gradviz.study.coordinates import coordinates
from gradviz.study.curvature import plane_axes
from gradviz.study.directions import (
    direction_plane,
    entry_plane,
    principal_plane,
    random_plane,
)
from gradviz.study.missing import Missing
from tests.study.problems import PROBLEMS, problem

NETWORK = PROBLEMS["network"]


@pytest.mark.parametrize("name", PROBLEMS)
@pytest.mark.parametrize("filters", [True, False])
def test_points_and_coordinates_are_inverse(name, filters):
    one, random = PROBLEMS[name], np.random.default_rng(0)
    entries = coordinates(one.model).entries
    for plane in (
        random_plane(one.model, one.at, 5, filters=filters),
        entry_plane(one.model, one.at, entries[-1], entries[0]),
    ):
        u, v = random.normal(size=(2, 7))
        points = plane.points(u, v)
        np.testing.assert_allclose(plane.coordinates(points), (u, v), atol=1e-10)
        np.testing.assert_allclose(plane.distance(points), 0, atol=1e-10)


def test_a_plane_of_entries_has_their_own_values_as_coordinates():
    plane = entry_plane(NETWORK.model, NETWORK.at, "W2[1,0]", "W1[1,2]")
    point = plane.points(7.0, -3.0)
    space = coordinates(NETWORK.model)
    W1, b1, W2, _ = space.split(point)
    assert (W2[1, 0], W1[1, 2]) == (7.0, -3.0)
    np.testing.assert_array_equal(b1, space.split(np.array(NETWORK.at))[1])
    assert plane.names == ("W2[1,0]", "W1[1,2]")


@pytest.mark.parametrize("seed", range(5))
def test_filters_are_as_long_as_the_parameters_own(seed):
    space = coordinates(NETWORK.model)
    plane = random_plane(NETWORK.model, NETWORK.at, seed)
    own = space.split(np.array(NETWORK.at))
    for direction in plane.directions:
        for mine, theirs in zip(space.split(direction), own, strict=True):
            axes = tuple(range(mine.ndim - 1)) if mine.ndim > 1 else None
            np.testing.assert_allclose((mine**2).sum(axes), (theirs**2).sum(axes), rtol=1e-12)


def test_random_directions_are_orthogonal_without_filters_and_their_own_for_each_seed():
    plane = random_plane(NETWORK.model, NETWORK.at, 1, filters=False)
    np.testing.assert_allclose(plane.directions @ plane.directions.T, np.eye(2), atol=1e-12)
    assert random_plane(NETWORK.model, NETWORK.at, 1, filters=False) == plane
    assert random_plane(NETWORK.model, NETWORK.at, 2, filters=False) != plane


@pytest.mark.parametrize("at", [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (-3.0, 2.0)])
@pytest.mark.parametrize("seed", range(8))
def test_two_parameters_always_span_a_plane(at, seed):
    plane = random_plane(PROBLEMS["linear"].model, at, seed)
    assert np.linalg.matrix_rank(plane.directions) == 2


def test_the_principal_plane_of_a_path_in_a_plane_is_that_plane():
    random = np.random.default_rng(3)
    size = len(NETWORK.at)
    pair = np.linalg.qr(random.normal(size=(size, 2)))[0].T
    along = random.normal(size=(40, 2)) * [5.0, 1.0]
    path = np.array(NETWORK.at) + along @ pair
    plane = principal_plane(NETWORK.model, path)
    assert not isinstance(plane, Missing)
    np.testing.assert_allclose(plane.distance(path), 0, atol=1e-9)
    np.testing.assert_allclose(plane.origin, path[-1])
    shares = [int(name.split("(")[1].rstrip(" %)")) for name in plane.names]
    assert sum(shares) == 100
    assert shares[0] > shares[1]


def test_a_path_along_a_line_has_a_plane_too():
    path = np.linspace(0, 1, 5)[:, None] * [1.0, 2.0]
    plane = principal_plane(PROBLEMS["linear"].model, path[:2])
    assert not isinstance(plane, Missing)
    assert np.linalg.matrix_rank(plane.directions) == 2
    np.testing.assert_allclose(plane.distance(path), 0, atol=1e-12)


@pytest.mark.parametrize("path", [np.zeros((3, 2)), np.array([[0.0, np.inf], [1.0, 1.0]])])
def test_a_path_that_does_not_move_has_no_axes(path):
    found = principal_plane(PROBLEMS["linear"].model, path)
    assert isinstance(found, Missing)
    assert "principal axes" in found.words


@pytest.mark.parametrize("name", PROBLEMS)
def test_a_plane_goes_through_any_point_and_keeps_its_coordinates(name):
    one, random = PROBLEMS[name], np.random.default_rng(2)
    entries = coordinates(one.model).entries
    for plane in (
        random_plane(one.model, one.at, 5),
        entry_plane(one.model, one.at, entries[-1], entries[0]),
    ):
        point = np.array(one.at) + random.normal(size=len(entries))
        there = plane.through(point)
        assert float(there.distance(point)) <= 1e-9
        np.testing.assert_allclose(there.coordinates(point), plane.coordinates(point), atol=1e-9)
        u, v = there.coordinates(point)
        # What moves within the plane does not make it another: no chart is drawn anew.
        assert there.through(there.points(u + 0.5, v - 0.25)) == there


def test_the_ascent_is_the_gradient_as_far_as_it_lies_in_the_plane():
    random = np.random.default_rng(4)
    pair = random.normal(size=(2, len(NETWORK.at)))
    plane = direction_plane(NETWORK.at, pair[0], pair[1], ("p", "q"))
    gradient = random.normal(size=len(NETWORK.at))
    du, dv = plane.ascent(*(pair @ gradient))
    basis = np.linalg.qr(pair.T)[0]
    np.testing.assert_allclose(du * pair[0] + dv * pair[1], basis @ (basis.T @ gradient))
    np.testing.assert_allclose(plane.duals @ gradient, (du, dv))


def test_a_share_is_what_a_plane_holds_of_the_variance():
    random = np.random.default_rng(6)
    path = np.array(NETWORK.at) + random.normal(size=(30, len(NETWORK.at)))
    best = principal_plane(NETWORK.model, path - path.mean(0) + path[-1])
    assert not isinstance(best, Missing)
    other = random_plane(NETWORK.model, NETWORK.at, 1)
    assert 0 < other.share(path) < 1
    assert other.share(other.points(random.normal(size=9), np.arange(9.0))) == pytest.approx(1)
    assert other.share(path[:1]) == 1


def test_the_axes_of_a_cut_are_those_of_the_curvature_along_lengths():
    random = np.random.default_rng(7)
    size = len(NETWORK.at)
    matrix = random.normal(size=(size, size))
    matrix = matrix + matrix.T
    pair = random.normal(size=(2, size))
    plane = direction_plane(NETWORK.at, pair[0], pair[1], ("p", "q"))
    found = plane_axes(plane, matrix)
    steps = np.array([one.along for one in found]) @ pair
    np.testing.assert_allclose(steps @ steps.T, np.eye(2), atol=1e-12)
    bends = [one.bend for one in found]
    np.testing.assert_allclose(steps @ matrix @ steps.T, np.diag(bends), atol=1e-11)


def test_what_is_no_plane_is_refused():
    model = PROBLEMS["linear"].model
    with pytest.raises(ValueError, match="two different parameters"):
        entry_plane(model, (0, 0), "W", "W")
    with pytest.raises(ValueError, match="no parameter 'w'"):
        entry_plane(model, (0, 0), "w", "b")
    with pytest.raises(ValueError, match="along one line"):
        direction_plane((0, 0), (1, 2), (2, 4), ("a", "b"))
    with pytest.raises(ValueError, match="a point has 2 numbers"):
        entry_plane(model, (0, 0, 0), "W", "b")
    single = problem(0, {"x": ()}, lambda x: x * x)
    with pytest.raises(ValueError, match="only x"):
        random_plane(single.model, (0.0,), 0)
