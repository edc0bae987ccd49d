"""What layers of networks are written with: biases, dropout, and two more activations."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradviz.core.deferred import deferrable
from gradviz.core.errors import DTypeError, ShapeError
from gradviz.core.graph import Tensor
from gradviz.core.op import POSITIVE, PRODUCT
from gradviz.core.ops.activations import softplus
from gradviz.core.ops.build import entrywise
from gradviz.core.ops.comparisons import greater_equal
from gradviz.core.ops.elementwise import add, negative, square
from gradviz.core.ops.matrices import matmul
from gradviz.core.ops.random import random_uniform
from gradviz.core.ops.rounding import abs  # noqa: A004  TensorFlow's name
from gradviz.core.ops.selection import select
from gradviz.core.ops.sources import convert_to_tensor, is_symbolic
from gradviz.core.ops.sums import reshape


@deferrable
def bias_add(
    value: Any, bias: Any, data_format: str | None = None, name: str | None = None
) -> Tensor:
    """A bias for each entry of the last axis, added; with data_format "NC…", of the second axis.

    Raises:
        ShapeError: if the bias is no vector of that axis' extent.
        ValueError: if the data format is not known.
    """
    x = convert_to_tensor(value)
    b = convert_to_tensor(bias, None if is_symbolic(bias) else x.dtype, graph=x.graph)
    if data_format is not None and not data_format.startswith("N"):
        raise ValueError(
            f"`data_format` must be of the form `N...C` or `NC...`, not {data_format!r}"
        )
    place = 1 if data_format is not None and data_format.startswith("NC") else len(x.shape) - 1
    if len(x.shape) < 2 or len(b.shape) != 1 or b.shape[0] != x.shape[place]:
        raise ShapeError(
            f"bias_add: the bias must be one number for each entry of axis {place} of {x.shape},"
            f" its shape is {b.shape}"
        )
    row = reshape(b, [-1, *(1 for _ in x.shape[place + 1 :])]) if place < len(x.shape) - 1 else b
    return add(x, row, name=name or "BiasAdd")


def xw_plus_b(x: Any, weights: Any, biases: Any, name: str | None = None) -> Tensor:
    """X @ weights + biases."""
    tensor = convert_to_tensor(x)
    with tensor.graph.as_default(), tensor.graph.name_scope(name or "xw_plus_b") as scope:
        return bias_add(matmul(tensor, weights), biases, name=scope)


softsign = entrywise(
    "softsign",
    type="Softsign",
    inputs=("features",),
    kernel=lambda x: x / (1 + np.abs(x)),
    partials=(lambda out, x: 1.0 / square(1.0 + abs(x)),),
    adjoint=lambda g, out, x: [g / square(1.0 + abs(x))],  # 0 at infinity, not ∞ · 0
    latex=r"\frac{{{features:0}}}{{1 + \left| {features:0} \right|}}",
    binds=PRODUCT,
    symbol="softsign",
    domain=(POSITIVE,),
    summary="x / (1 + |x|).",
    passes="The gradient is divided by (1 + |x|)².",
)


def log_sigmoid(x: Any, name: str | None = None) -> Tensor:
    """The logarithm of the sigmoid of x, exact for large |x| too: −softplus(−x)."""
    tensor = convert_to_tensor(x)
    with tensor.graph.as_default(), tensor.graph.name_scope(name or "LogSigmoid"):
        return negative(softplus(-tensor))


@deferrable
def dropout(
    x: Any,
    keep_prob: float | None = None,
    noise_shape: Any = None,
    seed: int | None = None,
    name: str | None = None,
    rate: float | None = None,
) -> Tensor:
    """Entries set to 0 at random in every run, and the others scaled up so that the mean stays.

    Args:
        x: a tensor of floats.
        keep_prob: the probability with which an entry stays, above 0 and at most 1.
        noise_shape: the shape in which it is drawn what stays; it is broadcast to x.
        seed: see `random_uniform`.
        name: the name scope of the operations.
        rate: 1 − keep_prob; give one of the two.

    Raises:
        DTypeError: if x is not of floats.
        ValueError: if the probability is missing or out of range.
    """
    tensor = convert_to_tensor(x)
    if not tensor.dtype.is_floating:
        raise DTypeError(f"x has to be a floating point tensor, got {tensor.dtype.name}")
    if (rate is None) == (keep_prob is None):
        raise ValueError("dropout: give rate or keep_prob, one of the two")
    drop = float(rate) if rate is not None else 1.0 - float(keep_prob or 0.0)
    if not 0 <= drop < 1:
        raise ValueError(f"rate must be at least 0 and below 1, got {drop:g}")
    if drop == 0:
        return tensor
    with tensor.graph.as_default(), tensor.graph.name_scope(name or "dropout"):
        shape = tuple(tensor.shape) if noise_shape is None else noise_shape
        drawn = random_uniform(shape, dtype=tensor.dtype, seed=seed)
        return select(greater_equal(drawn, drop), tensor * (1.0 / (1.0 - drop)), 0.0)
