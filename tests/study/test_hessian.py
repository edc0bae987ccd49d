"""The Hessian and the Gauss-Newton matrix, in all parameters, against differences and by hand."""

import math

import numpy as np
import pytest

import gradviz as tf
from gradviz.core.execute import evaluate
from gradviz.study.backward import feeds
from gradviz.study.coordinates import coordinates
from gradviz.study.curvature import curvature
from gradviz.study.extension import extension
from gradviz.study.hessian import MOST_PARAMETERS, gauss_newton, hessian, products
from gradviz.study.missing import Missing
from gradviz.study.models import linear_model
from tests.study.counting import counted
from tests.study.problems import PROBLEMS, problem

POINTS = ((2.0, 3.0), (3.0, 2.0))


def squares(X, Y, w):
    return tf.reduce_mean(tf.square(tf.matmul(X, w) - Y))


def differences(one, fetch):
    """Central differences of a tensor's entries by every number of the parameters."""
    space = coordinates(one.model)
    units = 1e-5 * np.eye(space.size)
    points = np.array(one.at) + np.stack([units, -units])
    (values,) = evaluate([fetch], feeds(one.model, space.split(points), one.rows))
    return ((values[0] - values[1]) / 2e-5).reshape(space.size, -1).T


@pytest.mark.parametrize("name", PROBLEMS)
def test_columns_are_the_changes_of_the_gradient(name):
    one = PROBLEMS[name]
    found = hessian(one.model, one.at, one.rows)
    assert not isinstance(found, Missing)
    expected = np.concatenate([differences(one, g) for g in one.model.gradients])
    np.testing.assert_allclose(found.matrix, expected, rtol=1e-6, atol=1e-7)
    np.testing.assert_allclose(
        found.axes @ np.diag(found.eigenvalues) @ found.axes.T, found.matrix, atol=1e-10
    )


@pytest.mark.parametrize("name", PROBLEMS)
def test_all_columns_are_one_pass(name, monkeypatch):
    one = PROBLEMS[name]
    hessian(one.model, one.at, one.rows)
    with counted(monkeypatch) as calls:
        hessian(one.model, one.at, one.rows)
    assert calls.runs == 1


@pytest.mark.parametrize("name", [n for n, one in PROBLEMS.items() if one.quadratic])
def test_a_linear_model_has_its_hessian_for_a_gauss_newton_matrix(name):
    one = PROBLEMS[name]
    whole, part = (f(one.model, one.at, one.rows) for f in (hessian, gauss_newton))
    assert not isinstance(whole, Missing)
    assert not isinstance(part, Missing)
    np.testing.assert_allclose(part.matrix, whole.matrix, atol=1e-10)


def test_of_a_network_it_is_the_jacobian_squared():
    one = PROBLEMS["network"]
    found = gauss_newton(one.model, one.at, one.rows)
    assert not isinstance(found, Missing)
    [residual] = extension(one.model, len(one.rows)).measured
    J = differences(one, one.model.graph.get_tensor_by_name(f"{residual}:0"))
    np.testing.assert_allclose(found.matrix, 2 / len(J) * J.T @ J, rtol=1e-6, atol=1e-8)
    assert found.eigenvalues[0] > -1e-12


def test_of_two_measures_both_count():
    one = PROBLEMS["two measures"]
    whole, part = (f(one.model, one.at, one.rows) for f in (hessian, gauss_newton))
    # Both measure the same linear prediction, so that nothing is left out.
    np.testing.assert_allclose(part.matrix, whole.matrix, atol=1e-10)


def test_what_measures_nothing_has_none():
    one = problem(1, {"w": (1, 1)}, lambda X, Y, w: 2.0 * w[0, 0] * w[0, 0])
    found = gauss_newton(one.model, one.at, one.rows)
    assert isinstance(found, Missing)
    assert "no Gauss-Newton matrix" in found.words


@pytest.mark.parametrize(
    ("points", "form", "condition"),
    [
        (POINTS, "bowl", 222.995),
        (POINTS[:1], "valley", math.inf),
        (((0.0, 1.0), (1e3, 1.0)), "bowl", 1e6),
    ],
)
def test_form_condition_and_limit_of_the_rate(points, form, condition):
    found = hessian(linear_model(len(points)), (0.0, 0.0), points)
    assert not isinstance(found, Missing)
    assert found.form == form
    assert found.condition == pytest.approx(condition, rel=1e-2)
    assert found.rate_limit == pytest.approx(2 / np.linalg.eigvalsh(found.matrix)[-1])
    told = curvature(linear_model(len(points)), (0.0, 0.0), points)
    assert told is not None
    assert told.form == form


def test_saddles_domes_and_planes_are_told_apart():
    forms = {
        "saddle": lambda x, y: x * y,
        "dome": lambda x, y: -x * x - y * y,
        "plane": lambda x, y: 2.0 * x + y,
    }
    for form, cost in forms.items():
        one = problem(0, {"x": (), "y": ()}, cost)
        found = hessian(one.model, (0.3, 0.2), ())
        assert not isinstance(found, Missing)
        assert found.form == form
        assert found.rate_limit == (2.0 if form == "saddle" else math.inf)


def test_too_many_parameters_have_no_matrix_but_products():
    size = MOST_PARAMETERS + 1
    one = problem(size, {"w": (size, 1)}, squares, samples=3)
    found = hessian(one.model, one.at, one.rows)
    assert isinstance(found, Missing)
    assert str(size) in found.words
    directions = np.random.default_rng(0).normal(size=(2, size))
    bent = products(one.model, one.at, one.rows, directions)
    X = np.array(one.rows)[:, :-1]
    np.testing.assert_allclose(bent, 2 / 3 * directions @ X.T @ X, atol=1e-10)


def test_what_is_not_finite_is_said():
    found = hessian(linear_model(1), (0.0, 0.0), ((1e200, 0.0),))
    assert isinstance(found, Missing)
    assert "not finite" in found.words
