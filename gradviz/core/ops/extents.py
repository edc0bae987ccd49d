"""Whole numbers that say how a graph is built: extents, axes, places."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradviz.core.deferred import ancestors
from gradviz.core.errors import ComputedShapeError
from gradviz.core.graph import Tensor
from gradviz.core.ops.sources import CONST, PLACEHOLDER_WITH_DEFAULT, convert_to_tensor, is_symbolic


def extents_of(shape: Any, what: str) -> list[int]:
    """The numbers that a shape argument means: numbers, constant tensors, or a list of both.

    Raises:
        ComputedShapeError: if one of them is computed in a run.
    """
    if is_symbolic(shape):
        return [int(extent) for extent in np.ravel(_known(shape, what))]
    if isinstance(shape, list | tuple) and any(is_symbolic(extent) for extent in shape):
        return [n for extent in shape for n in extents_of(extent, what)]
    return [int(extent) for extent in np.ravel(shape)]


def _known(value: Any, what: str) -> Any:
    """The value of a tensor that is made of constants alone, as `tf.shape(x)[0]` is."""
    tensor: Tensor = convert_to_tensor(value)
    if "value" in tensor.op.attributes:
        return tensor.op.attributes["value"]
    for op in ancestors([tensor]):
        leaf = not op.inputs and op.definition is not CONST
        if leaf or op.call is not None or op.definition is PLACEHOLDER_WITH_DEFAULT:
            raise ComputedShapeError(
                f"{what}: the shape {tensor} is computed; give numbers or a constant"
            )
    from gradviz.core.execute import evaluate

    return evaluate([tensor], {})[0]
