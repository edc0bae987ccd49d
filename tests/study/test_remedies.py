"""Remedies: one thing changed, and better for it where theory says so."""

from dataclasses import asdict

import pytest

from gradviz.study.network import Network
from gradviz.study.remedies import REMEDIES, compare, helpful, remedies_for
from tests.study.networks import HEALTHY, SICK

TOGETHER = {frozenset({"clipping", "clip_at"})}
"""What is one thing although it has two numbers."""

HELPS = [
    (Network(activation="tanh", scale=0.05), "Xavier initialization"),
    (Network(activation="tanh", scale=0.05), "orthogonal initialization"),
    (Network(activation="relu", initialization="Xavier", depth=40, width=64), "He initialization"),
    (Network(initialization="Xavier"), "tanh"),
    (Network(initialization="Xavier", depth=10), "relu"),
    (Network(activation="relu", initialization="He", bias=-10.0, depth=5), "bias 0"),
    (Network(activation="tanh", scale=0.01, depth=6), "skip connections"),
    (
        Network(activation="tanh", initialization="Xavier", data="large", depth=5),
        "normalized inputs",
    ),
    (
        Network(
            activation="tanh",
            initialization="Xavier",
            data="constant column",
            normalization="by sd",
        ),
        "ε beside the deviation",
    ),
    (
        Network(
            activation="identity",
            scale=5.0,
            depth=2,
            cost="cross entropy by log",
            learning_rate=0.0,
        ),
        "cross entropy of logits",
    ),
    (
        Network(activation="tanh", initialization="Xavier", depth=3, learning_rate=60.0),
        "a tenth of the learning rate",
    ),
    (
        Network(activation="leaky relu", scale=0.5, depth=3, learning_rate=1.0, width=64),
        "clipping by value",
    ),
    (
        Network(activation="leaky relu", initialization="He", depth=5, learning_rate=30.0),
        "clipping by norm",
    ),
]


@pytest.mark.parametrize("name", REMEDIES)
@pytest.mark.parametrize("network", [case[0] for case in SICK.values()][::5])
def test_a_remedy_changes_one_thing(network, name):
    changed = REMEDIES[name].change(network)
    before, after = asdict(network), asdict(changed)
    different = frozenset(field for field in before if before[field] != after[field])
    assert len(different) <= 1 or different in TOGETHER
    assert (REMEDIES[name] in remedies_for(network)) == bool(different)
    assert REMEDIES[name].change(changed) == changed or name.startswith("a tenth")


@pytest.mark.parametrize(("network", "name"), HELPS, ids=[name for _, name in HELPS])
def test_a_remedy_helps_against_what_it_is_for(network, name):
    comparison = compare(network, name)
    before, after = comparison.healthy
    assert before < after, comparison.verdicts
    assert comparison.before.network == network
    assert comparison.after.network == REMEDIES[name].change(network)


def test_a_healthy_network_has_nothing_to_gain():
    before, after = compare(HEALTHY["tanh, orthogonal, 20 deep"], "Xavier initialization").healthy
    assert before == 20 >= after


def test_an_unknown_remedy_is_refused():
    with pytest.raises(ValueError, match="no remedy 'prayer'; there are Xavier"):
        compare(Network(), "prayer")


def test_the_most_helpful_remedy_is_the_first():
    network = Network(activation="tanh", scale=0.05, depth=8)
    found = helpful(network)
    counts = [comparison.healthy[1] for comparison in found]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] == 8
    best = {compare(network, remedy.name).healthy[1] for remedy in remedies_for(network)}
    assert max(best) == counts[0]
    assert all(comparison.healthy[0] < comparison.healthy[1] for comparison in found)
    assert not helpful(Network(depth=100))
