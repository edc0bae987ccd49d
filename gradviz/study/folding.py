"""Name scopes in the drawing: which there are, and how it looks with some folded into one node.

Folding moves no number: an edge that is still seen keeps its name and what it carries, it only ends
at the scope instead of inside. Edges that lead from a scope into itself are not seen.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from gradviz.study.diagram import Diagram, Edge, Node


def scopes(diagram: Diagram) -> tuple[str, ...]:
    """The name scopes that hold at least two of the drawn nodes, outermost first.

    Example:
        >>> from gradviz.study.scalars import scalar_model
        >>> scopes(scalar_model(2).diagram)
        ('point1/', 'point2/')
    """
    counts: dict[str, int] = {}
    for node in diagram.nodes:
        for scope in enclosing(node.name):
            counts[scope] = counts.get(scope, 0) + 1
    found = [scope for scope, count in counts.items() if count > 1]
    return tuple(sorted(found, key=lambda scope: scope.count("/")))


def enclosing(name: str) -> Iterator[str]:
    """The name scopes around a tensor, outermost first.

    Example:
        >>> list(enclosing("a/b/c:0"))
        ['a/', 'a/b/']
    """
    end = name.find("/")
    while end >= 0:
        yield name[: end + 1]
        end = name.find("/", end + 1)


def fold(diagram: Diagram, folded: Collection[str] = ()) -> Diagram:
    """The drawing with some name scopes folded into one node each, and frames around the others.

    Args:
        diagram: a drawing in which nothing is folded.
        folded: scopes such as "layer1/"; what is no scope of this drawing is ignored.
    """
    known = scopes(diagram)
    shut = {scope for scope in folded if scope in known}

    def place(name: str) -> str:
        """Where a node is drawn: in the outermost folded scope around it, or as itself."""
        return next((scope for scope in enclosing(name) if scope in shut), name)

    edges = tuple(
        edge if (tail, head) == (edge.source, edge.target) else _moved(edge, tail, head)
        for edge in diagram.edges
        if (tail := place(edge.source)) != (head := place(edge.target)) or tail == edge.source
    )
    members: dict[str, list[Node]] = {}
    for node in diagram.nodes:
        members.setdefault(place(node.name), []).append(node)
    frames = tuple(scope for scope in known if place(scope) == scope and scope not in shut)
    nodes = tuple(
        _folded(name, inside, edges, diagram.target)
        if name in shut
        else _named_within(inside[0], frames)
        for name, inside in members.items()
    )
    return Diagram(nodes, edges, diagram.target, frames)


def _moved(edge: Edge, tail: str, head: str) -> Edge:
    return replace(
        edge,
        tail=tail if tail != edge.source else "",
        head=head if head != edge.target else "",
    )


def _named_within(node: Node, frames: tuple[str, ...]) -> Node:
    """A node without what the frame around it says already."""
    around = [scope for scope in frames if node.name.startswith(scope)]
    if not around:
        return node
    said = around[-1]
    return replace(
        node, symbol=node.symbol.removeprefix(said), caption=node.caption.removeprefix(said)
    )


def _folded(scope: str, inside: list[Node], edges: tuple[Edge, ...], target: str) -> Node:
    outputs = {edge.source for edge in edges if edge.ends[0] == scope}
    outputs |= {node.name for node in inside if node.name == target}
    shown = next((node for node in inside if outputs == {node.name}), None)
    name = scope.rstrip("/").rpartition("/")[2]
    return Node(
        scope,
        name,
        f"{len(inside)} nodes",
        "scope",
        shown.shape if shown else (),
        "",
        len(inside),
        shown.name if shown else "",
    )
