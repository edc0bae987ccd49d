"""Static shapes, and the rule by which they are made equal."""

from __future__ import annotations

from collections.abc import Sequence

from gradviz.core.errors import ShapeError


class TensorShape(tuple[int, ...]):
    """A static shape: a tuple that also answers to TensorFlow's names.

    Example:
        >>> TensorShape((2, 1)), TensorShape((2, 1)).as_list(), TensorShape(()).ndims
        (TensorShape([2, 1]), [2, 1], 0)
    """

    __slots__ = ()

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

    def __repr__(self) -> str:
        """As TensorFlow prints it."""
        return f"TensorShape({list(self)})"

    def __str__(self) -> str:
        """As a plain tuple."""
        return tuple.__repr__(self)


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
