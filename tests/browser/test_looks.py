"""The graph looked at in other ways: the same numbers, in other drawings."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import Visitor
from tests.browser.component import eventually, graph, numbers, part
from tests.browser.hands import drawn, type_number

Arrive = Callable[..., Visitor]
MANY = "X=" + ",".join(str(x / 7) for x in range(49)) + "&Y=" + ",".join("1234567" * 7)


@pytest.fixture
def page(arrive: Arrive) -> Page:
    return drawn(arrive())


def opened(visitor: Visitor) -> Page:
    """The visitor's page, once the graph is there: not every graph has the derivation's tensors."""
    graph(visitor.page).locator('[data-node="cost:0"] .gv-symbol').wait_for(timeout=60_000)
    return visitor.page


def choose(page: Page, menu: str, choice: str) -> None:
    """Opens a menu of the graph and chooses in it."""
    place = graph(page).locator(f'[data-menu="{menu}"]')
    button = place.locator(".gv-menu-button")
    if button.get_attribute("aria-expanded") == "false":
        button.click()
    place.get_by_text(choice, exact=True).click()


def said_by_link(page: Page, name: str) -> str:
    return parse_qs(urlsplit(page.url).query).get(name, [""])[0]


def detail(page: Page) -> str:
    value: str = graph(page).locator(".gv-picture").get_attribute("data-detail") or ""
    return value


def test_detail_goes_from_symbols_to_everything(page: Page) -> None:
    before = numbers(page)
    for choice, level in (("Symbols", "quiet"), ("Values", "values"), ("Everything", "everything")):
        choose(page, "detail", choice)
        expect(graph(page).locator(f'.gv-picture[data-detail="{level}"]')).to_be_visible()
        eventually(page, lambda level=level: _same(said_by_link(page, "detail"), level))
        shown = numbers(page)
        for name in ("W:0", "Mul:0", "cost:0"):
            assert shown[name] == before[name], "hidden or not, the numbers are there"
    assert part(page, "Mul/BroadcastTo:0").is_visible(), "everything shows the broadcasts"
    choose(page, "detail", "Symbols")
    expect(part(page, "W:0")).to_be_hidden()
    expect(part(page, "cost:0", "gradient")).to_be_hidden()


def test_scalar_graphs_carry_the_same_numbers_and_follow(page: Page) -> None:
    before = numbers(page)
    choose(page, "why", "2 scalar graphs")
    part(page, "point2/Square:0").wait_for()
    for name in ("W:0", "b:0", "cost:0"):
        shown = numbers(page)[name]
        for what in ("value", "gradient"):
            np.testing.assert_allclose(shown[what], before[name][what], rtol=1e-12)
    type_number(page, "W", "-0.5")
    eventually(page, lambda: _same(numbers(page)["point1/Mul:0"]["value"], -0.5 * 2))
    back = [numbers(page)[f"W:0->point{k}/Mul:0:1"]["gradient"] for k in (1, 2)]
    np.testing.assert_allclose(sum(back), numbers(page)["W:0"]["gradient"])


def test_scope_folds_on_its_frame_and_unfolds_on_its_node(arrive: Arrive) -> None:
    page = opened(arrive("?of=scalars"))
    graph(page).locator('[data-scope="point1/"] text').click()
    folded = graph(page).locator('[data-node="point1/"]')
    folded.wait_for()
    eventually(page, lambda: _same(said_by_link(page, "fold"), "point1"))
    assert numbers(page)["point1/"] == pytest.approx({"value": 0.7679, "gradient": 0.5}, rel=1e-3)
    expect(graph(page).locator('[data-node="point1/Mul:0"]')).to_have_count(0)
    folded.click()
    graph(page).locator('[data-node="point1/Mul:0"]').wait_for()
    eventually(page, lambda: _same(said_by_link(page, "fold"), ""))


def test_gradient_graph_by_the_menu_and_by_link(page: Page, arrive: Arrive) -> None:
    choose(page, "gradient-graph", "With its gradient graph")
    name = "gradients/Mul/BroadcastTo_grad/Sum:0"
    part(page, name).wait_for()
    assert numbers(page)[name]["value"] == pytest.approx(numbers(page)["W:0"]["gradient"])
    eventually(page, lambda: _same(said_by_link(page, "times"), "1"))
    again = drawn(arrive("?times=2&detail=values"))
    hessian = numbers(again)["gradients_1/Mul/BroadcastTo_grad/Sum:0"]["value"]
    assert hessian == pytest.approx(13)
    expect(again.locator(".st-key-curvature")).to_contain_text("a bowl")


def test_line_is_as_strong_as_the_gradient_on_it(page: Page) -> None:
    def weight(name: str) -> int:
        element = graph(page).locator(f'[data-edge="{name}"]')
        return int(element.get_attribute("data-weight") or -1)

    shown = {name: parts for name, parts in numbers(page).items() if "->" in name}
    sizes = {name: np.abs(parts["gradient"]).max() for name, parts in shown.items()}
    largest, smallest = max(sizes, key=sizes.__getitem__), min(sizes, key=sizes.__getitem__)
    assert weight(largest) == 8
    assert weight(smallest) < 8


def test_three_hundred_nodes_are_laid_out_once(arrive: Arrive) -> None:
    page = opened(arrive(f"?of=scalars&detail=quiet&{MANY}"))
    assert graph(page).locator("[data-node]").count() == 299
    graph(page).evaluate("root => root.querySelector('.gv-picture').dataset.mark = 'first'")
    type_number(page, "W", "0.25")
    eventually(page, lambda: _same(numbers(page)["W:0"]["value"], 0.25))
    mark = graph(page).locator(".gv-picture").get_attribute("data-mark")
    assert mark == "first", "numbers alone need no new layout"
    # What is too small to be read comes near when it is selected.
    graph(page).get_by_role("button", name="Fit the graph").click()
    graph(page).locator('[data-node="cost:0"]').dispatch_event("click")
    height = graph(page).locator('[data-node="cost:0"] .gv-symbol').bounding_box()
    assert height is not None
    assert height["height"] > 14


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?detail=loud", "“loud” is not one of quiet, values, gradients, everything"),
        ("?fold=nowhere", "“nowhere” is no name scope drawn here"),
        ("?times=3", "“3” is not one of 0, 1, 2"),
    ],
)
def test_a_look_that_there_is_not_is_said(arrive: Arrive, query: str, sentence: str) -> None:
    page = opened(arrive(query))
    expect(page.locator("[class*=st-key-notice-link]")).to_contain_text(sentence)
    assert detail(page) == "gradients"


def _same(actual: object, expected: object) -> None:
    assert actual == expected


# --- every look has the steps, and its numbers follow a hand -----------------------------------

STEPPED = {
    "?of=scalars&step=5": "point1/Square is point1/residual²",
    "?of=scalars&fold=point1&step=5": "Inside point1: point1/Square is",
    "?detail=everything&step=2": "Mul/BroadcastTo is W repeated",
    "?times=1&step=11": "∂cost/∂residual is ∂cost/∂Sum · ∂Square/∂residual",
    "?times=2&step=15": "The seed of one more pass",
}


@pytest.mark.parametrize("query", STEPPED)
def test_every_look_can_be_stepped_through(arrive: Arrive, query: str) -> None:
    page = opened(arrive(query))
    bar = page.get_by_test_id("gradviz-steps")
    expect(bar.locator(".gv-step-words")).to_contain_text(STEPPED[query])
    spoken = page.get_by_test_id("gradviz-step-spoken")
    expect(spoken).to_contain_text(STEPPED[query])
    expect(graph(page).locator(".gv-acting").first).to_be_attached()
    # At its start nothing is known that has still to be computed; at its end everything is.
    bar.get_by_role("button", name="First step").click()
    eventually(page, lambda: _same(numbers(page)["cost:0"]["value"], None))
    bar.get_by_role("button", name="Last step").click()
    eventually(page, lambda: _same(numbers(page)["W:0"]["gradient"] is None, False))
    count = int(bar.get_by_role("slider").get_attribute("max") or 0)
    eventually(page, lambda: _same(said_by_link(page, "step"), str(count)))


def test_a_step_is_kept_where_the_other_look_has_it(arrive: Arrive) -> None:
    page = opened(arrive("?step=3"))  # pred
    choose(page, "detail", "Everything")
    words = page.get_by_test_id("gradviz-steps").locator(".gv-step-words")
    expect(words).to_contain_text("pred is Mul + pred/BroadcastTo")
    eventually(page, lambda: _same(said_by_link(page, "step"), "5"))


def test_what_is_folded_away_is_unfolded_to_be_seen(arrive: Arrive) -> None:
    page = opened(arrive("?of=scalars&fold=point1&select=Sum:0%7Cvalue"))
    page.get_by_test_id("gradviz-derivation").get_by_role("button", name="point1/Square").click()
    expect(graph(page).locator('[data-node="point1/Square:0"].gv-selected')).to_be_visible()


SENT = """() => { window.sent = 0; const send = WebSocket.prototype.send;
    WebSocket.prototype.send = function (data) { window.sent += 1; send.call(this, data); } }"""


@pytest.mark.parametrize(
    ("query", "taken", "follows"),
    [
        ("?of=scalars", "point1/X:0", "point1/Mul:0"),
        ("?of=scalars&fold=point1", "W:0", "point1/"),
        ("?detail=everything", "W:0", "Mul/BroadcastTo:0"),
        ("?times=1", "half:0", "gradients/cost_grad/Mul_1:0"),
    ],
)
def test_a_drag_needs_no_server_on_any_look(
    arrive: Arrive, query: str, taken: str, follows: str
) -> None:
    page = opened(arrive(query))
    page.wait_for_timeout(1500)
    before = numbers(page)
    page.evaluate(SENT)
    number = part(page, taken).locator("tspan").first
    box = number.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y, steps=6)
    eventually(page, lambda: _differ(numbers(page)[follows], before[follows]))
    assert page.evaluate("window.sent") == 0
    held = numbers(page)
    page.mouse.up()
    eventually(page, lambda: _same(page.evaluate("window.sent") > 0, True))
    page.wait_for_timeout(500)
    for name, parts in numbers(page).items():
        for what in ("value", "gradient"):
            if isinstance(parts.get(what), (int, float, list)):
                np.testing.assert_allclose(
                    np.array(parts[what], float), np.array(held[name][what], float), rtol=1e-12
                )


def test_the_key_f_folds_around_the_focus(arrive: Arrive) -> None:
    page = opened(arrive("?of=scalars"))
    graph(page).locator('[data-node="point2/Mul:0"]').focus()
    page.keyboard.press("f")
    graph(page).locator('[data-node="point2/"]').wait_for()
    eventually(page, lambda: _same(said_by_link(page, "fold"), "point2"))


@pytest.mark.parametrize("query", ["", "?of=scalars&fold=point1", "?times=1&detail=gradients"])
def test_every_node_and_edge_has_a_name_for_screen_readers(arrive: Arrive, query: str) -> None:
    page = opened(arrive(query))
    page.wait_for_timeout(1200)
    labels = (
        graph(page)
        .locator("[data-node], [data-edge]")
        .evaluate_all("parts => parts.map(part => part.getAttribute('aria-label') ?? '')")
    )
    assert all(": value " in label for label in labels), labels
    told = graph(page).aria_snapshot()
    assert "W, parameter: value 1.665" in told


def test_the_legend_stands_on_no_number(arrive: Arrive) -> None:
    for query in ("?of=scalars&fold=point1", ""):
        page = opened(arrive(query))
        page.wait_for_timeout(300)
        legend = graph(page).locator(".gv-legend")
        assert legend.get_attribute("data-corner") in ("bottom-left", "bottom-right", "top-left")
        over = legend.bounding_box()
        assert over is not None
        for node in graph(page).locator("[data-node] .gv-card").all():
            box = node.bounding_box()
            assert box is not None
            apart = box["x"] > over["x"] + over["width"] or box["x"] + box["width"] < over["x"]
            above = box["y"] + box["height"] < over["y"] or box["y"] > over["y"] + over["height"]
            assert apart or above


def _differ(actual: object, other: object) -> None:
    assert actual != other
