"""A model of one's own in the browser: typed, chosen, with data of one's own, and as code."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import Visitor
from tests.browser.component import eventually, graph, numbers, part
from tests.browser.hands import drawn

Arrive = Callable[..., Visitor]
GROWN = "pred = X*W + b + c*X**2\nresidual = pred - Y\ncost = 0.5 * reduce_sum(square(residual))"


@pytest.fixture
def page(arrive: Arrive) -> Page:
    page = drawn(arrive())
    page.get_by_text("Model", exact=True).click()
    editor(page).wait_for()
    return page


def editor(page: Page) -> object:
    return page.get_by_test_id("gradviz-editor").locator("textarea")


def said_by_link(page: Page, name: str) -> str:
    return parse_qs(urlsplit(page.url).query).get(name, [""])[0]


def test_the_graph_grows_while_one_types(page: Page) -> None:
    editor(page).fill(GROWN)
    part(page, "c:0", "value").wait_for()
    eventually(page, lambda: assert_shown(page, "c:0", 1.0))
    assert numbers(page)["W:0"]["value"] == 1.6649098
    assert said_by_link(page, "text") == GROWN
    # What is under the hand is still computed here: the new model's program has come along.
    editor(page).press("Control+Home")
    assert page.get_by_test_id("gradviz-editor").locator("mark").count() == 0


def test_what_is_wrong_is_marked_at_its_character_and_the_picture_stays(page: Page) -> None:
    before = numbers(page)
    editor(page).fill("pred = X*W + b\ncost = reduce_summ(square(pred - Y))")
    words = page.get_by_test_id("gradviz-editor").locator(".gv-editor-words")
    expect(words).to_contain_text("reduce_sum")
    expect(words).to_contain_text("Line 2")
    expect(page.get_by_test_id("gradviz-editor").locator("mark")).to_have_text("r")
    assert numbers(page) == before


@pytest.mark.parametrize(
    "name", ["x<script>alert(1)</script>", "x'\"><img src=x onerror=alert(1)>", "$$\\input{x}$$"]
)
def test_a_hostile_name_runs_nothing(page: Page, name: str) -> None:
    page.on("dialog", lambda _: pytest.fail("a script has run"))
    before = numbers(page)
    editor(page).fill(f"{name} = X*W\ncost = reduce_sum(square(X*W - Y))")
    words = page.get_by_test_id("gradviz-editor").locator(".gv-editor-words")
    expect(words).to_contain_text("Line 1")
    assert numbers(page) == before


def test_a_preset_is_chosen_and_the_history_walks_back(page: Page) -> None:
    page.locator(".st-key-preset input").click()
    page.get_by_role("option", name="Rosenbrock").click()
    part(page, "x:0", "value").wait_for()
    assert said_by_link(page, "model") == "rosenbrock"
    page.go_back()
    part(page, "W:0", "value").wait_for()
    expect(graph(page).locator('[data-node="residual:0"]')).to_have_count(1)


def test_data_are_pasted_and_used(page: Page) -> None:
    page.get_by_role("button", name="Data", exact=True).click()
    area = page.get_by_role("dialog").locator("textarea")
    area.fill("x;y\n1,5;2\nfoo;3\n3;4,25")
    area.press("Control+Enter")
    expect(page.get_by_role("dialog")).to_contain_text("Line 3")
    area.fill("x;y\n1,5;2\n2,5;3\n3;4,25")
    area.press("Control+Enter")
    page.get_by_role("button", name="Use these 3 rows").click()
    eventually(page, lambda: assert_shown(page, "X:0", [[1.5], [2.5], [3.0]]))
    assert said_by_link(page, "Y") == "2,3,4.25"


def assert_shown(page: Page, name: str, value: object) -> None:
    assert numbers(page)[name]["value"] == value
