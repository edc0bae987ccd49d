"""The operations that `gradients()` added, as a drawing of their own under the forward one.

Each stands under the operation that it differentiates, so the gradient graph is the mirror image of
the forward graph: what ran from left to right comes back from right to left.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from gradviz.core.graph import Operation, Tensor
from gradviz.core.plan import order
from gradviz.study.diagram import Diagram, Edge, Node, called, drawn_name, node, outputs
from gradviz.study.labels import said_whole, spoken

if TYPE_CHECKING:
    from gradviz.study.models import Model

SEED = "seed"
"""What the constant is called that every backward pass starts from."""


@dataclass(frozen=True)
class GradientGraph:
    """A drawing with added operations.

    Attributes:
        diagram: the forward drawing, followed by the added nodes (kind "gradient") and edges.
        tensors: by name, the added nodes' tensors.
        ends: what the added operations lead to: the gradients, and then their gradients.
        names: what the added tensors are called.
    """

    diagram: Diagram
    tensors: Mapping[str, Tensor]
    ends: tuple[Tensor, ...]
    names: Mapping[Tensor, str]


@lru_cache(maxsize=64)
def with_gradients(model: Model, times: int = 1, also: tuple[str, ...] = ()) -> Model:
    """The model as it is drawn with the operations that `gradients()` added.

    Its steps, explanations and programs are about these operations, too.

    Example:
        >>> from gradviz.study.models import linear_model
        >>> len(with_gradients(linear_model(2)).diagram.nodes) > len(linear_model(2).diagram.nodes)
        True
    """
    added = gradient_graph(model, times, also)
    names = {**added.names, **model.names}
    return replace(model, diagram=added.diagram, beyond=added.ends, names=names)


@lru_cache(maxsize=64)
def gradient_graph(model: Model, times: int = 1, also: tuple[str, ...] = ()) -> GradientGraph:
    """What `gradients()` added to a model's graph for its parameters.

    Args:
        model: a model whose parameters the cost depends on.
        times: 1 for the gradients, 2 for the Hessian too, which is the gradients' gradients.
        also: names of drawn tensors whose gradients are drawn as well.

    Raises:
        ValueError: if one of these is not drawn, or if nothing comes back to it.

    Example:
        >>> from gradviz.study.models import linear_model
        >>> graph = gradient_graph(linear_model(2))
        >>> [n.pair for n in graph.diagram.nodes if n.caption == "∂cost/∂W"]
        ['W:0']
    """
    known = (model.passes.cotangents.get(p) for p in model.parameters.values())
    targets = [gradient for gradient in known if gradient is not None]
    if times == 2:
        targets += [second for row in model.hessian for second in row if second is not None]
    targets += [g for name in also if (g := total_of(model, name)) not in targets]
    forward = set(order([root.op for root in (*model.roots, *model.former)], []))
    ops = [op for op in order([t.op for t in targets], []) if op not in forward]
    used = {*targets, *(t for op in ops for t in op.inputs)}
    added = [t for op in ops if op.type != "BroadcastTo" for t in outputs(op, used)]
    said, users = _captions(model), _first_users(ops)
    first = f"{added[0].name.partition('/')[0]}/" if added else ""
    own = {t: called(t).removeprefix(first) for t in added if t.op.inputs}
    # A rule's factor is called what it is.
    own |= {t: f"{_number(t):g}" for t in added if t.op.type == "Const" and t.shape.size == 1}
    drawn = {n.name for n in model.diagram.nodes} | {drawn_name(t) for t in added}
    nodes = tuple(_node(tensor, said.get(tensor, ""), users, drawn) for tensor in added)
    edges = [edge for edge in _uses(added) if edge.source in drawn]
    diagram = model.diagram
    return GradientGraph(
        replace(diagram, nodes=diagram.nodes + nodes, edges=diagram.edges + tuple(edges)),
        {drawn_name(tensor): tensor for tensor in added},
        tuple(targets),
        own | {tensor: said[tensor] for tensor in added if tensor in said},
    )


def total_of(model: Model, name: str) -> Tensor:
    """The gradient that came back to a drawn tensor in all.

    Raises:
        ValueError: if there is no such tensor, if nothing comes back to it, or if that is only a
            number repeated, which has no node of its own.
    """
    tensor = model.wiring.tensors.get(name)
    total = model.passes.cotangents.get(tensor) if tensor is not None else None
    if tensor is None or total is None:
        what = "there is no such node" if tensor is None else "nothing comes back to it"
        raise ValueError(f"there is no gradient of {name}: {what}")
    if total.op.type == "BroadcastTo":
        raise ValueError(
            f"the gradient of {name} is one number for every entry; ask for that of what comes"
            " after it"
        )
    return total


def tiers(diagram: Diagram) -> dict[str, int]:
    """By name of the added nodes, which pass added them, from 1: passes have a name scope each."""
    names = [node.name for node in diagram.nodes if node.kind == "gradient"]
    passes = list(dict.fromkeys(name.partition("/")[0] for name in names))
    return {name: passes.index(name.partition("/")[0]) + 1 for name in names}


def _first_users(ops: list[Operation]) -> dict[Operation, Operation]:
    """By operation, the first one that uses it."""
    users: dict[Operation, Operation] = {}
    for op in ops:
        for tensor in op.inputs:
            users.setdefault(tensor.op, op)
    return users


def _node(
    tensor: Tensor, said: str, users: Mapping[Operation, Operation], drawn: Collection[str]
) -> Node:
    plain, op = node(tensor), tensor.op
    own = "" if op.type == "Const" else op.name.rpartition("/")[2]
    caption = said or (own if op.original else SEED)
    # A pass's seed differentiates nothing itself; it stands with what uses it.
    while op.original is None and op in users:
        op = users[op]
    pair = _pair(op.original, drawn) if op.original else ""
    symbol = plain.symbol
    if tensor.op.type == "Const" and tensor.shape.size != 1:
        symbol = _spelled(tensor)
    return replace(plain, symbol=symbol, kind="gradient", caption=caption, pair=pair)


def _spelled(tensor: Tensor) -> str:
    """A constant of several entries: what they are, if they are all the same."""
    numbers = set(tensor.op.attributes["value"].ravel().tolist())
    return f"{numbers.pop():g}" if len(numbers) == 1 else "…"


def _pair(original: Operation, drawn: Collection[str]) -> str:
    """Where the operation is drawn that was differentiated; a broadcast belongs to its source."""
    tensor = next((t for t in original.outputs if drawn_name(t) in drawn), original.outputs[0])
    while tensor.op.type == "BroadcastTo":
        tensor = tensor.op.inputs[0]
    return drawn_name(tensor)


def _captions(model: Model) -> dict[Tensor, str]:
    """What the tensors are: derivatives of the cost, local derivatives, the Hessian's entries."""
    cost = spoken(model)
    # Several numbers that are given are not said to be derivatives, although they are.
    said = {seed: SEED for y, seed in model.seeds.items() if y.shape.size > 1}
    for tensor, total in model.passes.cotangents.items():
        spread = tensor.op.type == "BroadcastTo"
        name = _called(model, tensor.op.inputs[0] if spread else tensor)
        said.setdefault(total, f"∂{cost}/∂{said_whole(name)}" + (", each" if spread else ""))
    for part in model.passes.contributions.values():
        if isinstance(part.local, Tensor):
            ends = part.op.inputs[part.index], part.op.outputs[0]
            name, out = (said_whole(_called(model, tensor)) for tensor in ends)
            said.setdefault(part.local, f"∂{out}/∂{name}")
    names = list(model.parameters)
    for row, first in zip(model.hessian, names, strict=False):  # there may be no Hessian
        for second, name in zip(row, names, strict=True):
            if second is not None:
                below = f"∂{first}²" if first == name else f"∂{first}∂{name}"
                said[second] = f"∂²{cost}/{below}"
    return said


def _number(tensor: Tensor) -> float:
    """The value of a constant."""
    return float(tensor.op.attributes["value"].ravel()[0])


def _called(model: Model, tensor: Tensor) -> str:
    return model.names.get(tensor) or drawn_name(tensor).removesuffix(":0")


def _uses(added: list[Tensor]) -> Iterator[Edge]:
    for tensor in added:
        for place, used in enumerate(tensor.op.inputs):
            source = used
            while source.op.type == "BroadcastTo":
                source = source.op.inputs[0]
            yield Edge(drawn_name(source), drawn_name(tensor), place, tuple(source.shape), False)
