"""Small windows: a page at 200 % (683×384 pixels), a phone's of 390; every look of the graph."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import Visitor
from tests.browser.component import eventually, graph
from tests.browser.test_steps import assert_in_sight, bar, stepping

Arrive = Callable[..., Visitor]
BUTTONS = ("First step", "Previous step", "Play", "Next step", "Last step")
LOOKS = {
    "scalar graphs": "?of=scalars&step=20",
    "everything": "?detail=everything&step=14",
    "gradient graph": "?times=1&step=11",
    "gradient of a gradient": "?ys=~%E2%88%82W:0&step=20",
}


@pytest.mark.parametrize("look", LOOKS)
def test_graph_and_steps_fit_into_small_windows(arrive: Arrive, look: str) -> None:
    page = stepping(arrive(LOOKS[look], width=683, height=384))
    for width, height in ((683, 384), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        for button in BUTTONS:
            box = bar(page).get_by_role("button", name=button).bounding_box()
            assert box is not None
            assert min(box["width"], box["height"]) >= 30, (look, width, button)
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width
            assert box["y"] + box["height"] <= height, (look, width, button)
        expect(bar(page).locator(".gv-step-words")).to_be_in_viewport(ratio=0.9)
        stage = graph(page).locator(".gv-stage")
        expect(stage).to_be_in_viewport(ratio=0.99)
        # What acts is in sight, at a size that can be read, and nothing moves by itself.
        for _ in range(2):
            bar(page).get_by_role("button", name="Previous step").click()
            eventually(page, lambda: assert_in_sight(page, (subject(page),)))
        scale = graph(page).locator(".gv-view").evaluate("view => view.getScreenCTM().a")
        assert scale >= 0.55, (look, width)
        running = graph(page).evaluate(
            "root => root.getRootNode().getAnimations().filter("
            "each => String(each.animationName ?? '').startsWith('gv-')).length"
        )
        assert running == 0
        assert page.evaluate("document.documentElement.scrollWidth") <= width, "nothing sideways"


def subject(page: Page) -> str:
    """The node or edge whose number the shown step makes known."""
    name: str = graph(page).evaluate(
        "root => root.querySelector('.gv-node.gv-acting')?.dataset.node ?? ''"
    )
    assert name
    return name


def test_a_phone_has_a_tidy_page(arrive: Arrive) -> None:
    """Each parameter in a row of its own; the header's buttons side by side, large enough."""
    page = stepping(arrive("?step=3&select=W:0", width=390, height=844))
    rows = []
    for name in ("W", "b"):
        slider = page.locator(f".st-key-{name} [data-testid=stSlider]").bounding_box()
        exact = page.locator(f".st-key-{name}_exact input").bounding_box()
        assert slider is not None
        assert exact is not None
        assert abs(slider["y"] + slider["height"] / 2 - exact["y"] - exact["height"] / 2) < 12
        assert exact["x"] + exact["width"] <= 390
        rows.append(exact["x"])
    assert rows[0] == rows[1]
    places = [page.locator(f".st-key-{key} button").bounding_box() for key in ("undo", "redo")]
    assert all(box and box["width"] >= 36 and box["height"] >= 30 for box in places)
    assert len({box["y"] for box in places if box}) == 1
    # What a link has selected is in sight, although the whole graph is too large for the window.
    page.get_by_role("button", name="Leave the steps").click()
    page.wait_for_timeout(1500)
    page.reload()
    bar(page).wait_for(timeout=60_000)
    eventually(page, lambda: assert_in_sight(page, ("W:0",)))


def test_the_names_of_the_surfaces_axes_can_be_read(arrive: Arrive) -> None:
    page = arrive("?model=softmax").page
    for place in (0, 1):
        chosen = page.locator(f".st-key-axis-{place} input")
        chosen.wait_for(timeout=60_000)
        cut = "input => input.scrollWidth > input.clientWidth"
        assert not chosen.evaluate(cut), chosen.input_value()
