"""Products of tensors summed over axes that they share, all of them built of matrix products."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from gradviz.core.defaults import get_default_graph
from gradviz.core.deferred import deferrable
from gradviz.core.errors import ShapeError
from gradviz.core.graph import Tensor, same_graph
from gradviz.core.ops.axes import axis_from_end, transpose
from gradviz.core.ops.build import same_dtype
from gradviz.core.ops.extents import extents_of
from gradviz.core.ops.matrices import matmul
from gradviz.core.ops.sources import convert_to_tensor, is_symbolic
from gradviz.core.ops.sums import reduce_sum, reshape
from gradviz.core.shapes import TensorShape


def _operands(what: str, values: Sequence[Any]) -> list[Tensor]:
    symbolic = [convert_to_tensor(v) for v in values if is_symbolic(v)]
    graph = same_graph(symbolic) if symbolic else get_default_graph()
    wanted = symbolic[0].dtype if symbolic else None
    return same_dtype(what, [f"inputs_{i}" for i in range(len(values))], values, graph, wanted)


@deferrable
def tensordot(a: Any, b: Any, axes: Any, name: str | None = None) -> Tensor:
    """The sum of products over the last axes of a and the first of b, or over the pairs given.

    Args:
        a: a tensor.
        b: a tensor.
        axes: how many axes, or two lists: the axes of a, and those of b in the same order.
        name: the name scope of the operations.

    Raises:
        ValueError: if the two lists are not of one length.
        ShapeError: if the extents of a pair differ, or there is no such axis.

    Example:
        >>> from gradviz.core.ops.constants import ones
        >>> tensordot(ones([2, 3, 4]), ones([4, 3, 5]), [[1, 2], [1, 0]]).shape
        TensorShape([2, 5])
    """
    x, y = _operands("tensordot", [a, b])
    first, second = _pairs(axes, len(x.shape), len(y.shape))
    for p, q in zip(first, second, strict=True):
        if x.shape[p] != y.shape[q]:
            raise ShapeError(
                f"tensordot: Dimensions must be equal, but are {x.shape[p]} and {y.shape[q]}: axis"
                f" {p} of {x.shape}, axis {q} of {y.shape}"
            )
    kept = [p for p in range(len(x.shape)) if p not in first]
    left = [q for q in range(len(y.shape)) if q not in second]
    rows, columns = [x.shape[p] for p in kept], [y.shape[q] for q in left]
    inner = TensorShape(x.shape[p] for p in first).size
    with x.graph.as_default(), x.graph.name_scope(name or "Tensordot") as scope:
        one = reshape(transpose(x, [*kept, *first]), [TensorShape(rows).size, inner])
        other = reshape(transpose(y, [*second, *left]), [inner, TensorShape(columns).size])
        return reshape(matmul(one, other), [*rows, *columns], scope)


def _pairs(axes: Any, rank: int, other: int) -> tuple[list[int], list[int]]:
    if isinstance(axes, int | np.integer):
        if not 0 <= axes <= min(rank, other):
            raise ShapeError(f"tensordot: axes {axes} for tensors of {rank} and {other} axes")
        return list(range(rank - int(axes), rank)), list(range(int(axes)))
    if not isinstance(axes, list | tuple) or len(axes) != 2:
        raise ValueError(f"'axes' must be an integer or have length 2: {axes!r}")
    lists = [
        [axis_from_end(p, n, "tensordot") + n for p in extents_of(part, "tensordot")]
        for part, n in zip(axes, (rank, other), strict=True)
    ]
    if len(lists[0]) != len(lists[1]):
        raise ValueError(f"tensordot: different number of axes in {axes!r}")
    return lists[0], lists[1]


@deferrable
def einsum(equation: str, *inputs: Any, name: str | None = None) -> Tensor:
    """The sum of products that an equation describes, as in "bij,jk->bik".

    Every letter is an axis; those that are not on the right are summed over. Without "->" the
    letters that occur once are kept, in alphabetical order. "..." stands for further axes, which
    all operands that have it share. A letter twice in one operand (a trace) is not possible.

    Raises:
        ValueError: if the equation cannot be read, or does not fit the inputs.

    Example:
        >>> from gradviz.core.ops.constants import ones
        >>> einsum("bij,jk->bik", ones([5, 2, 3]), ones([3, 4])).shape
        TensorShape([5, 2, 4])
    """
    tensors = _operands("einsum", inputs)
    terms, result = _read(equation, [len(t.shape) for t in tensors])
    extents: dict[str, int] = {}
    for letters, t in zip(terms, tensors, strict=True):
        for letter, n in zip(letters, t.shape, strict=True):
            if extents.setdefault(letter, n) != n:
                raise ShapeError(
                    f"einsum {equation!r}: Dimensions must be equal, but {letter!r} is"
                    f" {extents[letter]} and {n}"
                )
    with tensors[0].graph.as_default(), tensors[0].graph.name_scope(name or "einsum"):
        letters, total = terms[0], tensors[0]
        for place, (others, t) in enumerate(zip(terms[1:], tensors[1:], strict=True), 2):
            wanted = set(result).union(*terms[place:])
            letters, total = _product((letters, total), (others, t), wanted)
        letters, total = _summed(letters, total, set(result))
        return transpose(total, [letters.index(letter) for letter in result])


def _read(equation: str, ranks: Sequence[int]) -> tuple[list[str], str]:
    """The letters of the inputs and of the result; "..." becomes letters that nobody can write."""
    text = equation.replace(" ", "")
    if not re.fullmatch(r"[A-Za-z.,]*(->[A-Za-z.]*)?", text):
        raise ValueError(f"einsum: cannot read {equation!r} (as in 'ij,jk->ik')")
    left, arrow, right = text.partition("->")
    terms = left.split(",")
    if len(terms) != len(ranks):
        raise ValueError(
            f"Expected {len(terms)} arguments for equation {equation!r}, but received {len(ranks)}"
        )
    more = {n - len(t.replace("...", "")) for t, n in zip(terms, ranks, strict=True) if "..." in t}
    if len(more) > 1 or min(more, default=0) < 0:
        raise ShapeError(f"einsum {equation!r}: '...' stands for {sorted(more)} axes")
    dots = "".join(chr(ord("α") + place) for place in range(max(more, default=0)))
    terms = [t.replace("...", dots) for t in terms]
    if not arrow:
        letters = "".join(terms)
        right = dots + "".join(sorted(c for c in set(letters) - set(dots) if letters.count(c) == 1))
    result = right.replace("...", dots)
    for term, n in zip(terms, ranks, strict=True):
        if len(term) != n:
            raise ShapeError(f"einsum {equation!r}: {term!r} has {len(term)} axes, its input {n}")
    if any(len(set(term)) < len(term) for term in [*terms, result]):
        raise ValueError(f"einsum {equation!r}: a letter occurs twice in one term")
    if set(result) - set("".join(terms)):
        raise ValueError(f"einsum {equation!r}: the result has letters that no input has")
    return terms, result


def _summed(letters: str, t: Tensor, wanted: set[str]) -> tuple[str, Tensor]:
    """Summed over the letters that are wanted no more."""
    axes = [place for place, letter in enumerate(letters) if letter not in wanted]
    if not axes:
        return letters, t
    return "".join(c for c in letters if c in wanted), reduce_sum(t, axes)


def _product(
    one: tuple[str, Tensor], other: tuple[str, Tensor], wanted: set[str]
) -> tuple[str, Tensor]:
    """Two factors as a stack of matrix products."""
    first, x = _summed(*one, wanted | set(other[0]))
    second, y = _summed(*other, wanted | set(first))
    stack = [c for c in first if c in second and c in wanted]
    inner = [c for c in first if c in second and c not in wanted]
    rows, columns = [c for c in first if c not in second], [c for c in second if c not in first]
    extent = dict(zip(first + second, [*x.shape, *y.shape], strict=True))
    sizes = [TensorShape(extent[c] for c in part).size for part in (stack, rows, inner, columns)]
    a = transpose(x, [first.index(c) for c in (*stack, *rows, *inner)])
    b = transpose(y, [second.index(c) for c in (*stack, *inner, *columns)])
    product = matmul(reshape(a, sizes[:3]), reshape(b, [sizes[0], *sizes[2:]]))
    letters = [*stack, *rows, *columns]
    return "".join(letters), reshape(product, [extent[c] for c in letters])
