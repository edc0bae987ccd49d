"""While the hand moves the browser computes alone: how fast, and that the server hears nothing.

A parameter is moved, and results are pulled: a cost, a prediction, a gradient. The time from the
hand's move to the paint of the cost at the number that it led to, how many such paints there are in
a second, and how many messages left meanwhile; beside the least that can follow a drag through the
server, in the same run and the same Chromium.
"""

import statistics
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.benchmarks.ping import REACH, SECONDS, TURNS, WATCH_SENDS, drag_ping
from tests.browser.chromium import find_chromium, launch
from tests.browser.component import graph, middle, part
from tests.browser.server import ROOT, serve

HERE = Path(__file__).parent
SIZES = (12, 40, 124)
PULLED = (("cost:0", "value"), ("pred:0", "value"), ("b:0", "gradient"))
# What answers the hand is the cost's number, and where that can go no further the sentence that
# says so. They change in an animation frame: what is posted then is done right after its paint.
WATCH_PAINTS = """element => {
  window.paints = [];
  let moved = 0, counted = true;
  addEventListener('pointermove', event => { moved = event.timeStamp; }, {capture: true});
  const observer = new MutationObserver(() => {
    if (!counted) return;
    counted = false;
    const since = moved;
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      counted = true;
      window.paints.push([since, performance.now()]);
    };
    channel.port2.postMessage(null);
  });
  observer.observe(element, {attributes: true, attributeFilter: ['data-number']});
  const said = element.getRootNode().querySelector('.gv-pulled');
  observer.observe(said, {childList: true, characterData: true, subtree: true});
}"""


@dataclass(frozen=True)
class Drags:
    """What was seen in some seconds of dragging."""

    latencies: list[float]  # milliseconds
    seconds: float
    messages: int


def main() -> None:
    """Prints latency, rate and messages for graphs of several sizes and for the whole page."""
    path = find_chromium()
    if path is None:
        print("live drag: no Chromium or Chrome found, not measured")
        return
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        ping = stack.enter_context(serve(folder / "ping.log", HERE / "ping_page.py"))
        app = stack.enter_context(serve(folder / "app.log", ROOT / "app.py"))
        deep = stack.enter_context(serve(folder / "deep.log", HERE / "live_app.py"))
        browser = stack.enter_context(launch(path))
        print(f"hand to paint without the server, {TURNS} drags of {SECONDS:.0f} s each")
        print(f"{'page':28} {'nodes':>5} {'painted/s':>9} {'p50 ms':>7} {'p95 ms':>7} messages")
        floor = [drag_ping(browser, ping.url) for _ in range(TURNS)]
        latencies = [latency for drag in floor for latency in drag.latencies]
        rate = statistics.median(drag.rate for drag in floor)
        _print("ping, by the server", "", rate, latencies, "all")
        _measure(browser, "the page: graph + charts", f"{app.url}/")
        for name, what in PULLED:
            _measure(browser, f"the page: {what} of {name[:-2]}", f"{app.url}/", name, what)
        for size in SIZES:
            _measure(browser, "graph alone", f"{deep.url}/?nodes={size}")
        for size in SIZES:
            for name, what in PULLED:
                title = f"alone: {what} of {name[:-2]}"
                _measure(browser, title, f"{deep.url}/?nodes={size}", name, what)


def _measure(
    browser: Browser, title: str, url: str, name: str = "W:0", what: str = "value"
) -> None:
    drags, nodes = [], 0
    for _ in range(TURNS):
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        page.add_init_script(WATCH_SENDS)
        page.goto(url)
        part(page, "cost:0").wait_for()
        page.wait_for_timeout(4000)  # the page has come to rest: not a wait for a result
        nodes = graph(page).locator("[data-node]").count()
        drags.append(_drag(page, name, what))
        page.close()
    latencies = [latency for drag in drags for latency in drag.latencies]
    rate = statistics.median(len(drag.latencies) / drag.seconds for drag in drags)
    _print(title, str(nodes), rate, latencies, str(sum(drag.messages for drag in drags)))


def _print(name: str, nodes: str, rate: float, latencies: list[float], messages: str) -> None:
    p95 = statistics.quantiles(latencies, n=20)[-1]
    p50 = statistics.median(latencies)
    print(f"{name:28} {nodes:>5} {rate:9.1f} {p50:7.1f} {p95:7.1f} {messages:>8}")


def _drag(page: Page, name: str, what: str) -> Drags:
    """Moves a number to and fro without a pause, and collects what the page has painted."""
    held = part(page, name, what).locator("tspan").first
    graph(page).locator('[data-do="fit"]').click()  # a large graph opens at its end, W at its start
    # There nobody can take a number of a large one: a click brings its node near.
    page.mouse.click(*middle(graph(page).locator(f'[data-node="{name}"]')))
    page.wait_for_timeout(1000)
    x, y = middle(held)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 6, y)
    page.wait_for_timeout(2000)  # what pulls a result has come
    graph(page).locator('[data-node="cost:0"] [data-part="value"]').evaluate(WATCH_PAINTS)
    sent = page.evaluate("window.sends.length")
    start, step = time.monotonic(), 0
    while (elapsed := time.monotonic() - start) < SECONDS:
        step += 1
        page.mouse.move(x + REACH * (abs((step + 20) % 80 - 40) / 20 - 1), y)
    paints = page.evaluate("window.paints")
    messages = page.evaluate("window.sends.length") - sent
    page.mouse.up()
    return Drags([painted - moved for moved, painted in paints if moved], elapsed, messages)
