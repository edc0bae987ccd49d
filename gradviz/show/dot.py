"""A diagram as DOT text: boxes of fixed size, from left to right.

An edge's numbers are a box of their own between its two nodes, so that Graphviz reserves their
room and the drawn line runs straight through their middle. No number is in the text: while only
numbers change, the layout cannot.
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

import graphviz
from graphviz.quoting import quote

from gradviz.show import theme

if TYPE_CHECKING:
    from gradviz.study.diagram import Diagram, Edge, Node

POINTS_PER_INCH = 72
NODE_PADDING = 7.0
HEAD_HEIGHT = 30.0
"""A node's first line: its symbol and caption."""
EDGE_GAP = 13.0
"""Height kept free around an edge's line."""


def dot(diagram: Diagram) -> str:
    """The diagram in DOT, the same text for the same diagram.

    A node is named by its tensor, the box with an edge's numbers by its edge.
    """
    graph = graphviz.Digraph(
        "gradviz",
        graph_attr={"rankdir": "LR", "nodesep": _inches(13), "ranksep": _inches(11)},
        node_attr={"shape": "box", "fixedsize": "true", "label": ""},
        edge_attr={"arrowhead": "none"},
    )
    consumers = consumer_counts(diagram)
    sides = _sides(diagram)
    above = {edge.source for edge in diagram.edges if sides.get(edge.name) == "n"}
    # Graphviz puts what it reads first on top.
    for node in sorted(diagram.nodes, key=lambda node: node.name not in above):
        width, height = node_size(node, consumers[node.name])
        _box(graph, node.name, width, height)
    operations = {node.name for node in diagram.nodes if node.kind == "operation"}
    for edge in sorted(diagram.edges, key=lambda edge: edge.source not in above):
        width, height = edge_size(edge)
        _box(graph, edge.name, width, height)
        # The way of the values through the operations is kept straight; leaves hang on it.
        weight = "8" if edge.source in operations else "2"
        side = {"headport": sides[edge.name]} if edge.name in sides else {}
        _line(graph, edge.source, edge.name, weight=weight, headport="w")
        _line(graph, edge.name, edge.target, weight=weight, tailport="e", **side)
    return str(graph.source)


def _sides(diagram: Diagram) -> dict[str, str]:
    """For leaves that join the main way: below it and above it by turns, so both have room."""
    operations = {node.name for node in diagram.nodes if node.kind == "operation"}
    joined = {edge.target for edge in diagram.edges if edge.source in operations}
    consumers = consumer_counts(diagram)
    joining = [
        edge.name
        for edge in diagram.edges
        if edge.source not in operations and edge.target in joined and consumers[edge.source] == 1
    ]
    return {name: "sn"[turn % 2] for turn, name in enumerate(joining)}


def consumer_counts(diagram: Diagram) -> dict[str, int]:
    """How many edges leave each node."""
    counts = {node.name: 0 for node in diagram.nodes}
    for edge in diagram.edges:
        counts[edge.source] += 1
    return counts


def sum_rows(shape: tuple[int, ...], consumers: int) -> int:
    """Lines a node needs to say that its gradient is the sum of what comes back."""
    if consumers < 2:
        return 0
    elements = prod(shape)
    return elements if consumers == 2 and elements <= 2 else 1


def node_size(node: Node, consumers: int) -> tuple[float, float]:
    """Width and height of a node's card: head, value, gradient, terms of its sum."""
    rows = theme.value_rows(node.shape) + theme.gradient_rows(node.shape)
    width = theme.number_width(node.shape) + 2 * NODE_PADDING
    terms = sum_rows(node.shape, consumers)
    if terms:
        width = max(width, 19 * theme.ADVANCE * theme.SUM_SIZE + 2 * NODE_PADDING)
    return width, HEAD_HEIGHT + (rows + terms) * theme.ROW_HEIGHT + NODE_PADDING


def edge_size(edge: Edge) -> tuple[float, float]:
    """Width and height of an edge's numbers: both halves as high, so its line is the middle."""
    rows = max(theme.value_rows(edge.shape), theme.gradient_rows(edge.shape))
    width = theme.number_width(edge.shape) + (theme.DIGIT_WIDTH * 1.5 if edge.summed else 0)
    return width, 2 * rows * theme.ROW_HEIGHT + EDGE_GAP


def _inches(points: float) -> str:
    return f"{points / POINTS_PER_INCH:.4g}"


def _box(graph: graphviz.Digraph, name: str, width: float, height: float) -> None:
    graph.body.append(f"\t{quote(name)} [width={_inches(width)} height={_inches(height)}]\n")


def _line(graph: graphviz.Digraph, tail: str, head: str, **attributes: str) -> None:
    # The library's own edge() would read the colon in a tensor's name as a port.
    attributes = dict(sorted(attributes.items()))
    text = " ".join(f"{key}={value}" for key, value in attributes.items())
    graph.body.append(f"\t{quote(tail)} -> {quote(head)} [{text}]\n")
