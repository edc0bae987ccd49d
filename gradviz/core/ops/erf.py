"""The error function and its complement.

Source: W. J. Cody (1969), Rational Chebyshev approximations for the error function, Mathematics of
Computation 23(107), 631-637: three intervals, relative error below 1e-16. Polynomials are written
from the highest power down.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gradviz.core.op import REAL
from gradviz.core.ops.build import entrywise
from gradviz.core.ops.elementwise import square
from gradviz.core.ops.exponentials import exp

# |x| ≤ 0.46875: erf x = x · R(x²)
NEAR = (
    (
        0.185777706184603153,
        3.16112374387056560,
        113.864154151050156,
        377.485237685302021,
        3209.37758913846947,
    ),
    (1.0, 23.6012909523441209, 244.024637934444173, 1282.61652607737228, 2844.23683343917062),
)
# 0.46875 ≤ |x| ≤ 4: erfc |x| = exp(−x²) · R(|x|)
MIDDLE = (
    (
        2.15311535474403846e-8,
        0.564188496988670089,
        8.88314979438837594,
        66.1191906371416295,
        298.635138197400131,
        881.952221241769090,
        1712.04761263407058,
        2051.07837782607147,
        1230.33935479799725,
    ),
    (
        1.0,
        15.7449261107098347,
        117.693950891312499,
        537.181101862009858,
        1621.38957456669019,
        3290.79923573345963,
        4362.61909014324716,
        3439.36767414372164,
        1230.33935480374942,
    ),
)
# |x| ≥ 4: erfc |x| = exp(−x²) / |x| · (1/√π − R(1/x²) / x²)
FAR = (
    (
        0.0163153871373020978,
        0.305326634961232344,
        0.360344899949804439,
        0.125781726111229246,
        0.0160837851487422766,
        0.000658749161529837803,
    ),
    (
        1.0,
        2.56852019228982242,
        1.87295284992346725,
        0.527905102951428412,
        0.0605183413124413191,
        0.00233520497626869185,
    ),
)


def _ratio(coefficients: tuple[tuple[float, ...], tuple[float, ...]], x: Any) -> Any:
    numerator, denominator = (np.polyval(part, x) for part in coefficients)
    return numerator / denominator


def _tail(x: Any) -> Any:
    """Erfc x for x ≥ 0.46875, in float64."""
    # exp(−x²) of the rounded square would lose digits: the square is taken in two exact parts.
    coarse = np.trunc(x * 16) / 16
    gauss = np.exp(-coarse * coarse) * np.exp(-(x - coarse) * (x + coarse))
    inverse = 1 / np.square(np.maximum(x, 1.0))
    far = (1 / math.sqrt(math.pi) - inverse * _ratio(FAR, inverse)) / np.maximum(x, 1.0)
    middle = _ratio(MIDDLE, np.minimum(x, 4.0))
    return np.where(x > 27, 0.0, gauss * np.where(x > 4, far, middle))


def erf_kernel(x: Any) -> Any:
    """The error function of an array, computed in float64."""
    wide = np.asarray(x, np.float64)
    size = np.abs(wide)
    near = wide * _ratio(NEAR, np.square(np.minimum(size, 0.5)))
    far = np.copysign(1 - _tail(np.maximum(size, 0.46875)), wide)
    return np.where(size <= 0.46875, near, far).astype(np.asarray(x).dtype)[()]


def erfc_kernel(x: Any) -> Any:
    """1 − erf of an array, exact where that difference would have no digits left."""
    wide = np.asarray(x, np.float64)
    size = np.abs(wide)
    near = 1 - wide * _ratio(NEAR, np.square(np.minimum(size, 0.5)))
    tail = _tail(np.maximum(size, 0.46875))
    far = np.where(wide > 0, tail, 2 - tail)
    return np.where(size <= 0.46875, near, np.where(np.isnan(wide), wide, far)).astype(
        np.asarray(x).dtype
    )[()]


erf = entrywise(
    "erf",
    type="Erf",
    inputs=("x",),
    kernel=erf_kernel,
    partials=(lambda out, x: 2.0 / math.sqrt(math.pi) * exp(-square(x)),),
    latex=r"\operatorname{{erf}}\left({x:0}\right)",
    symbol="erf",
    domain=(REAL,),
    summary="The error function: 2/√π times the integral of exp(−t²) from 0 to x.",
    source="W. J. Cody (1969), Mathematics of Computation 23(107)",
)
erfc = entrywise(
    "erfc",
    type="Erfc",
    inputs=("x",),
    kernel=erfc_kernel,
    partials=(lambda out, x: -2.0 / math.sqrt(math.pi) * exp(-square(x)),),
    latex=r"\operatorname{{erfc}}\left({x:0}\right)",
    symbol="erfc",
    domain=(REAL,),
    summary="The complement of the error function, 1 − erf x.",
    source="W. J. Cody (1969), Mathematics of Computation 23(107)",
)
