"""The pass as a sequence of steps: forward op by op, the seed, backward edge by edge.

Each contribution is a step, and where several come together their sum is one of its own. Where the
operations that `gradients()` added are drawn, each of these is a step instead. A step says which
numbers it makes known; what no step has made known yet is not to be shown, so a partly summed
gradient never looks final.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from gradviz.core.graph import Operation, Tensor
from gradviz.study.diagram import Edge, Node, drawn_name, wiring
from gradviz.study.explain import Subject, explanations
from gradviz.study.gradient_graph import SEED
from gradviz.study.models import Model

Kind = Literal["start", "forward", "seed", "contribution", "join", "added"]


@dataclass(frozen=True)
class Step:
    r"""One step of the pass.

    Attributes:
        kind: what happens: the leaves are given, an op runs, the seed is set, a contribution
            goes back along an edge, the contributions at a node are summed, or an operation runs
            that `gradients()` added.
        acting: the nodes and edges that speak in this step.
        known: the numbers that are known from this step on.
        words: what happens, in a sentence.
        line: LaTeX with slots: the same with the current numbers.
    """

    kind: Kind
    acting: tuple[str, ...]
    known: tuple[Subject, ...]
    words: str
    line: str

    @property
    def subject(self) -> Subject | None:
        """The number that the step is about; none where the leaves are given."""
        if self.kind == "start":
            return None
        return self.known[-1] if self.kind in ("forward", "seed") else self.known[0]


@lru_cache(maxsize=64)
def steps(model: Model) -> tuple[Step, ...]:
    """The steps of the forward and the backward pass, the first one with the leaves alone.

    Example:
        >>> from gradviz.study.models import linear_model
        >>> walk = steps(linear_model(2))
        >>> [step.kind for step in walk[:3]], walk[-1].known
        (['start', 'forward', 'forward'], (('X:0->Mul:0:0', 'gradient'), ('X:0', 'gradient')))
    """
    return (*_forward(model), *(_added(model) if model.beyond else _backward(model)))


def _line(model: Model, subject: Subject) -> str:
    """The explanation on one line: name, numbers put in, result."""
    lines = explanations(model)[subject].lines
    if r"\leftarrow" in lines[0]:
        # Handed on, not equal: a number may come back to more entries than it had.
        return rf"{lines[-1]} \leftarrow {lines[-2].split(' = ', 1)[1]}"
    name = lines[0].split(" = ", 1)[0]
    return " ".join((name, *lines[-2:])) if len(lines) > 1 else lines[0]


def _forward(model: Model) -> list[Step]:
    explained = explanations(model)
    drawn = model.diagram
    # What a question about gradients is about is computed before anything comes back.
    before = wiring((*model.roots, *model.former), model.broadcasts)
    nodes = [node for node in drawn.nodes if node.name in before.tensors]
    made = [n for n in nodes if before.incoming[before.tensors[n.name]]]
    leaves = [node.name for node in nodes if node not in made]
    words = "Data, parameters and constants are given. Nothing is computed yet."
    given = tuple((name, "value") for name in leaves)
    found = [Step("start", tuple(leaves), given, words, "")]
    for node in made:
        into = [edge.name for edge in drawn.edges if edge.target == node.name]
        known = tuple((name, "value") for name in (*into, node.name))
        subject = (node.name, "value")
        words = explained[subject].words if node.kind == "operation" else _said(model, node)
        found.append(Step("forward", (node.name, *into), known, words, _line(model, subject)))
    return found


def _backward(model: Model) -> list[Step]:
    explained = explanations(model)
    wired = model.wiring
    seeded = {drawn_name(y) for y in model.seeds}
    # By node, the numbers that its gradient is the sum of; it is known with the last of them.
    terms: dict[str, list[Subject]] = {name: [(name, "seed")] for name in seeded}
    back: dict[str, list[Edge]] = {}
    for use in wired.uses.values():
        if model.way_back(use):
            terms.setdefault(use.edge.source, []).append((use.edge.name, "gradient"))
            back.setdefault(use.edge.target, []).append(use.edge)
    missing = {name: len(parts) for name, parts in terms.items()}
    found: list[Step] = []

    def arrive(kind: Kind, acting: tuple[str, ...], part: Subject, name: str) -> None:
        """A term of a node's gradient is known, and with the last one the gradient."""
        missing[name] -= 1
        total, alone = (name, "gradient"), len(terms[name]) == 1
        told = total if kind == "seed" and alone else part
        known = (part, total) if alone else (part,)
        found.append(Step(kind, acting, known, explained[told].words, _line(model, told)))
        if not alone and not missing[name]:
            joined = tuple(dict.fromkeys((name, *(term for term, _ in terms[name]))))
            words = explained[total].words
            found.append(Step("join", joined, (total,), words, _line(model, total)))

    for name in reversed(list(wired.tensors)):
        if name in seeded:
            arrive("seed", (name,), (name, "seed"), name)
        for edge in reversed(back.get(name, [])):
            acting = (name, edge.name, edge.source)
            arrive("contribution", acting, (edge.name, "gradient"), edge.source)
    return found


def _added(model: Model) -> list[Step]:
    """The operations that `gradients()` added, in the order of their construction.

    What the forward drawing says of a gradient is known with the operation that computes it.
    """
    wired = model.wiring
    found: list[Step] = []
    place: dict[Operation, int] = {}
    given: dict[Tensor, str] = {}
    former = wiring((*model.roots, *model.former), model.broadcasts).tensors
    for node in model.diagram.nodes:
        if node.kind != "gradient" or node.name in former:
            continue
        tensor = wired.tensors[node.name]
        if not tensor.op.inputs and tensor not in model.seeds.values() and node.caption != SEED:
            given[tensor] = node.name  # a constant of a rule comes with the first that uses it
            continue
        uses = wired.incoming[tensor]
        constants = dict.fromkeys(name for u in uses if (name := given.pop(u.source, "")))
        edges = [use.edge.name for use in uses]
        known = [(name, "value") for name in (node.name, *edges, *constants)]
        ends = dict.fromkeys([node.name, *edges, *(use.edge.source for use in uses), *constants])
        place[tensor.op] = len(found)
        line = _line(model, (node.name, "value"))
        found.append(Step("added", tuple(ends), tuple(known), _said(model, node), line))
    if not found:
        return []
    for subject, at in _known_at(model, place, len(found) - 1).items():
        found[at] = replace(found[at], known=(*found[at].known, subject))
    return found


def _said(model: Model, node: Node) -> str:
    """What an added operation computes, and which operation it was added for."""
    tensor = model.wiring.tensors[node.name]
    if tensor in model.seeds.values():
        return "The seed, which the backward pass starts from; gradients() added it as a constant."
    if not tensor.op.inputs:
        return "The seed of one more pass, which differentiates a gradient."
    words = explanations(model)[node.name, "value"].words
    names = {n.name: n.caption or n.symbol for n in model.diagram.nodes}
    return f"{words} gradients() added this for {names[node.pair]}." if node.pair else words


def _known_at(model: Model, place: Mapping[Operation, int], last: int) -> dict[Subject, int]:
    """By number of the backward pass, the place of the added operation that it comes from.

    What comes back to where nothing is asked for, as to the data, no drawn operation computes: it
    is known at the last.
    """
    passes = model.passes
    numbers: dict[Subject, Tensor] = {(drawn_name(y), "seed"): s for y, s in model.seeds.items()}
    for name, tensor in model.wiring.tensors.items():
        if tensor in passes.cotangents:
            numbers[name, "gradient"] = passes.cotangents[tensor]
    for name, use in model.wiring.uses.items():
        way = model.way_back(use)
        if way:
            numbers[name, "gradient"] = way.tensor
    return {subject: place.get(_unrepeated(t).op, last) for subject, t in numbers.items()}


def _unrepeated(tensor: Tensor) -> Tensor:
    """What a tensor repeats, if it is drawn as that."""
    while tensor.op.type == "BroadcastTo":
        tensor = tensor.op.inputs[0]
    return tensor
