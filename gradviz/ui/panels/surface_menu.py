"""What the surface is drawn over, from where to where, and what is marked on it."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from gradviz.show.escapes import markdown as as_markdown
from gradviz.study.missing import Missing
from gradviz.study.openings import opening
from gradviz.ui import controls, ground, session, surface_link
from gradviz.ui.panels import surface_ranges
from gradviz.ui.panels.surface_ranges import follow, row
from gradviz.ui.surface_link import Directions
from gradviz.ui.typed import number, shortest

_SEED: session.Place = "surface:seed"

_OVER = {
    "entries": "Two parameters",
    "random": "Random directions",
    "filters": "Random, filter-normalized",
    "path": "Axes of the path",
}
_OVER_HELP = (
    "Random directions show a surface of many parameters as it is in general. Filter-normalized: "
    "each column of weights of a direction is as long as the parameters’ own, so that pictures of "
    "different networks can be compared. The path’s axes are its principal components: the plane "
    "in which a descent moves most."
)
_MARKS = {"arrows": "−∇", "level": "Threshold", "axes": "Hessian"}
_MARKS_HELP = (
    "−∇: arrows that say where each place would go, all from one pass over the graph. Threshold: "
    "the line on which the cost is what the descent is to reach; open the descent to set it. "
    "Hessian: its eigenvectors at the point, the axes of the curvature, with their eigenvalues λ."
)
_SCALES_HELP = (
    "√cost: the rings of a bowl are evenly spaced. log: for costs over many powers of ten. "
    "Auto: the one that shows more."
)
_SCALES = {"auto": "Auto", "root": "√", "log": "log"}


def axes() -> None:
    """The choice of the two numbers that the surface is drawn over, where there is one."""
    now = session.current().state
    names = list(now.problem.entries)
    if len(names) < 3 or now.directions is not None or len(now.axes) < 2:
        return
    for place, axis in enumerate(now.axes):
        key = f"axis-{place}"
        follow(key, axis)
        st.selectbox(
            ("Horizontal", "Vertical")[place],
            names,
            key=key,
            label_visibility="collapsed",
            on_change=_turned_to,
            args=(place,),
        )


def menu() -> None:
    """A small menu with all that can be set of the surface."""
    state = session.current().settled
    # Only while it is open: a browser keeps what stood in a closed one, and would send it again
    # as if it had been typed, whatever has been undone meanwhile.
    shown = st.popover(
        "Show",
        key="surface-menu",
        help="Over what, how far, and what is marked",
        on_change="rerun",
    )
    if not shown.open:
        return
    with shown:
        _over()
        if state.directions is not None:
            _directions(state.directions)
        _marks()
        surface_ranges.ranges()


def refused() -> None:
    """Why the surface is not over what was asked for, or what was wrong with a range."""
    state = session.current().settled
    asked = ground.bearing(state) if state.directions is not None else None
    if isinstance(asked, Missing):
        said = f"{asked.words} The surface is drawn over two parameters."
        st.caption(as_markdown(said))


def _over() -> None:
    state = session.current().state
    options = [one for one in _OVER if one != "path" or state.descent is not None]
    follow("surface-over", _kind())
    with row("over", "Over", _OVER_HELP):
        st.selectbox(
            "Over",
            options,
            format_func=_OVER.__getitem__,
            key="surface-over",
            label_visibility="collapsed",
            on_change=_over_chosen,
            args=(_kind(),),
        )


def _kind() -> str:
    directions = session.current().state.directions
    return directions.kind if directions else "entries"


def _chosen(key: str, was: object, now: object) -> bool:
    """Whether a visitor has chosen something, and not a menu that closes sent what stood in it.

    Args:
        key: of what was chosen.
        was: what stood there when it was drawn.
        now: what would stand there now.
    """
    return was == now and st.session_state[key] != was


def _over_chosen(was: str) -> None:
    chosen = st.session_state["surface-over"]
    if not _chosen("surface-over", was, _kind()):
        return
    if chosen == "entries":
        session.look(undoable=True, directions=None, ranges=None)
    else:
        session.look(undoable=True, directions=Directions(chosen, 1, _here(chosen)), ranges=None)


def _here(kind: str) -> tuple[float, ...] | None:
    """Where filters are measured, or a path begins: the point now; None if it is the opening."""
    state = session.current().settled
    start = state.descent.start if kind == "path" and state.descent else None
    here = start or tuple(state.problem.entries.values())
    usual = tuple(opening(state.problem.blueprint).entries.values())
    return None if here == usual else here


def _directions(chosen: Directions) -> None:
    if chosen.kind == "path":
        st.button(
            "Take the present path",
            key="surface-path",
            help="The axes stay those of the path that was there when they were chosen",
            on_click=_again,
        )
        return
    follow("surface-seed", shortest(chosen.seed))
    with row("seed", "Seed", "Chooses the two directions: the same seed, the same picture."):
        st.text_input(
            "Seed",
            key="surface-seed",
            label_visibility="collapsed",
            width=90,
            max_chars=20,
            on_change=_seeded,
            args=(shortest(chosen.seed),),
        )
        st.button("Another", key="surface-another", icon=":material/casino:", on_click=_another)
    controls.notice(_SEED)


def _again() -> None:
    session.look(undoable=True, directions=Directions("path", 1, _here("path")), ranges=None)


def _seeded(was: str) -> None:
    chosen = session.current().state.directions
    if chosen is None or not _chosen("surface-seed", was, shortest(chosen.seed)):
        return
    try:
        seed = surface_link.checked_seed(number(st.session_state["surface-seed"]))
    except ValueError as error:
        session.refuse(_SEED, f"Seed: {error}. It stays {chosen.seed}.")
    else:
        _seed(chosen, seed)


def _another() -> None:
    chosen = session.current().state.directions
    if chosen is not None:
        _seed(chosen, (chosen.seed + 1) % (surface_link.MOST_SEEDS + 1))


def _seed(chosen: Directions, seed: int) -> None:
    session.refuse(_SEED, None)
    session.look(undoable=True, directions=replace(chosen, seed=seed))


def _marks() -> None:
    state = session.current().state
    follow("surface-marks", [*state.marks])
    with row("marks", "Mark", _MARKS_HELP):
        st.pills(
            "Marked on the contour",
            [mark for mark in _MARKS if mark != "level" or state.descent is not None],
            format_func=_MARKS.__getitem__,
            selection_mode="multi",
            key="surface-marks",
            label_visibility="collapsed",
            on_change=_marked,
            args=(state.marks,),
        )
    follow("surface-scale", state.scale)
    with row("scale", "Colors", _SCALES_HELP):
        st.segmented_control(
            "Colors by",
            list(_SCALES),
            format_func=_SCALES.__getitem__,
            key="surface-scale",
            required=True,
            label_visibility="collapsed",
            on_change=_scaled,
            args=(state.scale,),
        )


def _marked(was: tuple[str, ...]) -> None:
    chosen = st.session_state["surface-marks"]
    if was == session.current().state.marks:
        session.look(marks=tuple(mark for mark in surface_link.MARKS if mark in chosen))


def _scaled(was: str) -> None:
    if _chosen("surface-scale", was, session.current().state.scale):
        session.look(scale=st.session_state["surface-scale"])


def _turned_to(place: int) -> None:
    """Another number along one axis; the two change places if it is the other one."""
    now = session.current().state
    chosen = st.session_state[f"axis-{place}"]
    names = list(now.axes)
    if chosen in names:
        names.reverse()
    else:
        names[place] = chosen
    session.look(undoable=True, over=tuple(names), ranges=None)
