"""The definitions of what runs along axes: sums, norms, softmax and its cross entropies.

Source: TensorFlow 1.15's documentation of the functions, for their arguments and defaults.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from tests.study.language.reference.arrays import LONG, Array, Axes, Number, cast, places


def _reduced(reduction: Any) -> Any:
    """A reduction with the arguments of TensorFlow's, the old names included."""

    def reduce(
        input_tensor: Array,
        axis: Axes = None,
        keepdims: bool | None = None,
        reduction_indices: Axes = None,
        keep_dims: bool | None = None,
    ) -> Array:
        along = places(reduction_indices if axis is None else axis, input_tensor.ndim)
        return np.asarray(reduction(input_tensor, axis=along, keepdims=bool(keepdims or keep_dims)))

    return reduce


def _mean(x: Array, axis: tuple[int, ...], keepdims: bool) -> Array:
    count = np.prod([x.shape[a] for a in axis], dtype=np.int64)
    return np.asarray(x.sum(axis=axis, keepdims=keepdims) / count)


def _variance(x: Array, axis: tuple[int, ...], keepdims: bool) -> Array:
    return _mean(np.square(x - _mean(x, axis, True)), axis, keepdims)


def _logsumexp(x: Array, axis: tuple[int, ...], keepdims: bool) -> Array:
    """By the largest term: ln Σ eˣ = m + ln(1 + Σ of the others' e^(x−m))."""
    order = [a for a in range(x.ndim) if a not in axis]
    flat = np.transpose(x, [*order, *axis]).reshape(*(x.shape[a] for a in order), -1)
    flat = np.sort(flat, -1)
    most = flat[..., -1]
    sums = most + np.log1p(np.exp(flat[..., :-1] - most[..., None]).sum(-1))
    kept = [1 if a in axis else n for a, n in enumerate(x.shape)]
    return np.asarray(sums.reshape(kept) if keepdims else sums)


def _std(x: Array, axis: tuple[int, ...], keepdims: bool) -> Array:
    return np.asarray(np.sqrt(_variance(x, axis, keepdims)))


REDUCED: Mapping[str, Callable[..., Array]] = {
    "reduce_all": _reduced(np.all),
    "reduce_any": _reduced(np.any),
    "reduce_logsumexp": _reduced(_logsumexp),
    "reduce_max": _reduced(np.max),
    "reduce_mean": _reduced(_mean),
    "reduce_min": _reduced(np.min),
    "reduce_prod": _reduced(np.prod),
    "reduce_std": _reduced(_std),
    "reduce_sum": _reduced(np.sum),
    "reduce_variance": _reduced(_variance),
}
"""One number for all entries along the axes."""


def count_nonzero(
    input_tensor: Array, axis: Axes = None, keepdims: bool | None = None, dtype: str = "i"
) -> Array:
    """How many entries are not 0."""
    along = places(axis, input_tensor.ndim)
    return cast((input_tensor != 0).sum(axis=along, keepdims=bool(keepdims)), dtype)


def _extreme(
    place: Any, x: Array, axis: int | None, dimension: int | None, output_type: str
) -> Array:
    return cast(place(x, (dimension or 0) if axis is None else axis), output_type)


def argmax(
    input: Array, axis: int | None = None, dimension: int | None = None, output_type: str = "i"
) -> Array:
    """Where the largest entry along an axis is, the first axis if none is given."""
    return _extreme(np.argmax, input, axis, dimension, output_type)


def argmin(
    input: Array, axis: int | None = None, dimension: int | None = None, output_type: str = "i"
) -> Array:
    """Where the smallest entry along an axis is."""
    return _extreme(np.argmin, input, axis, dimension, output_type)


def _cumulated(x: Array, axis: int, exclusive: bool, reverse: bool, first: int) -> Array:
    """Each entry with those before it: a sum (first = 0) or a product (first = 1)."""
    moved = np.moveaxis(x, axis, 0)
    moved = moved[::-1] if reverse else moved
    rows, now = [], np.full(moved.shape[1:], first, x.dtype)
    for row in moved:
        then = now * row if first else now + row
        rows.append(now if exclusive else then)
        now = then
    return np.moveaxis(np.stack(rows[::-1] if reverse else rows), 0, axis)


def cumsum(x: Array, axis: int = 0, exclusive: bool = False, reverse: bool = False) -> Array:
    """The sums of what comes before each entry, and the entry unless exclusive."""
    return _cumulated(x, axis, exclusive, reverse, 0)


def cumprod(x: Array, axis: int = 0, exclusive: bool = False, reverse: bool = False) -> Array:
    """The products of what comes before each entry, and the entry unless exclusive."""
    return _cumulated(x, axis, exclusive, reverse, 1)


def norm(
    tensor: Array,
    ord: Number = 2,
    axis: Axes = None,
    keepdims: bool | None = None,
    keep_dims: bool | None = None,
) -> Array:
    """The p-norm (Σ |x|ᵖ)^(1/p), of all entries or along an axis; p = 2 if it is not given."""
    along = places(axis, tensor.ndim)
    power = LONG(ord)
    # The largest entry before the sum, so that no power of it overflows or vanishes.
    largest = np.abs(tensor).max(axis=along, keepdims=True)
    scale = np.where(largest > 0, largest, 1)
    total = (np.abs(tensor / scale) ** power).sum(axis=along, keepdims=True)
    norms = scale * total ** (1 / power)
    return np.asarray(norms if keepdims or keep_dims else norms.squeeze(along))


def global_norm(t_list: list[Array]) -> Array:
    """The Euclidean norm of all entries of all tensors together."""
    return np.asarray(np.sqrt(np.add.reduce([np.square(t).sum() for t in t_list])))


def l2_loss(t: Array) -> Array:
    """Half of the sum of squares."""
    return np.asarray(np.square(t).sum() / 2)


def l2_normalize(
    x: Array, axis: Axes = None, epsilon: Number | float = 1e-12, dim: Axes = None
) -> Array:
    """The tensor over its Euclidean norm, or over √epsilon where that is more."""
    along = places(dim if axis is None else axis, x.ndim)
    squares = np.square(x).sum(axis=along, keepdims=True)
    return np.asarray(x / np.sqrt(np.maximum(squares, LONG(epsilon))))


def clip_by_norm(t: Array, clip_norm: Array, axes: Axes = None) -> Array:
    """The tensor, shortened to the norm along the axes where it is longer."""
    along = places(axes, t.ndim)
    length = np.sqrt(np.square(t).sum(axis=along, keepdims=True))
    return np.where(length > clip_norm, t * clip_norm / np.where(length > 0, length, 1), t)


def clip_by_value(t: Array, clip_value_min: Array, clip_value_max: Array) -> Array:
    """The nearest number that is not outside."""
    return np.maximum(np.minimum(t, clip_value_max), clip_value_min)


def log_softmax(logits: Array, axis: int | None = None, dim: int | None = None) -> Array:
    """Entry by entry −ln Σ e^(x' − x), where x itself is the 1 in log1p."""
    place = -1 if (chosen := dim if axis is None else axis) is None else chosen
    moved = np.moveaxis(logits, place, -1)
    count = moved.shape[-1]
    parts = []
    for one in range(count):
        others = np.delete(moved, one, -1) - moved[..., one : one + 1]
        most = np.maximum(others.max(-1, initial=0), 0)
        rest = np.exp(others - most[..., None]).sum(-1)
        parts.append(np.where(most > 0, -most - np.log(rest + np.exp(-most)), -np.log1p(rest)))
    return np.moveaxis(np.stack(parts, -1), -1, place)


def softmax(logits: Array, axis: int | None = None, dim: int | None = None) -> Array:
    """eˣ over its sum along an axis, the last one if none is given."""
    place = -1 if (chosen := dim if axis is None else axis) is None else chosen
    grown = np.exp(logits - logits.max(axis=place, keepdims=True))
    return np.asarray(grown / grown.sum(axis=place, keepdims=True))


def softmax_cross_entropy(
    labels: Array, logits: Array, axis: int | None = None, dim: int | None = None
) -> Array:
    """The cross entropy −Σ labels · ln softmax(logits) along an axis, the last if none is given."""
    place = -1 if (chosen := dim if axis is None else axis) is None else chosen
    return np.asarray(-(labels * log_softmax(logits, place)).sum(place))


def sparse_softmax_cross_entropy(labels: Array, logits: Array) -> Array:
    """Minus ln softmax(logits) at the class numbers."""
    scores, classes = log_softmax(logits), np.asarray(labels, np.int64)
    return np.asarray(-np.take_along_axis(scores, classes[..., None], -1)[..., 0])


ALONG: Mapping[str, Callable[..., Array]] = {
    **REDUCED,
    "argmax": argmax,
    "argmin": argmin,
    "clip_by_norm": clip_by_norm,
    "clip_by_value": clip_by_value,
    "count_nonzero": count_nonzero,
    "cumprod": cumprod,
    "cumsum": cumsum,
    "global_norm": global_norm,
    "l2_loss": l2_loss,
    "l2_normalize": l2_normalize,
    "log_softmax": log_softmax,
    "norm": norm,
    "softmax": softmax,
    "softmax_cross_entropy_with_logits": softmax_cross_entropy,
    "softmax_cross_entropy_with_logits_v2": softmax_cross_entropy,
    "sparse_softmax_cross_entropy_with_logits": sparse_softmax_cross_entropy,
}
