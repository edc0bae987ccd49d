"""What follows when a model is edited: its numbers, and what is asked of it."""

from __future__ import annotations

from dataclasses import replace

from gradviz.study.blueprint import Problem
from gradviz.study.drafting import with_blueprint
from gradviz.study.edits.revision import Revision, with_names
from gradviz.study.edits.sources import Origin, Sources, sources
from gradviz.study.question import Question
from gradviz.study.questions import GRADIENT


def followed(problem: Problem, revision: Revision) -> Problem:
    """The problem of an edited blueprint: what stays keeps its numbers, and what is asked of it.

    A constant that a hand has moved and that is another number in the text now is that number.

    Example:
        >>> from gradviz.study.blueprint import LINEAR
        >>> from gradviz.study.edits.naming import renamed
        >>> from gradviz.study.openings import opening
        >>> after = followed(opening(LINEAR), renamed(sources(LINEAR, 2), "W:0", "slope"))
        >>> after.entries, after.rows
        ({'slope': 1.6649098, 'b': 0.54648024}, ((2.0, 3.0), (3.0, 2.0)))
    """
    before = replace(problem, blueprint=with_names(problem.blueprint, revision.renamed))
    after = with_blueprint(before, revision.blueprint)
    constants = tuple(
        (name, numbers)
        for old, numbers in problem.constants
        if (name := revision.node(old)) and not _rewritten(revision, old, name)
    )
    return replace(after, constants=constants, question=_question(problem.question, revision))


def _question(question: Question, revision: Revision) -> Question:
    """What can still be asked of it; operations that `gradients()` added may be others now."""
    of = None if question.of is None else _question(question.of, revision)
    ys = {now: place for place, name in enumerate(question.ys) if (now := _node(revision, name))}
    if of is not None and not ys:
        return of
    if question.ys:
        seeds = tuple(question.seeds[place] for place in ys.values() if place < len(question.seeds))
    else:
        seeds = question.seeds
    return Question(
        tuple(ys),
        seeds if any(seeds) else (),
        tuple(now for name in question.xs if (now := _node(revision, name))),
        tuple(now for name in question.cuts if (now := _cut(revision, name))),
        of,
    )


def _node(revision: Revision, name: str) -> str | None:
    """A node, or the gradient of one."""
    if not name.startswith(GRADIENT):
        return revision.node(name)
    now = revision.node(name.removeprefix(GRADIENT))
    return now and f"{GRADIENT}{now}"


def _cut(revision: Revision, name: str) -> str | None:
    return revision.edge(name) if "->" in name else _node(revision, name)


def _rewritten(revision: Revision, old: str, new: str) -> bool:
    """Whether a constant is another number in the text than it was."""

    def number(source: Sources, origin: Origin) -> str:
        one = origin.expression
        return source.outline.text[one.start : one.stop] if one else ""

    before, after = sources(*revision.before), sources(*revision.after)
    return number(before, before.origins[old]) != number(after, after.origins[new])
