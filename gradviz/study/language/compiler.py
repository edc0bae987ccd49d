"""From text to graph: the names of a typed model, its lines, its cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from gradviz.core.graph import Graph, Operation, Tensor
from gradviz.core.ops import placeholder
from gradviz.core.variable import Variable
from gradviz.study.language import limits
from gradviz.study.language.errors import ExpressionError
from gradviz.study.language.functions import FUNCTIONS
from gradviz.study.language.given import check_free, check_given
from gradviz.study.language.grammar import Line, parse
from gradviz.study.language.letters import ascii_name, skeleton
from gradviz.study.language.machine import Machine
from gradviz.study.language.tokens import Token
from gradviz.study.language.values import WORDS, Value

COST = "cost"
"""The name that says which line is the cost, wherever it stands."""

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, eq=False)
class Parts:
    """What a text says: the tensors of a model, in a graph that is not finished.

    Attributes:
        inputs: the data, by name.
        parameters: the values of the variables, by name.
        assigned: what each line made, by name, in the text's order.
        cost: the scalar that is to be differentiated.
        names: what tensors are called where that is not their operation's name.
        places: by operation that a line has made, where the text asks for it.
        results: by the token of an expression, the tensor that it is, where it is one.
        cost_place: where the cost is assigned.
    """

    inputs: Mapping[str, Tensor]
    parameters: Mapping[str, Tensor]
    assigned: Mapping[str, Tensor]
    cost: Tensor
    names: Mapping[Tensor, str]
    places: Mapping[Operation, Token]
    results: Mapping[Token, Tensor]
    cost_place: Token


def free_names(text: str) -> tuple[str, ...]:
    """The names in a text that no line assigns, in the order in which they appear.

    Raises:
        ExpressionError: if the text does not follow the grammar.

    Example:
        >>> free_names("pred = X*W + b; cost = reduce_sum(square(pred - Y))")
        ('X', 'W', 'b', 'Y')
    """
    lines = parse(text)
    known = {line.name.text for line in lines} | WORDS.keys() | FUNCTIONS.keys()
    used = (s.token.text for line in lines for s in line.steps if s.kind == "name")
    return tuple(dict.fromkeys(name for name in used if name not in known))


def compiled(
    graph: Graph,
    text: str,
    inputs: Mapping[str, tuple[int, ...]],
    parameters: Mapping[str, Array],
) -> Parts:
    """Builds what a text says into a graph, which must be empty and the default one.

    Args:
        graph: the graph.
        text: the lines.
        inputs: for each name of data its shape.
        parameters: for each name of a parameter its value at the start.

    Raises:
        ExpressionError: if the text cannot be built.
    """
    lines = parse(text)
    check_given(inputs, parameters)
    _check_names(lines, [*inputs, *parameters])
    if not lines:
        raise ExpressionError("there is no line yet; write cost = …", 1, 1)
    written = [*inputs, *parameters, *(line.name.text for line in lines)]
    scopes = {name: graph.unique_name(ascii_name(name)) + "/" for name in written}
    data = {n: placeholder("double", list(s), name=scopes[n]) for n, s in inputs.items()}
    moved = {
        n: Variable(value, name=scopes[n], dtype="double").value()
        for n, value in parameters.items()
    }
    given, start = {**data, **moved}, Token("end", "", 1, 1)
    machine = Machine(
        graph,
        {name: Value(tensor, start) for name, tensor in given.items()},
        {line.name.text: line.name.line for line in lines},
        {tensor: name for name, tensor in given.items() if scopes[name] != f"{name}/"},
    )
    assigned = {line.name.text: machine.run(line, scopes[line.name.text]) for line in lines}
    cost = _cost(lines, assigned)
    return Parts(
        data,
        moved,
        assigned,
        assigned[cost.text],
        # A number that a line names is called so.
        machine.names | {t: n for n, t in assigned.items() if machine.names.get(t, n) != n},
        machine.places,
        machine.results,
        cost,
    )


def _check_names(lines: tuple[Line, ...], given: list[str]) -> None:
    """Refuses names that are taken, that look like another, or that depend on themselves."""
    seen = {skeleton(name): name for name in given}
    assigned: dict[str, Line] = {}
    for line in lines:
        name = line.name
        check_free(name)
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
            way = " → ".join([line.name.text, *(token.text for token in circle)])
            raise circle[0].error(f"{line.name.text} would be made from itself: {way}")


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


def _cost(lines: tuple[Line, ...], assigned: Mapping[str, Tensor]) -> Token:
    """The name of the line called cost, or of the last one that makes one number."""
    chosen = [line for line in lines if line.name.text == COST] or [
        line for line in lines if not assigned[line.name.text].shape
    ]
    name = (chosen or list(lines))[-1].name
    tensor = assigned[name.text]
    if tensor.shape:
        raise name.error(
            f"{name.text} has the shape {tensor.shape}, but a cost is one number:"
            " write reduce_sum(…) or reduce_mean(…) around it"
        )
    if not tensor.dtype.is_floating:
        raise name.error(f"{name.text} is not a real number, so it has no gradient")
    return name


def check_sizes(graph: Graph, place: Token) -> None:
    """Refuses a finished graph if a tensor of its backward pass is too large.

    Raises:
        ExpressionError: if it is.
    """
    for op in graph.get_operations():
        for tensor in op.outputs:
            if tensor.shape.size > limits.ENTRIES:
                raise place.error(
                    f"on the way back from {place.text} a tensor of shape {tensor.shape} would be"
                    f" made; it has at most {limits.ENTRIES:,} entries"
                )
