"""The floor of a drag through the server: one number on an empty page.

Measured are the time from a message on the WebSocket to the paint of the number that came back for
it, and how many such paints there are in a second of steady dragging.
"""

import time
from dataclasses import dataclass

from playwright.sync_api import Browser, Locator, Page

from tests.browser.component import middle

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


def drag_ping(browser: Browser, url: str) -> Drags:
    """The least that can follow a drag through the server."""
    page = _open(browser, url)
    ping = page.get_by_test_id("ping")
    return _drag(page, held=ping, watched=ping)


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
