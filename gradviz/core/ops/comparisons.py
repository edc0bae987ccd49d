"""Comparing and logic: what comes out is true or false, and no gradient flows through it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from gradviz.core.dtypes import bool_
from gradviz.core.graph import Tensor
from gradviz.core.op import REAL, SUM
from gradviz.core.ops.build import ANY, BOOL, FLOAT, NUMBER, entrywise


def _comparison(
    function: str,
    type: str,
    kernel: Any,
    sign: str,
    latex: str,  # noqa: A002
    kinds: str = NUMBER,
) -> Callable[..., Tensor]:
    return entrywise(
        function,
        dtype=bool_,
        kinds=kinds,
        type=type,
        inputs=("x", "y"),
        kernel=kernel,
        constant=True,
        latex=f"{{x:1}} {latex} {{y:1}}",
        binds=SUM,
        symbol=sign,
        domain=(REAL, REAL),
        summary=f"Whether x {sign} y.",
    )


greater = _comparison("greater", "Greater", np.greater, ">", ">")
greater_equal = _comparison("greater_equal", "GreaterEqual", np.greater_equal, "≥", r"\ge")
less = _comparison("less", "Less", np.less, "<", "<")
less_equal = _comparison("less_equal", "LessEqual", np.less_equal, "≤", r"\le")
equal = _comparison("equal", "Equal", np.equal, "=", "=", ANY)
not_equal = _comparison("not_equal", "NotEqual", np.not_equal, "≠", r"\ne", ANY)
logical_and = _comparison("logical_and", "LogicalAnd", np.logical_and, "∧", r"\land", BOOL)
logical_or = _comparison("logical_or", "LogicalOr", np.logical_or, "∨", r"\lor", BOOL)


def _question(
    function: str,
    type: str,
    kernel: Any,
    words: str,
    kinds: str,  # noqa: A002
    latex: str = "",
    *,
    undefined: bool,
) -> Callable[..., Tensor]:
    return entrywise(
        function,
        dtype=bool_,
        kinds=kinds,
        type=type,
        inputs=("x",),
        kernel=kernel,
        constant=True,
        undefined=undefined,
        latex=latex or rf"\operatorname{{{{{function}}}}}\left({{x:0}}\right)",
        symbol=words,
        domain=(REAL,),
        summary=f"Whether x is {words}.",
    )


logical_not = _question(
    "logical_not", "LogicalNot", np.logical_not, "false", BOOL, r"\lnot {x:5}", undefined=False
)
# TensorFlow has not registered these three as constants: differentiating through them is an error.
is_nan = _question("is_nan", "IsNan", np.isnan, "NaN", FLOAT, undefined=True)
is_inf = _question("is_inf", "IsInf", np.isinf, "infinite", FLOAT, undefined=True)
is_finite = _question("is_finite", "IsFinite", np.isfinite, "finite", FLOAT, undefined=True)
