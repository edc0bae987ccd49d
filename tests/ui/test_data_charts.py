"""The charts beside the fit, and the one-click changes of the model."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from gradviz.study.presets import PRESETS
from gradviz.study.variations import VARIATIONS
from gradviz.ui.panels import data_charts
from gradviz.ui.scatter import scatter_of
from gradviz.ui.state import State
from tests.ui.test_page import arrive, figures_of


@pytest.mark.parametrize(
    ("chosen", "trace", "kind"),
    [
        ("squares", "squares", "scatter"),
        ("shares,b", "∂cost/∂b", "bar"),
        ("rates", "cost", "scatter"),
    ],
)
def test_each_chart_of_the_data_is_drawn(chosen: str, trace: str, kind: str) -> None:
    page = arrive()
    page.selectbox(key=data_charts.KEY).set_value(chosen).run()
    assert not page.exception
    assert str(page.query_params["data"]).strip("[]'") == chosen
    for one in (page, arrive(data=chosen)):
        found = [t for figure in figures_of(one) for t in figure["data"] if t.get("name") == trace]
        assert kind in {one["type"] for one in found}


def test_a_chart_of_what_is_no_parameter_is_answered() -> None:
    for chosen in ("pie", "shares,Z"):
        page = arrive(data=chosen)
        assert "The fit is shown" in " ".join(one.value for one in page.warning)


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.key)
def test_every_preset_has_its_charts_or_says_why_not(preset: Any) -> None:
    page = arrive(model=preset.key)
    assert not page.exception
    assert not page.error
    for view in ("3d", "slice"):
        other = arrive(model=preset.key, view=view)
        assert not other.exception
        assert not other.error


def test_the_scatter_of_the_example_is_its_fit() -> None:
    shown = scatter_of(State().problem.structure)
    assert shown is not None
    assert (shown.across, shown.line, shown.up, shown.diagonal) == ("X", "pred", "Y", False)


@pytest.mark.parametrize("name", VARIATIONS)
def test_a_click_changes_the_model_and_undo_takes_it_back(name: str) -> None:
    page = arrive()
    page.toggle(key="model-open").set_value(True).run()
    before = page.query_params
    page.button(key=f"vary-{name}").click().run()
    assert not page.exception
    assert page.query_params != before


def test_the_amount_of_a_change_is_typed_and_nonsense_is_answered() -> None:
    page = arrive()
    page.toggle(key="model-open").set_value(True).run()
    for wrong, sentence in (("much", "is not a number"), ("-1", "must be above 0")):
        page.text_input(key="amount-ridge").set_value(wrong)
        page.button(key="vary-ridge").click().run()
        assert sentence in " ".join(one.value for one in page.warning)
        assert not page.query_params
    page.text_input(key="amount-ridge").set_value("3")
    page.button(key="vary-ridge").click().run()
    assert "3.0 * square(W)" in str(page.query_params)
    assert not page.warning
    assert conditions(page) == ["220", "44"]


def conditions(page: AppTest) -> list[str]:
    """The condition numbers that stand under the surfaces before and after a change."""
    found, heading = {}, ""
    for said in (one.value for one in page.markdown):
        bold = said.split("**")[1] if said.startswith("**") else ""
        if bold in ("Before", "After:"):
            heading = bold
        elif bold.startswith("Condition"):
            found[heading] = bold.split()[-1]
    return [found[heading] for heading in ("Before", "After:") if heading in found]


def test_a_change_is_looked_at_beside_the_model_then_made_and_taken_back() -> None:
    page = arrive()
    page.toggle(key="model-open").set_value(True).run()
    page.toggle(key="try-first").set_value(True)
    page.button(key="vary-ridge").click().run()
    assert not page.exception
    assert page.query_params["compare"] in ("ridge,0.1", ["ridge,0.1"])
    assert "text" not in page.query_params
    assert conditions(page) == ["220", "190"]
    page.text_input(key="beside-amount").set_value("3").run()
    assert conditions(page) == ["220", "44"]
    page.text_input(key="beside-amount").set_value("lots").run()
    assert "“lots” is not a number" in " ".join(one.value for one in page.warning)
    page.text_input(key="beside-amount").set_value("3").run()
    page.button(key="beside-apply").click().run()
    assert "3.0 * square(W)" in str(page.query_params["text"])
    assert "square(W)" not in str(page.query_params["before.text"])
    assert conditions(page) == ["220", "44"]
    page.text_input(key="beside-amount").set_value("0.1").run()
    assert conditions(page) == ["220", "190"]
    assert str(page.query_params["text"]).count("square(W)") == 1
    page.button(key="beside-close").click().run()
    assert not conditions(page)
    for _ in range(5):
        page.button(key="undo").click().run()
    assert not page.query_params


@pytest.mark.parametrize("name", VARIATIONS)
@pytest.mark.parametrize("view", ["contour", "3d", "slice"])
def test_before_and_after_stand_side_by_side_in_every_view(name: str, view: str) -> None:
    page = arrive(compare=name, view=view)
    assert not page.exception
    assert not page.error
    figures, pictures = figures_of(page), 2 if view == "slice" else 1
    for one, two in zip(figures[:pictures], figures[-pictures:], strict=True):
        assert one["data"][0]["type"] == two["data"][0]["type"]
        assert one["data"][0]["x"] == two["data"][0]["x"]
        if view == "contour":
            shared = one["layout"]["coloraxis"]["cmax"] == two["layout"]["coloraxis"]["cmax"]
            own = any("colors of its own" in note.value for note in page.markdown)
            assert shared != own
            assert shared == (name in ("scaling", "ridge"))


def test_what_a_link_says_wrongly_of_a_comparison_is_said() -> None:
    for query, words in (
        ({"compare": "sorcery"}, "no variation 'sorcery'"),
        ({"compare": "ridge,much"}, "“much” is not a number"),
        ({"compare": "ridge,-1"}, "must be above 0"),
        ({"compare": "huber", "model": "saddle"}, "no squares"),
        ({"compare": "scaling", "before.rows": "1,2,3"}, "other columns"),
    ):
        page = arrive(**query)
        assert not page.exception
        assert words in " ".join(one.value for one in page.warning), query


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"X": "1,2,3,4,5,6", "Y": "1,2.1,2.9,15,5.1,5.9"}, ["Point 4 is an outlier: it pulls"]),
        (
            {"X": "2,2", "Y": "1,3"},
            ["All points have the same X = 2", "a valley along W + t, b − 2·t"],
        ),
        ({"X": "2", "Y": "1"}, ["One point does not decide", "a valley along W + t, b − 2·t"]),
        (
            {"X": "2", "Y": "1", "compare": "ridge"},
            ["a valley along W", "**Condition number 260**"],
        ),
        ({"model": "tanh-network"}, []),
    ],
)
def test_what_the_data_do_to_the_surface_is_said_beside_both(
    query: dict[str, str], words: list[str]
) -> None:
    page = arrive(**query)
    assert not page.exception
    assert not page.error
    said = " | ".join(one.value for one in page.markdown).replace("\\", "")
    for word in words:
        assert word in said
