"""The pass step by step, and every number explained, as a person meets them in a real Chromium."""

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

import gradviz as tf
from gradviz.show.walk import walk
from gradviz.study.explain import explanations
from gradviz.study.models import finish, linear_model
from gradviz.study.steps import steps
from tests.browser.chromium import Visitor
from tests.browser.component import eventually, graph, middle, numbers, part
from tests.browser.hands import FOCUS, drawn, shown_weight, slider, slider_value, tab_until

Arrive = Callable[..., Visitor]

WALK = steps(linear_model(2))
TOUCH = {"width": 390, "height": 844}


@pytest.fixture
def page(arrive: Arrive) -> Page:
    """The opening page, drawn to the end."""
    return drawn(arrive())


def stepping(visitor: Visitor) -> Page:
    """The page of a visitor whose link has a step, once it is drawn."""
    bar(visitor.page).wait_for(timeout=60_000)
    visitor.page.locator(".st-key-fit .js-plotly-plot .main-svg").first.wait_for()
    visitor.page.locator(".st-key-surface .js-plotly-plot").wait_for()
    return visitor.page


def bar(page: Page) -> Locator:
    return page.get_by_test_id("gradviz-steps")


def step_shown(page: Page) -> int | None:
    found = re.search(r"step (\d+) of", bar(page).locator(".gv-step-count").inner_text())
    return int(found[1]) if found else None


def known_until(step: int) -> set[tuple[str, str]]:
    """What the drawing shows; of seeds it shows what they make."""
    return {number for each in WALK[:step] for number in each.known if number[1] != "seed"}


def assert_step(page: Page, step: int | None) -> None:
    """Exactly what is known at the step is shown, in the graph and in every formula."""
    assert step_shown(page) == step
    known = known_until(len(WALK) if step is None else step)
    shown = {
        (name, what)
        for name, parts in numbers(page).items()
        for what, number in parts.items()
        if what in ("value", "gradient") and number is not None
    }
    assert shown == known, f"step {step}"
    texts = graph(page).evaluate(
        """root => [...root.querySelectorAll('[data-part=value], [data-part=gradient]')]
        .map(text => ({
            name: text.closest('[data-node]')?.dataset.node
                ?? text.closest('[data-edge]').dataset.edge,
            part: text.dataset.part, text: text.textContent}))"""
    )
    for text in texts:
        blank = text["text"] in ("", "·")
        assert blank == ((text["name"], text["part"]) not in known), text
    slots = page.locator("[data-ref]:visible").evaluate_all(
        "slots => slots.map(slot => [slot.dataset.ref, slot.dataset.number ?? null])"
    )
    for reference, number in slots:
        name, what, _ = reference.split("|")
        needed = "gradient" if what in ("local", "seed") else what
        assert (number is not None) == ((name, needed) in known), f"step {step}: {reference}"


def acting(page: Page) -> set[str]:
    names: list[str] = graph(page).evaluate(
        """root => [...root.querySelectorAll('.gv-acting')]
        .map(part => part.dataset.node ?? part.dataset.edge)"""
    )
    return set(names)


# --- stepping ------------------------------------------------------------------------------------


def test_keyboard_walks_all_steps_and_nothing_is_shown_too_early(page: Page) -> None:
    assert_step(page, None)
    for number, step in enumerate(WALK, start=1):
        page.keyboard.press("ArrowRight")
        assert_step(page, number)
        assert acting(page) == set(step.acting)
        expect(bar(page).locator(".gv-step-words")).to_have_text(step.words)
        way = "forward" if step.kind in ("start", "forward") else "backward"
        expect(bar(page).locator(".gv-way")).to_contain_text(way)
        expect(graph(page)).to_have_attribute("data-way", way)
        spoken = page.get_by_test_id("gradviz-step-spoken")
        expect(spoken).to_contain_text(f"Step {number} of {len(WALK)}, {way}. {step.words}")
        expect(spoken).to_have_attribute("aria-live", "polite")
    page.keyboard.press("ArrowRight")
    assert_step(page, len(WALK))
    page.keyboard.press("ArrowLeft")
    assert_step(page, len(WALK) - 1)
    page.keyboard.press("Home")
    assert_step(page, 1)
    page.keyboard.press("End")
    assert_step(page, len(WALK))
    page.keyboard.press("Escape")
    assert_step(page, None)


def test_presenters_clicker_steps_also_from_a_node(page: Page) -> None:
    page.keyboard.press("PageDown")
    assert_step(page, 1)
    tab_until(page, f"{FOCUS}?.closest('[data-node]') != null")
    page.keyboard.press("PageDown")
    assert_step(page, 2)
    page.keyboard.press("ArrowRight")  # from node to node, as ever
    assert_step(page, 2)
    page.keyboard.press("PageUp")
    assert_step(page, 1)


def test_keys_of_inputs_stay_theirs(page: Page) -> None:
    slider(page, "W").focus()
    before = slider_value(page, "W")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("PageDown")
    eventually(page, lambda: assert_moved(slider_value(page, "W"), before))
    page.get_by_role("spinbutton", name="b, exact").focus()
    page.keyboard.press("End")
    page.keyboard.press(" ")
    assert_step(page, None)


def assert_moved(value: float, before: float) -> None:
    assert value != before


def test_buttons_and_scrubber_reach_every_step(page: Page) -> None:
    buttons = bar(page)
    buttons.get_by_role("button", name="Last step").click()
    assert_step(page, len(WALK))
    buttons.get_by_role("button", name="Previous step").click()
    assert_step(page, len(WALK) - 1)
    buttons.get_by_role("button", name="First step").click()
    buttons.get_by_role("button", name="Next step").click()
    assert_step(page, 2)
    scrubber = buttons.get_by_role("slider", name="Step of the pass")
    scrubber.fill("11")
    assert_step(page, 11)
    scrubber.press("PageDown")
    assert_step(page, 12)
    scrubber.press("ArrowLeft")
    assert_step(page, 11)
    buttons.get_by_role("button", name="Leave the steps").click()
    assert_step(page, None)


def test_play_walks_and_stops_at_the_end(page: Page) -> None:
    page.keyboard.press("ArrowRight")
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press(" ")
    expect(bar(page).get_by_role("button", name="Pause")).to_be_visible()
    eventually(page, lambda: assert_step(page, len(WALK)), seconds=5)
    expect(bar(page).get_by_role("button", name="Play")).to_be_visible()
    page.keyboard.press(" ")  # from the start again
    assert_step(page, 1)
    eventually(page, lambda: assert_step(page, 2), seconds=5)
    page.keyboard.press(" ")
    page.wait_for_timeout(1500)
    assert_step(page, 2)


def test_numbers_follow_a_drag_at_a_step(page: Page) -> None:
    for _ in range(3):
        page.keyboard.press("PageDown")
    before = shown_weight(page)
    x, y = middle(part(page, "W:0"))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 80, y, steps=6)

    def follows() -> None:
        assert shown_weight(page) < before
        assert_step(page, 3)
        shown = numbers(page)
        product = np.multiply(shown["X:0"]["value"], shown["W:0"]["value"])
        assert np.allclose(shown["Mul:0"]["value"], product)
        slot = bar(page).locator('[data-ref="pred:0|value|1"]')
        assert float(slot.get_attribute("data-number") or "nan") == shown["pred:0"]["value"][1][0]

    eventually(page, follows)
    page.mouse.up()
    eventually(page, follows)


def test_step_and_selection_are_in_the_link(page: Page, arrive: Arrive) -> None:
    for _ in range(12):
        page.keyboard.press("PageDown")
    part(page, "residual:0", "value").locator("tspan").first.click()
    eventually(page, lambda: expect(page).to_have_url(re.compile("step=12"), timeout=100))
    eventually(page, lambda: expect(page).to_have_url(re.compile("select=residual"), timeout=100))
    other = stepping(arrive(query=f"?{page.url.partition('?')[2]}"))
    eventually(other, lambda: assert_step(other, 12))
    expect(region(other)).to_contain_text("residual is pred − Y.")
    # What is known can be taken in the panel; what the pass has not come to is not seen there.
    field = other.get_by_test_id("gradviz-derivation").locator(".gv-field")
    part(other, "W:0", "value").locator("tspan").first.click()
    expect(field).to_have_text("1.665")
    part(other, "W:0", "gradient").locator("tspan").first.click()
    expect(field).to_be_hidden()
    page.reload()
    stepping_again = page
    bar(page).wait_for(timeout=60_000)
    eventually(stepping_again, lambda: assert_step(stepping_again, 12))


@pytest.mark.parametrize(
    ("query", "said", "step"),
    [("?step=99", "no step 99", 18), ("?step=next", "“next” is not the number of a step", None)],
)
def test_malformed_step_is_answered(arrive: Arrive, query: str, said: str, step: int) -> None:
    page = stepping(arrive(query=query))
    expect(page.get_by_role("alert")).to_contain_text(said)
    eventually(page, lambda: assert_step(page, step))


def test_forward_and_backward_differ_by_more_than_color(page: Page) -> None:
    line = "element => getComputedStyle(element).strokeDasharray"
    page.keyboard.press("PageDown")
    page.keyboard.press("PageDown")
    edge = graph(page).locator('[data-edge="W:0->Mul:0:1"]')
    assert edge.locator(".gv-forward-line").evaluate(line) == "none"
    expect(edge.locator(".gv-backward-line")).to_be_hidden()
    page.keyboard.press("End")
    page.keyboard.press("PageUp")
    assert_step(page, len(WALK) - 1)
    expect(edge.locator(".gv-backward-line")).to_be_visible()
    assert edge.locator(".gv-backward-line").evaluate(line) != "none"


def test_reduced_motion_is_respected(page: Page) -> None:
    """The visitors of these tests ask for reduced motion; nothing may run by itself."""
    page.keyboard.press("PageDown")
    for _ in range(10):
        page.keyboard.press("PageDown")
        running = page.evaluate(
            """() => document.querySelector('[data-testid=stApp]').ownerDocument
            .getAnimations().filter(each => each.playState === 'running'
                && String(each.animationName ?? '').startsWith('gv-')).length"""
        )
        lines = (
            graph(page)
            .locator(".gv-line")
            .evaluate_all("lines => lines.flatMap(line => line.getAnimations()).length")
        )
        assert running == lines == 0


def test_phone_shows_graph_and_steps(arrive: Arrive) -> None:
    page = stepping(arrive(query="?step=17", **TOUCH))
    eventually(page, lambda: assert_step(page, 17))
    for button in ("First step", "Previous step", "Play", "Next step", "Last step"):
        box = bar(page).get_by_role("button", name=button).bounding_box()
        assert box is not None, button
        assert min(box["width"], box["height"]) >= 38, button
        assert box["x"] >= 0, button
        assert box["x"] + box["width"] <= TOUCH["width"], button
        assert box["y"] + box["height"] <= TOUCH["height"], button
    for number in (17, 16, 9, 2):
        bar(page).get_by_role("slider").fill(str(number))
        assert_in_sight(page, WALK[number - 1].acting)
    page.reload()
    bar(page).wait_for(timeout=60_000)
    eventually(page, lambda: assert_in_sight(page, WALK[1].acting))


def assert_in_sight(page: Page, names: tuple[str, ...]) -> None:
    stage = graph(page).locator(".gv-stage").bounding_box()
    assert stage is not None
    for name in names:
        kind = "edge" if "->" in name else "node"
        box = graph(page).locator(f'[data-{kind}="{name}"] > .gv-ring').bounding_box()
        assert box is not None
        assert box["x"] >= stage["x"] - 8, name
        assert box["y"] >= stage["y"] - 8, name
        assert box["x"] + box["width"] <= stage["x"] + stage["width"] + 8, name
        assert box["y"] + box["height"] <= stage["y"] + stage["height"] + 8, name


MASKED = """async ([steps, frame]) => {
  const {Walk} = await import('/assets/walk.js');
  const walk = new Walk(steps);
  return steps.map((_, at) => {
    const {nodes, edges} = walk.masked(frame, at + 1);
    return Object.entries({...nodes, ...edges}).flatMap(([name, numbers]) =>
      ['value', 'gradient'].filter(part => numbers[part] !== undefined).map(part => [name, part]));
  });
}"""


def test_a_partly_summed_gradient_is_never_there(page: Page) -> None:
    """W is used three times: its gradient is known at the join, not at any contribution."""
    with tf.Graph().as_default():
        w = tf.Variable(0.0, dtype="double", name="W").value()
        b = tf.Variable(0.0, dtype="double", name="b").value()
        cost = tf.add_n([tf.square(w), tf.multiply(w, 3.0), tf.multiply(w, b)], name="cost")
        model = finish(cost, {}, {"W": w, "b": b}, {})
    values = {
        part.name: {"value": 1.0, "gradient": 2.0, "local": {"value": 3.0}}
        for part in (*model.diagram.nodes, *model.diagram.edges)
    }
    frame = {
        "nodes": {name: each for name, each in values.items() if "->" not in name},
        "edges": {name: each for name, each in values.items() if "->" in name},
    }
    masked = page.evaluate(MASKED, [walk(model), frame])
    known: set[tuple[str, str]] = set()
    for step, shown in zip(steps(model), masked, strict=True):
        known |= {number for number in step.known if number[1] != "seed"}
        assert {(name, what) for name, what in shown} == known
        assert (("W:0", "gradient") in known) == (step.kind == "join" or step is steps(model)[-1])


# --- every number explained ----------------------------------------------------------------------


def region(page: Page) -> Locator:
    return page.get_by_role("region", name="Selected in the graph")


def assert_explained(page: Page, name: str, what: str, words: str) -> None:
    """The last line has exactly the numbers that the graph shows."""
    panel = region(page)
    assert panel.locator(".gv-words").inner_text().startswith(words)
    lines = panel.locator(".gv-lines .gv-formula")
    assert 1 <= lines.count() <= 4
    last = lines.last.locator("[data-ref]:not([data-seeded])").evaluate_all(
        "slots => slots.map(slot => Number(slot.dataset.number))"
    )
    assert last == np.ravel(numbers(page)[name][what]).tolist()


def test_every_number_is_explained_by_its_own_numbers(page: Page) -> None:
    told = explanations(linear_model(2))
    for node in linear_model(2).diagram.nodes:
        for what in ("value", "gradient"):
            part(page, node.name, what).locator("tspan").first.click()
            words = told[node.name, what].words
            eventually(page, lambda: assert_explained(page, node.name, what, words))  # noqa: B023
    for edge in linear_model(2).diagram.edges:
        part(page, edge.name, "gradient").locator("tspan").first.click()
        words = told[edge.name, "gradient"].words
        eventually(page, lambda: assert_explained(page, edge.name, "gradient", words))  # noqa: B023


def test_sources_lead_back_to_the_seed(page: Page) -> None:
    part(page, "W:0", "gradient").locator("tspan").first.click()
    for upstream in ("Mul", "pred", "residual", "Square", "Sum", "cost"):
        region(page).get_by_role("button", name=f"∂cost/∂{upstream}", exact=True).click()
        expect(region(page).locator(".gv-title")).to_contain_text(upstream)
    expect(region(page)).to_contain_text("It is 1 because it is the seed.")
    eventually(
        page, lambda: expect(page).to_have_url(re.compile(r"cost%3A0%7Cgradient|cost:0\|grad"))
    )
    region(page).get_by_role("button", name="the seed of cost").click()
    expect(region(page)).to_contain_text("the backward pass starts here")


def test_number_in_a_formula_leads_to_its_own_explanation(page: Page) -> None:
    part(page, "W:0", "gradient").locator("tspan").first.click()
    region(page).locator('.gv-lines [data-go="Mul:0|gradient|1"]').first.click()
    expect(region(page).locator(".gv-words")).to_contain_text("Entry 2 of 2.")
    last = region(page).locator(".gv-lines .gv-formula").last.locator("[data-ref]")
    expect(last).to_have_count(1)
    expect(last).to_have_attribute("data-number", str(numbers(page)["Mul:0"]["gradient"][1][0]))


def test_entry_is_chosen_in_the_table_and_restored_by_the_link(page: Page, arrive: Arrive) -> None:
    part(page, "X:0", "value").locator("tspan").first.click()
    region(page).locator('td[data-go="X:0|gradient|1"]').click()
    expect(region(page).locator(".gv-words")).to_contain_text("Entry 2 of 2. Mul sends")
    url = re.compile(r"select=X(%3A|:)0(%7C|\|)gradient(%7C|\|)1")
    eventually(page, lambda: expect(page).to_have_url(url, timeout=100))
    other = drawn(arrive(query=f"?{page.url.partition('?')[2]}"))
    expect(region(other).locator(".gv-words")).to_contain_text("Entry 2 of 2. Mul sends")
    region(other).get_by_role("button", name="next entry").click()
    expect(region(other).locator(".gv-words")).to_contain_text("Entry 1 of 2.")
    region(other).get_by_role("button", name="all entries").click()
    expect(region(other).locator(".gv-words")).to_have_text(re.compile("^Mul sends"))


def test_keyboard_toggles_value_and_gradient(page: Page) -> None:
    tab_until(page, f"{FOCUS}?.closest('[data-node]') != null")
    page.keyboard.press("Enter")
    for key, pressed in (("v", "→ value"), ("g", "← gradient")):
        page.keyboard.press(key)
        button = region(page).get_by_role("button", name=pressed)
        expect(button).to_have_attribute("aria-pressed", "true")


def test_sum_is_written_term_by_term(page: Page) -> None:
    part(page, "W:0", "gradient").locator("tspan").first.click()
    region(page).get_by_role("button", name="term by term").click()
    lines = region(page).locator(".gv-lines .gv-formula")
    expect(lines.nth(2).locator("mn")).to_have_text(["2", "0.8763", "3", "3.541"])
    expect(lines.nth(2).locator("mo", has_text="(").first).to_be_hidden()  # nothing is negative
    expect(lines.nth(3).locator("mn")).to_have_text(["12.38"])


def test_zero_is_explained(arrive: Arrive) -> None:
    page = drawn(arrive(query="?W=0&b=3&X=0,1&Y=3,1&select=residual:0|gradient|0"))
    said = "It is 0 because Square lets nothing through here: ∂Square/∂residual is 0."
    expect(region(page).locator(".gv-words")).to_contain_text(said)


def test_explanation_is_copied_as_latex_with_numbers(page: Page) -> None:
    part(page, "cost:0", "value").locator("tspan").first.click()
    region(page).get_by_role("button", name="Copy as LaTeX").click()
    expect(
        region(page).get_by_role("button", name=re.compile("copied|not allowed"))
    ).to_be_visible()
    latex = region(page).locator(".gv-explanation").get_attribute("data-latex")
    assert latex is not None
    assert latex.startswith("\\begin{aligned}")
    assert "&= 0.5 \\cdot 13.31" in latex
    assert "slot" not in latex


# --- how fast ------------------------------------------------------------------------------------

PRESSED = """key => {
  document.body.dispatchEvent(new KeyboardEvent('keydown',
    {key, bubbles: true, composed: true, cancelable: true}));
  const graph = document.querySelector('[data-testid=stMain]');
  const hosts = [...graph.querySelectorAll('*')].filter(each => each.shadowRoot);
  const bar = hosts.map(each => each.shadowRoot.querySelector('.gv-step-count')).find(Boolean);
  return bar.textContent;
}"""


def test_a_step_waits_for_nobody_and_the_server_is_told_when_the_hand_rests(page: Page) -> None:
    sent: list[Any] = []
    page.context.new_cdp_session(page)  # keeps the page awake
    page.evaluate(
        """() => { const send = WebSocket.prototype.send; window.sent = 0;
        WebSocket.prototype.send = function (data) { window.sent += 1; send.call(this, data); } }"""
    )
    for number in range(1, 9):
        shown = page.evaluate(PRESSED, "ArrowRight")
        assert f"step {number} of" in shown, "the key's own task shows the step"
        sent.append(page.evaluate("window.sent"))
    assert sent == [0] * 8
    eventually(page, lambda: expect(page).to_have_url(re.compile("step=8"), timeout=100))
    assert page.evaluate("window.sent") == 1
