"""The reference's arrays: long doubles, whole numbers, truth values, and what casts them."""

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np

LONG = np.longdouble
PI = 4 * np.arctan(LONG(1))

Array: TypeAlias = np.ndarray[Any, Any]
Number: TypeAlias = int | np.longdouble
Axes: TypeAlias = int | Sequence[int] | None


def real(value: Any) -> Array:
    """A number, nested lists or an array, in long double."""
    return np.asarray(value, LONG)


def is_whole(value: Any) -> bool:
    """Whether this is an array of whole numbers."""
    return isinstance(value, np.ndarray) and value.dtype.kind == "i"


def tensor(value: Any, whole: bool = False) -> Array:
    """What a tensor argument stands for; a whole number beside whole numbers remains one.

    Args:
        value: an array, a number, or nested lists of numbers.
        whole: whether the other tensor arguments are whole numbers.
    """
    if isinstance(value, np.ndarray):
        return value
    return np.asarray(value, np.int64) if whole and isinstance(value, int) else real(value)


def cast(x: Array, dtype: str) -> Array:
    """An array as another type: "f" real, "i" whole (towards 0), "b" whether it is not 0."""
    return x.astype({"f": LONG, "i": np.int64, "b": np.bool_}[dtype])


def places(axis: Axes, rank: int) -> tuple[int, ...]:
    """Axes as positions from the front; None: all of them."""
    if axis is None:
        return tuple(range(rank))
    return tuple(a % rank for a in ([axis] if isinstance(axis, int) else axis))
