"""Where everything stands: the geometry that Graphviz gives to DOT text."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any

import pygraphviz

from gradviz.show import theme
from gradviz.show.arrangement import ARRANGEMENTS, USUAL, Arrangement
from gradviz.show.detail import GRADIENTS, Detail
from gradviz.show.dot import dot, ids

if TYPE_CHECKING:
    from gradviz.study.diagram import Diagram

_LOCK = Lock()
"""Graphviz is one C library with global state; visitors come on several threads."""


@dataclass(frozen=True)
class Box:
    """A rectangle; x and y are its center, y runs downward, in points."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Path:
    """One line between two boxes: points of a Bézier curve (start, then three per piece)."""

    tail: str
    head: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Layout:
    """The geometry of a drawing, in points from its upper left corner.

    Attributes:
        width: of the whole.
        height: of the whole.
        boxes: of nodes and of edges' numbers, by name (from `layout`: by their names in DOT).
        paths: two for each edge, to its numbers and on from them.
        frames: around the nodes of a name scope, by the scope's name; the outer ones first.
        how: what is arranged otherwise than usual.
    """

    width: float
    height: float
    boxes: tuple[tuple[str, Box], ...]
    paths: tuple[Path, ...]
    frames: tuple[tuple[str, Box], ...] = ()
    how: Arrangement = USUAL


FRAME = 1332.0, 315.0
"""The graph's place on a screen of 1366×768 pixels."""
LEGIBLE = 13.0 / theme.NUMBER_SIZE
"""The scale from which numbers are read from the last row of a lecture hall."""
MARGIN = 4.0
"""Room around a drawing for the selection's outline."""
MANY = 24
"""Nodes from which on nothing is legible there as a whole: it is read part by part."""


def laid_out(diagram: Diagram, detail: Detail = GRADIENTS) -> Layout:
    """Where a diagram's nodes, edges and frames stand, by their own names.

    Where the usual arrangement would be too large to be read, it is another one.
    """
    if detail != GRADIENTS or len(diagram.nodes) > MANY:
        return _placed(diagram, detail, USUAL)
    found: list[Layout] = []
    for how in ARRANGEMENTS:
        found.append(_placed(diagram, detail, how))
        if _scale(found[-1]) >= LEGIBLE:
            return found[-1]
    return max(found, key=_scale)


def _scale(place: Layout) -> float:
    """How large the whole is seen there."""
    width, height = place.width + 2 * MARGIN, place.height + 2 * MARGIN
    return min(FRAME[0] / width, FRAME[1] / height)


def _placed(diagram: Diagram, detail: Detail, how: Arrangement) -> Layout:
    names = {called: name for name, called in ids(diagram).items()}
    found = layout(dot(diagram, detail, how))
    return Layout(
        found.width,
        found.height,
        tuple((names[called], box) for called, box in found.boxes),
        tuple(Path(names[path.tail], names[path.head], path.points) for path in found.paths),
        tuple((names[called], box) for called, box in found.frames),
        how,
    )


def layout(text: str) -> Layout:
    """Lays DOT text out with Graphviz' dot, from pygraphviz' wheel.

    Any other engine that gives a Layout can stand in here.

    Raises:
        ValueError: If Graphviz cannot read the text.
    """
    with _LOCK:
        try:
            drawn = pygraphviz.AGraph(string=text).draw(format="json0", prog="dot")
        except ValueError as error:
            message = f"Graphviz cannot read this as DOT text ({error}): {text[:80]!r}"
            raise ValueError(message) from error
    return _parsed(json.loads(drawn))


def _parsed(drawn: dict[str, Any]) -> Layout:
    left, low, right, high = _numbers(drawn["bb"])
    objects = drawn.get("objects", [])
    names = {item["_gvid"]: item["name"] for item in objects}

    def box(item: dict[str, Any]) -> Box:
        x, y = _numbers(item["pos"])
        # Graphviz measures sizes in inches of 72 points, and y upward.
        width, height = float(item["width"]) * 72, float(item["height"]) * 72
        return Box(round(x - left, 2), round(high - y, 2), round(width, 2), round(height, 2))

    def frame(item: dict[str, Any]) -> Box:
        x0, y0, x1, y1 = _numbers(item["bb"])
        center = round((x0 + x1) / 2 - left, 2), round(high - (y0 + y1) / 2, 2)
        return Box(*center, round(x1 - x0, 2), round(y1 - y0, 2))

    def path(item: dict[str, Any]) -> Path:
        flat = _numbers(re.sub(r"[es],\S+", "", item["pos"]))
        points = zip(flat[::2], flat[1::2], strict=True)
        return Path(
            names[item["tail"]],
            names[item["head"]],
            tuple((round(x - left, 2), round(high - y, 2)) for x, y in points),
        )

    return Layout(
        round(right - left, 2),
        round(high - low, 2),
        tuple((names[item["_gvid"]], box(item)) for item in objects if "pos" in item),
        tuple(path(item) for item in drawn.get("edges", [])),
        tuple((names[item["_gvid"]], frame(item)) for item in objects if "bb" in item),
    )


def _numbers(text: str) -> list[float]:
    return [float(number) for number in re.split(r"[,\s]+", text.strip())]
