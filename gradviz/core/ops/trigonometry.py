"""Trigonometric and hyperbolic functions and their inverses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from gradviz.core.graph import Tensor
from gradviz.core.op import POSITIVE, PRODUCT, REAL, Interval, Region
from gradviz.core.ops.build import entrywise
from gradviz.core.ops.elementwise import square
from gradviz.core.ops.roots import reciprocal, sqrt

INSIDE: Interval = (-0.8, 0.8)
_UNIT = Region(
    lambda x: abs(x) <= 1, "−1 ≤ x ≤ 1", "Keep x in it, say by clip_by_value(x, -1.0, 1.0)."
)
_OPEN_UNIT = Region(
    lambda x: abs(x) < 1, "−1 < x < 1", "Keep x in it, say by clip_by_value(x, -0.999, 0.999)."
)
_FROM_ONE = Region(lambda x: x >= 1, "x ≥ 1", "Keep x in it, say by maximum(x, 1.0).")


def _function(
    function: str,
    type: str,
    kernel: Any,
    partial: Any,
    latex: str,  # noqa: A002
    domain: Interval = REAL,
    region: Region | None = None,
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
        region=region,
        summary=f"The function {function} of x.",
    )


sin = _function("sin", "Sin", np.sin, lambda out, x: cos(x), r"\sin")
cos: Callable[..., Tensor] = _function("cos", "Cos", np.cos, lambda out, x: -sin(x), r"\cos")
tan = _function(
    "tan", "Tan", np.tan, lambda out, x: square(reciprocal(cos(x))), r"\tan", (-1.2, 1.2)
)
asin = _function(
    "asin",
    "Asin",
    np.arcsin,
    lambda out, x: reciprocal(sqrt(1.0 - square(x))),
    r"\arcsin",
    INSIDE,
    _UNIT,
)
acos = _function(
    "acos",
    "Acos",
    np.arccos,
    lambda out, x: -reciprocal(sqrt(1.0 - square(x))),
    r"\arccos",
    INSIDE,
    _UNIT,
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
    _FROM_ONE,
)
atanh = _function(
    "atanh",
    "Atanh",
    np.arctanh,
    lambda out, x: reciprocal(1.0 - square(x)),
    r"\operatorname{{artanh}}",
    INSIDE,
    _OPEN_UNIT,
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
    # One division, then the products: the order in which TensorFlow rounds.
    adjoint=lambda g, out, y, x: [
        x * (g / (square(x) + square(y))),
        -y * (g / (square(x) + square(y))),
    ],
    passes="The gradient turns with the angle: y receives x/r², x receives −y/r².",
    latex=r"\operatorname{{atan2}}\left({y:0}, {x:0}\right)",
    symbol="atan2",
    domain=(REAL, POSITIVE),
    summary="The angle of the point (x, y), from −π to π.",
)
