"""Second derivatives as matrices."""

from __future__ import annotations

from typing import Any

from gradviz.core.gradients import as_tensors, gradients
from gradviz.core.graph import Tensor


def hessians(
    ys: Any,
    xs: Any,
    name: str = "hessians",
    colocate_gradients_with_ops: bool = False,
    gate_gradients: bool = False,
    aggregation_method: int | None = None,
) -> list[Tensor]:
    """For each x the matrix of second derivatives of the sum of `ys`, of shape `x.shape + x.shape`.

    There are no blocks across different xs: differentiate the gradients for those.

    Raises:
        ValueError: if a first gradient is None or does not depend on its x.
    """
    from gradviz.core.ops.joining import stack
    from gradviz.core.ops.sums import reshape

    del colocate_gradients_with_ops, gate_gradients
    sources = as_tensors(xs, "xs")
    results = []
    with sources[0].graph.as_default(), sources[0].graph.name_scope(name):
        firsts = gradients(ys, sources, aggregation_method=aggregation_method)
        for x, first in zip(sources, firsts, strict=True):
            if first is None:
                raise ValueError("None values not supported.")
            entries = reshape(first, [-1])
            rows = [gradients(entries[i], x)[0] for i in range(entries.shape[0])]
            if any(row is None for row in rows):
                raise ValueError("None values not supported.")
            results.append(reshape(stack(rows), [*x.shape, *x.shape]))
    return results
