"""Activation functions of neural networks.

The derivatives of the piecewise ones are ops of their own, as in TensorFlow: that is why their
second derivative is a tensor of zeros and not None.

Source: TensorFlow 2.21, nn_grad.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from gradviz.core.graph import Tensor
from gradviz.core.op import ATOM, POSITIVE, PRODUCT, REAL
from gradviz.core.ops.build import NUMBER, entrywise
from gradviz.core.ops.comparisons import less
from gradviz.core.ops.constants import ones_like, zeros_like
from gradviz.core.ops.selection import select


def _pass_where(condition: Any, g: Any) -> Any:
    """Where the condition holds g, else 0 as TensorFlow computes it: by a product."""
    return g * np.asarray(condition, np.asarray(g).dtype)


relu_grad: Callable[..., Tensor] = entrywise(
    "relu_grad",
    type="ReluGrad",
    inputs=("g", "x"),
    kernel=lambda g, x: _pass_where(np.greater(x, 0), g),
    partials=(lambda out, g, x: relu_grad(ones_like(g), x), 0.0),
    adjoint=lambda u, out, g, x: [relu_grad(u, x), zeros_like(x)],
    latex=r"{g:2} \cdot \left[ {x:1} > 0 \right]",
    binds=PRODUCT,
    symbol="relu′",
    domain=(REAL, POSITIVE),
    summary="g where x > 0, else 0.",
    passes="The gradient passes where x lies inside, and is lost elsewhere.",
)
relu = entrywise(
    "relu",
    kinds=NUMBER,
    type="Relu",
    inputs=("features",),
    kernel=lambda features: np.maximum(features, 0),
    partials=(lambda out, x: relu_grad(ones_like(x), x),),  # 0 at the kink
    adjoint=lambda g, out, x: [relu_grad(g, out)],
    latex=r"\max\left(0, {features:0}\right)",
    symbol="relu",
    domain=(POSITIVE,),
    summary="x where it is positive, else 0.",
    passes="The gradient passes where x lies inside, and is lost elsewhere.",
)
relu6_grad: Callable[..., Tensor] = entrywise(
    "relu6_grad",
    type="Relu6Grad",
    inputs=("g", "x"),
    kernel=lambda g, x: _pass_where(np.greater(x, 0) & np.less(x, 6), g),
    partials=(lambda out, g, x: relu6_grad(ones_like(g), x), 0.0),
    adjoint=lambda u, out, g, x: [relu6_grad(u, x), zeros_like(x)],
    latex=r"{g:2} \cdot \left[ 0 < {x:1} < 6 \right]",
    binds=PRODUCT,
    symbol="relu6′",
    domain=(REAL, POSITIVE),
    summary="g where 0 < x < 6, else 0.",
    passes="The gradient passes where x lies inside, and is lost elsewhere.",
)
relu6 = entrywise(
    "relu6",
    kinds=NUMBER,
    type="Relu6",
    inputs=("features",),
    kernel=lambda features: np.minimum(np.maximum(features, 0), 6),
    partials=(lambda out, x: relu6_grad(ones_like(x), x),),  # 0 at both kinks
    adjoint=lambda g, out, x: [relu6_grad(g, out)],
    latex=r"\min\left(6, \max\left(0, {features:0}\right)\right)",
    symbol="relu6",
    domain=(POSITIVE,),
    summary="x, but no less than 0 and no more than 6.",
    passes="The gradient passes where x lies inside, and is lost elsewhere.",
)


def _single(alpha: float) -> float:
    """TensorFlow keeps α in single precision, whatever it multiplies."""
    return float(np.float32(alpha))


leaky_relu_grad: Callable[..., Tensor] = entrywise(
    "leaky_relu_grad",
    attributes={"alpha": 0.2},
    type="LeakyReluGrad",
    inputs=("g", "x"),
    kernel=lambda g, x, *, alpha=0.2: np.where(np.greater(x, 0), g, g * _single(alpha))[()],
    partials=(lambda out, g, x, alpha=0.2: leaky_relu_grad(ones_like(g), x, alpha), 0.0),
    adjoint=lambda u, out, g, x, alpha=0.2: [leaky_relu_grad(u, x, alpha), zeros_like(x)],
    latex=r"{g:2} \cdot \left[ {x:1} > 0 \text{{ or }} \alpha \right]",
    binds=PRODUCT,
    symbol="leaky′",
    domain=(REAL, POSITIVE),
    summary="g where x > 0, else α·g.",
    passes="The gradient passes where x is positive, multiplied by α elsewhere.",
)
_leaky_relu = entrywise(
    "leaky_relu",
    attributes={"alpha": 0.2},
    type="LeakyRelu",
    inputs=("features",),
    kernel=lambda x, *, alpha=0.2: np.where(np.greater(x, 0), x, x * _single(alpha))[()],
    partials=(lambda out, x, alpha=0.2: leaky_relu_grad(ones_like(x), x, alpha),),
    adjoint=lambda g, out, x, alpha=0.2: [leaky_relu_grad(g, x, alpha)],  # α at the kink
    latex=r"\operatorname{{leaky}}\left({features:0}\right)",
    symbol="leaky",
    domain=(POSITIVE,),
    summary="x where it is positive, else α·x.",
    passes="The gradient passes where x is positive, multiplied by α elsewhere.",
)


def leaky_relu(features: Any, alpha: float = 0.2, name: str | None = None) -> Tensor:
    """X where it is positive, else α·x; the derivative at 0 is α.

    Example:
        >>> from gradviz.core.ops.sources import constant
        >>> leaky_relu(constant([-1.0, 2.0])).op.type
        'LeakyRelu'
    """
    return _leaky_relu(features, float(alpha), name or "LeakyRelu")


elu = entrywise(
    "elu",
    type="Elu",
    inputs=("features",),
    kernel=lambda x: np.where(np.less(x, 0), np.expm1(np.minimum(x, 0)), x),
    partials=(lambda out, x: select(less(out, 0), out + 1.0, 1.0),),  # 1 at the kink
    latex=r"\operatorname{{elu}}\left({features:0}\right)",
    symbol="elu",
    domain=(REAL,),
    summary="x where it is positive, else eˣ − 1.",
)
sigmoid = entrywise(
    "sigmoid",
    type="Sigmoid",
    inputs=("x",),
    # Where e⁻ˣ overflows, 1 / ∞ is the right 0.
    kernel=lambda x: 1 / (1 + np.exp(-x)),
    partials=(lambda out, x: out * (1.0 - out),),
    latex=r"\sigma\left({x:0}\right)",
    binds=ATOM,
    symbol="σ",
    domain=(REAL,),
    summary="1 / (1 + e⁻ˣ).",
)
softplus = entrywise(
    "softplus",
    type="Softplus",
    inputs=("features",),
    kernel=lambda x: np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x))),
    partials=(lambda out, x: sigmoid(x),),
    latex=r"\ln\left(1 + e^{{{features:0}}}\right)",
    symbol="softplus",
    domain=(REAL,),
    summary="ln(1 + eˣ), without overflow.",
)
