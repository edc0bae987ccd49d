"""The page's logic without a browser: what is typed, dragged or linked, and what the page says."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest

from gradviz.show import theme
from gradviz.show.escapes import markdown as as_markdown
from gradviz.study.models import model_of
from gradviz.study.points import MOST_BYTES
from gradviz.ui import cached, packed, server
from gradviz.ui.controls import edited_rows, read_rows
from gradviz.ui.state import State

ROOT = Path(__file__).parents[2]
OPENING = State()


@pytest.fixture
def page() -> AppTest:
    return arrive()


def arrive(script: str = "app.py", **query: str) -> AppTest:
    page = AppTest.from_file(str(ROOT / script), default_timeout=30)
    for name, value in query.items():
        page.query_params[name] = value
    return page.run()


def graph(page: AppTest) -> dict[str, Any]:
    """What the graph component was last told."""
    [mount] = [c for c in page.get("bidi_component") if "frame" in component_data(c)]
    return component_data(mount)


def component_data(component: Any) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(component.proto.json or "{}")
    return data


def figures_of(page: AppTest) -> list[dict[str, Any]]:
    """The figures of the page's charts, as the browser is told to put them in."""
    told = map(component_data, page.get("bidi_component"))
    return [json.loads(one["figure"]) for one in told if "figure" in one]


def value(page: AppTest, node: str, part: str = "value") -> Any:
    return graph(page)["frame"]["nodes"][node][part]


def said(page: AppTest) -> list[str]:
    return [warning.value for warning in page.warning]


def send(page: AppTest, **state: Any) -> AppTest:
    """Sets the graph component's state as the browser does; AppTest itself cannot."""
    [mount] = [c for c in page.get("bidi_component") if "frame" in component_data(c)]
    widgets = page._tree.get_widget_states()
    widgets.widgets.append(WidgetState(id=mount.proto.id, json_value=json.dumps(state)))
    return page._run(widgets)


def drag(page: AppTest, name: str, to: float, *, done: bool, source: str = "graph") -> AppTest:
    message = {"values": {name: to}, "seq": 1, "done": done, "source": source}
    return send(page, drag=message)


def edit(page: AppTest, **edits: Any) -> AppTest:
    """Edits the data table as the browser does; what is not named stays unedited."""
    [table] = page.get("arrow_data_frame") or page.get("dataframe")
    told = {"edited_rows": {}, "added_rows": [], "deleted_rows": []} | edits
    widgets = page._tree.get_widget_states()
    widgets.widgets.append(WidgetState(id=table.proto.id, string_value=json.dumps(told)))
    return page._run(widgets)


# --- opening -------------------------------------------------------------------------------------


@pytest.mark.parametrize("script", ["app.py", "gradviz/ui/main.py"])
def test_page_opens_on_the_worked_example(script: str) -> None:
    page = arrive(script)
    assert not page.exception
    assert not page.error
    assert not said(page)
    assert [slider.label for slider in page.slider] == ["W", "b"]
    assert [number.label for number in page.number_input] == ["W, exact", "b, exact"]
    assert value(page, "W:0") == OPENING.problem.entries["W"]
    assert value(page, "cost:0") == pytest.approx(6.6540337)
    assert value(page, "W:0", "gradient") == pytest.approx(12.376228)
    assert value(page, "b:0", "gradient") == pytest.approx(4.4175096)
    assert len(page.get("plotly_chart")) == 2
    page.run()
    assert not page.exception


def test_link_is_the_state() -> None:
    page = arrive(W="2.5", b="-1", X="2,3,4", Y="3,2,1", view="3d", select="W:0")
    assert not said(page)
    assert (value(page, "W:0"), value(page, "b:0")) == (2.5, -1)
    assert value(page, "X:0") == [[2], [3], [4]]
    assert graph(page)["selected"] == "W:0"
    surface, _ = figures_of(page)
    assert surface["data"][0]["type"] == "surface"


def test_malformed_link_is_answered_and_the_page_goes_on() -> None:
    page = arrive(W="abc", b="1e308")
    assert not page.exception
    assert value(page, "cost:0") == pytest.approx(6.6540337)
    [sentence] = said(page)
    assert "“abc”" in sentence
    assert "1e+308" in sentence
    page.slider(key="b").set_value(1.0).run()
    assert not said(page)


# --- controls ------------------------------------------------------------------------------------


def test_slider_moves_everything(page: AppTest) -> None:
    page.slider(key="W").set_value(-2.0).run()
    assert value(page, "W:0") == -2.0
    assert page.number_input(key="W_exact").value == -2.0
    assert graph(page)["plots"]["point"]["x"] == -2.0
    assert "-2" in page.query_params["W"]


def test_exact_number_keeps_all_its_digits_and_widens_the_slider(page: AppTest) -> None:
    page.number_input(key="b_exact").set_value(12.345678901234567).run()
    assert value(page, "b:0") == 12.345678901234567
    slider = page.slider(key="b")
    assert (slider.min, slider.max) == (-20, 20)
    assert slider.value == pytest.approx(12.345678901234567)


@pytest.mark.parametrize("refused", [1e308, -1e200])
def test_number_at_which_the_model_overflows_is_refused_in_words(
    page: AppTest, refused: float
) -> None:
    page.slider(key="W").set_value(1.0).run()
    page.number_input(key="W_exact").set_value(refused).run()
    [sentence] = said(page)
    for word in (f"W = {refused:g}", "cost", "stays at W = 1", "smaller number"):
        assert word in sentence
    assert value(page, "W:0") == 1.0
    assert page.number_input(key="W_exact").value == 1.0
    page.slider(key="W").set_value(2.0).run()
    assert not said(page)


def test_empty_number_is_answered(page: AppTest) -> None:
    page.number_input(key="W_exact").set_value(None).run()
    assert "needs a finite number" in said(page)[0]
    assert page.number_input(key="W_exact").value == OPENING.problem.entries["W"]


# --- dragging in the graph -----------------------------------------------------------------------


def test_a_slider_that_still_says_what_it_said_before_a_drag_is_not_obeyed(page: AppTest) -> None:
    before = page.slider(key="W").value
    drag(page, "W:0", 3.0, done=True)
    page.slider(key="W").set_value(before).run()
    assert page.slider(key="W").value == 3.0
    assert page.number_input(key="W_exact").value == 3.0
    page.slider(key="W").set_value(2.5).run()
    assert page.number_input(key="W_exact").value == 2.5


def test_a_slider_that_has_not_heard_of_the_typed_number_is_not_obeyed(page: AppTest) -> None:
    before = page.slider(key="b").value
    page.number_input(key="b_exact").set_value(1.0).run()
    # The next message, on W, was sent before the browser moved the slider of b.
    page.slider(key="b").set_value(before)
    page.number_input(key="W_exact").set_value(None).run()
    assert value(page, "b:0") == page.slider(key="b").value == 1.0
    assert "needs a finite number" in said(page)[0]


def test_a_control_goes_back_to_where_it_was_at_once(page: AppTest) -> None:
    for number in (1.0, 2.0, 1.0):
        page.number_input(key="b_exact").set_value(number).run()
        assert value(page, "b:0") == number
    for number in (3.0, 4.0, 3.0):
        page.slider(key="b").set_value(number).run()
        assert value(page, "b:0") == page.number_input(key="b_exact").value == number


def test_a_slider_hears_of_its_number_though_the_run_ended_before_it(
    page: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    slider = st.slider

    def ends(*arguments: Any, **more: Any) -> None:
        monkeypatch.undo()
        slider(*arguments, **more)
        st.stop()

    monkeypatch.setattr(st, "slider", ends)
    page.number_input(key="W_exact").set_value(1.0).run()
    page.run()
    assert page.slider(key="W").proto.set_value
    assert page.slider(key="W").value == 1.0


def test_link_follows_a_drag_only_at_its_end(page: AppTest) -> None:
    drag(page, "W:0", 3.0, done=False)
    assert value(page, "W:0") == 3.0
    assert page.slider(key="W").value == 3.0
    assert "W" not in page.query_params
    drag(page, "W:0", 4.0, done=True)
    assert value(page, "W:0") == 4.0
    assert "W" in page.query_params


def test_slider_under_the_hand_is_left_alone(page: AppTest) -> None:
    drag(page, "W:0", 3.0, done=False, source="slider")
    assert value(page, "W:0") == 3.0
    assert page.number_input(key="W_exact").value == 3.0
    assert page.slider(key="W").value == OPENING.problem.entries["W"]


def test_axes_move_when_the_hand_has_let_go(page: AppTest) -> None:
    drag(page, "W:0", 7.0, done=False)
    assert page.slider(key="W").max == 5.0
    assert page.slider(key="W").value == 5.0
    assert value(page, "W:0") == 7.0
    drag(page, "W:0", 7.5, done=True)
    assert page.slider(key="W").max == 10.0
    assert page.slider(key="W").value == 7.5


def test_charts_are_the_same_objects_whatever_changes(page: AppTest) -> None:
    charts, before = ids(page), figures_of(page)
    drag(page, "W:0", 1.7, done=True)
    assert (ids(page), figures_of(page)) == (charts, before)
    drag(page, "Y:0[1]", 1.0, done=True)
    assert ids(page) == charts
    for one, other in zip(figures_of(page), before, strict=True):
        assert one != other


def ids(page: AppTest) -> list[str]:
    """The charts' names to Streamlit: of another name is another chart."""
    return [chart.proto.id for chart in page.get("plotly_chart")]


def test_step_is_in_the_link_and_what_explains_it_is_sent_once(page: AppTest) -> None:
    told = graph(page)["derivation"]
    assert len(told["steps"]) == cached.step_count(model_of(OPENING.problem.structure))
    assert told["numbers"]["W:0->Mul:0:1|value"] == "W:0|value"
    send(page, step={"at": 7, "seq": 1}, have={"derivation": told["id"]})
    assert page.query_params["step"] in ("7", ["7"])
    assert (graph(page)["step"], graph(page)["stepSeq"]) == (7, 1)
    assert "steps" not in graph(page)["derivation"]
    send(page, step={"at": None, "seq": 2})
    assert "step" not in page.query_params
    send(page, step={"at": 10**6, "seq": 3})
    assert graph(page)["step"] == cached.step_count(model_of(OPENING.problem.structure))


def test_selected_entry_is_explained(page: AppTest) -> None:
    assert graph(page)["derivation"]["entry"] is None
    send(page, select={"name": "X:0|gradient|1", "seq": 1})
    entry = graph(page)["derivation"]["entry"]
    assert entry["of"] == "X:0|gradient|1"
    assert entry["words"].startswith("Entry 2 of 2.")
    send(page, select={"name": "X:0|gradient|77", "seq": 2})
    assert graph(page)["selected"] == "X:0|gradient"
    send(page, select={"name": "no such thing", "seq": 3})
    assert graph(page)["selected"] is None


def test_selection_and_camera_are_in_the_link(page: AppTest) -> None:
    send(page, select={"name": "cost:0", "seq": 1})
    assert graph(page)["selected"] == "cost:0"
    assert "select" in page.query_params
    camera = {"eye": {"x": 1, "y": 2, "z": 3}, "center": {"x": 0, "y": 0, "z": 0}}
    send(page, camera=camera)
    assert "camera" in page.query_params


# --- data ----------------------------------------------------------------------------------------


def test_cell_is_edited(page: AppTest) -> None:
    edit(page, edited_rows={"0": {"Y": "7.5"}})
    assert value(page, "Y:0") == [[7.5], [2]]
    assert not said(page)


def test_row_is_added_and_removed(page: AppTest) -> None:
    edit(page, added_rows=[{"X": "4", "Y": "−1"}])
    assert value(page, "X:0") == [[2], [3], [4]]
    edit(page, added_rows=[{"X": "4", "Y": "−1"}], deleted_rows=[0])
    assert value(page, "X:0") == [[3], [4]]


@pytest.mark.parametrize(
    ("edits", "sentence"),
    [
        ({"edited_rows": {"1": {"Y": "abc"}}}, "Row 2, Y: “abc” is not a number."),
        ({"edited_rows": {"0": {"X": "2,5"}}}, "write the decimal point: 2.5"),
        ({"edited_rows": {"0": {"X": "nan"}}}, "“nan” is not a finite number"),
        ({"edited_rows": {"0": {"X": None}}}, "Row 1, X: it is empty"),
        ({"edited_rows": {"0": {"X": "1e200"}}}, "the cost is too large to be computed"),
        ({"added_rows": [{}]}, "Row 3 is empty; type X and Y"),
        ({"deleted_rows": [0, 1]}, "the model needs at least one point"),
    ],
)
def test_data_that_cannot_be_used_are_answered_and_the_picture_stays(
    page: AppTest, edits: dict[str, Any], sentence: str
) -> None:
    before = graph(page)["frame"]
    edit(page, **edits)
    assert not page.exception
    [warning] = said(page)
    assert sentence in warning
    assert "stays at the last good data" in warning
    assert graph(page)["frame"] == before
    page.slider(key="W").set_value(1.0).run()
    assert said(page) == [warning], "the cell still stands there"
    edit(page, edited_rows={"0": {"X": "5"}})
    assert not said(page)


def test_table_tells_its_edits_by_row() -> None:
    opened = [("2", "3"), ("3", "2")]
    edits = {"edited_rows": {1: {"X": "9"}}, "added_rows": [{"Y": "1"}], "deleted_rows": [0]}
    assert edited_rows(opened, edits) == [("9", "2"), (None, "1")]
    points, sentence = read_rows([("1", "a"), ("b", "2")])
    assert points == ()
    assert sentence == "Row 1, Y: “a” is not a number. And 1 more."


def test_nothing_typed_becomes_markup(page: AppTest) -> None:
    edit(page, edited_rows={"0": {"X": "![](http://x)"}})
    # Behind the colon stands a joiner, of which nothing is seen: the address leads nowhere.
    assert "\\!\\[\\](http\\:\u2060//x)" in said(page)[0]
    assert as_markdown("plain: 1.5") == "plain: 1.5"


# --- what goes wrong -----------------------------------------------------------------------------


def test_panel_that_fails_says_so_and_the_others_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("planted")

    monkeypatch.setattr(cached, "surface", fails)
    page = arrive()
    assert not page.exception
    said = [error.value for error in page.error]
    assert any("cost surface could not be drawn" in sentence for sentence in said)
    assert not any("planted" in sentence for sentence in said)
    assert value(page, "W:0") == OPENING.problem.entries["W"]


def test_two_visitors_never_see_each_others_numbers() -> None:
    one, other = arrive(), arrive(W="3")
    one.slider(key="W").set_value(-1.0).run()
    other.number_input(key="b_exact").set_value(1e308).run()
    one.run()
    assert (value(one, "W:0"), said(one)) == (-1.0, [])
    assert value(other, "W:0") == 3.0
    assert said(other)


# --- server and style ----------------------------------------------------------------------------


def test_browser_may_load_nothing_from_another_host() -> None:
    policy = server.content_security_policy("example.org:8501")
    hosts = [word.strip(";") for word in policy.split() if "://" in word]
    assert hosts == ["ws://example.org:8501", "wss://example.org:8501"]
    assert "ws://" not in server.content_security_policy("evil; script-src *")


def test_palette_is_the_themes() -> None:
    themes = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["theme"]
    hues = (
        *(theme.INK, theme.FORWARD, theme.BACKWARD, theme.MINIMUM),
        *(theme.SELECTED, theme.QUIET, theme.CARD, *theme.RUNS[1:]),
    )
    for scheme in ("light", "dark"):
        palette = themes[scheme]["chartCategoricalColors"]
        assert palette == [getattr(hue, scheme) for hue in hues]
        assert len(themes[scheme]["chartSequentialColors"]) == 10
        assert themes[scheme]["textColor"] == theme.INK.__dict__[scheme]


def test_upload_fields_say_what_the_readers_take() -> None:
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["server"]
    assert settings["maxUploadSize"] * 1_000_000 == MOST_BYTES == packed.MOST_FILE


# --- the hand in the data, undo and redo ---------------------------------------------------------


def test_data_entry_is_dragged_and_the_table_starts_anew(page: AppTest) -> None:
    edit(page, edited_rows={"0": {"Y": "7"}})
    drag(page, "X:0[1]", 3.5, done=False)
    assert value(page, "X:0") == [[2.0], [3.5]]
    assert "".join(page.query_params["X"]) == "2,3"
    drag(page, "X:0[1]", 4.0, done=True)
    assert value(page, "X:0") == [[2.0], [4.0]]
    assert value(page, "Y:0") == [[7.0], [2.0]]
    assert "".join(page.query_params["X"]) == "2,4"
    [table] = page.get("arrow_data_frame") or page.get("dataframe")
    assert table.value["X"].tolist() == ["2", "4"]
    assert table.value["Y"].tolist() == ["7", "2"]


def test_data_entry_at_which_the_model_overflows_is_refused(page: AppTest) -> None:
    drag(page, "X:0[0]", 1e200, done=True)
    assert "With these points" in said(page)[0]
    assert value(page, "X:0") == [[2.0], [3.0]]


@pytest.mark.parametrize("name", ["X:0[2]", "X:0[-1]", "Z:0[0]", "X:0[1", "pred:0", "half:0[1]"])
def test_what_is_no_number_of_the_model_is_ignored(page: AppTest, name: str) -> None:
    before = graph(page)["frame"]
    drag(page, name, 4.0, done=True)
    assert graph(page)["frame"] == before


def test_undo_and_redo_walk_through_what_was_settled(page: AppTest) -> None:
    for _ in range(2):
        drag(page, "W:0", 2.5, done=False)
        drag(page, "W:0", 3.0, done=True)
    send(page, select={"name": "W:0", "seq": 1})
    edit(page, edited_rows={"0": {"Y": "7"}})
    page.button(key="undo").click().run()
    assert value(page, "Y:0") == [[3.0], [2.0]]
    assert value(page, "W:0") == 3.0
    assert graph(page)["selected"] == "W:0"
    page.button(key="undo").click().run()
    assert value(page, "W:0") == OPENING.problem.entries["W"]
    assert "W" not in page.query_params
    page.button(key="undo").click().run()
    assert [toast.value for toast in page.toast] == ["There is nothing to undo."]
    page.button(key="redo").click().run()
    page.button(key="redo").click().run()
    assert value(page, "W:0") == 3.0
    assert value(page, "Y:0") == [[7.0], [2.0]]
    page.button(key="undo").click().run()
    drag(page, "b:0", 1.0, done=True)
    page.button(key="redo").click().run()
    assert [toast.value for toast in page.toast] == ["There is nothing to redo."]
    assert value(page, "Y:0") == [[3.0], [2.0]]


def test_every_undo_of_a_burst_counts_once(page: AppTest) -> None:
    for weight in (1.0, 2.0, 3.0):
        drag(page, "W:0", weight, done=True)
    # The browser asks for a second one before it has seen the first one answered.
    send(page, travel={"first": 1, "errands": ["u"], "told": 1})
    assert value(page, "W:0") == 2.0
    send(page, travel={"first": 1, "errands": ["u", "u"], "told": 2})
    assert value(page, "W:0") == 1.0
    assert page.query_params["W"] == "1"
    assert graph(page)["done"]["travel"] == 2
    send(page, travel={"first": 3, "errands": list("uuurr"), "told": 3})
    assert value(page, "W:0") == 2.0
    assert [toast.value for toast in page.toast] == ["There is nothing to undo."]
    for nonsense in (
        {"first": "1", "errands": ["u"]},
        {"first": 8, "errands": 3},
        {"first": 8, "errands": "u"},
        {"first": 8, "errands": [3]},
        {"first": 8},
    ):
        send(page, travel={**nonsense, "told": 4})
        assert value(page, "W:0") == 2.0


def test_program_is_sent_once_for_a_structure(page: AppTest) -> None:
    assert graph(page)["program"]["plan"]["steps"]
    name = graph(page)["program"]["id"]
    send(page, have={"layout": None, "derivation": None, "program": name})
    assert graph(page)["program"] == {"id": name}
