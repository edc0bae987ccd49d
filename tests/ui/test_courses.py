"""Long races: in slices, canceled, shared, kept in bounded memory, and exact at any step."""

import json
import threading
import time

import numpy as np
import pytest

from gradviz.study.missing import Missing
from gradviz.study.openings import opening
from gradviz.study.presets import PRESETS
from gradviz.ui import courses, descents
from gradviz.ui.courses import Course, Raced, course_of
from gradviz.ui.descent_link import MOST_STEPS, Descent
from gradviz.ui.state import State
from tests.ui.test_page import arrive, component_data

PROBLEM = State().problem
SGD = ("sgd", (("learning_rate", 0.002),))
LONG = Descent((SGD,), MOST_STEPS, None, rest=False)


@pytest.fixture(autouse=True)
def forgotten() -> None:
    courses._course.cache_clear()


def finished(course: Course) -> Raced:
    while course.finished is None:
        course.go_on(1.0)
    return course.finished


def test_a_slice_ends_soon_and_the_next_goes_on_from_there() -> None:
    course = course_of(PROBLEM, LONG)
    course.go_on(0.0)
    assert course.reached == 0
    seen = []
    for _ in range(3):
        course.go_on(0.02)
        seen.append(course.reached)
    assert 0 < seen[0] < seen[1] < seen[2] < MOST_STEPS
    assert course.finished is None
    [way] = course.so_far().ways
    assert (way.ending.why, way.ending.step) == ("interrupted", course.reached)


def test_all_who_ask_for_the_same_share_one_race() -> None:
    course = course_of(PROBLEM, LONG)
    assert course_of(PROBLEM, LONG) is course
    courses._course.cache_clear()
    assert course_of(PROBLEM, LONG, course) is course  # whoever waits for it still has it
    assert course_of(PROBLEM, LONG) is not course


def test_nobody_waits_for_another_visitors_slice() -> None:
    course = course_of(PROBLEM, LONG)
    other = threading.Thread(target=course.go_on, args=(0.5,))
    other.start()
    while not course.reached:
        time.sleep(0.001)
    course.go_on(10.0)  # somebody is at it: comes back at once
    assert other.is_alive()
    other.join()


def test_a_hundred_thousand_steps_are_kept_in_bounded_memory_and_each_can_be_had() -> None:
    course = course_of(PROBLEM, LONG)
    raced = finished(course)
    [way] = raced.ways
    assert way.ending.step == MOST_STEPS
    assert not raced.whole
    numbers = sum(array.size for array in (way.steps, way.cost, way.gradient, way.points))
    assert numbers <= courses.MOST_NUMBERS
    sent = json.dumps(descents.record(raced, PROBLEM, State().axes), allow_nan=False)
    assert len(sent) < 1_500_000
    for step in (0, 1, 51_234, 99_999, MOST_STEPS):
        window = course.window(raced, step)
        assert not isinstance(window, Missing)
        [part] = window
        assert step in part.steps
        assert len(part.steps) <= 2 * courses.WINDOW + 1
        point = part.points[part.steps == step][0].tolist()
        assert course.step_at(raced, point, step) == step
        there = PROBLEM.moved(dict(zip(PROBLEM.entries, point, strict=True)))
        kept = Descent(LONG.runs, LONG.steps, None, course.start, rest=False, at=step)
        assert course_of(there, kept) is course
        record = descents.window_record(raced, window, PROBLEM, State().axes)
        json.dumps(record, allow_nan=False)
    beside = Descent(LONG.runs, LONG.steps, None, course.start, rest=False, at=51_234)
    assert course_of(PROBLEM.moved({"W": 0.123}), beside).start[0] == 0.123


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.key)
def test_what_is_sent_of_a_long_race_stays_small(preset) -> None:  # type: ignore[no-untyped-def]
    problem = opening(preset.blueprint)
    names = ("gradient_descent", "adam", "rmsprop", "momentum")
    descent = Descent(tuple((name, ()) for name in names), 3000, None, rest=False)
    course = course_of(problem, descent)
    axes = State(problem).axes
    sent = json.dumps(descents.record(finished(course), problem, axes), allow_nan=False)
    assert len(sent) < 3_000_000


def test_a_run_that_is_not_possible_keeps_its_place() -> None:
    problem = opening(next(one for one in PRESETS if not one.blueprint.inputs).blueprint)
    course = course_of(problem, Descent((("sgd", ()), ("adam", ())), 10))
    refused, way = finished(course).ways
    assert (refused.ending.why, len(refused.steps)) == ("refused", 0)
    assert len(way.steps) == 11
    only = course_of(problem, Descent((("sgd", ()),), 10))
    assert only.finished is not None
    assert np.isnan(only.cost)


def test_the_bar_says_how_far_a_long_race_is() -> None:
    page = arrive(descent="sgd,learning_rate=0.002;sgd,seed=2;adam;sgd,seed=3;until,100000;all")
    assert not page.exception
    [bar] = [
        data
        for data in map(component_data, page.get("bidi_component"))
        if data.get("role") == "descent"
    ]
    assert 0 < bar["progress"]["step"] < bar["progress"]["steps"] == 100_000
    assert bar["race"]["runs"] == []
    assert bar["asked"]["rest"] is False
