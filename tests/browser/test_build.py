"""A model built by hand: by mouse alone, by keyboard alone, and what is refused."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.browser.chromium import Visitor
from tests.browser.component import eventually, graph, part
from tests.browser.hands import drawn, losing

Arrive = Callable[..., Visitor]
BUILT = "cost = reduce_sum(square(tanh(W*X + b) - Y))"


def node(page: Page, name: str) -> Locator:
    return graph(page).locator(f'[data-node="{name}"]')


def text(page: Page) -> str:
    return parse_qs(urlsplit(page.url).query).get("text", [""])[0]


def assert_text(page: Page, wanted: str) -> None:
    assert text(page) == wanted


def assert_selected(page: Page, name: str) -> None:
    assert node(page, name).get_attribute("aria-current") == "true"


def put(page: Page, function: str, other: str | None, *, mouse: bool) -> None:
    """Puts an operation on what is selected."""
    if mouse:
        graph(page).get_by_role("button", name="Put an operation on it").click()
        graph(page).locator(f'[data-function="{function}"]').click()
    else:
        page.keyboard.press("b")
        graph(page).locator("[data-function]").first.wait_for()
        page.keyboard.type(function)
        page.keyboard.press("Enter")
    if other is not None:
        graph(page).locator(".gv-giving-line input").wait_for()
        page.keyboard.type(other)
        if mouse:
            graph(page).locator(".gv-go").click()
        else:
            page.keyboard.press("Enter")


@pytest.mark.parametrize("mouse", [True, False])
def test_a_neuron_is_built_from_nothing_and_undone(arrive: Arrive, *, mouse: bool) -> None:
    """One edit right after the other: a form is opened before the drawing has followed."""
    page = drawn(arrive())
    graph(page).get_by_role("button", name="Build", exact=True).click()
    graph(page).get_by_text("Start from nothing").click()
    eventually(page, lambda: assert_text(page, "cost = reduce_sum(W)"))
    eventually(page, lambda: assert_selected(page, "W:0"))
    if not mouse:
        node(page, "W:0").focus()
    steps = [
        ("multiply", "X", "cost = reduce_sum(W*X)"),
        ("add", "b", "cost = reduce_sum(W*X + b)"),
        ("tanh", None, "cost = reduce_sum(tanh(W*X + b))"),
        ("subtract", "Y", "cost = reduce_sum(tanh(W*X + b) - Y)"),
        ("square", None, BUILT),
    ]
    for function, other, wanted in steps:
        put(page, function, other, mouse=mouse)
        eventually(page, lambda wanted=wanted: assert_text(page, wanted))
    part(page, "Square:0").wait_for()
    # One after the other, as a person does who looks at what has come of it.
    for before in (*reversed([wanted for *_, wanted in steps[:-1]]), "cost = reduce_sum(W)", ""):
        page.locator('.stApp[data-test-script-state="notRunning"]').wait_for()
        page.get_by_role("button", name="Undo").click()
        eventually(page, lambda before=before: assert_text(page, before))


def test_replace_insert_delete_rename_and_refusals(arrive: Arrive) -> None:
    page = drawn(arrive())
    node(page, "Square:0").click()
    graph(page).get_by_role("button", name="Replace the operation").click()
    page.keyboard.type("ab")
    # The page is drawn anew around the graph, and what is typed stays.
    page.get_by_text("Model", exact=True).click()
    page.get_by_test_id("gradviz-editor").wait_for()
    expect(graph(page).get_by_role("combobox", name="Search an operation")).to_have_value("ab")
    graph(page).locator('[data-function="abs"]').click()
    eventually(page, lambda: assert_line(page, 3, "cost = half * reduce_sum(abs(residual))"))
    node(page, "Abs:0").press("Delete")
    eventually(page, lambda: assert_line(page, 3, "cost = half * reduce_sum(residual)"))
    node(page, "Sum:0").press("Delete")
    said = graph(page).locator(".gv-refused")
    expect(said).to_contain_text("a cost is one number")
    node(page, "W:0").press("F2")
    for name, sentence in (
        ("<img src=x onerror=alert(1)>", "letters, digits and _"),
        ("exp", "a name of the language"),
        ("b", "has a meaning already"),
    ):
        graph(page).locator(".gv-giving-line input").fill(name)
        graph(page).locator(".gv-go").click()
        expect(said).to_contain_text(sentence)
    graph(page).locator(".gv-giving-line input").fill("slope")
    graph(page).locator(".gv-go").click()
    eventually(page, lambda: assert_line(page, 0, "pred = X*slope + b"))
    eventually(page, lambda: assert_selected(page, "slope:0"))


def test_by_finger_nodes_are_picked_edges_taken_and_another_cost_chosen(arrive: Arrive) -> None:
    """On a narrow window, with inputs that are pointed at instead of typed."""
    page = drawn(arrive(width=390, height=844, touch=True))
    tap(page, node(page, "pred:0"))
    put_by_finger(page, "multiply")
    assert graph(page).locator(".gv-giving").evaluate(FITS)
    tap(page, node(page, "W:0"))
    expect(graph(page).locator(".gv-giving-line input")).to_have_value("W")
    graph(page).locator(".gv-go").tap()
    eventually(page, lambda: assert_line(page, 0, "pred = (X*W + b) * W"))
    # On one edge only: what else uses the value stays.
    tap(page, part(page, "W:0->Mul:0:1"))
    put_by_finger(page, "tanh")
    eventually(page, lambda: assert_line(page, 0, "pred = (X*tanh(W) + b) * W"))
    tap(page, node(page, "residual:0"))
    put_by_finger(page, "reduce_max", beside=True)
    expect(graph(page).locator(".gv-refused")).to_contain_text("make it the cost")
    graph(page).get_by_role("button", name="Build", exact=True).tap()
    graph(page).get_by_text("make h the cost").tap()
    eventually(page, lambda: assert_line(page, 3, "cost = reduce_max(residual)"))
    eventually(page, lambda: assert_selected(page, "cost:0"))


def test_an_edit_whose_message_is_lost_is_made_nevertheless(arrive: Arrive) -> None:
    visitor = arrive()
    lost = losing(visitor, b'"do":"apply"')
    page = drawn(visitor)
    node(page, "W:0").click()
    put(page, "tanh", None, mouse=True)
    eventually(page, lambda: assert_line(page, 0, "pred = X*tanh(W) + b"))
    assert lost
    # Another one follows as usual.
    eventually(page, lambda: assert_selected(page, "Tanh:0"))
    put(page, "tanh", None, mouse=True)
    eventually(page, lambda: assert_line(page, 0, "pred = X*tanh(tanh(W)) + b"))


def test_a_phone_shows_text_and_graph_and_what_the_buttons_say(arrive: Arrive) -> None:
    page = drawn(arrive(width=390, height=844, touch=True))
    for button in graph(page).locator(".gv-menu-button").all():
        button.tap()
        panel = button.locator("xpath=following-sibling::*")
        assert panel.evaluate(FITS), button.get_attribute("aria-label")
    page.keyboard.press("Escape")
    page.get_by_text("Model", exact=True).tap()
    editor = page.get_by_test_id("gradviz-editor").locator("textarea")
    editor.wait_for()
    eventually(page, lambda: assert_above(editor, graph(page)))
    editor.fill("cost = reduce_sum(W*W)")
    part(page, "Mul:0").wait_for()


def assert_above(upper: Locator, lower: Locator) -> None:
    boxes = upper.bounding_box(), lower.bounding_box()
    assert boxes[0] is not None
    assert boxes[1] is not None
    assert min(boxes[0]["width"], boxes[1]["width"]) > 300
    assert boxes[0]["y"] + boxes[0]["height"] <= boxes[1]["y"]


# Whether all of a form is in the window.
FITS = """form => {
  const {left, right, top, bottom} = form.getBoundingClientRect();
  return left >= 0 && right <= innerWidth && top >= 0 && bottom <= innerHeight;
}"""


def tap(page: Page, wanted: Locator) -> None:
    """Brings all of the graph into sight, and taps what is wanted.

    What an edit has made is brought near when it is drawn; whoever looks elsewhere then fits again.
    """
    for _ in range(4):
        graph(page).get_by_role("button", name="Fit the graph").tap()
        try:
            wanted.tap(timeout=3000)
        except PlaywrightTimeout:
            continue
        return
    wanted.tap()


def put_by_finger(page: Page, function: str, *, beside: bool = False) -> None:
    graph(page).get_by_role("button", name="Put an operation on it").tap()
    graph(page).locator("[data-function]").first.wait_for()
    assert graph(page).locator(".gv-palette").evaluate(FITS)
    if beside:
        graph(page).get_by_text("in a line of its own").tap()
    graph(page).get_by_role("combobox", name="Search an operation").fill(function)
    graph(page).locator(f'[data-function="{function}"]').tap()


def assert_line(page: Page, place: int, wanted: str) -> None:
    lines = text(page).split("\n")
    assert len(lines) > place
    assert lines[place] == wanted
