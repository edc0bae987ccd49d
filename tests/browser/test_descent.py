"""The descent bar: played without the server, restarted by a click, and kept by the link."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import Visitor
from tests.browser.component import eventually, graph, numbers
from tests.browser.hands import drawn
from tests.browser.test_live import COUNT, sent, settled

Arrive = Callable[..., Visitor]

RACE = "?descent=gradient_descent,learning_rate%3D0.1;momentum;until,400,0.01"


@pytest.fixture
def page(arrive: Arrive) -> Page:
    visitor = arrive(RACE)
    visitor.page.add_init_script(COUNT)
    visitor.page.reload()
    page = drawn(visitor)
    expect(page.get_by_test_id("gradviz-descent").locator(".gv-d-count")).to_contain_text("of ")
    settled(page)
    return page


def step(page: Page) -> int:
    return int(page.get_by_test_id("gradviz-descent").get_attribute("data-step") or "-1")


def test_playing_sends_nothing_and_everything_follows(page: Page) -> None:
    before, shown = sent(page), numbers(page)
    page.get_by_role("button", name="Play the descent").click()
    eventually(page, lambda: _assert(step(page) > 20))
    assert sent(page) == before
    moved = numbers(page)
    assert moved["W:0"]["value"] != shown["W:0"]["value"]
    assert moved["cost:0"]["value"] < shown["cost:0"]["value"]
    page.get_by_role("button", name="Pause the descent").click()
    at = step(page)
    expect(page).to_have_url(re.compile("W="))
    settled(page)
    assert step(page) == at


def test_the_way_is_drawn_and_a_click_starts_anew(page: Page) -> None:
    ways = page.locator(".gradviz-overlay .way")
    expect(ways).to_have_count(2)
    before = ways.first.locator(".ahead").get_attribute("d")
    area = page.locator(".st-key-surface .nsewdrag").first.bounding_box()
    assert area
    page.mouse.click(area["x"] + 0.8 * area["width"], area["y"] + 0.3 * area["height"])
    eventually(page, lambda: _assert(ways.first.locator(".ahead").get_attribute("d") != before))
    assert step(page) == 0
    expect(graph(page)).to_be_visible()


def test_one_step_is_written_out_and_made(page: Page) -> None:
    told = page.get_by_test_id("gradviz-descent").locator(".gv-d-update [data-number]")
    new = float(told.first.get_attribute("data-number") or "nan")
    page.get_by_role("button", name="One step", exact=True).click()
    eventually(page, lambda: _assert(numbers(page)["W:0"]["value"] == new))


def _assert(condition: bool) -> None:
    assert condition


def test_a_data_point_is_taken_in_the_scatter(page: Page) -> None:
    point = page.locator(".st-key-fit .scatterlayer path.point").first.bounding_box()
    assert point
    before = numbers(page)
    page.mouse.move(point["x"] + point["width"] / 2, point["y"] + point["height"] / 2)
    page.mouse.down()
    page.mouse.move(point["x"] + 2, point["y"] - 30, steps=5)
    shown = numbers(page)
    assert shown["Y:0"]["value"] != before["Y:0"]["value"]
    assert shown["cost:0"]["value"] != before["cost:0"]["value"]
    page.mouse.up()
    expect(page).to_have_url(re.compile("Y="))
