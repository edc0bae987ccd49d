"""Where data come from: pasted, from a file, made, or one of the small real sets."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import streamlit as st

from gradviz.show.escapes import markdown as as_markdown
from gradviz.study.blueprint import Problem, Rows
from gradviz.study.datasets import GENERATORS, MOST_NOISE, generate
from gradviz.study.measured import SAMPLES, sample
from gradviz.study.points import MOST_BYTES, DataError, Points
from gradviz.study.reading.reader import read_points
from gradviz.ui import session
from gradviz.ui.numbers_link import MOST_POINTS
from gradviz.ui.panels.model import open_problem

Way = Literal["Paste", "File", "Make", "Real data"]
_WAYS: tuple[Way, ...] = ("Paste", "File", "Make", "Real data")


@st.dialog("Data for this model", width="large")
def data_source() -> None:
    """Asks for data, shows what was understood, and takes them over."""
    way = st.segmented_control(
        "Where from", _WAYS, default="Paste", key="data-way", label_visibility="collapsed"
    )
    problem = session.current().settled.problem
    try:
        points = _points(way or "Paste")
        if points is None:
            return
        _told(points)
        chosen = _chosen(points, problem)
    except DataError as error:
        st.error(as_markdown(f"{str(error)[:1].upper()}{str(error)[1:]}."), icon=":material/error:")
        return
    if chosen is None:
        return
    rows, notice = _limited(chosen.rows, problem)
    if notice:
        st.info(notice)
    st.dataframe(
        {name: [row[at] for row in rows[:100]] for at, name in enumerate(chosen.columns)},
        height=180,
        hide_index=True,
    )
    if st.button(f"Use these {len(rows)} rows" if len(rows) > 1 else "Use it", type="primary"):
        open_problem(replace(problem, rows=rows))
        st.rerun()


def _points(way: str) -> Points | None:
    """What was given, or None as long as nothing was."""
    if way == "Paste":
        text = st.text_area(
            "Numbers in columns, as copied from a spreadsheet or typed",
            key="data-text",
            height=160,
            placeholder="x\ty\n1\t2.1\n2\t3.9",
            max_chars=MOST_BYTES,
        )
        return read_points(text) if text.strip() else None
    if way == "File":
        # The field itself refuses what is larger, with no more than a red frame.
        most = f"{MOST_BYTES // 1_000_000} MB at most"
        file = st.file_uploader(f"A CSV file or another text with columns, {most}", key="data-file")
        return read_points(file.getvalue()) if file else None
    if way == "Make":
        return _made()
    key = st.selectbox(
        "Data set", list(SAMPLES), key="data-sample", format_func=lambda key: SAMPLES[key].title
    )
    st.markdown(as_markdown(f"{SAMPLES[key].units} {SAMPLES[key].look_for}"))
    return sample(key)


def _made() -> Points:
    key = st.selectbox(
        "Kind", list(GENERATORS), key="data-kind", format_func=lambda key: GENERATORS[key].title
    )
    kind = GENERATORS[key]
    st.markdown(as_markdown(kind.look_for))
    size, noise, seed = st.columns(3)
    most = min(kind.most, MOST_POINTS)
    # A key for each kind: another kind begins with its own size and noise.
    count = size.number_input("Points", kind.least, most, min(kind.size, most), key=f"size-{key}")
    spread = noise.number_input("Noise", 0.0, MOST_NOISE, kind.noise, key=f"noise-{key}")
    number = seed.number_input("Seed", 0, 2**31 - 1, 0, key=f"seed-{key}")
    return generate(key, int(count), float(spread), int(number))


def _told(points: Points) -> None:
    """What was found, in one paragraph: there may be many sentences, and the choice is below."""
    if points.notes:
        st.caption(as_markdown(" ".join(points.notes)))


def _chosen(points: Points, problem: Problem) -> Points | None:
    """The columns for the model's own, in its order and under their names."""
    wanted = problem.blueprint.columns
    if not wanted:
        st.info("This model takes no data.")
        return None
    if len(points.columns) < len(wanted):
        st.error(
            f"The model needs {len(wanted)} columns ({', '.join(wanted)}), and there "
            f"{'is' if len(points.columns) == 1 else 'are'} only {len(points.columns)}."
        )
        return None
    usual = [*range(len(wanted) - 1), len(points.columns) - 1]
    picked = []
    for column, name, place in zip(st.columns(len(wanted)), wanted, usual, strict=True):
        key = f"column-{name}-{'|'.join(points.columns)}"
        picked.append(column.selectbox(f"{name} is", points.columns, index=place, key=key))
    scaled = st.toggle(
        "Standardize: mean 0, standard deviation 1",
        key="data-scaled",
        help="Every column but the last; descent then finds its way much faster.",
    )
    found = [points.column(name) for name in picked]
    chosen = Points(wanted, tuple(zip(*found, strict=True)))
    if not scaled:
        return chosen
    return chosen.standardized(wanted[:-1] or wanted)


def _limited(rows: Rows, problem: Problem) -> tuple[Rows, str]:
    """As many rows as the page can take, and a sentence if these are not all."""
    most = MOST_POINTS
    if all(not one.shape for one in problem.blueprint.inputs):
        most = 1
    if len(rows) <= most:
        return rows, ""
    said = "its first row" if most == 1 else f"the first {most}"
    return rows[:most], f"There are {len(rows)} rows; this model takes {said}."
