"""Errands: what the visitor asks of the server, done once however often the browser tells of it.

A message may be lost: a newer one stands for it, a run is cut off, the line breaks. So the browser
(assets/errands.js) tells of all that is not done yet, again and again, until it hears that it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

import streamlit as st

_DONE = "gradviz-done"
MOST = 1000
"""How many of a message are done; the others the browser tells of once more."""

Kind = TypeVar("Kind")


def done(*names: str) -> dict[str, int]:
    """By the names of errands, up to which number they are done."""
    numbers = st.session_state.setdefault(_DONE, {})
    return {name: numbers.get(name, 0) for name in names}


def fresh(name: str, message: Mapping[str, Any], kind: type[Kind]) -> Iterator[Kind]:
    """What of a message is still to be done, one after the other.

    An errand counts as done when it is handed out: those after one that ends the run stay open.

    Args:
        name: What the errands are called.
        message: `{"first": 3, "errands": [...]}`: all that the browser knows not to be done, the
            first of it with its number.
        kind: What an errand must be; anything else is passed over.
    """
    first, errands = message.get("first"), message.get("errands")
    if not isinstance(first, int) or not isinstance(errands, list):
        return
    for number, errand in enumerate(errands[:MOST], first):
        if number > done(name)[name]:
            st.session_state[_DONE][name] = number
            if isinstance(errand, kind):
                yield errand
