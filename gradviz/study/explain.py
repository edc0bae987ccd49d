r"""Where a number comes from: each value and gradient rebuilt in a few lines, read off the rules.

Lines are LaTeX with slots (see `core.latex`) that name drawn nodes and edges. A tensor is written
as the column of its entries, or entry by entry.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from gradviz.core.graph import Tensor
from gradviz.core.latex import formula
from gradviz.study.derivation import local_derivatives, tensor_names
from gradviz.study.diagram import Use, drawn_name, drawn_tensors, uses
from gradviz.study.models import Model

SHOWN = 4
"""Entries of the longest tensor that is written out in full."""

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


def entries(name: str, part: str, shape: tuple[int, ...]) -> str:
    r"""A tensor's numbers as LaTeX with slots: one slot, or a column of them.

    Example:
        >>> entries("X:0", "value", (2, 1))
        '{\\begin{pmatrix} \\slot{X:0|value}{0} \\\\ \\slot{X:0|value}{1} \\end{pmatrix}}'
    """
    size = 1
    for extent in shape:
        size *= extent
    if size == 1:
        return rf"\slot{{{name}|{part}}}{{0}}"
    places = list(range(size)) if size <= SHOWN else [0, 1, size - 1]
    cells = [rf"\slot{{{name}|{part}}}{{{place}}}" for place in places]
    if size > SHOWN:
        cells.insert(2, r"\vdots")
    column = r" \\ ".join(cells)
    # In braces, or a power would be one of the last parenthesis alone.
    return rf"{{\begin{{pmatrix}} {column} \end{{pmatrix}}}}"


@lru_cache(maxsize=64)
def explanations(model: Model) -> Mapping[Subject, Explanation]:
    """An explanation of every number of the drawing.

    Example:
        >>> from gradviz.study.models import linear_model
        >>> explanations(linear_model(1))["cost:0", "gradient"].words
        'The gradient of cost with respect to itself is 1: the seed of the backward pass.'
    """
    found: dict[Subject, Explanation] = {}
    used = list(uses(model.cost))
    for tensor in drawn_tensors(model.cost):
        name = drawn_name(tensor)
        inputs = [use for use in used if use.edge.target == name]
        found[name, "value"] = _value(model, tensor, inputs)
        back = model.passes.contributions
        outputs = [u for u in used if u.edge.source == name and (u.first, u.index) in back]
        found[name, "gradient"] = _total(model, tensor, outputs)
    for use in used:
        found[use.edge.name, "value"] = found[use.edge.source, "value"]
        found[use.edge.name, "gradient"] = _contribution(model, use)
    return found


def of_target(model: Model, by: str) -> str:
    """LaTeX of ∂cost/∂by, for the LaTeX name of a tensor or an entry."""
    cost = tensor_names(model)[model.cost]
    return rf"\frac{{\partial\,{cost}}}{{\partial\,{by}}}"


def plain(latex: str) -> str:
    r"""A tensor's LaTeX name as plain text.

    Example:
        >>> plain(r"\text{pred}"), plain("W")
        ('pred', 'W')
    """
    return latex.removeprefix(r"\text{").removesuffix("}")


def _value(model: Model, tensor: Tensor, inputs: list[Use]) -> Explanation:
    names = tensor_names(model)
    name, shape = drawn_name(tensor), tuple(tensor.shape)
    left = names[tensor]
    result = entries(name, "value", shape)
    if not inputs:
        kinds = {node.name: node.kind for node in model.diagram.nodes}
        kind = {"input": "data", "parameter": "a parameter"}.get(kinds[name], "a constant")
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


def _in_words(model: Model, tensor: Tensor, inputs: list[Use]) -> str:
    """The op's summary with the operands' names in it."""
    names = tensor_names(model)
    op = tensor.op.definition
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


def _total(model: Model, tensor: Tensor, outputs: list[Use]) -> Explanation:
    names = tensor_names(model)
    name, shape = drawn_name(tensor), tuple(tensor.shape)
    left = of_target(model, names[tensor])
    result = entries(name, "gradient", shape)
    if tensor is model.cost:
        words = (
            f"The gradient of {plain(names[tensor])} with respect to itself is 1:"
            " the seed of the backward pass."
        )
        return Explanation(words, (f"{left} = {result}",), ())
    if not outputs:
        words = f"Nothing comes back to {plain(names[tensor])}: no gradient leads there."
        return Explanation(words, (), ())
    if len(outputs) == 1:
        return _contribution(model, outputs[0])
    parts = [entries(use.edge.name, "gradient", use.edge.shape) for use in outputs]
    consumers = " and ".join(plain(names[use.consumer.outputs[0]]) for use in outputs)
    words = (
        f"{plain(names[tensor])} is used {len(outputs)} times, by {consumers}:"
        " its gradient is the sum of what comes back along each edge."
    )
    terms = " + ".join(
        of_target(model, names[tensor]) + rf"\Big|_{{{names[u.consumer.outputs[0]]}}}"
        for u in outputs
    )
    lines = (f"{left} = {terms}", f"= {' + '.join(parts)}", f"= {result}")
    return Explanation(words, lines, tuple((u.edge.name, "gradient") for u in outputs))


def _contribution(model: Model, use: Use) -> Explanation:
    """What one consumer sends back: local derivative × upstream, summed where it was repeated."""
    names = tensor_names(model)
    target, source = use.consumer.outputs[0], use.source
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
        passed = (
            rf"{left} \leftarrow {upstream}",
            f"{upstream} = {numbers}",
            f"{left} = {result}",
        )
        return Explanation(words, passed, sources)
    repeated = f", summed over the entries that {into} was repeated for" if use.edge.summed else ""
    words = f"{out} sends its gradient back to {into}, times ∂{out}/∂{into}{repeated}."
    slots = entries(use.edge.name, "local", tuple(target.shape))
    times = r"\odot" if target.shape.size > 1 else r"\cdot"  # entry by entry
    lines = (
        rf"{left} = {summed}{local.left} {times} {upstream}",
        rf"= {summed}{factor(local.formula)} {times} {numbers}",
        rf"= {summed}{slots} {times} {numbers}",
        f"= {result}",
    )
    return Explanation(words, lines, sources)


def factor(text: str) -> str:
    """A local derivative where a factor stands."""
    bare = text.replace(r"\text", "").translate(str.maketrans("", "", "{}_,"))
    return text if bare.isalnum() else rf"\left({text}\right)"
