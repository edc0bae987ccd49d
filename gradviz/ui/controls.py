"""The native controls: W and b by slider and by exact number, and the data as a table.

Streamlit asks two things of a control that also follows what it does not cause: its key is set
before the widget is made, and what it gives back is never its own next input.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import streamlit as st

from gradviz.show import axes
from gradviz.ui import cached, session
from gradviz.ui.state import MOST_POINTS, State
from gradviz.ui.typed import NotANumberError, as_markdown, number, shortest

Parameter = Literal["W", "b"]
PARAMETERS: tuple[Parameter, ...] = ("W", "b")

Row = tuple[str | None, str | None]
_ROWS_IN_VIEW = 8
_STAYS = "The picture stays at the last good data."


def reach(name: Parameter) -> float:
    """How far slider and cost surface go to both sides of zero.

    Depends on what is settled, so that no slider's end moves while a hand is on it.
    """
    settled = session.current().settled
    least = cached.minimum(settled.points)
    values = [getattr(settled, name), getattr(State(), name)]
    if least is not None:
        values.append(1.2 * getattr(least, name))
    return axes.reach(values)


def step(name: Parameter) -> float:
    """The smallest move of the slider, and of a number dragged in the graph."""
    return reach(name) / 500


def parameters() -> None:
    """One slim row: a slider and an exact number for each parameter, and what was refused."""
    with st.container(key="controls", horizontal=True, vertical_alignment="center", gap="small"):
        for name in PARAMETERS:
            _slider(name)
            _exact(name)
    for name in PARAMETERS:
        notice(name)


def table() -> None:
    """The data as text cells, so that nonsense can be typed and is answered."""
    now = session.current()
    X, Y = zip(*now.opened.points, strict=True)
    st.data_editor(
        {"X": [shortest(x) for x in X], "Y": [shortest(y) for y in Y]},
        # Another key for data from elsewhere: the cells' edits belong to the old ones.
        key=_table_key(),
        num_rows="dynamic",
        hide_index=True,
        column_config={
            name: st.column_config.TextColumn(alignment="right", max_chars=40) for name in "XY"
        },
        row_height=28,
        height="content" if len(now.state.points) < _ROWS_IN_VIEW else "stretch",
        on_change=_edited,
    )
    notice("data")


def notice(place: session.Place) -> None:
    """What was refused at a place and why, if anything was."""
    sentence = session.current().notices.get(place)
    if sentence is not None:
        with st.container(key=f"notice-{place}"):
            st.warning(as_markdown(sentence), icon=":material/info:")


def _slider(name: Parameter) -> None:
    now, end = session.current(), reach(name)
    if now.held != name:
        _follow(name, min(max(getattr(now.state, name), -end), end))
    st.slider(
        name, -end, end, key=name, step=step(name), format="%.4g", on_change=_slid, args=(name,)
    )


def _exact(name: Parameter) -> None:
    key = _exact_key(name)
    _follow(key, getattr(session.current().state, name))
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


def _follow(key: str, value: float) -> None:
    if st.session_state.get(key) != value:
        st.session_state[key] = value


def _exact_key(name: Parameter) -> str:
    return f"{name}_exact"


def _slid(name: Parameter) -> None:
    session.change(name, {name: float(st.session_state[name])})


def _typed(name: Parameter) -> None:
    value = st.session_state[_exact_key(name)]
    if value is None:
        stays = shortest(getattr(session.current().state, name))
        session.refuse(name, f"{name} needs a finite number; the page stays at {name} = {stays}.")
    else:
        session.change(name, {name: float(value)})


def _table_key() -> str:
    return f"data-{session.current().edition}"


def _edited() -> None:
    now = session.current()
    opened: list[Row] = [(shortest(x), shortest(y)) for x, y in now.opened.points]
    rows = edited_rows(opened, st.session_state[_table_key()])
    points, sentence = read_rows(rows)
    if sentence:
        session.refuse("data", f"{sentence} {_STAYS}")
    else:
        session.change("data", {"points": points})


def edited_rows(opened: Sequence[Row], edits: Mapping[str, Any]) -> list[Row]:
    """The table's rows as the visitor sees them.

    Args:
        opened: The rows that the table was opened with.
        edits: What has been done to them since, as Streamlit's data editor tells it.

    >>> edited_rows([("2", "3"), ("3", "2")], {"edited_rows": {0: {"Y": "a"}}, "deleted_rows": [1]})
    [('2', 'a')]
    """
    cells = [{"X": x, "Y": y} for x, y in opened]
    for row, changed in edits.get("edited_rows", {}).items():
        cells[int(row)] |= changed
    gone = {int(row) for row in edits.get("deleted_rows", ())}
    kept = [cell for row, cell in enumerate(cells) if row not in gone]
    return [(cell.get("X"), cell.get("Y")) for cell in [*kept, *edits.get("added_rows", ())]]


def read_rows(rows: Sequence[Row]) -> tuple[cached.Points, str]:
    """The points in a table's rows, and a sentence on the first cell that cannot be used.

    >>> read_rows([("2", "3"), ("abc", "2")])
    (((2.0, 3.0),), 'Row 2, X: “abc” is not a number.')
    """
    if not rows:
        return (), "The table is empty; the model needs at least one point."
    if len(rows) > MOST_POINTS:
        return (), f"The table has {len(rows)} rows; {MOST_POINTS} are the most."
    points: list[tuple[float, float]] = []
    problems: list[str] = []
    for place, row in enumerate(rows, start=1):
        if not any(row):
            problems.append(f"Row {place} is empty; type X and Y, or delete it.")
            continue
        values = []
        for name, text in zip("XY", row, strict=True):
            try:
                values.append(number(text or ""))
            except NotANumberError as error:
                problems.append(f"Row {place}, {name}: {error}.")
        if len(values) == 2:
            points.append((values[0], values[1]))
    more = f" And {len(problems) - 1} more." if len(problems) > 1 else ""
    return tuple(points), problems[0] + more if problems else ""
