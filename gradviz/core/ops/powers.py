"""Powers, whose derivative by the exponent needs the logarithm of the base."""

from __future__ import annotations

import numpy as np

from gradviz.core.graph import Tensor
from gradviz.core.op import POSITIVE, POWER, REAL
from gradviz.core.ops.build import entrywise
from gradviz.core.ops.elementwise import log
from gradviz.core.ops.selection import where


def _power_by_exponent(out: Tensor, x: Tensor, y: Tensor) -> Tensor:
    # TensorFlow takes log x as 0 where x > 0 fails, so that a negative base with a whole exponent
    # has no NaN here.
    return out * where(x > 0.0, log(x), 0.0)


pow = entrywise(  # noqa: A001  TensorFlow's name
    "pow",
    type="Pow",
    inputs=("x", "y"),
    kernel=np.power,
    # At x = y = 0 the first is 0 · 0⁻¹ = NaN, as in TensorFlow.
    partials=(lambda out, x, y: y * pow(x, y - 1.0), _power_by_exponent),
    latex="{x:5}^{{{y:0}}}",
    binds=POWER,
    symbol="xʸ",
    domain=(POSITIVE, REAL),
    summary="x to the power y.",
    source="TensorFlow 2.21, math_grad.py, _PowGrad",
)
