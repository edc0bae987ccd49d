"""Lowest points: the closed form of least squares, valleys, local minima, and why there is none."""

import re
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import gradviz as tf
from gradviz.core.execute import evaluate
from gradviz.study.backward import feeds
from gradviz.study.coordinates import coordinates
from gradviz.study.directions import entry_plane, random_plane
from gradviz.study.minima import Lowest, lowest, lowest_along
from gradviz.study.missing import Missing
from gradviz.study.models import linear_model, parse_model
from gradviz.study.planar import costs
from tests.study.problems import PROBLEMS, problem

FINITE = st.floats(-100, 100)


def least_squares(points):
    """The line through the points, calculated with fractions: without any rounding."""
    n = len(points)
    xs, ys = ([Fraction(v) for v in column] for column in zip(*points, strict=True))
    sx, sy = sum(xs), sum(ys)
    sxx, sxy = sum(x * x for x in xs), sum(x * y for x, y in zip(xs, ys, strict=True))
    W = (n * sxy - sx * sy) / (n * sxx - sx * sx)
    return np.array([float(W), float((sy - W * sx) / n)])


def found_for(points, starts=((0.0, 0.0),)):
    model = linear_model(len(points))
    return lowest(model, points, entry_plane(model, (0, 0), "W", "b"), starts)


@given(st.lists(st.tuples(FINITE, FINITE), min_size=2, max_size=20))
def test_the_minimum_is_the_least_squares_solution(points):
    X, _ = np.array(points).T
    assume(X.std() > 1e-2 * (1 + np.abs(X).max()))
    found, expected = found_for(points), least_squares(points)
    assert isinstance(found, Lowest)
    assert found.kind == "minimum"
    size = 1 + np.abs(points).max()
    np.testing.assert_allclose(found.place, expected, rtol=1e-9, atol=1e-11 * size)


@pytest.mark.parametrize("offset", [0.0, 1e2, 1e3, 1e4, 1e5, 1e6])
def test_ill_conditioned_data_lose_no_more_than_least_squares_do(offset):
    random = np.random.default_rng(1)
    x = offset + random.normal(size=30)
    y = 3 * x - 2 + random.normal(size=30)
    points = tuple(zip(x.tolist(), y.tolist(), strict=True))
    found, expected = found_for(points), least_squares(points)
    assert isinstance(found, Lowest)
    np.testing.assert_allclose(found.place, expected, rtol=1e-9)
    assert found.kind == "minimum"


@pytest.mark.parametrize(
    "points",
    [((2.0, 3.0),), ((2.0, 3.0), (2.0, 1.0)), ((0.0, 1.0),) * 3, ((0.1, 1.0),) * 7, ((1e6, 1.0),)],
)
@pytest.mark.parametrize("start", [(0.0, 0.0), (3.0, -7.0)])
def test_collinear_data_make_a_valley(points, start):
    model, found = linear_model(len(points)), found_for(points, (start,))
    assert isinstance(found, Lowest)
    assert found.kind == "valley"
    x, mean = points[0][0], np.mean([y for _, y in points])
    W, b = found.place
    assert W * x + b == pytest.approx(mean, abs=1e-9 * (1 + abs(x)))
    [along] = found.along
    assert abs(along @ [x, 1.0]) < 1e-9 * (1 + abs(x))
    ends = found.place + np.array([[-5.0], [5.0]]) * along
    costs = evaluate([model.cost], feeds(model, (ends[:, 0], ends[:, 1]), points))[0]
    np.testing.assert_allclose(costs, found.cost, atol=1e-9)


@pytest.mark.parametrize("seed", range(40))
def test_one_point_under_two_weights_makes_a_valley_of_any_scale(seed: int) -> None:
    random = np.random.default_rng(seed)
    data = random.normal(size=3) * 10 ** random.uniform(-4, 4, size=3)
    model = parse_model(
        "cost = 0.5 * reduce_sum(square(X @ w - Y))", {"X": (1, 2), "Y": (1, 1)}, {"w": (2, 1)}
    )
    found = lowest(model, [data], entry_plane(model, (0, 0), "w[0,0]", "w[1,0]"))
    assert isinstance(found, Lowest)
    assert found.kind == "valley"
    assert abs(found.along[0] @ data[:2]) < 1e-9 * np.abs(data[:2]).max()


@pytest.mark.parametrize("name", [n for n, one in PROBLEMS.items() if one.quadratic])
def test_the_minimum_in_all_parameters_has_no_gradient(name):
    one = PROBLEMS[name]
    size = coordinates(one.model).size
    found = lowest_along(one.model, one.rows, np.zeros(size), np.eye(size), np.array([one.at]))
    assert isinstance(found, Lowest)
    fed = feeds(one.model, coordinates(one.model).split(found.place), one.rows)
    slopes = np.concatenate([np.ravel(g) for g in evaluate(one.model.gradients, fed)])
    np.testing.assert_allclose(slopes, 0, atol=1e-12)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("name", ["network", "logistic by hand", "two measures", "no data"])
def test_a_local_minimum_is_lower_than_all_around_it(name, seed):
    one = PROBLEMS[name]
    plane = random_plane(one.model, one.at, seed, filters=False)
    found = lowest(one.model, one.rows, plane)
    if isinstance(found, Missing):
        assert found.words
        return
    angles = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    for far in (1e-3, 1e-2):
        u, v = found.place[:, None] + far * np.array([np.cos(angles), np.sin(angles)])
        fed = feeds(one.model, coordinates(one.model).split(plane.points(u, v)), one.rows)
        (costs,) = evaluate([one.model.cost], fed)
        assert np.all(costs >= found.cost * (1 - 1e-12) - 1e-15)


def test_a_kink_is_found_to_the_last_digit_that_is_meant():
    with tf.Graph().as_default():
        model = tf.parse_model("cost = abs(x - 0.3) + abs(y)", parameters={"x": 2.0, "y": -1.0})
    found = lowest(model, (), entry_plane(model, (0, 0), "x", "y"), ((2.0, -1.0),))
    assert isinstance(found, Lowest)
    assert found.place.tolist() == [0.3, 0.0]
    assert (found.cost, found.kind) == (0.0, "local")
    assert "the slope jumps" in found.words


def test_newton_finds_the_end_of_the_banana():
    one = PROBLEMS["no data"]
    found = lowest(one.model, (), entry_plane(one.model, (0, 0), "x", "y"), ((-1.5, 2.0),))
    assert isinstance(found, Lowest)
    np.testing.assert_allclose(found.place, [1, 1], rtol=1e-9)
    assert found.kind == "local"


CASES = {
    "saddle": (lambda x, y: x * y, "saddle"),
    "dome": (lambda x, y: -tf.square(x) - tf.square(y), "dome"),
    "slope": (lambda x, y: 2.0 * x + y, "falls without end"),
    "steep slope": (lambda x, y: 3e5 * x - 1e3 * y, "falls without end"),
    "half a valley": (lambda x, y: tf.square(x) + y, "falls without end"),
    "the same everywhere": (lambda x, y: 0.0 * x + 0.0 * y, "same everywhere"),
    "runaway": (lambda x, y: tf.exp(-x) + tf.square(y), "falling|hardly falls"),
    "edge of where it is a number": (lambda x, y: tf.sqrt(x) + tf.abs(y), "no finite|kink"),
}


@pytest.mark.parametrize("case", CASES)
def test_where_there_is_no_lowest_point_the_reason_is_said(case):
    cost, words = CASES[case]
    one = problem(0, {"x": (), "y": ()}, cost, quadratic=False)
    found = lowest(one.model, (), entry_plane(one.model, (0, 0), "x", "y"), ((1.0, 0.7),))
    assert isinstance(found, Missing), found
    assert re.search(words, found.words)


def test_from_a_saddle_curvature_leads_away():
    one = problem(0, {"x": (), "y": ()}, lambda x, y: tf.square(tf.square(x) - 1.0) + tf.square(y))
    found = lowest(one.model, (), entry_plane(one.model, (0, 0), "x", "y"))
    assert isinstance(found, Lowest)
    np.testing.assert_allclose(np.abs(found.place), [1, 0], atol=1e-9)


def test_what_overflows_has_no_lowest_point():
    found = found_for(((1e200, 1.0), (2.0, 3.0)))
    assert isinstance(found, Missing)
    assert "too large" in found.words


@pytest.mark.parametrize(
    ("seed", "count"), [(seed, count) for seed in range(6) for count in (3, 6, 25)]
)
def test_the_lowest_point_of_absolute_residuals_goes_through_two_points(seed, count):
    random = np.random.default_rng(seed)
    x = random.normal(scale=2, size=count) + random.choice([0, 5])
    y = 2 * x + 1 + random.standard_t(1, size=count)
    with tf.Graph().as_default():
        model = tf.parse_model(
            "cost = reduce_sum(abs(X*W + b - Y))",
            inputs={"X": (count, 1), "Y": (count, 1)},
            parameters={"W": 0.0, "b": 0.0},
        )
    rows = np.stack([x, y], axis=1).tolist()
    found = lowest(model, rows, entry_plane(model, (0, 0), "W", "b"))
    assert isinstance(found, Lowest), found
    pairs = [(i, j) for i in range(count) for j in range(i)]
    lines = [(s := (y[i] - y[j]) / (x[i] - x[j]), y[i] - s * x[i]) for i, j in pairs]
    best = min(float(np.abs(x * W + b - y).sum()) for W, b in lines)
    assert found.cost == pytest.approx(best, rel=1e-6)


BOX = ((-4.0, 4.0), (-4.0, 4.0))


@pytest.mark.parametrize(
    "cost",
    [
        "square(u*v - 1)",
        "square(square(u) + square(v) - 4)",
        "square(v - sin(2*u)) + 3",
        "square(1e3*(v - u**2))",
        "square(tanh(u)*v - 0.5)",
    ],
)
def test_the_bottom_of_a_bent_valley_is_followed_through_the_window(cost: str) -> None:
    model = parse_model(f"cost = {cost}", parameters={"u": (), "v": ()})
    plane = entry_plane(model, (0.0, 0.0), "u", "v")
    found = lowest(model, (), plane, ((0.0, 0.0), (1.0, 1.3)), BOX)
    assert isinstance(found, Lowest)
    assert found.kind == "valley"
    heights = costs(model, (), found.bottom @ plane.directions)
    across = costs(model, (), (found.bottom + [0.0, 0.1]) @ plane.directions)
    assert heights == pytest.approx(found.cost, abs=1e-9 * across.max())
    gaps = np.linalg.norm(np.diff(found.bottom, axis=0), axis=1)
    assert gaps.max() < 8 / 20
    (first, last) = found.bottom[[0, -1]]
    # Until it leaves the window, or comes back to where it began.
    assert min(np.abs(first).max(), np.abs(last).max()) >= 4 or np.allclose(first, last)


@pytest.mark.parametrize("cost", ["u**4 + square(v)", "u**8 + square(v)", "square(u) + square(v)"])
def test_a_single_lowest_point_is_no_valley_however_flat(cost: str) -> None:
    model = parse_model(f"cost = {cost} + 0.0*u**3", parameters={"u": (), "v": ()})
    found = lowest(model, (), entry_plane(model, (0.0, 0.0), "u", "v"), ((0.5, 0.5),), BOX)
    assert isinstance(found, Lowest)
    assert found.kind != "valley"
    assert not len(found.bottom)


XY = {"x": (), "y": ()}
RUNAWAY = "The cost keeps falling far out: no lowest point was found on this plane."
LEVEL = "A valley: the cost is the same all along its bottom."
SATURATED = (
    "Around the lowest that was reached the cost changes by less than its rounding: no lowest point"
    " can be told."
)
WORDS = {
    "x**4 + square(y)": "A local minimum: the lowest point around here.",
    "abs(x) + abs(y)": "The lowest point around here is a kink: there the slope jumps.",
    "sqrt(square(x) + square(y))": "The lowest point around here is a kink: there the slope jumps.",
    "abs(x + y - 1)": "A valley of kinks: the cost is the same all along its bottom.",
    "abs(2 - 0.5*y)": "A valley of kinks: the cost is the same all along its bottom.",
    "square(relu(x)) + square(y)": LEVEL,
    "relu(x) + square(y)": LEVEL,
    "square(x*y)": LEVEL,
    "square(x)*square(y) + square(x)": LEVEL,
    "square(x + y) + (x + y)**4": LEVEL,
    "square(x*y - 1)": "A valley: the cost is the same all along its bent bottom.",
    "square(floor(x)) + square(y)": LEVEL,
    "square(y - sigmoid(sigmoid(2*x))) + square(sigmoid(x) - 1) + 1": SATURATED,
    "exp(x) + square(y)": RUNAWAY,
    "x**3 + square(y)": RUNAWAY,
}
"""What is true of a cost, wherever the search begins."""


@pytest.mark.parametrize("start", [(2.5, 1.5), (-1.3, 0.7), (0.4, -2.2)])
@pytest.mark.parametrize("cost", WORDS)
def test_what_is_said_of_the_lowest_point_is_true(cost: str, start: tuple[float, float]) -> None:
    model = parse_model(f"cost = {cost}", parameters={"x": (), "y": ()})
    found = lowest(model, (), entry_plane(model, (0.0, 0.0), "x", "y"), (start,), BOX)
    assert found.words == WORDS[cost]
    if isinstance(found, Missing):
        return
    around = found.place + 1e-3 * np.random.default_rng(0).normal(size=(200, 2))
    assert costs(model, (), around).min() >= found.cost
    if found.kind == "valley":
        assert len(found.bottom) > 2
        assert costs(model, (), found.bottom) == pytest.approx(found.cost, abs=1e-9)


def test_a_minimum_that_is_wide_and_at_zero_is_one() -> None:
    model = parse_model("cost = softplus(1e-9*x) + softplus(-1e-9*x) + exp(square(y))", {}, XY)
    found = lowest(model, (), entry_plane(model, (0.0, 0.0), "x", "y"), ((3.0, 1.0),))
    assert isinstance(found, Lowest)
    assert found.words == "A local minimum: the lowest point around here."
    assert np.abs(found.place * [1e-9, 1.0]).max() < 1e-6


@pytest.mark.parametrize("cost", ["x**4 + square(y)", "abs(x) + abs(y)", "maximum(abs(x), abs(y))"])
def test_a_lowest_point_where_nothing_is_curved_is_not_called_flat(cost: str) -> None:
    model = parse_model(f"cost = {cost}", parameters={"x": (), "y": ()})
    found = lowest(model, (), entry_plane(model, (0.0, 0.0), "x", "y"), ((0.0, 0.0),), BOX)
    assert isinstance(found, Lowest)
    assert "flat" not in found.words
    assert found.place.tolist() == [0.0, 0.0]
