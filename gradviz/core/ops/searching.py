"""Where the largest entries are, and numbers as places: results that no gradient flows through."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from gradviz.core.deferred import deferrable
from gradviz.core.dtypes import DType, as_dtype, float32, int32, int64
from gradviz.core.errors import DTypeError, InvalidArgumentError, ShapeError
from gradviz.core.graph import Tensor
from gradviz.core.op import Op
from gradviz.core.ops.axes import axis_from_end
from gradviz.core.ops.constants import range as numbers
from gradviz.core.ops.extents import extents_of
from gradviz.core.ops.slicing import gather
from gradviz.core.ops.sources import convert_to_tensor, is_symbolic
from gradviz.core.ops.sums import reshape


def _search(function: Any, worst: float) -> Any:
    def kernel(x: Any, *, axis: int, output_type: str) -> Any:
        array = np.asarray(x)
        if not array.shape[axis]:
            raise InvalidArgumentError(f"Reduction axis {axis} is empty in shape {array.shape}")
        # A NaN is neither larger nor smaller, as in TensorFlow; numpy would find it first.
        known = np.where(np.isnan(array), worst, array) if array.dtype.kind == "f" else array
        return function(known, axis=axis).astype(output_type)

    return kernel


def _arg_op(type: str, function: Any, worst: float, word: str) -> Op:  # noqa: A002
    return Op(
        type=type,
        inputs=("input",),
        kernel=_search(function, worst),
        constant=True,
        latex=rf"\arg\{word} {{input:2}}",
        symbol=f"arg{word}",
        summary=f"Where along an axis the {word}imum is; of equal ones the first.",
    )


ARG_MAX = _arg_op("ArgMax", np.argmax, -np.inf, "max")
ARG_MIN = _arg_op("ArgMin", np.argmin, np.inf, "min")


@deferrable
def _arg(definition: Op, tensor: Any, axis: Any, output_type: object, name: str | None) -> Tensor:
    x = convert_to_tensor(tensor)
    if x.dtype.is_bool:
        raise DTypeError(f"{definition.type}: truth values have no order; cast them")
    rank, element = len(x.shape), as_dtype(output_type)
    place = axis_from_end(0 if axis is None else axis, rank, definition.symbol)
    shape = [n for p, n in enumerate(x.shape) if p - rank != place]
    attributes = {"axis": place, "output_type": element.name}
    return x.graph.create_op(
        definition, name or definition.type, [x], [shape], [element], attributes
    ).outputs[0]


def argmax(
    input: Any,  # noqa: A002  TensorFlow's name
    axis: Any = None,
    name: str | None = None,
    dimension: Any = None,
    output_type: object = int64,
) -> Tensor:
    """Where along an axis (the first) the largest entry is; of equal ones the first.

    Raises:
        ShapeError: if there is no such axis.
        InvalidArgumentError: in a run, if the axis has no entries.
    """
    return _arg(ARG_MAX, input, dimension if axis is None else axis, output_type, name)


def argmin(
    input: Any,  # noqa: A002  TensorFlow's name
    axis: Any = None,
    name: str | None = None,
    dimension: Any = None,
    output_type: object = int64,
) -> Tensor:
    """Where along an axis (the first) the smallest entry is; see `argmax`."""
    return _arg(ARG_MIN, input, dimension if axis is None else axis, output_type, name)


def _top_k_kernel(x: Any, *, k: int) -> Any:
    order = np.argsort(-np.asarray(x, np.float64), axis=-1, kind="stable")
    return order[..., :k].astype(np.int32)


TOP_K = Op(
    type="TopKV2",
    inputs=("input",),
    kernel=_top_k_kernel,
    constant=True,
    latex=r"\operatorname{{top}} {input:2}",
    symbol="top k",
    summary="Where along the last axis the k largest entries are, the largest first.",
)


class TopK(NamedTuple):
    """The largest entries along the last axis, and where they are."""

    values: Tensor
    indices: Tensor


def top_k(
    input: Any,  # noqa: A002  TensorFlow's name
    k: int = 1,
    sorted: bool = True,  # noqa: A002  TensorFlow's name
    name: str | None = None,
) -> TopK:
    """The k largest entries along the last axis, the largest first, and their places.

    The gradient goes to the entries that were taken. They are always sorted here.

    Raises:
        ShapeError: if there are fewer than k entries.
    """
    del sorted
    values, indices = _top_k(input, int(k), name)
    return TopK(values, indices)


@deferrable
def _top_k(tensor: Any, k: int, name: str | None) -> list[Tensor]:
    x = convert_to_tensor(tensor)
    if not x.shape or x.shape[-1] < k:
        raise ShapeError(f"input must have at least k({k}) columns (its shape is {x.shape})")
    shape, width = [*x.shape[:-1], k], x.shape[-1]
    with x.graph.as_default(), x.graph.name_scope(name or "TopKV2"):
        indices = x.graph.create_op(TOP_K, "indices", [x], [shape], [int32], {"k": k}).outputs[0]
        rows = x.shape.size // width if width else 0
        first = reshape(numbers(0, rows * width, width, dtype=int32), [*x.shape[:-1], 1])
        return [gather(reshape(x, [-1]), first + indices), indices]


def _one_hot_kernel(indices: Any, *, depth: int, on: Any, off: Any, axis: int, dtype: str) -> Any:
    places = np.arange(depth).reshape(depth, *((1,) * (-axis - 1)))
    return np.where(np.expand_dims(indices, axis) == places, on, off).astype(dtype)


ONE_HOT = Op(
    type="OneHot",
    inputs=("indices",),
    kernel=_one_hot_kernel,
    constant=True,
    latex=r"\operatorname{{one\,hot}}\left({indices:0}\right)",
    symbol="one hot",
    summary="A one at the place that each number names, zeros elsewhere.",
)


@deferrable
def one_hot(
    indices: Any,
    depth: Any,
    on_value: Any = None,
    off_value: Any = None,
    axis: int | None = None,
    dtype: object = None,
    name: str | None = None,
) -> Tensor:
    """A new axis: `on_value` (1) where an index says, `off_value` (0) elsewhere.

    An index out of range has no place: `off_value` everywhere.

    Raises:
        DTypeError: if the indices are not integers, or the values are of two types.

    Example:
        >>> from gradviz.core.session import Session
        >>> Session().run(one_hot([2, 0], 3))
        array([[0., 0., 1.],
               [1., 0., 0.]], dtype=float32)
    """
    chosen = convert_to_tensor(indices, None if is_symbolic(indices) else int32)
    if not chosen.dtype.is_integer:
        raise DTypeError(f"one_hot: indices must be integers, not {chosen.dtype.name}")
    wanted = None if dtype is None else as_dtype(dtype)
    given = [_preferring(wanted, v) for v in (on_value, off_value) if v is not None]
    kinds = {t.dtype for t in given} | ({wanted} if wanted is not None else set())
    if len(kinds) > 1:
        raise DTypeError(
            f"one_hot: the values are of different types {sorted(k.name for k in kinds)}"
        )
    element = kinds.pop() if kinds else float32
    on, off = (
        number if value is None else _number(value)
        for value, number in ((on_value, 1), (off_value, 0))
    )
    rank = len(chosen.shape) + 1
    place = axis_from_end(-1 if axis is None else axis, rank, "one_hot")
    size = extents_of(depth, "one_hot")[0]
    shape = list(chosen.shape)
    shape.insert(place + rank, size)
    attributes = {"depth": size, "on": on, "off": off, "axis": place, "dtype": element.name}
    return chosen.graph.create_op(
        ONE_HOT, name or "one_hot", [chosen], [shape], [element], attributes
    ).outputs[0]


def _preferring(dtype: DType | None, value: Any) -> Tensor:
    """The value as a tensor of the dtype, where it can be one."""
    if dtype is not None and not is_symbolic(value):
        try:
            return convert_to_tensor(value, dtype)
        except (TypeError, ValueError):
            pass  # of its own dtype, then
    return convert_to_tensor(value)


def _number(value: Any) -> Any:
    """The number that a constant is.

    Raises:
        ShapeError: if it is a tensor that is computed.
    """
    if isinstance(value, Tensor):
        if "value" not in value.op.attributes:
            raise ShapeError(f"{value} is computed; give a number or a constant")
        value = value.op.attributes["value"]
    return np.asarray(value).item()
