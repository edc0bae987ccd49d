"""What stands on the machine's stack, and how it becomes what a function takes."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from gradviz.core.dtypes import DType, bool_, float64, int32, int64
from gradviz.core.graph import Tensor
from gradviz.core.ops import constant
from gradviz.study.language import limits
from gradviz.study.language.functions import Argument
from gradviz.study.language.tokens import Token

DTYPES = {"float64": float64, "double": float64, "int32": int32, "int64": int64, "bool": bool_}
WORDS: Mapping[str, Any] = MappingProxyType({"True": True, "False": False, "None": None, **DTYPES})
"""Names that are values for arguments."""


@dataclass(frozen=True)
class Value:
    """A value on the stack.

    Attributes:
        content: a tensor, a number, a truth value, None, a dtype, or a tuple of values.
        token: where it begins in the text.
        number: of a tensor that is a named number, that number.
    """

    content: Any
    token: Token
    number: int | float | None = None

    @property
    def plain(self) -> int | float | None:
        """The number that this is, named or not."""
        return self.content if is_number(self.content) else self.number


def is_number(content: object) -> bool:
    """Whether something is a number, which truth values are not here."""
    return isinstance(content, int | float) and not isinstance(content, bool)


def as_tensor(value: Value, name: str = "Const") -> Tensor:
    """A tensor, a number or nested numbers as a tensor of double precision.

    Args:
        value: the value.
        name: the operation's name, if there must be a new one.

    Raises:
        ExpressionError: if it is something else.
    """
    content = value.content
    if isinstance(content, Tensor):
        return content
    if is_number(content):
        return constant(float(content), "double", name=name)
    if isinstance(content, tuple):
        return constant(_array(value), "double", name=name)
    raise value.token.error(f"{_said(content)} is no number and no tensor")


def _array(value: Value) -> np.ndarray[Any, Any]:
    """Nested lists of numbers as an array."""
    shape, level = [], [value]
    while level and isinstance(level[0].content, tuple):
        if len({len(v.content) if isinstance(v.content, tuple) else -1 for v in level}) > 1:
            raise value.token.error("the rows of an array must have one length")
        shape.append(len(level[0].content))
        level = [part for row in level for part in row.content]
        if len(shape) > limits.AXES:
            raise value.token.error(f"an array has at most {limits.AXES} axes")
    if not level:
        raise value.token.error("an array has at least one number")
    for part in level:
        if part.plain is None:
            raise part.token.error("an array has numbers as entries; stack([a, b]) joins tensors")
    return np.array([part.plain for part in level], np.float64).reshape(shape)


def _said(content: Any) -> str:
    if isinstance(content, DType):
        return f"the type {content.name}"
    return "a list" if isinstance(content, tuple) else str(content)


def _integer(value: Value, argument: Argument) -> int:
    number = value.plain
    if isinstance(value.content, Tensor) and number is None:
        number = _constant_of(value.content)
    if number is None or number != math.floor(number):
        raise value.token.error(f"{argument.name} is a whole number, known beforehand")
    if abs(number) > limits.ENTRIES:
        raise value.token.error(
            f"{argument.name} is too large: a tensor has at most {limits.ENTRIES:,} entries"
        )
    return int(number)


def _constant_of(tensor: Tensor) -> int | float | None:
    held = held_by(tensor)
    return None if held is None or held.size != 1 else held.ravel()[0].item()


def held_by(tensor: Tensor) -> np.ndarray[Any, Any] | None:
    """The numbers of a constant; other operations have a "value" that is something else."""
    return tensor.op.attributes["value"] if tensor.op.type == "Const" else None


def _integers(value: Value, argument: Argument) -> tuple[int, ...]:
    content = value.content
    if isinstance(content, Tensor) and content.dtype.is_integer and len(content.shape) == 1:
        held = held_by(content)
        if held is not None:
            return tuple(int(n) for n in held)
    parts = content if isinstance(content, tuple) else (value,)
    if len(parts) > limits.AXES:
        raise value.token.error(f"{argument.name}: a tensor has at most {limits.AXES} axes")
    return tuple(_integer(part, argument) for part in parts)


def _axes(value: Value, argument: Argument) -> Any:
    if value.content is None and not argument.required:
        return None
    if not isinstance(value.content, tuple | Tensor):
        return _integer(value, argument)
    return list(_integers(value, argument))


def _contraction(value: Value, argument: Argument) -> Any:
    if not isinstance(value.content, tuple):
        return _integer(value, argument)
    return [list(_integers(part, argument)) for part in value.content]


def _pairs(value: Value, argument: Argument) -> Any:
    if not isinstance(value.content, tuple):
        raise value.token.error(f"{argument.name} has a pair for each axis, as in ((1, 0), (0, 2))")
    pairs = [list(_integers(pair, argument)) for pair in value.content]
    for part, pair in zip(value.content, pairs, strict=True):
        if len(pair) != 2:
            raise part.token.error(f"{argument.name} has pairs, as in ((1, 0), (0, 2))")
    return pairs


def _labels(value: Value, argument: Argument) -> Any:
    return value.content if isinstance(value.content, Tensor) else _indices(value, argument)


def _indices(value: Value, argument: Argument) -> Any:
    if isinstance(value.content, Tensor) and value.number is None:
        if value.content.dtype.is_integer and held_by(value.content) is not None:
            return value.content
        # A run must not be able to meet an index that is out of range.
        raise value.token.error(f"{argument.name} are whole numbers, known beforehand")
    if isinstance(value.content, tuple):
        array = _array(value)
    else:
        array = np.array(_integer(value, argument), np.float64)
    if (array != np.floor(array)).any() or (abs(array) > limits.ENTRIES).any():
        raise value.token.error(f"{argument.name} are whole numbers from 0")
    return constant(array.astype(np.int32), "int32")


def _flag(value: Value, argument: Argument) -> bool:
    if isinstance(value.content, bool):
        return value.content
    raise value.token.error(f"{argument.name} is True or False")


def _number(value: Value, argument: Argument) -> int | float:
    if value.plain is None:
        raise value.token.error(f"{argument.name} is a number, known beforehand")
    return value.plain


def _values(value: Value, argument: Argument) -> np.ndarray[Any, Any]:
    if value.plain is None and not isinstance(value.content, tuple):
        raise value.token.error(f"{argument.name} is a number, or lists of numbers")
    return _array(value)


def _dtype(value: Value, argument: Argument) -> DType:
    if isinstance(value.content, DType):
        return value.content
    raise value.token.error(f"{argument.name} is one of {', '.join(DTYPES)}")


def _tensors(value: Value, argument: Argument) -> list[Tensor]:
    if not isinstance(value.content, tuple) or not value.content:
        raise value.token.error(f"{argument.name} is a list of tensors, as in [a, b]")
    return [as_tensor(part) for part in value.content]


def _none(value: Value, argument: Argument) -> Any:
    if argument.name == "name":
        raise value.token.error("the name stands on the left: pred = add(x, y)")
    raise value.token.error(f"the argument {argument.name} cannot be given here")


READ: Mapping[str, Callable[[Value, Argument], Any]] = MappingProxyType(
    {
        "tensors": _tensors,
        "integers": _integers,
        "contraction": _contraction,
        "pairs": _pairs,
        "indices": _indices,
        "labels": _labels,
        "axes": _axes,
        "integer": _integer,
        "flag": _flag,
        "number": _number,
        "values": _values,
        "dtype": _dtype,
        "none": _none,
    }
)
"""By kind of argument, how a value becomes one; tensors are made by the machine."""
