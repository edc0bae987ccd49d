r"""One entry of a tensor explained: the same rules as for the whole, with that entry's numbers.

Where a number was repeated or entries were summed, the sum over the entries is written out term by
term, the middle ones of a long one as dots.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np

from gradviz.core.graph import Tensor
from gradviz.core.latex import SHOWN, entry_formula, formula
from gradviz.study.diagram import Use, drawn_name
from gradviz.study.explain import Explanation, Subject, explanations, returns
from gradviz.study.labels import fraction, of_target, seed_name, tensor_names, whole
from gradviz.study.models import Model
from gradviz.study.rows import rows, writable
from gradviz.study.slots import entries, factor, slot

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
    wired = model.wiring
    used = wired.uses
    tensor = used[name].source if name in used else wired.tensors[name]
    size = tensor.shape.size
    if not 0 <= entry < size:
        raise IndexError(f"{name} has the entries 0 to {size - 1}, not {entry}")
    if part == "seed":
        lines: tuple[str, ...] | None = (
            f"{_indexed(seed_name(model, tensor), tensor, entry)} = {slot(name, part, entry)}",
        )
    elif part == "value":
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
    if "_{" in latex:  # it has an index already: one for both
        return f"{latex[:-1]},{','.join(places)}}}"
    return f"{whole(latex)}_{{{','.join(places)}}}"


def _pair(texts: _Texts, tensor: Tensor, entry: int) -> tuple[str, str] | None:
    """An entry of a tensor in terms of named ones: with their names, and with their numbers."""

    def symbol(named: Tensor, place: int) -> str | None:
        return _indexed(texts[named][0], named, place) if named in texts else None

    def number(named: Tensor, place: int) -> str | None:
        return rf"\slot{{{texts[named][1]}}}{{{place}}}" if named in texts else None

    written = (entry_formula(tensor, entry, symbol), entry_formula(tensor, entry, number))
    return None if written[0] is None or written[1] is None else (written[0], written[1])


def _value(model: Model, tensor: Tensor, entry: int) -> tuple[str, ...] | None:
    names = tensor_names(model)
    left = _indexed(names[tensor], tensor, entry)
    result = slot(drawn_name(tensor), "value", entry)
    inputs = model.wiring.incoming[tensor]
    if not inputs:
        return (f"{left} = {result}",)
    if not writable(tensor.op):
        return _made_of(model, tensor, entry, inputs)
    texts = {use.source: (names[use.source], f"{use.edge.source}|value") for use in inputs}
    written = _pair(texts, tensor, entry)
    return written and (f"{left} = {written[0]}", f"= {written[1]}", f"= {result}")


def _made_of(
    model: Model, tensor: Tensor, entry: int, inputs: Sequence[Use]
) -> tuple[str, ...] | None:
    """A value's entry from the entries that it grows with, or as one of the whole."""
    names = tensor_names(model)
    left = _indexed(names[tensor], tensor, entry)
    result = slot(drawn_name(tensor), "value", entry)
    made = [use for use in inputs if (use.edge.name, "value") in rows(model)]
    if made:
        terms = [
            rf"\sum_{{i}} {fraction(left, part)} \cdot {part}"
            for part in (f"{whole(names[use.source])}_{{i}}" for use in made)
        ]
        sums = [rf"\products{{{use.edge.source}|value}}{{{use.edge.name}|row}}" for use in made]
        return (f"{left} = {' + '.join(terms)}", f"= {' + '.join(sums)}", f"= {result}")
    place = left.removeprefix(whole(names[tensor]))
    symbolic = formula(tensor, {use.source: names[use.source] for use in inputs})
    shapes = {use.source: tuple(use.source.shape) for use in inputs}
    numbers = {t: entries(drawn_name(t), "value", shape) for t, shape in shapes.items()}
    put_in = formula(tensor, numbers)
    if symbolic is None or put_in is None:
        return None
    lines = tuple(rf"\left({text}\right){place}" for text in (symbolic, put_in))
    return (f"{left} = {lines[0]}", f"= {lines[1]}", f"= {result}")


def _total(model: Model, tensor: Tensor, entry: int) -> tuple[str, ...] | None:
    names = tensor_names(model)
    name = drawn_name(tensor)
    if tensor not in model.passes.cotangents:
        return None
    back, seeded = returns(model, tensor), tensor in model.seeds
    if len(back) == 1 and not seeded:
        return _contribution(model, back[0], entry)
    left = of_target(model, _indexed(names[tensor], tensor, entry))
    result = slot(name, "gradient", entry)
    terms = [rf"{left}\Big|_{{{names[u.target]}}}" for u in back]
    numbers = [slot(use.edge.name, "gradient", entry) for use in back]
    if seeded:
        terms.insert(0, _indexed(seed_name(model, tensor), tensor, entry))
        numbers.insert(0, slot(name, "seed", entry))
    return (f"{left} = {' + '.join(terms)}", f"= {_guarded_sum(numbers)}", f"= {result}")


def _contribution(model: Model, use: Use, entry: int) -> tuple[str, ...] | None:
    names = tensor_names(model)
    way = model.way_back(use)
    if way is None:
        return None
    rule, back = way
    target = use.target
    into = _indexed(names[use.source], use.source, entry)
    left = of_target(model, into)
    result = slot(use.edge.name, "gradient", entry)
    texts = {t: (latex, f"{drawn_name(t)}|value") for t, latex in names.items()}
    if rule.local is None:
        upstream = {rule.upstream: (of_target(model, names[target]), f"{use.edge.target}|gradient")}
        if not writable(use.consumer):
            return _through(model, use, into, result)
        written = _pair(texts | upstream, back, entry)
        return written and (f"{left} = {written[0]}", f"= {written[1]}", f"= {result}")
    lines: tuple[list[str], list[str], list[str]] = ([], [], [])
    places = _copies(use, entry)
    for place in _shown(places):
        out = _indexed(names[target], target, place)
        back_to = of_target(model, out)
        upstream_number = rf"\guard{{{use.edge.target}|gradient}}{{{place}}}"
        local = fraction(out, into)
        if isinstance(rule.local, Tensor):
            pair = _pair(texts, rule.local, place)
            symbolic = factor(pair[0]) if pair else local
        else:
            symbolic = factor(f"{rule.local:g}")
        lines[0].append(rf"{local} \cdot {back_to}")
        lines[1].append(rf"{symbolic} \cdot {upstream_number}")
        lines[2].append(rf"\slot{{{use.edge.name}|local}}{{{place}}} \cdot {upstream_number}")
    sums = [_sum(row, len(places)) for row in lines]
    if len(places) > 1:
        # Entry by entry it would be too long for a rule.
        out = rf"{whole(names[target])}_{{i}}"
        sums[0] = rf"\sum_{{i}} {fraction(out, into)} \cdot {of_target(model, out)}"
    return (f"{left} = {sums[0]}", f"= {sums[1]}", f"= {sums[2]}", f"= {result}")


def _through(model: Model, use: Use, into: str, result: str) -> tuple[str, ...] | None:
    """What comes back through an op that mixes entries: each upstream entry counts for itself."""
    if (use.edge.name, "gradient") not in rows(model):
        return None
    out = rf"{whole(tensor_names(model)[use.target])}_{{i}}"
    return (
        rf"{of_target(model, into)} = \sum_{{i}} {fraction(out, into)}"
        rf" \cdot {of_target(model, out)}",
        rf"= \products{{{use.edge.name}|row}}{{{use.edge.target}|gradient}}",
        f"= {result}",
    )


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
