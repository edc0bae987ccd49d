"""What an edit makes of a blueprint, and what of the drawing before became what behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from gradviz.study.blueprint import Blueprint
from gradviz.study.diagram import drawn_name
from gradviz.study.drafting import Role, redrawn, roles, samples_of
from gradviz.study.edits.manuscript import Manuscript
from gradviz.study.edits.outline import Expression
from gradviz.study.edits.sources import Sources, sources
from gradviz.study.language.errors import ExpressionError
from gradviz.study.language.letters import skeleton
from gradviz.study.models import build


@dataclass(frozen=True)
class Revision:
    """A blueprint that was edited.

    Attributes:
        before: the blueprint and how many rows of data it took.
        after: the same now.
        manuscript: how its text came about.
        focus: the node that the edit made or changed; None: it left none.
        renamed: by name before, other names of data, parameters and lines.
    """

    before: tuple[Blueprint, int]
    after: tuple[Blueprint, int]
    manuscript: Manuscript
    focus: str | None
    renamed: Mapping[str, str] = field(default_factory=dict)

    @property
    def blueprint(self) -> Blueprint:
        """What the model is built from now."""
        return self.after[0]

    def node(self, name: str) -> str | None:
        """What a node is called now; None: it is none any more."""
        old, new = sources(*self.before), sources(*self.after)
        origin = old.origins.get(name)
        if origin is None:
            return None
        called = self.renamed.get(origin.name, origin.name)
        found = self._now(origin.expression)
        if origin.kind in ("given", "line"):
            return new.nodes.get((origin.kind, called, 0))
        return new.nodes.get((origin.kind, found.at, origin.rank)) if found else None

    def edge(self, name: str) -> str | None:
        """What an edge is called now; None: it is none any more."""
        old, new = sources(*self.before), sources(*self.after)
        try:
            use = self._now(old.use(name))
        except ExpressionError:
            return None
        target = self.node(name.partition("->")[2].rpartition(":")[0])
        index = name.rpartition(":")[2]
        found = [edge for edge in new.edges(target or "") if use and new.use(edge) is use]
        found.sort(key=lambda edge: not edge.endswith(f":{index}"))
        return found[0] if found else None

    def _now(self, expression: Expression | None) -> Expression | None:
        """The expression that one of the old text has become."""
        at = self.manuscript.where(expression.at) if expression else None
        return None if at is None else sources(*self.after).outline.expressions.get(at)


def finished(
    source: Sources,
    text: Manuscript,
    focus: int | str | None,
    known: Sequence[Role] = (),
    renamed: Mapping[str, str] | None = None,
    aim: str | None = None,
) -> Revision:
    """The revision that an edited text is, if a model can be built of it.

    Args:
        source: the blueprint before.
        text: its text now.
        focus: the node that is to be looked at: the offset of its expression's sign, or a name of
            data or of a parameter.
        known: what new names stand for; others are guessed.
        renamed: by name before, other names of data, parameters and lines.
        aim: the line that is to be the cost; None: the one that was.

    Raises:
        ExpressionError: if the model cannot be built so, or another line would become the cost.
    """
    names = renamed or {}
    before = with_names(source.blueprint, names)
    told = {one.name: one for one in (*known, *roles(before))}
    blueprint = redrawn(before, text.text, tuple(told.values()))
    samples = samples_of(blueprint, source.samples)
    build(blueprint, samples)
    after = sources(blueprint, samples)
    cost, kept = after.parts.cost_place.text, source.parts.cost_place.text
    if cost != (aim or names.get(kept, kept)):
        raise ExpressionError(
            f"then {cost} would be the cost, for it is the last line that is one number; call the"
            f" line of {kept} cost before",
            after.parts.cost_place.line,
            after.parts.cost_place.column,
        )
    return Revision(
        (source.blueprint, source.samples),
        (blueprint, samples),
        text,
        _focus(after, focus),
        names,
    )


def _focus(after: Sources, focus: int | str | None) -> str | None:
    if isinstance(focus, str):
        return after.nodes.get(("given", focus, 0))
    if focus is None or focus not in after.outline.expressions:
        return None
    expression = after.outline.expressions[focus]
    line = after.outline.lines[expression.line]
    tensor = after.parts.assigned[line.name.text]
    return drawn_name(tensor) if line.root is expression else after.node_of(expression)


def with_names(blueprint: Blueprint, names: Mapping[str, str]) -> Blueprint:
    """A blueprint with other names of its data, parameters and outputs; its text stays."""
    return replace(
        blueprint,
        inputs=tuple(replace(one, name=names.get(one.name, one.name)) for one in blueprint.inputs),
        parameters=tuple(
            replace(one, name=names.get(one.name, one.name)) for one in blueprint.parameters
        ),
        outputs=tuple(names.get(name, name) for name in blueprint.outputs),
    )


def fresh(text: Manuscript, taken: Sequence[str] = (), wanted: str = "h") -> str:
    """A name that is free in a text, and looks like none that is in it.

    Example:
        >>> fresh(Manuscript("h = exp(x); cost = h"))
        'h1'
    """
    names = {*taken, *text.outline.named}
    names |= {e.step.token.text for e in text.outline.expressions.values()}
    looks = {skeleton(name) for name in names}
    place = 0
    while skeleton(name := f"{wanted}{place or ''}") in looks:
        place += 1
    return name
