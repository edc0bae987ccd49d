"""Second derivatives as matrices."""

from __future__ import annotations

from typing import Any

from gradviz.core.deferred import Call, add_call, is_open
from gradviz.core.gradients import as_tensors, gradients
from gradviz.core.graph import Tensor
from gradviz.core.ops.sources import IDENTITY
from gradviz.core.shapes import OpenShape


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
    del colocate_gradients_with_ops, gate_gradients
    sources = as_tensors(xs, "xs")
    with sources[0].graph.as_default(), sources[0].graph.name_scope(name):
        firsts = gradients(ys, sources, aggregation_method=aggregation_method)
        return [_hessian(_present(first), x) for x, first in zip(sources, firsts, strict=True)]


def _hessian(first: Tensor, x: Tensor) -> Tensor:
    """The derivatives by x of each entry of the first derivative."""
    from gradviz.core.ops.joining import stack
    from gradviz.core.ops.sums import reshape

    if is_open([first, x]):
        return _deferred(first, x)
    entries = reshape(first, [-1])
    if not x.shape.size:
        _present(gradients(first, x)[0])
        return reshape(first, [*x.shape, *x.shape])
    rows = [_present(gradients(entries[i], x)[0]) for i in range(x.shape.size)]
    return reshape(stack(rows), [*x.shape, *x.shape])


def _deferred(first: Tensor, x: Tensor) -> Tensor:
    """The matrix where its shape is known only in a run."""
    _present(gradients(first, x)[0])
    known = not isinstance(x.shape, OpenShape) or x.shape.rank_known
    shape = OpenShape([*x.shape, *x.shape] if known else None)
    seen = Tensor(x.op, 0, shape, x.dtype)
    call = Call(_hessian, (first, x), {}, True)
    return add_call([first, x], call, [[seen]], "Reshape", IDENTITY).outputs[0]


def _present(derivative: Tensor | None) -> Tensor:
    if derivative is None:
        raise ValueError("None values not supported.")
    return derivative
