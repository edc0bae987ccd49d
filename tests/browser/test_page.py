"""The page as a person meets it, in a real Chromium."""

import re
from collections.abc import Callable

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.browser.agreement import (
    assert_everything_agrees,
    assert_in_link,
    assert_more,
    assert_near,
    assert_value,
)
from tests.browser.charts import trace
from tests.browser.chromium import Visitor
from tests.browser.colors import contrast, luminance, rgb
from tests.browser.component import assert_consistent, eventually, graph, middle, numbers, part
from tests.browser.hands import (
    FOCUS,
    drawn,
    remove_row,
    shown_weight,
    slider,
    slider_value,
    tab_until,
    thumb,
    type_in_cell,
    type_number,
)

Arrive = Callable[..., Visitor]

W, B = 1.6649098, 0.54648024  # the opening state


@pytest.fixture
def page(arrive: Arrive) -> Page:
    """The opening page, drawn to the end."""
    return drawn(arrive())


# --- opening -------------------------------------------------------------------------------------


def test_opens_on_the_worked_example(page: Page) -> None:
    shown = assert_consistent(page)
    # What the seed's transcript prints.
    transcript = {
        ("W:0", "value"): 1.6649098,
        ("b:0", "value"): 0.54648024,
        ("pred:0", "value"): [[3.87629986], [5.5412097]],
        ("cost:0", "value"): 6.6540337,
        ("W:0", "gradient"): 12.376228,
        ("b:0", "gradient"): 4.4175096,
    }
    for (name, what), expected in transcript.items():
        np.testing.assert_allclose(shown[name][what], expected, rtol=1e-6, err_msg=name)
    assert_everything_agrees(page)


def test_opening_surface_shows_where_the_cost_is_least(page: Page) -> None:
    # Two points: the line through both of them, W = -1 and b = 5.
    minimum = page.locator(".gradviz-overlay .minimum")
    expect(minimum).to_be_visible()
    expect(page.locator(".gradviz-overlay .arrow")).to_be_visible()


# --- changing, and everything follows ------------------------------------------------------------


def test_number_in_the_graph_is_dragged_and_everything_follows(page: Page) -> None:
    x, y = middle(part(page, "W:0"))
    page.mouse.move(x, y)
    page.mouse.down()
    for target in (-60, -120):
        page.mouse.move(x + target, y, steps=6)
        eventually(page, lambda: assert_everything_agrees(page))  # while the button is held
        assert shown_weight(page) < W
    page.mouse.up()
    eventually(page, lambda: assert_everything_agrees(page))
    assert shown_weight(page) < W - 0.5
    eventually(page, lambda: assert_in_link(page, "W", shown_weight(page)))
    eventually(page, lambda: assert_near(slider_value(page, "W"), shown_weight(page), 0.05))


@pytest.mark.parametrize("name", ["W", "b"])
def test_native_slider_is_dragged_and_everything_follows(page: Page, name: str) -> None:
    opening = numbers(page)
    x, y = middle(thumb(page, name))
    page.mouse.move(x, y)
    page.mouse.down()
    for target in (40, 80):
        page.mouse.move(x + target, y, steps=6)

        def follows() -> None:
            held = slider_value(page, name)
            assert held > opening[f"{name}:0"]["value"]
            assert_near(numbers(page)[f"{name}:0"]["value"], held, 1e-6)
            assert_everything_agrees(page)

        eventually(page, follows)  # while the button is held
    page.mouse.up()
    eventually(page, follows)
    eventually(page, lambda: assert_in_link(page, name, slider_value(page, name)))


def test_point_is_dragged_on_the_contour(page: Page) -> None:
    x, y = middle(page.locator(".gradviz-overlay .point .dot"))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 40, y - 20, steps=6)

    def moved() -> None:
        shown = assert_everything_agrees(page)
        assert shown["W:0"]["value"] < W
        assert shown["b:0"]["value"] > B

    eventually(page, moved)
    page.mouse.up()
    eventually(page, moved)


def test_exact_number_is_typed(page: Page) -> None:
    type_number(page, "W", "-0.75")
    eventually(page, lambda: assert_near(shown_weight(page), -0.75, 1e-9))
    eventually(page, lambda: assert_everything_agrees(page))
    type_number(page, "b", "2")
    eventually(page, lambda: assert_near(numbers(page)["b:0"]["value"], 2, 1e-9))
    eventually(page, lambda: assert_everything_agrees(page))


def test_surface_in_3d_follows_too(page: Page) -> None:
    page.get_by_text("3D", exact=True).click()

    def point_is_there() -> None:
        point = trace(page, "surface", "point")
        shown = numbers(page)
        for axis, name in (("x", "W:0"), ("y", "b:0"), ("z", "cost:0")):
            np.testing.assert_allclose(point[axis], [shown[name]["value"]], rtol=1e-6)

    eventually(page, point_is_there, seconds=30)
    type_number(page, "W", "-0.75")
    eventually(page, lambda: assert_near(shown_weight(page), -0.75, 1e-9))
    eventually(page, point_is_there, seconds=30)


# --- the data ------------------------------------------------------------------------------------


def test_data_cell_is_edited(page: Page) -> None:
    type_in_cell(page, column="Y", row=0, text="7")
    eventually(page, lambda: assert_value(page, "Y:0", [[7], [2]]))
    eventually(page, lambda: assert_everything_agrees(page))


def test_row_is_added_and_removed(page: Page) -> None:
    type_in_cell(page, column="X", row=2, text="-1")
    type_in_cell(page, column="Y", row=2, text="4")
    eventually(page, lambda: assert_value(page, "X:0", [[2], [3], [-1]]))
    eventually(page, lambda: assert_value(page, "Y:0", [[3], [2], [4]]))
    eventually(page, lambda: assert_everything_agrees(page))
    remove_row(page, row=0)
    eventually(page, lambda: assert_value(page, "X:0", [[3], [-1]]))
    eventually(page, lambda: assert_everything_agrees(page))


# --- the link ------------------------------------------------------------------------------------


def test_link_gives_another_browser_the_same_page(page: Page, arrive: Arrive) -> None:
    type_number(page, "W", "0.3")
    eventually(page, lambda: assert_near(shown_weight(page), 0.3, 1e-9))
    type_in_cell(page, column="X", row=1, text="-2.5")
    eventually(page, lambda: assert_value(page, "X:0", [[2], [-2.5]]))
    eventually(page, lambda: assert_in_link(page, "W", 0.3))
    eventually(page, lambda: expect(page).to_have_url(re.compile("X=2(,|%2C)-2.5"), timeout=100))
    other = drawn(arrive(query=f"?{page.url.partition('?')[2]}"))
    eventually(other, lambda: assert_everything_agrees(other))
    assert numbers(other) == numbers(page)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?W=abc", "abc"),
        ("?W=1e999", "1e999"),
        ("?X=1,2&Y=1", "1 Y"),
        ("?view=cube", "cube"),
        ("?colour=red", "colour"),
    ],
)
def test_malformed_link_is_answered_by_a_sentence(arrive: Arrive, query: str, said: str) -> None:
    page = drawn(arrive(query=query))
    expect(page.get_by_role("alert")).to_contain_text(said)
    eventually(page, lambda: assert_everything_agrees(page))


# --- who cannot or does not use a mouse ----------------------------------------------------------


def test_keyboard_alone_moves_the_slider(page: Page) -> None:
    tab_until(page, "document.activeElement?.getAttribute('aria-label') === 'W'")
    held = slider_value(page, "W")
    page.keyboard.press("ArrowRight")
    eventually(page, lambda: assert_more(shown_weight(page), held))
    eventually(page, lambda: assert_everything_agrees(page))


def test_keyboard_alone_walks_the_graph_selects_and_changes(page: Page) -> None:
    tab_until(page, f"{FOCUS}?.closest('[data-node]') != null")
    focused = f"{FOCUS}?.closest('[data-node], [data-edge]')?.getAttribute('data-node')"
    seen = set()
    for key in ["Home", *["ArrowDown"] * 3, *["ArrowUp"] * 3, *["ArrowRight"] * 3]:
        page.keyboard.press(key)
        name = page.evaluate(focused)
        seen.add(name)
        if name == "W:0":
            break
    assert "W:0" in seen, f"the arrow keys led to {seen}"
    page.keyboard.press("Enter")
    panel = page.get_by_role("region", name="Selected in the graph")
    expect(panel).to_contain_text("W")
    page.keyboard.press("Tab")  # from the node to its number
    assert page.evaluate(f"{FOCUS}?.getAttribute('role')") == "spinbutton"
    before = shown_weight(page)
    page.keyboard.press("ArrowUp")
    eventually(page, lambda: assert_more(shown_weight(page), before))
    eventually(page, lambda: assert_everything_agrees(page))
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()


def test_click_selects_and_the_panel_explains(page: Page) -> None:
    part(page, "Mul:0->pred:0:0", "gradient").click()
    panel = page.get_by_role("region", name="Selected in the graph")
    expect(panel).to_contain_text("Mul")
    for row in part(page, "Mul:0->pred:0:0", "gradient").locator("tspan").all_text_contents():
        expect(panel).to_contain_text(row)


# --- on the screen -------------------------------------------------------------------------------


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1920, 1080)])
def test_one_screen_without_scrolling(
    arrive: Arrive, width: int, height: int, color_scheme: str
) -> None:
    page = drawn(arrive(width=width, height=height, color_scheme=color_scheme))
    parts = {
        "graph": graph(page),
        "W": slider(page, "W"),
        "b": slider(page, "b"),
        "surface": page.locator(".st-key-surface .js-plotly-plot"),
        "data": page.locator(".st-key-fit .js-plotly-plot"),
        "table": page.get_by_test_id("stDataFrame"),
        "derivation": page.get_by_test_id("gradviz-derivation"),
    }
    for name, locator in parts.items():
        box = locator.bounding_box()
        assert box is not None, name
        assert box["width"] > 10, name
        assert box["height"] > 10, name
        assert box["x"] >= 0, name
        assert box["y"] >= 0, name
        assert box["x"] + box["width"] <= width, name
        assert box["y"] + box["height"] <= height, name
    overflow = "element => element.scrollHeight - element.clientHeight"
    assert page.get_by_test_id("stMain").evaluate(overflow) <= 0
    assert page.locator("html").evaluate(overflow) <= 0


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_numbers_stand_out_from_the_page(arrive: Arrive, color_scheme: str) -> None:
    page = drawn(arrive(color_scheme=color_scheme))
    background = rgb(page.get_by_test_id("stApp"), "backgroundColor")
    assert (luminance(background) < 0.5) == (color_scheme == "dark")
    for what in ("value", "gradient"):
        color = rgb(part(page, "cost:0", what).locator("tspan"), "fill")
        # WCAG 2: 4.5 for text.
        assert contrast(color, background) >= 4.5, what


# --- others, and nonsense ------------------------------------------------------------------------


def test_visitors_do_not_see_each_other(page: Page, arrive: Arrive) -> None:
    other = drawn(arrive())
    type_number(page, "W", "3")
    eventually(page, lambda: assert_near(shown_weight(page), 3, 1e-9))
    assert shown_weight(other) == pytest.approx(W)
    type_number(other, "b", "-1")
    eventually(other, lambda: assert_near(numbers(other)["b:0"]["value"], -1, 1e-9))
    assert shown_weight(other) == pytest.approx(W)
    assert numbers(page)["b:0"]["value"] == pytest.approx(B)
    eventually(page, lambda: assert_everything_agrees(page))
    eventually(other, lambda: assert_everything_agrees(other))


@pytest.mark.parametrize("text", ["1e308", "-1e308", ""])
def test_hostile_number_is_refused_in_words(page: Page, text: str) -> None:
    type_number(page, "b", "1")
    eventually(page, lambda: assert_near(numbers(page)["b:0"]["value"], 1, 1e-9))
    before = numbers(page)
    type_number(page, "W", text)
    expect(page.get_by_role("alert")).to_contain_text("W")
    assert numbers(page) == before
    eventually(page, lambda: assert_everything_agrees(page))
    type_number(page, "W", "2")
    eventually(page, lambda: assert_near(shown_weight(page), 2, 1e-9))
    expect(page.get_by_role("alert")).to_have_count(0)


@pytest.mark.parametrize("text", ["abc", "", "nan", "inf", "1e200"])
def test_hostile_cell_is_refused_in_words(page: Page, text: str) -> None:
    before = numbers(page)
    type_in_cell(page, column="X", row=0, text=text)
    expect(page.get_by_role("alert")).to_be_visible()
    assert numbers(page) == before
    type_in_cell(page, column="X", row=0, text="5")
    eventually(page, lambda: assert_value(page, "X:0", [[5], [3]]))
    expect(page.get_by_role("alert")).to_have_count(0)
    eventually(page, lambda: assert_everything_agrees(page))
