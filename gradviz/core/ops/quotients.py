"""Quotients and logarithms in which zero has the last word."""

from __future__ import annotations

from typing import Any

from gradviz.core.graph import Tensor
from gradviz.core.ops.comparisons import equal
from gradviz.core.ops.elementwise import divide
from gradviz.core.ops.exponentials import log
from gradviz.core.ops.selection import select
from gradviz.core.ops.sources import convert_to_tensor, is_symbolic


def _pair(x: Any, y: Any) -> tuple[Tensor, Tensor]:
    known = next((convert_to_tensor(v).dtype for v in (x, y) if is_symbolic(v)), None)
    first = convert_to_tensor(x, None if is_symbolic(x) else known)
    return first, convert_to_tensor(y, None if is_symbolic(y) else first.dtype)


def div_no_nan(x: Any, y: Any, name: str | None = None) -> Tensor:
    """X / y, and 0 where y is 0; nothing flows back there."""
    a, b = _pair(x, y)
    with a.graph.as_default(), a.graph.name_scope(name or "div_no_nan") as scope:
        zero = equal(b, 0)
        return select(zero, 0, divide(a, select(zero, 1, b)), name=scope)


def xlogy(x: Any, y: Any, name: str | None = None) -> Tensor:
    """X · ln y, and 0 where x is 0, whatever y is; nothing flows back there."""
    a, b = _pair(x, y)
    with a.graph.as_default(), a.graph.name_scope(name or "xlogy"):
        return a * log(select(equal(a, 0), 1, b))


def xdivy(x: Any, y: Any, name: str | None = None) -> Tensor:
    """X / y, and 0 where x is 0, whatever y is; nothing flows back there."""
    a, b = _pair(x, y)
    with a.graph.as_default(), a.graph.name_scope(name or "xdivy"):
        zero = equal(a, 0)
        return select(zero, 0, divide(a, select(zero, 1, b)))
