"""The cross entropies, all without overflow.

Source: TensorFlow 2.21, nn_grad.py and nn_impl.py.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from gradviz.core.deferred import deferrable
from gradviz.core.errors import ShapeError
from gradviz.core.graph import Tensor
from gradviz.core.op import PRODUCT, SUM, Op
from gradviz.core.ops.axes import axis_from_end, expand_dims, transpose
from gradviz.core.ops.build import same_dtype
from gradviz.core.ops.comparisons import greater_equal
from gradviz.core.ops.constants import zeros
from gradviz.core.ops.exponentials import exp, log1p
from gradviz.core.ops.selection import select
from gradviz.core.ops.softmax import (
    largest_of,
    log_of_sum,
    log_softmax,
    softmax,
    softmax_kernel,
)
from gradviz.core.ops.sources import convert_to_tensor, is_symbolic, stop_gradient
from gradviz.core.ops.spreading import tile
from gradviz.core.ops.sums import reduce_sum, spread
from gradviz.core.shapes import broadcast_shape


def _minus_log_softmax(x: Any) -> Any:
    # Not the negative of the above: an exact 0 must not become −0.
    shifted = x - largest_of(x)
    return log_of_sum(shifted) - shifted


def _entropy_kernel(logits: Any, labels: Any) -> Any:
    return np.add.reduce(labels * _minus_log_softmax(logits), axis=-1)


def _slope_kernel(logits: Any, labels: Any) -> Any:
    return softmax_kernel(logits) - labels


def _slope_adjoint(g: Tensor, out: Tensor, logits: Tensor, labels: Tensor) -> list[Tensor | None]:
    weights = softmax(logits)
    # The loss itself receives nothing here, and TensorFlow sends that nothing on to both.
    nothing = zeros([*labels.shape[:-1], 1], labels.dtype)
    back = (g - reduce_sum(g * weights, -1, keepdims=True)) * weights
    return [nothing * out + back, nothing * -log_softmax(logits)]


CROSS_ENTROPY_SLOPE = Op(
    type="SoftmaxCrossEntropyWithLogitsGrad",
    inputs=("logits", "labels"),
    kernel=_slope_kernel,
    adjoint=_slope_adjoint,
    latex=r"\operatorname{{softmax}}\left({logits:0}\right) - {labels:2}",
    binds=SUM,
    symbol="softmax − labels",
    summary="What the cross entropy sends to its logits: softmax(logits) less the labels.",
    # Differentiated again, TensorFlow sends zeros to the labels, though the derivative is −1.
    source="TensorFlow 2.21, nn_grad.py, _SoftmaxCrossEntropyWithLogitsGrad.",
    examples=((lambda x: _slope(x, convert_to_tensor([[0.2, 0.3, 0.5]] * 2, x.dtype)), ((2, 3),)),),
    passes="The logits receive what softmax sends back; the labels, as in TensorFlow, zeros.",
)


def _slope(logits: Tensor, labels: Tensor) -> Tensor:
    return logits.graph.create_op(
        CROSS_ENTROPY_SLOPE, "slope", [logits, labels], [logits.shape], [logits.dtype]
    ).outputs[0]


def _entropy_adjoint(g: Tensor, out: Tensor, logits: Tensor, labels: Tensor) -> list[Tensor | None]:
    column = expand_dims(g, -1)
    return [column * _slope(logits, labels), column * -log_softmax(logits)]


CROSS_ENTROPY = Op(
    type="SoftmaxCrossEntropyWithLogits",
    inputs=("logits", "labels"),
    kernel=_entropy_kernel,
    adjoint=_entropy_adjoint,
    latex=r"-\sum {labels:2} \ln \operatorname{{softmax}}\left({logits:0}\right)",
    binds=SUM,
    symbol="cross entropy",
    summary="−Σ labels · ln softmax(logits) along the last axis.",
    # TensorFlow takes the labels to sum to 1; the rule below is the derivative only where they do.
    examples=(
        (lambda x: softmax_cross_entropy_with_logits_v2([[0.2, 0.3, 0.5]] * 2, x), ((2, 3),)),
    ),
    passes="The logits receive softmax less the labels, times the gradient.",
)


@deferrable
def softmax_cross_entropy_with_logits_v2(
    labels: Any,
    logits: Any,
    axis: int | None = None,
    name: str | None = None,
    dim: int | None = None,
) -> Tensor:
    """The cross entropy of softmax(logits) and the labels; differentiates the labels too.

    Args:
        labels: probabilities that sum to 1 along the axis.
        logits: the scores, in the shape of the labels.
        axis: the axis of the classes, the last one if it is not given.
        name: the operation's name.
        dim: the older name of `axis`.

    Raises:
        ShapeError: if the shapes differ.
    """
    axis = dim if axis is None else axis
    symbolic = [convert_to_tensor(v) for v in (logits, labels) if is_symbolic(v)]
    graph = (symbolic or [convert_to_tensor(logits)])[0].graph
    scores, targets = same_dtype(
        "SoftmaxCrossEntropyWithLogits", ("logits", "labels"), (logits, labels), graph
    )
    rank = len(scores.shape)
    place = axis_from_end(-1 if axis is None else axis, rank, "softmax_cross_entropy_with_logits")
    shape = broadcast_shape(
        [scores.shape, targets.shape], "softmax_cross_entropy_with_logits: logits and labels"
    )
    scores, targets = spread(scores, shape), spread(targets, shape)
    if place != -1:
        order = list(range(rank))
        order[place], order[-1] = order[-1], order[place]
        scores, targets = transpose(scores, order), transpose(targets, order)
        rest = [p for p in range(rank) if p != rank + place]
        swapped = [order[p] for p in range(rank - 1)]
        out = _entropy(scores, targets, name)
        return transpose(out, [swapped.index(p) for p in rest])
    return _entropy(scores, targets, name)


def _entropy(logits: Tensor, labels: Tensor, name: str | None) -> Tensor:
    return logits.graph.create_op(
        CROSS_ENTROPY,
        name or "SoftmaxCrossEntropyWithLogits",
        [logits, labels],
        [logits.shape[:-1]],
        [logits.dtype],
    ).outputs[0]


def softmax_cross_entropy_with_logits(
    labels: Any = None,
    logits: Any = None,
    dim: int = -1,
    name: str | None = None,
    axis: int | None = None,
) -> Tensor:
    """As version 2, but the labels are constants for gradients."""
    if labels is None or logits is None:
        raise ValueError("Both `labels` and `logits` must be provided.")
    held = stop_gradient(labels) if is_symbolic(labels) else labels
    return softmax_cross_entropy_with_logits_v2(held, logits, dim if axis is None else axis, name)


@deferrable
def sparse_softmax_cross_entropy_with_logits(
    labels: Any = None, logits: Any = None, name: str | None = None
) -> Tensor:
    """The cross entropy of softmax(logits) and the class numbers `labels`.

    Args:
        labels: integers, in the shape of the logits without their last axis.
        logits: the scores, `(…, classes)`.
        name: the operation's name.

    Raises:
        ShapeError: if the shapes do not fit.
    """
    if labels is None or logits is None:
        raise ValueError("Both `labels` and `logits` must be provided.")
    scores = convert_to_tensor(logits)
    classes = convert_to_tensor(labels, graph=scores.graph)
    if not scores.shape or classes.shape != scores.shape[:-1]:
        raise ShapeError(
            "sparse_softmax_cross_entropy_with_logits: labels must have the shape of logits"
            f" without the last axis, {scores.shape[:-1]}, not {classes.shape}"
        )
    return scores.graph.create_op(
        SPARSE_CROSS_ENTROPY,
        name or "SparseSoftmaxCrossEntropyWithLogits",
        [scores, classes],
        [classes.shape],
        [scores.dtype],
    ).outputs[0]


def _sparse_kernel(logits: Any, labels: Any) -> Any:
    scores = _minus_log_softmax(logits)
    labels = np.asarray(labels)
    chosen = np.broadcast_to(labels, scores.shape[:-1])[..., None]
    inside = (chosen >= 0) & (chosen < scores.shape[-1])
    picked = np.take_along_axis(scores, np.where(inside, chosen, 0).astype(np.intp), -1)
    return np.where(inside, picked, np.nan).astype(scores.dtype)[..., 0]


def _sparse_adjoint(g: Tensor, out: Tensor, logits: Tensor, labels: Tensor) -> list[Tensor | None]:
    classes = logits.shape[-1]
    numbers = np.arange(classes).astype(labels.dtype.dtype)
    spread = tile(expand_dims(labels, -1), [1] * len(labels.shape) + [classes])
    from gradviz.core.ops.casts import cast
    from gradviz.core.ops.comparisons import equal

    hits = cast(equal(spread, numbers), logits.dtype)
    return [expand_dims(g, -1) * (softmax(logits) - hits), None]


SPARSE_CROSS_ENTROPY = Op(
    type="SparseSoftmaxCrossEntropyWithLogits",
    inputs=("logits", "labels"),
    kernel=_sparse_kernel,
    adjoint=_sparse_adjoint,
    latex=r"-\ln \operatorname{{softmax}}\left({logits:0}\right)_{{{labels:0}}}",
    binds=PRODUCT,
    symbol="cross entropy",
    summary="−ln softmax(logits) at the class numbers given.",
    examples=((lambda x: sparse_softmax_cross_entropy_with_logits([2, 0], x), ((2, 3),)),),
    passes="The logits receive softmax less one at the class, times the gradient.",
)


def sigmoid_cross_entropy_with_logits(
    labels: Any = None, logits: Any = None, name: str | None = None
) -> Tensor:
    """The cross entropy of σ(logits) and the labels, entry by entry.

    That is max(x, 0) − x·z + ln(1 + e^−|x|).

    Raises:
        ValueError: if one of the two is missing, or the shapes differ.
    """
    if labels is None or logits is None:
        raise ValueError("Both `labels` and `logits` must be provided.")
    return _sigmoid_cross_entropy(labels, logits, name)


@deferrable
def _sigmoid_cross_entropy(labels: Any, logits: Any, name: str | None) -> Tensor:
    x = convert_to_tensor(logits)
    with x.graph.as_default(), x.graph.name_scope(name or "logistic_loss"):
        z = convert_to_tensor(labels, None if is_symbolic(labels) else x.dtype, "labels", x.graph)
        if z.shape != x.shape:
            raise ShapeError(
                "`logits` and `labels` must have the same shape, received"
                f" ({x.shape} vs {z.shape})."
            )
        # Two choices rather than max and abs: their gradients at 0 are TensorFlow's.
        positive = greater_equal(x, 0.0)
        above, below = select(positive, x, 0.0), select(positive, -x, x)
        return above - x * z + log1p(exp(below))
