"""A change of the data, from the hand to the paint of the new surface: `… benchmarks change`.

How much of it passes before the server hears of it, until it has sent all, and in the browser.
"""

import statistics

from playwright.sync_api import Browser, Page

from tests.benchmarks.opened import opened
from tests.browser.component import part
from tests.browser.hands import take_first_point, type_in_cell

MOST = 300
TURNS = 8
PAGES = {
    "worked example": "?",
    "worked example, 3D": "?view=3d",
    "before and after": "?compare=huber",
    "ten points": "?model=points",
}
# When messages leave and arrive.
WATCH_WIRE = """
window.sent = []; window.received = [];
const send = WebSocket.prototype.send;
WebSocket.prototype.send = function (data) {
  if (!this.watched) {
    this.watched = true;
    this.addEventListener('message', () => window.received.push(performance.now()));
  }
  window.sent.push(performance.now());
  return send.call(this, data);
};"""
# From the event that ends a change until the frame in which another surface is painted.
WATCH_SURFACE = """([type]) => {
  const chart = () => document.querySelector('.st-key-surface .js-plotly-plot');
  const told = () => {
    const { z, customdata } = (chart()?._fullLayout && chart().data?.[0]) || {};
    // The browser's own surfaces, while the hand moves, have no numbers for who points at them.
    if (!z || !(customdata || type === 'pointermove')) return null;
    return z.bdata?.slice(0, 400) ?? [...z[0]].join();
  };
  const before = told();
  window.change = null;
  const ended = event => {
    if (type === 'keydown' && event.key !== 'Enter') return;
    removeEventListener(type, ended, {capture: true});
    const start = event.timeStamp;
    const look = () => {
      const drawn = chart()?.querySelector('.contourlayer path, .gl-container canvas');
      if (!drawn || !told() || told() === before) return requestAnimationFrame(look);
      const channel = new MessageChannel();
      channel.port1.onmessage = () => {
        const now = performance.now();
        // While a hand moves the browser computes alone.
        const heard = window.sent.find(time => time >= start) ?? start;
        const last = heard > start ? window.received.filter(time => time <= now).at(-1) : start;
        window.change = [start, heard, last, now].map(time => time - start);
      };
      requestAnimationFrame(() => channel.port2.postMessage(null));
    };
    requestAnimationFrame(look);
  };
  addEventListener(type, ended, {capture: true});
}"""


def main() -> None:
    """Prints the times of a point that is moved, of one let go, and of a typed number."""
    with opened("change") as found:
        if found is None:
            return
        browser, app = found
        print(
            f"{'from the hand to the new surface, ms':36} {'until sent':>10} {'server':>8} ", end=""
        )
        print(f"{'browser':>8} {'median':>8} {'p90':>8} {'at most':>8}")
        for name, query in PAGES.items():
            for how, change in CHANGES.items():
                if change is _move and "3d" in query:
                    continue  # without a graphics processor it is pale until the hand lets go
                times = _measured(browser, f"{app}/{query}", change)
                sent, server, drawn = (
                    statistics.median(one[at + 1] - one[at] for one in times) for at in range(3)
                )
                whole = [one[3] for one in times]
                p90 = statistics.quantiles(whole, n=10)[-1]
                print(f"{f'{name}, {how}':36} {sent:10.0f} {server:8.0f} {drawn:8.0f} ", end="")
                print(f"{statistics.median(whole):8.0f} {p90:8.0f} {MOST:8}", flush=True)


def _measured(browser: Browser, url: str, change) -> list[list[float]]:  # noqa: ANN001
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    page.add_init_script(WATCH_WIRE)
    page.goto(url)
    part(page, "cost:0").wait_for()
    page.locator(".st-key-fit .points path").first.wait_for()
    found = []
    for turn in range(TURNS + 2):
        page.wait_for_timeout(2000)  # the page has come to rest: not a wait for a result
        change(page, turn)
        for _ in range(200):
            if page.evaluate("window.change"):
                break
            page.wait_for_timeout(100)
        found.append(page.evaluate("window.change"))
    page.close()
    return found[2:]  # the first ones warm up


def _move(page: Page, turn: int) -> None:
    x, y = take_first_point(page)
    # In a hand that has been moving already.
    page.mouse.move(x, y + (8 if turn % 2 else -8), steps=4)
    page.wait_for_timeout(1000)
    page.evaluate(WATCH_SURFACE, ["pointermove"])
    page.mouse.move(x, y + (12 if turn % 2 else -12))
    page.wait_for_timeout(1000)
    page.mouse.up()


def _drag(page: Page, turn: int) -> None:
    x, y = take_first_point(page)
    page.mouse.move(x, y + (12 if turn % 2 else -12), steps=4)
    page.evaluate(WATCH_SURFACE, ["pointerup"])
    page.mouse.up()


def _type(page: Page, turn: int) -> None:
    page.evaluate(WATCH_SURFACE, ["keydown"])
    type_in_cell(page, "Y", 0, str(3 + turn % 2 / 4))


CHANGES = {"a point moved": _move, "a point let go": _drag, "a cell typed": _type}
