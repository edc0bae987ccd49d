"""Questions, constants, seeds and pulled results in a real browser."""

import re
from collections.abc import Callable

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from gradviz.study.models import linear_model
from gradviz.study.pull import pull
from tests.browser.chromium import Visitor
from tests.browser.component import eventually, graph, numbers, part
from tests.browser.hands import drawn

Arrive = Callable[..., Visitor]
START = (1.6649098, 0.54648024)
POINTS = ((2.0, 3.0), (3.0, 2.0))


@pytest.fixture
def page(arrive: Arrive) -> Page:
    """The opening page, drawn to the end."""
    return drawn(arrive())


def row(page: Page, name: str, what: str, entry: int = 0):
    return part(page, name, what).locator("tspan").nth(entry)


def dragged(page: Page, name: str, what: str, by: int, entry: int = 0) -> None:
    box = row(page, name, what, entry).bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + by / 2, y, steps=4)
    page.wait_for_timeout(800)
    page.mouse.move(x + by, y, steps=4)


def region(page: Page):
    return page.get_by_role("region", name="Selected in the graph")


def test_any_node_can_be_differentiated_and_any_edge_cut(page: Page) -> None:
    graph(page).locator('[data-node="pred:0"]').click()
    region(page).get_by_role("button", name="∂ of pred").click()
    eventually(page, lambda: _equal(numbers(page)["W:0"]["gradient"], 5), seconds=20)
    assert numbers(page)["Y:0"]["gradient"] is None
    expect(graph(page).locator(".gv-target")).to_have_text("(Σ seed·pred)")
    graph(page).locator('[data-node="Y:0"]').click()
    expect(region(page)).to_contain_text("None: no path leads back from pred to Y")
    graph(page).locator('[data-node="b:0"]').click()
    page.get_by_role("button", name="ask of the cost again").click()
    eventually(page, lambda: _equal(numbers(page)["cost:0"]["gradient"], 1), seconds=20)
    assert "ys=" not in page.url


def test_a_gradient_is_differentiated_and_that_taken_back(page: Page) -> None:
    first = numbers(page)["W:0"]["gradient"]
    graph(page).locator('[data-node="W:0"]').click()
    region(page).get_by_role("button", name="differentiate ∂cost/∂W").click()
    eventually(page, lambda: _equal(numbers(page)["W:0"]["gradient"], 13), seconds=20)
    expect(graph(page).locator(".gv-target")).to_have_text("(∂cost/∂W)")
    assert "ys=~" in page.url
    # What the gradient is computed with is drawn, and says what comes back to it.
    name = "gradients/Mul/BroadcastTo_grad/Sum:0"
    shown = numbers(page)[name]
    assert shown == {"value": first, "gradient": 1}
    expect(part(page, name, "gradient")).to_have_text("1")
    graph(page).locator('[data-node="gradients/Mul_grad/Mul_1:0"]').click()
    expect(region(page)).to_contain_text("∂cost/∂W hands its gradient on to ∂cost/∂W, each.")
    region(page).get_by_role("button", name="by ∂cost/∂W, each").wait_for()
    # By hand: everything follows, and nothing is asked of the server.
    dragged(page, "X:0", "value", 30)
    x = np.ravel(numbers(page)["X:0"]["value"])
    assert np.isclose(numbers(page)["W:0"]["gradient"], (x * x).sum(), rtol=1e-9)
    page.mouse.up()
    for _ in range(2):
        page.wait_for_timeout(1500)
        page.get_by_role("button", name="Undo").click()
    eventually(page, lambda: _equal(numbers(page)["W:0"]["gradient"], first), seconds=20)
    assert "ys=" not in page.url


def test_a_constant_and_the_seed_are_numbers_under_the_hand(page: Page) -> None:
    before = numbers(page)
    dragged(page, "half:0", "value", 50)
    held = numbers(page)
    factor = held["half:0"]["value"] / before["half:0"]["value"]
    assert factor > 1
    assert np.allclose(held["W:0"]["gradient"], factor * before["W:0"]["gradient"], rtol=1e-9)
    # The model's formula in the header says it in the same frame; what the server has drawn waits.
    said = page.locator(".gv-headline mn[data-ref]")
    symbol = graph(page).locator('[data-node="half:0"] .gv-symbol')
    expect(said).to_have_text(symbol.text_content() or "")
    expect(page.locator(".st-key-header .katex")).to_be_hidden()
    page.mouse.up()
    eventually(page, lambda: _matches(r"constants=half", page.url), seconds=20)
    expect(page.locator(".gv-headline")).to_have_count(0, timeout=20_000)
    expect(page.locator(".st-key-header annotation")).not_to_contain_text(r"\tfrac{1}{2}")
    dragged(page, "cost:0", "gradient", 50)
    seed = numbers(page)["cost:0"]["gradient"]
    assert np.allclose(numbers(page)["W:0"]["gradient"], seed * held["W:0"]["gradient"], rtol=1e-9)
    expect(graph(page).locator(".gv-target")).to_contain_text("·cost)")
    page.mouse.up()
    eventually(page, lambda: _matches(r"seeds=", page.url), seconds=20)


@pytest.mark.parametrize(
    ("name", "what", "by"),
    [("pred:0", "value", 60), ("cost:0", "value", -40), ("b:0", "gradient", 40)],
)
def test_a_result_is_pulled_as_numpy_pulls_it(page: Page, name: str, what: str, by: int) -> None:
    dragged(page, name, what, by)
    shown = numbers(page)
    wanted = float(np.ravel(shown[name][what])[0])
    result = pull(linear_model(2), START, POINTS, (name, what), 0, wanted)
    assert result.words == ""
    for parameter, number in zip(("W:0", "b:0"), result.parameters, strict=True):
        moved = shown[parameter]["value"]
        # On the way there the hand has been elsewhere; where one equation has many solutions, the
        # parameters tell of it, and only the number itself must be what is wanted.
        assert np.isfinite(moved)
        assert abs(moved - number) < 3.0
    page.mouse.up()
    eventually(page, lambda: _matches(r"W=", page.url), seconds=20)


def test_what_is_out_of_reach_is_said(page: Page) -> None:
    dragged(page, "cost:0", "value", -600)
    expect(graph(page).locator(".gv-pulled")).to_contain_text("is the nearest that was found")
    assert 0 <= numbers(page)["cost:0"]["value"] < 0.1
    page.mouse.up()


def test_an_entry_of_a_long_tensor_is_typed_in_the_panel(arrive: Arrive) -> None:
    link = "?X=1,2,3,4,5,6&Y=1,2,3,4,5,7&select=X:0%7Cvalue%7C4"
    page = drawn(arrive(query=link))
    field = region(page).locator(".gv-field")
    expect(field).to_have_text("5")
    field.focus()
    page.keyboard.press("Enter")
    page.keyboard.type("8")
    page.keyboard.press("Enter")
    eventually(page, lambda: _equal(numbers(page)["X:0"]["value"][4][0], 8), seconds=20)


def test_an_entry_of_a_mixing_op_is_made_of_products(arrive: Arrive) -> None:
    name = "scores:0-%3ESoftmaxCrossEntropyWithLogits:0:0"
    page = arrive(query=f"?model=softmax&select={name}%7Cgradient%7C4").page
    lines = region(page).locator(".gv-lines .gv-formula")
    lines.nth(2).wait_for(timeout=60_000)
    made = lines.nth(1).locator("mn").all_text_contents()
    result = float(lines.nth(2).locator("mn").first.text_content() or "")
    assert len(made) == 2
    assert abs(float(made[0]) * float(made[1]) - result) < 1e-4


def _equal(one: object, other: object) -> None:
    assert one == other


def _matches(pattern: str, text: str) -> None:
    assert re.search(pattern, text), text
