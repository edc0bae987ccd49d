"""The one custom component: the live graph, and the panel that explains what is selected in it.

The browser's part is assets/graph.js. Two mounts share it: the graph, whose messages carry all
numbers, and the panel's host, which gets them from the graph inside the browser, so that one
message updates everything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any, Literal, get_args

import streamlit as st

from gradviz.show import theme
from gradviz.ui import errands
from gradviz.ui.served import loader

_GRAPH = st.components.v2.component("gradviz_graph", css=theme.css(), js=loader("graph.js"))
_DERIVATION = st.components.v2.component(
    "gradviz_derivation", css=theme.css(), js=loader("graph.js")
)
_SENT_ONCE = frozenset({"formulas", "inHand", "locals", "headline", "steps", "numbers"})

FARTHEST_STEP = 10**6
"""Steps of a pass, with room: what a browser says beyond is no step."""

Source = Literal["graph", "slider", "surface", "descent"]
_SOURCES: dict[object, Source] = {source: source for source in get_args(Source)}


@dataclass(frozen=True)
class Scrub:
    """How a number in the graph may be dragged.

    Attributes:
        label: What the visitor calls it; also the label of the native slider that moves it.
        step: What one arrow key or one pixel adds.
        minimum: Lower bound, or None.
        maximum: Upper bound, or None.
    """

    label: str
    step: float
    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True)
class Drag:
    """What the visitor's hand says.

    Attributes:
        values: New values by tensor name, entries of larger tensors as "X:0[1]"; always finite.
        done: Whether the hand has let go.
        source: Where the hand is. Under "slider" it holds a native slider, whose own
            state must then be left alone, or the thumb would jump back.
    """

    values: Mapping[str, float]
    done: bool
    source: Source


def graph_view(
    key: str,
    *,
    svg: str,
    layout_id: str,
    frame: Mapping[str, object],
    scrubs: Mapping[str, Scrub],
    axes: Mapping[str, Scrub],
    stand_ins: Mapping[str, str],
    on_drag: Callable[[Drag], None],
    on_select: Callable[[str | None], None],
    selected: str | None = None,
    step: int | None = None,
    on_step: Callable[[int | None], None] | None = None,
    derivation: Mapping[str, object] | None = None,
    plots: Mapping[str, object] | None = None,
    program: Mapping[str, object] | None = None,
    view: Mapping[str, object] | None = None,
    pull: Mapping[str, object] | None = None,
    build: Mapping[str, object] | None = None,
    on_build: Callable[[Mapping[str, object]], None] | None = None,
    on_travel: Callable[[Mapping[str, object]], None] | None = None,
    on_ask: Callable[[Mapping[str, object]], None] | None = None,
    on_look: Callable[[Mapping[str, object]], None] | None = None,
    on_camera: Callable[[Mapping[str, object]], None] | None = None,
    on_range: Callable[[Mapping[str, object]], None] | None = None,
    on_points: Callable[[Mapping[str, object]], None] | None = None,
    on_scheme: Callable[[str], None] | None = None,
) -> None:
    """Mounts the graph; called again with another frame, it changes the numbers in place.

    Callbacks run before the script, as all of Streamlit's do.

    Args:
        key: Streamlit's key.
        svg: The drawing (show.drawing); sent only until the browser has it.
        layout_id: Changes exactly when svg changes.
        frame: All numbers of one state: values and gradients of nodes and edges.
        scrubs: The draggable numbers by tensor name.
        axes: The numbers that the surface is drawn over, as `Drag` names them; a slider each.
        stand_ins: By drawn names of single numbers, the entries that they are: "X:0[1]".
        on_drag: Told of every move of a dragged number.
        on_select: Told what is selected, as State says it, or None.
        selected: What is selected: a node's or edge's name, its part, an entry of that.
        step: The step of the pass that is shown, from 1; None: all of it.
        on_step: Told the step, when the visitor has come to rest at one.
        derivation: `{"id", "formulas", "locals", "steps", "numbers", "checks", "entry"}`: the
            formulas, the edges' local derivatives, the steps of the pass and every number's
            explanation, all sent once per id; the finite differences by tensor name, and the
            explanation of the selected entry.
        plots: Point, minimum and fit that the charts on the page follow.
        program: `{"id", ...}`: what the browser computes while a hand moves (study.program), sent
            once per id; then it tells of a drag at its end only.
        view: What the menus say of the drawing and offer (looks.facts).
        pull: `{"id", "of", ...}`: what the browser needs to pull the selected number (study.pull),
            sent once per id.
        build: What the browser must know to build by hand.
        on_build: Told what the visitor builds: errands (ui.errands), as the next two.
        on_travel: Told what is to be undone and redone (ui.travel).
        on_points: Told which points to add and remove.
        on_ask: Told what the visitor asks of the gradients: names by "ys", "xs" and "cuts".
        on_look: Told what of the drawing the visitor wants otherwise.
        on_camera: Told where the visitor turned the 3D chart.
        on_range: Told from where to where the surface is to be drawn; "ends": None as usual.
        on_scheme: Told "light" or "dark" when the visitor has switched to it.
    """
    known: Mapping[str, Any] = st.session_state.get(key) or {}
    told_of = known.get("have")
    have: Mapping[str, Any] = told_of if isinstance(told_of, Mapping) else {}
    layout = {"id": layout_id}
    if have.get("layout") != layout_id:
        layout["svg"] = svg
    explained = dict(derivation or {})
    if explained and have.get("derivation") == explained.get("id"):
        explained = {part: explained[part] for part in explained.keys() - _SENT_ONCE}
    computed = dict(program or {})
    if computed and have.get("program") == computed["id"]:
        computed = {"id": computed["id"]}
    pulled = dict(pull or {})
    if pulled and have.get("pull") == pulled["id"]:
        pulled = {"id": pulled["id"]}
    data = {
        "role": "graph",
        "pull": pulled,
        "layout": layout,
        "frame": frame,
        "seq": _sequence(known.get("drag")),
        "selectSeq": _sequence(known.get("select")),
        "scrubs": _spelled(scrubs),
        "axes": _spelled(axes),
        "standIns": dict(stand_ins),
        "selected": selected,
        "step": step,
        "stepSeq": _sequence(known.get("step")),
        "derivation": explained,
        "plots": plots or {},
        "program": computed,
        "view": view or {},
        "done": errands.done("travel", "points", "build"),
        "build": build or {},
    }

    def state(name: str) -> object:
        return (st.session_state.get(key) or {}).get(name)

    def dragged() -> None:
        drag = _drag(state("drag"))
        if drag is not None:
            on_drag(drag)

    def chosen() -> None:
        choice = state("select")
        if isinstance(choice, Mapping):
            name = choice.get("name")
            on_select(name if isinstance(name, str) else None)

    def stepped() -> None:
        message = state("step")
        if on_step is not None and isinstance(message, Mapping):
            at = message.get("at")
            on_step(at if isinstance(at, int) and abs(at) <= FARTHEST_STEP else None)

    def told(name: str, hear: Callable[[Mapping[str, Any]], None] | None) -> Callable[[], None]:
        def changed() -> None:
            message = state(name)
            if hear is not None and isinstance(message, Mapping):
                hear(message)

        return changed

    def recolored() -> None:
        scheme = state("scheme")
        if on_scheme is not None and isinstance(scheme, str) and scheme in ("light", "dark"):
            on_scheme(scheme)

    _GRAPH(
        key=key,
        data=data,
        on_drag_change=dragged,
        on_select_change=chosen,
        on_step_change=stepped,
        on_camera_change=told("camera", on_camera),
        on_range_change=told("range", on_range),
        on_points_change=told("points", on_points),
        on_look_change=told("look", on_look),
        on_ask_change=told("ask", on_ask),
        on_build_change=told("build", on_build),
        on_travel_change=told("travel", on_travel),
        on_scheme_change=recolored,
        on_have_change=lambda: None,
    )


def derivation_view(key: str) -> None:
    """Mounts the panel with the derivation and what is known of the selected node or edge.

    Its data never change: the graph hands it the numbers inside the browser.
    """
    _DERIVATION(key=key, data={"role": "derivation"})


def _spelled(scrubs: Mapping[str, Scrub]) -> dict[str, object]:
    return {
        name: {
            "label": scrub.label,
            "step": scrub.step,
            "min": scrub.minimum,
            "max": scrub.maximum,
        }
        for name, scrub in scrubs.items()
    }


def _sequence(message: object) -> int:
    number = message.get("seq") if isinstance(message, Mapping) else None
    return number if isinstance(number, int) else 0


def is_number(value: object) -> bool:
    """Whether what a browser says is a number: JSON has whole ones beyond all doubles."""
    try:
        return isinstance(value, int | float) and isfinite(value)
    except OverflowError:
        return False


def _drag(message: object) -> Drag | None:
    """The browser's message, or None where it says nothing usable."""
    if not isinstance(message, Mapping) or not isinstance(message.get("values"), Mapping):
        return None
    values = {
        str(name): float(value) for name, value in message["values"].items() if is_number(value)
    }
    source = _SOURCES.get(str(message.get("source")), "graph")
    return Drag(values, bool(message.get("done")), source) if values else None
