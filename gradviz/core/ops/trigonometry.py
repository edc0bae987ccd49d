"""Trigonometric and hyperbolic functions and their inverses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from gradviz.core.graph import Tensor
from gradviz.core.op import POSITIVE, PRODUCT, REAL, Interval
from gradviz.core.ops.build import entrywise
from gradviz.core.ops.elementwise import square
from gradviz.core.ops.roots import reciprocal, sqrt

INSIDE: Interval = (-0.8, 0.8)


def _function(
    function: str,
    type: str,
    kernel: Any,
    partial: Any,
    latex: str,  # noqa: A002
    domain: Interval = REAL,
) -> Callable[..., Tensor]:
    return entrywise(
        function,
        type=type,
        inputs=("x",),
        kernel=kernel,
        partials=(partial,),
        latex=rf"{latex} {{x:4}}",
        binds=PRODUCT,
        symbol=function,
        domain=(domain,),
        summary=f"The function {function} of x.",
    )


sin = _function("sin", "Sin", np.sin, lambda out, x: cos(x), r"\sin")
cos: Callable[..., Tensor] = _function("cos", "Cos", np.cos, lambda out, x: -sin(x), r"\cos")
tan = _function(
    "tan", "Tan", np.tan, lambda out, x: square(reciprocal(cos(x))), r"\tan", (-1.2, 1.2)
)
asin = _function(
    "asin", "Asin", np.arcsin, lambda out, x: reciprocal(sqrt(1.0 - square(x))), r"\arcsin", INSIDE
)
acos = _function(
    "acos", "Acos", np.arccos, lambda out, x: -reciprocal(sqrt(1.0 - square(x))), r"\arccos", INSIDE
)
atan = _function("atan", "Atan", np.arctan, lambda out, x: reciprocal(1.0 + square(x)), r"\arctan")
sinh = _function("sinh", "Sinh", np.sinh, lambda out, x: cosh(x), r"\sinh")
cosh: Callable[..., Tensor] = _function("cosh", "Cosh", np.cosh, lambda out, x: sinh(x), r"\cosh")
tanh = _function("tanh", "Tanh", np.tanh, lambda out, x: 1.0 - square(out), r"\tanh")
asinh = _function(
    "asinh", "Asinh", np.arcsinh, lambda out, x: reciprocal(cosh(out)), r"\operatorname{{arsinh}}"
)
acosh = _function(
    "acosh",
    "Acosh",
    np.arccosh,
    lambda out, x: reciprocal(sinh(out)),
    r"\operatorname{{arcosh}}",
    (1.3, 3.0),
)
atanh = _function(
    "atanh",
    "Atanh",
    np.arctanh,
    lambda out, x: reciprocal(1.0 - square(x)),
    r"\operatorname{{artanh}}",
    INSIDE,
)
atan2 = entrywise(
    "atan2",
    type="Atan2",
    inputs=("y", "x"),
    kernel=np.arctan2,
    partials=(
        lambda out, y, x: x / (square(x) + square(y)),
        lambda out, y, x: -y / (square(x) + square(y)),
    ),
    latex=r"\operatorname{{atan2}}\left({y:0}, {x:0}\right)",
    symbol="atan2",
    domain=(REAL, POSITIVE),
    summary="The angle of the point (x, y), from −π to π.",
)
