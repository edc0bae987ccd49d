"""How the graph is looked at: which drawing of the model, in how much detail, what is folded.

A Look moves no number; the panels beside the graph stay what they are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal, cast, get_args

from gradviz.show import dot, drawing, layout
from gradviz.show.detail import DETAILS
from gradviz.show.mirror import mirrored
from gradviz.study import backward, folding
from gradviz.study.diagram import Diagram, diagram
from gradviz.study.gradient_graph import gradient_graph
from gradviz.study.models import Model, linear_model
from gradviz.study.scalars import MOST_POINTS, scalar_model
from gradviz.ui.cached import Picture, Points
from gradviz.ui.typed import quoted

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


def is_plain(look: Look) -> bool:
    """Whether nodes and edges are those of the model's own diagram: steps go through these."""
    return (look.of, look.folded, look.times) == ("tensors", (), "0") and not (
        DETAILS[look.detail].everything
    )


def model(look: Look, samples: int) -> Model:
    """The model that is drawn; for more points than scalar graphs are drawn for, the tensors'."""
    scalars = look.of == "scalars" and samples <= MOST_POINTS
    return scalar_model(samples) if scalars else linear_model(samples)


@lru_cache(maxsize=128)
def unfolded(look: Look, samples: int) -> Diagram:
    """The drawing with no scope folded."""
    drawn = model(look, samples)
    return diagram(drawn.cost, True) if DETAILS[look.detail].everything else drawn.diagram


@lru_cache(maxsize=128)
def structure(look: Look, samples: int) -> Diagram:
    """What is drawn."""
    if look.times != "0":
        return gradient_graph(model(look, samples), int(look.times)).diagram
    whole = unfolded(look, samples)
    folded = folding.scopes(whole) if ALL in look.folded else look.folded
    return folding.fold(whole, folded)


@lru_cache(maxsize=128)
def picture(look: Look, samples: int) -> Picture:
    """The drawing, laid out; the same for all data of one length."""
    drawn, detail = structure(look, samples), DETAILS[look.detail]
    if look.times == "0":
        place = layout.layout(dot.dot(drawn, detail))
    else:
        # The forward drawing stays as it is, so that the mirror image is seen to appear under it.
        forward = model(look, samples)
        tiers = gradient_graph(forward, int(look.times)).tiers
        place = mirrored(drawn, layout.layout(dot.dot(forward.diagram, detail)), tiers, detail)
    svg = drawing.drawing(drawn, place, detail)
    return Picture(svg, hashlib.sha256(svg.encode()).hexdigest()[:12])


def more_numbers(look: Look, W: float, b: float, points: Points) -> dict[str, Any]:
    """The numbers of what this look draws and the opening one does not, as plain JSON."""
    drawn, everything = model(look, len(points)), DETAILS[look.detail].everything
    if look.times != "0":
        added = gradient_graph(drawn, int(look.times))
        places = backward.valued(added.tensors, added.sources, backward.places_of(drawn))
        return backward.as_json(backward.measured(places, backward.feeds(drawn, (W, b), points)))
    if drawn is linear_model(len(points)) and not everything:
        return {"nodes": {}, "edges": {}}
    places = backward.places_of(drawn, everything)
    return backward.as_json(backward.measured(places, backward.feeds(drawn, (W, b), points)))


def names(look: Look, samples: int) -> frozenset[str]:
    """What can be selected: the names of the drawn nodes and edges."""
    drawn = structure(look, samples)
    return frozenset([n.name for n in drawn.nodes] + [e.name for e in drawn.edges])


def shape(name: str, look: Look, samples: int) -> tuple[int, ...] | None:
    """The shape of what a node is or an edge carries; None if there is no such node or edge."""
    drawn = structure(look, samples)
    shapes = {node.name: node.shape for node in drawn.nodes}
    shapes |= {edge.name: edge.shape for edge in drawn.edges}
    return shapes.get(name)


def facts(look: Look, samples: int) -> dict[str, object]:
    """What the browser's menus say and offer."""
    tensors = linear_model(samples).diagram
    fits = samples <= MOST_POINTS
    scalars = scalar_model(samples).diagram if fits else None
    drawn = structure(look, samples)
    return {
        "detail": look.detail,
        "of": look.of if fits else "tensors",
        "times": look.times,
        "scopes": folding.scopes(unfolded(look, samples)),
        "open": drawn.scopes,
        "samples": samples,
        "most": MOST_POINTS,
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


def cleaned(look: Look, samples: int) -> tuple[Look, list[str]]:
    """A look without what it says of scopes and points that there are not, and sentences on it."""
    said = []
    if look.of == "scalars" and samples > MOST_POINTS:
        said.append(f"Scalar graphs are drawn for {MOST_POINTS} points at most, not for {samples}.")
        look = replace(look, of="tensors")
    if look.times != "0" and (look.of == "scalars" or look.folded):
        look = replace(look, of="tensors", folded=())
        said.append("The gradient graph is drawn for tensors, with nothing folded.")
    if look.times != "0" and DETAILS[look.detail].everything:
        look = replace(look, detail="gradients")
    known = {ALL, *folding.scopes(unfolded(look, samples))}
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
