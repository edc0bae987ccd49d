r"""One entry of a tensor explained: the same rules as for the whole, with that entry's numbers.

Where a number was repeated or entries were summed, the sum over the entries is written out term by
term, the middle ones of a long one as dots.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from gradviz.core.graph import Operation, Tensor
from gradviz.core.latex import SHOWN, entry_formula
from gradviz.study.derivation import tensor_names
from gradviz.study.diagram import Use, drawn_name, drawn_tensors, uses
from gradviz.study.explain import Explanation, Subject, explanations, factor, of_target
from gradviz.study.models import Model

_WRITTEN = frozenset({"Sum", "Mean", "MatMul", "Reshape", "Identity", "AddN", "Select"})
"""Ops that are not entry by entry, but whose entries `core.latex` can write."""

_Texts = Mapping[Tensor, tuple[str, str]]
"""How a tensor's entries are written: its LaTeX name, and the drawn name and part of its numbers"""


@lru_cache(maxsize=1024)
def entry_explanation(model: Model, subject: Subject, entry: int) -> Explanation:
    r"""An explanation of one entry of a number of the drawing.

    Where the op's entries cannot be written one by one, it is the whole tensor's explanation.

    Args:
        model: whose number it is.
        subject: the number.
        entry: which of its entries, row by row from 0.

    Raises:
        KeyError: if the drawing has no such number.
        IndexError: if the number has no such entry.

    Example:
        >>> from gradviz.study.models import linear_model
        >>> for line in entry_explanation(linear_model(2), ("Mul:0", "value"), 1).lines:
        ...     print(line)
        \text{Mul}_{2} = X_{2} \cdot W
        = \guard{X:0|value}{1} \cdot \guard{W:0|value}{0}
        = \slot{Mul:0|value}{1}
    """
    whole = explanations(model)[subject]
    name, part = subject
    tensors = {drawn_name(tensor): tensor for tensor in drawn_tensors(model.cost)}
    used = {use.edge.name: use for use in uses(model.cost)}
    tensor = used[name].source if name in used else tensors[name]
    size = tensor.shape.size
    if not 0 <= entry < size:
        raise IndexError(f"{name} has the entries 0 to {size - 1}, not {entry}")
    if part == "value":
        lines = _value(model, tensor, entry)
    elif name in used:
        lines = _contribution(model, used[name], entry)
    else:
        lines = _total(model, tensor, entry)
    if lines is None:
        return whole
    words = whole.words if size == 1 else f"Entry {entry + 1} of {size}. {whole.words}"
    return Explanation(words, lines, whole.sources)


def _indexed(latex: str, tensor: Tensor, entry: int) -> str:
    """A tensor's name with an entry's place, counted from 1; axes of extent 1 are not named."""
    extents = [extent for extent in tensor.shape if extent != 1]
    if not extents:
        return latex
    places = (str(int(place) + 1) for place in np.unravel_index(entry, extents))
    return f"{latex}_{{{','.join(places)}}}"


def _pair(texts: _Texts, tensor: Tensor, entry: int) -> tuple[str, str] | None:
    """An entry of a tensor in terms of named ones: with their names, and with their numbers."""

    def symbol(named: Tensor, place: int) -> str | None:
        return _indexed(texts[named][0], named, place) if named in texts else None

    def number(named: Tensor, place: int) -> str | None:
        return rf"\slot{{{texts[named][1]}}}{{{place}}}" if named in texts else None

    written = (entry_formula(tensor, entry, symbol), entry_formula(tensor, entry, number))
    return None if written[0] is None or written[1] is None else (written[0], written[1])


def _writable(op: Operation) -> bool:
    return op.definition.entrywise or op.type in _WRITTEN


def _value(model: Model, tensor: Tensor, entry: int) -> tuple[str, ...] | None:
    names = tensor_names(model)
    left = _indexed(names[tensor], tensor, entry)
    result = rf"\slot{{{drawn_name(tensor)}|value}}{{{entry}}}"
    inputs = [use for use in uses(model.cost) if use.edge.target == drawn_name(tensor)]
    if not inputs:
        return (f"{left} = {result}",)
    if not _writable(tensor.op):
        return None
    texts = {use.source: (names[use.source], f"{use.edge.source}|value") for use in inputs}
    written = _pair(texts, tensor, entry)
    return written and (f"{left} = {written[0]}", f"= {written[1]}", f"= {result}")


def _total(model: Model, tensor: Tensor, entry: int) -> tuple[str, ...] | None:
    names = tensor_names(model)
    name = drawn_name(tensor)
    contributions = model.passes.contributions
    back = [u for u in uses(model.cost) if u.edge.source == name]
    outputs = [use for use in back if (use.first, use.index) in contributions]
    if len(back) == 1 and outputs:
        return _contribution(model, outputs[0], entry)
    left = of_target(model, _indexed(names[tensor], tensor, entry))
    result = rf"\slot{{{name}|gradient}}{{{entry}}}"
    if not outputs:
        return (f"{left} = {result}",)
    terms = [rf"{left}\Big|_{{{names[u.consumer.outputs[0]]}}}" for u in outputs]
    numbers = [rf"\slot{{{use.edge.name}|gradient}}{{{entry}}}" for use in outputs]
    return (f"{left} = {' + '.join(terms)}", f"= {_guarded_sum(numbers)}", f"= {result}")


def _contribution(model: Model, use: Use, entry: int) -> tuple[str, ...] | None:
    names = tensor_names(model)
    rule = model.passes.contributions.get((use.consumer, use.edge.index))
    if rule is None:
        return None
    target = use.consumer.outputs[0]
    into = _indexed(names[use.source], use.source, entry)
    left = of_target(model, into)
    result = rf"\slot{{{use.edge.name}|gradient}}{{{entry}}}"
    texts = {t: (latex, f"{drawn_name(t)}|value") for t, latex in names.items()}
    if rule.local is None:
        back = model.passes.contributions[use.first, use.index].tensor
        upstream = {rule.upstream: (of_target(model, names[target]), f"{use.edge.target}|gradient")}
        written = _pair(texts | upstream, back, entry) if _writable(use.consumer) else None
        return written and (f"{left} = {written[0]}", f"= {written[1]}", f"= {result}")
    rows: tuple[list[str], list[str], list[str]] = ([], [], [])
    places = _copies(use, entry)
    for place in _shown(places):
        out = _indexed(names[target], target, place)
        back_to = of_target(model, out)
        upstream_number = rf"\guard{{{use.edge.target}|gradient}}{{{place}}}"
        local = rf"\frac{{\partial\,{out}}}{{\partial\,{into}}}"
        if isinstance(rule.local, Tensor):
            pair = _pair(texts, rule.local, place)
            symbolic = factor(pair[0]) if pair else local
        else:
            symbolic = factor(f"{rule.local:g}")
        rows[0].append(rf"{local} \cdot {back_to}")
        rows[1].append(rf"{symbolic} \cdot {upstream_number}")
        rows[2].append(rf"\slot{{{use.edge.name}|local}}{{{place}}} \cdot {upstream_number}")
    sums = [_sum(row, len(places)) for row in rows]
    if len(places) > 1:
        # Entry by entry it would be too long for a rule.
        out = rf"{names[target]}_{{i}}"
        sums[0] = (
            rf"\sum_{{i}} \frac{{\partial\,{out}}}{{\partial\,{into}}}"
            rf" \cdot {of_target(model, out)}"
        )
    return (f"{left} = {sums[0]}", f"= {sums[1]}", f"= {sums[2]}", f"= {result}")


def _copies(use: Use, entry: int) -> list[int]:
    """The entries of the consumer's input that an entry of the source stands in."""
    if not use.edge.summed:
        return [entry]
    places = np.arange(use.source.shape.size).reshape(tuple(use.source.shape))
    spread = np.broadcast_to(places, tuple(use.consumer.inputs[use.edge.index].shape))
    return [int(place) for place in np.flatnonzero(spread.ravel() == entry)]


def _shown(places: list[int]) -> list[int]:
    return places if len(places) <= SHOWN else [places[0], places[1], places[-1]]


def _sum(terms: list[str], count: int) -> str:
    shown = terms if count <= SHOWN else [*terms[:2], r"\dots", terms[-1]]
    return _guarded_sum(shown)


def _guarded_sum(terms: list[str]) -> str:
    """Terms with + between; a number that follows a + is put in parentheses when negative."""
    later = (
        r"\guard" + term.removeprefix(r"\slot") if term.startswith(r"\slot") else term
        for term in terms[1:]
    )
    return " + ".join([terms[0], *later])
