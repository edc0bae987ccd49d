"""Activations of deep models: how they are built, and what their slope does to a gradient."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import numpy as np

from gradviz.core.execute import evaluate
from gradviz.core.gradients import backward
from gradviz.core.graph import Graph, Tensor
from gradviz.core.ops import (
    elu,
    identity,
    leaky_relu,
    placeholder,
    relu,
    sigmoid,
    tanh,
)

Array = np.ndarray[Any, Any]

FLAT = 0.0591
"""A slope below this part of the steepest one counts as flat: tanh′ where |tanh| > 0.97.

Source: Karpathy (2022), Building makemore part 3: activations & gradients, where saturated means
|tanh| > 0.97.
"""


@dataclass(frozen=True)
class Activation:
    """An activation function.

    Attributes:
        name: what it is called.
        build: adds it to the graph.
        steepest: the largest slope.
        bound: the largest slope in words.
        flat: for outputs, where the slope is flat although it is not 0; None: nowhere.
        ends: how many flat ends it has.
        gates: whether the slope is 0 on a whole half-line, so that units can die.
    """

    name: str
    build: Callable[..., Tensor]
    steepest: float
    bound: str
    flat: Callable[[Array], Array] | None = None
    ends: int = 0
    gates: bool = False

    def both(self, x: Array) -> tuple[Array, Array]:
        """Values and slopes at the entries of x; the slope is the core's own gradient."""
        return _both(self.name, x)


# σ(x) = ½ + ½·tanh(x/2): its slope is flat where tanh's is.
_ALL = (
    Activation("sigmoid", sigmoid, 0.25, "σ′ ≤ ¼", lambda out: np.abs(out - 0.5) > 0.485, 2),
    Activation("tanh", tanh, 1.0, "tanh′ ≤ 1", lambda out: np.abs(out) > 0.97, 2),
    Activation("relu", relu, 1.0, "relu′ is 1 or 0", gates=True),
    Activation("leaky relu", leaky_relu, 1.0, "leaky relu′ is 1 or 0.2"),
    Activation("elu", elu, 1.0, "elu′ ≤ 1", lambda out: out < FLAT - 1.0, 1),
    Activation("identity", identity, 1.0, "the slope is 1"),
)
ACTIVATIONS: Mapping[str, Activation] = MappingProxyType({a.name: a for a in _ALL})
"""The activations by name, in display order."""


@lru_cache(maxsize=16)
def _graph(name: str) -> tuple[Tensor, Tensor, Tensor]:
    with Graph().as_default() as graph:
        x = placeholder("double", [], name="x")
        out = ACTIVATIONS[name].build(x)
        slope = backward(out, [x]).cotangents[x]
        graph.finalize()
        return x, out, slope


def _both(name: str, values: Array) -> tuple[Array, Array]:
    x, out, slope = _graph(name)
    with np.errstate(over="ignore"):
        found, slopes = evaluate([out, slope], {x: np.asarray(values, float)})
    return found, slopes
