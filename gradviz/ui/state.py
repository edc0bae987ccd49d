"""What the visitor has set: one frozen State, and the table by which a link spells it.

Whatever a link says, a valid State comes out of it, with a sentence for everything not used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import Any, Literal, get_args

from gradviz.study.blueprint import Problem, Structure
from gradviz.study.comparison import Comparison
from gradviz.study.openings import axes_of
from gradviz.study.quotation import quoted
from gradviz.ui import (
    cached,
    comparison_link,
    data_link,
    descent_link,
    looks,
    numbers_link,
    surface_link,
)
from gradviz.ui.typed import number, shortest

View = Literal["contour", "3d", "slice"]
Camera = tuple[float, float, float, float, float, float]
"""Where the 3D view is seen from (x, y, z) and what it looks at (x, y, z), in Plotly's units."""

PARTS = ("value", "gradient", "seed")
LONGEST_STEP = 9
"""Digits of the longest number of a step that is read as one."""


@dataclass(frozen=True)
class State:
    """Everything that the page shows is a function of this.

    Attributes:
        problem: The model, its parameters' values and its data.
        over: The one or two numbers of the parameters that the cost surface is drawn over, by their
            names; None: as the model opens.
        directions: The two directions that it is drawn over instead; None: over these numbers.
        ranges: From where to where it is drawn; None: as what is on it needs.
        marks: What is drawn on it beside point, path and minimum.
        scale: How costs become colors: "root", "log", or "auto" for the one that shows more.
        view: How the cost surface is drawn.
        chart: Which chart of the data is shown.
        selected: What is explained: the name of a node or an edge, "W:0"; its value or its
            gradient, "W:0|gradient"; one entry of that, "X:0|value|1".
        camera: Where the 3D view was turned to.
        step: Which step of the pass is shown, from 1; None: all of it.
        look: Which drawing of the model the graph is.
        descent: The race on the surface; None: the bar is closed.
        comparison: With what the model's surface is compared, side by side; None: it stands alone.
    """

    problem: Problem = numbers_link.EXAMPLE
    over: tuple[str, ...] | None = None
    directions: surface_link.Directions | None = None
    ranges: surface_link.Ranges | None = None
    marks: tuple[str, ...] = ()
    scale: str = "auto"
    view: View = "contour"
    chart: str = data_link.FIT
    selected: str | None = None
    camera: Camera | None = None
    step: int | None = None
    look: looks.Look = looks.Look()
    descent: descent_link.Descent | None = None
    comparison: Comparison | None = None

    @property
    def axes(self) -> tuple[str, ...]:
        """The numbers that the cost surface is drawn over; fewer than two if there are no more."""
        return self.over or axes_of(self.problem.blueprint)

    def to_query(self) -> dict[str, str]:
        """The link's parameters; what is as the page opens is left out.

        >>> from gradviz.ui.numbers_link import EXAMPLE
        >>> State(EXAMPLE.moved({"W": 2.5})).to_query()
        {'W': '2.5'}
        """
        query = numbers_link.query(self.problem)
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
        given, notices = _last(query)
        problem, said = numbers_link.read(given)
        unknown = given.keys() - _PARAMETERS - _STREAMLIT - numbers_link.keys(problem.blueprint)
        notices = [*notices, *(_unknown_parameter(name) for name in given if name in unknown)]
        values: dict[str, Any] = {}
        for field in FIELDS:
            if any(name in given for name in field.parameters):
                texts = [given.get(name) for name in field.parameters]
                values[field.name], more = field.parse(texts)
                notices += more
        state = cls(problem, **values)
        look, folds = looks.cleaned(state.look, problem.structure)
        fitting, unfit = replace(state, look=look).fitted()
        return fitting, tuple(numbers_link.shortened([*notices, *said, *folds, *unfit]))

    def fitted(self) -> tuple[State, list[str]]:
        """The State with what the model of its data has to be selected and to be stepped to.

        Returns:
            It, and one sentence for everything that was not there.
        """
        structure = self.problem.structure
        selected, said = _fitted_selection(self.selected, self.look, structure)
        step, more = _fitted_step(self.step, self.look, structure)
        over, others = surface_link.fitted_over(self.over, self.problem)
        descends = self.descent is not None
        ways, last = surface_link.fitted_directions(
            self.directions, self.problem, descends=descends
        )
        compared, beside = comparison_link.fitted(self.comparison, self.problem)
        chart, shown = data_link.fitted(self.chart, self.problem)
        fitting = replace(self, selected=selected, step=step, over=over, directions=ways)
        fitting = replace(fitting, comparison=compared, chart=chart)
        return fitting, [*said, *more, *others, *last, *beside, *shown]


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


def _parse_view(texts: Sequence[str | None]) -> tuple[View, list[str]]:
    for view in get_args(View):
        if texts[0] == view:
            return view, []
    *most, last = get_args(View)
    views = f"{', '.join(most)} or {last}"
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
    text: str | None, look: looks.Look, structure: Structure
) -> tuple[str | None, list[str]]:
    if text is None:
        return None, []
    name, *rest = text.split("|", 2)
    shape = looks.shape(name, look, structure)
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
    if rest[1:] and not (_is_short(rest[1]) and int(rest[1]) < size):
        last = "its only entry is 0" if size == 1 else f"its entries are 0 to {size - 1}"
        wrong = f"The link’s selection: {name} has no entry {quoted(rest[1])}, {last}."
        return whole, [f"{wrong} All of it is selected."]
    return (f"{whole}|{int(rest[1])}" if rest[1:] else whole), []


def _parse_step(texts: Sequence[str | None]) -> tuple[int | None, list[str]]:
    text = (texts[0] or "").strip()
    sign = text[:1] == "-"
    digits = text[sign:]
    if _is_short(digits):
        return (-int(digits) if sign else int(digits)), []
    wanted = f"{quoted(text)} is not the number of a step" if text else "it is empty"
    return None, [f"The link’s step: {wanted}. The whole pass is shown."]


def _is_short(digits: str) -> bool:
    """Whether a text is a number of few digits: Python refuses those of thousands."""
    return digits.isascii() and digits.isdecimal() and len(digits) <= LONGEST_STEP


def _fitted_step(
    step: int | None, look: looks.Look, structure: Structure
) -> tuple[int | None, list[str]]:
    if step is None:
        return None, []
    count = cached.step_count(looks.model(look, structure))
    if 1 <= step <= count:
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
    Field("over", ("over",), surface_link.parse_over, lambda over: (";".join(over or ()),)),
    Field(
        "directions",
        ("plane",),
        surface_link.parse_directions,
        lambda directions: (surface_link.directions_text(directions),),
    ),
    Field(
        "ranges",
        ("range",),
        surface_link.parse_ranges,
        lambda ranges: (surface_link.ranges_text(ranges),),
    ),
    Field("marks", ("show",), surface_link.parse_marks, lambda marks: (",".join(marks),)),
    Field("scale", ("scale",), surface_link.parse_scale, lambda scale: (scale,)),
    Field("view", ("view",), _parse_view, lambda view: (view,)),
    Field("chart", ("data",), data_link.parse, lambda chart: (chart,)),
    Field("selected", ("select",), _parse_selected, lambda name: (name or "",)),
    Field("look", tuple(part.name for part in looks.PARTS), looks.parse, looks.texts),
    Field(
        "descent",
        ("descent",),
        descent_link.parse,
        lambda descent: (descent_link.text(descent),),
    ),
    Field("camera", ("camera",), _parse_camera, lambda c: (",".join(map(shortest, c or ())),)),
    Field("comparison", comparison_link.KEYS, comparison_link.parse, comparison_link.texts),
    Field("step", ("step",), _parse_step, lambda step: (str(step or ""),)),
)
"""The one table between State and the link, but for the problem; see numbers_link."""

_PARAMETERS = frozenset(name for field in FIELDS for name in field.parameters)
_STREAMLIT = frozenset({"embed", "embed_options"})


def _last(query: Mapping[str, str | Sequence[str]]) -> tuple[dict[str, str], list[str]]:
    """The link's parameters, one text each."""
    given, notices = {}, []
    for name, texts in query.items():
        *others, last = [texts] if isinstance(texts, str) else texts
        given[name] = last
        if others:
            shown = name if name.isascii() and name.isidentifier() else quoted(name)
            notices.append(f"The link gives {shown} {len(others) + 1} times; the last is used.")
    return given, notices


def _unknown_parameter(name: str) -> str:
    return f"The link’s parameter {quoted(name)} is unknown and ignored."
