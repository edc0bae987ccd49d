"""The optimizers: TensorFlow's paths, their settings, and what they do where nothing is curved."""

import gzip
import json

import numpy as np
import pytest

import gradviz
from gradviz.core.graph import Graph
from gradviz.study.batches import Sampler
from gradviz.study.models import finish, linear_model
from gradviz.study.optimizers import OPTIMIZERS, optimizer
from gradviz.study.rules import solved
from gradviz.study.runs import Run, Stop
from gradviz.study.trajectories import descend, refusal
from gradviz.study.ways import collected
from tests.study.problems import PROBLEMS, problem
from tests.tensorflow.descents import OPTIMIZERS as THEIRS
from tests.tensorflow.descents import STEPS, build, path, problems
from tests.tensorflow.record_descents import FILE

RECORDED = json.loads(gzip.decompress(FILE.read_bytes()))
POINTS = ((2.0, 3.0), (3.0, 2.0))


def ours(name, kind):
    """The path that study makes on one of TensorFlow's problems."""
    start, rows = problems()[name]
    with Graph().as_default():
        inputs, variables, cost = build(gradviz, name, "float64", start)
        model = finish(cost, inputs, {k: v.value() for k, v in variables.items()}, {})
    at = np.concatenate([np.ravel(value) for value in start.values()])
    settings = tuple((k, v) for k, v in THEIRS[kind][1].items() if k != "use_nesterov")
    run = Run(kind, tuple(at.tolist()), settings)
    [way] = collected([run], descend(model, rows, [run], Stop(STEPS)))
    return way.points


@pytest.mark.parametrize("name", problems())
@pytest.mark.parametrize("kind", THEIRS)
def test_every_step_is_the_one_that_tensorflow_made(name, kind):
    theirs = np.array(RECORDED[f"{name} {kind}"])
    assert len(theirs) == STEPS + 1
    assert np.abs(theirs[-1] - theirs[0]).max() > 0.1
    # Where a path crosses zero, float32 has only the digits of the numbers around.
    near = 2e-6 * np.abs(theirs).max(axis=0)
    assert np.all(np.abs(ours(name, kind) - theirs) < 1e-5 * np.abs(theirs) + near)


@pytest.mark.parametrize("name", problems())
@pytest.mark.parametrize("kind", THEIRS)
def test_every_step_is_the_one_that_the_core_makes(name, kind):
    core = np.array(path(gradviz, name, kind, "float64"))
    # The core rounds the settings to float32, as TensorFlow does.
    near = 1e-6 * np.abs(core).max(axis=0)
    assert np.all(np.abs(ours(name, kind) - core) < near)


@pytest.mark.parametrize("kind", OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_a_record_is_complete(kind):
    assert kind.summary.endswith(".")
    assert kind.source
    assert kind.settings[0].name == "learning_rate"
    for one in kind.settings:
        assert one.low <= one.default <= one.high
        assert one.help.endswith(".")
        assert one.symbol
    for slot in kind.slots:
        assert slot.help.endswith(".")
    assert optimizer(kind.name) is kind


@pytest.mark.parametrize("kind", OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_settings_out_of_range_are_refused(kind):
    for one in kind.settings:
        for wrong in (one.low - 1, one.high + 1, float("nan")):
            with pytest.raises(ValueError, match=f"{one.name} must be from"):
                kind.chosen({one.name: wrong})
        if one.whole:
            with pytest.raises(ValueError, match="whole number"):
                kind.chosen({one.name: one.low + 0.5})
    with pytest.raises(ValueError, match="no setting 'speed'"):
        kind.chosen({"speed": 1.0})


def test_an_unknown_optimizer_is_refused():
    with pytest.raises(ValueError, match="no optimizer 'sdg': there are gradient_descent"):
        optimizer("sdg")


@pytest.mark.parametrize("kind", ["newton", "gauss_newton"])
@pytest.mark.parametrize("name", [n for n, one in PROBLEMS.items() if one.quadratic])
def test_a_quadratic_cost_takes_one_newton_step(kind, name):
    one = PROBLEMS[name]
    run = Run(kind, one.at)
    [way] = collected([run], descend(one.model, one.rows, [run], Stop(2)))
    assert way.gradient_norm[1] <= 1e-11 * (1 + way.gradient_norm[0])


def test_where_nothing_is_curved_no_step_is_made():
    run = Run("newton", (1.0, 1.0))
    [way] = collected([run], descend(linear_model(1), ((2.0, 5.0),), [run], Stop(1)))
    # One point: a valley. The step goes straight to its bottom, and not along it.
    moved = way.points[1] - way.points[0]
    assert way.cost[1] == pytest.approx(0, abs=1e-25)
    # Its bottom leads along (1, −2), whatever the units of W and b.
    assert moved @ [1.0, -2.0] == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("rank", [0, 1, 2, 3])
def test_a_singular_matrix_is_solved_by_its_pseudo_inverse(rank):
    random = np.random.default_rng(rank)
    units = np.array([0.1, 1.0, 20.0])
    roots = random.normal(size=(5, 3, rank)) * units[:, None]
    matrices, g = roots @ roots.swapaxes(-1, -2), random.normal(size=(5, 3))
    expected = np.linalg.pinv(matrices, rcond=1e-11, hermitian=True) @ g[..., None]
    np.testing.assert_allclose(solved(matrices, g, 0.0), expected[..., 0], rtol=1e-6, atol=1e-9)


def test_damping_shortens_newtons_step_towards_descent():
    model, start = linear_model(2), (1.0, 1.0)
    runs = [Run("newton", start, (("damping", d),)) for d in (0.0, 1.0, 1e6)]
    runs += [Run("gradient_descent", start, (("learning_rate", 1e-6),))]
    ways = collected(runs, descend(model, POINTS, runs, Stop(1)))
    steps = [np.linalg.norm(way.points[1] - way.points[0]) for way in ways]
    assert steps[0] > steps[1] > steps[2]
    np.testing.assert_allclose(ways[2].points[1], ways[3].points[1], rtol=1e-9)


def test_a_matrix_that_is_not_finite_spoils_its_own_run_only():
    matrices = np.array([np.eye(2), np.full((2, 2), np.inf), 2 * np.eye(2)])
    found = solved(matrices, np.ones((3, 2)), 0.0)
    np.testing.assert_array_equal(found, [[1, 1], [np.nan, np.nan], [0.5, 0.5]])
    with pytest.raises(ValueError, match="needs a matrix"):
        solved(None, np.ones(2), 0.0)


@pytest.mark.parametrize("samples", [1, 2, 7])
@pytest.mark.parametrize("batch", [1, 2, 7, 9])
def test_an_epoch_looks_at_every_sample_once(samples, batch):
    one = Sampler(samples, batch, 4)
    for epoch in range(3):
        steps = range(epoch * one.steps, (epoch + 1) * one.steps)
        seen = np.concatenate([one.chosen(step) for step in steps])
        assert sorted(seen.tolist()) == list(range(samples))
        for step in steps:
            assert one.weights(step).sum() == pytest.approx(samples)


def test_a_batch_of_all_is_gradient_descent_and_a_seed_repeats_itself():
    one = PROBLEMS["network"]
    count = len(one.rows)
    rate = ("learning_rate", 0.05)
    runs = [
        Run("gradient_descent", one.at, (rate,)),
        Run("sgd", one.at, (rate, ("batch", count))),
        Run("sgd", one.at, (rate, ("batch", 2), ("seed", 3))),
        Run("sgd", one.at, (rate, ("batch", 2), ("seed", 3))),
        Run("sgd", one.at, (rate, ("batch", 2), ("seed", 4))),
    ]
    ways = collected(runs, descend(one.model, one.rows, runs, Stop(30)))
    np.testing.assert_allclose(ways[1].points, ways[0].points, rtol=1e-12)
    np.testing.assert_array_equal(ways[2].points, ways[3].points)
    assert not np.allclose(ways[2].points, ways[4].points)


def test_what_cannot_be_run_is_said_in_words():
    big = problem(1, {"w": (201, 1)}, lambda X, Y, w: gradviz.reduce_sum(gradviz.square(w)))
    why = refusal(big.model, big.rows, Run("newton", big.at))
    assert why is not None
    assert "up to 200" in why.words
    none = PROBLEMS["no data"]
    why = refusal(none.model, none.rows, Run("sgd", none.at))
    assert why is not None
    assert "does not depend on the data" in why.words
    with pytest.raises(ValueError, match="does not depend on the data"):
        next(descend(none.model, none.rows, [Run("sgd", none.at)], Stop(1)))
    assert refusal(none.model, none.rows, Run("adam", none.at)) is None
