"""From the moving hand to the painted page: the graph, against the least that can follow a drag.

Both pages are measured by the same instrument, in turns, in one Chromium: the time from a message
on the WebSocket to the paint of the number that came back for it, and how many such paints there
are in a second of steady dragging.
"""

import statistics
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page

from tests.browser.chromium import find_chromium, launch
from tests.browser.component import graph, middle, part
from tests.browser.server import ROOT, serve

SECONDS = 3.0
TURNS = 3
REACH = 60  # pixels that the hand moves to each side

# Before the page's own scripts: notes when a message leaves.
WATCH_SENDS = """
window.sends = [];
const send = WebSocket.prototype.send;
WebSocket.prototype.send = function (data) {
  window.sends.push(performance.now());
  return send.call(this, data);
};
"""
# Notes when a change of the element's number has been painted: the task after the next frame.
WATCH_PAINTS = """element => {
  window.sends.length = 0;
  window.paints = [];
  window.watcher?.disconnect();
  window.watcher = new MutationObserver(() => {
    const sent = window.sends.at(-1);
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => window.paints.push([sent, performance.now()]);
      channel.port2.postMessage(null);
    });
  });
  window.watcher.observe(element, {attributes: true, attributeFilter: ['data-number']});
}"""


@dataclass(frozen=True)
class Drags:
    """What was seen in some seconds of dragging."""

    latencies: list[float]  # milliseconds
    seconds: float

    @property
    def rate(self) -> float:
        """Painted updates a second."""
        return len(self.latencies) / self.seconds


def main() -> None:
    """Prints latency and rate of both pages, and how near the graph comes to the floor."""
    path = find_chromium()
    if path is None:
        print("drag to paint: no Chromium or Chrome found, not measured")
        return
    floor: list[Drags] = []
    app: list[Drags] = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        ping_page = Path(__file__).parent / "ping_page.py"
        ping_server = stack.enter_context(serve(folder / "ping.log", ping_page))
        app_server = stack.enter_context(serve(folder / "app.log", ROOT / "app.py"))
        browser = stack.enter_context(launch(path))
        for _ in range(TURNS):
            floor.append(drag_ping(browser, ping_server.url))
            app.append(_drag_graph(browser, app_server.url))
    print(f"drag to paint, {TURNS} drags of {SECONDS:.0f} s each, in turns")
    print(f"{'page':16} {'painted/s':>9} {'p50 ms':>7} {'p95 ms':>7}")
    _print_row("ping (the floor)", floor)
    _print_row("gradviz graph", app)
    print(f"rate relative to the floor: {_rate(app) / _rate(floor):.0%}")


def _print_row(name: str, drags: list[Drags]) -> None:
    latencies = [latency for drag in drags for latency in drag.latencies]
    p95 = statistics.quantiles(latencies, n=20)[-1]
    print(f"{name:16} {_rate(drags):9.1f} {statistics.median(latencies):7.0f} {p95:7.0f}")


def _rate(drags: list[Drags]) -> float:
    return statistics.median(drag.rate for drag in drags)


def drag_ping(browser: Browser, url: str) -> Drags:
    """The least that can follow a drag through the server."""
    page = _open(browser, url)
    ping = page.get_by_test_id("ping")
    return _drag(page, held=ping, watched=ping)


def _drag_graph(browser: Browser, url: str) -> Drags:
    """Holds W; watches the cost, which is never a local echo but always the server's word."""
    page = _open(browser, url)
    part(page, "cost:0").wait_for()
    page.wait_for_function("!!window.Plotly")
    cost = graph(page).locator('[data-node="cost:0"] [data-part="value"]').first
    return _drag(page, held=part(page, "W:0"), watched=cost)


def _open(browser: Browser, url: str) -> Page:
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    page.add_init_script(WATCH_SENDS)
    page.goto(url)
    return page


def _drag(page: Page, held: Locator, watched: Locator) -> Drags:
    """Moves the hand to and fro without a pause, and collects what the page has painted."""
    held.wait_for()
    page.wait_for_timeout(3000)  # the page has come to rest: not a wait for a result
    x, y = middle(held)
    page.mouse.move(x, y)
    page.mouse.down()
    watched.evaluate(WATCH_PAINTS)
    start = time.monotonic()
    step = 0
    while (elapsed := time.monotonic() - start) < SECONDS:
        step += 1
        page.mouse.move(x + REACH * (abs((step + 20) % 80 - 40) / 20 - 1), y)
        page.wait_for_timeout(20)
    paints = page.evaluate("window.paints")
    page.mouse.up()
    page.close()
    return Drags([painted - sent for sent, painted in paints if sent is not None], elapsed)
