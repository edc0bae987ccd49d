"""Powers, whose derivative by the exponent needs the logarithm of the base."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradviz.core.errors import InvalidArgumentError
from gradviz.core.graph import Tensor
from gradviz.core.op import POSITIVE, POWER, REAL, Region
from gradviz.core.ops.build import NUMBER, entrywise
from gradviz.core.ops.comparisons import greater
from gradviz.core.ops.exponentials import log
from gradviz.core.ops.selection import select


def _power(x: Any, y: Any) -> Any:
    try:
        powers = np.power(x, y)
    except ValueError as error:  # whole numbers have no reciprocals
        raise InvalidArgumentError(str(error)) from None
    # For one exponent ½ NumPy takes square roots, which differ from powers at −0 and −∞.
    exponent = np.asarray(y)[tuple(slice(None if s else 1) for s in np.asarray(y).strides)]
    if np.any(exponent == 0.5):
        corner = np.isinf(x) | (np.equal(x, 0))
        return np.where(corner & np.equal(y, 0.5), np.abs(x), powers)
    return powers


def _power_by_exponent(out: Tensor, x: Tensor, y: Tensor) -> Tensor:
    # TensorFlow takes log x as 0 where x > 0 fails, so that a negative base with a whole exponent
    # has no NaN here; the inner choice keeps NaN out of the second derivative too.
    positive = greater(x, 0)
    return out * select(positive, log(select(positive, x, 1.0)), 0.0)


pow = entrywise(  # noqa: A001  TensorFlow's name
    "pow",
    kinds=NUMBER,
    type="Pow",
    inputs=("x", "y"),
    kernel=_power,
    # At x = y = 0 the first is 0 · 0⁻¹ = NaN, as in TensorFlow.
    partials=(lambda out, x, y: y * pow(x, y - 1), _power_by_exponent),
    latex="{x:5}^{{{y:0}}}",
    binds=POWER,
    symbol="xʸ",
    region=Region(
        lambda x, y: (x > 0) | ((x == 0) & (y >= 0)) | ((x < 0) & (y == np.floor(y))),
        "x > 0 (or x = 0 and y ≥ 0, or a whole y)",
        "Keep x above 0, say by maximum(x, 1e-7), or take a whole exponent above 0.",
    ),
    domain=(POSITIVE, REAL),
    summary="x to the power y.",
    source="TensorFlow 2.21, math_grad.py, _PowGrad",
)
