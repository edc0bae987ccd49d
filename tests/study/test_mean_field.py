"""Measured factors against mean-field theory, for every activation and initialization."""

from dataclasses import replace
from itertools import product
from math import pi, sqrt

import numpy as np
import pytest

from gradviz.study.activation import ACTIVATIONS
from gradviz.study.health import examine
from gradviz.study.initialization import INITIALIZATIONS
from gradviz.study.mean_field import moments, predicted
from gradviz.study.network import Network

RANDOM = ["normal", "Xavier", "He", "orthogonal"]
SEEDS = range(100, 124)
ERRORS = 4.0
"""Standard errors of the mean over the seeds by which it may be off."""

WIDE = 0.15
"""Of skip connections: the part by which χ may be off besides, of the order 1/√width."""


def off(network):
    """For each seed and layer, measured factor² over predicted factor², less 1."""
    rows = []
    for seed in SEEDS:
        layers = examine(replace(network, seed=seed)).layers[1:]
        rows.append([(layer.factor / layer.prediction.factor) ** 2 - 1 for layer in layers])
    return np.array(rows)


@pytest.mark.parametrize(("activation", "initialization"), [*product(ACTIVATIONS, RANDOM)])
def test_measured_factor_is_the_predicted_one(activation, initialization):
    network = Network(
        depth=8, width=64, activation=activation, initialization=initialization, scale=0.15
    )
    found = off(network)
    error = found.std(axis=0, ddof=1) / sqrt(len(SEEDS))
    assert np.all(np.abs(found.mean(axis=0)) <= ERRORS * error)
    assert np.all(error < 0.12), "too coarse to say anything"


@pytest.mark.parametrize(("activation", "initialization"), [*product(ACTIVATIONS, RANDOM)])
def test_measured_factor_is_the_predicted_one_with_skips(activation, initialization):
    network = Network(
        depth=6,
        width=64,
        activation=activation,
        initialization=initialization,
        scale=0.15,
        skip=True,
    )
    found = off(network)
    error = found.std(axis=0, ddof=1) / sqrt(len(SEEDS))
    assert np.all(np.abs(found.mean(axis=0)) <= WIDE + ERRORS * error)


@pytest.mark.parametrize("skip", [False, True])
@pytest.mark.parametrize("cost", ["squares", "cross entropy"])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_equal_weights_are_predicted_exactly(activation, cost, skip):
    network = Network(
        depth=6,
        width=20,
        activation=activation,
        initialization="constant",
        scale=0.07,
        bias=0.1,
        cost=cost,
        skip=skip,
    )
    for layer in examine(network).layers[1:]:
        assert layer.factor == pytest.approx(layer.prediction.factor, rel=1e-9)
        assert layer.slope == pytest.approx(layer.prediction.slope, rel=1e-9)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_zeros_let_nothing_back(activation):
    health = examine(Network(depth=3, activation=activation, initialization="zeros"))
    assert [layer.gradient.norm for layer in health.layers] == [0.0, 0.0, 0.0]
    assert [layer.prediction.factor for layer in health.layers] == [0.0, 0.0, 0.0]


@pytest.mark.parametrize("q", [1e-8, 0.01, 1.0, 30.0, 1e6])
def test_moments_are_those_known_in_closed_form(q):
    values = np.array([q])
    mean, square, slope = moments(ACTIVATIONS["relu"], values, 0.0)
    assert mean[0] == pytest.approx(sqrt(q / (2 * pi)), rel=1e-8)
    assert square[0] == pytest.approx(q / 2, rel=1e-8)
    assert slope[0] == pytest.approx(0.5, rel=1e-8)
    mean, square, slope = moments(ACTIVATIONS["identity"], values, 3.0)
    assert (mean[0], square[0], slope[0]) == pytest.approx((3.0, 9.0 + q, 1.0), rel=1e-8)
    mean, _, _ = moments(ACTIVATIONS["sigmoid"], values, 0.0)
    assert mean[0] == pytest.approx(0.5, rel=1e-8)  # by its symmetry


@pytest.mark.parametrize("name", ["sigmoid", "tanh"])
def test_slope_of_wide_sigmoids_is_the_integral_over_a_flat_density(name):
    # ∫ φ′² over the line is 1/6 for the sigmoid and 4/3 for tanh.
    whole = {"sigmoid": 1 / 6, "tanh": 4 / 3}[name]
    q = 1e8
    _, _, slope = moments(ACTIVATIONS[name], np.array([q]), 0.0)
    assert slope[0] == pytest.approx(whole / sqrt(2 * pi * q), rel=1e-6)


@pytest.mark.parametrize("initialization", INITIALIZATIONS)
@pytest.mark.parametrize("fans", [(40, 40), (60, 30), (30, 60)])
def test_weights_have_the_variance_that_theory_reckons_with(initialization, fans):
    chosen = INITIALIZATIONS[initialization]
    W = chosen.draw(np.random.default_rng(1), *fans, 0.3)
    assert W.shape == fans
    expected = chosen.variance(*fans, 0.3)
    assert W.var() == pytest.approx(expected, rel=0.15, abs=1e-12)
    if initialization == "orthogonal":
        tall = W if fans[0] >= fans[1] else W.T
        assert tall.T @ tall == pytest.approx(np.eye(min(fans)), abs=1e-12)


@pytest.mark.parametrize("normalization", ["none", "by sd", "by sd + ε"])
def test_prediction_follows_the_data(normalization):
    network = Network(
        depth=4,
        width=128,
        activation="tanh",
        initialization="Xavier",
        data="large",
        normalization=normalization,
    )
    measured, expected = np.mean(
        [
            [
                (layer.slope, layer.prediction.slope)
                for layer in examine(replace(network, seed=seed)).layers[:1]
            ]
            for seed in SEEDS
        ],
        axis=0,
    )[0]
    assert measured == pytest.approx(expected, rel=0.1)


def test_prediction_survives_what_is_no_number():
    network = Network(depth=3, data="constant column", normalization="by sd")
    assert all(np.isnan(p.factor) for p in predicted(network))
