"""Each sample's share of the gradient: together they are the gradient."""

import numpy as np
import pytest

import gradviz as tf
from gradviz.core.execute import evaluate
from gradviz.study.backward import feeds
from gradviz.study.contributions import contributions
from gradviz.study.coordinates import coordinates
from gradviz.study.missing import Missing
from gradviz.study.models import linear_model
from tests.study.problems import PROBLEMS, problem

SHARED = [name for name, one in PROBLEMS.items() if one.shared]


@pytest.mark.parametrize("name", SHARED)
def test_shares_and_rest_are_the_gradient(name):
    one = PROBLEMS[name]
    found = contributions(one.model, one.at, one.rows)
    assert not isinstance(found, Missing), found
    space = coordinates(one.model)
    slopes = evaluate(
        one.model.gradients, feeds(one.model, space.split(np.array(one.at)), one.rows)
    )
    np.testing.assert_allclose(found.total, space.join(slopes, ()), rtol=1e-12)
    np.testing.assert_allclose(found.shares.sum(0) + found.rest, found.total, atol=1e-12)
    assert found.shares.shape == (len(one.rows), space.size)


def test_only_a_penalty_comes_through_no_sample():
    for name in SHARED:
        one = PROBLEMS[name]
        found = contributions(one.model, one.at, one.rows)
        if name == "preset ridge":
            assert found.rest[0] != 0 == found.rest[1]
            continue
        expected = np.zeros(len(one.at))
        if name in ("ridge", "as many samples as inputs"):
            expected[:-1] = 0.7 * np.array(one.at[:-1])
        np.testing.assert_allclose(found.rest, expected, atol=1e-14)


@pytest.mark.parametrize("name", ["linear", "scalars"])
def test_of_the_worked_example_they_are_residual_times_x(name):
    one = PROBLEMS[name]
    found = contributions(one.model, one.at, one.rows)
    X, Y = np.array(one.rows).T
    residual = X * one.at[0] + one.at[1] - Y
    np.testing.assert_allclose(found.shares, np.stack([residual * X, residual], 1))


@pytest.mark.parametrize("name", ["network", "logistic", "logistic by hand", "two measures"])
def test_a_share_is_the_gradient_of_a_cost_of_that_sample_alone(name):
    one = PROBLEMS[name]
    found = contributions(one.model, one.at, one.rows)
    for sample in range(len(one.rows)):
        moved = [list(row) for row in one.rows]
        moved[sample][0] += 0.5  # what another sample's share does not notice
        other = contributions(one.model, one.at, moved)
        same = [s for s in range(len(one.rows)) if s != sample]
        np.testing.assert_allclose(other.shares[same], found.shares[same], atol=1e-14)
        assert not np.allclose(other.shares[sample], found.shares[sample])


MIXING = {
    "no data": lambda X, Y, w: tf.reduce_sum(tf.square(w)),
    "the mean of the data": lambda X, Y, w: tf.square(tf.reduce_mean(X) * tf.reduce_sum(w)),
    "summed": lambda X, Y, w: tf.reduce_sum(tf.square(tf.cumsum(X, axis=0)[5] * w[0, 0])),
}


@pytest.mark.parametrize("case", MIXING)
def test_where_the_samples_are_mixed_before_there_are_no_shares(case):
    one = problem(1, {"w": (1, 1)}, MIXING[case])
    found = contributions(one.model, one.at, one.rows)
    assert isinstance(found, Missing)
    assert "share" in found.words


ROWWISE = {
    "columns as samples": lambda X, Y, w: tf.reduce_sum(tf.square(tf.transpose(X) * w)),
    "softmax over samples": lambda X, Y, w: tf.reduce_sum(
        tf.square(tf.nn.softmax((X * w)[:, 0]) - Y[:, 0])
    ),
    "in reverse": lambda X, Y, w: tf.reduce_sum(tf.square((X * w)[::-1] - Y)),
    "reshaped": lambda X, Y, w: tf.reduce_sum(tf.square(tf.reshape(X * w, [-1]) - Y[:, 0])),
}


@pytest.mark.parametrize("case", ROWWISE)
def test_however_the_rows_are_handled_the_sum_is_the_gradient(case):
    one = problem(1, {"w": (1, 1)}, ROWWISE[case])
    found = contributions(one.model, one.at, one.rows)
    if not isinstance(found, Missing):
        np.testing.assert_allclose(found.shares.sum(0) + found.rest, found.total, atol=1e-12)


def test_too_many_samples_are_refused_in_words(monkeypatch):
    monkeypatch.setattr("gradviz.study.contributions.MOST_SAMPLES", 2)
    one = PROBLEMS["linear"]
    found = contributions(one.model, one.at, one.rows)
    assert isinstance(found, Missing)
    assert "up to 2" in found.words
    assert not isinstance(contributions(linear_model(2), (0.0, 0.0), one.rows[:2]), Missing)
