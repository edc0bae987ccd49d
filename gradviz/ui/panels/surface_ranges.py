"""The surface's range, typed: from where to where along each of its axes."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from gradviz.show.escapes import markdown as as_markdown
from gradviz.study.missing import Missing
from gradviz.ui import controls, ground, session, surface_link
from gradviz.ui.surface_link import Range
from gradviz.ui.typed import shortest

_RANGE_HELP = "from where to where. The wheel, and + and − on the point, zoom."


def ranges() -> None:
    """From where to where, typed; nonsense gets a sentence, and changes nothing."""
    state = session.current().settled
    on = ground.plane(state)
    if isinstance(on, Missing):
        return
    for place, (name, pair) in enumerate(zip(on.names, ground.ends(state, on), strict=True)):
        with row(str(place), ("Across", "Up")[place], f"{name}: {_RANGE_HELP}"):
            for end in (0, 1):
                _end(place, end, f"{name} {('from', 'to')[end]}", pair)
            if place:
                st.button(
                    "As the content needs",
                    key="surface-follow",
                    type="tertiary",
                    icon=":material/fit_screen:",
                    help="As wide as what is on the surface needs",
                    disabled=state.ranges is None,
                    on_click=_released,
                )
        controls.notice(_place(place))


def row(key: str, name: str, told: str) -> DeltaGenerator:
    """A row of the menu: what it sets, and beside it by what."""
    row = st.container(
        key=f"surface-set-{key}", horizontal=True, vertical_alignment="center", gap="xsmall"
    )
    row.markdown(as_markdown(name), help=as_markdown(told), width=86)
    return row


def _end(place: int, end: int, label: str, pair: Range) -> None:
    key = f"surface-end-{place}-{end}"
    # What is wrong stays as it was typed, beside the sentence on it.
    if session.current().notices.get(_place(place)) is None:
        follow(key, shortest(pair[end]))
    st.text_input(
        as_markdown(label),
        key=key,
        max_chars=40,
        label_visibility="collapsed",
        width=88,
        on_change=_ranged,
        args=(place, pair),
    )


def _place(axis: int) -> session.Place:
    return f"surface:{axis}"


def _ranged(place: int, was: Range) -> None:
    state = session.current().settled
    on = ground.plane(state)
    if isinstance(on, Missing) or ground.ends(state, on)[place] != was:
        return
    texts = [st.session_state[f"surface-end-{place}-{end}"] for end in (0, 1)]
    try:
        ends = surface_link.range_of(*texts)
    except ValueError as error:
        session.refuse(_place(place), f"This range cannot be drawn: {error}.")
        return
    session.refuse(_place(place), None)
    if ends == was:
        return
    first, second = state.ranges or (None, None)
    session.look(ranges=(ends, second) if place == 0 else (first, ends))


def _released() -> None:
    for place in (0, 1):
        session.refuse(_place(place), None)
    session.look(ranges=None)


def follow(key: str, value: object) -> None:
    """Lets a control show what stands in the State; before it is made, as Streamlit asks."""
    if st.session_state.get(key) != value:
        st.session_state[key] = value
