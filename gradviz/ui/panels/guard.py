"""What stands in a panel's place when nobody foresaw what happens in it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

_LOG = logging.getLogger(__name__)


@contextmanager
def guarded(panel: str) -> Iterator[None]:
    """Turns what nobody foresaw into a sentence in the panel's place; the log has the rest."""
    try:
        yield
    except Exception:
        _LOG.exception("the panel %s could not be drawn", panel)
        st.error(f"The {panel} could not be drawn. Go back one step, or open the page anew.")
