"""A diagram as DOT text: boxes of fixed size, from left to right.

An edge's numbers are a box of their own between its two nodes, so that Graphviz reserves their
room and the drawn line runs straight through their middle. No number is in the text: while only
numbers change, the layout cannot.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import prod
from os.path import commonprefix
from typing import TYPE_CHECKING

import graphviz

from gradviz.show import theme
from gradviz.show.arrangement import USUAL, Arrangement
from gradviz.show.detail import GRADIENTS, Detail

if TYPE_CHECKING:
    from gradviz.study.diagram import Diagram, Edge, Node

POINTS_PER_INCH = 72
NODE_PADDING = 7.0
HEAD_HEIGHT = 30.0
"""A node's first line: its symbol and caption."""
EDGE_GAP = 13.0
"""Height kept free around an edge's line."""
QUIET_NODE = 44.0
"""Least width, and height, of a node that is only a symbol."""
BARE_EDGE = 20.0, 9.0
"""Room for the lines of an edge without numbers."""
FRAME = "cluster_"
"""Graphviz draws a frame around the nodes of what is called so."""


LARGE = 150
"""Nodes from which on Graphviz may not look for the best places as long as it likes."""

QUICK = {"nslimit": "0.3", "nslimit1": "0.3", "mclimit": "0.1"}
"""Bounds on its search: a chain of 300 nodes that share two parameters took over a minute."""


def dot(diagram: Diagram, detail: Detail = GRADIENTS, how: Arrangement = USUAL) -> str:
    """The diagram in DOT, the same text for the same diagram.

    No name is in it: nodes, edges and frames are told apart by the numbers of `ids`.

    Args:
        diagram: what is drawn.
        detail: what is said of it.
        how: what is arranged otherwise than usual.
    """
    known = ids(diagram)
    node_gap = 10 if detail.gradients else 8
    graph = graphviz.Digraph(
        "gradviz",
        graph_attr={"rankdir": "LR", "nodesep": _inches(node_gap), "ranksep": _inches(8)}
        | (QUICK if len(diagram.nodes) > LARGE else {}),
        node_attr={"shape": "box", "fixedsize": "true", "label": ""},
        edge_attr={"arrowhead": "none"},
    )
    consumers = consumer_counts(diagram)
    sides = _from_below(diagram) if how.below else _by_turns(diagram)
    above = {edge.ends[0] for edge in diagram.edges if sides.get(edge.name) == "n"}
    # Graphviz puts what it reads first on top.
    for node in sorted(diagram.nodes, key=lambda node: node.name not in above):
        width, height = node_size(node, consumers[node.name], detail, how)
        _box(graph, known[node.name], width, height)
    operations = _operations(diagram)
    for edge in sorted(diagram.edges, key=lambda edge: edge.ends[0] not in above):
        width, height = edge_size(edge, detail)
        _box(graph, known[edge.name], width, height)
        tail, head = edge.ends
        # The way of the values through the operations is kept straight; leaves hang on it.
        weight = "8" if tail in operations else "2"
        side = {"headport": sides[edge.name]} if edge.name in sides else {}
        middle = known[edge.name]
        _line(graph, known[tail], middle, weight=weight, headport="w")
        _line(graph, middle, known[head], weight=weight, tailport="e", **side)
    _frames(graph, diagram, known)
    return str(graph.source)


def ids(diagram: Diagram) -> dict[str, str]:
    """What nodes, the boxes of edges, and frames are called in DOT: by their places.

    A frame is found under its scope's name; a node has such a name only while the scope is folded,
    and there is no frame then.
    """
    nodes = {node.name: f"n{place}" for place, node in enumerate(diagram.nodes)}
    edges = {edge.name: f"e{place}" for place, edge in enumerate(diagram.edges)}
    return nodes | edges | {scope: f"{FRAME}{n}" for n, scope in enumerate(diagram.scopes)}


def _frames(graph: graphviz.Digraph, diagram: Diagram, known: Mapping[str, str]) -> None:
    """The name scopes as nested clusters, each with its nodes and the edges between them."""
    inside: dict[str, list[str]] = {scope: [] for scope in diagram.scopes}
    names = [(node.name, node.name) for node in diagram.nodes]
    names += [(edge.name, commonprefix(edge.ends)) for edge in diagram.edges]
    for name, place in names:
        # A folded scope is named as a frame, and stands inside the frame around it.
        around = [scope for scope in diagram.scopes if place.startswith(scope)]
        if around:
            inside[around[-1]].append(known[name])
    for outer in (scope for scope in diagram.scopes if not _parent(scope, diagram.scopes)):
        _frame(graph, outer, inside, known, 1)


def _frame(
    graph: graphviz.Digraph,
    scope: str,
    inside: Mapping[str, list[str]],
    known: Mapping[str, str],
    depth: int,
) -> None:
    tabs = "\t" * depth
    graph.body.append(f"{tabs}subgraph {known[scope]} {{\n")
    # The label only keeps the room for the scope's name free.
    graph.body.append(f'{tabs}\tmargin=9 label=" " fontsize=12\n')
    for name in inside[scope]:
        graph.body.append(f"{tabs}\t{name}\n")
    for inner in (each for each in inside if _parent(each, tuple(inside)) == scope):
        _frame(graph, inner, inside, known, depth + 1)
    graph.body.append(f"{tabs}}}\n")


def _parent(scope: str, scopes: tuple[str, ...]) -> str:
    return next((s for s in reversed(scopes) if scope.startswith(s) and scope != s), "")


def _operations(diagram: Diagram) -> set[str]:
    return {node.name for node in diagram.nodes if node.kind in ("operation", "scope")}


def _by_turns(diagram: Diagram) -> dict[str, str]:
    """For leaves that join the main way: below it and above it by turns, so both have room."""
    return {edge.name: "sn"[turn % 2] for turn, edge in enumerate(_joining(diagram))}


def _from_below(diagram: Diagram) -> dict[str, str]:
    """For leaves that join the main way: below it, so that nothing stands above it.

    A leaf of the next operation stands below this one; then its side is the only way in.
    """
    joining = _joining(diagram)
    heads = {edge.ends[1] for edge in joining}
    blocked = {edge.ends[0] for edge in diagram.edges if edge.ends[1] in heads}
    return {edge.name: "s" for edge in joining if edge.ends[1] not in blocked}


def _joining(diagram: Diagram) -> list[Edge]:
    """The edges on which leaves join the main way."""
    operations = _operations(diagram)
    joined = {edge.ends[1] for edge in diagram.edges if edge.ends[0] in operations}
    consumers = consumer_counts(diagram)
    return [
        edge
        for edge in diagram.edges
        for tail, head in [edge.ends]
        if tail not in operations and head in joined and consumers[tail] == 1
    ]


def consumer_counts(diagram: Diagram) -> dict[str, int]:
    """How many edges leave each node, on which something comes back to it."""
    counts = {node.name: 0 for node in diagram.nodes}
    added = {node.name for node in diagram.nodes if node.kind == "gradient"}
    for edge in diagram.edges:
        counts[edge.ends[0]] += edge.target not in added
    return counts


def sum_rows(shape: tuple[int, ...], consumers: int) -> int:
    """Lines a node needs to say that its gradient is the sum of what comes back."""
    if consumers < 2:
        return 0
    elements = prod(shape)
    return elements if consumers == 2 and elements <= 2 else 1


def node_size(
    node: Node, consumers: int, detail: Detail = GRADIENTS, how: Arrangement = USUAL
) -> tuple[float, float]:
    """Width and height of a node's card: head, value, gradient, terms of its sum."""
    if not detail.values or not has_numbers(node):
        wide = theme.text_width(node.symbol, theme.symbol_size(node.symbol)) + 2 * NODE_PADDING
        caption = theme.text_width(node.caption, theme.CAPTION_SIZE) if node.members else 0
        return max(QUIET_NODE, wide + caption + (NODE_PADDING if caption else 0)), QUIET_NODE
    rows = theme.value_rows(node.shape)
    width = theme.number_width(node.shape) + 2 * NODE_PADDING
    if detail.gradients and (node.kind != "gradient" or node.again):
        if two_columns(node, how):
            width += theme.number_width(node.shape)
        else:
            rows += theme.gradient_rows(node.shape)
        terms = sum_rows(node.shape, consumers)
        rows += terms
        if terms:
            width = max(width, 19 * theme.ADVANCE * theme.SUM_SIZE + 2 * NODE_PADDING)
    if detail.everything or node.members or node.kind == "gradient":
        head = theme.text_width(node.symbol, theme.symbol_size(node.symbol))
        head += theme.text_width(full_caption(node), theme.CAPTION_SIZE)
        width = max(width, head + 3 * NODE_PADDING)
    return width, HEAD_HEIGHT + rows * theme.ROW_HEIGHT + NODE_PADDING


def two_columns(node: Node, how: Arrangement) -> bool:
    """Whether a node's gradient is said beside its value, and not below it.

    A leaf of many lines stands above or below others; an operation between others.
    """
    lines = theme.value_rows(node.shape)
    return any(node.kind == kind and lines >= least for kind, least in how.beside)


def full_caption(node: Node) -> str:
    """A node's name, if its symbol is not that, and its shape; of a scope, how much it holds."""
    if node.members or node.kind == "gradient":
        return node.caption
    name = "" if node.caption == node.symbol else node.caption
    return f"{name} {theme.shape_text(node.shape)}".strip()


def has_numbers(node: Node) -> bool:
    """Whether there is one tensor whose numbers the node shows; not so a scope of several."""
    return not node.members or bool(node.shows)


def edge_size(edge: Edge, detail: Detail = GRADIENTS) -> tuple[float, float]:
    """Width and height of an edge's numbers: both halves as high, so its line is the middle."""
    if not detail.gradients:
        return BARE_EDGE
    rows = max(theme.value_rows(edge.shape), theme.gradient_rows(edge.shape))
    width = theme.number_width(edge.shape) + (theme.DIGIT_WIDTH * 1.5 if edge.summed else 0)
    return width, 2 * rows * theme.ROW_HEIGHT + EDGE_GAP


def _inches(points: float) -> str:
    return f"{points / POINTS_PER_INCH:.4g}"


def _box(graph: graphviz.Digraph, name: str, width: float, height: float) -> None:
    graph.body.append(f"\t{name} [width={_inches(width)} height={_inches(height)}]\n")


def _line(graph: graphviz.Digraph, tail: str, head: str, **attributes: str) -> None:
    attributes = dict(sorted(attributes.items()))
    text = " ".join(f"{key}={value}" for key, value in attributes.items())
    graph.body.append(f"\t{tail} -> {head} [{text}]\n")
