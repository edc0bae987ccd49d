"""Data sets that are made: one record each, the same for the same seed on every machine.

The stream: the raw 64-bit numbers of PCG64 seeded with `seed`, each turned into a uniform number
by its upper 53 bits, and pairs of these into normal numbers; drawn column by column in the order
that the records say. Values are rounded to four decimals, so that a last bit of a logarithm that
differs between machines is not seen.

Source: O'Neill (2014), PCG: A family of simple fast space-efficient statistically good algorithms
for random number generation; Box and Muller (1958), A note on the generation of random normal
deviates, Annals of Mathematical Statistics 29(2).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from gradviz.study.points import DataError, Points
from gradviz.study.quotation import listed

Array = np.ndarray[Any, Any]

MOST_POINTS = 1000
"""Most points that are made."""
MOST_NOISE = 1000.0
"""Largest noise."""
DECIMALS = 4
"""Decimals of every number that is made."""


class Stream:
    """Uniform and normal numbers of a seed, in the order in which they are asked for."""

    def __init__(self, seed: int) -> None:
        """The beginning of the stream."""
        self._bits = np.random.PCG64(seed)

    def uniform(self, count: int, low: float, high: float) -> Array:
        """Numbers between low (included) and high (excluded)."""
        raw = np.asarray(self._bits.random_raw(count), np.uint64)
        return low + (high - low) * ((raw >> np.uint64(11)) * 2.0**-53)

    def normal(self, count: int) -> Array:
        """Numbers with mean 0 and standard deviation 1."""
        radius = np.sqrt(-2.0 * np.log1p(-self.uniform(count, 0.0, 1.0)))
        return radius * np.cos(self.uniform(count, 0.0, 2.0 * math.pi))


@dataclass(frozen=True)
class Generator:
    """A kind of data that can be made.

    Attributes:
        title: what it is called.
        look_for: a sentence on what to look at.
        columns: the columns' names, the targets last.
        make: `(stream, size, noise)` to an array `(size, columns)`.
        size: how many points it has unless another number is asked for.
        noise: its noise unless another is asked for; what it means depends on the kind.
        least: the fewest points it makes sense with.
        most: the most points.
    """

    title: str
    look_for: str
    columns: tuple[str, ...]
    make: Callable[[Stream, int, float], Array]
    size: int = 20
    noise: float = 0.3
    least: int = 2
    most: int = MOST_POINTS


def generate(
    key: str, size: int | None = None, noise: float | None = None, seed: int = 0
) -> Points:
    """Makes points of a kind.

    Args:
        key: one of `GENERATORS`.
        size: how many points.
        noise: how far they lie from the rule, in the units of the target (for clusters: their
            standard deviation); at least 0.
        seed: a whole number from 0; another one gives other points of the same kind.

    Raises:
        DataError: if there is no such kind, or a number is out of its range.

    Example:
        >>> generate("linear", size=2, noise=0.0, seed=7).columns
        ('x', 'y')
    """
    if key not in GENERATORS:
        raise DataError(
            f"there is no kind of data {key[:40]!r}; there are {listed([*GENERATORS], 99)}"
        )
    kind = GENERATORS[key]
    size = kind.size if size is None else size
    noise = kind.noise if noise is None else float(noise)
    if not kind.least <= size <= kind.most:
        raise DataError(f"{kind.title}: {size} points; possible are {kind.least} to {kind.most}")
    if not 0.0 <= noise <= MOST_NOISE:
        raise DataError(f"{kind.title}: the noise is {noise}; possible are 0 to {MOST_NOISE:g}")
    if not 0 <= seed < 2**64:
        raise DataError(f"{kind.title}: the seed is {seed}; possible are 0 to 2⁶⁴ − 1")
    made = np.round(kind.make(Stream(seed), size, noise), DECIMALS) + 0.0  # no negative zeros
    note = f"{kind.title}: {size} point{'s' * (size > 1)}, noise {noise:g}, seed {seed}."
    return Points(kind.columns, tuple(map(tuple, made.tolist())), (note,))


def _curve(
    low: float, high: float, rule: Callable[[Array], Array]
) -> Callable[[Stream, int, float], Array]:
    """Points around the graph of a function: first all x, then all deviations."""

    def make(stream: Stream, size: int, noise: float) -> Array:
        x = np.sort(stream.uniform(size, low, high))
        return np.column_stack([x, rule(x) + noise * stream.normal(size)])

    return make


def _outliers(stream: Stream, size: int, noise: float) -> Array:
    points = _curve(-2.0, 2.0, lambda x: 1.5 * x + 0.5)(stream, size, noise)
    count = max(1, size // 10)
    # The last ones, whose leverage is the largest, are moved down.
    points[size - count :, 1] -= 6.0 + stream.uniform(count, 0.0, 2.0)
    return points


def _widening(stream: Stream, size: int, noise: float) -> Array:
    x = np.sort(stream.uniform(size, 0.0, 4.0))
    return np.column_stack([x, 0.5 + x + noise * x * stream.normal(size)])


def _clusters(
    centers: tuple[tuple[float, float], ...], labels: Callable[[Array], Array]
) -> Callable[[Stream, int, float], Array]:
    """Points around centers by turns: first all deviations in x1, then those in x2."""

    def make(stream: Stream, size: int, noise: float) -> Array:
        which = np.arange(size) % len(centers)
        middle = np.array(centers)[which]
        away = np.column_stack([stream.normal(size), stream.normal(size)])
        return np.column_stack([middle + noise * away, labels(which)])

    return make


def _circles(stream: Stream, size: int, noise: float) -> Array:
    which = np.arange(size) % 2
    angle = stream.uniform(size, 0.0, 2.0 * math.pi)
    radius = 1.0 + which + noise * stream.normal(size)
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle), which])


def _collinear(stream: Stream, size: int, noise: float) -> Array:
    x1 = stream.uniform(size, -2.0, 2.0)
    x2 = 2.0 * x1 + 0.01 * noise * stream.normal(size)
    return np.column_stack([x1, x2, 1.0 + x1 + x2 + noise * stream.normal(size)])


def _plane(stream: Stream, size: int, noise: float) -> Array:
    x1, x2 = stream.uniform(size, -2.0, 2.0), stream.uniform(size, -2.0, 2.0)
    return np.column_stack([x1, x2, 0.5 + 1.5 * x1 - x2 + noise * stream.normal(size)])


def _scales(stream: Stream, size: int, noise: float) -> Array:
    x1, x2 = stream.uniform(size, 0.0, 1.0), stream.uniform(size, 0.0, 1000.0)
    return np.column_stack([x1, x2, 2.0 * x1 + 0.003 * x2 + noise * stream.normal(size)])


def _exclusive(stream: Stream, size: int, noise: float) -> Array:
    corners = ((-1.0, -1.0), (-1.0, 1.0), (1.0, 1.0), (1.0, -1.0))
    return _clusters(corners, lambda which: which % 2)(stream, size, noise)


def _single(stream: Stream, size: int, noise: float) -> Array:
    return np.array([[2.0, 3.0]]) + [0.0, 1.0] * (noise * stream.normal(size))[:, None]


_TABLE = {
    "linear": Generator(
        "Line",
        "The valley of the cost is a bowl; its bottom is near W = 1.5, b = 0.5.",
        ("x", "y"),
        _curve(-2.0, 2.0, lambda x: 1.5 * x + 0.5),
    ),
    "polynomial": Generator(
        "Cubic",
        "A line leaves a pattern in the residuals; x² and x³ as further columns take it away.",
        ("x", "y"),
        _curve(-2.0, 2.0, lambda x: 0.5 * x**3 - x),
    ),
    "sine": Generator(
        "Sine",
        "The cost has many valleys over the frequency; where one starts decides where one ends.",
        ("x", "y"),
        _curve(-3.0, 3.0, lambda x: np.sin(2.0 * x)),
        size=30,
        noise=0.1,
    ),
    "exponential": Generator(
        "Growth",
        "The last points have the largest residuals, and so nearly all of the gradient.",
        ("x", "y"),
        _curve(0.0, 3.0, np.exp),
    ),
    "outliers": Generator(
        "Line with outliers",
        "A few points pull the line down: their residuals count with their squares.",
        ("x", "y"),
        _outliers,
    ),
    "heteroscedastic": Generator(
        "Noise that grows with x",
        "The residuals open like a fan; the points on the right decide the slope.",
        ("x", "y"),
        _widening,
        size=40,
    ),
    "plane": Generator(
        "Plane",
        "Two features, one target: X @ w + b.",
        ("x1", "x2", "y"),
        _plane,
        size=30,
    ),
    "collinear": Generator(
        "Collinear features",
        "x2 is nearly 2·x1, so the cost has a valley that is almost flat along w1 = −2·w2.",
        ("x1", "x2", "y"),
        _collinear,
        size=30,
    ),
    "scales": Generator(
        "Features of different scales",
        "x2 is a thousand times x1: no learning rate fits both, until they are standardized.",
        ("x1", "x2", "y"),
        _scales,
        size=30,
    ),
    "two_clusters": Generator(
        "Two clusters",
        "The label is 0 or 1; a line between the clusters separates them.",
        ("x1", "x2", "label"),
        _clusters(((-1.0, -1.0), (1.0, 1.0)), lambda which: which),
        size=40,
        noise=0.6,
    ),
    "three_clusters": Generator(
        "Three clusters, one-hot",
        "Each point has a 1 in the column of its class: what a softmax is compared with.",
        ("x1", "x2", "a", "b", "c"),
        _clusters(((-1.5, -1.0), (1.5, -1.0), (0.0, 1.5)), lambda which: np.eye(3)[which]),
        size=45,
        noise=0.5,
        least=3,
    ),
    "circles": Generator(
        "Two circles",
        "No line separates the inner from the outer points; a hidden layer can.",
        ("x1", "x2", "label"),
        _circles,
        size=60,
        noise=0.1,
    ),
    "exclusive_or": Generator(
        "Exclusive or",
        "Opposite corners have the same label: without a hidden layer the best is one half.",
        ("x1", "x2", "label"),
        _exclusive,
        size=40,
        noise=0.2,
        least=4,
    ),
    "single": Generator(
        "One point",
        "A whole line of W and b fits it exactly: the cost has a flat valley.",
        ("x", "y"),
        _single,
        size=1,
        noise=0.0,
        least=1,
        most=1,
    ),
}
GENERATORS: Mapping[str, Generator] = MappingProxyType(_TABLE)
"""The kinds of data, by key, in the order in which they are offered."""
