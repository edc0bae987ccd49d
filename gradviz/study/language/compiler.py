"""From text to graph: the names of a typed model, its lines, its cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from gradviz.core.graph import Graph, Tensor
from gradviz.core.ops import placeholder
from gradviz.core.variable import Variable
from gradviz.study.language import limits
from gradviz.study.language.errors import ExpressionError
from gradviz.study.language.functions import FUNCTIONS, REFUSED
from gradviz.study.language.grammar import RESERVED, Line, parse
from gradviz.study.language.letters import ascii_name, skeleton
from gradviz.study.language.machine import Machine
from gradviz.study.language.values import WORDS, Value
from gradviz.study.language.tokens import Token, tokens

COST = "cost"
"""The name that says which line is the cost, wherever it stands."""


@dataclass(frozen=True, eq=False)
class Parts:
    """What a text says: the tensors of a model, in a graph that is not finished.

    Attributes:
        inputs: the data, by name.
        parameters: the values of the variables, by name.
        assigned: what each line made, by name, in the text's order.
        cost: the scalar that is to be differentiated.
        names: what tensors are called where that is not their operation's name.
    """

    inputs: Mapping[str, Tensor]
    parameters: Mapping[str, Tensor]
    assigned: Mapping[str, Tensor]
    cost: Tensor
    names: Mapping[Tensor, str]


def free_names(text: str) -> tuple[str, ...]:
    """The names in a text that no line assigns, in the order in which they appear.

    Raises:
        ExpressionError: if the text does not follow the grammar.

    Example:
        >>> free_names("pred = X*W + b; cost = reduce_sum(square(pred - Y))")
        ('X', 'W', 'b', 'Y')
    """
    lines = parse(text)
    assigned = {line.name.text for line in lines}
    used = (s.token.text for line in lines for s in line.steps if s.kind == "name")
    return tuple(dict.fromkeys(n for n in used if n not in assigned and n not in WORDS))


def compiled(
    text: str,
    inputs: Mapping[str, tuple[int, ...]],
    parameters: Mapping[str, np.ndarray[tuple[int, ...], np.dtype[np.float64]]],
) -> Parts:
    """Builds what a text says into the default graph, which must be empty.

    Args:
        text: the lines.
        inputs: for each name of data its shape.
        parameters: for each name of a parameter its value at the start.

    Raises:
        ExpressionError: if the text cannot be built.
    """
    lines = parse(text)
    _check_names(lines, [*inputs, *parameters])
    if not lines:
        raise ExpressionError("there is no line yet; write cost = …", 1, 1)
    from gradviz.core.defaults import get_default_graph

    graph = get_default_graph()
    written = [*inputs, *parameters, *(line.name.text for line in lines)]
    scopes = {name: graph.unique_name(ascii_name(name)) + "/" for name in written}
    start = Token("end", "", 1, 1)
    data = {n: placeholder("double", list(s), name=scopes[n]) for n, s in inputs.items()}
    moved = {
        n: Variable(value, name=scopes[n], dtype="double").value()
        for n, value in parameters.items()
    }
    given = {**data, **moved}
    machine = Machine(
        graph,
        {name: Value(tensor, start) for name, tensor in given.items()},
        {line.name.text: line.name.line for line in lines},
    )
    for name, tensor in given.items():
        if scopes[name][:-1] != name:
            machine.names[tensor] = name
    assigned = {}
    for line in lines:
        assigned[line.name.text] = machine.run(line, scopes[line.name.text])
    return Parts(data, moved, assigned, _cost(lines, assigned), machine.names)


def _check_names(lines: tuple[Line, ...], given: list[str]) -> None:
    """Refuses names that are taken, that look like another, or that depend on themselves."""
    seen = {skeleton(name): name for name in given}
    assigned: dict[str, Line] = {}
    for line in lines:
        name = line.name
        if name.text in FUNCTIONS or name.text in REFUSED or name.text in WORDS:
            raise name.error(f"{name.text} is a name of the language; choose another")
        if name.text in assigned:
            first = assigned[name.text].name.line
            raise name.error(f"{name.text} has its value from line {first}; choose another name")
        if name.text in given:
            raise name.error(f"{name.text} is data or a parameter already; choose another name")
        other = seen.setdefault(skeleton(name.text), name.text)
        if other != name.text:
            raise name.error(f"{name.text} looks like {other}; choose another name")
        assigned[name.text] = line
    for line in lines:
        circle = _circle(line, assigned)
        if circle:
            raise circle[0].error(
                f"{line.name.text} would depend on itself: " + " ← ".join(t.text for t in circle)
            )


def _circle(line: Line, assigned: Mapping[str, Line]) -> list[Token]:
    """The uses that lead from a line back to itself; empty if none do."""
    paths = [[s.token] for s in line.steps if s.kind == "name"]
    seen: set[str] = set()
    while paths:
        path = paths.pop()
        name = path[-1].text
        if name == line.name.text:
            return path
        if name in assigned and name not in seen:
            seen.add(name)
            paths += [[*path, s.token] for s in assigned[name].steps if s.kind == "name"]
    return []


def _cost(lines: tuple[Line, ...], assigned: Mapping[str, Tensor]) -> Tensor:
    """The line named cost, or the last one that makes one number."""
    chosen = [line for line in lines if line.name.text == COST] or [
        line for line in lines if not assigned[line.name.text].shape
    ]
    line = (chosen or list(lines))[-1]
    tensor = assigned[line.name.text]
    if tensor.shape:
        raise line.name.error(
            f"{line.name.text} has the shape {tensor.shape}, but a cost is one number:"
            " write reduce_sum(…) or reduce_mean(…) around it"
        )
    if not tensor.dtype.is_floating:
        raise line.name.error(f"{line.name.text} is not a real number, so it has no gradient")
    return tensor
