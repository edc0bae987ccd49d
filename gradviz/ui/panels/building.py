"""What the visitor builds by hand in the graph: the browser says what, the study edits the text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from gradviz.study.blueprint import Blueprint, Parameter, Problem
from gradviz.study.diagram import drawn_name
from gradviz.study.drafting import Role
from gradviz.study.edits.candidates import aimed, branched
from gradviz.study.edits.following import followed
from gradviz.study.edits.inputs import recounted, rewired
from gradviz.study.edits.naming import renamed
from gradviz.study.edits.operations import applied, inserted_on, replaced
from gradviz.study.edits.references import Call, Given, Node
from gradviz.study.edits.removal import deleted, dropped, unused
from gradviz.study.edits.revision import Revision
from gradviz.study.edits.sources import Sources, sources
from gradviz.study.edits.writing import function_of
from gradviz.study.language.errors import ExpressionError
from gradviz.study.openings import preset_of
from gradviz.ui import errands, finiteness, session

BUILD = "build:"
"""The place of a sentence on what could not be built."""

NOTHING = Problem(Blueprint("cost = reduce_sum(W)", (), (Parameter("W"),)), ((1.0,),), ())
"""What one begins with: one parameter, and a cost that is it."""

LONGEST = 48
"""Characters of the longest expression that is shown whole."""


def start_anew() -> None:
    """Begins with one parameter; what was there can be taken back."""
    session.keep_draft(None)
    values = dict.fromkeys(("over", "descent", "step", "comparison"))
    session.change(BUILD, {**values, "problem": NOTHING, "selected": "W:0"}, reopen=True)


def built(message: Mapping[str, object]) -> None:
    """Makes the edits that are the browser's errands, or says why one cannot be made."""
    for edit in errands.fresh("build", message, dict):
        _build(edit)


def _build(message: Mapping[str, object]) -> None:
    if message.get("do") == "nothing":
        start_anew()
        return
    state = session.current().state
    try:
        revision = _edit(message, sources(state.problem.blueprint, len(state.problem.rows)))
    except ExpressionError as error:
        session.refuse(BUILD, error.problem)
        return
    problem = followed(state.problem, revision)
    cause = finiteness.first_not_finite(problem)
    if cause is not None:
        why = finiteness.reason(problem, cause, "would be")
        session.refuse(BUILD, f"With today’s numbers {why}")
        return
    over = tuple(_entry(name, revision.renamed) for name in state.over or ())
    session.keep_draft(None)
    session.change(
        BUILD,
        {
            "problem": problem,
            "over": over if over and set(over) <= problem.entries.keys() else None,
            "selected": revision.focus,
            "step": None,
            "comparison": None,
        },
        reopen=True,
    )


def facts(problem: Problem) -> Mapping[str, object]:
    """What the browser must know to build: what stands where, and what was refused last."""
    notices = session.current().notices
    return {
        **_known(problem.blueprint, len(problem.rows)),
        "refused": notices.get(BUILD),
    }


def unused_lines(problem: Problem) -> tuple[str, ...]:
    """The lines of the text that the cost is not made from, by name."""
    return unused(sources(problem.blueprint, len(problem.rows)))


@lru_cache(maxsize=64)
def _known(blueprint: Blueprint, samples: int) -> Mapping[str, object]:
    source = sources(blueprint, samples)
    return {
        "nodes": {name: _fact(source, name) for name in source.origins},
        "unused": [_unused(source, name) for name in unused(source)],
        "preset": preset_of(blueprint) is not None,
    }


def _fact(source: Sources, node: str) -> Mapping[str, object]:
    """What can be said of a node: its kind, its name, its text, its function and its inputs."""
    origin = source.origins[node]
    one = origin.expression
    line = source.outline.lines[one.line] if one else None
    text = source.outline.text[one.start : one.stop] if one else origin.name
    named = origin.name or (line.name.text if line and line.root is one else "")
    return {
        "kind": origin.kind,
        "name": named,
        "text": text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…",
        "function": function_of(one) if one and origin.kind == "operation" else "",
        "inputs": len(one.operands) if one and origin.kind == "operation" else 0,
        "can_be_cost": bool(
            line
            and origin.kind in ("operation", "line")
            and not source.shape(node)
            and not (line.root is one and line.name == source.parts.cost_place)
        ),
    }


def _unused(source: Sources, name: str) -> Mapping[str, object]:
    """A line that nothing uses: its name, and its node if it can be the cost."""
    tensor = source.parts.assigned[name]
    return {"name": name, "node": None if tuple(tensor.shape) else drawn_name(tensor)}


def _edit(message: Mapping[str, object], source: Sources) -> Revision:
    """The revision that a message asks for.

    Raises:
        ExpressionError: if it cannot be made.
    """
    do, node, edge = (str(message.get(key) or "") for key in ("do", "node", "edge"))
    single = {not one.shape for one in source.blueprint.inputs} == {True}
    call = Call(
        str(message.get("function") or ""),
        tuple(map(_given, _list(message.get("others")))),
        _whole(message.get("place")),
        tuple(_role(one, () if single else (None, 1)) for one in _list(message.get("roles"))),
    )
    if do == "apply":
        return applied(source, node, call)
    if do == "branch":
        return branched(source, node, call)
    if do == "aim":
        return aimed(source, node)
    if do == "insert":
        return inserted_on(source, edge, call)
    if do == "replace":
        return replaced(source, node, call)
    if do == "rewire" and call.others:
        return rewired(source, edge, call.others[0], call.roles)
    if do == "recount":
        return recounted(source, node, str(message.get("text") or ""))
    if do == "rename":
        return renamed(source, node, str(message.get("text") or ""))
    if do == "delete":
        return deleted(source, node)
    if do == "drop":
        return dropped(source, str(message.get("text") or ""))
    raise ExpressionError("that is nothing that can be built", 1, 1)


def _given(value: object) -> Given:
    if isinstance(value, Mapping):
        return Node(str(value.get("node") or ""))
    return str(value)


def _role(value: object, data: tuple[int | None, ...]) -> Role:
    """The role of a new name; data have the shape of the others."""
    fields = value if isinstance(value, Mapping) else {}
    name = str(fields.get("name") or "")
    if fields.get("kind") == "data":
        return Role(name, "data", data)
    return Role(name, "parameter", ())


def _list(value: object) -> Sequence[object]:
    return value[:20] if isinstance(value, list | tuple) else ()


def _whole(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _entry(name: str, renamed_to: Mapping[str, str]) -> str:
    """A number of the parameters by its name now, "w[0]"."""
    owner, bracket, place = name.partition("[")
    return f"{renamed_to.get(owner, owner)}{bracket}{place}"
