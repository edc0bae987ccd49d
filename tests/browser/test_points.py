"""Points of data by keys and by touch: moved, added, deleted."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.chromium import Visitor
from tests.browser.component import eventually, numbers
from tests.browser.hands import drawn

Arrive = Callable[..., Visitor]
RING = ".st-key-fit .gradviz-points circle"


def test_points_are_moved_added_and_deleted_by_keys_and_fingers(arrive: Arrive) -> None:
    page = drawn(arrive())
    ring = page.locator(RING)
    ring.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    expect(ring).to_have_attribute("aria-valuetext", "X 2.05, Y 3.01, residual 0.9495")
    page.wait_for_url("**X=2.05*")
    page.keyboard.press("PageDown")
    expect(ring).to_have_attribute("aria-valuetext", "X 3, Y 2, residual 3.541")
    page.keyboard.press("Insert")
    rows(page, 3)
    # The chart is drawn anew meanwhile: the keys stay with the point.
    page.keyboard.press("Delete")
    rows(page, 2)
    assert "step" not in page.url

    eventually(page, lambda: expect(page.locator(".st-key-fit .points path")).to_have_count(2))
    box = page.locator(".st-key-fit .nsewdrag").bounding_box()
    assert box is not None
    page.mouse.dblclick(box["x"] + box["width"] / 4, box["y"] + box["height"] / 5)
    rows(page, 3)
    tools = page.locator(".gradviz-point-tools")
    tools.get_by_role("button", name="Delete point 3").click()
    rows(page, 2)

    before = numbers(page)["Y:0"]["value"]
    eventually(page, lambda: expect(page.locator(".st-key-fit .points path")).to_have_count(2))
    place = page.locator(".st-key-fit .points path").last.bounding_box()
    assert place is not None
    x, y = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
    touch = page.context.new_cdp_session(page)
    for kind, at in (("touchStart", y), ("touchMove", y - 10), ("touchMove", y - 30)):
        finger = {"x": x, "y": at}
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [finger]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    def moved() -> None:
        now = numbers(page)["Y:0"]["value"]
        assert now[0] == before[0]
        assert now[1][0] > before[1][0] + 0.1

    eventually(page, moved)
    page.wait_for_url(lambda url: "Y=3.01%2C2&" not in f"{url}&")


def rows(page: Page, count: int) -> None:
    """Waits until there are so many points of data, in the graph and in the chart."""

    def there() -> None:
        assert len(numbers(page)["X:0"]["value"]) == count

    eventually(page, there)
    expect(page.locator(RING)).to_have_attribute("aria-label", re.compile(f" of {count}:"))
