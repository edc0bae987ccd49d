"""The ops that work entry by entry, each with ∂out/∂input for every input."""

from __future__ import annotations

import numpy as np

from gradviz.core.dtypes import bool_
from gradviz.core.op import POSITIVE, POWER, PRODUCT, REAL, SIGN, SUM
from gradviz.core.ops.build import entrywise

add = entrywise(
    "add",
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
divide = entrywise(
    "divide",
    type="RealDiv",
    inputs=("x", "y"),
    kernel=np.true_divide,
    partials=(lambda out, x, y: 1.0 / y, lambda out, x, y: -x / y / y),
    latex=r"\frac{{{x:0}}}{{{y:0}}}",
    binds=PRODUCT,
    symbol="÷",
    domain=(REAL, POSITIVE),
    summary="x / y.",
)
negative = entrywise(
    "negative",
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
log = entrywise(
    "log",
    type="Log",
    inputs=("x",),
    kernel=np.log,
    partials=(lambda out, x: 1.0 / x,),
    latex=r"\ln {x:4}",
    binds=PRODUCT,
    symbol="ln",
    domain=(POSITIVE,),
    summary="The natural logarithm of x.",
)


greater = entrywise(
    "greater",
    dtype=bool_,
    type="Greater",
    inputs=("x", "y"),
    kernel=np.greater,
    constant=True,
    latex="{x:1} > {y:1}",
    binds=SUM,
    symbol=">",
    domain=(REAL, REAL),
    summary="Whether x > y.",
)
