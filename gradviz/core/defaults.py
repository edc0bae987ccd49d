"""The default graph and the default session, per thread.

Per thread, so that two visitors of one server never build into each other's graph.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any

from gradviz.core.graph import Graph, Operation, Tensor

if TYPE_CHECKING:
    from gradviz.core.session import Session


class _Defaults(threading.local):
    """What one thread has made current, innermost last."""

    def __init__(self) -> None:
        self.graphs: list[Graph] = []
        self.sessions: list[Session] = []
        self.bottom = Graph()


_DEFAULTS = _Defaults()


def get_default_graph() -> Graph:
    """The graph that new operations are added to: the innermost current, or the thread's own."""
    return _DEFAULTS.graphs[-1] if _DEFAULTS.graphs else _DEFAULTS.bottom


def reset_default_graph() -> None:
    """Replaces the thread's own default graph by an empty one.

    Raises:
        AssertionError: inside `with graph.as_default()`.
    """
    if _DEFAULTS.graphs:
        raise AssertionError(
            "Do not use reset_default_graph() to clear nested graphs."
            " If you need a cleared graph, exit the nesting and create a new graph."
        )
    _DEFAULTS.bottom = Graph()


@contextmanager
def default_graph(graph: Graph) -> Iterator[Graph]:
    """Makes `graph` the default inside the block."""
    _DEFAULTS.graphs.append(graph)
    try:
        yield graph
    finally:
        _DEFAULTS.graphs.pop()


def get_default_session() -> Session | None:
    """The session that `eval` and `run` use when none is named."""
    return _DEFAULTS.sessions[-1] if _DEFAULTS.sessions else None


def push_session(session: Session) -> None:
    """Makes `session` the default until `pop_session`."""
    _DEFAULTS.sessions.append(session)


def pop_session(session: Session) -> None:
    """Takes back the innermost `push_session` of this session, if there is one."""
    for place in range(len(_DEFAULTS.sessions) - 1, -1, -1):
        if _DEFAULTS.sessions[place] is session:
            del _DEFAULTS.sessions[place]
            return


def session_for(item: Tensor | Operation, session: Session | None) -> Session:
    """The session to evaluate `item` in: the given one, or the default.

    Raises:
        ValueError: if there is none, or if it runs another graph.
    """
    session = session or get_default_session()
    if session is None:
        raise ValueError(
            f"Cannot evaluate {item.name!r}: No default session is registered."
            " Use `with sess.as_default()` or pass an explicit session to `eval(session=sess)`"
        )
    if session.graph is not item.graph:
        raise ValueError(
            f"Cannot use the given session to evaluate {item.name!r}:"
            " the tensor's graph is different from the session's graph."
        )
    return session


def name_scope(
    name: str | None, default_name: str | None = None, values: object = None
) -> AbstractContextManager[str]:
    """A scope for names in the default graph; see `Graph.name_scope`.

    Args:
        name: the scope's name.
        default_name: its name where `name` is None.
        values: tensors of the graph to use; nothing follows from it here.
    """
    del values
    return get_default_graph().name_scope(name or default_name or "scope")


def control_dependencies(control_inputs: Sequence[Any] | None) -> AbstractContextManager[None]:
    """Operations made inside run after `control_inputs`; see `Graph.control_dependencies`."""
    return get_default_graph().control_dependencies(control_inputs)


def add_to_collection(name: str, value: object) -> None:
    """Appends a value to a named collection of the default graph."""
    get_default_graph().add_to_collection(name, value)


def get_collection(key: str, scope: str | None = None) -> list[Any]:
    """A copy of a named collection of the default graph; see `Graph.get_collection`."""
    return get_default_graph().get_collection(key, scope)


class GraphKeys:
    """The names of the collections that this library fills."""

    GLOBAL_VARIABLES = "variables"
    TRAINABLE_VARIABLES = "trainable_variables"
    GLOBAL_STEP = "global_step"
    SUMMARIES = "summaries"
