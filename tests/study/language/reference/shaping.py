"""The definitions of what makes, joins, turns and picks: no arithmetic but in products of matrices.

Source: TensorFlow 1.15's documentation of the functions, for their arguments and defaults.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from tests.study.language.reference.arrays import Array, Axes, Number, cast, places, real


def add_n(inputs: list[Array]) -> Array:
    """The sum of tensors."""
    total = inputs[0]
    for one in inputs[1:]:
        total = total + one
    return total


def bias_add(value: Array, bias: Array) -> Array:
    """A vector's entries, each added to all along the last axis that are in its place."""
    return value + bias


def broadcast_to(input: Array, shape: Sequence[int]) -> Array:
    """The tensor again along new and single axes."""
    return np.broadcast_to(input, shape)


def concat(values: list[Array], axis: int) -> Array:
    """Tensors one after the other along an axis."""
    return np.concatenate(values, axis)


def constant(value: Any, dtype: str = "f", shape: Sequence[int] | None = None) -> Array:
    """Given numbers in their order; a single one everywhere in the shape."""
    held = real(value)
    if shape is not None:
        held = np.broadcast_to(held, shape) if held.size == 1 else held.reshape(shape)
    return cast(held, dtype)


def expand_dims(input: Array, axis: int | None = None, dim: int | None = None) -> Array:
    """The tensor with a new axis of length 1."""
    place = dim if axis is None else axis
    assert place is not None
    return np.expand_dims(input, place)


def fill(dims: Sequence[int], value: Array) -> Array:
    """One number everywhere."""
    return np.broadcast_to(value, dims)


def gather(params: Array, indices: Any, axis: int = 0) -> Array:
    """What stands at the indices along an axis."""
    return np.take(params, np.asarray(indices, np.int64), axis)


def gather_nd(params: Array, indices: Any) -> Array:
    """What stands at the places that the indices' last axis gives."""
    return np.asarray(params[tuple(np.moveaxis(np.asarray(indices, np.int64), -1, 0))])


def matmul(
    a: Array,
    b: Array,
    transpose_a: bool = False,
    transpose_b: bool = False,
    adjoint_a: bool = False,
    adjoint_b: bool = False,
) -> Array:
    """The product of the matrices in the last two axes: sums over the axis between."""
    left = np.swapaxes(a, -1, -2) if transpose_a or adjoint_a else a
    right = np.swapaxes(b, -1, -2) if transpose_b or adjoint_b else b
    return np.asarray((left[..., :, :, None] * right[..., None, :, :]).sum(-2))


def one_hot(
    indices: Any,
    depth: int,
    on_value: Number = 1,
    off_value: Number = 0,
    axis: int = -1,
    dtype: str = "f",
) -> Array:
    """A new axis that has one value at the index and the other one elsewhere."""
    spread = np.expand_dims(np.asarray(indices, np.int64), axis)
    numbers = np.arange(depth).reshape(
        [-1] + [1] * (-1 - axis if axis < 0 else spread.ndim - 1 - axis)
    )
    return cast(np.where(spread == numbers, real(on_value), real(off_value)), dtype)


def ones(shape: Axes, dtype: str = "f") -> Array:
    """1 everywhere."""
    return cast(np.ones(shape), dtype)


def zeros(shape: Axes, dtype: str = "f") -> Array:
    """0 everywhere."""
    return cast(np.zeros(shape), dtype)


def pad(tensor: Array, paddings: Sequence[Sequence[int]], constant_values: Number = 0) -> Array:
    """The tensor with a number before and after it along each axis."""
    sizes = [before + n + after for (before, after), n in zip(paddings, tensor.shape, strict=True)]
    padded = np.full(sizes, constant_values, tensor.dtype)
    inside = zip(paddings, tensor.shape, strict=True)
    padded[tuple(slice(before, before + n) for (before, _), n in inside)] = tensor
    return padded


def count(
    start: Number, limit: Number | None = None, delta: Number = 1, dtype: str | None = None
) -> Array:
    """From start (0, if there is one argument only) in steps of delta, up to the limit."""
    first, last = (0, start) if limit is None else (start, limit)
    numbers = real(first) + real(delta) * np.arange(int(np.ceil((last - first) / delta)))
    whole = all(isinstance(one, int) for one in (first, last, delta))
    return cast(numbers, dtype or ("i" if whole else "f"))


def rank(input: Array) -> Array:
    """How many axes there are."""
    return np.asarray(input.ndim)


def shape(input: Array, out_type: str = "i") -> Array:
    """How long each axis is."""
    return cast(np.asarray(input.shape), out_type)


def size(input: Array, out_type: str = "i") -> Array:
    """How many entries there are."""
    return cast(np.asarray(input.size), out_type)


def reshape(tensor: Array, shape: Axes) -> Array:
    """The entries in the same order in another shape."""
    return tensor.reshape(tuple(shape) if isinstance(shape, Sequence) else (shape,))


def reverse(tensor: Array, axis: Axes) -> Array:
    """Backwards along the axes."""
    return np.flip(tensor, places(axis, tensor.ndim))


def take_slice(input_: Array, begin: Sequence[int], size: Sequence[int]) -> Array:
    """So many entries from a place on along each axis; −1: all that follow."""
    parts = zip(begin, size, strict=True)
    return input_[tuple(slice(b, None if n == -1 else b + n) for b, n in parts)]


def squeeze(input: Array, axis: Axes = None, squeeze_dims: Axes = None) -> Array:
    """The tensor without axes of length 1."""
    chosen = squeeze_dims if axis is None else axis
    return np.squeeze(input, None if chosen is None else places(chosen, input.ndim))


def stack(values: list[Array], axis: int = 0) -> Array:
    """Tensors of one shape along a new axis."""
    return np.stack(values, axis)


def tensordot(a: Array, b: Array, axes: Any) -> Array:
    """The sums over axes of a and axes of b; of a number n: the last n and the first n."""
    first, second = (
        axes if not isinstance(axes, int) else (range(a.ndim - axes, a.ndim), range(axes))
    )
    first, second = places(list(first), a.ndim), places(list(second), b.ndim)
    free = (
        [n for n in range(a.ndim) if n not in first],
        [n for n in range(b.ndim) if n not in second],
    )
    left = a.transpose([*free[0], *first]).reshape(*(a.shape[n] for n in free[0]), -1)
    right = b.transpose([*second, *free[1]]).reshape(-1, *(b.shape[n] for n in free[1]))
    total = np.zeros(left.shape[:-1] + right.shape[1:], a.dtype)
    for n in range(right.shape[0]):
        total = total + np.multiply.outer(left[..., n], right[n])
    return total


def tile(input: Array, multiples: Sequence[int]) -> Array:
    """The tensor so many times along each axis."""
    return np.tile(input, multiples)


def transpose(a: Array, perm: Sequence[int] | None = None) -> Array:
    """The axes in another order, the reverse one if none is given."""
    return np.transpose(a, perm)


def where(condition: Array, x: Array, y: Array) -> Array:
    """Of x where it is so, else of y; a vector of conditions chooses whole rows."""
    rows = condition.ndim == 1 and x.ndim > 1
    return np.where(condition.reshape(-1, *[1] * (x.ndim - 1)) if rows else condition, x, y)


def where_v2(condition: Array, x: Array, y: Array) -> Array:
    """Of x where it is so, else of y."""
    return np.where(condition, x, y)


def xw_plus_b(x: Array, weights: Array, biases: Array) -> Array:
    """The product of matrices, and a number more in each column."""
    return matmul(x, weights) + biases


SHAPING: Mapping[str, Callable[..., Array]] = {
    "add_n": add_n,
    "bias_add": bias_add,
    "broadcast_to": broadcast_to,
    "cast": cast,
    "concat": concat,
    "constant": constant,
    "expand_dims": expand_dims,
    "fill": fill,
    "gather": gather,
    "gather_nd": gather_nd,
    "matmul": matmul,
    "one_hot": one_hot,
    "ones": ones,
    "pad": pad,
    "range": count,
    "rank": rank,
    "reshape": reshape,
    "reverse": reverse,
    "shape": shape,
    "size": size,
    "slice": take_slice,
    "squeeze": squeeze,
    "stack": stack,
    "tensordot": tensordot,
    "tile": tile,
    "transpose": transpose,
    "where": where,
    "where_v2": where_v2,
    "xw_plus_b": xw_plus_b,
    "zeros": zeros,
}
