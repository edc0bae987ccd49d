"""What the visitor has set: one frozen State, and the table by which a link spells it.

Whatever a link says, a valid State comes out of it, with a sentence for everything not used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import Any, Literal, get_args

from gradviz.ui import cached, looks
from gradviz.ui.typed import NotANumberError, number, quoted, shortest

View = Literal["contour", "3d"]
Camera = tuple[float, float, float, float, float, float]
"""Where the 3D view is seen from (x, y, z) and what it looks at (x, y, z), in Plotly's units."""

MOST_POINTS = 500
PARTS = ("value", "gradient")
LONGEST_STEP = 9
"""Digits of the longest number of a step that is read as one."""


@dataclass(frozen=True)
class State:
    """Everything that the page shows is a function of this.

    Attributes:
        W: The slope.
        b: The intercept.
        points: The data, one (X, Y) per sample; never empty.
        view: How the cost surface is drawn.
        selected: What is explained: the name of a node or an edge, "W:0"; its value or its
            gradient, "W:0|gradient"; one entry of that, "X:0|value|1".
        camera: Where the 3D view was turned to.
        step: Which step of the pass is shown, from 1; None: all of it.
        look: Which drawing of the model the graph is.
    """

    W: float = 1.6649098
    b: float = 0.54648024
    points: cached.Points = ((2.0, 3.0), (3.0, 2.0))
    view: View = "contour"
    selected: str | None = None
    camera: Camera | None = None
    step: int | None = None
    look: looks.Look = looks.Look()

    def to_query(self) -> dict[str, str]:
        """The link's parameters; what is as the page opens is left out.

        >>> State(W=2.5).to_query()
        {'W': '2.5'}
        """
        query: dict[str, str] = {}
        for field in FIELDS:
            value = getattr(self, field.name)
            if value != getattr(State(), field.name):
                spelled = zip(field.parameters, field.format(value), strict=True)
                query |= {name: text for name, text in spelled if text}
        return query

    @classmethod
    def from_query(cls, query: Mapping[str, str | Sequence[str]]) -> tuple[State, tuple[str, ...]]:
        """The valid State nearest to a link, and one sentence for everything in it not used.

        >>> State.from_query({"W": "abc"})[1]
        ('The link’s W: “abc” is not a number. W = 1.6649098 is used.',)
        """
        given, notices = _single(query)
        values = {}
        for field in FIELDS:
            if any(name in given for name in field.parameters):
                texts = [given.get(name) for name in field.parameters]
                values[field.name], said = field.parse(texts)
                notices += said
        state, said = _finite(cls(**values))
        look, unknown = looks.cleaned(state.look, len(state.points))
        fitting, unfit = replace(state, look=look).fitted()
        return fitting, (*notices, *said, *unknown, *unfit)

    def fitted(self) -> tuple[State, list[str]]:
        """The State with what the model of its data has to be selected and to be stepped to.

        Returns:
            It, and one sentence for everything that was not there.
        """
        selected, said = _fitted_selection(self.selected, self.look, len(self.points))
        step, more = _fitted_step(self.step, self.look, len(self.points))
        return replace(self, selected=selected, step=step), [*said, *more]


@dataclass(frozen=True)
class Field:
    """How one field of State stands in the link.

    Attributes:
        name: The field of State.
        parameters: The link's parameters that hold it.
        parse: From their texts (None: not in the link) to the value, and sentences on what of them
            is not used.
        format: From the value to their texts.
    """

    name: str
    parameters: tuple[str, ...]
    parse: Callable[[Sequence[str | None]], tuple[Any, list[str]]]
    format: Callable[[Any], tuple[str, ...]]


def _parameter(name: str) -> Field:
    default = getattr(State(), name)

    def parse(texts: Sequence[str | None]) -> tuple[float, list[str]]:
        try:
            return number(texts[0] or ""), []
        except NotANumberError as error:
            return default, [f"The link’s {name}: {error}. {name} = {shortest(default)} is used."]

    return Field(name, (name,), parse, lambda value: (shortest(value),))


def _parse_points(texts: Sequence[str | None]) -> tuple[cached.Points, list[str]]:
    columns = [(text or "").split(",") if text else [] for text in texts]
    notices = []
    if len(columns[0]) != len(columns[1]):
        count = min(map(len, columns))
        used = f"the first {count} of both are used" if count else "the example’s data are used"
        notices.append(f"The link has {len(columns[0])} X and {len(columns[1])} Y; {used}.")
    pairs = list(zip(*columns, strict=False))
    if len(pairs) > MOST_POINTS:
        notices.append(f"The link has {len(pairs)} points; the first {MOST_POINTS} are used.")
    points = []
    for row, pair in enumerate(pairs[:MOST_POINTS], start=1):
        try:
            x, y = (number(text) for text in pair)
        except NotANumberError as error:
            notices.append(f"Point {row} of the link: {error}. The point is left out.")
        else:
            points.append((x, y))
    if points:
        return tuple(points), _shortened(notices)
    if not notices or pairs:
        notices.append("The link has no point that can be used; the example’s data are.")
    return State().points, _shortened(notices)


def _format_points(points: cached.Points) -> tuple[str, ...]:
    return tuple(",".join(map(shortest, column)) for column in zip(*points, strict=True))


def _parse_view(texts: Sequence[str | None]) -> tuple[View, list[str]]:
    for view in get_args(View):
        if texts[0] == view:
            return view, []
    views = " or ".join(get_args(View))
    default = State().view
    return default, [
        f"The link’s view: {quoted(texts[0] or '')} is not {views}. {default} is used."
    ]


def _parse_selected(texts: Sequence[str | None]) -> tuple[str | None, list[str]]:
    text = texts[0] or ""
    return (text, []) if text else (None, [_unknown_selection(text)])


def _unknown_selection(name: str) -> str:
    return f"The link’s selection: {quoted(name)} names no node or edge. Nothing is selected."


def _fitted_selection(
    text: str | None, look: looks.Look, samples: int
) -> tuple[str | None, list[str]]:
    if text is None:
        return None, []
    name, *rest = text.split("|", 2)
    shape = looks.shape(name, look, samples)
    if shape is None:
        return None, [_unknown_selection(name)]
    if not rest:
        return name, []
    if rest[0] not in PARTS:
        parts = " or ".join(PARTS)
        wrong = f"The link’s selection: {quoted(rest[0])} is not {parts}. {name} is selected."
        return name, [wrong]
    whole = f"{name}|{rest[0]}"
    size = prod(shape)
    if rest[1:] and not (rest[1].isascii() and rest[1].isdecimal() and int(rest[1]) < size):
        last = "its only entry is 0" if size == 1 else f"its entries are 0 to {size - 1}"
        wrong = f"The link’s selection: {name} has no entry {quoted(rest[1])}, {last}."
        return whole, [f"{wrong} All of it is selected."]
    return (f"{whole}|{int(rest[1])}" if rest[1:] else whole), []


def _parse_step(texts: Sequence[str | None]) -> tuple[int | None, list[str]]:
    text = (texts[0] or "").strip()
    sign = text[:1] == "-"
    digits = text[sign:]
    if digits.isascii() and digits.isdecimal() and len(digits) <= LONGEST_STEP:
        return (-int(digits) if sign else int(digits)), []
    wanted = f"{quoted(text)} is not the number of a step" if text else "it is empty"
    return None, [f"The link’s step: {wanted}. The whole pass is shown."]


def _fitted_step(step: int | None, look: looks.Look, samples: int) -> tuple[int | None, list[str]]:
    if step is not None and not looks.is_plain(look):
        return None, ["The link’s step: this look of the graph has no steps. All of it is shown."]
    count = cached.step_count(samples)
    if step is None or 1 <= step <= count:
        return step, []
    nearest = min(max(step, 1), count)
    said = f"The link’s step: the pass has the steps 1 to {count}, and no step {step}."
    return nearest, [f"{said} Step {nearest} is shown."]


def _parse_camera(texts: Sequence[str | None]) -> tuple[Camera | None, list[str]]:
    text = texts[0] or ""
    try:
        x, y, z, *center = (number(part) for part in text.split(","))
        to_x, to_y, to_z = center
    except ValueError:
        wanted = f"{quoted(text)} is not six numbers"
        return None, [f"The link’s camera: {wanted}. The surface is seen as usual."]
    return (x, y, z, to_x, to_y, to_z), []


FIELDS = (
    _parameter("W"),
    _parameter("b"),
    Field("points", ("X", "Y"), _parse_points, _format_points),
    Field("view", ("view",), _parse_view, lambda view: (view,)),
    Field("selected", ("select",), _parse_selected, lambda name: (name or "",)),
    Field("look", tuple(part.name for part in looks.PARTS), looks.parse, looks.texts),
    Field("camera", ("camera",), _parse_camera, lambda c: (",".join(map(shortest, c or ())),)),
    Field("step", ("step",), _parse_step, lambda step: (str(step or ""),)),
)
"""The one table between State and the link."""

_PARAMETERS = frozenset(name for field in FIELDS for name in field.parameters)
_STREAMLIT = frozenset({"embed", "embed_options"})


def _single(query: Mapping[str, str | Sequence[str]]) -> tuple[dict[str, str], list[str]]:
    """The link's known parameters, one text each."""
    given, notices = {}, []
    for name, texts in query.items():
        *others, last = [texts] if isinstance(texts, str) else texts
        if name in _PARAMETERS:
            given[name] = last
            if others:
                notices.append(f"The link gives {name} {len(others) + 1} times; the last is used.")
        elif name not in _STREAMLIT:
            notices.append(f"The link’s parameter {quoted(name)} is unknown and ignored.")
    return given, _shortened(notices)


def _shortened(notices: list[str]) -> list[str]:
    """At most four sentences: a link with 500 bad points says so once."""
    return notices if len(notices) <= 4 else [*notices[:3], f"… and {len(notices) - 3} more."]


def _finite(state: State) -> tuple[State, list[str]]:
    """The State, with as little of the example put in as makes the model finite."""
    cause = cached.first_not_finite(state.W, state.b, state.points)
    if cause is None:
        return state, []
    for names in (("W",), ("b",), ("W", "b"), ("points",), ("W", "b", "points")):
        candidate = replace(state, **{name: getattr(State(), name) for name in names})
        if cached.first_not_finite(candidate.W, candidate.b, candidate.points) is None:
            break
    what = " and ".join(_said(state, name) for name in names)
    instead = " and ".join(_said(candidate, name) for name in names)
    return candidate, [
        f"With the link’s {what}, {cause} is too large to be computed. The page shows {instead}."
    ]


def _said(state: State, name: str) -> str:
    if name != "points":
        return f"{name} = {shortest(getattr(state, name))}"
    return "the example’s data" if state.points == State().points else "data"
