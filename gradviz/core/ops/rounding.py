"""Absolute value, sign, and rounding: what is flat, or has a kink."""

from __future__ import annotations

import numpy as np

from gradviz.core.op import ATOM, POSITIVE, REAL
from gradviz.core.ops.build import NUMBER, entrywise

sign = entrywise(
    "sign",
    kinds=NUMBER,
    type="Sign",
    inputs=("x",),
    kernel=np.sign,
    partials=(0.0,),  # zeros, not None: x is on the way, it only does not matter
    latex=r"\operatorname{{sgn}} {x:4}",
    symbol="sgn",
    domain=(POSITIVE,),
    summary="−1, 0 or 1, the sign of x.",
)
abs = entrywise(  # noqa: A001  TensorFlow's name
    "abs",
    kinds=NUMBER,
    type="Abs",
    inputs=("x",),
    kernel=np.abs,
    partials=(lambda out, x: sign(x),),  # 0 at the kink
    latex=r"\left| {x:0} \right|",
    binds=ATOM,
    symbol="| |",
    domain=(POSITIVE,),
    summary="The absolute value of x.",
)
floor = entrywise(
    "floor",
    type="Floor",
    inputs=("x",),
    kernel=np.floor,
    constant=True,
    latex=r"\left\lfloor {x:0} \right\rfloor",
    symbol="⌊ ⌋",
    domain=(REAL,),
    summary="x rounded down.",
)
ceil = entrywise(
    "ceil",
    type="Ceil",
    inputs=("x",),
    kernel=np.ceil,
    constant=True,
    latex=r"\left\lceil {x:0} \right\rceil",
    symbol="⌈ ⌉",
    domain=(REAL,),
    summary="x rounded up.",
)
round = entrywise(  # noqa: A001  TensorFlow's name
    "round",
    kinds=NUMBER,
    type="Round",
    inputs=("x",),
    kernel=lambda x: np.rint(x) if np.asarray(x).dtype.kind == "f" else x,
    constant=True,
    latex=r"\operatorname{{round}}\left({x:0}\right)",
    symbol="round",
    domain=(REAL,),
    summary="x rounded to the nearest integer, halves to the even one.",
)
