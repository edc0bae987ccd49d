"""Quotients and logarithms in which zero has the last word.

Source: TensorFlow 2.21, math_grad.py, for what flows back: the cotangent times the quotient in
which zero has the last word again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from gradviz.core.deferred import deferrable
from gradviz.core.graph import Tensor
from gradviz.core.op import POSITIVE, PRODUCT, REAL, Region
from gradviz.core.ops.build import entrywise
from gradviz.core.ops.casts import cast
from gradviz.core.ops.comparisons import not_equal
from gradviz.core.ops.constants import ones_like
from gradviz.core.ops.elementwise import square, widened
from gradviz.core.ops.sources import convert_to_tensor, is_symbolic


def _unless(zero: Any, value: Any) -> Any:
    """The value, but 0 where it says so."""
    return np.where(zero, np.zeros((), np.asarray(value).dtype), value)[()]


def _there(x: Tensor) -> Tensor:
    """1 where x is not 0."""
    return cast(not_equal(x, 0), x.dtype)


_div_no_nan: Callable[..., Tensor] = entrywise(
    "div_no_nan",
    type="DivNoNan",
    default_name="div_no_nan",
    inputs=("x", "y"),
    kernel=lambda x, y: _unless(np.equal(y, 0), np.true_divide(x, y)),
    partials=(
        lambda out, x, y: div_no_nan(ones_like(y), y),
        lambda out, x, y: div_no_nan(div_no_nan(-x, y), y),
    ),
    adjoint=lambda g, out, x, y: [div_no_nan(g, y), g * div_no_nan(div_no_nan(-x, y), y)],
    latex=r"\frac{{{x:0}}}{{{y:0}}}",
    binds=PRODUCT,
    symbol="÷₀",
    domain=(REAL, POSITIVE),
    summary="x / y, and 0 where y is 0.",
    passes="As through a quotient, but nothing where y is 0.",
)


@deferrable
def div_no_nan(x: Any, y: Any, name: str | None = None) -> Tensor:
    """X / y, and 0 where y is 0; integers are divided as float64."""
    beside = convert_to_tensor(y).dtype if is_symbolic(y) and not is_symbolic(x) else None
    return _div_no_nan(*widened(convert_to_tensor(x, beside), y), name=name)


xdivy: Callable[..., Tensor] = entrywise(
    "xdivy",
    type="Xdivy",
    default_name="xdivy",
    inputs=("x", "y"),
    kernel=lambda x, y: _unless(np.equal(x, 0), np.true_divide(x, y)),
    partials=(lambda out, x, y: xdivy(_there(x), y), lambda out, x, y: xdivy(-x, square(y))),
    latex=r"\frac{{{x:0}}}{{{y:0}}}",
    binds=PRODUCT,
    symbol="₀÷",
    region=Region(
        lambda x, y: (x == 0) | (y != 0), "y ≠ 0 (or x = 0)", "Keep y away from 0 where x is not."
    ),
    domain=(POSITIVE, POSITIVE),
    summary="x / y, and 0 where x is 0, whatever y is.",
)
xlogy: Callable[..., Tensor] = entrywise(
    "xlogy",
    type="Xlogy",
    default_name="xlogy",
    inputs=("x", "y"),
    kernel=lambda x, y: _unless(np.equal(x, 0), x * np.log(y)),
    partials=(lambda out, x, y: xlogy(_there(x), y), lambda out, x, y: xdivy(x, y)),
    latex=r"{x:2} \ln {y:4}",
    binds=PRODUCT,
    symbol="x ln y",
    region=Region(
        lambda x, y: (x == 0) | (y > 0), "y > 0 (or x = 0)", "Take maximum(y, 1e-7), say."
    ),
    domain=(POSITIVE, POSITIVE),
    summary="x · ln y, and 0 where x is 0, whatever y is.",
)
