"""The definitions of what works entry by entry, in long double.

The elementary functions are those of the C library's long-double mathematics, by NumPy; the rest is
written from its definition: NIST Digital Library of Mathematical Functions (DLMF), chapter 7, for
the error function, and TensorFlow 1.15's documentation for what is named after networks.
"""

from collections.abc import Callable, Mapping

import numpy as np

from tests.study.language.reference.arrays import LONG, PI, Array, real

SERIES = 80
"""Terms of the error function's series, for |x| ≤ 2: the last is below 1e-40 of the first."""

LEVELS = 400
"""Levels of the continued fraction, for x ≥ 2, where 200 have the same digits."""


def erf_series(x: Array) -> Array:
    """The error function for |x| ≤ 2: DLMF 7.6.2, whose terms have one sign."""
    term = 2 / np.sqrt(PI) * np.exp(-x * x) * x
    total = term
    for n in range(1, SERIES):
        term = term * 2 * x * x / (2 * n + 1)
        total = total + term
    return np.asarray(total)


def erfc_fraction(x: Array) -> Array:
    """The complement for x ≥ 2: DLMF 7.9.1 as x + (1/2)/(x + (2/2)/(x + (3/2)/(x + …)))."""
    level = x
    for n in range(LEVELS, 0, -1):
        level = x + LONG(n) / 2 / level
    return np.asarray(np.exp(-x * x) / (np.sqrt(PI) * level))


def erf(x: Array) -> Array:
    """The error function, DLMF 7.2.1."""
    size = np.abs(x)
    far = np.sign(x) * (1 - erfc_fraction(np.maximum(size, 2)))
    return np.where(size <= 2, erf_series(np.clip(x, -2, 2)), far)


def erfc(x: Array) -> Array:
    """The complementary error function, DLMF 7.2.2."""
    size = np.abs(x)
    tail = erfc_fraction(np.maximum(size, 2))
    far = np.where(x > 0, tail, 2 - tail)
    return np.where(size <= 2, 1 - erf_series(np.clip(x, -2, 2)), far)


def softplus(x: Array) -> Array:
    """The logarithm of 1 + eˣ, by its symmetry: x more than its value at −x."""
    return np.asarray(np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x))))


def sigmoid(x: Array) -> Array:
    """1 / (1 + e⁻ˣ); for x < 0 as eˣ / (1 + eˣ), which does not overflow."""
    grown = np.exp(-np.abs(x))
    return np.asarray(np.where(x < 0, grown, 1) / (1 + grown))


def elu(features: Array) -> Array:
    """Identity above 0, eˣ − 1 below."""
    return np.where(features > 0, features, np.expm1(np.minimum(features, 0)))


def floormod(x: Array, y: Array) -> Array:
    """What is left of x after the whole multiples of y, with the sign of y."""
    rest = np.fmod(x, y)
    return np.where((rest != 0) & ((rest < 0) != (y < 0)), rest + y, rest)


def floordiv(x: Array, y: Array) -> Array:
    """The quotient, rounded down: exact, because what floormod leaves is taken off first."""
    whole = np.rint((x - floormod(x, y)) / y)
    return np.asarray(whole.astype(np.result_type(x, y)))


def leaky_relu(features: Array, alpha: float | np.longdouble = 0.2) -> Array:
    """Identity above 0, alpha times it below; TensorFlow declares alpha an attribute of float32."""
    return np.where(features > 0, features, LONG(np.float32(alpha)) * features)


def xlogy(x: Array, y: Array) -> Array:
    """The product of x and ln y, which is 0 where x is."""
    return np.where(x == 0, 0, x * np.log(np.where(x == 0, 1, y)))


def xdivy(x: Array, y: Array) -> Array:
    """The quotient x / y, which is 0 where x is."""
    return np.where(x == 0, 0, x / np.where(x == 0, 1, y))


def sigmoid_cross_entropy(labels: Array, logits: Array) -> Array:
    """The cross entropy −z ln σ(x) − (1−z) ln(1−σ(x)); −ln σ(x) is softplus(−x)."""
    return np.asarray(labels * softplus(-logits) + (1 - labels) * softplus(logits))


ONE: Mapping[str, Callable[[Array], Array]] = {
    "abs": np.abs,
    "acos": np.arccos,
    "acosh": np.arccosh,
    "asin": np.arcsin,
    "asinh": np.arcsinh,
    "atan": np.arctan,
    "atanh": np.arctanh,
    "ceil": np.ceil,
    "cos": np.cos,
    "cosh": np.cosh,
    "elu": elu,
    "erf": erf,
    "erfc": erfc,
    "exp": np.exp,
    "expm1": np.expm1,
    "floor": np.floor,
    "identity": lambda x: x,
    "is_finite": np.isfinite,
    "is_inf": np.isinf,
    "is_nan": np.isnan,
    "log": np.log,
    "log1p": np.log1p,
    "log_sigmoid": lambda x: -softplus(-x),
    "logical_not": np.logical_not,
    "negative": np.negative,
    "ones_like": np.ones_like,
    "reciprocal": lambda x: 1 / x,
    "relu": lambda x: np.where(x > 0, x, 0),
    "relu6": lambda x: np.clip(x, 0, 6),
    "round": np.rint,
    "rsqrt": lambda x: 1 / np.sqrt(x),
    "sigmoid": sigmoid,
    "sign": np.sign,
    "sin": np.sin,
    "sinh": np.sinh,
    "softplus": softplus,
    "softsign": lambda x: x / (1 + np.abs(x)),
    "sqrt": np.sqrt,
    "square": lambda x: x * x,
    "tan": np.tan,
    "tanh": np.tanh,
    "to_double": real,
    "to_int32": lambda x: x.astype(np.int64),
    "zeros_like": np.zeros_like,
}
"""Of one tensor."""

TWO: Mapping[str, Callable[[Array, Array], Array]] = {
    "add": lambda x, y: x + y,
    "atan2": np.arctan2,
    "divide": lambda x, y: real(x) / real(y),
    "equal": lambda x, y: x == y,
    "floordiv": floordiv,
    "floormod": floormod,
    "greater": lambda x, y: x > y,
    "greater_equal": lambda x, y: x >= y,
    "less": lambda x, y: x < y,
    "less_equal": lambda x, y: x <= y,
    "logical_and": np.logical_and,
    "logical_or": np.logical_or,
    "logical_xor": np.logical_xor,
    "maximum": np.maximum,
    "minimum": np.minimum,
    "multiply": lambda x, y: x * y,
    "not_equal": lambda x, y: x != y,
    "pow": np.power,
    "squared_difference": lambda x, y: (x - y) * (x - y),
    "subtract": lambda x, y: x - y,
    "xdivy": xdivy,
    "xlogy": xlogy,
}
"""Of two tensors, each as large as the other's axes demand."""
TWO = {**TWO, "mod": TWO["floormod"], "floor_mod": TWO["floormod"], "truediv": TWO["divide"]}
