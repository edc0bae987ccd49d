"""All parameters of a model as one vector: what its numbers are called, and where each one is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import Any

import numpy as np

from gradviz.study.blueprint import Parameter
from gradviz.study.models import Model

Array = np.ndarray[Any, Any]
Point = Sequence[float] | Array
"""A number for each entry of each parameter, in the model's order, row by row."""


@dataclass(frozen=True)
class Coordinates:
    """The space of all parameters, a coordinate for each number.

    Attributes:
        parameters: name and shape of each parameter, in the model's order.
    """

    parameters: tuple[Parameter, ...]

    @cached_property
    def entries(self) -> tuple[str, ...]:
        """What the numbers are called, as "W" or "W[1,0]"."""
        return tuple(entry for p in self.parameters for entry in p.entries)

    @cached_property
    def size(self) -> int:
        """How many numbers there are."""
        return sum(p.size for p in self.parameters)

    @cached_property
    def places(self) -> tuple[slice, ...]:
        """For each parameter the part of the vector that it is."""
        ends = [*accumulate((p.size for p in self.parameters), initial=0)]
        return tuple(slice(a, b) for a, b in zip(ends, ends[1:], strict=False))

    def index(self, entry: str) -> int:
        """The place of a number by its name.

        Raises:
            ValueError: if there is none of that name.
        """
        try:
            return self.entries.index(entry)
        except ValueError:
            shown = ", ".join(self.entries[:12]) + (" …" if self.size > 12 else "")
            raise ValueError(f"no parameter {entry!r}: there are {shown}") from None

    def checked(self, point: Point) -> Array:
        """A point, or points along leading axes, in float64.

        Raises:
            ValueError: if it has not one number for each entry.
        """
        array = np.asarray(point, np.float64)
        if not array.ndim or array.shape[-1] != self.size:
            raise ValueError(
                f"a point has {self.size} numbers, {', '.join(self.entries[:6])}"
                f"{' …' if self.size > 6 else ''}; got an array of shape {array.shape}"
            )
        return array

    def split(self, points: Array) -> list[Array]:
        """For each parameter its values.

        Args:
            points: shape `(*batch, size)`.

        Returns:
            Arrays of shape `(*batch, *shape)`.
        """
        batch = points.shape[:-1]
        return [
            points[..., place].reshape((*batch, *p.shape))
            for place, p in zip(self.places, self.parameters, strict=True)
        ]

    def join(self, values: Sequence[Array], batch: Sequence[int]) -> Array:
        """The vectors whose parts have these values: the opposite of `split`."""
        points = np.empty((*batch, self.size))
        for place, p, value in zip(self.places, self.parameters, values, strict=True):
            whole = np.broadcast_to(value, (*batch, *p.shape))
            points[..., place] = whole.reshape((*batch, p.size))
        return points


@lru_cache(maxsize=256)
def coordinates(model: Model) -> Coordinates:
    """The space of a model's parameters.

    Example:
        >>> from gradviz.study.models import linear_model
        >>> coordinates(linear_model(2)).entries
        ('W', 'b')
    """
    return Coordinates(
        tuple(Parameter(name, tuple(t.shape)) for name, t in model.parameters.items())
    )
