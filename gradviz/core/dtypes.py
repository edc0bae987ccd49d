"""Element types under TensorFlow's names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, eq=False)
class DType:
    """An element type: numpy's type under TensorFlow's name.

    Example:
        >>> float32, float32 == np.float32, float32.is_floating
        (<dtype: 'float32'>, True, True)
    """

    name: str

    @property
    def as_numpy_dtype(self) -> type[Any]:
        """The numpy scalar type, e.g. `np.float32`."""
        return self.dtype.type

    @property
    def dtype(self) -> np.dtype[Any]:
        """The numpy dtype, so that numpy accepts a `DType` wherever it accepts its own."""
        return np.dtype(object if self.name == "string" else self.name)

    @property
    def base_dtype(self) -> DType:
        """The type itself: this core has no reference types."""
        return self

    @property
    def is_floating(self) -> bool:
        """Whether gradients flow through tensors of this type."""
        return self.dtype.kind == "f"

    @property
    def is_integer(self) -> bool:
        """Whether the type counts."""
        return self.dtype.kind in "iu"

    @property
    def is_bool(self) -> bool:
        """Whether the type is a truth value."""
        return self.name == "bool"

    def __eq__(self, other: object) -> bool:
        """Equal to whatever names the same type: a DType, a numpy type or a string."""
        try:
            return other is not None and as_dtype(other).name == self.name
        except TypeError:
            return False

    def __hash__(self) -> int:
        """By name, which is what `==` compares."""
        return hash(self.name)

    def __repr__(self) -> str:
        """As TensorFlow prints it."""
        return f"<dtype: '{self.name}'>"


float16 = DType("float16")
float32 = DType("float32")
float64 = DType("float64")
int32 = DType("int32")
int64 = DType("int64")
bool_ = DType("bool")
string = DType("string")
"""What summaries are: bytes. No constant, placeholder or variable has this type."""

DTYPES = {d.name: d for d in (float16, float32, float64, int32, int64, bool_)}
# TensorFlow reads "float" and "double" as C does; numpy would make "float" 64 bits wide.
ALIASES = {"float": "float32", "double": "float64", "half": "float16", "int": "int32"}


def as_dtype(value: object) -> DType:
    """The `DType` that a name, a numpy type or a `DType` means.

    Raises:
        TypeError: if it names no supported type.

    Example:
        >>> as_dtype("float"), as_dtype(np.float64)
        (<dtype: 'float32'>, <dtype: 'float64'>)
    """
    if isinstance(value, DType):
        return value
    name = ALIASES.get(value, value) if isinstance(value, str) else value
    try:
        return DTYPES[np.dtype(name).name]  # type: ignore[call-overload]
    except (TypeError, KeyError):
        raise TypeError(
            f"Cannot convert value {value!r} to a DType (supported: {', '.join(DTYPES)})"
        ) from None


def as_array(value: object, dtype: DType | None = None) -> npt.NDArray[Any]:
    """A fresh constant array of a Python or numpy value, with TensorFlow's conversions.

    Python floats become float32, Python ints int32 (int64 where they do not fit); numpy values
    keep their type. With `dtype`, numpy values are cast to whatever it is; of Python's, numbers
    and bools become floats, ints and bools become integers, and only bools become bool.

    Raises:
        TypeError: if the value is not numeric, or is none that becomes `dtype` by itself.
        ValueError: if it is None or ragged.

    Source: `make_tensor_proto` of TensorFlow 2.21, as observed.

    Example:
        >>> as_array(2.5).dtype, as_array([1, 2]).dtype, as_array(2, float64)
        (dtype('float32'), dtype('int32'), array(2.))
    """
    if value is None:
        raise ValueError("None values not supported: None is no number")
    try:
        array = np.array(value)
    except ValueError as error:
        raise ValueError(f"{value!r} is not an array of numbers: {error}") from None
    kind = array.dtype.kind
    if kind not in "fiub":
        raise TypeError(
            f"{value!r} of type {type(value).__name__!r} is not a number or an array of numbers"
        )
    if isinstance(value, np.ndarray | np.generic):
        with np.errstate(all="ignore"):
            return array.astype((dtype or as_dtype(array.dtype)).dtype)
    if dtype is None:
        return _by_default(array)
    possible = "b" if dtype.is_bool else "iub" if dtype.is_integer else "fiub"
    if kind not in possible and array.size:
        raise TypeError(
            f"Expected {dtype.name}, but got {value!r} of type {type(value).__name__!r}."
        )
    with np.errstate(all="ignore"):
        return array.astype(dtype.dtype)


def _by_default(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """An array of Python's numbers in the types that TensorFlow gives them."""
    if array.dtype.kind == "f":
        with np.errstate(all="ignore"):
            return array.astype(np.float32)
    if array.dtype.kind in "iu":
        fits = array.size == 0 or (abs(int(array.max())) < 2**31 and abs(int(array.min())) <= 2**31)
        return array.astype(np.int32 if fits else np.int64)
    return array
