"""Descents: where they end and why, races in one evaluation a step, slices, and what is kept."""

import json
import re

import numpy as np
import pytest

import gradviz as tf
from gradviz.study import trajectories
from gradviz.study.directions import entry_plane
from gradviz.study.hessian import Hessian, hessian
from gradviz.study.models import linear_model
from gradviz.study.optimizers import OPTIMIZERS
from gradviz.study.race_record import race_record, symbol
from gradviz.study.rates import astray_words, matrix_words, rate_words, rates_around, what_if
from gradviz.study.runs import Run, Stop
from gradviz.study.trajectories import descend, refusal
from gradviz.study.updates import quantities, update_lines
from gradviz.study.ways import collected
from tests.study.counting import counted
from tests.study.problems import PROBLEMS, problem

POINTS = ((2.0, 3.0), (3.0, 2.0))
START = (1.6649098, 0.54648024)


def descent(rate=0.01, start=START, **settings):
    return Run("gradient_descent", start, (("learning_rate", rate), *settings.items()))


def ways(runs, stop, model=None, rows=POINTS, most=100_000):
    model = model or linear_model(2)
    return collected(runs, descend(model, rows, runs, stop), most)


def by_hand(rate, steps):
    W, b = START
    X, Y = np.array(POINTS).T
    seen = []
    for _ in range(steps + 1):
        residual = X * W + b - Y
        seen.append((W, b, 0.5 * residual @ residual))
        W, b = W - rate * residual @ X, b - rate * residual.sum()
    return np.array(seen)


def test_descent_is_what_the_document_says():
    [way] = ways([descent()], Stop(500))
    expected = by_hand(0.01, 500)
    np.testing.assert_allclose(way.points, expected[:, :2], rtol=1e-12)
    np.testing.assert_allclose(way.cost, expected[:, 2], rtol=1e-12)
    np.testing.assert_allclose(way.gradient[0], [12.376228, 4.4175096], rtol=1e-6)
    assert way.ending.why == "steps"
    assert way.steps.tolist() == list(range(501))


def test_it_ends_at_the_threshold():
    [way] = ways([descent()], Stop(100_000, threshold=0.01))
    assert way.ending.why == "threshold"
    assert way.cost[-1] <= 0.01 < way.cost[-2]
    assert way.steps[-1] == way.ending.step
    assert "threshold of 0.01" in way.ending.words
    [at_once] = ways([descent(start=(-1.0, 5.0))], Stop(10, threshold=0.01))
    assert at_once.ending.step == 0


def test_it_ends_where_there_is_no_more_progress():
    [way] = ways([descent(0.1)], Stop(100_000, progress=1e-6))
    assert way.ending.why == "no progress"
    assert way.cost[-1] < 1e-20
    assert way.ending.step < 10_000
    [resting] = ways([descent(0.0)], Stop(100_000, progress=0.0))
    assert resting.ending.step == 50


def test_it_ends_where_numbers_are_no_longer_finite():
    [way] = ways([descent(0.2)], Stop(100_000))
    assert way.ending.why == "not finite"
    assert np.isfinite(way.cost).all()
    assert np.isfinite(way.points).all()
    assert way.steps[-1] == way.ending.step
    expected = by_hand(0.2, way.ending.step)
    np.testing.assert_allclose(way.cost[-1], expected[-1, 2], rtol=1e-6)
    assert f"Step {way.ending.step + 1} leaves the finite numbers" in way.ending.words


def test_a_gradient_that_is_not_finite_is_named():
    one = problem(0, {"x": ()}, lambda x: tf.sqrt(x) + 0.0 * x)
    [way] = ways([Run("gradient_descent", (0.0,))], Stop(5), one.model, ())
    assert way.ending.step == 0
    assert "gradient before it is not finite" in way.ending.words
    [lost] = ways([Run("gradient_descent", (-1.0,))], Stop(5), one.model, ())
    assert lost.ending.why == "not finite"
    assert len(lost.cost) == 0
    assert "where the run begins" in lost.ending.words


@pytest.mark.parametrize("name", PROBLEMS)
def test_in_a_race_everyone_runs_as_if_alone(name):
    one = PROBLEMS[name]
    runs = [Run(kind, one.at, (("learning_rate", 0.02),)) for kind in OPTIMIZERS]
    runs = [run for run in runs if refusal(one.model, one.rows, run) is None]
    runs += [Run("adam", one.at), Run("momentum", one.at, (("momentum", 0.5),))]
    assert len(runs) >= 8
    for run, way in zip(runs, ways(runs, Stop(20), one.model, one.rows), strict=True):
        [alone] = ways([run], Stop(20), one.model, one.rows)
        np.testing.assert_allclose(way.points, alone.points, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(way.cost, alone.cost, rtol=1e-9, atol=1e-12)
        for slot, other in zip(way.states, alone.states, strict=True):
            np.testing.assert_allclose(slot, other, rtol=1e-9, atol=1e-12)
        assert way.run == run


@pytest.mark.parametrize("name", PROBLEMS)
def test_a_race_is_one_evaluation_a_step(name, monkeypatch):
    one = PROBLEMS[name]
    runs = [Run(kind, one.at) for kind in OPTIMIZERS]
    runs = [run for run in runs if refusal(one.model, one.rows, run) is None]
    for chosen in (runs, runs[:1], [runs[0]] * 7):
        with counted(monkeypatch) as calls:
            pieces = list(descend(one.model, one.rows, chosen, Stop(10)))
        assert calls.runs == sum(len(piece.cost) for piece in pieces) <= 11


def test_many_learning_rates_are_one_run(monkeypatch):
    rates = np.geomspace(1e-3, 0.3, 50)
    with counted(monkeypatch) as calls:
        found = what_if(linear_model(2), POINTS, descent(), rates, 40)
    assert calls.runs == 41
    for rate, cost in zip(rates, found.cost, strict=True):
        assert cost == pytest.approx(by_hand(rate, 40)[-1, 2], rel=1e-9)
    assert found.start == pytest.approx(6.6540337, rel=1e-6)


def test_rates_that_diverge_cost_without_end():
    found = what_if(linear_model(2), POINTS, descent(), np.array([0.01, 5.0]), 400)
    assert np.isfinite(found.cost).tolist() == [True, False]
    [lost] = ways([descent(5.0)], Stop(400))
    assert found.last.tolist() == [400, lost.ending.step]


def test_runs_that_have_ended_do_not_stop_the_others():
    runs = [descent(0.2), descent(0.01), descent(0.1)]
    found = ways(runs, Stop(4000, threshold=0.01))
    assert [way.ending.why for way in found] == ["not finite", "threshold", "threshold"]
    assert found[1].ending.step > found[2].ending.step


def test_pieces_follow_each_other_whatever_their_lengths(monkeypatch):
    whole = ways([descent()], Stop(300))[0]
    monkeypatch.setattr(trajectories, "FIRST", 7)
    monkeypatch.setattr(trajectories, "LONGEST", 13)
    pieces = list(descend(linear_model(2), POINTS, [descent()], Stop(300)))
    assert len(pieces) > 20
    assert [p.first for p in pieces] == np.cumsum([0, *(len(p.cost) for p in pieces[:-1])]).tolist()
    assert all(p.endings == (None,) for p in pieces[:-1])
    np.testing.assert_array_equal(np.concatenate([p.points[:, 0] for p in pieces]), whole.points)
    stalled = [ways([descent(0.1)], Stop(9999, progress=1e-3))[0].ending.step for _ in range(2)]
    monkeypatch.undo()
    assert stalled == [ways([descent(0.1)], Stop(9999, progress=1e-3))[0].ending.step] * 2


def test_a_descent_can_be_left_at_any_time():
    pieces = descend(linear_model(2), POINTS, [descent()], Stop(10**9))
    seen = [next(pieces), next(pieces)]
    assert len(seen[0].cost) <= trajectories.FIRST
    pieces.close()
    [way] = collected([descent()], iter(seen))
    assert way.ending.why == "interrupted"
    assert way.ending.step == way.steps[-1] == sum(len(piece.cost) for piece in seen) - 1
    with pytest.raises(ValueError, match="not even one slice"):
        collected([descent()], pieces)


def test_what_is_no_descent_is_refused():
    model = linear_model(2)
    with pytest.raises(ValueError, match="needs a run and a step"):
        next(descend(model, POINTS, [], Stop(1)))
    with pytest.raises(ValueError, match="needs a run and a step"):
        next(descend(model, POINTS, [descent()], Stop(0)))
    with pytest.raises(ValueError, match="a point has 2 numbers"):
        next(descend(model, POINTS, [descent(start=(1.0,))], Stop(1)))
    with pytest.raises(ValueError, match="must be from 0"):
        next(descend(model, POINTS, [descent(-1.0)], Stop(1)))


@pytest.mark.parametrize("rate", [0.001, 0.05, 0.09, 0.13, 0.14, 1.0])
def test_what_is_said_of_a_rate_is_what_happens(rate):
    matrix = hessian(linear_model(2), START, POINTS)
    assert isinstance(matrix, Hessian)
    words = rate_words(matrix, rate)
    cost = what_if(linear_model(2), POINTS, descent(), np.array([rate]), 500).cost[0]
    assert (cost > 7) == ("farther away each time" in words) == (rate > matrix.rate_limit)
    assert ("overshoots" in words) == (rate * matrix.eigenvalues[-1] > 1)


def astray(model, start, rate, rows=(), steps=300):
    run = Run("gradient_descent", start, (("learning_rate", rate),))
    [way] = collected([run], descend(model, rows, [run], Stop(steps, None, 1e-9)))
    return astray_words(model, rows, way)


def test_of_a_run_that_goes_astray_it_is_said_where_the_curvature_is_too_large_for_its_rate():
    fan = tf.parse_model(
        "cost = square(W*b - 2) + square(W + b - 3)", parameters={"W": 0.0, "b": 0.5}
    )
    # There 2/λ is 0.469.
    words = astray(fan, (0.0, 0.5), 0.4)
    [step, curvature, limit] = map(
        float, re.search(r"step (\d+) λ = (\S+), and 2/λ = (\S+) is less than η", words).groups()
    )
    assert words.startswith("Where it begins, η is below 2/λ = 0.4689.")
    assert limit < 0.4
    assert curvature * limit == pytest.approx(2, rel=1e-3)
    assert step == 1
    assert "farther away each time" in astray(fan, (0.0, 0.5), 0.5)
    assert "farther away each time" in astray(linear_model(2), START, 0.14, POINTS, 20_000)
    assert astray(fan, (0.0, 0.5), 0.01) == ""
    assert astray(linear_model(2), START, 0.1, POINTS) == ""


@pytest.mark.parametrize("kind", OPTIMIZERS)
@pytest.mark.parametrize("own", [0.0, 1e-9, 0.02, 1e6])
def test_the_rates_to_try_lie_around_the_limit_and_the_own(kind, own):
    matrix = hessian(linear_model(2), START, POINTS)
    assert isinstance(matrix, Hessian)
    for limit in (matrix.rate_limit, None, float("inf")):
        rates = rates_around(Run(kind, START, (("learning_rate", own),)), limit)
        assert (np.diff(rates) > 0).all()
        assert own in rates or not own
        assert 0 < rates[0] < matrix.rate_limit / 10 < matrix.rate_limit < rates[-1] <= 1e6


def test_what_a_matrix_means_for_newton_is_said():
    assert matrix_words(hessian(linear_model(2), START, POINTS)) == ""
    assert "singular" in matrix_words(hessian(linear_model(1), START, POINTS[:1]))
    saddle = problem(0, {"x": (), "y": ()}, lambda x, y: x * y)
    assert "curved downwards" in matrix_words(hessian(saddle.model, (1.0, 1.0), ()))


@pytest.mark.parametrize("kind", OPTIMIZERS)
def test_the_written_update_is_the_one_that_was_made(kind):
    """Calculates the formulas' right sides and compares them with the step."""
    one = PROBLEMS["network"]
    [way] = ways([Run(kind, one.at)], Stop(12), one.model, one.rows)
    for entry in (0, 3, 11):
        for number in (0, 7):
            known = dict(quantities(way, entry, number))
            for line in update_lines(OPTIMIZERS[kind], "w"):
                left, _, right = line.numbers.partition("=")
                name = left.split("|")[1].split("}")[0]
                assert calculated(right, known) == pytest.approx(known[name], rel=1e-9, abs=1e-15)
    with pytest.raises(IndexError, match="no step 12"):
        quantities(way, 12, 0)


def calculated(latex, known):
    """The value of an update's right side: the few commands that updates are made of."""
    text = re.sub(r"\\guard\{step\|(\w+)\}\{0\}", r"known['\1']", latex)
    for pattern, plain in (
        (r"\\sqrt\{((?:[^{}]|\{[^{}]*\})*)\}", r"np.sqrt(\1)"),
        (r"\\frac\{((?:[^{}]|\{[^{}]*\})*)\}\{((?:[^{}]|\{[^{}]*\})*)\}", r"((\1)/(\2))"),
        (r"\^\{([^{}]*)\}", r"**(\1)"),
        (r"\^2", "**2"),
        (r"\\cdot", "*"),
        (r"\\left|\\right", ""),
    ):
        text = re.sub(pattern, plain, text)
    return eval(text, {"known": known, "np": np})  # noqa: S307  our own formulas


def test_formulas_have_names_and_slots():
    [velocity, move] = update_lines(OPTIMIZERS["momentum"], "W")
    assert velocity.symbols == (
        r"v \leftarrow \mu \cdot v + \frac{\partial\,\text{cost}}{\partial W}"
    )
    assert move.numbers == (
        r"\guard{step|x_new}{0} = \guard{step|x}{0} - \guard{step|learning_rate}{0} \cdot"
        r" \guard{step|velocity_new}{0}"
    )
    squares = update_lines(OPTIMIZERS["adagrad"], "W")[0]
    assert squares.symbols == (
        r"a \leftarrow a + \left(\frac{\partial\,\text{cost}}{\partial W}\right)^2"
    )
    assert squares.numbers.endswith(r"\guard{step|g}{0}^2")
    assert symbol("W1[0,2]") == r"\text{W1}_{0,2}"


def test_a_race_travels_as_json_with_all_its_digits():
    one = PROBLEMS["network"]
    plane = entry_plane(one.model, one.at, "W1[0,0]", "b2[0]")
    runs = [Run(kind, one.at) for kind in OPTIMIZERS]
    found = ways(runs, Stop(15), one.model, one.rows)
    record = json.loads(json.dumps(race_record(one.model, found, plane), allow_nan=False))
    assert record["entries"][0] == "W1[0,0]"
    for way, sent in zip(found, record["runs"], strict=True):
        np.testing.assert_array_equal(np.array(sent["points"]), way.points)
        np.testing.assert_array_equal(np.array(sent["cost"]), way.cost)
        np.testing.assert_array_equal(np.array(sent["u"]), way.points[:, 0])
        assert sent["ending"]["words"] == way.ending.words
        assert set(sent["states"]) == {s.name for s in way.run.kind.slots}
        assert len(sent["lines"]) == 12


def test_what_is_not_finite_travels_as_none():
    one = problem(0, {"x": ()}, lambda x: tf.sqrt(x) + 0.0 * x)
    found = ways([Run("gradient_descent", (0.0,))], Stop(5), one.model, ())
    [sent] = json.loads(json.dumps(race_record(one.model, found), allow_nan=False))["runs"]
    assert sent["gradient"] == [[None]]
