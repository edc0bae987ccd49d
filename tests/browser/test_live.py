"""While a hand moves a number the browser computes alone; on release NumPy has the last word."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, Route, expect

from gradviz.ui.typed import NotANumberError
from gradviz.ui.typed import number as number_of
from tests.browser.agreement import (
    assert_everything_agrees,
    assert_in_link,
    assert_near,
    assert_value,
)
from tests.browser.charts import trace
from tests.browser.chromium import Visitor
from tests.browser.component import Numbers, eventually, graph, middle, numbers, part
from tests.browser.hands import drawn, shown_weight, slider_value, thumb, type_in_cell, type_number

Arrive = Callable[..., Visitor]

W = 1.6649098
# The page's clock for messages: how many left.
COUNT = """
window.sent = 0;
const send = WebSocket.prototype.send;
WebSocket.prototype.send = function (data) { window.sent += 1; return send.call(this, data); };
"""


@pytest.fixture
def page(arrive: Arrive) -> Page:
    """The opening page, drawn to the end, its messages counted."""
    visitor = arrive()
    visitor.page.add_init_script(COUNT)
    visitor.page.reload()
    page = drawn(visitor)
    settled(page)
    return page


def sent(page: Page) -> int:
    count: int = page.evaluate("window.sent")
    return count


def settled(page: Page) -> None:
    """Waits until the page sends nothing by itself any more."""
    quiet, before = 0, sent(page)
    while quiet < 5:
        page.wait_for_timeout(100)
        quiet = quiet + 1 if sent(page) == before else 0
        before = sent(page)


def number(page: Page, name: str, entry: int = 0) -> Locator:
    """What a hand takes of a node's value."""
    return part(page, name).locator("tspan").nth(entry)


def hold(page: Page, place: tuple[float, float], by: tuple[float, float]) -> None:
    """Presses and moves, and does not let go."""
    x, y = place
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + by[0], y + by[1], steps=8)


def assert_close(one: Numbers, other: Numbers) -> None:
    for name, parts in one.items():
        for what, value in parts.items():
            if isinstance(value, (int, float, list)) and what != "sum":
                np.testing.assert_allclose(
                    np.array(other[name][what], float), np.array(value, float), rtol=1e-12
                )


# --- nothing is sent while the hand moves, and everything follows ---------------------------------


def test_a_drag_in_the_graph_needs_no_server(page: Page) -> None:
    before = sent(page)
    hold(page, middle(number(page, "W:0")), (-80, 0))
    eventually(page, lambda: assert_everything_agrees(page))
    assert sent(page) == before
    held = numbers(page)
    assert held["W:0"]["value"] < W - 0.5
    page.mouse.up()
    eventually(page, lambda: assert_in_link(page, "W", held["W:0"]["value"]))
    settled(page)
    assert sent(page) == before + 1
    assert_close(held, numbers(page))


def test_a_drag_on_the_contour_needs_no_server(page: Page) -> None:
    before = sent(page)
    hold(page, middle(page.locator(".gradviz-overlay .point .dot")), (-40, -20))
    eventually(page, lambda: assert_everything_agrees(page))
    assert sent(page) == before
    held = numbers(page)
    assert held["W:0"]["value"] < W
    page.mouse.up()
    eventually(page, lambda: assert_in_link(page, "W", held["W:0"]["value"]))
    settled(page)
    assert_close(held, numbers(page))


def test_a_drag_of_the_slider_needs_no_server(page: Page) -> None:
    before = sent(page)
    hold(page, middle(thumb(page, "W")), (60, 0))
    eventually(page, lambda: assert_near(shown_weight(page), slider_value(page, "W"), 1e-9))
    eventually(page, lambda: assert_everything_agrees(page))
    assert shown_weight(page) > W
    assert sent(page) == before
    held = numbers(page)
    page.mouse.up()
    eventually(page, lambda: assert_in_link(page, "W", held["W:0"]["value"]))
    settled(page)
    assert_close(held, numbers(page))


@pytest.mark.parametrize(("name", "column"), [("X:0", 0), ("Y:0", 1)])
def test_a_data_entry_is_dragged_and_everything_follows(page: Page, name: str, column: int) -> None:
    before = sent(page)
    hold(page, middle(number(page, name, 1)), (-70, 0))
    eventually(page, lambda: assert_everything_agrees(page))
    assert sent(page) == before
    held = numbers(page)
    opening = [2.0, 3.0] if column == 0 else [3.0, 2.0]
    assert held[name]["value"][0] == [opening[0]]
    assert held[name]["value"][1][0] < opening[1] - 0.3
    points = trace(page, "fit", "points")
    np.testing.assert_allclose(points["xy"[column]], np.ravel(held[name]["value"]))
    page.mouse.up()

    def settled_everywhere() -> None:
        cell = page.get_by_test_id(f"glide-cell-{1 + column}-1")
        assert cell.text_content() == f"{held[name]['value'][1][0]:g}"
        assert_everything_agrees(page)

    eventually(page, settled_everywhere)
    assert_close(held, numbers(page))
    # The table goes on from there.
    type_in_cell(page, column="XY"[column], row=0, text="5")
    eventually(page, lambda: assert_value(page, name, [[5], held[name]["value"][1]]))


def test_the_edge_shows_its_sources_number_and_can_be_taken_too(page: Page) -> None:
    hold(page, middle(number(page, "b:0->pred:0:1")), (40, 0))
    eventually(page, lambda: assert_everything_agrees(page))
    assert numbers(page)["b:0"]["value"] > 0.7
    page.mouse.up()
    eventually(page, lambda: assert_in_link(page, "b", numbers(page)["b:0"]["value"]))


# --- what cannot be computed ----------------------------------------------------------------------


def test_a_number_that_is_too_large_leaves_the_last_good_picture(arrive: Arrive) -> None:
    page = drawn(arrive(query="?W=1e150"))
    before = numbers(page)
    number(page, "W:0").dblclick()
    page.keyboard.type("1e200")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").first).to_contain_text("W = 1e+200 is not used")
    assert_close(before, numbers(page))


# --- a model that the browser has no kernel for ---------------------------------------------------


@pytest.fixture
def without_kernels(arrive: Arrive) -> Page:
    """The page in a browser that has no kernel for Square."""
    visitor = arrive()
    visitor.page.add_init_script(COUNT)

    def spoiled(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("  Square:", "  Circle:"))

    visitor.page.route("**/kernels_entrywise.js*", spoiled)
    visitor.page.reload()
    return drawn(visitor)


def test_without_a_kernel_the_server_computes_during_the_drag(without_kernels: Page) -> None:
    page = without_kernels
    before = sent(page)
    hold(page, middle(number(page, "W:0")), (-60, 0))
    eventually(page, lambda: assert_everything_agrees(page))
    assert sent(page) > before
    page.mouse.up()
    hold(page, middle(number(page, "X:0", 1)), (-60, 0))
    eventually(page, lambda: assert_everything_agrees(page))
    assert numbers(page)["X:0"]["value"][1][0] < 2.7
    page.mouse.up()
    eventually(page, lambda: assert_everything_agrees(page))
    eventually(page, lambda: assert_in_link(page, "W", shown_weight(page)))


# --- keyboard, typing, undo -----------------------------------------------------------------------


def test_every_entry_is_a_spinbutton_of_its_own(page: Page) -> None:
    entries = graph(page).locator('[data-node="X:0"]').get_by_role("spinbutton")
    expect(entries).to_have_count(2)
    expect(entries.nth(1)).to_have_attribute("aria-valuenow", "3")
    entries.nth(1).focus()
    page.keyboard.press("ArrowUp")
    eventually(page, lambda: assert_value(page, "X:0", [[2], [3.01]]))
    page.keyboard.press("Shift+ArrowDown")
    eventually(page, lambda: assert_value(page, "X:0", [[2], [3.009]]))
    eventually(page, lambda: assert_everything_agrees(page))


@pytest.mark.parametrize("opening", ["double click", "Enter"])
def test_an_exact_value_is_typed_where_the_number_stands(page: Page, opening: str) -> None:
    if opening == "Enter":
        number(page, "Y:0").focus()
        page.keyboard.press("Enter")
    else:
        number(page, "Y:0").dblclick()
    field = page.get_by_role("textbox", name="Y, entry 1, typed exactly")
    expect(field).to_be_focused()
    expect(field).to_have_value("3")
    field.fill("4,25")
    field.press("Enter")
    expect(graph(page).get_by_role("alert")).to_contain_text("write the decimal point: 4.25")
    field.fill("−4.25")
    field.press("Enter")
    expect(field).to_have_count(0)
    eventually(page, lambda: assert_value(page, "Y:0", [[-4.25], [2]]))
    eventually(page, lambda: assert_everything_agrees(page))


def test_escape_leaves_the_number_as_it_is(page: Page) -> None:
    before = sent(page)
    number(page, "W:0").focus()
    page.keyboard.press("7")
    field = page.get_by_role("textbox", name="W, typed exactly")
    expect(field).to_have_value("7")
    field.press("Escape")
    expect(field).to_have_count(0)
    assert shown_weight(page) == W
    assert sent(page) == before


def test_undo_and_redo(page: Page) -> None:
    type_number(page, "W", "0.5")
    eventually(page, lambda: assert_near(shown_weight(page), 0.5, 1e-9))
    hold(page, middle(number(page, "X:0", 1)), (-50, 0))
    page.mouse.up()
    dragged = numbers(page)["X:0"]["value"]
    eventually(page, lambda: expect(page.get_by_test_id("glide-cell-1-1")).not_to_have_text("3"))
    page.get_by_role("button", name="Undo").click()
    eventually(page, lambda: assert_value(page, "X:0", [[2], [3]]))
    eventually(page, lambda: expect(page.get_by_test_id("glide-cell-1-1")).to_have_text("3"))
    graph(page).locator('[data-node="cost:0"]').focus()
    page.keyboard.press("Control+z")
    eventually(page, lambda: assert_near(shown_weight(page), W, 1e-9))
    page.keyboard.press("Control+Shift+Z")
    eventually(page, lambda: assert_near(shown_weight(page), 0.5, 1e-9))
    page.get_by_role("button", name="Redo").click()
    eventually(page, lambda: assert_value(page, "X:0", dragged))
    eventually(page, lambda: assert_everything_agrees(page))


def test_every_step_back_and_forward_counts(page: Page) -> None:
    """In the history of the browser, and as a person clicks on Undo and Redo."""
    settle_at(page, "1", "2", "3", "4")
    for step, places in (("back", (3, 2, 1)), ("forward", (2, 3, 4))):
        for wanted in places:
            page.evaluate(f"history.{step}()")
            eventually(page, lambda wanted=wanted: assert_at(page, wanted))
            settled(page)
    for name, wanted in (("Undo", 1), ("Redo", 4)):
        for _ in range(3):
            page.get_by_role("button", name=name).click()
            page.wait_for_timeout(300)  # as quick as a person; not a wait for a result
        eventually(page, lambda wanted=wanted: assert_at(page, wanted))


def settle_at(page: Page, *weights: str) -> None:
    for weight in weights:
        type_number(page, "W", weight)
        page.wait_for_url(f"**W={weight}*")
    page.locator('.stApp[data-test-script-state="notRunning"]').wait_for()


def assert_at(page: Page, weight: float) -> None:
    """The graph shows it, and the address bar says it."""
    assert shown_weight(page) == weight
    assert parse_qs(urlsplit(page.url).query)["W"] == [f"{weight}"]


# --- Streamlit's own controls ---------------------------------------------------------------------

NATIVE = """() => {
  const range = document.querySelector('[data-testid=stSlider] input[aria-label=W]');
  const thumb = range.closest('[style*=left]');
  const exact = document.querySelector('input[aria-label="W, exact"]');
  return [parseFloat(thumb.style.left), Number(exact.value)];
}"""


def test_native_controls_follow_the_hand_in_the_graph(page: Page) -> None:
    hold(page, middle(number(page, "W:0")), (-60, 0))
    for _ in ("under the hand", "after the release"):
        held = shown_weight(page)
        assert held < W - 0.4
        eventually(
            page,
            lambda held=held: np.testing.assert_allclose(
                page.evaluate(NATIVE), [(held + 5) * 10, held], atol=0.11
            ),
        )
        page.mouse.up()
        eventually(page, lambda held=held: assert_in_link(page, "W", held))
        settled(page)
    number(page, "W:0").dblclick()
    page.keyboard.type("1e300")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("1e+300 is not used")
    eventually(
        page,
        lambda: np.testing.assert_allclose(
            page.evaluate(NATIVE), [(held + 5) * 10, held], atol=0.11
        ),
    )


def test_typed_numbers_are_read_as_the_server_reads_them(page: Page) -> None:
    texts = ["2", " 2.5 ", "−1e-3", "+.5", "5.", "", " ", "2,5", "abc", "nan", "-inf", "∞"]
    texts += ["1e999", "0x10", "1e", "--1", "1 2", "9" * 400, "x" * 40, "1_0", "٣", "1,2,3"]
    theirs = page.evaluate(
        "async texts => texts.map((await import('/assets/typed.js')).readNumber)",
        texts,
    )
    assert [read.get("value", read.get("problem")) for read in theirs] == [*map(ours, texts)]


def ours(text: str) -> float | str:
    """What the server makes of a text."""
    try:
        return number_of(text)
    except NotANumberError as error:
        return str(error)


def test_what_is_out_of_sight_comes_back_when_the_hand_rests(arrive: Arrive) -> None:
    page = arrive("?model=chain").page
    parts = graph(page).locator("[data-node], [data-edge]")
    number(page, "w8:0").wait_for()
    count = parts.count()
    hidden = graph(page).locator(":is([data-node], [data-edge])[style*=none]")
    expect(hidden).to_have_count(0)
    hold(page, middle(number(page, "Y:0")), (40, 0))

    def some_are_hidden() -> None:
        assert 10 < hidden.count() < count

    eventually(page, some_are_hidden)
    expect(number(page, "Y:0")).to_be_visible()
    page.mouse.up()
    expect(hidden).to_have_count(0)
