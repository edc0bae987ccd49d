"""Making tensors larger: repetition and margins."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradviz.core.deferred import deferrable
from gradviz.core.errors import InvalidArgumentError, ShapeError
from gradviz.core.graph import Tensor
from gradviz.core.op import Op
from gradviz.core.ops.extents import extents_of
from gradviz.core.ops.slicing import strided_slice
from gradviz.core.ops.sources import convert_to_tensor, identity
from gradviz.core.ops.sums import reduce_sum, reshape


def _tile_adjoint(
    g: Tensor, out: Tensor, x: Tensor, *, multiples: tuple[int, ...]
) -> list[Tensor | None]:
    parted = [n for pair in zip(multiples, x.shape, strict=True) for n in pair]
    return [reduce_sum(reshape(g, parted), axis=list(range(0, len(parted), 2)))]


TILE = Op(
    type="Tile",
    inputs=("input",),
    kernel=lambda x, *, multiples: np.tile(x, multiples),
    adjoint=_tile_adjoint,
    latex=r"\operatorname{{tile}}\left({input:0}\right)",
    symbol="tile",
    summary="x repeated along its axes.",
    examples=((lambda x: tile(x, [2, 3]), ((2, 2),)),),
    passes="Each entry receives the sum of the gradients of its copies.",
)


@deferrable
def tile(input: Any, multiples: Any, name: str | None = None) -> Tensor:  # noqa: A002
    """The tensor repeated `multiples[a]` times along each axis a.

    Raises:
        ShapeError: if there is not one number for each axis.
    """
    x = convert_to_tensor(input)
    counts = extents_of(multiples, "tile")
    if len(counts) != len(x.shape):
        raise ShapeError(
            f"tile: multiples {counts} must have one entry for each axis of the shape {x.shape}"
        )
    shape = [c * n for c, n in zip(counts, x.shape, strict=True)]
    return x.graph.create_op(
        TILE, name or "Tile", [x], [shape], [x.dtype], {"multiples": tuple(counts)}
    ).outputs[0]


def _pad_kernel(x: Any, *, paddings: tuple[tuple[int, int], ...], value: float) -> Any:
    margins = ((0, 0),) * (x.ndim - len(paddings)) + paddings
    return np.pad(x, margins, constant_values=value)


def _pad_adjoint(
    g: Tensor, out: Tensor, x: Tensor, *, paddings: tuple[tuple[int, int], ...], value: float
) -> list[Tensor | None]:
    key = tuple(slice(before, before + n) for (before, _), n in zip(paddings, x.shape, strict=True))
    return [strided_slice(g, key)]


PAD = Op(
    type="Pad",
    inputs=("tensor",),
    kernel=_pad_kernel,
    adjoint=_pad_adjoint,
    latex=r"\operatorname{{pad}}\left({tensor:0}\right)",
    symbol="pad",
    summary="x with margins of one value.",
    examples=((lambda x: pad(x, [[1, 0], [0, 2]]), ((2, 3),)),),
    passes="The margins are cut off the gradient.",
)


@deferrable
def pad(
    tensor: Any,
    paddings: Any,
    mode: str = "CONSTANT",
    name: str | None = None,
    constant_values: float = 0,
) -> Tensor:
    """The tensor with margins: `paddings[a]` are the widths before and after it in axis a.

    Raises:
        ValueError: for a mode other than "CONSTANT".
        ShapeError: if there is not one pair for each axis.
    """
    x = convert_to_tensor(tensor)
    if mode.upper() != "CONSTANT":
        raise ValueError(f"Unknown padding mode: {mode!r} (only 'CONSTANT' is implemented)")
    flat = extents_of(paddings, "pad")
    if len(flat) != 2 * len(x.shape) or min(flat, default=0) < 0:
        raise ShapeError(
            f"pad: paddings must be one pair of widths for each axis of {x.shape}, got {paddings}"
        )
    if np.ndim(constant_values):
        raise InvalidArgumentError(f"pad: constant_values must be a scalar, got {constant_values}")
    if not flat:
        # NumPy takes no empty list of margins, and a number has none.
        return identity(x, name)
    margins = tuple(zip(flat[::2], flat[1::2], strict=True))
    shape = [before + n + after for (before, after), n in zip(margins, x.shape, strict=True)]
    return x.graph.create_op(
        PAD,
        name or "Pad",
        [x],
        [shape],
        [x.dtype],
        {"paddings": margins, "value": constant_values},
    ).outputs[0]
