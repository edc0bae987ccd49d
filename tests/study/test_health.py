"""The health of deep models: measured against NumPy, and named as a doctor would."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gradviz as tf
from gradviz.study.activation import ACTIVATIONS
from gradviz.study.deep_model import build
from gradviz.study.faults import first_fault
from gradviz.study.health import examine, fed
from gradviz.study.initialization import INITIALIZATIONS
from gradviz.study.network import Network, data, initial
from gradviz.study.verdicts import judge
from tests.study.networks import HEALTHY, SICK


def test_there_are_forty_of_each():
    assert len(SICK) >= 40
    assert len(HEALTHY) >= 40


@pytest.mark.parametrize(("network", "layer", "kind"), SICK.values(), ids=SICK)
def test_a_sick_layer_is_named(network, layer, kind):
    verdict = judge(examine(network))[layer - 1]
    assert (verdict.layer, verdict.kind) == (f"layer{layer}", kind), verdict.findings
    assert verdict.reason == verdict.findings[0].reason
    assert verdict.reason[0].isupper() or verdict.reason[0].isdigit()
    assert verdict.reason.endswith(".")
    assert any(character.isdigit() for character in verdict.reason)


@pytest.mark.parametrize("network", HEALTHY.values(), ids=HEALTHY)
def test_a_healthy_network_is_not_accused(network):
    accused = [v for v in judge(examine(network)) if v.kind != "healthy"]
    assert not accused


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu"])
@pytest.mark.parametrize("skip", [False, True])
def test_a_pass_is_what_numpy_makes_of_it(activation, skip):
    network = Network(
        depth=5, width=7, samples=9, activation=activation, initialization="He", skip=skip, bias=0.1
    )
    (X, Y), values = data(network), initial(network)
    phi, slope = {
        "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda a: a * (1 - a)),
        "tanh": (np.tanh, lambda a: 1 - a * a),
        "relu": (lambda z: np.maximum(z, 0), lambda a: (a > 0) * 1.0),
    }[activation]
    h, kept = X, []
    for n in range(1, 6):
        a = phi(h @ values[f"layer{n}/W"] + values[f"layer{n}/b"])
        kept.append((h, a))
        h = h + a if skip else a
    residual = h @ values["output/W"] + values["output/b"] - Y
    g = residual / len(Y) @ values["output/W"].T
    health = examine(network)
    assert health.cost == pytest.approx(0.5 * np.mean(residual**2))
    for n in range(5, 0, -1):
        before, a = kept[n - 1]
        layer = health.layers[n - 1]
        at_z = g * slope(a)
        assert layer.gradient.norm == pytest.approx(np.linalg.norm(g))
        assert layer.gradient.sd == pytest.approx(g.std())
        assert layer.out.mean == pytest.approx((before + a if skip else a).mean())
        assert layer.slope == pytest.approx(np.linalg.norm(at_z) / np.linalg.norm(g))
        dW, W = before.T @ at_z, values[f"layer{n}/W"]
        assert layer.update_ratio == pytest.approx(0.1 * np.linalg.norm(dW) / np.linalg.norm(W))
        new = at_z @ W.T + (g if skip else 0)
        if n > 1:
            assert layer.factor == pytest.approx(np.linalg.norm(new) / np.linalg.norm(g))
        g = new


@pytest.mark.parametrize("clipping", ["by norm", "by value"])
def test_clipping_is_measured_as_the_step_makes_it(clipping):
    network = Network(
        depth=4,
        width=8,
        activation="relu",
        initialization="He",
        clipping=clipping,
        clip_at=0.02,
        learning_rate=0.5,
    )
    model, values = build(network), initial(network)
    health = examine(network)
    with tf.Session(graph=model.graph) as session:
        for name, value in values.items():
            session.store(model.variables[name].op, value)
        session.run(model.step, model.feeds(network))
        for layer in health.layers:
            moved = session.run(model.variables[f"{layer.name}/W"]) - values[f"{layer.name}/W"]
            assert layer.step_norm == pytest.approx(np.linalg.norm(moved))
            assert layer.clipped < 1


def test_the_first_fault_of_a_sick_network_is_traced():
    network, _, _ = SICK["0 / 0 in the data"]
    model = build(network)
    fault = first_fault(model.cost, model.feeds(network) | fed(model, initial(network)))
    assert (fault.operation, fault.type, fault.kind) == ("normalize/truediv", "RealDiv", "nan")


@pytest.mark.parametrize(
    ("fields", "match"),
    [
        ({"depth": 0}, "depth is from 1 to 100, not 0"),
        ({"depth": 101}, "depth"),
        ({"width": 1000}, "width"),
        ({"samples": 0}, "samples"),
        ({"learning_rate": float("nan")}, "learning_rate"),
        ({"clip_at": 0.0}, "clip_at"),
        ({"activation": "step"}, "activation is one of sigmoid, .*, not 'step'"),
        ({"initialization": "Glorot"}, "initialization"),
        ({"cost": "hinge"}, "cost"),
    ],
)
def test_a_network_out_of_range_is_refused(fields, match):
    with pytest.raises(ValueError, match=match):
        Network(**fields)


def test_networks_that_differ_in_numbers_share_a_graph():
    network = Network(depth=3)
    other = replace(network, seed=5, scale=0.1, learning_rate=3.0, initialization="He", bias=1.0)
    assert build(network) is build(other)
    assert build(network) is not build(replace(network, skip=True))


@settings(max_examples=60)
@given(
    depth=st.integers(1, 6),
    width=st.integers(1, 5),
    samples=st.integers(1, 5),
    activation=st.sampled_from(list(ACTIVATIONS)),
    initialization=st.sampled_from(list(INITIALIZATIONS)),
    scale=st.sampled_from([0.0, 1e-9, 0.5, -3.0, 100.0]),
    bias=st.sampled_from([0.0, -100.0, 100.0]),
    skip=st.booleans(),
    data=st.sampled_from(["standard", "large", "constant column"]),
    normalization=st.sampled_from(["none", "by sd", "by sd + ε"]),
    cost=st.sampled_from(["squares", "cross entropy", "cross entropy by log"]),
    clipping=st.sampled_from(["none", "by norm", "by value"]),
    learning_rate=st.sampled_from([0.0, 0.1, 1e6]),
)
def test_every_network_gets_a_verdict_on_every_layer(**fields):
    health = examine(Network(**fields))
    verdicts = judge(health)
    assert [v.layer for v in verdicts] == [layer.name for layer in health.layers]
    for verdict, layer in zip(verdicts, health.layers, strict=True):
        assert verdict.reason.endswith(".")
        assert "nan" not in verdict.reason
        odd = verdict.kind in ("NaN", "overflow")
        assert odd == (not (layer.out.finite and layer.gradient.finite))
