"""How the graph is looked at: which drawing of the model, in how much detail, what is folded.

A Look moves no number; the panels beside the graph stay what they are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal, cast, get_args

from gradviz.show import drawing, layout
from gradviz.show.detail import DETAILS
from gradviz.show.mirror import mirrored
from gradviz.study import backward, folding
from gradviz.study.blueprint import LINEAR, Problem, Structure
from gradviz.study.diagram import Diagram, drawn_name
from gradviz.study.gradient_graph import tiers, with_gradients
from gradviz.study.held import hold
from gradviz.study.models import Model, model_of, with_broadcasts
from gradviz.study.question import Question
from gradviz.study.questions import ask
from gradviz.study.quotation import quoted
from gradviz.study.scalars import MOST_POINTS, scalar_model
from gradviz.study.steps import steps
from gradviz.ui.cached import Picture
from gradviz.ui.cached import names as names_of

Of = Literal["tensors", "scalars"]
ALL = "*"
"""In place of all name scopes, in a link."""


@dataclass(frozen=True)
class Look:
    """What is drawn of the model.

    Attributes:
        detail: the name of a level of `show.detail`.
        of: one tensor of all points, or a scalar graph for each.
        folded: the name scopes drawn as one node; "*" for all.
        times: how often it was differentiated: the operations that this added are drawn too.
    """

    detail: str = "gradients"
    of: Of = "tensors"
    folded: tuple[str, ...] = ()
    times: str = "0"


def model(look: Look, structure: Structure) -> Model:
    """The model that is drawn, whose steps, explanations and programs are those of the drawing.

    Folding changes nothing of it. Where there are no scalar graphs it is the tensors'.
    """
    scalars = _scalars(structure) if look.of == "scalars" else None
    drawn = scalars or model_of(structure)
    if look.times != "0":
        return with_gradients(drawn, int(look.times))
    everything = DETAILS[look.detail].everything and not drawn.former
    return with_broadcasts(drawn) if everything else drawn


def tag(look: Look) -> str:
    """Another one for looks of another model; "" for the model's own."""
    if look.times != "0":
        return f" {look.of} {look.times}"
    everything = DETAILS[look.detail].everything
    return f" {look.of} {everything}" if look.of == "scalars" or everything else ""


@lru_cache(maxsize=64)
def _scalars(structure: Structure) -> Model | None:
    """The scalar graphs, asked what the model is asked, with the numbers that it holds; or None."""
    # What gradients are computed with has other names there.
    deep = structure.question.of is not None
    if structure.blueprint != LINEAR or structure.samples > MOST_POINTS or deep:
        return None
    try:
        held = hold(scalar_model(structure.samples), structure.constants)
        return ask(held, structure.question)
    except ValueError:  # a question about a tensor that there is only as scalars
        return None


def stand_ins(look: Look, structure: Structure) -> dict[str, str]:
    """By what a scalar of a point is drawn as, the entry of the data that it is: "X:0[1]"."""
    scalars = _scalars(structure) if look.of == "scalars" else None
    if scalars is None:
        return {}
    columns, named = [one.name for one in structure.blueprint.inputs], names_of(structure)
    points = enumerate(scalars.inputs.values())
    return {
        drawn_name(tensor): f"{named[columns[at % len(columns)]]}[{at // len(columns)}]"
        for at, tensor in points
    }


@lru_cache(maxsize=128)
def drawing_of(look: Look, structure: Structure) -> Diagram:
    """What is drawn."""
    whole = model(look, structure).diagram
    if _grown(look, structure):
        return whole
    folded = folding.scopes(whole) if ALL in look.folded else look.folded
    return folding.fold(whole, folded)


def picture(look: Look, structure: Structure) -> Picture:
    """The drawing, laid out; the same for all data of one length.

    Whatever is asked, the forward drawing is the same.
    """
    still = replace(structure, constants=())
    if _grown(look, structure):
        return _picture(look, still)
    return _picture(look, replace(still, question=Question()))


def _grown(look: Look, structure: Structure) -> bool:
    """Whether operations that `gradients()` added are drawn."""
    return look.times != "0" or structure.question.of is not None


@lru_cache(maxsize=128)
def _picture(look: Look, structure: Structure) -> Picture:
    drawn, detail = drawing_of(look, structure), DETAILS[look.detail]
    if not _grown(look, structure):
        place = layout.laid_out(drawn, detail)
    else:
        # The forward drawing stays as it is, so that the mirror image is seen to appear under it.
        forward = model(replace(look, times="0"), replace(structure, question=Question()))
        place = mirrored(drawn, layout.laid_out(forward.diagram, detail), tiers(drawn), detail)
    svg = drawing.drawing(drawn, place, detail)
    return Picture(svg, hashlib.sha256(svg.encode()).hexdigest()[:12])


def more_numbers(look: Look, problem: Problem) -> dict[str, Any]:
    """The numbers of what this look draws and the opening one does not, as plain JSON."""
    drawn = model(look, problem.structure)
    if drawn is model_of(problem.structure):
        return {"nodes": {}, "edges": {}}
    fed = backward.feeds(drawn, problem.arrays, problem.rows)
    return backward.as_json(backward.measured(backward.places_of(drawn), fed))


def step_there(step: int | None, before: Look, after: Look, structure: Structure) -> int | None:
    """The step of another look that is about the same number; None if it has no such step."""
    if step is None or tag(before) == tag(after):
        return step
    subject = steps(model(before, structure))[step - 1].subject
    others = [other.subject for other in steps(model(after, structure))]
    return others.index(subject) + 1 if subject in others else None


def names(look: Look, structure: Structure) -> frozenset[str]:
    """What can be selected: the names of the drawn nodes and edges."""
    drawn = drawing_of(look, structure)
    return frozenset([n.name for n in drawn.nodes] + [e.name for e in drawn.edges])


def shape(name: str, look: Look, structure: Structure) -> tuple[int, ...] | None:
    """The shape of what a node is or an edge carries; None if there is no such node or edge."""
    drawn = drawing_of(look, structure)
    shapes = {node.name: node.shape for node in drawn.nodes}
    shapes |= {edge.name: edge.shape for edge in drawn.edges}
    return shapes.get(name)


def facts(look: Look, structure: Structure) -> dict[str, object]:
    """What the browser's menus say and offer."""
    tensors = model_of(structure).diagram
    found = _scalars(structure)
    scalars = found and found.diagram
    drawn = drawing_of(look, structure)
    return {
        "detail": look.detail,
        "of": look.of if scalars else "tensors",
        "times": look.times,
        "scopes": folding.scopes(model(look, structure).diagram),
        "open": drawn.scopes,
        "samples": structure.samples,
        "most": MOST_POINTS if structure.blueprint == LINEAR else 0,
        "sizes": {
            "tensors": (len(tensors.nodes), len(tensors.edges)),
            "scalars": scalars and (len(scalars.nodes), len(scalars.edges)),
        },
    }


def changed(look: Look, values: Mapping[str, object]) -> Look:
    """A look with what the browser asks for, as far as that is valid."""
    for part in PARTS:
        if part.name in values:
            look = part.read(look, values[part.name])[0]
    return look


def cleaned(look: Look, structure: Structure) -> tuple[Look, list[str]]:
    """A look without what it says of scopes and points that there are not, and sentences on it."""
    said = []
    if look.of == "scalars" and _scalars(structure) is None:
        wanted = f"for the linear model of at most {MOST_POINTS} points"
        if structure.blueprint == LINEAR:
            wanted = f"for {MOST_POINTS} points at most, not for {structure.samples}"
            if structure.samples <= MOST_POINTS:
                wanted = "for questions about what they have, too: cost, W, b and half"
        said.append(f"Scalar graphs are drawn {wanted}.")
        look = replace(look, of="tensors")
    if _grown(look, structure) and (look.of == "scalars" or look.folded):
        look = replace(look, of="tensors", folded=())
        said.append("The gradient graph is drawn for tensors, with nothing folded.")
    if _grown(look, structure) and DETAILS[look.detail].everything:
        look = replace(look, detail="gradients")
    known = {ALL, *folding.scopes(model(look, structure).diagram)}
    for scope in look.folded:
        if scope not in known:
            name = quoted(scope.rstrip("/"))
            said.append(f"The link’s fold: {name} is no name scope drawn here.")
    return replace(look, folded=tuple(scope for scope in look.folded if scope in known)), said


def parse(texts: Sequence[str | None]) -> tuple[Look, list[str]]:
    """The Look that a link says, and a sentence for what of it is not used."""
    look, notices = Look(), []
    for part, text in zip(PARTS, texts, strict=True):
        if text is not None:
            look, said = part.read(look, text)
            notices += said
    return look, notices


def texts(look: Look) -> tuple[str, ...]:
    """A Look as a link spells it, a text for each of `PARTS`; "" for what is as usual."""
    return tuple("" if part.text(look) == part.text(Look()) else part.text(look) for part in PARTS)


@dataclass(frozen=True)
class Part:
    """One parameter of a Look, in the link and in the browser's messages.

    Attributes:
        name: the parameter.
        read: a Look with a text put in, and a sentence if the text says nothing valid.
        text: the text that a Look has there.
    """

    name: str
    read: Callable[[Look, object], tuple[Look, list[str]]]
    text: Callable[[Look], str]


def _choice(name: str, field: str, options: Sequence[str]) -> Part:
    def read(look: Look, value: object) -> tuple[Look, list[str]]:
        if value in options:
            return replace(look, **{field: cast(Any, value)}), []
        usual = getattr(Look(), field)
        wanted = f"{quoted(str(value))} is not one of {', '.join(options)}"
        return look, [f"The link’s {name}: {wanted}. {usual} is used."]

    return Part(name, read, lambda look: str(getattr(look, field)))


def _read_folded(look: Look, value: object) -> tuple[Look, list[str]]:
    parts = [part.strip().rstrip("/") for part in str(value).split(",")]
    folded = tuple(part if part == ALL else f"{part}/" for part in dict.fromkeys(parts) if part)
    return replace(look, folded=folded), []


PARTS = (
    _choice("detail", "detail", tuple(DETAILS)),
    _choice("of", "of", get_args(Of)),
    _choice("times", "times", ("0", "1", "2")),
    Part("fold", _read_folded, lambda look: ",".join(scope.rstrip("/") for scope in look.folded)),
)
"""The one table between Look, the link and the browser's messages."""
