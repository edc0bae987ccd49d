"""What a person does on the page: wait until it is there, point, type, press keys."""

import re

import pytest
from playwright.sync_api import Locator, Page, WebSocketRoute, expect

from tests.browser.agreement import assert_derivation_agrees
from tests.browser.chromium import Visitor
from tests.browser.component import eventually, numbers, part

# The element that has the focus, through shadow roots.
FOCUS = """(() => {
  let element = document.activeElement;
  while (element?.shadowRoot) element = element.shadowRoot.activeElement;
  return element;
})()"""


def drawn(visitor: Visitor) -> Page:
    """The visitor's page, once graph, charts and derivation are all there."""
    page = visitor.page
    part(page, "cost:0").wait_for(timeout=60_000)
    eventually(page, lambda: assert_derivation_agrees(page, numbers(page)), seconds=60)
    page.locator(".st-key-fit .js-plotly-plot .main-svg").first.wait_for()
    page.locator(".st-key-surface .js-plotly-plot").wait_for()
    page.get_by_test_id("stDataFrame").wait_for()
    return page


def losing(visitor: Visitor, words: bytes) -> list[bytes]:
    """Loads the page anew on a line that loses the first message with these words.

    Returns:
        What is lost, once it is.
    """
    lost: list[bytes] = []

    def between(browser: WebSocketRoute) -> None:
        server = browser.connect_to_server()

        def heard(message: str | bytes) -> None:
            if isinstance(message, bytes) and words in message and not lost:
                lost.append(message)
            else:
                server.send(message)

        browser.on_message(heard)

    visitor.page.route_web_socket("**/_stcore/stream", between)
    visitor.page.reload()
    return lost


def slider(page: Page, name: str) -> Locator:
    """The native slider with this label."""
    # Streamlit says the label twice ("W W"): once for the thumb, once for its group.
    return page.get_by_role("slider", name=re.compile(rf"^{name}\b"))


def thumb(page: Page, name: str) -> Locator:
    """What a hand grabs of a slider: the visible part around its invisible input."""
    return slider(page, name).locator("xpath=../..")


def slider_value(page: Page, name: str) -> float:
    return float(slider(page, name).input_value())


def shown_weight(page: Page) -> float:
    value: float = numbers(page)["W:0"]["value"]
    return value


def type_number(page: Page, name: str, text: str) -> None:
    field = page.get_by_role("spinbutton", name=f"{name}, exact")
    field.fill(text)
    field.press("Enter")


def cell_place(page: Page, column: str, row: int) -> tuple[float, float]:
    """The middle of a cell of the table, which is painted on a canvas, in pixels of the window."""
    table = page.get_by_test_id("stDataFrame")
    box = table.bounding_box()
    assert box is not None
    header, height, markers = 36, 28, 34
    width = (box["width"] - markers) / 2
    x = box["x"] + markers + width * ("XY".index(column) + 0.5)
    return x, box["y"] + header + height * (row + 0.5)


def type_in_cell(page: Page, column: str, row: int, text: str) -> None:
    """Writes a text into a cell, or empties it; the row below the last one is a new one."""
    # Beside its canvas the table keeps a table for screen readers: that tells when it is ready.
    page.get_by_test_id("glide-cell-1-0").wait_for(state="attached")
    # The table does not hear a click of a hand that comes from elsewhere in no time.
    page.mouse.move(*cell_place(page, column, row), steps=3)
    cell = page.get_by_test_id(f"glide-cell-{1 + 'XY'.index(column)}-{row}")
    if cell.count() == 0:
        page.mouse.click(*cell_place(page, column, row))
        cell.wait_for(state="attached")
    if cell.get_attribute("aria-selected") == "true":
        # A click on the selected cell would open its editor; so the hand comes from beside it.
        page.mouse.click(*cell_place(page, "Y" if column == "X" else "X", row))
        expect(cell).to_have_attribute("aria-selected", "false")
    page.mouse.click(*cell_place(page, column, row))
    expect(cell).to_have_attribute("aria-selected", "true")
    if not text:
        page.keyboard.press("Delete")
        return
    page.keyboard.press(text[0])  # opens the editor, which takes the rest once it is there
    editor = page.locator("textarea.gdg-input")
    editor.fill(text)
    editor.press("Enter")
    expect(editor).to_have_count(0)


def remove_row(page: Page, row: int) -> None:
    """Marks a row at its left end and deletes it."""
    box = page.get_by_test_id("stDataFrame").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 16, cell_place(page, "X", row)[1])
    line = page.get_by_test_id(f"glide-cell-1-{row}").locator("xpath=..")
    expect(line).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Delete")


def take_first_point(page: Page) -> tuple[float, float]:
    """Presses the mouse on the first data point in the chart; where that is."""
    point = page.locator(".st-key-fit .points path").first.bounding_box()
    assert point is not None
    x, y = point["x"] + point["width"] / 2, point["y"] + point["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    return x, y


def tab_until(page: Page, condition: str, most: int = 40) -> None:
    """Presses Tab until the focus is where a condition in JavaScript says."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(condition):
            return
    pytest.fail(f"{most} times Tab never led to where {condition}")
