"""Held numbers: constants and seeds that a hand may move without another graph.

A run may feed any tensor, so a constant is moved by feeding it, and nothing that was computed
with the old number is left. A seed is what a backward pass starts from: TensorFlow's `grad_ys`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from gradviz.core.graph import Tensor
from gradviz.study.diagram import drawn_name, drawn_tensors
from gradviz.study.models import Model

Array = np.ndarray[Any, Any]

Held = Mapping[str, Any]
"""Numbers in a hand: by name as in `holdable`, a number or an array of its tensor's shape."""

SEED = "|seed"
"""What follows a tensor's name where its seed is meant: "cost:0|seed"."""

MOST_ENTRIES = 500
"""Entries of the largest constant that a hand moves: what a visitor can have typed as data."""


@lru_cache(maxsize=64)
def holdable(model: Model) -> Mapping[str, Tensor]:
    """The tensors of a model that a hand can move beside its inputs and parameters, by name.

    These are the drawn constants, and the seeds of what is differentiated, "cost:0|seed".

    Example:
        >>> from gradviz.study.models import linear_model
        >>> list(holdable(linear_model(2)))
        ['half:0', 'cost:0|seed']
    """
    constants = {
        drawn_name(tensor): tensor
        for tensor in drawn_tensors(model.roots)
        if tensor.op.type == "Const" and _movable(tensor)
    }
    return constants | {f"{drawn_name(y)}{SEED}": seed for y, seed in model.seeds.items()}


def _movable(tensor: Tensor) -> bool:
    return tensor.dtype.is_floating and tensor.shape.size <= MOST_ENTRIES


def held_feeds(model: Model, held: Held | None) -> dict[Tensor, Array]:
    """Held numbers as feeds.

    Args:
        model: any model.
        held: the numbers.

    Raises:
        ValueError: for a name that cannot be held, or an array of another shape.
    """
    tensors = holdable(model)
    found = {}
    for name, value in (held or {}).items():
        if name not in tensors:
            known = ", ".join(tensors) or "nothing"
            raise ValueError(f"{name!r} cannot be held: this model has {known}")
        tensor, array = tensors[name], np.asarray(value, np.float64)
        if array.shape != tuple(tensor.shape):
            raise ValueError(f"{name} has the shape {tuple(tensor.shape)}, not {array.shape}")
        found[tensor] = array
    return found
