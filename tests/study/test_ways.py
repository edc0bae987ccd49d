"""Ways in bounded memory: what is kept of a long one, and any stretch of it once more."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradviz.study import trajectories
from gradviz.study.missing import Missing
from gradviz.study.models import linear_model
from gradviz.study.optimizers import OPTIMIZERS
from gradviz.study.runs import Ending, Run, Stop
from gradviz.study.trajectories import descend, refusal, stretch
from gradviz.study.ways import Collector, Trajectory, collected, telling
from tests.study.problems import PROBLEMS

POINTS = ((2.0, 3.0), (3.0, 2.0))
START = (1.6649098, 0.54648024)
SGD = Run("sgd", START, (("learning_rate", 0.05), ("seed", 3.0)))


def ways(runs, stop, most=100_000, model=None, rows=POINTS):
    return collected(runs, descend(model or linear_model(2), rows, runs, stop), most)


@given(
    st.lists(st.tuples(st.integers(1, 9), st.floats(-1e9, 1e9)), min_size=1, max_size=60),
    st.integers(1, 20),
)
def test_of_every_stretch_the_first_the_lowest_and_the_highest_are_told(entries, stride):
    steps = np.cumsum([gap for gap, _ in entries])
    cost = np.array([one for _, one in entries])
    kept = telling(steps, cost, stride)
    assert (np.diff(kept) > 0).all()
    for number in set(steps // stride):
        part = steps // stride == number
        mine = cost[kept][part[kept]]
        assert steps[part][0] in steps[kept]
        assert (mine.min(), mine.max()) == (cost[part].min(), cost[part].max())
        assert len(mine) <= (3 if stride > 1 else 1)


@pytest.mark.parametrize("pieces", [(8, 16384), (1, 1), (7, 13)])
@pytest.mark.parametrize("most", [40, 100, 700])
def test_what_is_kept_of_a_long_way_is_bounded_and_honest(most, pieces, monkeypatch):
    [full] = ways([SGD], Stop(5001))
    monkeypatch.setattr(trajectories, "FIRST", pieces[0])
    monkeypatch.setattr(trajectories, "LONGEST", pieces[1])
    [way] = ways([SGD], Stop(5001), most)
    assert most / 8 <= len(way.steps) <= most + 1
    assert (np.diff(way.steps) > 0).all()
    assert way.steps[[0, -1]].tolist() == [0, 5001]
    np.testing.assert_array_equal(way.points, full.points[way.steps])
    np.testing.assert_array_equal(way.cost, full.cost[way.steps])
    for first in range(0, 5001, way.stride):
        part = slice(first, first + way.stride)
        mine = way.cost[(way.steps >= part.start) & (way.steps < part.stop)]
        assert first in way.steps
        assert (mine.min(), mine.max()) == (full.cost[part].min(), full.cost[part].max())


def test_a_swing_from_step_to_step_is_still_seen():
    run = Run("gradient_descent", START, (("learning_rate", 0.1339),))  # close to 2/λ
    [way] = ways([run], Stop(40_000), 200)
    moved = np.diff(way.points[:, 0])
    assert (np.sign(moved[:-1]) != np.sign(moved[1:])).mean() > 0.5


@pytest.mark.parametrize("name", ["network", "no data"])
@settings(max_examples=8, deadline=None)
@given(first=st.integers(0, 700), more=st.integers(0, 40), most=st.sampled_from([20, 90]))
def test_every_step_can_be_had_once_more_to_the_last_digit(name, first, more, most):
    one = PROBLEMS[name]
    runs = [Run(kind, one.at, (("learning_rate", 0.02),)) for kind in OPTIMIZERS]
    runs = [run for run in runs if refusal(one.model, one.rows, run) is None]
    stop = Stop(700, progress=1e-9)
    full = ways(runs, stop, model=one.model, rows=one.rows)
    thin = ways(runs, stop, most, model=one.model, rows=one.rows)
    again = stretch(one.model, one.rows, thin, first, first + more)
    for whole, part in zip(full, again, strict=True):
        wanted = whole.steps[(whole.steps >= first) & (whole.steps <= first + more)]
        assert part.steps.tolist() == wanted.tolist()
        np.testing.assert_array_equal(part.points, whole.points[wanted])
        np.testing.assert_array_equal(part.cost, whole.cost[wanted])
        for slot, known in zip(part.states, whole.states, strict=True):
            np.testing.assert_array_equal(slot, known[wanted])


def test_a_stretch_of_runs_of_which_some_have_ended_or_never_began():
    runs = [Run("gradient_descent", START, (("learning_rate", rate),)) for rate in (0.2, 0.001)]
    [lost, slow] = ways(runs, Stop(3000), 60)
    none = Trajectory.empty(Run("newton", START), Ending(0, "refused", "No."))
    found = stretch(linear_model(2), POINTS, (none, lost, slow), 2100, 2103)
    assert [one.steps.tolist() for one in found] == [[], [], [2100, 2101, 2102, 2103]]
    found = stretch(linear_model(2), POINTS, (lost, slow), lost.ending.step - 1, 9999)
    assert found[0].steps.tolist() == [lost.ending.step - 1, lost.ending.step]
    assert found[1].steps[-1] == 3000
    beyond = stretch(linear_model(2), POINTS, (none, lost), 2100, 2103)
    assert [len(one.steps) for one in beyond] == [0, 0]


def test_a_stretch_that_takes_too_long_is_refused():
    thin = ways([SGD], Stop(50_000), 4)
    gap = int(np.diff(thin[0].steps).argmax())
    first = int(thin[0].steps[gap + 1]) - 2
    found = stretch(linear_model(2), POINTS, thin, first, first + 1, most=0.0)
    assert isinstance(found, Missing)
    assert "takes too long" in found.words


def test_a_collector_tells_at_any_time_what_it_has():
    pieces = descend(linear_model(2), POINTS, [SGD], Stop(10**9))
    one = Collector([SGD], 50)
    with pytest.raises(ValueError, match="not even one slice"):
        one.ways()
    for _ in range(4):
        one.take(next(pieces))
        [way] = one.ways()
        assert way.ending.why == "interrupted"
        assert way.ending.step == way.steps[-1]


def test_a_slice_never_holds_more_than_it_may(monkeypatch):
    monkeypatch.setattr(trajectories, "SLICE_NUMBERS", 240)
    monkeypatch.setattr(trajectories, "FIRST", 1)
    runs = [SGD] * 3
    pieces = list(descend(linear_model(2), POINTS, runs, Stop(500)))
    assert max(len(piece.cost) for piece in pieces) <= 240 // (3 * 2 * 2)
