"""A training run of a deep model: begun, watched, canceled, and taken to TensorBoard.

The run goes on in slices in the visitor's own script; between two of them all others have their
turn, and the visitor's next click ends it.
"""

from __future__ import annotations

import time
from pathlib import Path

import streamlit as st

from gradviz.show import health_figures
from gradviz.show.event_files import FileWriter, zipped
from gradviz.study.deep_model import build
from gradviz.study.network import Network
from gradviz.study.network_runs import Moment
from gradviz.study.numerals import readable
from gradviz.study.verdicts import judge
from gradviz.ui import health_session
from gradviz.ui.health_link import LONGEST_RUN
from gradviz.ui.health_session import Run
from gradviz.ui.panels.health_pass import in_groups

SLICE = 0.1
"""Seconds that a run computes before it looks up."""

PAUSE = 0.02
"""Seconds that it leaves to all others then."""


def training() -> None:
    """The run's controls and charts.

    No fragment: a click inside a fragment waits for what runs, and nobody could cancel.
    """
    with st.container(key="training", gap="small"):
        _training()


def _training() -> None:
    run = health_session.current().run
    running = run is not None and run.running
    with st.container(
        key="training-row", horizontal=True, vertical_alignment="center", gap="small"
    ):
        _controls(run, running=running)
        place = st.empty()
    # One place for all that follows, so that nothing of the last run stands under this one's bar.
    rest = st.empty()
    if run is None:
        with rest.container():
            st.caption("Train the network above, and look at its gradients on the way.")
        return
    if running:
        rest.empty()
        _go_on(run, place)
        st.rerun()
    with place.container():
        _told(run)
    if run.moments:
        with rest.container(key="training-panels", horizontal=True, gap="small"):
            _charts(run)


def _controls(run: Run | None, *, running: bool) -> None:
    key = "health steps"
    if st.session_state.get(key) != health_session.current().choice.steps:
        st.session_state[key] = health_session.current().choice.steps
    st.number_input(
        "Steps",
        1,
        LONGEST_RUN,
        value=None,
        key=key,
        width=150,
        label_visibility="collapsed",
        disabled=running,
        on_change=_steps,
    )
    # One button under one key: the other must not stand there while a run goes on.
    st.button(
        "Cancel" if running else "Train",
        key="training-button",
        type="secondary" if running else "primary",
        icon=":material/stop:" if running else ":material/play_arrow:",
        on_click=_cancel if running else health_session.start_run,
    )
    if run is not None and run.moments and not running:
        # A snapshot: the file is made in a thread that has no session.
        network, moments = run.network, list(run.moments)
        st.download_button(
            "TensorBoard",
            data=lambda: zipped(lambda folder: write(folder, network, moments)),
            file_name="gradviz-run.zip",
            mime="application/zip",
            on_click="ignore",
            icon=":material/download:",
            help="Event files with the graph, all curves and the histograms. Unpack, then run:"
            " tensorboard --logdir gradviz-run",
            key="training-download",
        )


def _cancel() -> None:
    run = health_session.current().run
    if run is not None:
        run.cancel()


def _steps() -> None:
    value = st.session_state["health steps"]
    if value is not None:
        health_session.change("steps", value)


def _go_on(run: Run, place: object) -> None:
    """Computes one slice after the other, with a bar that says how far it is."""
    bar = place.progress(run.done, text=_progress(run))  # type: ignore[attr-defined]
    while run.running:
        run.go_on(SLICE)
        bar.progress(run.done, text=_progress(run))
        time.sleep(PAUSE)


def _progress(run: Run) -> str:
    if not run.moments:
        return "…"
    last = run.moments[-1]
    return f"step {run.step} of {run.steps}, cost {readable(last.health.cost)}"


def _told(run: Run) -> None:
    if not run.moments:
        st.caption("The run was canceled before its first step.")
        return
    first, last = run.moments[0], run.moments[-1]
    how = f"{last.step} steps: the cost went from {readable(first.health.cost)}"
    how += f" to {readable(last.health.cost)}."
    if run.canceled:
        how = f"Canceled after {how}"
    elif not last.finite:
        how = f"The run ended at step {last.step}, where numbers end. " + how
    stale = run.network != health_session.current().choice.network
    note = " The network above has been changed since." if stale else ""
    st.markdown(how + note)


def _charts(run: Run) -> None:
    moments = run.moments
    with st.container(key="training-costs"):
        _chart(health_figures.costs(moments), "training-cost")
    with st.container(key="training-steps"):
        _chart(health_figures.by_step(moments), "training-by-step")
    with st.container(key="training-ridges"):
        _ridges(run)
    with st.container(key="training-verdicts", gap="xsmall"):
        finite = [m for m in moments if m.finite]
        last = finite[-1] if finite else moments[-1]
        st.markdown(f"At step {last.step}:")
        st.markdown(in_groups(judge(last.health)))


def _chart(figure: health_figures.Figure, key: str) -> None:
    st.plotly_chart(figure, key=key, height="stretch", config={"displayModeBar": False})


def _ridges(run: Run) -> None:
    name = st.selectbox(
        "Gradient of", run.watched, key="training-tensor", label_visibility="collapsed"
    )
    tag = f"{name}/gradient"
    shown = [m for m in run.moments if tag in m.histograms]
    if not shown:
        st.caption("Nothing of this gradient is finite.")
        return
    figure = health_figures.ridges([m.step for m in shown], [m.histograms[tag] for m in shown])
    _chart(figure, "training-ridge")


def write(folder: Path, network: Network, moments: list[Moment]) -> None:
    """Writes a run as TensorBoard reads it."""
    with FileWriter(folder / "gradviz-run", build(network).graph) as writer:
        for moment in moments:
            writer.add_summary(moment.summary(), moment.step)
