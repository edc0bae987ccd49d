"""What of a graph is in sight when its frame gets another size."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.chromium import Visitor
from tests.browser.component import eventually, graph
from tests.browser.hands import drawn

Arrive = Callable[..., Visitor]
CUT = """root => {
  const stage = root.querySelector(".gv-stage").getBoundingClientRect();
  return [...root.querySelectorAll("[data-node]")].filter((node) => {
    const { left, right, top, bottom } = node.getBoundingClientRect();
    return left < stage.left || right > stage.right || top < stage.top || bottom > stage.bottom;
  }).map((node) => node.dataset.node);
}"""
FADES = """root => ["left", "right"].filter((side) =>
  root.querySelector(".gv-stage").classList.contains(`gv-more-${side}`))"""


def assert_cut(page: Page, *, some: bool) -> None:
    assert bool(graph(page).evaluate(CUT)) == some


def assert_fades(page: Page, *sides: str) -> None:
    assert graph(page).evaluate(FADES) == list(sides)


def model_panel(page: Page) -> None:
    page.locator(".st-key-model-open label").click()


@pytest.mark.parametrize("selected", [False, True])
def test_a_graph_is_fitted_again_beside_the_model_panel(arrive: Arrive, *, selected: bool) -> None:
    page = drawn(arrive())
    node = graph(page).locator('[data-node="W:0"]')
    if selected:
        node.click()
    model_panel(page)
    page.get_by_test_id("gradviz-editor").wait_for()
    eventually(page, lambda: assert_cut(page, some=False))


def test_what_is_too_wide_to_be_read_shows_what_is_selected_and_fades_out(arrive: Arrive) -> None:
    page = arrive("?model=tanh-network").page
    first = graph(page).locator('[data-node="W1:0"]')
    first.wait_for(timeout=60_000)
    eventually(page, lambda: assert_cut(page, some=False))
    eventually(page, lambda: assert_fades(page))
    model_panel(page)
    eventually(page, lambda: assert_fades(page, "left"))
    model_panel(page)
    eventually(page, lambda: assert_fades(page))
    first.click()
    model_panel(page)
    eventually(page, lambda: assert_fades(page, "right"))
    assert "W1:0" not in graph(page).evaluate(CUT)
    # Whoever asks for all of it keeps all of it.
    graph(page).get_by_role("button", name="Fit the graph").click()
    for width in (1200, 1366):
        page.set_viewport_size({"width": width, "height": 768})
        eventually(page, lambda: assert_cut(page, some=False))
        assert_fades(page)


def test_what_the_visitor_has_zoomed_to_stays_in_the_middle(arrive: Arrive) -> None:
    page = drawn(arrive())
    node = graph(page).locator('[data-node="residual:0"]')
    for _ in range(3):
        graph(page).get_by_role("button", name="Zoom in").click()

    def off() -> float:
        return float(
            node.evaluate("""node => {
              const middle = (box) => box.left + box.width / 2;
              return middle(node.getBoundingClientRect()) -
                middle(node.closest(".gv-stage").getBoundingClientRect());
            }""")
        )

    before = off()
    model_panel(page)
    page.get_by_test_id("gradviz-editor").wait_for()

    def assert_kept() -> None:
        assert abs(off() - before) < 1

    eventually(page, assert_kept)
