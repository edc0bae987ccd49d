"""The browser's way to a wanted number against NumPy's: at once, and a step in each frame."""

import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from gradviz.study.backward import as_json, frame
from gradviz.study.models import linear_model
from gradviz.study.pull import pull, pull_program
from tests.browser.server import Server

POINTS = ((2.0, 3.0), (3.0, 2.0))
START = (1.6649098, 0.54648024)
# `few`: how often it is asked whether there is time, and there is none; then the hand lets go.
RUN = """async ({spec, frame, entry, wanted, still, few}) => {
  const {Puller} = await import('/assets/pull.js');
  const puller = new Puller(spec);
  let numbers = 0;
  const [value, seen] = [puller.value.bind(puller), []];
  puller.value = at => (numbers += 1, value(at));
  const way = puller.start(frame, entry, wanted, still);
  for (let turn = 0; turn < few && !way.finished; turn += 1) {
    numbers = 0;
    way.go(() => false);
    seen.push({numbers, words: way.words, reached: way.here.value, finished: way.finished});
  }
  way.go(() => true);
  const {parameters, words, finished} = way;
  return {parameters, words, finished, reached: way.here.value, seen};
}"""
WANTED = [
    (("cost:0", "value"), 0, 2.0),
    (("cost:0", "value"), 0, 30.0),
    (("cost:0", "value"), 0, -5.0),
    (("pred:0", "value"), 1, -7.5),
    (("b:0", "gradient"), 0, 4.0),
]


@pytest.fixture(scope="module")
def page(chromium: Browser, server: Server) -> Iterator[Page]:
    """A page of the server's, with nothing on it."""
    page = chromium.new_page()
    page.goto(f"{server.url}/assets/pull.js")
    yield page
    page.close()


def pulled(
    page: Page,
    subject: tuple[str, str],
    entry: int,
    wanted: float,
    few: int = 0,
    still: tuple[str, ...] = (),
) -> Any:
    """Where the browser's program goes from the start."""
    model = linear_model(2)
    given = {
        "spec": pull_program(model, subject),
        "frame": as_json(frame(model, START, POINTS)),
        "entry": entry,
        "wanted": wanted,
        "still": list(still),
        "few": few,
    }
    return page.evaluate(RUN, json.loads(json.dumps(given)))


@pytest.mark.parametrize(("subject", "entry", "wanted"), WANTED)
def test_it_goes_where_numpy_goes(
    page: Page, subject: tuple[str, str], entry: int, wanted: float
) -> None:
    ours = pull(linear_model(2), START, POINTS, subject, entry, wanted)
    theirs = pulled(page, subject, entry, wanted)
    assert theirs["finished"]
    assert bool(theirs["words"]) == bool(ours.words)
    assert theirs["reached"] == pytest.approx(ours.reached, rel=1e-6, abs=1e-6)
    there = np.ravel([theirs["parameters"][name] for name in ("W:0", "b:0")])
    np.testing.assert_allclose(there, ours.parameters, rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize(("subject", "entry", "wanted"), WANTED)
@pytest.mark.parametrize("few", [1, 3, 100])
def test_a_step_in_each_frame_ends_where_all_at_once_ends(
    page: Page, subject: tuple[str, str], entry: int, wanted: float, few: int
) -> None:
    at_once = pulled(page, subject, entry, wanted)
    by_steps = pulled(page, subject, entry, wanted, few)
    for what in ("parameters", "reached", "words", "finished"):
        assert by_steps[what] == at_once[what]


def test_a_frame_without_time_takes_one_step_and_comes_nearer(page: Page) -> None:
    seen = pulled(page, ("cost:0", "value"), 0, -5.0, 100)["seen"]
    assert len(seen) > 1
    assert all(frame["numbers"] <= 30 for frame in seen)
    costs = [frame["reached"] for frame in seen]
    assert costs == sorted(costs, reverse=True)
    # Before the end is known nothing is said of it.
    assert not any(frame["words"] for frame in seen if not frame["finished"])
    assert "is the nearest that was found" in seen[-1]["words"]


def test_what_cannot_move_is_said_at_once(page: Page) -> None:
    result = pulled(page, ("pred:0", "value"), 0, 5.0, 1, still=("W:0", "b:0"))
    assert result["finished"]
    assert "cannot move this number" in result["words"]
    assert result["seen"] == []
