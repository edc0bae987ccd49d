"""Diagrams to draw: the opening model with more or fewer points, and made-up ones."""

from gradviz.study.diagram import Diagram, Edge, Node
from gradviz.study.models import linear_model

SAMPLES = (1, 2, 3, 4, 5, 200)
HOSTILE = "a\"<b>&\\':0"


def node(
    name: str, symbol: str = "×", kind: str = "operation", shape: tuple[int, ...] = ()
) -> Node:
    return Node(name, symbol, name.removesuffix(":0"), kind, shape, "Mul")


def edge(source: Node, target: Node, index: int = 0, *, summed: bool = False) -> Edge:
    return Edge(source.name, target.name, index, source.shape, summed)


def chain(length: int) -> Diagram:
    """Many nodes in a row, some of whose tensors feed several operations."""
    nodes = [node("x:0", "x", "parameter"), *(node(f"op_{i}:0") for i in range(1, length))]
    edges = [edge(nodes[i - 1], nodes[i]) for i in range(1, length)]
    edges += [edge(nodes[i - 4], nodes[i], 1) for i in range(4, length, 4)]
    edges += [edge(nodes[0], nodes[i], 2) for i in range(7, length, 7)]
    return Diagram(tuple(nodes), tuple(edges), nodes[-1].name)


def square() -> Diagram:
    """One tensor that is both inputs of an operation."""
    x, y = node("x:0", "x", "parameter", (2, 1)), node("y:0", "×", "operation", (2, 1))
    return Diagram((x, y), (edge(x, y, 0), edge(x, y, 1)), "y:0")


def hostile() -> Diagram:
    """Names that mean something to DOT and to XML."""
    x = Node(HOSTILE, "<x>", "&", "input", (), 'Op"')
    y = Node("back\\slash\\:0", "\x01]]>", "<!--", "operation", (), "Op")
    return Diagram((x, y), (edge(x, y, summed=True),), y.name)


DIAGRAMS = {
    **{f"{samples} points": linear_model(samples).diagram for samples in SAMPLES},
    "40 nodes": chain(40),
    "one tensor twice": square(),
    "hostile names": hostile(),
    "one node": Diagram((node("y:0"),), (), "y:0"),
}
