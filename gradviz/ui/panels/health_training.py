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


@st.fragment(key="training")
def training() -> None:
    """The run's controls and charts."""
    with st.container(key="training", gap="small"):
        _training()


def _training() -> None:
    run = health_session.current().run
    running = run is not None and run.rest is not None
    with st.container(
        key="training-row", horizontal=True, vertical_alignment="center", gap="small"
    ):
        _controls(run, running=running)
        place = st.empty()
    if run is None:
        st.caption("Train the network above, step by step, and look at its gradients on the way.")
        return
    if running:
        _go_on(run, place)
        st.rerun(scope="fragment")
    with place.container():
        _told(run)
    if run.moments:
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
    if running and run is not None:
        st.button("Cancel", key="training-cancel", icon=":material/stop:", on_click=run.cancel)
    else:
        st.button(
            "Train",
            key="training-start",
            type="primary",
            icon=":material/play_arrow:",
            on_click=health_session.start_run,
        )
    if run is not None and run.moments and not running:
        # A snapshot: the file is made in a thread that has no session.
        network, moments = run.network, list(run.moments)
        st.download_button(
            "TensorBoard",
            data=lambda: zipped(lambda folder: write(folder, network, moments)),
            file_name="gradviz-run.zip",
            mime="application/zip",
            icon=":material/download:",
            help="Event files with the graph, all curves and the histograms. Unpack, then run:"
            " tensorboard --logdir gradviz-run",
            key="training-download",
        )


def _steps() -> None:
    value = st.session_state["health steps"]
    if value is not None:
        health_session.change("steps", value)


def _go_on(run: Run, place: object) -> None:
    """Computes one slice after the other, with a bar that says how far it is."""
    bar = place.progress(run.done, text=_progress(run))  # type: ignore[attr-defined]
    while run.rest is not None:
        ends = time.monotonic() + SLICE
        while time.monotonic() < ends:
            moment = next(run.rest, None)
            if moment is None:
                run.rest = None
                break
            run.moments.append(moment)
        bar.progress(run.done, text=_progress(run))
        time.sleep(PAUSE)


def _progress(run: Run) -> str:
    if not run.moments:
        return "…"
    last = run.moments[-1]
    return f"step {last.step} of {run.steps}, cost {readable(last.health.cost)}"


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
    with st.container(key="training-panels", horizontal=True, gap="small"):
        with st.container(key="training-costs"):
            st.plotly_chart(
                health_figures.costs(moments),
                key="training-cost",
                height="stretch",
                config={"displayModeBar": False},
            )
        with st.container(key="training-steps"):
            st.plotly_chart(
                health_figures.by_step(moments),
                key="training-by-step",
                height="stretch",
                config={"displayModeBar": False},
            )
        with st.container(key="training-ridges"):
            _ridges(run)
        with st.container(key="training-verdicts", gap="xsmall"):
            finite = [m for m in moments if m.finite]
            last = finite[-1] if finite else moments[-1]
            st.markdown(f"At step {last.step}:")
            st.markdown(in_groups(judge(last.health)))


def _ridges(run: Run) -> None:
    name = st.selectbox(
        "Gradient of", run.watched, key="training-tensor", label_visibility="collapsed"
    )
    tag = f"{name}/gradient"
    shown = [m for m in run.moments if tag in m.histograms]
    if not shown:
        st.caption("Nothing of this gradient is finite.")
        return
    st.plotly_chart(
        health_figures.ridges([m.step for m in shown], [m.histograms[tag] for m in shown]),
        key="training-ridge",
        height="stretch",
        config={"displayModeBar": False},
    )


def write(folder: Path, network: Network, moments: list[Moment]) -> None:
    """Writes a run as TensorBoard reads it."""
    with FileWriter(folder / "gradviz-run", build(network).graph) as writer:
        for moment in moments:
            writer.add_summary(moment.summary(), moment.step)
