"""Training runs of deep models, and what becomes of them in an event file."""

from dataclasses import replace
from itertools import islice

import numpy as np
import pytest
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

import gradviz as tf
from gradviz.core.protobuf import tags_of
from gradviz.study.deep_model import build
from gradviz.study.health import examine
from gradviz.study.network import Network, data, initial
from gradviz.study.network_runs import train

SMALL = Network(
    depth=3, width=6, samples=12, activation="tanh", initialization="Xavier", learning_rate=0.3
)


def test_a_run_is_gradient_descent():
    (X, Y), values = data(SMALL), initial(SMALL)
    costs = []
    for _ in range(4):
        hs = [X]
        for n in range(1, 4):
            hs.append(np.tanh(hs[-1] @ values[f"layer{n}/W"] + values[f"layer{n}/b"]))
        residual = hs[-1] @ values["output/W"] + values["output/b"] - Y
        costs.append(0.5 * np.mean(residual**2))
        g = residual / len(Y)
        steps = {"output/W": hs[-1].T @ g, "output/b": g.sum(0)}
        g = g @ values["output/W"].T
        for n in range(3, 0, -1):
            g = g * (1 - hs[n] ** 2)
            steps |= {f"layer{n}/W": hs[n - 1].T @ g, f"layer{n}/b": g.sum(0)}
            g = g @ values[f"layer{n}/W"].T
        values = {name: value - 0.3 * steps[name] for name, value in values.items()}
    found = [moment.health.cost for moment in train(SMALL, 3)]
    assert found == pytest.approx(costs)


@pytest.mark.parametrize("every", [1, 2, 3, 7, 50])
def test_moments_are_the_same_whichever_are_reported(every):
    all_of_them = {m.step: m for m in train(SMALL, 10)}
    reported = list(train(SMALL, 10, every))
    assert [m.step for m in reported] == sorted({*range(0, 10, every), 10})
    for moment in reported:
        assert moment.scalars == all_of_them[moment.step].scalars
        assert moment.histograms == all_of_them[moment.step].histograms


def test_a_run_begins_with_the_pass_that_is_examined():
    first = next(train(SMALL, 5))
    health = examine(SMALL)
    assert first.step == 0
    assert first.health.cost == health.cost
    assert [one.factor for one in first.health.layers[1:]] == [
        one.factor for one in health.layers[1:]
    ]


@pytest.mark.parametrize("every", [1, 3, 50])
def test_a_run_ends_where_numbers_end(every):
    wild = replace(SMALL, activation="identity", learning_rate=1e6)
    moments = list(train(wild, 200, every))
    last = moments[-1]
    assert last.step < 200
    assert not last.finite
    assert all(moment.finite for moment in moments[:-1])
    # The last moment is the first that is not finite, whatever lay between.
    assert last.step == list(train(wild, 200))[-1].step
    assert all(layer.weight_norm < np.inf for layer in last.health.layers)


def test_a_run_can_be_left():
    run = train(replace(SMALL, seed=1), 10_000)
    assert [m.step for m in islice(run, 3)] == [0, 1, 2]
    run.close()


@pytest.mark.parametrize(("steps", "every"), [(-1, 1), (10_001, 1), (5, 0)])
def test_a_run_out_of_range_is_refused_at_once(steps, every):
    with pytest.raises(ValueError, match="a run has 0 to 10000 steps"):
        train(SMALL, steps, every)


def test_clipping_keeps_the_steps_of_a_wild_run_small():
    wild = replace(
        SMALL, activation="identity", scale=2.0, initialization="normal", learning_rate=0.1
    )
    assert not list(train(wild, 30))[-1].finite
    tame = list(train(replace(wild, clipping="by norm", clip_at=0.5), 30))
    assert tame[-1].finite
    assert all(layer.step_norm <= 0.05 + 1e-12 for m in tame for layer in m.health.layers)


def test_the_event_file_of_a_run_says_what_the_moments_say(tmp_path):
    moments = list(train(SMALL, 6))
    with tf.summary.FileWriter(tmp_path, build(SMALL).graph) as writer:
        for moment in moments:
            writer.add_summary(moment.summary(), moment.step)
    reader = EventAccumulator(str(tmp_path), size_guidance={"scalars": 0, "histograms": 0})
    reader.Reload()
    assert {*reader.Tags()["scalars"], *reader.Tags()["histograms"]} == {
        *tags_of(moments[0].summary())
    }
    for tag in moments[0].scalars:
        assert [(e.step, e.value) for e in reader.Scalars(tag)] == [
            (m.step, np.float32(m.scalars[tag])) for m in moments
        ]
    for tag in moments[0].histograms:
        for event, moment in zip(reader.Histograms(tag), moments, strict=True):
            shown, read = moment.histograms[tag], event.histogram_value
            assert tuple(read.bucket_limit) == shown.limits
            assert tuple(read.bucket) == shown.counts
            assert (read.min, read.max, read.num) == (shown.min, shown.max, shown.num)
            assert (read.sum, read.sum_squares) == (shown.sum, shown.sum_squares)


def test_what_is_not_finite_is_left_out_of_the_histograms():
    broken = replace(SMALL, data="constant column", normalization="by sd")
    (moment,) = train(broken, 5)
    assert not moment.histograms
    assert np.isnan(moment.scalars["cost"])


def test_only_what_is_watched_has_histograms():
    first = next(train(SMALL, 5, watched=["layer2/W", "output/b"]))
    assert list(first.histograms) == ["layer2/W/gradient", "output/b/gradient"]
    with pytest.raises(ValueError, match="no parameter 'layer9/W'"):
        train(SMALL, 5, watched=["layer9/W"])
