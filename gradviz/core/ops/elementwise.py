"""Arithmetic: the ops of two numbers, entry by entry, and the sign changes."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradviz.core.deferred import deferrable
from gradviz.core.dtypes import float32, float64
from gradviz.core.errors import DTypeError, InvalidArgumentError
from gradviz.core.graph import Tensor
from gradviz.core.op import ATOM, POSITIVE, POWER, PRODUCT, REAL, SIGN, SUM, Region
from gradviz.core.ops.build import NUMBER, entrywise
from gradviz.core.ops.casts import cast
from gradviz.core.ops.sources import convert_to_tensor, is_symbolic

NOT_BY_ZERO = Region(
    lambda x, y: y != 0, "y ≠ 0", "Keep y away from 0, say by adding a small number to it."
)

add = entrywise(
    "add",
    kinds=NUMBER,
    type="Add",
    inputs=("x", "y"),
    kernel=np.add,
    partials=(1.0, 1.0),
    latex="{x:1} + {y:1}",
    binds=SUM,
    symbol="+",
    domain=(REAL, REAL),
    summary="x + y.",
)
subtract = entrywise(
    "subtract",
    kinds=NUMBER,
    type="Sub",
    inputs=("x", "y"),
    kernel=np.subtract,
    partials=(1.0, -1.0),
    latex="{x:1} - {y:2}",
    binds=SUM,
    symbol="−",
    domain=(REAL, REAL),
    summary="x − y.",
)
multiply = entrywise(
    "multiply",
    kinds=NUMBER,
    type="Mul",
    inputs=("x", "y"),
    kernel=np.multiply,
    partials=(lambda out, x, y: y, lambda out, x, y: x),
    latex=r"{x:2} \cdot {y:2}",
    binds=PRODUCT,
    symbol="×",
    domain=(REAL, REAL),
    summary="x · y.",
)
_quotient = entrywise(
    "divide",
    type="RealDiv",
    inputs=("x", "y"),
    kernel=np.true_divide,
    partials=(lambda out, x, y: 1.0 / y, lambda out, x, y: -x / y / y),
    latex=r"\frac{{{x:0}}}{{{y:0}}}",
    binds=PRODUCT,
    symbol="÷",
    region=NOT_BY_ZERO,
    domain=(REAL, POSITIVE),
    summary="x / y.",
)


def widened(x: Tensor, y: Any) -> list[Any]:
    """What is divided: integers as float64, small ones as float32."""
    if not x.dtype.is_integer:
        return [x, y]
    divisor = (
        convert_to_tensor(y) if is_symbolic(y) else convert_to_tensor(y, x.dtype, "y", x.graph)
    )
    if divisor.dtype != x.dtype:
        raise DTypeError(
            f"x and y must have the same dtype, got {x.dtype.name} and {divisor.dtype.name};"
            " cast one of them"
        )
    wide = float32 if x.dtype.dtype.itemsize < 4 else float64
    return [cast(x, wide), cast(divisor, wide)]


@deferrable
def divide(x: Any, y: Any, name: str | None = None) -> Tensor:
    """X / y, entry by entry; integers are divided as float64, as Python does.

    As with the operator, a number takes the dtype of the tensor beside it.

    Example:
        >>> from gradviz.core.ops.sources import constant
        >>> divide(constant(1), constant(2)).dtype
        <dtype: 'float64'>
    """
    beside = convert_to_tensor(y).dtype if is_symbolic(y) and not is_symbolic(x) else None
    return truediv(convert_to_tensor(x, beside), y, name)


@deferrable
def truediv(x: Any, y: Any, name: str | None = None) -> Tensor:
    """X / y, entry by entry; integers are divided as float64.

    Raises:
        DTypeError: if y is of another dtype than x.
    """
    return _quotient(*widened(convert_to_tensor(x), y), name=name or "truediv")


@deferrable
def div(x: Any, y: Any, name: str | None = None) -> Tensor:
    """X / y as Python 2 has it: of integers the quotient rounded down.

    Example:
        >>> from gradviz.core.session import Session
        >>> Session().run(div([7, -7], 2))
        array([ 3, -4], dtype=int32)
    """
    first = convert_to_tensor(x)
    divisor = convert_to_tensor(y, first.dtype, "y", first.graph)
    whole = first.dtype.is_integer
    return (floordiv if whole else _quotient)(first, divisor, name=name or "div")


@deferrable
def realdiv(x: Any, y: Any, name: str | None = None) -> Tensor:
    """X / y of floats.

    Raises:
        DTypeError: if they are integers.
    """
    return _quotient(x, y, name=name or "RealDiv")


negative = entrywise(
    "negative",
    kinds=NUMBER,
    type="Neg",
    inputs=("x",),
    kernel=np.negative,
    partials=(-1.0,),
    latex="-{x:3}",
    binds=SIGN,
    symbol="−( )",
    domain=(REAL,),
    summary="−x.",
)
square = entrywise(
    "square",
    kinds=NUMBER,
    type="Square",
    inputs=("x",),
    kernel=np.square,
    partials=(lambda out, x: 2.0 * x,),
    latex="{x:5}^2",
    binds=POWER,
    symbol="( )²",
    domain=(REAL,),
    summary="x².",
)
squared_difference = entrywise(
    "squared_difference",
    kinds=NUMBER,
    type="SquaredDifference",
    inputs=("x", "y"),
    kernel=lambda x, y: np.square(np.subtract(x, y)),
    partials=(lambda out, x, y: 2.0 * (x - y), lambda out, x, y: -2.0 * (x - y)),
    latex=r"\left({x:1} - {y:2}\right)^2",
    binds=POWER,
    symbol="(−)²",
    domain=(REAL, REAL),
    summary="(x − y)².",
)


def _floor_quotient(x: Any, y: Any) -> Any:
    """Rounds the quotient down; numpy's floor_divide differs from TensorFlow at infinities."""
    if np.asarray(x).dtype.kind == "f":
        return np.floor(np.true_divide(x, y))
    return np.floor_divide(x, _divisor(y))


def _divisor(y: Any) -> Any:
    """Integers to divide by; they have no infinity to say that one is 0."""
    if not np.all(y):
        raise InvalidArgumentError("Integer division by zero")
    return y


floordiv = entrywise(
    "floordiv",
    kinds=NUMBER,
    type="FloorDiv",
    default_name="floordiv",
    inputs=("x", "y"),
    kernel=_floor_quotient,
    constant=True,
    latex=r"\left\lfloor \frac{{{x:0}}}{{{y:0}}} \right\rfloor",
    binds=ATOM,
    symbol="⌊÷⌋",
    region=NOT_BY_ZERO,
    domain=(REAL, POSITIVE),
    summary="x / y, rounded down.",
)


def _floor_mod(x: Any, y: Any) -> Any:
    """The remainder of rounding down; where it is 0 with the sign of x, as TensorFlow's is."""
    rest = np.remainder(x, y if np.asarray(y).dtype.kind == "f" else _divisor(y))
    return np.where(rest == 0, np.copysign(rest, x), rest) if rest.dtype.kind == "f" else rest


floormod = entrywise(
    "floormod",
    kinds=NUMBER,
    type="FloorMod",
    inputs=("x", "y"),
    kernel=_floor_mod,
    partials=(1.0, lambda out, x, y: -floordiv(x, y)),
    latex=r"{x:2} \bmod {y:2}",
    binds=PRODUCT,
    symbol="mod",
    region=NOT_BY_ZERO,
    domain=((0.1, 0.9), (1.1, 2.0)),
    summary="x − y · ⌊x / y⌋, which has the sign of y.",
)
