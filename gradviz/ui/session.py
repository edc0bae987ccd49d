"""The visitor's State in this session, and its link in the address bar.

No other module knows how the session or the address bar spell it. A change is kept only if the
model stays finite at it; otherwise the last good State stays, and a sentence says why.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from gradviz.study.language.errors import ExpressionError
from gradviz.ui import echoes, finiteness, packed, question_link
from gradviz.ui.state import State

Place = str
"""Where on the page a sentence stands: beside what caused it. A number of the parameters by its
name, or one of `LINK` and `DATA`."""

LINK, DATA, MODEL = "link:", "data:", "model:"
"""With a colon, as no parameter's name has."""

Move = Literal["undo", "redo"]

_KEY, _TOLD = "gradviz", "gradviz-told"

MOST_UNDONE = 100
"""How many changes can be taken back."""


@dataclass(frozen=True)
class Draft:
    """A typed model that cannot be built.

    Attributes:
        text: What was typed.
        problem: What is wrong with it.
    """

    text: str
    problem: ExpressionError


Fields = Mapping[str, Any]
"""Values by field of State."""


@dataclass(frozen=True)
class Session:
    """What one visitor's session holds.

    Attributes:
        state: What is shown; moves during a drag.
        settled: What was shown at the last release; axes, sliders' ends and link follow this one.
        opened: What the data table starts from: it keeps its edits to itself. The link's State, or
            the last one whose data came from elsewhere than the table.
        edition: Counts the States that were opened.
        past: The fields that each settled change has changed, as they were before it; oldest first.
        future: The fields that each undone change had changed, as it had made them; next one last.
        held: The native slider under the visitor's hand, if any.
        charts: What the charts on the page were drawn from.
        scheme: "light" or "dark" once the visitor has switched, else None.
        notices: The sentence that stands at a place.
        draft: What stands in the model's text instead of the model that is shown, if anything does.
    """

    state: State
    settled: State
    opened: State
    edition: int = 0
    held: str | None = None
    charts: object = None
    scheme: str | None = None
    notices: Mapping[Place, str] = field(default_factory=dict)
    past: tuple[Fields, ...] = ()
    future: tuple[Fields, ...] = ()
    draft: Draft | None = None


def current() -> Session:
    """This visitor's session, once `open_link` has run."""
    session: Session = st.session_state[_KEY]
    return session


def open_link() -> None:
    """Reads the address bar when the visitor arrives, and when they go back or forward.

    Who comes back from another page finds what they left, and the address bar says it again.
    """
    query = {name: st.query_params.get_all(name) for name in st.query_params}
    if _KEY not in st.session_state:
        _open(query, 0)
    elif _went_back_or_forward():
        before = current()
        _open(query, before.edition + 1)
        # It can be taken back, as every other change.
        _keep(replace(current(), past=before.past, future=before.future, scheme=before.scheme))
        _remember(_difference(before.settled, current().state))
        # What a run before this one may have told the address bar meanwhile, counts no more.
        st.session_state[_TOLD] = st.query_params.to_dict()
        st.query_params.from_dict(st.session_state[_TOLD])
    else:
        _say_again(st.query_params.to_dict())


def _say_again(said: Mapping[str, str]) -> None:
    """Tells the address bar once more what another run has kept it from hearing."""
    kept = st.session_state.get(_TOLD) or packed.packed(current().settled.to_query())
    if kept != said and (_TOLD in st.session_state or not said):
        st.query_params.from_dict(kept or {})


def open_query(query: Mapping[str, str]) -> None:
    """Shows a page that was saved as a file; what was there can be taken back."""
    before = current()
    _open(query, before.edition + 1, "file")
    state = current().state
    _keep(replace(current(), settled=before.settled, past=before.past))
    _remember(_difference(before.settled, state))
    _settle()


def _open(query: Mapping[str, str | Sequence[str]], edition: int, source: str = "link") -> None:
    """Shows what a link says, or a file that says the same, and what of it is not used."""
    said: tuple[str, ...]
    try:
        held = query.get(packed.KEY)
        if held is not None:
            text = held if isinstance(held, str) else held[-1]
            query = {**query, **packed.unpacked(text)}
            query = {name: value for name, value in query.items() if name != packed.KEY}
        state, said = State.from_query(query)
    except packed.PackedError as error:
        state, said = State(), (str(error),)
    sentences = [re.sub(r"^The link\b", f"The {source}", sentence) for sentence in said]
    notices: dict[Place, str] = {LINK: " ".join(sentences)} if said else {}
    _keep(Session(state, state, state, edition, notices=notices))


def change(
    place: Place,
    values: Mapping[Any, Any],
    *,
    settle: bool = True,
    held: str | None = None,
    reopen: bool = False,
    by: str | None = None,
) -> None:
    """Sets fields of State, unless the model is not finite there.

    Args:
        place: What the visitor changed; a refusal is said there.
        values: New values by field of State.
        settle: Whether the hand has let go; while it drags, the link stays as it is.
        held: The native slider that the hand is on.
        reopen: Whether the data table is to start anew from what is settled: its own edits say
            something else.
        by: The key of the native control that says it.
    """
    session = current()
    state = replace(session.state, **values)
    state = replace(state, problem=question_link.fitted(state.problem))
    cause = finiteness.first_not_finite(state.problem)
    # Sentences have been read when the visitor goes on, but a cell of the table stays as it is.
    notices: dict[Place, str] = {}
    if place != DATA and DATA in session.notices:
        notices[DATA] = session.notices[DATA]
    if cause is not None:
        notices[place] = finiteness.refusal(place, state.problem, session.state.problem, cause)
        state = session.state
    # An entry of data that are gone cannot stay selected.
    state, _ = state.fitted()
    _keep(replace(session, state=state, held=held, notices=notices), by)
    if settle:
        _remember(_difference(session.settled, state))
        _settle(reopen=reopen and cause is None)


def travel(moves: Sequence[Move]) -> Move | None:
    """Takes changes back, or makes them once more, one after the other.

    Returns:
        The first of them for which there was nothing, if any.
    """
    before = now = current()
    missing = None
    for move in moves:
        after = _moved(now, move)
        missing = missing or (None if after else move)
        now = after or now
    if now is not before:
        _keep(replace(now, held=None, notices={}, draft=None))
        _settle(reopen=now.opened.problem != now.state.problem)
    return missing


def _moved(session: Session, move: Move) -> Session | None:
    """The session after one of them; None if there is nothing."""
    changes = session.past if move == "undo" else session.future
    if not changes:
        return None
    *rest, values = changes
    state = replace(session.state, **values)
    inverse = _difference(session.state, state)
    if move == "undo":
        return replace(session, state=state, past=tuple(rest), future=(*session.future, inverse))
    return replace(session, state=state, past=(*session.past, inverse), future=tuple(rest))


def look(*, undoable: bool = False, **values: Any) -> None:  # noqa: ANN401 - a field's own type
    """Sets fields of State that no number depends on: what is looked at, and from where."""
    session = current()
    state, _ = replace(session.state, **values).fitted()
    _keep(replace(session, state=state))
    if undoable:
        _remember(_difference(session.settled, state))
    _settle()


def keep_draft(text: str | None, problem: ExpressionError | None = None) -> None:
    """Remembers a text that cannot be built, and why; or that there is none any more."""
    draft = Draft(text, problem) if text is not None and problem is not None else None
    _keep(replace(current(), draft=draft))


def recolor(scheme: str) -> None:
    """Remembers the theme that the visitor has switched to."""
    _keep(replace(current(), scheme=scheme))


def drew(charts: object) -> None:
    """Remembers what the charts on the page were drawn from."""
    _keep(replace(current(), charts=charts))


def refuse(place: Place, sentence: str | None) -> None:
    """Says at a place why nothing has changed; None: nothing any more."""
    session = current()
    notices = {**session.notices, place: sentence}
    _keep(replace(session, notices={one: said for one, said in notices.items() if said}))


def _difference(one: State, other: State) -> Fields:
    """The fields in which two States differ, as the first has them."""
    names = (f.name for f in fields(State))
    return {n: getattr(one, n) for n in names if getattr(one, n) != getattr(other, n)}


def _remember(before: Fields) -> None:
    session = current()
    if before:
        past = (*session.past, before)[-MOST_UNDONE:]
        _keep(replace(session, past=past, future=()))


def _settle(*, reopen: bool = False) -> None:
    session = current()
    after = replace(session, settled=session.state)
    if reopen:
        after = replace(after, opened=session.state, edition=session.edition + 1)
    _keep(after)
    query = packed.packed(session.state.to_query())
    # Streamlit adds an entry to the browser's history for every change of the address bar.
    if query != packed.packed(session.settled.to_query()):
        # What is too long for a link has none; the dialog behind "Share" says so.
        st.session_state[_TOLD] = query or {}
        # Last of all: if another run is wanted, this one ends here.
        st.query_params.from_dict(query or {})


def _keep(session: Session, by: str | None = None) -> None:
    if _KEY in st.session_state:
        echoes.moved(current().state.problem.entries, session.state.problem.entries, by)
    st.session_state[_KEY] = session


def _went_back_or_forward() -> bool:
    return bool(getattr(get_script_run_ctx(), "is_history_navigation", False))
