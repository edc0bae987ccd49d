"""The visitor's choice on the page of gradient health, its link, and the training run.

No other module knows how the session or the address bar spell them.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from gradviz.study.network import Network
from gradviz.study.network_runs import Moment, stepped
from gradviz.ui.health_link import Choice

_KEY = "gradviz-health"
MOMENTS, WATCHED = 50, 12
"""How many moments of a run are kept, and of how many tensors the histograms: a visitor's run
takes a few megabytes, whatever its length and depth."""


@dataclass
class Run:
    """A training run; the only thing here that goes on by itself.

    Attributes:
        network: what is trained.
        steps: how many steps it is to have.
        moments: what has been reported.
        rest: what is still to come; None: finished or canceled.
        step: the last step that was made.
        canceled: whether the visitor has stopped it.
    """

    network: Network
    steps: int
    moments: list[Moment]
    rest: Iterator[Moment | int] | None
    canceled: bool = False
    step: int = 0

    @property
    def running(self) -> bool:
        """Whether it goes on."""
        return self.rest is not None

    @property
    def done(self) -> float:
        """The part that is done, 0 to 1."""
        return self.step / self.steps

    def go_on(self, seconds: float) -> None:
        """Makes one step after the other, for about so long."""
        ends = time.monotonic() + seconds
        while self.rest is not None and time.monotonic() < ends:
            found = next(self.rest, None)
            if found is None:
                self.rest = None
            elif isinstance(found, Moment):
                self.moments.append(found)
                self.step = found.step
            else:
                self.step = found

    @property
    def watched(self) -> list[str]:
        """The tensors whose histograms are kept."""
        return watched(self.network)

    def cancel(self) -> None:
        """Stops it where it is."""
        if self.rest is not None:
            self.rest, self.canceled = None, True


@dataclass(frozen=True)
class HealthSession:
    """What one visitor's session holds.

    Attributes:
        choice: what is shown.
        said: sentences on what the link or the last change asked for in vain.
        run: the last training run.
    """

    choice: Choice = field(default_factory=Choice)
    said: tuple[str, ...] = ()
    run: Run | None = None


def current() -> HealthSession:
    """This visitor's session, once `open_link` has run."""
    session: HealthSession = st.session_state[_KEY]
    return session


def open_link() -> None:
    """Reads the address bar when the visitor arrives, and when they go back or forward.

    Who comes back from another page finds what they left, and the address bar says it again.
    """
    arrived = _KEY not in st.session_state
    back = bool(getattr(get_script_run_ctx(), "is_history_navigation", False))
    if not arrived and not back:
        if not st.query_params and current().choice.to_query():
            st.query_params.from_dict(current().choice.to_query())
        return
    query = {name: st.query_params.get_all(name) for name in st.query_params}
    choice, said = Choice.from_query(query)
    run = None if arrived else current().run
    st.session_state[_KEY] = HealthSession(choice, tuple(said), run)


def change(name: str, value: Any) -> None:
    """Sets one field of the choice, unless the network refuses it."""
    session = current()
    try:
        choice, said = session.choice.changed(name, value), ()
    except ValueError as error:
        choice, said = session.choice, (f"{error}.",)  # type: ignore[assignment]
    _show(replace(session, choice=choice, said=said))


def take_remedy() -> None:
    """Makes the network with the remedy the network itself."""
    from gradviz.ui.health_cached import changed

    session = current()
    network = changed(session.choice.network, session.choice.remedy)
    if network is not None:
        _show(replace(session, choice=replace(session.choice, network=network, remedy=None)))


def start_run() -> None:
    """Begins a training run of the network that is shown, in place of the last one."""
    choice = current().choice
    every = max(1, -(-choice.steps // MOMENTS))
    rest = stepped(choice.network, choice.steps, every, watched(choice.network))
    run = Run(choice.network, choice.steps, [], rest)
    st.session_state[_KEY] = replace(current(), run=run)


def watched(network: Network) -> list[str]:
    """The weights whose gradients' histograms a run keeps: evenly from the first to the last."""
    count = min(network.depth, WATCHED - 1)
    places = [1 + round(n * (network.depth - 1) / max(1, count - 1)) for n in range(count)]
    return [*(f"layer{n}/W" for n in dict.fromkeys(places)), "output/W"]


def _show(session: HealthSession) -> None:
    query = session.choice.to_query()
    if query != current().choice.to_query():
        st.query_params.from_dict(query)
    st.session_state[_KEY] = session
