"""Initializations of weights: what is drawn, and the variance that theory reckons with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import sqrt
from types import MappingProxyType
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
Draw = Callable[[np.random.Generator, int, int, float], Array]
Variance = Callable[[int, int, float], float]


@dataclass(frozen=True)
class Initialization:
    """How weights begin.

    Attributes:
        name: what it is called.
        draw: weights of shape (fan_in, fan_out) for a generator, the two fans and the scale.
        variance: of one weight, by the two fans and the scale.
        formula: the same in words.
        scaled: whether the scale matters: the σ of normal weights, or the constant.
        source: who proposed it.
    """

    name: str
    draw: Draw
    variance: Variance
    formula: str
    scaled: bool = False
    source: str = ""


def _orthogonal(generator: np.random.Generator, fan_in: int, fan_out: int, _: float) -> Array:
    """A random matrix with orthonormal columns, or rows where there are fewer of them."""
    tall = generator.standard_normal((max(fan_in, fan_out), min(fan_in, fan_out)))
    q, r = np.linalg.qr(tall)
    # With the signs of R's diagonal every rotation is equally likely (Mezzadri 2007).
    q = q * np.where(np.diag(r) < 0, -1.0, 1.0)
    return np.ascontiguousarray(q if fan_in >= fan_out else q.T)


def _glorot(generator: np.random.Generator, fan_in: int, fan_out: int, _: float) -> Array:
    limit = sqrt(6.0 / (fan_in + fan_out))
    return generator.uniform(-limit, limit, (fan_in, fan_out))


def _normal(generator: np.random.Generator, fan_in: int, fan_out: int, scale: float) -> Array:
    return generator.standard_normal((fan_in, fan_out)) * scale


def _he(generator: np.random.Generator, fan_in: int, fan_out: int, _: float) -> Array:
    return _normal(generator, fan_in, fan_out, sqrt(2.0 / fan_in))


def _constant(_: np.random.Generator, fan_in: int, fan_out: int, scale: float) -> Array:
    return np.full((fan_in, fan_out), scale)


def _zeros(_: np.random.Generator, fan_in: int, fan_out: int, __: float) -> Array:
    return np.zeros((fan_in, fan_out))


_ALL = (
    Initialization("normal", _normal, lambda *given: given[2] ** 2, "Var w = σ²", scaled=True),
    Initialization(
        "Xavier",
        _glorot,
        lambda *given: 2.0 / (given[0] + given[1]),
        "Var w = 2 / (fan in + fan out)",
        source="Glorot & Bengio (2010), Understanding the difficulty of training deep feedforward"
        " neural networks, equation 16",
    ),
    Initialization(
        "He",
        _he,
        lambda *given: 2.0 / given[0],
        "Var w = 2 / fan in",
        source="He, Zhang, Ren & Sun (2015), Delving deep into rectifiers, equation 10",
    ),
    Initialization(
        "orthogonal",
        _orthogonal,
        lambda *given: 1.0 / max(given[:2]),
        "WᵀW = 1",
        source="Saxe, McClelland & Ganguli (2014), Exact solutions to the nonlinear dynamics of"
        " learning in deep linear neural networks",
    ),
    Initialization("constant", _constant, lambda *_: 0.0, "w = σ", scaled=True),
    Initialization("zeros", _zeros, lambda *_: 0.0, "w = 0"),
)
INITIALIZATIONS: Mapping[str, Initialization] = MappingProxyType({i.name: i for i in _ALL})
"""The initializations by name, in display order."""
