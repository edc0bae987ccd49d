"""Square roots and reciprocals, with TensorFlow's derivatives at zero.

TensorFlow's kernels for these derivatives give 0 wherever the cotangent is 0, also where the
local derivative is infinite. That makes them ops of their own.

Source: TensorFlow 2.21, math_grad.py and cwise_ops.h (scalar_sqrt_gradient_op and its neighbors).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from gradviz.core.graph import Tensor
from gradviz.core.op import POSITIVE, POWER, PRODUCT, REAL, Region
from gradviz.core.ops.build import entrywise
from gradviz.core.ops.elementwise import square


def _guarded(dy: Any, value: Any) -> Any:
    return np.where(np.equal(dy, 0.0), dy * 0, value)[()]


sqrt_grad = entrywise(
    "sqrt_grad",
    type="SqrtGrad",
    inputs=("y", "dy"),
    kernel=lambda y, dy: _guarded(dy, dy * 0.5 / y),
    partials=(lambda out, y, dy: -out / y, lambda out, y, dy: 0.5 / y),
    adjoint=lambda g, out, y, dy: [-(g / y) * out, 0.5 * (g / y)],
    latex=r"\frac{{{dy:0}}}{{2 {y:2}}}",
    binds=PRODUCT,
    symbol="√′",
    region=Region(
        lambda y, dy: (y != 0) | (dy == 0), "y ≠ 0", "Take the root of numbers above 0 only."
    ),
    domain=(POSITIVE, REAL),
    summary="dy / (2y), the cotangent of a square root y; 0 where dy is 0.",
    passes="The gradient is TensorFlow's at zero: nothing, where nothing comes back.",
)
sqrt = entrywise(
    "sqrt",
    type="Sqrt",
    inputs=("x",),
    kernel=np.sqrt,
    partials=(lambda out, x: 0.5 / out,),
    adjoint=lambda g, out, x: [sqrt_grad(out, g)],
    latex=r"\sqrt{{{x:0}}}",
    symbol="√",
    region=Region(lambda x: x >= 0, "x ≥ 0", "Take the root of maximum(x, 0.0), say."),
    domain=(POSITIVE,),
    summary="The square root of x.",
    passes="The gradient is TensorFlow's at zero: nothing, where nothing comes back.",
)
rsqrt_grad: Callable[..., Tensor] = entrywise(
    "rsqrt_grad",
    type="RsqrtGrad",
    inputs=("y", "dy"),
    kernel=lambda y, dy: _guarded(dy, dy * -0.5 * y * y * y),
    partials=(lambda out, y, dy: -1.5 * dy * square(y), lambda out, y, dy: -0.5 * y * square(y)),
    adjoint=lambda g, out, y, dy: [-1.5 * g * dy * square(y), rsqrt_grad(y, g)],
    latex=r"-\frac{{1}}{{2}} {dy:2} \cdot {y:5}^3",
    binds=PRODUCT,
    symbol="1/√′",
    domain=(POSITIVE, REAL),
    summary="−dy·y³/2, the cotangent of y = 1/√x; 0 where dy is 0.",
    passes="The gradient is TensorFlow's at zero: nothing, where nothing comes back.",
)
rsqrt = entrywise(
    "rsqrt",
    type="Rsqrt",
    inputs=("x",),
    kernel=lambda x: 1 / np.sqrt(x),
    partials=(lambda out, x: -0.5 * out * square(out),),
    adjoint=lambda g, out, x: [rsqrt_grad(out, g)],
    latex=r"\frac{{1}}{{\sqrt{{{x:0}}}}}",
    binds=PRODUCT,
    symbol="1/√",
    region=Region(lambda x: x > 0, "x > 0", "Keep x above 0, say by maximum(x, 1e-7)."),
    domain=(POSITIVE,),
    summary="1 / √x.",
    passes="The gradient is TensorFlow's at zero: nothing, where nothing comes back.",
)
reciprocal_grad: Callable[..., Tensor] = entrywise(
    "reciprocal_grad",
    type="ReciprocalGrad",
    inputs=("y", "dy"),
    kernel=lambda y, dy: _guarded(dy, -dy * y * y),
    partials=(lambda out, y, dy: -2.0 * dy * y, lambda out, y, dy: -square(y)),
    adjoint=lambda g, out, y, dy: [g * -2.0 * dy * y, reciprocal_grad(y, g)],
    latex=r"-{dy:2} \cdot {y:5}^2",
    binds=PRODUCT,
    symbol="1/x′",
    domain=(POSITIVE, REAL),
    summary="−dy·y², the cotangent of y = 1/x; 0 where dy is 0.",
    passes="The gradient is TensorFlow's at zero: nothing, where nothing comes back.",
)
reciprocal = entrywise(
    "reciprocal",
    type="Reciprocal",
    inputs=("x",),
    # np.reciprocal is slower than the division, and rounds integers.
    kernel=lambda x: 1 / x,
    partials=(lambda out, x: -square(out),),
    adjoint=lambda g, out, x: [reciprocal_grad(out, g)],
    latex=r"\frac{{1}}{{{x:0}}}",
    binds=POWER,
    symbol="1/x",
    region=Region(
        lambda x: x != 0, "x ≠ 0", "Keep x away from 0, say by adding a small number to it."
    ),
    domain=(POSITIVE,),
    summary="1 / x.",
    passes="The gradient is TensorFlow's at zero: nothing, where nothing comes back.",
)
