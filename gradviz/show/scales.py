"""How costs become heights and colors: where rings stand, and which costs they are labeled with."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from gradviz.show import axes

Kind = Literal["root", "log"]

RINGS = 18
WIDE = 1e4
"""Ratio of large costs to small ones from which a logarithmic scale shows more."""

ALIKE = 10.0
"""Ratio of two surfaces' largest costs up to which one scale shows both."""


@dataclass(frozen=True)
class Scale:
    """A map from costs to heights, and the rings on it.

    Attributes:
        kind: "root" for ±√|cost|, "log" for log₁₀ cost.
        ring: the step between two rings.
        low: the lowest height that is colored.
        high: the highest.
    """

    kind: Kind
    ring: float
    low: float
    high: float

    def height(self, cost: Any) -> NDArray[np.float64]:
        """The heights of costs, NaN where there is none: what is not finite is a gap."""
        values = np.asarray(cost, np.float64)
        with np.errstate(all="ignore"):
            if self.kind == "log":
                # Where the cost is 0 the color ends, and there is no hole.
                height = np.maximum(np.log10(np.where(values < 0, np.nan, values)), self.low)
            else:
                height = np.sign(values) * np.sqrt(np.abs(values))
        return np.where(np.isfinite(values), height, np.nan)

    def cost(self, height: float) -> float:
        """The cost at a height."""
        return 10.0**height if self.kind == "log" else math.copysign(height * height, height)

    @property
    def marks(self) -> tuple[float, ...]:
        """The heights that are labeled: every second ring, or whole powers of ten."""
        step = 1.0 if self.kind == "log" else 2 * self.ring
        begin = math.ceil(self.low / step - 1e-9)
        return tuple(k * step for k in range(begin, math.floor(self.high / step + 1e-9) + 1))

    @property
    def first(self) -> float:
        """The height of the first ring."""
        if self.kind == "root" and self.low >= 0:
            return self.ring
        return math.ceil(self.low / self.ring - 1e-9) * self.ring

    @property
    def last(self) -> float:
        """The height beyond which there is no ring."""
        return self.high


def scale_for(cost: NDArray[np.float64], kind: Kind = "root") -> Scale:
    """The scale that suits the costs of a surface.

    Args:
        cost: the costs, of any shape.
        kind: what is wanted; a logarithm is not possible, and a root is given, where a cost is
            negative or none is positive.
    """
    seen = cost[np.isfinite(cost)]
    positive = seen[seen > 0]
    if kind == "log" and positive.size and not (seen < 0).any():
        high = math.log10(float(positive.max()))
        low = max(math.log10(float(positive.min())), high - 16)  # beyond that it is rounding
        if high - low < 1e-9:
            low = high - 1
        return Scale("log", 1 / 3 if high - low < 8 else 1.0, low, high)
    low, high = (float(seen.min()), float(seen.max())) if seen.size else (0.0, 1.0)
    ends = [math.copysign(math.sqrt(abs(end)), end) for end in (min(low, 0.0), high)]
    span = max(abs(end) for end in ends)
    # A round cost at the first ring makes k²·cost round at all others.
    first = axes.rounded_up((span / RINGS) ** 2) if span and (span / RINGS) ** 2 else 1.0
    return Scale("root", math.sqrt(first), ends[0], max(ends[1], ends[0]) if seen.size else 1.0)


def alike(one: NDArray[np.float64], other: NDArray[np.float64]) -> bool:
    """Whether one scale shows two surfaces, so that the same color is the same cost on both.

    Beyond that the lower one would have no rings: its form would not be seen.

    >>> alike(np.array([0.0, 100.0]), np.array([1.0, 10.0])), alike(np.array([99.0]), np.array([1]))
    (True, False)
    """
    seen = [np.abs(cost[np.isfinite(cost)]).max(initial=0.0) for cost in (one, other)]
    return bool(max(seen) <= ALIKE * min(seen))


def advised(cost: NDArray[np.float64]) -> Kind:
    """The kind of scale that shows most of a surface.

    A bowl whose bottom is at 0 spans any number of powers of ten, so the outermost twentieths on
    both ends do not count.

    >>> advised(np.linspace(0, 100, 50)), advised(np.geomspace(1e-9, 1e3, 50))
    ('root', 'log')
    """
    seen = cost[np.isfinite(cost)]
    if not seen.size or (seen <= 0).mean() > 0.05 or (seen < 0).any():
        return "root"
    low, high = np.quantile(seen, [0.05, 0.95])
    return "log" if high > WIDE * low else "root"
