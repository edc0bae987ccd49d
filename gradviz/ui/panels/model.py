"""The model itself: chosen among the presets, or typed, with what its names stand for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from gradviz.show.escapes import markdown as as_markdown
from gradviz.study import drafting
from gradviz.study.blueprint import Parameter, Problem
from gradviz.study.drafting import Role
from gradviz.study.language.errors import ExpressionError
from gradviz.study.openings import BY_KEY, opening, preset_of
from gradviz.study.points import MOST_COLUMNS
from gradviz.study.quotation import quoted
from gradviz.ui import controls, finiteness, question_link, session
from gradviz.ui.code_dialog import code
from gradviz.ui.model_editor import model_editor
from gradviz.ui.panels.building import start_anew, unused_lines
from gradviz.ui.panels.language_help import language_help
from gradviz.ui.panels.variations import variations
from gradviz.ui.typed import NotANumberError, number, shortest

MOST_UNUSED = 5
"""Names of lines that are said not to be drawn, before the others are counted."""

_OWN = "own"
_LENGTH = re.compile(r"n|[1-9]\d{0,3}", re.ASCII)
_KINDS = {"data": "data", "parameter": "parameter"}


def model() -> None:
    """Draws the panel: preset, text, names; its buttons stay in sight below what is scrolled."""
    with st.container(key="model-parts", gap="xsmall"):
        _parts()
    with st.container(key="model-buttons", horizontal=True, gap="xsmall"):
        _buttons()


def _parts() -> None:
    now = session.current()
    preset = preset_of(now.state.problem.blueprint)
    shown = preset.key if preset else _OWN
    if st.session_state.get("preset") != shown:
        st.session_state["preset"] = shown
    st.selectbox(
        "Model",
        [*BY_KEY, *([] if preset else [_OWN])],
        key="preset",
        format_func=lambda key: BY_KEY[key].title if key in BY_KEY else "Your own",
        label_visibility="collapsed",
        on_change=_chosen,
    )
    if preset:
        st.caption(preset.look_for)
    draft = now.draft
    model_editor(
        "model-text",
        draft.text if draft else now.state.problem.blueprint.text,
        draft.problem if draft else None,
        _typed,
    )
    if not draft:
        _unused(now.state.problem)
    controls.notice(session.MODEL)
    variations()
    _names(now.state.problem)


def _unused(problem: Problem) -> None:
    """Says why lines are not drawn."""
    names = unused_lines(problem)
    if names:
        told = ", ".join(map(as_markdown, names[:MOST_UNUSED]))
        more = len(names) - MOST_UNUSED
        told += f" and {more} more" if more > 0 else ""
        each = "it does not lead" if len(names) == 1 else "they do not lead"
        st.caption(f"Not drawn: {told}, as {each} to the cost.")


def _buttons() -> None:
    st.button(
        "New",
        key="from-nothing",
        icon=":material/add_circle:",
        type="tertiary",
        help="Start from one parameter, and build by hand: select a node and press b",
        on_click=start_anew,
    )
    if st.button(
        "As code",
        key="as-code",
        icon=":material/code:",
        type="tertiary",
        help="The same model for TensorFlow, PyTorch, JAX and NumPy, with these numbers",
    ):
        code()
    language_help()


def _chosen() -> None:
    key = st.session_state["preset"]
    if key in BY_KEY:
        open_problem(opening(BY_KEY[key].blueprint))


def open_problem(problem: Problem) -> None:
    """Shows another model, or the same one with other data and roles."""
    fresh = {"over": None, "directions": None, "ranges": None, "comparison": None}
    session.change(session.MODEL, {"problem": problem, **fresh}, reopen=True)


def _typed(text: str) -> None:
    try:
        problem = question_link.fitted(drafting.revised(session.current().state.problem, text))
        # A sum on its way to something else: what is typed must stay, as after any other mistake.
        not_finite = finiteness.error_of(problem)
        if not_finite is not None:
            raise not_finite
    except ExpressionError as error:
        session.keep_draft(text, error)
    else:
        session.keep_draft(None)
        open_problem(problem)


def _names(problem: Problem) -> None:
    """What each name of the text stands for, to be changed in place."""
    rows = _rows(problem)
    if not rows:
        return
    st.data_editor(
        {column: [row[column] for row in rows] for column in rows[0]},
        key=_names_key(),
        hide_index=True,
        row_height=28,
        column_config={
            "name": st.column_config.TextColumn(disabled=True, width="small"),
            "is": st.column_config.SelectboxColumn(
                options=list(_KINDS), required=True, width="small"
            ),
            "shape": st.column_config.TextColumn(
                width="small",
                max_chars=20,
                help="one number: empty; n rows: n×1, n×2",
            ),
            "value": st.column_config.TextColumn(max_chars=2000, help="numbers with commas"),
        },
        on_change=_renamed,
    )


def _names_key() -> str:
    return f"names-{session.current().edition}"


def _rows(problem: Problem) -> list[dict[str, str]]:
    values = dict(zip((p.name for p in problem.blueprint.parameters), problem.values, strict=True))
    return [
        {
            "name": role.name,
            "is": role.kind,
            "shape": "×".join("n" if length is None else str(length) for length in role.shape),
            "value": ", ".join(map(shortest, values.get(role.name, ()))),
        }
        for role in drafting.roles(problem.blueprint)
    ]


def _renamed() -> None:
    problem = session.current().opened.problem
    rows = _rows(problem)
    edits: Mapping[Any, Mapping[str, str | None]] = st.session_state[_names_key()]["edited_rows"]
    try:
        after = _edited(session.current().state.problem, rows, edits)
    except ExpressionError as error:
        session.refuse(session.MODEL, f"{error.problem}. The model stays as it is.")
    except ValueError as error:
        session.refuse(session.MODEL, f"{error} The model stays as it is.")
    else:
        open_problem(after)


def _edited(
    problem: Problem,
    rows: Sequence[Mapping[str, str]],
    edits: Mapping[Any, Mapping[str, str | None]],
) -> Problem:
    """The problem with what was typed among its names."""
    found: list[Role] = []
    values: dict[str, tuple[float, ...]] = {}
    usual: tuple[int | None, ...] = (None, 1)
    if controls.single(problem) and problem.blueprint.inputs:
        usual = ()
    for place, row in enumerate(rows):
        changed = {**row, **edits.get(place, {})}
        if changed["is"] != row["is"] and changed["shape"] == row["shape"]:
            shape: tuple[int | None, ...] = usual if changed["is"] == "data" else ()
        else:
            shape = _shape(row["name"], changed["shape"] or "", changed["is"] or "")
        found.append(Role(row["name"], "data" if changed["is"] == "data" else "parameter", shape))
        if changed["value"] != row["value"]:
            values[row["name"]] = _numbers(row["name"], changed["value"] or "")
            if changed["is"] == "data":
                raise ValueError(
                    f"{row['name']} is data: its numbers are in the table of the data."
                )
    if len({not role.shape for role in found if role.kind == "data"}) > 1:
        raise ValueError(
            "Either all data have n rows or each is one number; change the others, too."
        )
    after = drafting.revised(problem, problem.blueprint.text, found)
    for parameter in after.blueprint.parameters:
        given = values.get(parameter.name)
        if given is not None and len(given) != parameter.size:
            raise ValueError(_miscounted(parameter, len(given)))
    return drafting.with_values(after, values)


def _miscounted(parameter: Parameter, count: int) -> str:
    if parameter.size > 1:
        return f"{parameter.name} has {parameter.size} numbers, not {count}."
    return f"{parameter.name} is one number, not {count}; a decimal point is written so: 1.5."


def _shape(name: str, text: str, kind: str) -> tuple[int | None, ...]:
    parts = [
        part.strip() for part in re.split(r"[x×,*\s]+", text.lower().strip("()[] ")) if part.strip()
    ]
    if not all(_LENGTH.fullmatch(part) for part in parts) or len(parts) > 2:
        raise ValueError(f"The shape of {name}: {quoted(text)} is no shape such as n×2 or 3×1.")
    shape = tuple(None if part == "n" else int(part) for part in parts)
    if kind == "parameter" and None in shape:
        raise ValueError(f"The shape of {name}: only data have n rows; write numbers, as 3×1.")
    if kind == "data" and shape and (shape[0] is not None or None in shape[1:]):
        raise ValueError(f"The shape of {name}: data have n rows, as n×1, or are one number.")
    if kind == "data" and (shape[1:] or (1,))[0] > MOST_COLUMNS:  # type: ignore[operator]
        raise ValueError(f"The shape of {name}: data have at most {MOST_COLUMNS} columns.")
    return shape


def _numbers(name: str, text: str) -> tuple[float, ...]:
    try:
        return tuple(number(part) for part in text.split(","))
    except NotANumberError as error:
        raise ValueError(f"The value of {name}: {error}.") from None
