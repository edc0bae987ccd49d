"""Deep networks as specifications: small and hashable, with their data and first weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np

from gradviz.study.activation import ACTIVATIONS
from gradviz.study.initialization import INITIALIZATIONS

Array = np.ndarray[Any, Any]

Data = Literal["standard", "large", "constant column"]
Normalization = Literal["none", "by sd", "by sd + ε"]
Cost = Literal["squares", "cross entropy", "cross entropy by log"]
Clipping = Literal["none", "by norm", "by value"]

DEEPEST, WIDEST, MOST_SAMPLES = 100, 256, 1024
EPSILON = 1e-6


@dataclass(frozen=True)
class Network:
    """Everything that a deep model and its training depend on; small and hashable.

    Attributes:
        depth: hidden layers, 1 to 100.
        width: units of each, and columns of the data, 1 to 256.
        activation: a name in `ACTIVATIONS`.
        initialization: a name in `INITIALIZATIONS`.
        scale: the σ of normal weights, or the constant; 0 to 100 in size.
        bias: what all biases begin with, −100 to 100.
        skip: whether each layer adds to its input instead of replacing it.
        data: "standard": columns of mean 0 and deviation 1; "large": of very different means and
            deviations; "constant column": standard, but one column is always the same.
        normalization: what is done to the columns first: nothing, (x − mean) / sd, or the same
            with a small ε beside the sd.
        cost: "squares": half the mean square; "cross entropy": of logits, the safe way; "cross
            entropy by log": the same formula written out with log, which is not safe.
        learning_rate: η of gradient descent, 0 to 1e6.
        clipping: of the gradients before a step: none, all by their common norm, or each entry.
        clip_at: the largest norm, or the largest entry; above 0.
        samples: rows of data, 1 to 1024.
        seed: of the data and the weights.

    Raises:
        ValueError: if a value is not among these.
    """

    depth: int = 20
    width: int = 32
    activation: str = "sigmoid"
    initialization: str = "normal"
    scale: float = 0.5
    bias: float = 0.0
    skip: bool = False
    data: Data = "standard"
    normalization: Normalization = "none"
    cost: Cost = "squares"
    learning_rate: float = 0.1
    clipping: Clipping = "none"
    clip_at: float = 1.0
    samples: int = 64
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuses what is out of range."""
        ranges: tuple[tuple[str, float, float], ...] = (
            ("depth", 1, DEEPEST),
            ("width", 1, WIDEST),
            ("samples", 1, MOST_SAMPLES),
            ("scale", -100, 100),
            ("bias", -100, 100),
            ("learning_rate", 0, 1e6),
            ("clip_at", 1e-12, 1e12),
            ("seed", 0, 2**31),
        )
        for name, low, high in ranges:
            value = getattr(self, name)
            if not low <= value <= high:
                raise ValueError(f"a network's {name} is from {low} to {high:g}, not {value!r}")
        choices: tuple[tuple[str, tuple[str, ...]], ...] = (
            ("activation", tuple(ACTIVATIONS)),
            ("initialization", tuple(INITIALIZATIONS)),
            ("data", get_args(Data)),
            ("normalization", get_args(Normalization)),
            ("cost", get_args(Cost)),
            ("clipping", get_args(Clipping)),
        )
        for name, known in choices:
            if getattr(self, name) not in known:
                raise ValueError(
                    f"a network's {name} is one of {', '.join(known)}, not {getattr(self, name)!r}"
                )


def data(network: Network) -> tuple[Array, Array]:
    """X and Y: Y follows from a few directions of X, as numbers or, for cross entropies, 0 and 1.

    Returns:
        X of shape (samples, width) and Y of shape (samples, 1).
    """
    generator = np.random.default_rng([network.seed, 0])
    X = generator.standard_normal((network.samples, network.width))
    wanted = np.tanh(X @ generator.standard_normal((network.width, 1)) / np.sqrt(network.width))
    if network.data == "large":
        means = 5.0 * generator.standard_normal(network.width)
        X = X * 10.0 ** generator.uniform(-1.0, 1.5, network.width) + means
    elif network.data == "constant column":
        X[:, 0] = 1.0
    return X, wanted if network.cost == "squares" else (wanted > 0).astype(float)


def initial(network: Network) -> dict[str, Array]:
    """The variables' first values, by the names that a `DeepModel` has for them."""
    chosen = INITIALIZATIONS[network.initialization]
    values = {}
    for n in range(1, network.depth + 2):
        scope, units = (f"layer{n}", network.width) if n <= network.depth else ("output", 1)
        generator = np.random.default_rng([network.seed, n])
        values[f"{scope}/W"] = chosen.draw(generator, network.width, units, network.scale)
        values[f"{scope}/b"] = np.full(units, network.bias)
    return values
