"""A descent in the browser: frames in a second, what the server hears meanwhile, and its end.

A long race is canceled while it is computed: how long until the page says that it has stopped.
"""

from playwright.sync_api import Browser, Page

from tests.benchmarks.opened import opened
from tests.benchmarks.ping import WATCH_SENDS
from tests.browser.component import part

RUNS = {
    "one run": "gradient_descent,learning_rate%3D0.02",
    "race of four": "gradient_descent,learning_rate%3D0.02;momentum;adam;rmsprop",
}
STEPS, PACE, LEAST = 200, "100", 30
LONG = "?descent=" + ";".join(f"sgd,learning_rate%3D0.002,seed%3D{n}" for n in range(4))
# More often and a fast machine would have finished the race.
CANCELS, SECONDS = 3, 0.5
# Counts the frames in which another step was shown, from the first to the last.
WATCH = """element => {
  window.shown = [];
  const look = now => {
    const step = Number(element.dataset.step);
    if (step !== window.shown.at(-1)?.[1]) window.shown.push([now, step]);
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""
# Cancels as a click does, and waits for the frame in which the page offers to go on.
CANCEL = """async element => {
  const start = performance.now();
  element.querySelector('[data-move="stop"]').click();
  while (element.querySelector('[data-move="on"]').hidden)
    await new Promise(requestAnimationFrame);
  return (performance.now() - start) / 1000;
}"""


def main() -> None:
    """Prints frames and messages of two hundred steps, for one run and for a race."""
    with opened("play") as found:
        if found is None:
            return
        browser, app = found
        print(
            f"{'played at ' + PACE + ' steps a second':32} {'frames/s':>8} {'at least':>8} messages"
        )
        for name, runs in RUNS.items():
            for view in ("contour", "3d"):
                query = f"?view={view}&descent={runs};until,{STEPS};all"
                rate, messages = play(browser, f"{app}/{query}")
                print(f"{f'{name}, {view}':32} {rate:8.1f} {LEAST:8} {messages:8}")
        seconds = cancels(browser, f"{app}/{LONG};until,100000;all")
        print(f"\n{'four long runs canceled':32} {'median s':>8} {'longest':>8} {'at most':>8}")
        middle = sorted(seconds)[len(seconds) // 2]
        print(f"{'click to “Go on”':32} {middle:8.2f} {max(seconds):8.2f} {SECONDS:8}")


def play(browser: Browser, url: str) -> tuple[float, int]:
    """Plays a descent to its end; frames with another step in a second, and messages sent."""
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    page.add_init_script(WATCH_SENDS)
    page.goto(url)
    part(page, "cost:0").wait_for()
    page.wait_for_timeout(5000)  # the page has come to rest: not a wait for a result
    found = _play(page)
    page.close()
    return found


def cancels(browser: Browser, url: str) -> list[float]:
    """Seconds from a click on Cancel to the page's offer to go on, each time of the same race."""
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    page.goto(url)
    bar = page.get_by_test_id("gradviz-descent")
    found = []
    for _ in range(CANCELS):
        cancel = bar.get_by_role("button", name="Cancel")
        cancel.wait_for()
        page.wait_for_timeout(1000)  # the race is well under way: not a wait for a result
        found.append(bar.evaluate(CANCEL))
        bar.get_by_role("button", name="Go on").click()
    page.close()
    return found


def _play(page: Page) -> tuple[float, int]:
    bar = page.get_by_test_id("gradviz-descent")
    bar.get_by_label("Steps in a second").select_option(PACE)
    bar.evaluate(WATCH)
    sent = page.evaluate("window.sends.length")
    bar.get_by_role("button", name="Play the descent").click()
    # The last step is settled with the server; what is sent before that is counted.
    messages = 0
    while int(bar.get_attribute("data-step") or "0") < STEPS:
        messages = page.evaluate("window.sends.length") - sent
        page.wait_for_timeout(100)
    shown = [pair for pair in page.evaluate("window.shown") if pair[1] < STEPS]
    seconds = (shown[-1][0] - shown[1][0]) / 1000
    return (len(shown) - 2) / seconds, messages


if __name__ == "__main__":
    main()
