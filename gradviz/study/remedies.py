"""Remedies: the same network with one thing changed, and what becomes of its layers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType

from gradviz.study.health import PassHealth, examine
from gradviz.study.network import Network
from gradviz.study.verdicts import Verdict, judge


@dataclass(frozen=True)
class Remedy:
    """One change to a network.

    Attributes:
        name: what is changed, in a few words.
        why: what it does against, in a sentence.
        change: the network with that change, the same if it has it already.
    """

    name: str
    why: str
    change: Callable[[Network], Network]


@dataclass(frozen=True, eq=False)
class Comparison:
    """A network before and after a remedy.

    Attributes:
        remedy: what was changed.
        before: a pass before.
        after: a pass after, of the same data and the same seed.
        verdicts: on the layers before and after.
    """

    remedy: Remedy
    before: PassHealth
    after: PassHealth
    verdicts: tuple[tuple[Verdict, ...], tuple[Verdict, ...]]

    @property
    def healthy(self) -> tuple[int, int]:
        """How many layers are healthy before and after."""
        before, after = (
            sum(verdict.kind == "healthy" for verdict in side) for side in self.verdicts
        )
        return before, after


def _initialized(name: str) -> Callable[[Network], Network]:
    return lambda network: replace(network, initialization=name)


def _activated(name: str) -> Callable[[Network], Network]:
    return lambda network: replace(network, activation=name)


def _normalized(network: Network) -> Network:
    return network if network.normalization != "none" else replace(network, normalization="by sd")


def _guarded(network: Network) -> Network:
    return (
        replace(network, normalization="by sd + ε") if network.normalization != "none" else network
    )


def _by_logits(network: Network) -> Network:
    return replace(network, cost="cross entropy") if network.cost != "squares" else network


_ALL = (
    Remedy(
        "Xavier initialization",
        "Var w = 2 / (fan in + fan out) keeps values and gradients alike where the slope is 1.",
        _initialized("Xavier"),
    ),
    Remedy(
        "He initialization",
        "Var w = 2 / fan in makes up for the half that relu cuts away.",
        _initialized("He"),
    ),
    Remedy(
        "orthogonal initialization",
        "Orthogonal weights turn a gradient and leave its length as it is.",
        _initialized("orthogonal"),
    ),
    Remedy("tanh", "tanh has the slope 1 at 0, four times that of sigmoid.", _activated("tanh")),
    Remedy("relu", "relu has the slope 1 wherever it is on.", _activated("relu")),
    Remedy(
        "leaky relu",
        "leaky relu has a slope everywhere: no unit can die.",
        _activated("leaky relu"),
    ),
    Remedy(
        "skip connections",
        "Each layer adds to its input, so that the gradient has a way around it.",
        lambda network: replace(network, skip=True),
    ),
    Remedy(
        "normalized inputs",
        "Columns of mean 0 and deviation 1 keep the first layer off the flat ends.",
        _normalized,
    ),
    Remedy(
        "ε beside the deviation",
        "A column that never changes has the deviation 0; with ε, 0 / 0 becomes 0 / ε.",
        _guarded,
    ),
    Remedy(
        "cross entropy of logits",
        "The logarithm is taken of the logits at once, never of a probability that is 0.",
        _by_logits,
    ),
    Remedy(
        "bias 0",
        "A large bias puts every unit where its slope is flat or 0.",
        lambda network: replace(network, bias=0.0),
    ),
    Remedy(
        "clipping by norm",
        "All gradients are scaled by one factor, so that their norm is at most 1; a step keeps its"
        " direction.",
        lambda network: replace(network, clipping="by norm", clip_at=1.0),
    ),
    Remedy(
        "clipping by value",
        "Each entry of a gradient is at most 0.1 in size; a step changes its direction.",
        lambda network: replace(network, clipping="by value", clip_at=0.1),
    ),
    Remedy(
        "a tenth of the learning rate",
        "Each step moves the weights a tenth as far.",
        lambda network: replace(network, learning_rate=network.learning_rate / 10),
    ),
)
REMEDIES: Mapping[str, Remedy] = MappingProxyType({remedy.name: remedy for remedy in _ALL})
"""The remedies by name, in display order."""


def remedies_for(network: Network) -> tuple[Remedy, ...]:
    """The remedies that change something about a network."""
    return tuple(remedy for remedy in REMEDIES.values() if remedy.change(network) != network)


@lru_cache(maxsize=128)
def compare(network: Network, remedy: str) -> Comparison:
    """A network before and after a remedy.

    Raises:
        ValueError: if there is no remedy of that name.
    """
    if remedy not in REMEDIES:
        raise ValueError(f"no remedy {remedy!r}; there are {', '.join(REMEDIES)}")
    before = examine(network)
    after = examine(REMEDIES[remedy].change(network))
    return Comparison(REMEDIES[remedy], before, after, (judge(before), judge(after)))


WORTH_TRYING = (50, 5e7)
"""Depth, and multiplications of one pass, up to which all remedies are tried beforehand: more
would take seconds, for most of them need a graph of their own."""


@lru_cache(maxsize=64)
def helpful(network: Network) -> tuple[Comparison, ...]:
    """The remedies that make more layers healthy, the most helpful first.

    Returns:
        No remedy at all for a network larger than `WORTH_TRYING`.
    """
    deepest, most = WORTH_TRYING
    if network.depth > deepest or network.depth * network.samples * network.width**2 > most:
        return ()
    tried = [compare(network, remedy.name) for remedy in remedies_for(network)]
    better = [comparison for comparison in tried if comparison.healthy[1] > comparison.healthy[0]]
    return tuple(sorted(better, key=lambda comparison: -comparison.healthy[1]))
