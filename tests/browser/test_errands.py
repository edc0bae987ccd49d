"""What the visitor asks of the server is done, and done once, though the first message is lost."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.agreement import assert_near, assert_value
from tests.browser.chromium import Visitor
from tests.browser.component import eventually, numbers, part
from tests.browser.hands import drawn, losing, shown_weight, type_number
from tests.browser.test_build import assert_text

Arrive = Callable[..., Visitor]
# Remembers every line to the server, and says to none which session was there before.
LINES = """
window.lines = [];
window.WebSocket = class extends WebSocket {
  constructor(url, protocols) {
    super(url, protocols?.slice(0, 2));
    lines.push(this);
  }
};
"""
# A hand that types until the text area is gone.
TYPING = """area => {
  let count = 0;
  const clock = setInterval(() => {
    if (!area.isConnected) return clearInterval(clock);
    window.typed = area.value = `cost = square(W + ${count += 1})`;
    area.dispatchEvent(new Event("input"));
  }, 50);
}"""


def test_a_text_is_told_again(arrive: Arrive) -> None:
    visitor = arrive()
    lost = losing(visitor, b"sigmoid(W)")
    page = drawn(visitor)
    type_model(page, "pred = X*sigmoid(W)\ncost = reduce_sum(square(pred - Y))")
    part(page, "Sigmoid:0").wait_for()
    assert lost
    # Another one follows as usual.
    type_model(page, "pred = X*tanh(W)\ncost = reduce_sum(square(pred - Y))")
    part(page, "Tanh:0").wait_for()


def test_an_undo_is_told_again(arrive: Arrive) -> None:
    visitor = arrive()
    lost = losing(visitor, b'"travel"')
    page = drawn(visitor)
    for text in ("0.25", "0.5", "0.75"):
        type_number(page, "W", text)
        eventually(page, lambda text=text: assert_near(shown_weight(page), float(text), 1e-9))
    page.get_by_role("button", name="Undo").click()
    eventually(page, lambda: assert_near(shown_weight(page), 0.5, 1e-9))
    assert lost
    page.get_by_role("button", name="Undo").click()
    eventually(page, lambda: assert_near(shown_weight(page), 0.25, 1e-9))


def test_a_point_is_told_again(arrive: Arrive) -> None:
    visitor = arrive()
    lost = losing(visitor, b'"points"')
    page = drawn(visitor)
    page.locator(".st-key-fit .gradviz-points circle").focus()
    page.keyboard.press("Insert")
    eventually(page, lambda: assert_rows(page, 3))
    assert lost
    page.get_by_role("button", name="Undo").click()
    eventually(page, lambda: assert_value(page, "X:0", [[2], [3]]))


def test_what_is_typed_on_a_broken_line_reaches_a_server_that_knows_nobody_any_more(
    arrive: Arrive,
) -> None:
    visitor = arrive()
    visitor.page.add_init_script(LINES)
    visitor.page.reload()
    page = drawn(visitor)
    type_model(page, "pred = X*tanh(W)\ncost = reduce_sum(square(pred - Y))")
    part(page, "Tanh:0").wait_for()
    page.context.set_offline(offline=True)
    page.evaluate("lines.at(-1).close()")
    with page.expect_console_message(lambda message: "disconnected" in message.text):
        type_model(page, "pred = X*sigmoid(W)\ncost = reduce_sum(square(pred - Y))")
    page.context.set_offline(offline=False)
    part(page, "Sigmoid:0").wait_for()
    page.goto("about:blank")  # and nothing more is said
    # What Streamlit says of the broken line.
    assert all("disconnected" in error.lower() for error in visitor.errors), visitor.errors
    visitor.errors.clear()


def test_a_text_that_is_being_typed_outlives_its_panel(arrive: Arrive) -> None:
    page = drawn(arrive())
    type_model(page, "cost = square(W)")
    part(page, "cost:0").wait_for()
    page.get_by_test_id("gradviz-editor").locator("textarea").evaluate(TYPING)
    page.locator(".st-key-model-open label").first.click()
    page.get_by_test_id("gradviz-editor").wait_for(state="detached")
    page.locator(".st-key-model-open label").first.click()
    editor = page.get_by_test_id("gradviz-editor").locator("textarea")
    expect(editor).to_have_value(page.evaluate("typed"))
    eventually(page, lambda: assert_text(page, page.evaluate("typed")))


def assert_rows(page: Page, count: int) -> None:
    assert len(numbers(page)["X:0"]["value"]) == count


def type_model(page: Page, text: str) -> None:
    editor = page.get_by_test_id("gradviz-editor").locator("textarea")
    if not editor.count():
        page.get_by_text("Model", exact=True).click()
    editor.fill(text)
