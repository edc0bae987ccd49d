"""The link: whatever it says, a valid State comes out; whatever is set, the link says exactly."""

import math
from dataclasses import replace
from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gradviz.study.blueprint import LINEAR, Problem
from gradviz.study.comparison import Comparison
from gradviz.study.directions import Plane
from gradviz.study.models import model_of
from gradviz.study.openings import BY_KEY, opening
from gradviz.ui import cached, finiteness, ground, numbers_link
from gradviz.ui.numbers_link import MOST_POINTS
from gradviz.ui.state import FIELDS, State
from gradviz.ui.surface_link import Directions

OPENING = State()

coordinates = st.floats(-1e6, 1e6, allow_nan=False)
points = st.lists(st.tuples(coordinates, coordinates), min_size=1, max_size=12).map(tuple)
problems = st.builds(
    lambda W, b, rows: Problem(LINEAR, ((W,), (b,)), rows), coordinates, coordinates, points
)
spans = st.tuples(coordinates, st.floats(1e-2, 1e6)).map(lambda one: (one[0], one[0] + one[1]))
states = st.builds(
    State,
    problem=problems,
    over=st.sampled_from([None, ("b", "W"), ("W",)]),
    directions=st.none()
    | st.builds(
        Directions,
        kind=st.sampled_from(["random", "filters"]),
        seed=st.integers(0, 10_000),
        base=st.none() | st.tuples(coordinates, coordinates),
    ),
    ranges=st.none() | st.tuples(spans, st.none()) | st.tuples(st.none() | spans, spans),
    marks=st.sampled_from([(), ("arrows",), ("level", "axes")]),
    scale=st.sampled_from(["auto", "log", "root"]),
    view=st.sampled_from(["contour", "3d"]),
    chart=st.sampled_from(["fit", "squares", "rates", "shares,b"]),
    selected=st.sampled_from(
        [None, "W:0", "cost:0", "W:0->Mul:0:1", "W:0|gradient", "X:0|value|0", "W:0->Mul:0:1|value"]
    ),
    step=st.none() | st.integers(1, cached.step_count(model_of(OPENING.problem.structure))),
    camera=st.none() | st.tuples(*[st.floats(-3, 3)] * 6),
    comparison=st.sampled_from(
        [
            None,
            Comparison("absolute"),
            Comparison("huber", 0.3),
            Comparison("ridge", 2.0, text=LINEAR.text),
            Comparison("scaling", rows=((1.0, -0.0), (2.5, 1e-9))),
        ]
    ),
)
texts = st.text(max_size=40) | st.sampled_from(
    ["", "nan", "-inf", "1e308", "1e999", "2,3", "1,,2", "2;3", "٣", "1_000", "3d", "0x10", "−4"]
)


@given(states)
def test_a_link_brings_back_exactly_what_was_set(state: State) -> None:
    link = urlencode(state.to_query())
    assert State.from_query(parse_qs(link)) == (state, ())


def test_what_is_as_the_page_opens_is_not_in_the_link() -> None:
    assert OPENING.to_query() == {}
    assert State.from_query({}) == (OPENING, ())


@given(
    st.dictionaries(
        st.sampled_from(
            ["W", "b", "X", "Y", "view", "select", "camera", "step"]
            + ["plane", "range", "show", "scale"]
        ),
        texts,
    )
)
@example({"X": "1e200", "Y": "0"})
@example({"W": "1e308", "b": "-1e308"})
def test_any_link_gives_a_finite_state_and_says_what_it_did_not_use(query: dict[str, str]) -> None:
    state, notices = State.from_query(query)
    assert finiteness.first_not_finite(state.problem) is None
    assert 1 <= len(state.problem.rows) <= MOST_POINTS
    if state == OPENING and not notices:
        assert all(query[name] in _spellings(name) for name in query)


def _spellings(parameter: str) -> set[str]:
    """What a link may say of a parameter without changing anything."""
    if parameter in OPENING.problem.entries:
        return {numbers_link.shortest(OPENING.problem.entries[parameter])}
    if parameter in LINEAR.columns:
        place = LINEAR.columns.index(parameter)
        return {",".join(numbers_link.shortest(row[place]) for row in OPENING.problem.rows)}
    field = next(field for field in FIELDS if parameter in field.parameters)
    written = field.format(getattr(OPENING, field.name))
    return {written[field.parameters.index(parameter)]}


@pytest.mark.parametrize(
    ("query", "field", "value", "sentence"),
    [
        ({"W": "abc"}, "W", 1.6649098, "W: “abc” is not a number. W = 1.6649098 is used"),
        ({"W": "nan"}, "W", 1.6649098, "“nan” is not a finite number"),
        ({"b": "-Infinity"}, "b", 0.54648024, "“-Infinity” is not a finite number"),
        ({"b": ""}, "b", 0.54648024, "b: it is empty. b = 0.54648024 is used"),
        ({"W": "1e999"}, "W", 1.6649098, "too large; numbers end at 1.8e308"),
        ({"W": "1e308"}, "W", 1.6649098, "W = 1e+308, the cost is too large"),
        ({"W": ["1", "2"]}, "W", 2.0, "gives W 2 times; the last is used"),
        ({"W": "a" * 99}, "W", 1.6649098, "“aaaaaaaaaaaaaaaaaaaaaaaa…” is not a number"),
        (
            {"X": "1,2,3", "Y": "4,5"},
            "points",
            ((1.0, 4.0), (2.0, 5.0)),
            "3 X and 2 Y; the first 2",
        ),
        ({"X": "1,2"}, "points", OPENING.problem.rows, "2 X and 0 Y; the example’s data are used"),
        ({"X": "", "Y": ""}, "points", OPENING.problem.rows, "no point that can be used"),
        (
            {"X": "1,a", "Y": "2,3"},
            "points",
            ((1.0, 2.0),),
            "Point 2 of the link: “a” is not a num",
        ),
        (
            {"X": "1e200", "Y": "0"},
            "points",
            OPENING.problem.rows,
            "The page shows the example’s data",
        ),
        ({"view": "4d"}, "view", "contour", "“4d” is not contour, 3d or slice"),
        ({"select": "nobody"}, "selected", None, "“nobody” names no node or edge"),
        ({"select": "W:0|slope"}, "selected", "W:0", "“slope” is not value or gradient or seed"),
        ({"select": "Z:0|value"}, "selected", None, "“Z:0” names no node or edge"),
        (
            {"select": "X:0|value|2"},
            "selected",
            "X:0|value",
            "no entry “2”, its entries are 0 to 1",
        ),
        ({"select": "W:0|value|x"}, "selected", "W:0|value", "no entry “x”, its only entry is 0"),
        ({"select": "X:0|value|٣"}, "selected", "X:0|value", "no entry “٣”"),
        ({"step": "seven"}, "step", None, "“seven” is not the number of a step. The whole pass is"),
        ({"step": ""}, "step", None, "step: it is empty. The whole pass is shown"),
        ({"step": "2.5"}, "step", None, "“2.5” is not the number of a step"),
        ({"step": "99"}, "step", 18, "has the steps 1 to 18, and no step 99. Step 18 is shown"),
        ({"step": "0"}, "step", 1, "no step 0. Step 1 is shown"),
        ({"step": "-3"}, "step", 1, "no step -3. Step 1 is shown"),
        ({"step": "9" * 5000}, "step", None, "is not the number of a step"),
        ({"camera": "1,2"}, "camera", None, "“1,2” is not six numbers"),
        ({"speed": "9"}, "W", 1.6649098, "parameter “speed” is unknown and ignored"),
    ],
)
def test_a_malformed_part_gives_the_nearest_state_and_a_sentence(
    query: dict[str, str], field: str, value: object, sentence: str
) -> None:
    state, notices = State.from_query(query)
    found = {**vars(state), **state.problem.entries, "points": state.problem.rows}
    assert found[field] == value
    assert len(notices) == 1
    assert sentence in notices[0]


def test_step_and_selected_entry_stand_in_the_link() -> None:
    state = State(step=7, selected="X:0|gradient|1")
    assert state.to_query() == {"select": "X:0|gradient|1", "step": "7"}


def test_an_entry_of_data_that_are_gone_is_no_longer_selected() -> None:
    state, said = State(
        replace(OPENING.problem, rows=((1.0, 2.0),)), selected="X:0|value|1"
    ).fitted()
    assert state.selected == "X:0|value"
    assert len(said) == 1


def test_streamlits_own_parameters_are_none_of_ours() -> None:
    assert State.from_query({"embed": "true", "embed_options": "light_theme"}) == (OPENING, ())


def test_too_many_points_are_cut_and_many_sentences_are_counted() -> None:
    column = ",".join(["1"] * (MOST_POINTS + 7))
    state, notices = State.from_query({"X": column, "Y": column})
    assert len(state.problem.rows) == MOST_POINTS
    assert notices == (f"The link has {MOST_POINTS + 7} points; the first {MOST_POINTS} are used.",)
    _, notices = State.from_query({"X": "a,b,c,d,e,f,1", "Y": "1,1,1,1,1,1,1"})
    assert len(notices) == 4
    assert notices[-1] == "… and 3 more."


@pytest.mark.parametrize("text", ["\u202eabc", "a\x00b", "\u2066x", "a\nb", "\u200bx"])
def test_characters_that_are_not_seen_are_not_echoed(text: str) -> None:
    _, [notice] = State.from_query({"W": text})
    assert not any(character in notice for character in "\u202e\x00\u2066\n\u200b")
    assert "�" in notice


@given(st.floats(-1e100, 1e100, allow_nan=False))
def test_numbers_in_the_link_are_exact(value: float) -> None:
    problem = OPENING.problem.moved({"W": value})
    found, notices = numbers_link.read(numbers_link.query(problem))
    assert not notices
    assert found.entries["W"] == value
    assert math.copysign(1, found.entries["W"]) == math.copysign(1, value) or value == 0


@pytest.mark.parametrize("key", BY_KEY)
def test_every_preset_has_a_short_link_and_comes_back_with_other_numbers(key: str) -> None:
    problem = opening(BY_KEY[key].blueprint)
    state = State(problem)
    assert state.to_query() == ({} if key == "linear" else {"model": key})
    assert State.from_query(state.to_query()) == (state, ())
    name = next(iter(problem.entries))
    rows = tuple(tuple(n + 0.125 for n in row) for row in problem.rows)
    moved = replace(state, problem=replace(problem.moved({name: 0.375}), rows=rows))
    assert State.from_query(moved.to_query()) == (moved, ())


def test_every_name_that_the_page_uses_in_a_link_is_kept_from_the_models_names() -> None:
    assert {name for field in FIELDS for name in field.parameters} <= numbers_link.RESERVED


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"plane": "sideways"}, "“sideways” is not one of filters, random, path"),
        ({"plane": "random,1.5"}, "a seed is a whole number"),
        ({"plane": "random,1,2"}, "its place has 1 numbers, the parameters have 2"),
        ({"plane": "path,1"}, "there is no descent"),
        ({"range": "1,1;"}, "1 is not below 1"),
        ({"range": "1;2"}, "is not two numbers"),
        ({"range": "1e200,2e200"}, "farther than"),
        ({"range": "1e9,1000000000.0000002"}, "too near to each other"),
        ({"show": "sparkles"}, "“sparkles” is not one of arrows, level, axes"),
        ({"scale": "loud"}, "“loud” is not auto, root or log"),
    ],
)
def test_what_a_link_says_wrongly_of_the_surface_is_said(
    query: dict[str, str], sentence: str
) -> None:
    state, notices = State.from_query(query)
    assert sentence in " ".join(notices)
    assert ground.ends(state, ground_plane(state))


def ground_plane(state: State) -> Plane:
    found = ground.plane(state)
    assert isinstance(found, Plane)
    return found


@given(states)
def test_the_surface_always_goes_through_the_point(state: State) -> None:
    state, _ = replace(state, over=None).fitted()
    on = ground_plane(state)
    point = list(state.problem.entries.values())
    size = max(1.0, *map(abs, point), *map(abs, on.origin))
    assert float(on.distance(point)) <= 1e-6 * size
    for low, high in ground.ends(state, on):
        assert math.isfinite(low)
        assert low < high


OWN = {"inputs": "X", "parameters": "W"}


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"text": "cost = reduce_sum(reshape(X,(2,)))*W", "X": "1,2,3"}, "with 3 points"),
        ({"text": "cost = reduce_sum(gather(X,[0,1]))*W", "X": "1"}, "with 1 points"),
        ({"text": "cost = reduce_sum(tile(X*W,(1,9000)))", "X": "1," * 400 + "1"}, "401 points"),
        ({"text": "cost = reduce_sum(X)*W", "inputs": "X(3)"}, "no data of n rows"),
        ({"text": "cost = reduce_sum(X)*W", "inputs": "X(n,n)"}, "no name with a shape"),
        ({"text": "cost = reduce_sum(X)*W", "inputs": "X(n,2,2)"}, "no data of n rows"),
        ({"text": "cost = reduce_sum(X)*W", "inputs": "X(n,101)"}, "more than 100 columns"),
        ({"text": "cost = reduce_sum(X)*Y*W", "inputs": "X;Y()"}, "either all data"),
        ({"text": "cost = reduce_sum(X)*W", "inputs": "X;X"}, "X is given twice"),
        ({"text": "cost = W", "inputs": "", "parameters": "W;W"}, "W is given twice"),
        ({"text": "cost = W", "inputs": "W"}, "W is given twice"),
        ({"text": "cost = a0", "parameters": "a0;" * 200_000}, "200000 names; 100 are the most"),
        ({"text": "cost = log(W)", "inputs": ""}, "the model with other numbers"),
        ({"text": "cost = sqrt(W)", "inputs": "", "W": "-4"}, "the model with other numbers"),
        ({"text": "cost = log(-1 - square(W))", "inputs": ""}, "The page shows the example"),
        ({"text": "cost = reduce_sum(1/X)*W", "X": "0,0"}, "the model with other numbers"),
        ({"text": "cost = W\u2028", "inputs": ""}, "invisible character"),
        ({"text": "cost = " + "(" * 100_000, "inputs": ""}, "4,000 are read"),
        ({"ys": "a" * 5000}, "ys"),
        ({"descent": "a" * 5000}, "no optimizer"),
        ({"show": "a," * 50_000}, "more."),
        ({"select": "W:0|value|" + "1" * 5000}, "has no entry"),
        ({"seeds": "1e308"}, "the gradients of the cost"),
        ({"model": "points", "seeds": "-1e308"}, "the gradients of the cost"),
    ],
)
def test_whatever_a_link_says_the_page_can_show_what_comes_of_it(
    query: dict[str, str], sentence: str
) -> None:
    state, notices = State.from_query({**OWN, **query} if "text" in query else query)
    assert sentence in " ".join(notices)
    assert len(" ".join(notices)) <= 4 * numbers_link.LONGEST_NOTICE
    assert finiteness.first_not_finite(state.problem) is None
    assert State.from_query(state.to_query()) == (state, ())


POOL = [
    *("", "0", "1", "-1", "2,3", "nan", "1e308", "5e-324", ";", ",", "|", "W;b", "a;b", "W:0"),
    *("W:0|value|0", "cost:0", "pred:0", "random,1", "path,1", "-1,1;", "from,1,2", "log", "3d"),
    *("half:0=1e308", "half:0=2", "\ud800", "\x00", "\u202e", "<b>", "a" * 500, "1," * 900),
    *("linear", "softmax", "everything", "1,2,3,4,5,6", "9" * 5000, "X(n,2);Y"),
    *("adam;until,10", "sgd,batch=0;until,5"),
]
TEXTS = [preset.blueprint.text for preset in BY_KEY.values()] + ["cost = W*b", "cost = log(W)"]
KEYS = [*sorted(numbers_link.RESERVED), "W", "b", "X", "Y", "X1", "~W", "", "\ud800"]


@given(
    st.dictionaries(st.sampled_from(KEYS), st.sampled_from(POOL), max_size=5),
    st.none() | st.sampled_from(list(BY_KEY)),
    st.none() | st.sampled_from(TEXTS),
)
def test_any_link_of_any_model_comes_to_rest(
    query: dict[str, str], model: str | None, text: str | None
) -> None:
    query = {**query, **({"model": model} if model else {}), **({"text": text} if text else {})}
    state, notices = State.from_query(query)
    assert all(one.isprintable() for one in notices)
    assert finiteness.first_not_finite(state.problem) is None
    assert State.from_query(state.to_query()) == (state, ())


def test_a_column_and_a_parameter_of_one_name_are_two_in_a_link() -> None:
    query = {"text": "cost = reduce_sum(X)*X1", "inputs": "X(n,2)", "parameters": "X1"}
    state, said = State.from_query({**query, "X1": "3", "~X1": "1,2", "X2": "4,5"})
    assert not said
    assert (state.problem.values, state.problem.rows) == (((3.0,),), ((1.0, 4.0), (2.0, 5.0)))
    assert State.from_query(state.to_query()) == (state, ())
