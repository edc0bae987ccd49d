r"""Where a number comes from: each value and gradient rebuilt in a few lines, read off the rules.

Lines are LaTeX with slots (see `core.latex`) that name drawn nodes and edges. A tensor is written
as the column of its entries, or entry by entry.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from gradviz.core.graph import Tensor
from gradviz.core.latex import formula
from gradviz.core.latex_text import plain
from gradviz.study.derivation import local_derivatives
from gradviz.study.diagram import Use, drawn_name
from gradviz.study.labels import of_target, said_whole, seed_name, spoken, tensor_names
from gradviz.study.models import Model, Way
from gradviz.study.slots import entries, factor
from gradviz.study.unconnected import reasons

Subject = tuple[str, str]
"""A drawn node or edge, and what of it: ("W:0", "gradient")."""


@dataclass(frozen=True)
class Explanation:
    r"""How a number comes about.

    Attributes:
        words: what happens, in a sentence.
        lines: LaTeX: the rule, then the rule with numbers put in, then the result.
        sources: the numbers that it is made of, each of which has an explanation of its own.
    """

    words: str
    lines: tuple[str, ...]
    sources: tuple[Subject, ...]


@lru_cache(maxsize=64)
def explanations(model: Model) -> Mapping[Subject, Explanation]:
    """An explanation of every number of the drawing.

    Example:
        >>> from gradviz.study.models import linear_model
        >>> explanations(linear_model(1))["W:0", "value"].words
        'W is a parameter.'
    """
    found: dict[Subject, Explanation] = {}
    wired = model.wiring
    for name, tensor in wired.tensors.items():
        found[name, "value"] = _value(model, tensor, wired.incoming[tensor])
        if tensor in model.seeds:
            found[name, "seed"] = _seed(model, tensor)
        found[name, "gradient"] = _total(model, tensor)
    for use in wired.uses.values():
        found[use.edge.name, "value"] = found[use.edge.source, "value"]
        found[use.edge.name, "gradient"] = _contribution(model, use)
    return found


def returns(model: Model, tensor: Tensor) -> list[Use]:
    """The uses of a tensor along which something comes back to it."""
    return [use for use in model.wiring.outgoing[tensor] if model.way_back(use)]


def _value(model: Model, tensor: Tensor, inputs: Sequence[Use]) -> Explanation:
    names = tensor_names(model)
    name, shape = drawn_name(tensor), tuple(tensor.shape)
    left = names[tensor]
    result = entries(name, "value", shape)
    if not inputs:
        kinds = {node.name: node.kind for node in model.diagram.nodes}
        kind = {"input": "data", "parameter": "a parameter"}.get(kinds[name], "a constant")
        if kinds[name] == "gradient":
            kind = "a constant that gradients() added"
        return Explanation(f"{plain(left)} is {kind}.", (f"{left} = {result}",), ())
    symbolic = {use.source: names[use.source] for use in inputs}
    numeric = {use.source: entries(use.edge.source, "value", use.edge.shape) for use in inputs}
    words = f"{plain(left)} is {_in_words(model, tensor, inputs)}"
    lines = (
        f"{left} = {formula(tensor, symbolic)}",
        f"= {formula(tensor, numeric)}",
        f"= {result}",
    )
    return Explanation(words, lines, tuple((u.edge.source, "value") for u in inputs))


def _in_words(model: Model, tensor: Tensor, inputs: Sequence[Use]) -> str:
    """The op's summary with the operands' names in it."""
    names = tensor_names(model)
    op = tensor.op.definition
    if len(tensor.op.outputs) > 1:
        place, count = tensor.op.outputs.index(tensor) + 1, len(tensor.op.outputs)
        parts = ", ".join(plain(names[use.source]) for use in inputs)
        return f"output {place} of {op.symbol}({parts}), which has {count}."
    if op.type == "AddN":
        return "the sum of " + ", ".join(plain(names[use.source]) for use in inputs) + "."
    if op.inputs[0].startswith("*"):
        parts = ", ".join(plain(names[use.source]) for use in inputs)
        return f"{op.summary[:1].lower()}{op.summary[1:].removesuffix('.')}: {parts}."
    operands = {field: plain(names[u.source]) for field, u in zip(op.inputs, inputs, strict=True)}
    # A summary says the op's inputs by their names in the table, as words of their own.
    words = op.summary[:1].lower() + op.summary[1:] if op.summary.startswith("The ") else op.summary
    pieces = []
    for word in words.split(" "):
        core = word.rstrip("²³.,;:")
        pieces.append(operands.get(core, core) + word[len(core) :])
    return " ".join(pieces)


def _seed(model: Model, y: Tensor) -> Explanation:
    name, latex = drawn_name(y), tensor_names(model)[y]
    words = (
        f"The seed, which the backward pass starts from at {plain(latex)} (grad_ys). It is yours to"
        " choose, entry by entry: each says how much its entry counts in the sum that is"
        " differentiated."
    )
    line = f"{seed_name(model, y)} = {entries(name, 'seed', tuple(y.shape))}"
    return Explanation(words, (line,), ())


def _start(model: Model, y: Tensor) -> Explanation:
    """The gradient of what is differentiated itself, where nothing else comes back to it."""
    name, latex = drawn_name(y), tensor_names(model)[y]
    left, shape = of_target(model, latex), tuple(y.shape)
    if len(model.seeds) == 1 and y.shape.size == 1:
        words = (
            f"The gradient of {plain(latex)} with respect to itself is 1; times the seed it is what"
            " the backward pass starts from."
        )
    else:
        words = (
            f"The backward pass starts here: the gradient of {spoken(model)} with respect to"
            f" {plain(latex)} is the seed of {plain(latex)}."
        )
    lines = (
        f"{left} = {seed_name(model, y)}",
        f"= {entries(name, 'seed', shape)}",
        f"= {entries(name, 'gradient', shape)}",
    )
    return Explanation(words, lines, ((name, "seed"),))


def _total(model: Model, tensor: Tensor) -> Explanation:
    names, name = tensor_names(model), drawn_name(tensor)
    if tensor not in model.passes.cotangents:
        return Explanation(reasons(model)[name], (), ())
    left, shape = of_target(model, names[tensor]), tuple(tensor.shape)
    back, seeded = returns(model, tensor), tensor in model.seeds
    if seeded and not back:
        return _start(model, tensor)
    if len(back) == 1 and not seeded:
        return _contribution(model, back[0])
    parts = [entries(use.edge.name, "gradient", use.edge.shape) for use in back]
    terms = [rf"{left}\Big|_{{{names[use.target]}}}" for use in back]
    sources = [(use.edge.name, "gradient") for use in back]
    consumers = " and ".join(plain(names[use.target]) for use in back)
    if seeded:
        parts.insert(0, entries(name, "seed", shape))
        terms.insert(0, seed_name(model, tensor))
        sources.insert(0, (name, "seed"))
        words = (
            f"{plain(names[tensor])} is differentiated itself, and {consumers} is made from it:"
            " its gradient is its seed and what comes back along each edge, summed."
        )
    else:
        words = (
            f"{plain(names[tensor])} is used {len(back)} times, by {consumers}:"
            " its gradient is the sum of what comes back along each edge."
        )
    result = entries(name, "gradient", shape)
    lines = (f"{left} = {' + '.join(terms)}", f"= {' + '.join(parts)}", f"= {result}")
    return Explanation(words, lines, tuple(sources))


def _contribution(model: Model, use: Use) -> Explanation:
    """What one consumer sends back: local derivative × upstream, summed where it was repeated."""
    way = model.way_back(use)
    if way is None:
        return Explanation(reasons(model)[use.edge.name], (), ())
    names = tensor_names(model)
    target, source = use.target, use.source
    upstream = of_target(model, names[target])
    numbers = entries(use.edge.target, "gradient", tuple(target.shape))
    result = entries(use.edge.name, "gradient", use.edge.shape)
    local = local_derivatives(model)[use.edge.name]
    summed = r"\sum " if use.edge.summed else ""
    left = of_target(model, names[source])
    out, into = plain(names[target]), plain(names[source])
    sources = ((use.edge.target, "gradient"),)
    if local.formula is None:
        words = f"{out} hands its gradient on to {into}. {local.words}"
        lines, more = _handed_on(model, way, _Names(left, upstream, numbers, result))
        return Explanation(words, lines, sources + more)
    repeated = f", summed over the entries that {into} was repeated for" if use.edge.summed else ""
    slope = f"∂{said_whole(out)}/∂{said_whole(into)}"
    words = f"{out} sends its gradient back to {into}, times {slope}{repeated}."
    slots = entries(use.edge.name, "local", tuple(target.shape))
    times = r"\odot" if target.shape.size > 1 else r"\cdot"  # entry by entry
    lines = (
        rf"{left} = {summed}{local.left} {times} {upstream}",
        rf"= {summed}{factor(local.formula)} {times} {numbers}",
        rf"= {summed}{slots} {times} {numbers}",
        f"= {result}",
    )
    return Explanation(words, lines, sources)


class _Names(NamedTuple):
    """LaTeX of the two ends of a way back: names and numbers."""

    left: str
    upstream: str
    numbers: str
    result: str


def _handed_on(model: Model, way: Way, says: _Names) -> tuple[tuple[str, ...], tuple[Subject, ...]]:
    """What comes back as a matrix formula, read off what the op's adjoint has built.

    Returns:
        The lines, and the values in them.
    """
    left, upstream, numbers, result = says
    rule, back = way
    names = tensor_names(model)
    written = formula(back, names | {rule.upstream: upstream})
    if written == upstream or written is None:
        # Handed on, not equal: a number may come back to more entries than it had.
        return (
            rf"{left} \leftarrow {upstream}",
            f"{upstream} = {numbers}",
            f"{left} = {result}",
        ), ()
    values = {t: entries(drawn_name(t), "value", tuple(t.shape)) for t in names}
    filled = formula(back, values | {rule.upstream: numbers})
    made_of = _named_in(back, {*names} - {rule.upstream})
    lines = (f"{left} = {written}", f"= {filled}", f"= {result}")
    return lines, tuple((drawn_name(t), "value") for t in made_of)


def _named_in(tensor: Tensor, names: Collection[Tensor]) -> list[Tensor]:
    """The named tensors that a formula stops at."""
    found: dict[Tensor, None] = {}
    seen, waiting = {tensor}, [tensor]
    while waiting:
        for source in waiting.pop().op.inputs:
            if source in names:
                found[source] = None
            elif source not in seen:
                seen.add(source)
                waiting.append(source)
    return list(found)
