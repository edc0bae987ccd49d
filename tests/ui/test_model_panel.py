"""The model's panel without a browser: presets, typing, roles of names, data, code."""

import json
from pathlib import Path
from typing import Any

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest

from gradviz.study.language import limits
from gradviz.study.palette import palette
from gradviz.study.presets import PRESETS

ROOT = Path(__file__).parents[2]


@pytest.fixture
def page() -> AppTest:
    return opened()


def opened(**query: str) -> AppTest:
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for name, value in query.items():
        page.query_params[name] = value
    page.run()
    return page.toggle(key="model-open").set_value(True).run()


def mount(page: AppTest, part: str) -> Any:
    """The component whose data have a part of that name."""
    [found] = [c for c in page.get("bidi_component") if part in json.loads(c.proto.json or "{}")]
    return found


def data(page: AppTest, part: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(mount(page, part).proto.json)
    return found


def type_model(page: AppTest, text: str, sequence: int = 1) -> AppTest:
    widgets = page._tree.get_widget_states()
    message = json.dumps({"typed": {"first": sequence, "errands": [text]}})
    widgets.widgets.append(WidgetState(id=mount(page, "text").proto.id, json_value=message))
    return page._run(widgets)


def edit(page: AppTest, label: str, **edits: Any) -> AppTest:
    """Edits a table as the browser does; found by the name of its first column."""
    tables = page.get("arrow_data_frame") or page.get("dataframe")
    [table] = [t for t in tables if t.value.columns[0] == label]
    told = {"edited_rows": {}, "added_rows": [], "deleted_rows": []} | edits
    widgets = page._tree.get_widget_states()
    widgets.widgets.append(WidgetState(id=table.proto.id, string_value=json.dumps(told)))
    return page._run(widgets)


def nodes(page: AppTest) -> dict[str, Any]:
    found: dict[str, Any] = data(page, "frame")["frame"]["nodes"]
    return found


def link(page: AppTest) -> dict[str, str]:
    given = page.query_params.items()
    return {name: value if isinstance(value, str) else value[-1] for name, value in given}


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.key)
def test_every_preset_opens_with_its_sentence_and_its_own_numbers(preset: Any) -> None:
    page = opened(model=preset.key)
    assert not page.exception
    assert not page.error
    assert [caption.value for caption in page.caption][0] == preset.look_for
    shown = nodes(page)
    assert "cost:0" in shown
    assert all(not check.get("reason") or not check["agrees"] for check in checks(page).values())


def checks(page: AppTest) -> dict[str, Any]:
    found: dict[str, Any] = data(page, "frame")["derivation"]["checks"]
    return found


def test_a_preset_is_chosen_and_taken_back(page: AppTest) -> None:
    page.selectbox(key="preset").set_value("rosenbrock").run()
    assert link(page) == {"model": "rosenbrock"}
    assert data(page, "text")["text"].startswith("cost = square(1 - x)")
    page.button(key="undo").click().run()
    assert link(page) == {}
    assert data(page, "text")["text"].startswith("pred = X*W + b")


def test_the_graph_grows_while_one_types_and_numbers_stay(page: AppTest) -> None:
    text = data(page, "text")["text"].replace("X*W + b", "X*W + b + c*X**2")
    type_model(page, text)
    assert not page.error
    assert nodes(page)["W:0"]["value"] == 1.6649098
    assert nodes(page)["c:0"]["value"] == 1.0
    assert link(page)["text"] == text
    again = opened(**link(page))
    assert nodes(again) == nodes(page)


@pytest.mark.parametrize(
    "text",
    [
        # Typed line by line there is a cost before it is made from all lines that stand there.
        "pred = X*W + b\nresidual = pred - Y\ncost = 0.1*square(W)",
        "pred = X*W + b\ncost = reduce_sum(square(X*W - Y))",
        "other = X*b\npred = W - Y\ncost = reduce_sum(square(pred))",
        # What holds on one side only stands in braces, with a sum in it.
        "cost = reduce_sum(X*W) ** n",
    ],
)
def test_a_model_that_uses_not_all_of_its_lines_is_drawn(page: AppTest, text: str) -> None:
    type_model(page, text)
    assert not page.exception
    assert not page.error
    assert link(page)["text"] == text
    assert nodes(page)["W:0"]["value"] == 1.6649098


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("pred = X*W + b\ncost = reduce_summ(pred)", 2, "reduce_sum"),
        ("pred = X*W +\ncost = pred", 1, ""),
        ("pred = X*W\ncost = __import__('os')", 2, ""),
        ("", 1, ""),
        # It can be built, but it has no value: half typed, say, on the way to W/0.5.
        ("pred = X*W\ncost = reduce_sum(pred/0)", 2, "divide needs y ≠ 0"),
        ("cost = log(W - 5)", 1, "log needs x > 0"),
        ("cost = exp(1000*W)", 1, "too large to be computed"),
        ("pred = sqrt(W - W)\ncost = pred*b", 1, "On the way back through sqrt"),
    ],
)
def test_what_cannot_be_built_stays_in_the_editor_with_its_place(
    page: AppTest, text: str, line: int, words: str
) -> None:
    before = nodes(page)
    type_model(page, text)
    told = data(page, "text")
    assert not page.warning
    assert told["text"] == text
    assert told["problem"]["line"] == line
    assert words in told["problem"]["words"]
    assert nodes(page) == before
    assert link(page) == {}
    # What is typed right again is taken.
    type_model(page, "pred = X*W\ncost = reduce_sum(square(pred - Y))", 2)
    assert data(page, "text")["problem"] is None
    assert "b:0" not in nodes(page)


def test_lines_that_the_cost_is_not_made_from_are_named(page: AppTest) -> None:
    type_model(page, "h = tanh(W*X)\nu_1 = 2*b\ncost = reduce_sum(square(X*W - Y))")
    [said] = [caption.value for caption in page.caption if "Not drawn" in caption.value]
    assert said == "Not drawn: h, u\\_1, as they do not lead to the cost."
    type_model(page, "cost = reduce_sum(square(X*W - Y))", 2)
    assert not [caption for caption in page.caption if "Not drawn" in caption.value]


def test_a_name_becomes_data_and_gets_a_column(page: AppTest) -> None:
    type_model(page, "pred = X*W + Z\ncost = reduce_sum(square(pred - Y))")
    edit(page, "name", edited_rows={3: {"is": "data"}})
    assert not page.warning
    assert nodes(page)["Z:0"]["value"] == [[1.0], [2.0]]
    assert link(page)["inputs"] == "X;Y;Z"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"shape": "banana"}, "no shape such as"),
        ({"shape": "n×2"}, "only data have n rows"),
        ({"value": "one"}, "“one” is not a number"),
        ({"value": "1, 2"}, "W is one number, not 2; a decimal point is written so: 1.5."),
        ({"value": "1e300"}, "W = 1e+300 is not used: the cost would be too large"),
        ({"shape": "2000"}, "the parameters have 2,001 entries; at most 1,000."),
        ({"is": "data", "value": "7"}, "its numbers are in the table of the data"),
    ],
)
def test_a_role_that_cannot_be_is_said_and_nothing_changes(
    page: AppTest, change: dict[str, str], words: str
) -> None:
    before = nodes(page)
    edit(page, "name", edited_rows={2: change})
    assert words in page.warning[0].value.replace("\\", "")
    assert nodes(page) == before


def test_data_become_a_parameter_and_single_numbers(page: AppTest) -> None:
    edit(page, "name", edited_rows={0: {"is": "parameter"}})
    assert not page.warning
    assert nodes(page)["X:0"]["value"] == 1
    # One after the other, as the browser tells of them: together they fit.
    page = opened()
    edit(page, "name", edited_rows={0: {"shape": ""}})
    assert "all data have n rows or each is one number" in page.warning[0].value
    edit(page, "name", edited_rows={0: {"shape": ""}, 1: {"shape": ""}})
    assert not page.warning
    assert (nodes(page)["X:0"]["value"], nodes(page)["Y:0"]["value"]) == (2, 3)
    edit(page, "name", edited_rows={2: {"is": "data"}})
    assert not page.warning
    assert link(page)["inputs"] == "X();Y();W()"


def test_a_start_value_is_typed(page: AppTest) -> None:
    edit(page, "name", edited_rows={2: {"value": "0.25"}})
    assert nodes(page)["W:0"]["value"] == 0.25


def test_the_surface_is_drawn_over_other_numbers(page: AppTest) -> None:
    page.selectbox(key="preset").set_value("polynomial").run()
    names = list(page.selectbox(key="axis-0").options)
    page.selectbox(key="axis-0").set_value(names[0]).run()
    assert not page.exception
    assert list(data(page, "frame")["axes"])


def test_the_model_is_shown_as_code(page: AppTest) -> None:
    page.button(key="as-code").click().run()
    assert not page.exception
    assert "1.6649098" in page.code[0].value


def test_the_help_says_what_can_be_typed_and_how_much() -> None:
    page = opened()
    said = " ".join(element.value for element in (*page.markdown, *page.caption))
    assert limits.TEXT in said
    assert all(f"`{entry.name}`" in said for entry in palette())
