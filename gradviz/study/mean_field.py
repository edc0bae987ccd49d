"""What theory expects of each layer's factor before anything is computed: mean-field theory.

In a wide layer of random weights every z is a sum of many terms, so it is normal, of mean b and a
variance q that follows from the layer before. Then

    q = σ_w² · E[out²] of the layer before,    with σ_w² = fan in · Var w,
    χ = σ_w² · E[φ′(√q·ξ + b)²],    ξ standard normal,

and √χ is what the layer does to the norm of a gradient that comes back through it. A skip
connection adds the gradient that passes beside the layer: 1 + χ. All this holds up to fluctuations
of the order 1/√width from one draw of the weights to the next, whose mean it is.

Equal weights are no random weights: with a constant all units of a layer do the same, and what
happens is known exactly, sample by sample.

Source: Poole, Lahiri, Raghu, Sohl-Dickstein & Ganguli (2016), Exponential expressivity in deep
neural networks through transient chaos, equations 3 and 12; Schoenholz, Gilmer, Ganguli &
Sohl-Dickstein (2017), Deep information propagation, equation 17; with skip connections Yang &
Schoenholz (2017), Mean field residual networks; with orthogonal weights Pennington, Schoenholz &
Ganguli (2017), Resurrecting the sigmoid, section 2.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from gradviz.study.activation import ACTIVATIONS, Activation
from gradviz.study.initialization import INITIALIZATIONS
from gradviz.study.network import EPSILON, Network, data

Array = np.ndarray[Any, Any]

GROUPS = 16
"""Samples are taken together in so many groups of alike size."""

_REACH, _PANELS, _POINTS = 10.0, 26, 12


@dataclass(frozen=True)
class Prediction:
    """What theory expects of one layer.

    Attributes:
        factor: the norm of the gradient at its input, divided by that at its output.
        slope: the root mean square slope of its activation.
        deviation: √q, the standard deviation of its z; of equal weights the largest |z − b|.
    """

    factor: float
    slope: float
    deviation: float


@lru_cache(maxsize=1)
def _quadrature() -> tuple[Array, Array]:
    """Nodes and weights of the mean over a standard normal variable.

    Panels that halve towards 0, where the activations' kinks are and where those of large √q
    change, with Gauss-Legendre points in each; Gauss-Hermite nodes would pass over both.
    """
    points, weights = np.polynomial.legendre.leggauss(_POINTS)
    ends = _REACH * 0.5 ** np.arange(_PANELS)
    ends = np.append(ends, 0.0)[::-1]
    half = np.diff(ends)[:, None] / 2
    nodes = (ends[:-1, None] + half * (1 + points)).ravel()
    density = np.exp(-(nodes**2) / 2) / np.sqrt(2 * np.pi) * (half * weights).ravel()
    return np.concatenate([-nodes[::-1], nodes]), np.concatenate([density[::-1], density])


def moments(activation: Activation, q: Array, bias: float) -> tuple[Array, Array, Array]:
    """E[φ], E[φ²] and E[φ′²] of normal z.

    Args:
        activation: φ.
        q: variances of z, of any shape.
        bias: the mean of z.

    Example:
        >>> mean, square, slope = moments(ACTIVATIONS["relu"], np.array([4.0]), 0.0)
        >>> round(float(square[0]), 12), round(float(slope[0]), 12)
        (2.0, 0.5)
    """
    nodes, weights = _quadrature()
    out, slope = activation.both(np.sqrt(q)[..., None] * nodes + bias)
    total = weights.sum()
    return out @ weights / total, out**2 @ weights / total, slope**2 @ weights / total


@lru_cache(maxsize=64)
def predicted(network: Network) -> tuple[Prediction, ...]:
    """What theory expects of each hidden layer of a network as it is initialized.

    Returns:
        A prediction for each layer, first to last; NaN where numbers leave the range.
    """
    entered, Y = _entered(network)
    with np.errstate(all="ignore"):
        if network.initialization in ("constant", "zeros"):
            return _of_equal_weights(network, entered, Y)
        return _of_random_weights(network, entered, Y)


def _entered(network: Network) -> tuple[Array, Array]:
    """What the first layer gets, and what is to be predicted."""
    X, Y = data(network)
    if network.normalization == "none":
        return X, Y
    sd = X.std(axis=0) + (EPSILON if network.normalization == "by sd + ε" else 0.0)
    with np.errstate(all="ignore"):
        return (X - X.mean(axis=0)) / sd, Y


def _of_random_weights(network: Network, entered: Array, Y: Array) -> tuple[Prediction, ...]:
    activation = ACTIVATIONS[network.activation]
    variance = INITIALIZATIONS[network.initialization].variance
    gain = network.width * variance(network.width, network.width, network.scale)
    passing = 1.0 if network.skip else 0.0
    order = np.argsort(np.mean(entered**2, axis=1))
    groups = np.array_split(order, min(GROUPS, len(order)))
    power = np.array([np.mean(entered[rows] ** 2) for rows in groups])
    mean = np.array([np.mean(entered[rows]) for rows in groups])
    found = []
    for _ in range(network.depth):
        q = gain * power
        first, second, slope = moments(activation, q, network.bias)
        power = second + passing * (power + 2 * mean * first)
        mean = first + passing * mean
        found.append((slope, gain * slope + passing, q))
    out = network.width * variance(network.width, 1, network.scale)
    arriving = np.array([np.sum(Y[rows] ** 2) for rows in groups])
    sizes = np.array([len(rows) for rows in groups])
    arriving = arriving + sizes * (out * power + network.bias**2)
    if network.cost != "squares":
        arriving = sizes.astype(float)  # a probability of about ½ is wrong by about ½
    return _backwards(found, arriving)


def _of_equal_weights(network: Network, entered: Array, Y: Array) -> tuple[Prediction, ...]:
    activation = ACTIVATIONS[network.activation]
    weight = network.scale if network.initialization == "constant" else 0.0
    passing = 1.0 if network.skip else 0.0
    total = entered.sum(axis=1)
    found = []
    for _ in range(network.depth):
        z = weight * total
        out, slope = activation.both(z + network.bias)
        total = network.width * out + passing * total
        factor = weight * network.width * slope + passing
        found.append((slope**2, factor**2, z**2))
    pred = weight * total + network.bias
    wrong = pred - Y[:, 0] if network.cost == "squares" else 1 / (1 + np.exp(-pred)) - Y[:, 0]
    return _backwards(found, wrong**2)


def _backwards(found: list[tuple[Array, Array, Array]], arriving: Array) -> tuple[Prediction, ...]:
    """The layers' factors for all samples together: each counts with its part of the gradient."""
    result = []
    for slope, factor, q in reversed(found):
        # Parts are what matters; without this the product over the layers would leave the range.
        part = arriving / np.sum(arriving)
        result.append(
            Prediction(
                float(np.sqrt(np.sum(part * factor))),
                float(np.sqrt(np.sum(part * slope))),
                float(np.sqrt(np.max(q))),
            )
        )
        arriving = part * factor
        if not np.sum(arriving) > 0:
            arriving = np.ones_like(arriving)
    return tuple(reversed(result))
