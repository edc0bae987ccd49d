"""Control flow, which a graph here does not have: said clearly, with what to write instead."""

from __future__ import annotations

from typing import Any, NoReturn


def cond(*_: Any, **__: Any) -> NoReturn:
    """A choice of what to compute.

    Raises:
        NotImplementedError: always.
    """
    raise NotImplementedError(
        "cond: a graph here has no control flow. Compute both sides and choose with"
        " where(condition, x, y); keep infinite slopes out of the side that is not chosen."
    )


def while_loop(*_: Any, **__: Any) -> NoReturn:
    """A loop inside the graph.

    Raises:
        NotImplementedError: always.
    """
    raise NotImplementedError(
        "while_loop: a graph here has no control flow. Build the steps with a Python loop, or run"
        " one step as often as needed."
    )
