"""From the key press to the painted step, by a real key in a real Chromium."""

import statistics

from playwright.sync_api import Page

from tests.benchmarks.opened import opened
from tests.browser.component import part

PRESSES = 120
PAUSE = 80  # milliseconds between two presses: a key held down repeats about as fast

# Notes when the key arrives, and when the frame that shows the step has been painted.
WATCH = """() => {
  window.painted = [];
  document.addEventListener('keydown', event => {
    const since = event.timeStamp;
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => window.painted.push(performance.now() - since);
      channel.port2.postMessage(null);
    });
  }, {capture: true});
}"""


def measured(page: Page, there: str, back: str) -> list[float]:
    """Milliseconds from each press to its paint, forward and backward through all steps."""
    page.evaluate("window.painted = []")
    for press in range(PRESSES):
        page.keyboard.press(there if press // 17 % 2 == 0 else back)
        page.wait_for_timeout(PAUSE)
    times: list[float] = page.evaluate("window.painted")
    return times


def main() -> None:
    """Measures and prints."""
    with opened("steps") as app:
        if app is None:
            return
        browser, url = app
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        page.goto(url)
        part(page, "cost:0").wait_for(timeout=60_000)
        page.wait_for_timeout(3000)
        page.evaluate(WATCH)
        found = {
            "a key that does nothing": measured(page, "F8", "F9"),
            "a step": measured(page, "ArrowRight", "ArrowLeft"),
        }
    print(f"steps: {PRESSES} key presses each, from the key to the paint")
    for name, times in found.items():
        p95 = statistics.quantiles(times, n=20)[-1]
        print(f"{name:24} p50 {statistics.median(times):4.0f} ms   p95 {p95:4.0f} ms")
