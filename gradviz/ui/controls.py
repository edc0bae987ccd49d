"""The native controls: W and b by slider and by exact number, and the data as a table.

Streamlit asks two things of a control that also follows what it does not cause: its key is set
before the widget is made, and what it gives back is never its own next input.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from gradviz.show.escapes import markdown as as_markdown
from gradviz.study.blueprint import Problem, Rows
from gradviz.ui import cached, ground, session
from gradviz.ui.echoes import is_echo
from gradviz.ui.numbers_link import MOST_POINTS
from gradviz.ui.typed import NotANumberError, number, shortest

Row = tuple[str | None, ...]
_ENDS, _UNTOLD = "control-ends", "control-untold"
_ROWS_IN_VIEW = 8
_STAYS = "The picture stays at the last good data."


def ends(name: str) -> cached.Ends:
    """From where to where the slider goes for one number of the parameters.

    Depends on what is settled, so that no slider's end moves while a hand is on it.
    """
    return ground.entry_ends(session.current().settled, name)


def step(name: str) -> float:
    """The smallest move of the slider, and of a number dragged in the graph."""
    low, high = ends(name)
    return (high - low) / 1000


def parameters() -> None:
    """One slim row: slider and exact number for each axis of the surface; what was refused."""
    with st.container(key="controls", horizontal=True, vertical_alignment="center", gap="small"):
        for name in session.current().state.axes:
            _slider(name)
            _exact(name)
    for name in session.current().state.problem.entries:
        notice(name)


def table() -> None:
    """The data as text cells, so that nonsense can be typed and is answered."""
    now = session.current()
    problem = now.opened.problem
    columns = problem.blueprint.columns
    st.data_editor(
        {
            name: [shortest(number) for number in numbers]
            for name, numbers in zip(columns, zip(*problem.rows, strict=True), strict=True)
        },
        # Another key for data from elsewhere: the cells' edits belong to the old ones.
        key=_table_key(),
        num_rows="fixed" if single(problem) else "dynamic",
        hide_index=True,
        column_config={
            name: st.column_config.TextColumn(alignment="right", max_chars=40) for name in columns
        },
        row_height=28,
        height="content" if len(now.state.problem.rows) < _ROWS_IN_VIEW else "stretch",
        on_change=_edited,
    )
    notice(session.DATA)


def notice(place: session.Place) -> None:
    """What was refused at a place and why, if anything was."""
    sentence = session.current().notices.get(place)
    if sentence is not None:
        with st.container(key=f"notice-{place}"):
            st.warning(as_markdown(sentence), icon=":material/info:")


def single(problem: Problem) -> bool:
    """Whether the model takes one row only: its inputs are single numbers."""
    return all(not one.shape for one in problem.blueprint.inputs)


def _slider(name: str) -> None:
    now, key = session.current(), _slider_key(name)
    low, high = ends(name)
    value = min(max(now.state.problem.entries[name], low), high)
    known = st.session_state.setdefault(_ENDS, {})
    if known.get(name) != (low, high):
        # To Streamlit a slider with other ends is another one, and starts at its lowest value.
        known[name] = (low, high)
        st.session_state[key] = value
        _untold().add(key)
    elif now.held != name:
        _follow(key, value)
    st.slider(
        name, low, high, key=key, step=step(name), format="%.4g", on_change=_slid, args=(name,)
    )
    _untold().discard(key)


def _exact(name: str) -> None:
    key = _exact_key(name)
    _follow(key, session.current().state.problem.entries[name])
    st.number_input(
        f"{name}, exact",
        value=None,
        step=0.1,
        # All digits: what stands here is the number itself, not a rounding of it.
        format="%s",
        key=key,
        label_visibility="collapsed",
        width=200,
        on_change=_typed,
        args=(name,),
    )
    _untold().discard(key)


def _follow(key: str, value: float) -> None:
    if st.session_state.get(key) != value or key in _untold():
        st.session_state[key] = value
        _untold().add(key)


def _untold() -> set[str]:
    """The controls whose number is set, while the browser has not been sent it.

    A run that ends between the two, for a newer one, leaves it to that one.
    """
    keys: set[str] = st.session_state.setdefault(_UNTOLD, set())
    return keys


def _slider_key(name: str) -> str:
    # A longer name could be the key of another element of the page.
    return name if len(name) == 1 else f"slider {name}"


def _exact_key(name: str) -> str:
    return f"{name}_exact"


def _gone(name: str) -> bool:
    """Whether the number is of a model that is shown no more; its control had not heard of that."""
    now = session.current()
    return not all(name in one.problem.entries for one in (now.state, now.settled))


def _slid(name: str) -> None:
    if _gone(name):
        return
    key = _slider_key(name)
    value = float(st.session_state[key])
    if not is_echo(name, value, ends(name), key):
        _move(name, value, key)


def _typed(name: str) -> None:
    if _gone(name):
        return
    key = _exact_key(name)
    value = st.session_state[key]
    if is_echo(name, value, ends(name), key):
        return
    if value is None:
        stays = shortest(session.current().state.problem.entries[name])
        session.refuse(name, f"{name} needs a finite number; the page stays at {name} = {stays}.")
    else:
        _move(name, float(value), key)


def _move(name: str, value: float, key: str) -> None:
    values = {"problem": session.current().state.problem.moved({name: value})}
    session.change(name, values, by=key)


def _table_key() -> str:
    return f"data-{session.current().edition}"


def _edited() -> None:
    now = session.current()
    columns = now.opened.problem.blueprint.columns
    opened: list[Row] = [tuple(map(shortest, row)) for row in now.opened.problem.rows]
    rows = edited_rows(opened, st.session_state[_table_key()], columns)
    data, sentence = read_rows(rows, columns)
    if sentence:
        session.refuse(session.DATA, f"{sentence} {_STAYS}")
    else:
        session.change(session.DATA, {"problem": replace(now.state.problem, rows=data)})


def edited_rows(
    opened: Sequence[Row], edits: Mapping[str, Any], columns: Sequence[str] = "XY"
) -> list[Row]:
    """The table's rows as the visitor sees them.

    Args:
        opened: The rows that the table was opened with.
        edits: What has been done to them since, as Streamlit's data editor tells it.
        columns: What the columns are called.

    >>> edited_rows([("2", "3"), ("3", "2")], {"edited_rows": {0: {"Y": "a"}}, "deleted_rows": [1]})
    [('2', 'a')]
    """
    cells: list[dict[str, str | None]] = [dict(zip(columns, row, strict=True)) for row in opened]
    for row, changed in edits.get("edited_rows", {}).items():
        cells[int(row)] |= changed
    gone = {int(row) for row in edits.get("deleted_rows", ())}
    kept = [cell for row, cell in enumerate(cells) if row not in gone]
    return [
        tuple(cell.get(name) for name in columns) for cell in [*kept, *edits.get("added_rows", ())]
    ]


def read_rows(rows: Sequence[Row], columns: Sequence[str] = "XY") -> tuple[Rows, str]:
    """The data in a table's rows, and a sentence on the first cell that cannot be used.

    >>> read_rows([("2", "3"), ("abc", "2")])
    (((2.0, 3.0),), 'Row 2, X: “abc” is not a number.')
    """
    if not rows:
        return (), "The table is empty; the model needs at least one point."
    if len(rows) > MOST_POINTS:
        return (), f"The table has {len(rows)} rows; {MOST_POINTS} are the most."
    points: list[tuple[float, ...]] = []
    problems: list[str] = []
    for place, row in enumerate(rows, start=1):
        if not any(row):
            wanted = " and ".join(columns)
            problems.append(f"Row {place} is empty; type {wanted}, or delete it.")
            continue
        values = []
        for name, text in zip(columns, row, strict=True):
            try:
                values.append(number(text or ""))
            except NotANumberError as error:
                problems.append(f"Row {place}, {name}: {error}.")
        if len(values) == len(columns):
            points.append(tuple(values))
    more = f" And {len(problems) - 1} more." if len(problems) > 1 else ""
    return tuple(points), problems[0] + more if problems else ""
