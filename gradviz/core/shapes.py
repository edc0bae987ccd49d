"""Static shapes, and the rule by which they are made equal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gradviz.core.errors import ShapeError


class Dimension(int):
    """An extent, with TensorFlow 1's name of the number that it is."""

    __slots__ = ()

    @property
    def value(self) -> int:
        """The number."""
        return int(self)


class UnknownDimension:
    """An extent that is not known before a run."""

    __slots__ = ()
    value = None

    def __repr__(self) -> str:
        """As TensorFlow prints it."""
        return "Dimension(None)"


class TensorShape(tuple[int, ...]):
    """A static shape: a tuple that also answers to TensorFlow's names.

    Example:
        >>> TensorShape((2, 1)), TensorShape((2, 1)).as_list(), TensorShape(()).ndims
        (TensorShape([2, 1]), [2, 1], 0)
        >>> TensorShape((2, 1))[0], TensorShape((2, 1))[0].value
        (2, 2)
    """

    __slots__ = ()

    def __getitem__(self, key: Any) -> Any:
        """An extent, which has a `value` as well, or a part of the shape."""
        found = super().__getitem__(key)
        return found if isinstance(key, slice) else Dimension(found)

    def num_elements(self) -> int | None:
        """The number of entries, None where it is not known."""
        return self.size if self.is_fully_defined() else None

    def is_compatible_with(self, other: Any) -> bool:
        """Whether some tensor could have both shapes; None in `other` admits any extent."""
        if other is None or not all(getattr(s, "rank_known", True) for s in (self, other)):
            return True
        mine, theirs = tuple(self), tuple(other)
        return len(mine) == len(theirs) and all(
            None in (n, m) or n == m for n, m in zip(mine, theirs, strict=True)
        )

    def assert_is_compatible_with(self, other: Any) -> None:
        """Checks `is_compatible_with`.

        Raises:
            ShapeError: if no tensor could have both shapes.
        """
        if not self.is_compatible_with(other):
            raise ShapeError(f"Shapes {self} and {other} are incompatible")

    @property
    def ndims(self) -> int:
        """The number of axes."""
        return len(self)

    rank = ndims

    @property
    def size(self) -> int:
        """The number of entries."""
        count = 1
        for extent in self:
            count *= extent
        return count

    def as_list(self) -> list[int]:
        """The extents as a list."""
        return list(self)

    def is_fully_defined(self) -> bool:
        """Whether every extent is known."""
        return True

    def __repr__(self) -> str:
        """As TensorFlow prints it."""
        return f"TensorShape({list(self)})"

    def __str__(self) -> str:
        """As a plain tuple."""
        return tuple.__repr__(self)


class OpenShape(TensorShape):
    """A shape of which something is not known before a run: an extent (None) or the rank.

    Nothing static is ever built on one: see `core.deferred`.

    Example:
        >>> OpenShape((None, 2)), OpenShape(None), OpenShape((None, 2)).admits((5, 2))
        (TensorShape([None, 2]), TensorShape(None), True)
    """

    rank_known: bool

    def __new__(cls, extents: Sequence[int | None] | None) -> OpenShape:
        """The shape of these extents, or of no known rank."""
        shape = super().__new__(cls, extents or ())  # type: ignore[arg-type]
        shape.rank_known = extents is not None
        return shape

    def __getitem__(self, key: Any) -> Any:
        """An extent, whose `value` is None where it is not known, or a part of the shape."""
        found = tuple.__getitem__(self, key)
        if isinstance(key, slice):
            return found
        return UnknownDimension() if found is None else Dimension(found)

    @property
    def extents(self) -> tuple[int | None, ...]:
        """The extents, None where one is not known."""
        return tuple(self)

    @property
    def size(self) -> int:
        """Not known.

        Raises:
            ValueError: always.
        """
        raise ValueError(f"the number of entries of a tensor of shape {self} is not known")

    def as_list(self) -> list[int]:
        """The extents as a list, None where one is not known.

        Raises:
            ValueError: if not even the rank is known.
        """
        if not self.rank_known:
            raise ValueError("as_list() is not defined on an unknown TensorShape.")
        return list(self)

    def is_fully_defined(self) -> bool:
        """Whether every extent is known: no."""
        return False

    def admits(self, shape: Sequence[int]) -> bool:
        """Whether an array of that shape may be fed."""
        return not self.rank_known or (
            len(shape) == len(self)
            and all(n in (None, m) for n, m in zip(self, shape, strict=True))
        )

    def __eq__(self, other: object) -> bool:
        """Never equal to anything but itself: two unknown extents may differ."""
        return self is other

    def __hash__(self) -> int:
        """By identity, as equality."""
        return id(self)

    def __repr__(self) -> str:
        """As TensorFlow prints it."""
        return f"TensorShape({list(self) if self.rank_known else None})"

    def __str__(self) -> str:
        """As TensorFlow prints it: a question mark for what is not known."""
        if not self.rank_known:
            return "<unknown>"
        inner = ", ".join("?" if n is None else str(n) for n in self.extents)
        return f"({inner},)" if len(self) == 1 else f"({inner})"


def broadcast_shape(shapes: Sequence[Sequence[int]], what: str) -> TensorShape:
    """The shape to which all the shapes broadcast, by numpy's rule.

    Args:
        shapes: at least one shape.
        what: the operation, for the error.

    Raises:
        ShapeError: if two extents differ and neither is 1.

    Example:
        >>> broadcast_shape([(2, 1), (), (3,)], "add")
        TensorShape([2, 3])
    """
    rank = max(len(shape) for shape in shapes)
    result = []
    for axis in range(-rank, 0):
        extents = {shape[axis] for shape in shapes if len(shape) >= -axis} - {1}
        if len(extents) > 1:
            listed = " and ".join(str(tuple(shape)) for shape in shapes)
            raise ShapeError(
                f"{what}: the shapes {listed} do not fit together: in axis {axis} the extents"
                f" {sorted(extents)} must be equal, or 1. Reshape or transpose one of the inputs."
            )
        result.append(extents.pop() if extents else 1)
    return TensorShape(result)
