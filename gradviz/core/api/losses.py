"""Costs, under TensorFlow's names: `tf.losses`."""

from __future__ import annotations

from typing import Any

from gradviz.core.defaults import add_to_collection, get_collection
from gradviz.core.deferred import deferrable
from gradviz.core.dtypes import float32
from gradviz.core.errors import ShapeError
from gradviz.core.graph import Tensor
from gradviz.core.ops.casts import cast
from gradviz.core.ops.comparisons import not_equal
from gradviz.core.ops.elementwise import squared_difference
from gradviz.core.ops.quotients import div_no_nan
from gradviz.core.ops.selection import add_n
from gradviz.core.ops.sources import convert_to_tensor, is_symbolic
from gradviz.core.ops.sums import reduce_sum, spread

__all__ = ["get_losses", "get_total_loss", "mean_squared_error"]

COLLECTION = "losses"


def mean_squared_error(
    labels: Any,
    predictions: Any,
    weights: Any = 1.0,
    scope: str | None = None,
    loss_collection: str | None = COLLECTION,
) -> Tensor:
    """The mean of the squared distances of predictions from labels, in float32.

    Args:
        labels: what is wanted.
        predictions: what is there, in the same shape.
        weights: of each distance; those of weight 0 do not count in the mean.
        scope: the name scope of the operations.
        loss_collection: where the cost is kept for `get_total_loss`; None: nowhere.

    Raises:
        ShapeError: if the shapes differ.
    """
    cost = _mean_squared_error(labels, predictions, weights, scope)
    if loss_collection:
        add_to_collection(loss_collection, cost)
    return cost


@deferrable
def _mean_squared_error(labels: Any, predictions: Any, weights: Any, scope: str | None) -> Tensor:
    wanted, there = convert_to_tensor(labels), convert_to_tensor(predictions)
    if wanted.shape != there.shape:
        raise ShapeError(f"Shapes {there.shape} and {wanted.shape} are incompatible")
    given = cast(weights, float32) if is_symbolic(weights) else weights
    with there.graph.as_default(), there.graph.name_scope(scope or "mean_squared_error") as inner:
        distances = squared_difference(cast(there, float32), cast(wanted, float32))
        weight = convert_to_tensor(given, float32)
        counted = spread(cast(not_equal(weight, 0.0), float32), distances.shape)
        return div_no_nan(
            reduce_sum(distances * weight), reduce_sum(counted), name=f"{inner}value/"
        )


def get_losses(scope: str | None = None, loss_collection: str = COLLECTION) -> list[Any]:
    """The costs of the default graph's collection, of those whose names begin with `scope`."""
    return [c for c in get_collection(loss_collection) if c.name.startswith(scope or "")]


def get_total_loss(name: str = "total_loss") -> Tensor:
    """The sum of the default graph's costs.

    Raises:
        ValueError: if there are none.
    """
    return add_n(get_losses(), name=name)
