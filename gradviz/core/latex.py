r"""Graph to LaTeX: formulas with names, and the same formulas with their numbers put in.

Everything is read off the op table's forward forms; gradients are graph, so their formulas come
from the same place. Numbers appear as slots, `\slot{name}{k}` for entry k of the tensor that the
caller calls `name` (`\guard{name}{k}` where a negative number needs parentheses): whoever shows
the formula puts today's numbers there, so formula and drawing can never disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from string import Formatter

import numpy as np

from gradviz.core.graph import Operation, Tensor
from gradviz.core.latex_text import latex_text
from gradviz.core.op import ATOM, PRODUCT, SIGN
from gradviz.core.ops.sources import CONST
from gradviz.core.pieces import Formula, Piece, operand, terms_of, text_of
from gradviz.core.plan import order

LIMIT = 200
"""Operations in the longest formula that is still written out."""

SHOWN = 4
"""Terms of the longest sum that is written out in full."""

Leaf = Callable[[Tensor, "int | None"], "Formula | None"]


def formula(tensor: Tensor, names: Mapping[Tensor, str]) -> str | None:
    r"""The LaTeX of a tensor in terms of named tensors.

    Args:
        tensor: what is to be written.
        names: LaTeX for the tensors at which the formula stops.

    Returns:
        The formula, or None where it would be too long to read.

    Example:
        >>> from gradviz.core.ops import placeholder, reduce_sum, square
        >>> x, y = placeholder("double", [2], name="x"), placeholder("double", [2], name="y")
        >>> formula(0.5 * reduce_sum(square(x - y)), {x: "x", y: "y"})
        '\\tfrac{1}{2} \\sum \\left(x - y\\right)^2'
    """
    return _write(tensor, None, lambda t, _: _piece(names[t]) if t in names else None)


def numbers(tensor: Tensor, names: Mapping[Tensor, str]) -> str | None:
    r"""The LaTeX of a scalar with the named tensors' numbers as slots, entry by entry.

    Returns:
        The formula, or None where there is none that could be read.

    Example:
        >>> from gradviz.core.ops import placeholder, reduce_sum
        >>> x = placeholder("double", [2], name="x")
        >>> numbers(reduce_sum(x * x), {x: "x"})
        '\\guard{x}{0} \\cdot \\guard{x}{0} + \\guard{x}{1} \\cdot \\guard{x}{1}'
    """

    def leaf(t: Tensor, entry: int | None) -> Formula | None:
        return _piece(rf"\slot{{{names[t]}}}{{{entry}}}") if t in names else None

    return _write(tensor, 0, leaf)


def entry_formula(
    tensor: Tensor, entry: int, text: Callable[[Tensor, int], str | None]
) -> str | None:
    r"""The LaTeX of one entry of a tensor.

    Args:
        tensor: whose entry is to be written.
        entry: which, row by row from 0.
        text: LaTeX for an entry of the tensors at which the formula stops, None for all others.

    Returns:
        The formula, or None where it would be too long, or an op's entries cannot be written.

    Example:
        >>> from gradviz.core.ops import placeholder, square
        >>> x = placeholder("double", [2], name="x")
        >>> entry_formula(square(x), 1, lambda t, k: f"x_{k + 1}" if t is x else None)
        'x_2^2'
    """

    def leaf(t: Tensor, place: int | None) -> Formula | None:
        written = text(t, place or 0)
        return None if written is None else _piece(written)

    return _write(tensor, entry, leaf)


def _piece(text: str) -> Formula:
    return Formula(1.0, (Piece(text, ATOM),))


def _write(tensor: Tensor, entry: int | None, leaf: Leaf) -> str | None:
    first = None if entry is None else 0
    named = [t for t in _ancestors(tensor) if t.shape.size and leaf(t, first) is not None]
    if len(order([tensor.op], named)) > LIMIT:
        return None
    memo: dict[tuple[Tensor, int | None], Formula] = {}
    try:
        return text_of(_formula(tensor, entry, leaf, memo)).text
    except _Unwritten:
        return None


class _Unwritten(Exception):  # noqa: N818  nothing is wrong: there is only no formula
    """An op whose entries cannot be written one by one."""


def _ancestors(tensor: Tensor) -> list[Tensor]:
    return [t for op in order([tensor.op], []) for t in op.outputs]


def _formula(
    tensor: Tensor,
    entry: int | None,
    leaf: Leaf,
    memo: dict[tuple[Tensor, int | None], Formula],
) -> Formula:
    """The formula of a tensor, or of one entry of it; recursion is bounded by LIMIT."""
    known = memo.get((tensor, entry)) or leaf(tensor, entry)
    if known is None:

        def of(t: Tensor, e: int | None) -> Formula:
            return _formula(t, e, leaf, memo)

        known = _operation(tensor, entry, of)
    memo[tensor, entry] = known
    return known


def _operation(
    tensor: Tensor, entry: int | None, of: Callable[[Tensor, int | None], Formula]
) -> Formula:
    op = tensor.op
    if op.definition is CONST:
        value = op.attributes["value"]
        if entry is None and value.size != 1:
            return _piece(latex_text(op.name))
        return Formula(float(value.ravel()[entry or 0]), ())
    if not op.inputs:
        return _piece(latex_text(op.name))
    if op.type in ("BroadcastTo", "Reshape", "Identity"):
        return of(op.inputs[0], _source_entry(op, entry))
    if op.type == "Sum" or (op.type == "Mean" and entry is not None):
        total = _sum(op, entry, of)
        count = op.inputs[0].shape.size // max(1, op.outputs[0].shape.size)
        return total._replace(coefficient=total.coefficient / (count if op.type == "Mean" else 1))
    if entry is not None and op.type == "MatMul":
        return _inner_product(op, entry, of)
    if entry is not None and not (op.definition.entrywise or op.type in ("AddN", "Select")):
        raise _Unwritten
    parts = [of(t, entry) for t in op.inputs]
    if op.type == "Neg":
        return Formula(-parts[0].coefficient, parts[0].factors)
    if op.type == "Mul":
        coefficient = parts[0].coefficient * parts[1].coefficient
        return Formula(coefficient, parts[0].factors + parts[1].factors)
    if op.type == "MatMul":
        return _matrix_product(op, parts)
    if op.type == "RealDiv" and not parts[1].factors and parts[1].coefficient:
        return Formula(parts[0].coefficient / parts[1].coefficient, parts[0].factors)
    if op.type == "AddN":
        return terms_of([text_of(p) for p in parts])
    if len(op.outputs) > 1:
        return _piece(rf"{_fill(op, parts)}_{{{op.outputs.index(tensor) + 1}}}")
    if op.definition.inputs[0].startswith("*"):
        listed = ", ".join(text_of(p).text for p in parts)
        return _piece(rf"\operatorname{{{op.definition.symbol}}}\left({listed}\right)")
    return Formula(1.0, (Piece(_fill(op, parts), op.definition.binds),))


def _source_entry(op: Operation, entry: int | None) -> int | None:
    """Which entry of the input an entry of a broadcast, reshape or identity is."""
    if entry is None or op.type != "BroadcastTo":
        return entry
    size = np.arange(op.inputs[0].shape.size).reshape(op.inputs[0].shape)
    return int(np.broadcast_to(size, op.outputs[0].shape).ravel()[entry])


def _sum(op: Operation, entry: int | None, of: Callable[[Tensor, int | None], Formula]) -> Formula:
    source = op.inputs[0]
    if entry is None:
        whole = of(source, None)
        if not whole.factors:
            count = source.shape.size // max(1, op.outputs[0].shape.size)
            return Formula(whole.coefficient * count, ())
        body = text_of(Formula(1.0, whole.factors))
        return Formula(
            whole.coefficient, (Piece(rf"\sum {operand(body, PRODUCT, True)}", PRODUCT),)
        )
    places = np.arange(source.shape.size).reshape(source.shape)
    keep = np.moveaxis(places, op.attributes["axis"], range(-len(op.attributes["axis"]), 0))
    rows = keep.reshape(op.outputs[0].shape.size, -1)[entry]
    shown = (
        [int(p) for p in rows]
        if len(rows) <= SHOWN
        else [int(rows[0]), int(rows[1]), int(rows[-1])]
    )
    parts = [of(source, place) for place in shown]
    common = {p.coefficient for p in parts}
    coefficient = common.pop() if len(common) == 1 and parts[0].factors else 1.0
    if not coefficient:
        return Formula(0.0, ())
    terms = [text_of(Formula(p.coefficient / coefficient, p.factors)) for p in parts]
    if len(rows) > SHOWN:
        terms.insert(2, Piece(r"\dots", ATOM))
    return Formula(coefficient, terms_of(terms).factors)


def _matrix_product(op: Operation, parts: Sequence[Formula]) -> Formula:
    """A matrix product: its numbers stand in front, and its factors stay in their order."""
    texts = []
    for place, part in enumerate(parts):
        body = text_of(Formula(1.0, part.factors)) if part.factors else text_of(part)
        if op.attributes["transpose_b" if place else "transpose_a"]:
            texts.append(f"{operand(body, ATOM, True)}^T")
        else:
            # Entry by entry is another product.
            need = PRODUCT if op.inputs[place].op.type == "MatMul" else SIGN
            texts.append(operand(body, need, not place))
    coefficients = [part.coefficient for part in parts if part.factors]
    return Formula(float(np.prod(coefficients)), (Piece(r" \, ".join(texts), PRODUCT),))


def _inner_product(
    op: Operation, entry: int, of: Callable[[Tensor, int | None], Formula]
) -> Formula:
    """An entry of a matrix product: a row times a column."""
    a, b = op.inputs
    *stack, row, column = np.unravel_index(entry, tuple(op.outputs[0].shape))
    first, second = (np.arange(t.shape.size).reshape(tuple(t.shape))[tuple(stack)] for t in (a, b))
    rows = first[:, row] if op.attributes["transpose_a"] else first[row]
    columns = second[column] if op.attributes["transpose_b"] else second[:, column]
    pairs = list(zip(rows.tolist(), columns.tolist(), strict=True))
    terms = []
    for x, y in [*pairs[:2], pairs[-1]] if len(pairs) > SHOWN else pairs:
        left, right = of(a, x), of(b, y)
        coefficient = left.coefficient * right.coefficient
        terms.append(text_of(Formula(coefficient, left.factors + right.factors)))
    if len(pairs) > SHOWN:
        terms.insert(2, Piece(r"\dots", ATOM))
    return terms_of(terms)


def _fill(op: Operation, parts: list[Formula]) -> str:
    """The op's forward form with its operands in the fields."""
    place = {name: index for index, name in enumerate(op.definition.inputs)}
    text = ""
    first = True
    for literal, name, need, _ in Formatter().parse(op.definition.latex):
        text += literal
        if name is not None:
            text += operand(text_of(parts[place[name]]), int(need or 0), first)
            first = False
    return text
