"""The descent's link, its messages, and the races that the page shows."""

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.study.openings import opening
from gradviz.study.optimizers import OPTIMIZERS
from gradviz.study.presets import PRESETS
from gradviz.ui import descents
from gradviz.ui.courses import course_of
from gradviz.ui.descent_link import MOST_STEPS, Descent, parse, read, text
from gradviz.ui.state import State
from tests.ui.test_page import arrive, component_data

FINITE = st.floats(allow_nan=False, allow_infinity=False)


@st.composite
def asked(draw: Any) -> Descent:
    runs = []
    for name in draw(st.lists(st.sampled_from(list(OPTIMIZERS)), min_size=1, max_size=4)):
        rate = draw(st.floats(0.0, 1e6))
        usual = OPTIMIZERS[name].settings[0].default
        runs.append((name, (("learning_rate", rate),) if rate != usual else ()))
    start = draw(st.none() | st.lists(FINITE, min_size=1, max_size=3).map(tuple))
    steps = draw(st.integers(1, MOST_STEPS))
    at = draw(st.none() | st.integers(1, MOST_STEPS)) if start is not None else None
    return Descent(tuple(runs), steps, draw(st.none() | FINITE), start, draw(st.booleans()), at)


@given(asked())
def test_a_link_says_a_descent_again(descent: Descent) -> None:
    assert parse([text(descent)]) == (descent, [])


@given(st.text())
def test_whatever_a_link_says_a_descent_comes_out(spelled: str) -> None:
    found, _ = parse([spelled])
    assert found is not None
    assert parse([text(found)]) == (found, [])


@pytest.mark.parametrize(
    "message",
    [
        {"runs": [{"optimizer": "sorcery", "settings": {}}]},
        {"runs": [{"optimizer": "adam", "settings": {"beta1": 2}}]},
        {"runs": [{"optimizer": "adam", "settings": {"beta1": "1;2"}}]},
        {"runs": [{"optimizer": "adam"}]},
        {"runs": [{"optimizer": "adam", "settings": {}}] * 9},
        {"steps": 0},
        {"steps": 1e9},
        {"steps": MOST_STEPS + 1},
        {"steps": [3]},
        {"threshold": "NaN"},
    ],
)
def test_nonsense_from_the_browser_is_refused(message: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="."):
        read(message, Descent())


@pytest.mark.parametrize(
    "spelled",
    [
        "adam;from,1,2;at,-1",
        "adam;from,1,2;at,1.5",
        "adam;from,1,2;at,1e30",
        "adam;from,1,2;at,",
        "adam;from,1,2;at,3,4",
        "adam;until,100001",
        "adam;all,1",
    ],
)
def test_nonsense_in_a_link_is_said_and_left_out(spelled: str) -> None:
    found, said = parse([spelled])
    assert found is not None
    assert found.at is None
    assert found.steps <= MOST_STEPS
    assert said


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.key)
def test_every_preset_can_be_descended_and_sent(preset: Any) -> None:
    state = State(opening(preset.blueprint))
    problem = state.problem
    descent = Descent((("gradient_descent", ()), ("adam", ())), 20)
    course = course_of(problem, descent)
    while course.finished is None:
        course.go_on(10)
    raced = course.finished
    record = descents.record(raced, problem, state.axes)
    json.dumps(record, allow_nan=False)
    assert record["entries"] == list(problem.entries)
    assert len(descents.grips(problem)) == len(record["entries"])
    # The race stays the same while the point is on its way, and begins anew beside it.
    way = raced.ways[0]
    there = dict(zip(problem.entries, way.points[-1].tolist(), strict=True))
    kept = Descent(descent.runs, 20, descent.threshold, raced.start)
    assert course_of(problem.moved(there), kept).start == raced.start
    beside = {name: 1.1 * value + 0.123 for name, value in there.items()}
    anew = course_of(problem.moved(beside), kept)
    np.testing.assert_array_equal(anew.start, list(beside.values()))


def test_the_bar_is_mounted_with_the_race_of_its_link() -> None:
    page = arrive(descent="adam;newton;until,30,0.5")
    assert not page.exception
    [bar] = [
        data
        for data in map(component_data, page.get("bidi_component"))
        if data.get("role") == "descent"
    ]
    assert [run["optimizer"] for run in bar["asked"]["runs"]] == ["adam", "newton"]
    assert (bar["asked"]["steps"], bar["asked"]["threshold"], bar["at"]) == (30, 0.5, 0)
    assert [run["optimizer"] for run in bar["race"]["runs"]] == ["adam", "newton"]
    assert arrive().toggle(key="descent-open").value is False
