"""A chart stays where it is while what it shows changes."""

from collections.abc import Callable

import numpy as np
import pytest
from playwright.sync_api import Page

from tests.browser.charts import camera
from tests.browser.chromium import Visitor
from tests.browser.component import eventually, numbers
from tests.browser.hands import drawn, take_first_point, type_in_cell

Arrive = Callable[..., Visitor]
# Marks the chart's element, and what it is drawn with; says whether they are the marked ones.
MARK = """key => {
  const chart = document.querySelector(`.st-key-${key} .js-plotly-plot`);
  for (const one of [chart, chart.querySelector('canvas')]) if (one) one.marked = true;
}"""
SHOWN = """key => {
  const chart = document.querySelector(`.st-key-${key} .js-plotly-plot`);
  const canvas = chart.querySelector('canvas');
  const { customdata, x, y } = chart._fullData.find(trace => trace.name === 'cost') ?? {};
  return {
    kept: chart.marked && (!canvas || canvas.marked),
    dearest: customdata &&
      Math.max(...[...customdata].flatMap(row => [...row].map(cell => cell[0]))),
    size: chart._fullLayout.width,
    wide: chart.getBoundingClientRect().width,
    said: chart.closest('[role=figure]').ariaLabel,
  };
}"""


@pytest.mark.parametrize("view", ["contour", "3d"])
def test_the_surface_stays_while_the_data_change(arrive: Arrive, view: str) -> None:
    page = drawn(arrive(f"?view={view}"))
    eventually(page, lambda: wanted(page, dearest=629))
    if view == "3d":
        turn(page)
    seen_from = camera(page) if view == "3d" else None
    page.evaluate(MARK, "surface")
    type_in_cell(page, "Y", 0, "4")
    eventually(page, lambda: wanted(page, kept=True, dearest=652.5))
    assert "the cost is 0" in page.evaluate(SHOWN, "surface")["said"]
    # At another size Streamlit draws it again: as it is now.
    page.set_viewport_size({"width": 1100, "height": 700})
    eventually(page, lambda: resized(page))
    wanted(page, kept=True, dearest=652.5)
    if view == "3d":
        assert camera(page)["eye"] == pytest.approx(seen_from["eye"])


def wanted(page: Page, **facts: object) -> None:
    shown = page.evaluate(SHOWN, "surface")
    assert {name: shown[name] for name in facts} == facts


def resized(page: Page) -> None:
    shown = page.evaluate(SHOWN, "surface")
    assert shown["size"] == pytest.approx(shown["wide"], abs=1)
    assert shown["wide"] < 400


def turn(page: Page) -> None:
    """Takes the surface in hand and turns it."""
    before = camera(page)["eye"]
    box = page.locator(".st-key-surface .js-plotly-plot").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 10, steps=5)
    page.mouse.up()

    def turned() -> None:
        assert camera(page)["eye"]["x"] != pytest.approx(before["x"], abs=0.05)

    eventually(page, turned)
    page.wait_for_url("**camera=*")


# Places and heights of the surface, and whether it has the numbers for who points at it: those
# that the browser draws have none.
HEIGHTS = """() => {
  const surface = document.querySelector('.st-key-surface .js-plotly-plot')._fullData[0];
  const { x, y, z, customdata } = surface;
  const lists = [x, y, z].map(one => [...one].map(row => (row.length ? [...row] : row)));
  return [Boolean(customdata), ...lists];
}"""


def test_the_surface_follows_while_a_hand_moves_a_point(arrive: Arrive) -> None:
    page = drawn(arrive())
    eventually(page, lambda: surface_is_right(page, server=True))
    x, y = take_first_point(page)
    page.mouse.move(x + 20, y - 30, steps=4)
    eventually(page, lambda: surface_is_right(page, server=False))
    assert numbers(page)["Y:0"]["value"][0] != [3]
    page.mouse.up()
    eventually(page, lambda: surface_is_right(page, server=True))
    # Moved and brought back, it is the old one again.
    x, y = take_first_point(page)
    page.mouse.move(x - 20, y + 30, steps=4)
    eventually(page, lambda: surface_is_right(page, server=False))
    page.mouse.move(x, y, steps=4)
    page.mouse.up()
    eventually(page, lambda: surface_is_right(page, server=True))


def surface_is_right(page: Page, *, server: bool) -> None:
    """The heights are ±√cost of the data that stand in the graph."""
    X, Y = (np.array(numbers(page)[name]["value"], float) for name in ("X:0", "Y:0"))
    by_server, *places = page.evaluate(HEIGHTS)
    assert by_server == server
    across, up, heights = map(np.array, places)
    W, b = across[None, :, None, None], up[:, None, None, None]
    costs = 0.5 * np.sum((W * X + b - Y) ** 2, axis=(-2, -1))
    np.testing.assert_allclose(heights, np.sqrt(costs), rtol=1e-5, atol=1e-5)
