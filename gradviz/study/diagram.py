"""The drawn graph: which tensors are nodes, which uses are edges.

A broadcast is folded into the edge that it stands on, and a variable's read into the variable.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from gradviz.core.copying import CUTS
from gradviz.core.graph import Operation, Tensor
from gradviz.core.plan import order

KINDS = {"VariableV2": "parameter", "Placeholder": "input", "Const": "constant"}
FRACTIONS = {0.25: "¼", 0.5: "½", 0.75: "¾"}


@dataclass(frozen=True)
class Node:
    """A drawn tensor.

    Attributes:
        name: the tensor's name, e.g. "Mul:0".
        symbol: what is drawn big: the op's symbol, a leaf's name, a constant's value.
        caption: the operation's name where the symbol does not say it, else "".
        kind: "parameter", "input", "constant" or "operation"; "gradient" for an operation that
            `gradients()` added, "scope" for a folded name scope.
        shape: the tensor's shape.
        op_type: the op's name in the table.
        members: how many tensors a folded name scope holds; 0 for a tensor.
        shows: the tensor whose numbers are drawn here if it is not the one named; a folded scope's
            only output.
        pair: for an operation that `gradients()` added, the drawn tensor whose operation it
            differentiates.
        again: for such an operation, whether it is differentiated itself: what comes back to it is
            drawn, too.
    """

    name: str
    symbol: str
    caption: str
    kind: str
    shape: tuple[int, ...]
    op_type: str
    members: int = 0
    shows: str = ""
    pair: str = ""
    again: bool = False


@dataclass(frozen=True)
class Edge:
    """A drawn use of a tensor by an operation.

    Attributes:
        source: the used tensor's name.
        target: the name of the tensor that the operation makes.
        index: which input of the operation it is.
        shape: the used tensor's shape.
        summed: whether a broadcast is folded in, so that the way back is a sum.
        tail: the node that it is drawn from, where the source is folded away; else "".
        head: the node that it is drawn to, where the target is folded away; else "".
    """

    source: str
    target: str
    index: int
    shape: tuple[int, ...]
    summed: bool
    tail: str = ""
    head: str = ""

    @property
    def name(self) -> str:
        """The edge's name, e.g. "W:0->Mul:0:1"."""
        return f"{self.source}->{self.target}:{self.index}"

    @property
    def ends(self) -> tuple[str, str]:
        """The names of the two nodes that it is drawn between."""
        return self.tail or self.source, self.head or self.target


@dataclass(frozen=True)
class Diagram:
    """Nodes and edges in the order of construction.

    Attributes:
        nodes: the drawn tensors.
        edges: their uses.
        target: the name of the tensor that is differentiated.
        scopes: the name scopes that are drawn as frames, e.g. "layer1/", outermost first.
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    target: str
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Use:
    """An edge in terms of the graph.

    Attributes:
        edge: the drawn edge.
        source: the used tensor (a variable's read for a variable).
        consumer: the operation that is drawn as using it.
        first: the operation that really takes the source: the consumer, or a folded broadcast.
        index: the input of `first` that the source is.
        target: the output of the consumer that the edge leads to.
    """

    edge: Edge
    source: Tensor
    consumer: Operation
    first: Operation
    index: int
    target: Tensor


Roots = Tensor | Sequence[Tensor]
"""What a drawing leads to: it shows everything that these are computed from."""


def drawn_tensors(roots: Roots, broadcasts: bool = False) -> list[Tensor]:
    """The tensors that are nodes in the drawing of everything the roots are computed from.

    Args:
        roots: a tensor, or several of one graph.
        broadcasts: whether broadcasts are nodes too, instead of folded into their edges.
    """
    ends = [roots] if isinstance(roots, Tensor) else roots
    cuts = set(ends[0].graph.get_collection(CUTS))
    ops = order([t.op for t in ends], [])
    used = {*ends, *(t for op in ops for t in op.inputs)}
    return [
        tensor
        for op in ops
        if op.type != "VariableV2" and not _folds(op, broadcasts, cuts)
        for tensor in outputs(op, used)
    ]


def outputs(op: Operation, used: Collection[Tensor]) -> list[Tensor]:
    """The outputs of an operation that are drawn: its only one, or those that are used."""
    return [t for t in op.outputs if t in used] or list(op.outputs[:1])


def _folds(op: Operation, broadcasts: bool, cuts: Collection[Operation]) -> bool:
    """Whether an operation belongs to the edge that it stands on."""
    return (op.type == "BroadcastTo" and not broadcasts) or op in cuts


def uses(roots: Roots, broadcasts: bool = False) -> Iterator[Use]:
    """The edges of the drawing, in order of construction."""
    for tensor in drawn_tensors(roots, broadcasts):
        if _variable(tensor) is not None:
            continue
        cuts = set(tensor.graph.get_collection(CUTS))
        for place, source in enumerate(tensor.op.inputs):
            first, index, summed = tensor.op, place, False
            while _folds(source.op, broadcasts, cuts):
                summed = summed or source.op.type == "BroadcastTo"
                first, index, source = source.op, 0, source.op.inputs[0]
            shape = tuple(source.shape)
            edge = Edge(drawn_name(source), drawn_name(tensor), place, shape, summed)
            yield Use(edge, source, tensor.op, first, index, tensor)


@dataclass(frozen=True, eq=False)
class Wiring:
    """The drawn tensors and their uses, found once and kept for looking up.

    Attributes:
        tensors: by name, in order of construction.
        uses: by edge name, in order of construction.
        outgoing: by tensor, its uses.
        incoming: by drawn tensor, the uses that it is made from.
    """

    tensors: Mapping[str, Tensor]
    uses: Mapping[str, Use]
    outgoing: Mapping[Tensor, Sequence[Use]]
    incoming: Mapping[Tensor, Sequence[Use]]


@lru_cache(maxsize=64)
def wiring(roots: tuple[Tensor, ...], broadcasts: bool = False) -> Wiring:
    """The wiring of everything that the roots are computed from.

    Args:
        roots: what the drawing leads to.
        broadcasts: whether broadcasts are nodes too, instead of folded into their edges.
    """
    tensors = {drawn_name(tensor): tensor for tensor in drawn_tensors(roots, broadcasts)}
    found = {use.edge.name: use for use in uses(roots, broadcasts)}
    outgoing: dict[Tensor, list[Use]] = {tensor: [] for tensor in tensors.values()}
    incoming: dict[Tensor, list[Use]] = {tensor: [] for tensor in tensors.values()}
    for use in found.values():
        outgoing[use.source].append(use)
        incoming[tensors[use.edge.target]].append(use)
    return Wiring(tensors, found, outgoing, incoming)


def _variable(tensor: Tensor) -> Operation | None:
    """The variable that a tensor is the read of."""
    op = tensor.op
    return (
        op.inputs[0].op if op.type == "Identity" and op.inputs[0].op.type == "VariableV2" else None
    )


def drawn_name(tensor: Tensor) -> str:
    """The name under which a tensor is drawn: a variable's read has the variable's name."""
    variable = _variable(tensor)
    return (variable.outputs[0] if variable else tensor).name


def diagram(
    target: Tensor,
    broadcasts: bool = False,
    names: Mapping[Tensor, str] = MappingProxyType({}),
    roots: Sequence[Tensor] = (),
) -> Diagram:
    """The drawing of everything that `target` is computed from.

    Args:
        target: the tensor that is differentiated.
        broadcasts: whether broadcasts are nodes too, instead of folded into their edges.
        names: what tensors are called where that is not their operation's name.
        roots: in place of `target`, what the drawing leads to.

    Example:
        >>> from gradviz.core.graph import Graph
        >>> from gradviz.core.ops import constant, square
        >>> with Graph().as_default():
        ...     d = diagram(square(constant(3.0, name="x"), name="y"))
        >>> [node.name for node in d.nodes], [edge.name for edge in d.edges]
        (['x:0', 'y:0'], ['x:0->y:0:0'])
    """
    ends = tuple(roots) or (target,)
    nodes = tuple(node(t, names.get(t, "")) for t in drawn_tensors(ends, broadcasts))
    edges = tuple(use.edge for use in uses(ends, broadcasts))
    return Diagram(nodes, edges, drawn_name(target))


def called(tensor: Tensor) -> str:
    """What a tensor is called where it has no name of its own: as its operation.

    A later one of several outputs is called by its place, too: "unstack:1".
    """
    op = _variable(tensor) or tensor.op
    return op.name if tensor is tensor.op.outputs[0] else tensor.name


def node(tensor: Tensor, name: str = "") -> Node:
    """A tensor as it is drawn.

    Args:
        tensor: the tensor.
        name: what it is called, if that is not its operation's name.
    """
    op = _variable(tensor) or tensor.op
    kind = KINDS.get(op.type, "operation")
    symbol, caption = op.definition.symbol or op.type, name or called(tensor)
    if kind == "constant" and tensor.shape.size == 1:
        value = float(op.attributes["value"].ravel()[0])
        symbol, caption = FRACTIONS.get(value, f"{value:g}"), ""
    elif kind != "operation":
        symbol, caption = name or op.name, ""
    return Node(drawn_name(tensor), symbol, caption, kind, tuple(tensor.shape), op.type)
