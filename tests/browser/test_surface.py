"""The cost surface: over directions, with a range, by hand and by keys."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import Visitor
from tests.browser.component import eventually, numbers, part
from tests.browser.hands import drawn

Arrive = Callable[..., Visitor]
PLANE = """() => {
  const {xaxis, yaxis} = document.querySelector('.st-key-surface .js-plotly-plot')._fullLayout;
  return [xaxis.title.text, [...xaxis.range, ...yaxis.range]];
}"""


def test_a_hand_on_a_surface_over_directions_moves_all_parameters(arrive: Arrive) -> None:
    page = drawn(arrive("?plane=random,1&show=arrows,axes"))
    assert page.evaluate(PLANE)[0] == "direction 1"
    before = numbers(page)
    dot = page.locator(".gradviz-overlay .reach").last.bounding_box()
    assert dot is not None
    x, y = dot["x"] + dot["width"] / 2, dot["y"] + dot["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y - 20, steps=8)

    def both_moved() -> None:
        for name in ("W:0", "b:0"):
            assert numbers(page)[name]["value"] != before[name]["value"]

    eventually(page, both_moved)
    page.mouse.up()
    expect(page.locator(".gradviz-outdated")).to_have_count(0)
    eventually(page, lambda: "W=" in page.url or (_ for _ in ()).throw(AssertionError(page.url)))
    assert "plane=random%2C1" in page.url


def test_the_point_moves_and_the_surface_zooms_by_keys(arrive: Arrive) -> None:
    page = drawn(arrive())
    point = page.locator(".gradviz-overlay .reach").last
    point.focus()
    page.keyboard.press("ArrowRight")
    expect(point).to_have_attribute("aria-valuetext", "W 1.76, b 0.546, cost 7.890")
    assert numbers(page)["b:0"]["value"] == 0.54648024
    page.keyboard.press("+")
    page.wait_for_url("**range=*")
    assert page.evaluate(PLANE)[1] == [-3.125, 3.125, -6.25, 6.25]
    expect(page.locator("[data-zoom=fit]").last).to_be_enabled()  # the server has drawn it
    page.wait_for_timeout(1000)
    page.go_back()
    eventually(page, lambda: _same(page.evaluate(PLANE)[1], [-5, 5, -10, 10]))


def _same(found: list[float], wanted: list[float]) -> None:
    assert found == wanted


def test_a_range_is_typed_and_nonsense_is_answered_beside_it(arrive: Arrive) -> None:
    page = drawn(arrive())
    page.locator(".st-key-surface-menu button").first.click()
    field = page.get_by_role("textbox", name="W from")
    field.fill("wide")
    field.press("Enter")
    menu = page.get_by_test_id("stPopoverBody")
    expect(menu.get_by_text("“wide” is not a number")).to_be_visible()
    assert "range" not in page.url
    field.fill("-2")
    field.press("Enter")
    page.wait_for_url("**range=-2*")
    expect(menu.get_by_text("is not a number")).to_have_count(0)
    eventually(page, lambda: _same(page.evaluate(PLANE)[1], [-2, 5, -10, 10]))


def test_two_surfaces_side_by_side_have_one_point(arrive: Arrive) -> None:
    page = drawn_beside(arrive("?compare=ridge,3"))
    dots = page.locator(".gradviz-overlay .point .dot")
    expect(dots).to_have_count(2)
    before, other = (dots.nth(at).bounding_box() for at in (0, 1))
    assert before is not None
    assert other is not None
    page.mouse.move(other["x"] + 6, other["y"] + 6)
    page.mouse.down()
    page.mouse.move(other["x"] - 34, other["y"] + 26, steps=5)

    def both_moved() -> None:
        places = [dots.nth(at).bounding_box() for at in (0, 1)]
        for place, was in zip(places, (before, other), strict=True):
            assert place is not None
            assert was is not None
            assert (place["x"], place["y"]) == pytest.approx((was["x"] - 40, was["y"] + 20), abs=4)

    eventually(page, both_moved)
    page.mouse.up()
    page.wait_for_url("**W=*")
    page.get_by_role("button", name="Apply").click()
    page.wait_for_url("**before.text=*")
    expect(page.get_by_text("Before")).to_be_visible()
    page.get_by_role("button", name="Close").click()
    expect(page.locator(".st-key-beside")).to_have_count(0)


@pytest.mark.parametrize("model", ["linear", "relu-network", "rosenbrock", "softmax", "fan-out"])
def test_names_on_the_surface_are_seen_whole_and_lie_on_none(arrive: Arrive, model: str) -> None:
    page = arrive(f"?model={model}&show=axes").page
    page.locator(".gradviz-overlay .bends text").nth(1).wait_for(timeout=60_000)
    area, *names = page.locator(".gradviz-overlay").evaluate(
        """overlay => {
          const inner = ({ left, top, right, bottom }) =>
            [left + 3, top + 3, right - 3, bottom - 3];
          const { left, top } = overlay.getBoundingClientRect();
          const rect = overlay.querySelector('clipPath rect');
          const [x, y, width, height] = ['x', 'y', 'width', 'height'].map(
            name => Number(rect.getAttribute(name)));
          const names = [...overlay.querySelectorAll('text')].filter(
            text => text.getClientRects().length);
          return [[left + x, top + y, left + x + width, top + y + height],
            ...names.map(text => inner(text.getBoundingClientRect()))];
        }"""
    )
    assert len(names) >= 3
    for at, (left, top, right, bottom) in enumerate(names):
        assert left >= area[0]
        assert right <= area[2]
        assert top >= area[1]
        assert bottom <= area[3]
        for other in names[:at]:
            assert right < other[0] or other[2] < left or bottom < other[1] or other[3] < top


def drawn_beside(visitor: Visitor) -> Page:
    """The visitor's page, once both surfaces are there, with their points."""
    page = visitor.page
    part(page, "cost:0").wait_for(timeout=60_000)
    for key in ("surface", "beside"):
        page.locator(f".st-key-{key} .gradviz-overlay .point .dot").wait_for(timeout=60_000)
    return page
