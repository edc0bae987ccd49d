"""Derivatives by the parameters, first and second, and what is held constant on the way back."""

from __future__ import annotations

from collections.abc import Sequence

from gradviz.core.gradients import BackwardPass, gradients
from gradviz.core.graph import Tensor
from gradviz.core.ops.constants import zeros_like
from gradviz.core.plan import order

Hessian = tuple[tuple[Tensor | None, ...], ...]

HESSIAN_NODES = 400
"""Drawn nodes times parameters up to which second derivatives are added: each row of them is a
pass over the gradient's graph, which has several operations for each node."""


def first_slopes(passes: BackwardPass, moved: Sequence[Tensor]) -> tuple[Tensor, ...]:
    """A gradient for each parameter, zeros where there is none; added to the default graph."""
    known = passes.cotangents
    return tuple(known[p] if p in known else zeros_like(p) for p in moved)


def second_slopes(
    passes: BackwardPass, moved: Sequence[Tensor], stops: Sequence[Tensor] = ()
) -> Hessian:
    """The derivatives of the gradients, row by row; added to the default graph.

    Returns:
        None where nothing depends; empty unless all parameters are single numbers, and few.
    """
    scalar = all(not p.shape for p in moved) and len(moved) * len(passes.xs) <= HESSIAN_NODES
    rows = [passes.cotangents.get(p) for p in moved] if scalar else []
    return tuple(
        (None,) * len(moved)
        if row is None
        else tuple(gradients(row, list(moved), stop_gradients=list(stops)))
        for row in rows
    )


def stopped(roots: Sequence[Tensor]) -> tuple[Tensor, ...]:
    """What a graph itself holds constant on the way back, among what its roots are made from."""
    ops = order([t.op for t in roots], [])
    return tuple(op.outputs[0] for op in ops if op.type == "StopGradient")
