"""A change of the model, looked at beside it: made, taken back, or by another amount."""

from __future__ import annotations

import streamlit as st

from gradviz.show.escapes import markdown as as_markdown
from gradviz.study.blueprint import Problem
from gradviz.study.comparison import Comparison, made, other
from gradviz.study.missing import Missing
from gradviz.study.variations import VARIATIONS
from gradviz.ui import controls, session
from gradviz.ui.typed import NotANumberError, number, shortest

PLACE: session.Place = "compare:"
"""Where on the page it stands why a change cannot be made."""

_AMOUNT = "beside-amount"


def heading(compared: Comparison, *, other: bool) -> None:
    """What a surface is: the one before the change, or the one after it."""
    one = VARIATIONS[compared.change]
    with st.container(key=f"heading-{'other' if other else 'own'}"):
        if other == compared.made:
            st.markdown("**Before**")
        else:
            said = f"**After:** {as_markdown(one.title)}"
            st.markdown(said, help=as_markdown(one.summary))


def buttons(compared: Comparison) -> None:
    """What can be done with a comparison."""
    one = VARIATIONS[compared.change]
    if one.amount:
        shown = shortest(one.default if compared.amount is None else compared.amount)
        if st.session_state.get(_AMOUNT) != shown:
            st.session_state[_AMOUNT] = shown
        st.markdown(f"{one.amount} =", width="content")
        st.text_input(
            f"{one.amount} of {one.title}",
            key=_AMOUNT,
            label_visibility="collapsed",
            max_chars=20,
            width=70,
            on_change=_set,
            args=(compared,),
        )
    st.button(
        "Close",
        key="beside-close",
        icon=":material/close:",
        type="tertiary",
        help="One surface again, of the model as it is",
        on_click=session.look,
        kwargs={"undoable": True, "comparison": None},
    )
    # The last one, as one after it would be there twice for a moment once it has gone.
    if not compared.made:
        st.button(
            "Apply", key="beside-apply", help="Make the change", on_click=_applied, args=(compared,)
        )
    controls.notice(PLACE)


def look_at(tried: Comparison) -> str | None:
    """Shows what a change would do, beside the model as it is; else says why it cannot be made."""
    found = other(session.current().state.problem, tried)
    if isinstance(found, Missing):
        return found.words
    session.look(undoable=True, comparison=tried)
    return None


def make(tried: Comparison, before: Problem | None = None) -> str | None:
    """Makes a change, and shows what was before beside it; else says why it cannot be made.

    Args:
        tried: the change.
        before: of what; None: of the model as it is.
    """
    try:
        found = made(before or session.current().state.problem, tried)
    except ValueError as error:
        return f"{error}."
    if isinstance(found, Missing):
        return found.words
    after, compared = found
    session.change(PLACE, {"problem": after, "comparison": compared}, reopen=True)
    return session.current().notices.get(PLACE)


def _applied(compared: Comparison) -> None:
    session.refuse(PLACE, make(compared))


def _set(compared: Comparison) -> None:
    """Another amount, of a change that is looked at or that was made."""
    try:
        tried = Comparison(compared.change, number(st.session_state[_AMOUNT]))
    except NotANumberError as error:
        session.refuse(PLACE, f"{VARIATIONS[compared.change].amount}: {error}.")
        return
    before = other(session.current().state.problem, compared) if compared.made else None
    if before is None or isinstance(before, Missing):
        session.refuse(PLACE, look_at(tried))
    else:
        session.refuse(PLACE, make(tried, before))
