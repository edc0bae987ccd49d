"""What the visitor asks of the cost surface, and how a link spells it.

Over which plane it is drawn, from where to where, what is marked on it, and how costs are colored.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

from gradviz.study.blueprint import Problem
from gradviz.study.openings import axes_of
from gradviz.study.quotation import quoted
from gradviz.ui.typed import NotANumberError, number, shortest

Kind = Literal["filters", "random", "path"]
Range = tuple[float, float]
Ranges = tuple[Range | None, Range | None]
MARKS = ("arrows", "level", "axes")
"""What can be drawn on a surface beside point, path and minimum."""

SCALES = ("auto", "root", "log")
MOST_SEEDS = 10_000
FARTHEST = 1e150
"""How far a range may reach: the square of it is still a number."""

FINEST = 1e-9
"""How short a range may be, in its distance from zero: beyond that digits are lost."""


@dataclass(frozen=True)
class Directions:
    """Two directions in the space of all parameters, in place of two of their numbers.

    Attributes:
        kind: random ones with filters as long as the parameters' own, plain random ones, or the
            principal axes of the descent's path.
        seed: chooses the random ones.
        base: where the filters are measured, or where the path begins: a number for each entry of
            the parameters; None: as the model opens.
    """

    kind: Kind
    seed: int = 1
    base: tuple[float, ...] | None = None


def directions_text(directions: Directions | None) -> str:
    """Directions as a link spells them.

    >>> directions_text(Directions("random", 3, (1.0, 2.5)))
    'random,3,1,2.5'
    """
    if directions is None:
        return ""
    return ",".join([directions.kind, str(directions.seed), *map(shortest, directions.base or ())])


def parse_directions(texts: Sequence[str | None]) -> tuple[Directions | None, list[str]]:
    """The directions that a link says, and a sentence if they are none.

    >>> parse_directions(["path,1"])
    (Directions(kind='path', seed=1, base=None), [])
    """
    head, *rest = (texts[0] or "").split(",")
    try:
        for kind in get_args(Kind):
            if head == kind:
                seed, *base = map(number, rest or ["1"])
                return Directions(kind, checked_seed(seed), tuple(base) or None), []
    except ValueError as error:
        return None, [f"The link’s plane: {error}. The surface is drawn over two parameters."]
    kinds = ", ".join(get_args(Kind))
    wrong = f"{quoted(head)} is not one of {kinds}"
    return None, [f"The link’s plane: {wrong}. The surface is drawn over two parameters."]


def checked_seed(seed: float) -> int:
    """A seed that chooses random directions.

    Raises:
        ValueError: if it is none.
    """
    if seed != int(seed) or not 0 <= seed <= MOST_SEEDS:
        raise ValueError(f"a seed is a whole number from 0 to {MOST_SEEDS}, not {shortest(seed)}")
    return int(seed)


def fitted_directions(
    directions: Directions | None, problem: Problem, *, descends: bool
) -> tuple[Directions | None, list[str]]:
    """The directions, as far as a model has them, and sentences on what it has not.

    Args:
        directions: what is asked for.
        problem: the model.
        descends: whether there is a descent whose path could have axes.
    """
    if directions is None:
        return None, []
    size = len(problem.entries)
    if size < 2:
        return None, ["The link’s plane: this model has fewer than two numbers to move."]
    if directions.kind == "path" and not descends:
        return None, ["The link’s plane: there is no descent whose path could have axes."]
    if directions.base is not None and len(directions.base) != size:
        given = f"its place has {len(directions.base)} numbers, the parameters have {size}"
        return replace(directions, base=None), [
            f"The link’s plane: {given}. The opening values are used."
        ]
    return directions, []


def parse_over(texts: Sequence[str | None]) -> tuple[tuple[str, ...] | None, list[str]]:
    """The numbers that a link says a surface is over, and a sentence if they are none."""
    names = (texts[0] or "").split(";")
    if 1 <= len(names) <= 2 and all(names) and len(set(names)) == len(names):
        return tuple(names), []
    wrong = f"{quoted(texts[0] or '')} is not one or two different numbers, as W;b"
    return None, [f"The link’s over: {wrong}. The surface is drawn as usual."]


def fitted_over(
    over: tuple[str, ...] | None, problem: Problem
) -> tuple[tuple[str, ...] | None, list[str]]:
    """The numbers if a model has them, and a sentence if it has not; None: as it opens."""
    missing = [name for name in over or () if name not in problem.entries]
    if missing:
        wrong = f"{quoted(missing[0])} is no number of this model’s parameters"
        return None, [f"The link’s over: {wrong}. The surface is drawn as usual."]
    return (None if over == axes_of(problem.blueprint) else over), []


def range_of(low: str, high: str) -> Range:
    """A range that is typed as two texts.

    Raises:
        ValueError: a sentence's half that says what is wrong with it.

    >>> range_of("-1", "2.5")
    (-1.0, 2.5)
    >>> range_of("2", "1")
    Traceback (most recent call last):
    ValueError: it must rise, and 2 is not below 1
    """
    ends = number(low), number(high)
    if not ends[0] < ends[1]:
        raise ValueError(f"it must rise, and {shortest(ends[0])} is not below {shortest(ends[1])}")
    if max(map(abs, ends)) > FARTHEST:
        raise ValueError(f"it reaches farther than {shortest(FARTHEST)}")
    if ends[1] - ends[0] < FINEST * max(map(abs, ends)):
        raise ValueError("its ends are too near to each other for so large numbers")
    return ends


def ranges_text(ranges: Ranges | None) -> str:
    """Ranges as a link spells them; an axis that follows the content is left empty.

    >>> ranges_text(((-1.0, 2.0), None))
    '-1,2;'
    """
    if ranges is None:
        return ""
    return ";".join("" if ends is None else ",".join(map(shortest, ends)) for ends in ranges)


def parse_ranges(texts: Sequence[str | None]) -> tuple[Ranges | None, list[str]]:
    """The ranges that a link says, and a sentence for each that cannot be.

    >>> parse_ranges([";0,1"])[0]
    (None, (0.0, 1.0))
    >>> parse_ranges(["1,0"])[1]
    ['The link’s range: it must rise, and 1 is not below 0. The surface is as wide as usual.']
    """
    found: list[Range | None] = []
    notices = []
    parts = (texts[0] or "").split(";")
    for part in (parts + [""])[:2]:
        ends = part.split(",")
        try:
            if part and len(ends) != 2:
                raise ValueError(f"{quoted(part)} is not two numbers, as -1,2")
            found.append(range_of(*ends) if part else None)
        except (NotANumberError, ValueError) as error:
            found.append(None)
            notices.append(f"The link’s range: {error}. The surface is as wide as usual.")
    if len(parts) > 2:
        notices.append("The link’s range: a surface has two axes; the first two are used.")
    return ((found[0], found[1]) if any(found) else None), notices


def parse_marks(texts: Sequence[str | None]) -> tuple[tuple[str, ...], list[str]]:
    """What a link says is marked on the surface, and a sentence on what there is not.

    >>> parse_marks(["axes,arrows"])
    (('arrows', 'axes'), [])
    """
    asked = [part.strip() for part in (texts[0] or "").split(",") if part.strip()]
    wrong = [
        f"The link’s show: {quoted(one)} is not one of {', '.join(MARKS)}."
        for one in asked
        if one not in MARKS
    ]
    return tuple(mark for mark in MARKS if mark in asked), wrong


def parse_scale(texts: Sequence[str | None]) -> tuple[str, list[str]]:
    """How costs are colored, as a link says it, and a sentence if it says nothing valid."""
    text = texts[0] or ""
    if text in SCALES:
        return text, []
    *most, last = SCALES
    wrong = f"{quoted(text)} is not {', '.join(most)} or {last}"
    return SCALES[0], [f"The link’s scale: {wrong}. {SCALES[0]} is used."]
