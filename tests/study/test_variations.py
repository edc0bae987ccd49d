"""Changes by one click: what the new text computes is what its name says."""

import numpy as np
import pytest

from gradviz.core.execute import evaluate
from gradviz.study.backward import feeds
from gradviz.study.blueprint import LINEAR, Blueprint, Input, Parameter, Problem
from gradviz.study.hessian import Hessian, hessian
from gradviz.study.missing import Missing
from gradviz.study.models import model_of
from gradviz.study.presets import PRESETS
from gradviz.study.variations import VARIATIONS, vary

ALL = {p.key: Problem(p.blueprint, p.values, p.rows) for p in PRESETS}
OUTLIER = ((-1.0, -1.0), (0.0, 0.5), (1.0, 0.2), (2.0, 30.0))


def cost(one: Problem) -> float:
    model = model_of(one.structure)
    (found,) = evaluate([model.cost], feeds(model, one.arrays, one.rows))
    return float(found)


def changed(one: Problem, name: str, amount: float | None = None) -> Problem:
    found = vary(one, name, amount)
    assert not isinstance(found, Missing), found
    return found


def text(lines: str) -> Problem:
    blueprint = Blueprint(lines, (Input("X"), Input("Y")), (Parameter("W"), Parameter("b")))
    return Problem(blueprint, ((0.7,), (-0.4,)), OUTLIER)


def residual(one: Problem) -> np.ndarray:
    X, Y = np.array(one.rows).T
    (W,), (b,) = one.values
    return np.asarray(X * W + b - Y)


TEXTS = [
    LINEAR.text,
    "cost = 0.5*reduce_sum(square(X*W + b - Y))",
    "cost = 0.5 * reduce_sum((X*W + b - Y)**2)",
    "r = X*W + b - Y\ncost = reduce_sum(r**2.0) / 2  # half",
    "r = X*W + b - Y; cost = 0.5 * tf.reduce_sum(tf.square(r))",
    "squares = square(\n  X*W + b\n  - Y)\ntotal = reduce_sum(squares)\ncost = 0.5*total",
    "cost = 0.5 * reduce_sum(squared_difference(X*W + b, Y))",
    "cost = 0.5 * tf.reduce_sum(tf.squared_difference(Y, X*W + b))",
    "p = X*W; cost = 0.5 * reduce_sum(squared_difference(p, Y - b))",
    "cost = 0.5*tf.reduce_sum(tf.pow(X*W + b - Y, 2))",
    "r = X*W + b - Y\ncost = reduce_sum(0.5*r*r)",
    "r = X*W + b - Y\ncost = reduce_sum(multiply(r, r)/2)",
    "cost = reduce_sum((X*W + b - Y) * (X*W + b - Y) * 0.5)",
    "cost = tf.nn.l2_loss(X*W + b - Y)",
    "r = X*W + b - Y\ncost = 0.25*reduce_sum(square(r) + r**2)",
    "distance = X*W + b - Y\r\nnear = 0.5\r\ncost = near * reduce_sum(square(distance))",
]


@pytest.mark.parametrize("lines", TEXTS)
@pytest.mark.parametrize("delta", [0.1, 1.0, 5.0, 1e-5, 1e5])
def test_hubers_cost(lines: str, delta: float) -> None:
    one = text(lines)
    r = np.abs(residual(one))
    expected = np.where(r <= delta, 0.5 * r * r, delta * (r - 0.5 * delta)).sum()
    assert cost(changed(one, "huber", delta)) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("lines", TEXTS)
def test_the_absolute_cost(lines: str) -> None:
    one = text(lines)
    assert cost(changed(one, "absolute")) == pytest.approx(np.abs(residual(one)).sum())


@pytest.mark.parametrize("lines", TEXTS)
@pytest.mark.parametrize("amount", [0.1, 3.0, 1e-7])
def test_ridge(lines: str, amount: float) -> None:
    one = text(lines)
    added = 0.5 * amount * one.values[0][0] ** 2  # on W, not on b
    assert cost(changed(one, "ridge", amount)) == pytest.approx(cost(one) + added, rel=1e-12)
    twice = changed(changed(one, "ridge", amount), "ridge", amount)
    assert cost(twice) == pytest.approx(cost(one) + 2 * added, rel=1e-12)


@pytest.mark.parametrize("key", ALL)
@pytest.mark.parametrize("name", VARIATIONS)
def test_every_preset_can_be_changed_or_says_why_not(key: str, name: str) -> None:
    one = ALL[key]
    found = vary(one, name)
    if isinstance(found, Missing):
        assert found.words.endswith(".")
        return
    assert np.isfinite(cost(found))
    assert found.blueprint.inputs == one.blueprint.inputs
    assert found.rows == one.rows or name == "scaling"
    assert (found.blueprint == one.blueprint) == (name == "scaling")


@pytest.mark.parametrize("key", [k for k, one in ALL.items() if "square" in one.blueprint.text])
def test_a_huber_so_wide_that_nothing_is_beyond_changes_no_cost(key: str) -> None:
    found = vary(ALL[key], "huber", 1e6)
    if not isinstance(found, Missing):
        assert cost(found) == pytest.approx(cost(ALL[key]))


def test_squares_inside_the_model_stay() -> None:
    one = text("pred = square(X)*W + b**2\ncost = reduce_mean(square(pred - Y))")
    found = changed(one, "absolute")
    assert found.blueprint.text == (
        "pred = square(X)*W + b**2\ncost = reduce_mean(2*abs(pred - Y))"
    )
    inner = text("pred = square(X*W + b)\ncost = reduce_mean(square(pred - Y))")
    assert changed(inner, "absolute").blueprint.text.startswith("pred = square(X*W + b)\n")


@pytest.mark.parametrize(
    "lines",
    [
        "cost = sqrt(reduce_sum(square(X*W + b - Y)))",
        "cost = reduce_sum(square(X*W + b - Y))**2",
        "cost = (1 + 2*(3 + reduce_sum((X*W + b - Y)**2)))**2",
        "cost = reduce_sum(abs(X*W + b - Y))",
        "cost = square(W) + square(b)",
        "cost = reduce_sum(pow(X*W + b - Y, 4))",
        "r = X*W + b - Y\ncost = reduce_sum(r*r*r)",
        "cost = reduce_sum(3/(1 + (X*W + b - Y)**2))",
        "cost = reduce_sum(3/square(X*W + b - Y))",
        "cost = reduce_sum(pow(abs(X*W + b - Y), 1.5))",
        "s = reduce_sum(square(X*W + b - Y))\ncost = log(s + 1)",
    ],
)
def test_where_the_cost_is_no_sum_of_squares_nothing_is_replaced(lines: str) -> None:
    found = vary(text(lines), "huber")
    assert isinstance(found, Missing)
    assert "no squares" in found.words


def test_scaling_makes_a_round_bowl() -> None:
    rows = tuple((100.0 + x, 3.0 * x) for x in range(10))
    one = Problem(LINEAR, ((0.0,), (0.0,)), rows)
    before, after = (
        hessian(model_of(p.structure), (0.0, 0.0), p.rows) for p in (one, changed(one, "scaling"))
    )
    assert isinstance(before, Hessian)
    assert isinstance(after, Hessian)
    assert before.condition > 1e4
    assert after.condition == pytest.approx(1)
    scaled = np.array(changed(one, "scaling").rows)
    np.testing.assert_allclose([scaled[:, 0].mean(), scaled[:, 0].std()], [0, 1], atol=1e-12)
    np.testing.assert_array_equal(scaled[:, 1], np.array(rows)[:, 1])


def test_what_is_to_be_predicted_is_not_scaled_wherever_it_stands() -> None:
    rows = ((3.0, 1.0), (5.0, 2.0), (4.0, 6.0))
    blueprint = Blueprint(LINEAR.text, (Input("Y"), Input("X")), LINEAR.parameters)
    scaled = np.array(changed(Problem(blueprint, ((0.0,), (0.0,)), rows), "scaling").rows)
    assert scaled[:, 0].tolist() == [3.0, 5.0, 4.0]
    np.testing.assert_allclose([scaled[:, 1].mean(), scaled[:, 1].std()], [0, 1], atol=1e-12)


def test_a_feature_that_is_always_the_same_becomes_zero() -> None:
    one = Problem(LINEAR, ((0.0,), (0.0,)), ((5.0, 1.0), (5.0, 2.0)))
    assert changed(one, "scaling").rows == ((0.0, 1.0), (0.0, 2.0))


def test_what_is_no_variation_is_refused() -> None:
    one = ALL["linear"]
    with pytest.raises(ValueError, match="no variation 'lasso': there are scaling"):
        vary(one, "lasso")
    for wrong in (0.0, -1.0, float("nan"), 1e7):
        with pytest.raises(ValueError, match="λ must be above 0"):
            vary(one, "ridge", wrong)
