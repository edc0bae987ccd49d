"""Exponentials and logarithms."""

from __future__ import annotations

import numpy as np

from gradviz.core.op import ATOM, POSITIVE, POWER, PRODUCT, REAL, Region
from gradviz.core.ops.build import entrywise
from gradviz.core.ops.roots import reciprocal

exp = entrywise(
    "exp",
    type="Exp",
    inputs=("x",),
    kernel=np.exp,
    partials=(lambda out, x: out,),
    latex="e^{{{x:0}}}",
    binds=POWER,
    symbol="eˣ",
    domain=(REAL,),
    summary="e to the power x.",
)
expm1 = entrywise(
    "expm1",
    type="Expm1",
    inputs=("x",),
    kernel=np.expm1,
    partials=(lambda out, x: exp(x),),
    latex="e^{{{x:0}}} - 1",
    binds=1,
    symbol="eˣ−1",
    domain=(REAL,),
    summary="e to the power x, minus 1, exact for small x.",
)
log = entrywise(
    "log",
    type="Log",
    inputs=("x",),
    kernel=np.log,
    partials=(lambda out, x: reciprocal(x),),
    latex=r"\ln {x:4}",
    binds=PRODUCT,
    symbol="ln",
    region=Region(lambda x: x > 0, "x > 0", "Take the logarithm of maximum(x, 1e-7), say."),
    domain=(POSITIVE,),
    summary="The natural logarithm of x.",
)
log1p = entrywise(
    "log1p",
    type="Log1p",
    inputs=("x",),
    kernel=np.log1p,
    partials=(lambda out, x: reciprocal(1.0 + x),),
    latex=r"\ln\left(1 + {x:1}\right)",
    binds=ATOM,
    symbol="ln(1+x)",
    region=Region(lambda x: x > -1, "x > −1", "Keep x above −1, say by maximum(x, -0.999999)."),
    domain=(POSITIVE,),
    summary="The natural logarithm of 1 + x, exact for small x.",
)
