"""Which expression of the text made which node and which edge of the drawing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

from gradviz.core.graph import Graph, Tensor
from gradviz.study.blueprint import Blueprint
from gradviz.study.diagram import drawn_name
from gradviz.study.edits.outline import Expression, Outline, outline
from gradviz.study.language.compiler import Parts, compiled
from gradviz.study.language.errors import ExpressionError
from gradviz.study.language.given import start_of

Kind = Literal["given", "line", "number", "operation", "inner"]


@dataclass(frozen=True)
class Origin:
    """What of the text a node is.

    Attributes:
        kind: "given" for data and parameters, "line" for a line that only gives a second name,
            "number" for a constant, "operation" for what an expression makes, "inner" for what
            stands inside of a function that has several operations.
        name: of what is given and of a line, its name.
        expression: what stands in the text; of a line what is on its right.
        rank: of an inner operation, which one of the expression's.
    """

    kind: Kind
    name: str = ""
    expression: Expression | None = None
    rank: int = 0

    @property
    def key(self) -> tuple[Kind, str | int, int]:
        """What two origins have in common that are of one node."""
        at = self.expression.at if self.expression else -1
        return self.kind, self.name or at, self.rank


@dataclass(frozen=True, eq=False)
class Sources:
    """A text, and what of it made what is drawn.

    Attributes:
        blueprint: what the model is built from.
        samples: how many rows of data it takes.
        outline: the text's expressions.
        parts: what the text made.
        origins: by node, what of the text it is.
    """

    blueprint: Blueprint
    samples: int
    outline: Outline
    parts: Parts
    origins: Mapping[str, Origin]

    @cached_property
    def nodes(self) -> Mapping[tuple[Kind, str | int, int], str]:
        """By the key of an origin, the node."""
        return {origin.key: name for name, origin in self.origins.items()}

    def origin(self, node: str) -> Origin:
        """What of the text a node is.

        Raises:
            ExpressionError: if there is no such node in it.
        """
        if node not in self.origins:
            raise ExpressionError(
                f"{node[:60]!a} is not made by a line of the text, so nothing can be built on it",
                1,
                1,
            )
        return self.origins[node]

    def shape(self, node: str) -> tuple[int, ...]:
        """The shape of a node's value."""
        return tuple(self._tensors[node].shape)

    def use(self, edge: str) -> Expression:
        """Where in the text the value is used that an edge stands for.

        Raises:
            ExpressionError: if there is no such edge.
        """
        source, _, rest = edge.partition("->")
        target, _, index = rest.rpartition(":")
        tensor = self._tensors.get(target)
        known = tensor is not None and index.isdecimal() and int(index) < len(tensor.op.inputs)
        origin = self.origins.get(target)
        if tensor is None or not known or origin is None or origin.expression is None:
            raise ExpressionError(f"{edge[:60]!a} is no edge of this model", 1, 1)
        if origin.kind == "line":
            return origin.expression
        same = [n for n, one in enumerate(tensor.op.inputs) if _unfolded(one) == source]
        if int(index) not in same:
            raise ExpressionError(f"{edge[:60]!a} is no edge of this model", 1, 1)
        fitting = [one for one in origin.expression.operands if self.node_of(one) == source]
        if not fitting:
            sentence = f"{edge[:60]!a} is inside of a function, where the text says nothing of it"
            raise ExpressionError(sentence, 1, 1)
        return fitting[min(same.index(int(index)), len(fitting) - 1)]

    def edges(self, target: str) -> list[str]:
        """The edges of which the text says something that lead to a node."""
        tensor = self._tensors.get(target)
        inputs = tensor.op.inputs if tensor is not None else []
        found = [f"{_unfolded(one)}->{target}:{index}" for index, one in enumerate(inputs)]
        return [edge for edge in found if self._is_used(edge)]

    def _is_used(self, edge: str) -> bool:
        try:
            self.use(edge)
        except ExpressionError:
            return False
        return True

    def node_of(self, expression: Expression) -> str | None:
        """The node that an expression's value is; of a broadcast, what is spread."""
        if expression.is_number:
            return self.nodes.get(("number", expression.at, 0))
        tensor = self.parts.results.get(expression.step.token)
        return None if tensor is None else _unfolded(tensor)

    @cached_property
    def _tensors(self) -> Mapping[str, Tensor]:
        return {t.name: t for op in self.parts.cost.graph.get_operations() for t in op.outputs}


def _unfolded(tensor: Tensor) -> str:
    """The drawn name of a tensor, or of what is spread in it."""
    while tensor.op.type == "BroadcastTo":
        tensor = tensor.op.inputs[0]
    return drawn_name(tensor)


@lru_cache(maxsize=64)
def sources(blueprint: Blueprint, samples: int) -> Sources:
    """What of a blueprint's text made what is drawn of it.

    Raises:
        ExpressionError: if the text cannot be built.

    Example:
        >>> from gradviz.study.blueprint import LINEAR
        >>> found = sources(LINEAR, 2)
        >>> made = found.origins["Mul:0"].expression
        >>> LINEAR.text[made.start : made.stop]
        'X*W'
        >>> LINEAR.text[(use := found.use("residual:0->Square:0:0")).start : use.stop]
        'residual'
    """
    shapes = {i.name: tuple(samples if n is None else n for n in i.shape) for i in blueprint.inputs}
    starts = {one.name: start_of(one.name, one.shape) for one in blueprint.parameters}
    with Graph().as_default() as graph:
        parts = compiled(graph, blueprint.text, shapes, starts)
    text = outline(blueprint.text)
    origins = {drawn_name(t): Origin("given", n) for n, t in {**parts.inputs}.items()}
    origins |= {drawn_name(t): Origin("given", n) for n, t in parts.parameters.items()}
    return Sources(blueprint, samples, text, parts, origins | _made(parts, text))


def _made(parts: Parts, text: Outline) -> dict[str, Origin]:
    """By node that a line makes, what of the line it is."""
    tokens = {one.step.token: one for one in text.expressions.values()}
    lines = {line.name: line for line in text.lines}
    found: dict[str, Origin] = {}
    ranks: dict[int, int] = {}
    for op, token in parts.places.items():
        if op.type == "BroadcastTo" or not op.outputs:
            continue
        line = lines.get(token)
        expression = line.root if line else tokens[token]
        result = parts.results.get(expression.step.token)
        if line and expression.step.kind == "name":
            origin = Origin("line", line.name.text, expression)
        elif op.type == "Const" and (number := _number(expression, text)):
            origin = Origin("number", "", number)
        elif line or (result is not None and op is result.op):
            origin = Origin("operation", "", expression)
        else:
            ranks[expression.at] = ranks.get(expression.at, 0) + 1
            origin = Origin("inner", "", expression, ranks[expression.at])
        found[drawn_name(op.outputs[0])] = origin
    return found


def _number(expression: Expression, text: Outline) -> Expression | None:
    """The number that begins at an expression's sign, with all that is reckoned into it.

    None if it is no number, or list of them.
    """
    if expression.step.kind == "list":
        return expression
    if not expression.is_number:
        return None
    while (parent := text.parents.get(expression)) and parent.is_number:
        expression = parent
    return expression
