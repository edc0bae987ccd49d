"""The descent bar: played without the server, restarted by a click, and kept by the link."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

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


def bar(page: Page) -> Locator:
    return page.get_by_test_id("gradviz-descent")


def test_steps_in_quick_succession_are_all_made(page: Page) -> None:
    for _ in range(15):
        page.get_by_role("button", name="One step", exact=True).click()
    assert step(page) == 15
    settled(page)
    assert step(page) == 15
    expect(page).to_have_url(re.compile("at%2C15"))
    expect(bar(page).locator(".gv-d-count")).to_contain_text("step 15 of ")


def test_the_cursor_on_a_curve_is_moved_by_keys_and_dragged(page: Page) -> None:
    curve = bar(page).get_by_role("slider", name="on the curve of cost")
    curve.focus()
    for key, at in (("ArrowRight", 1), ("ArrowRight", 2), ("ArrowLeft", 1), ("Home", 0)):
        page.keyboard.press(key)
        eventually(page, lambda at=at: _assert(step(page) == at))
    page.keyboard.press("End")
    last = int(curve.get_attribute("aria-valuemax") or "0")
    eventually(page, lambda: _assert(step(page) == last))
    box = curve.bounding_box()
    assert box
    before = sent(page)
    page.mouse.move(box["x"] + 0.9 * box["width"], box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 20, steps=4)
    assert sent(page) == before
    assert abs(step(page) - last / 2) < 0.1 * last
    page.mouse.up()


def test_a_race_says_where_each_run_is_and_shows_all_of_them(page: Page) -> None:
    stands = bar(page).locator(".gv-d-chip output")
    expect(stands).to_have_count(2)
    start = f"{numbers(page)['cost:0']['value']:.4g}"
    for stand in stands.all():
        expect(stand).to_have_text(start)
    page.get_by_role("button", name="To the end").click()
    # Both arrive at the threshold; the tick says after how many steps.
    for stand in stands.all():
        expect(stand).to_have_text(re.compile("✓ [0-9]+"))
    runs = bar(page).locator(".gv-d-runs")
    assert runs.evaluate("row => row.scrollWidth <= row.clientWidth")
    expect(bar(page).locator(".gv-d-words")).to_contain_text("Momentum: The cost is")


def test_space_plays_and_pauses(page: Page) -> None:
    bar(page).get_by_role("slider", name="on the curve of cost").focus()
    page.keyboard.press(" ")
    eventually(page, lambda: _assert(step(page) > 3))
    page.keyboard.press(" ")
    at = step(page)
    settled(page)
    assert step(page) == at


def test_a_learning_rate_is_chosen_on_the_strip(page: Page) -> None:
    bar(page).get_by_role("button", name="Settings and learning rates of run 1").click()
    strip = bar(page).get_by_role("slider", name="Learning rate")
    expect(strip).to_be_focused()
    expect(bar(page).locator(".bound")).to_have_text("2/λ = 0.1339")
    expect(strip).to_have_attribute("aria-valuetext", re.compile("after 50 steps the cost is"))
    before = float(strip.get_attribute("aria-valuenow") or "nan")
    page.keyboard.press("ArrowLeft")
    expect(bar(page).get_by_label("learning_rate of run 1").first).not_to_have_value(str(before))
    rate = float(strip.get_attribute("aria-valuenow") or "nan")
    assert 0.5 * before < rate < before
    expect(page).to_have_url(re.compile(f"learning_rate%3D{rate}"))
    page.keyboard.press("Escape")
    expect(strip).to_be_hidden()


def test_a_long_race_is_canceled_and_goes_on_and_any_step_is_exact(
    arrive: Callable[..., Visitor],
) -> None:
    runs = ";".join(f"sgd,learning_rate%3D0.002,seed%3D{seed}" for seed in range(2))
    query = f"?X=1,2,3,4&Y=1,3,2,5&descent={runs};until,100000;all"
    page = drawn(arrive(query))
    going, cancel = bar(page).locator(".gv-d-going"), bar(page).get_by_role("button", name="Cancel")
    expect(going.get_by_role("status")).to_contain_text("of 100,000")
    cancel.click()
    go_on = bar(page).get_by_role("button", name="Go on")
    expect(go_on).to_be_visible()
    expect(going).to_be_hidden()
    reached = int(bar(page).get_by_label("Step of the descent", exact=True).get_attribute("max"))
    assert 0 < reached < 100_000
    bar(page).get_by_label("Go to the step").fill(str(reached // 2))
    page.keyboard.press("Enter")
    eventually(page, lambda: _assert(step(page) == reached // 2))
    go_on.click()
    expect(bar(page).locator(".gv-d-count")).to_contain_text("of 100,000", timeout=90_000)
    bar(page).get_by_label("Go to the step").fill("51234")
    page.keyboard.press("Enter")
    eventually(page, lambda: _assert(step(page) == 51_234))
    expect(page).to_have_url(re.compile("at%2C51234"))


@pytest.mark.parametrize(("optimizer", "drawn_"), [("momentum", "velocity"), ("adagrad", "spread")])
def test_what_an_optimizer_remembers_is_drawn_at_its_ball(
    arrive: Callable[..., Visitor], optimizer: str, drawn_: str
) -> None:
    page = drawn(arrive(f"?descent={optimizer},learning_rate%3D0.05;until,60"))
    for _ in range(3):
        page.get_by_role("button", name="One step", exact=True).click()
    shape = page.locator(f".gradviz-overlay .inner .{drawn_}").last
    eventually(page, lambda: _assert((shape.get_attribute("d") or "").count("L") >= 1))


@pytest.mark.parametrize(
    ("link", "words"),
    [
        (
            "?model=fan-out&descent=gradient_descent,learning_rate%3D0.4;until,400",
            "But on the way the cost is curved more: at step 1 λ = 42.14",
        ),
        (
            "?descent=gradient_descent,learning_rate%3D0.2;until,400",
            "and it only grows. λ = 14.93 is the largest curvature here.",
        ),
        (
            "?descent=rmsprop,learning_rate%3D2.5741177772094783;until,1000",
            "It does not come down: at step 70 the cost is 28.01, more than at the start.",
        ),
    ],
)
def test_of_a_run_that_goes_astray_it_is_said_why(arrive: Arrive, link: str, words: str) -> None:
    page = arrive(link).page  # in whose console there must be no error, however far out it ends
    page.locator(".st-key-surface .js-plotly-plot").wait_for(timeout=60_000)
    expect(bar(page).locator(".gv-d-count")).to_contain_text("of ")
    page.get_by_role("button", name="To the end").click()
    expect(bar(page).locator(".gv-d-words")).to_contain_text(words)
