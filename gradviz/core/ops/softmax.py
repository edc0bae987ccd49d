"""Softmax and the cross entropies, all without overflow.

Source: TensorFlow 2.21, nn_grad.py and nn_impl.py.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from gradviz.core.deferred import deferrable
from gradviz.core.errors import DTypeError, InvalidArgumentError, ShapeError
from gradviz.core.graph import Tensor
from gradviz.core.op import PRODUCT, Op
from gradviz.core.ops.axes import axis_from_end, transpose
from gradviz.core.ops.comparisons import less_equal
from gradviz.core.ops.exponentials import exp, log
from gradviz.core.ops.extremes import reduce_max
from gradviz.core.ops.selection import select
from gradviz.core.ops.sources import convert_to_tensor, stop_gradient
from gradviz.core.ops.sums import reduce_sum, reshape


def largest_of(x: Any) -> Any:
    """The largest entries along the last axis; −∞ where there are none."""
    if not np.shape(x)[-1]:
        return np.full((*np.shape(x)[:-1], 1), -np.inf, np.asarray(x).dtype)
    return np.maximum.reduce(x, axis=-1, keepdims=True)


def softmax_kernel(x: Any) -> Any:
    """Softmax of an array along its last axis."""
    e = np.exp(x - largest_of(x))
    return e / np.add.reduce(e, axis=-1, keepdims=True)


def log_of_sum(shifted: Any) -> Any:
    """The logarithm of Σ e^x along the last axis, with all its digits; the largest number is 0.

    The 1 of the largest one stays out of the sum: next to it the others would lose theirs where
    they are small, which is where a class is certain.
    """
    powers = np.exp(shifted)
    if not powers.shape[-1]:
        return np.full((*powers.shape[:-1], 1), -np.inf, powers.dtype)
    largest = np.argmax(shifted, axis=-1, keepdims=True)
    one = np.take_along_axis(powers, largest, axis=-1)
    np.put_along_axis(powers, largest, one - 1, axis=-1)  # 0, unless there is a NaN
    return np.log1p(np.add.reduce(powers, axis=-1, keepdims=True))


def _log_softmax_kernel(x: Any) -> Any:
    shifted = x - largest_of(x)
    return shifted - log_of_sum(shifted)


SOFTMAX = Op(
    type="Softmax",
    inputs=("logits",),
    kernel=softmax_kernel,
    adjoint=lambda g, out, x: [(g - reduce_sum(g * out, -1, keepdims=True)) * out],
    latex=r"\operatorname{{softmax}}\left({logits:0}\right)",
    symbol="softmax",
    summary="e to the power of the entries, divided by their sum, along the last axis.",
    examples=((lambda x: softmax(x), ((2, 3),)), (lambda x: softmax(x, axis=0), ((3, 2),))),
    passes="The gradient less its mean weighted by softmax, times softmax.",
)
LOG_SOFTMAX = Op(
    type="LogSoftmax",
    inputs=("logits",),
    kernel=_log_softmax_kernel,
    adjoint=lambda g, out, x: [g - reduce_sum(g, -1, keepdims=True) * exp(out)],
    latex=r"\ln \operatorname{{softmax}}\left({logits:0}\right)",
    binds=PRODUCT,
    symbol="ln softmax",
    summary="The logarithm of softmax.",
    examples=((lambda x: log_softmax(x), ((2, 3),)),),
    passes="The gradient less softmax times its sum.",
)


def _on_last_axis(definition: Op, logits: Any, axis: int | None, name: str | None) -> Tensor:
    """Applies an op of the last axis to any axis, by swapping the two."""
    x = convert_to_tensor(logits)
    rank = len(x.shape)
    if not rank:
        raise ShapeError(f"{definition.type}: the input must have at least one axis")
    if not x.dtype.is_floating:
        raise DTypeError(f"{definition.type}: the input must be floating, not {x.dtype.name}")
    try:
        place = axis_from_end(-1 if axis is None else axis, rank, definition.type)
    except ShapeError as error:
        raise InvalidArgumentError(str(error)) from None  # which TensorFlow's is while it builds
    order = list(range(rank))
    order[place], order[-1] = order[-1], order[place]
    moved = x if place == -1 else transpose(x, order)
    out = x.graph.create_op(
        definition, name or definition.type, [moved], [moved.shape], [x.dtype]
    ).outputs[0]
    return out if place == -1 else transpose(out, order)


@deferrable
def softmax(
    logits: Any, axis: int | None = None, name: str | None = None, dim: int | None = None
) -> Tensor:
    """The exponentials of the entries divided by their sum, along `axis` (the last).

    Example:
        >>> from gradviz.core.ops.sources import constant
        >>> from gradviz.core.session import Session
        >>> Session().run(softmax(constant([1000.0, 1000.0])))
        array([0.5, 0.5], dtype=float32)
    """
    return _on_last_axis(SOFTMAX, logits, dim if axis is None else axis, name)


@deferrable
def log_softmax(
    logits: Any, axis: int | None = None, name: str | None = None, dim: int | None = None
) -> Tensor:
    """The logarithm of softmax along `axis` (the last), also where softmax is 0 in floats."""
    return _on_last_axis(LOG_SOFTMAX, logits, dim if axis is None else axis, name)


@deferrable
def reduce_logsumexp(
    input_tensor: Any,
    axis: Any = None,
    keepdims: bool | None = None,
    name: str | None = None,
    reduction_indices: Any = None,
    keep_dims: bool | None = None,
) -> Tensor:
    """The logarithm of the sum of e to the entries, without overflow."""
    axis = reduction_indices if axis is None else axis
    keep = bool(keep_dims if keepdims is None else keepdims)
    x = convert_to_tensor(input_tensor)
    with x.graph.as_default(), x.graph.name_scope(name or "ReduceLogSumExp"):
        largest = reduce_max(x, axis=axis, keepdims=True)
        finite = less_equal(largest - largest, 0.0)  # ∞ − ∞ is NaN
        shift = stop_gradient(select(finite, largest, 0.0))
        total = log(reduce_sum(exp(x - shift), axis=axis, keepdims=True)) + shift
        if keep:
            return total
        return reshape(total, reduce_sum(x, axis=axis).shape)
