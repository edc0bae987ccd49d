"""The charts of a deep model's health say what the records say."""

import numpy as np
import pytest

from gradviz.core.histograms import histogram_of
from gradviz.show import health_figures
from gradviz.study.health import examine
from gradviz.study.network import Network
from gradviz.study.network_runs import train
from tests.study.networks import SICK

SMALL = Network(depth=6, width=8, samples=16, activation="tanh", initialization="Xavier")


def test_sizes_over_depth_are_the_passs():
    health = examine(SMALL)
    figure = health_figures.by_layer(health)
    traces = {trace.name: trace for trace in figure.data}
    assert list(traces) == ["values", "gradient", "|Δw| / |w|", "theory"]
    assert list(traces["gradient"].y) == [layer.gradient.rms for layer in health.layers]
    assert list(traces["values"].y) == [layer.out.rms for layer in health.layers]
    # Theory begins at the last layer's own gradient and multiplies by each expected factor.
    last = health.layers[-1]
    assert traces["theory"].y[-1] == last.gradient.rms
    assert traces["theory"].y[-2] == pytest.approx(last.gradient.rms * last.prediction.factor)
    both = health_figures.by_layer(health, examine(Network(depth=6)))
    assert [t.line.dash for t in both.data] == ["solid"] * 3 + ["dot"] * 3


def test_every_entry_is_in_the_heat_map():
    health = examine(SMALL)
    (heat,) = health_figures.by_decade(
        [layer.gradient for layer in health.layers], "gradients"
    ).data
    assert np.nansum(heat.z, axis=0) == pytest.approx(np.ones(6))


@pytest.mark.parametrize("name", list(SICK)[1::3])
def test_a_sick_network_has_its_charts(name):
    health = examine(SICK[name][0])
    for figure in (
        health_figures.by_layer(health),
        health_figures.by_layer(health, health),
        health_figures.by_decade([layer.gradient for layer in health.layers], "gradients"),
        health_figures.by_decade([layer.out for layer in health.layers], "values"),
    ):
        assert "NaN" not in figure.to_json()


def test_charts_of_a_run():
    moments = list(train(SMALL, 10, 2))
    (cost,) = health_figures.costs(moments).data
    assert list(cost.y) == [m.health.cost for m in moments]
    (heat,) = health_figures.by_step(moments).data
    assert np.shape(heat.z) == (6, 6)
    assert heat.customdata[0][0] == moments[0].health.layers[0].gradient.rms
    figure = health_figures.ridges(
        [m.step for m in moments], [m.histograms["layer1/W/gradient"] for m in moments]
    )
    assert [trace.name for trace in figure.data] == [f"step {m.step}" for m in moments]


@pytest.mark.parametrize("values", [[0.0], [1.0, 1.0], [1e-300, -1e-300], [-5.0, 0.0, 1e19]])
def test_ridges_of_odd_histograms(values):
    figure = health_figures.ridges([0], [histogram_of(values)])
    assert np.all(np.isfinite(np.asarray(figure.data[0].y, float)))


def test_a_run_that_ends_at_once_has_its_charts():
    broken = Network(data="constant column", normalization="by sd", depth=3)
    moments = list(train(broken, 5))
    assert health_figures.costs(moments).data[0].y == (None,)
    assert health_figures.by_step(moments).data
