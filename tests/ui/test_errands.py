"""What the visitor asks of the server is done once, however often the browser tells of it."""

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.test_messages import component, say
from tests.ui.test_page import arrive, drag

GRAPH, EDITOR = "gradviz_graph", "gradviz_editor"
TEXT = "pred = X*{}(W)\ncost = reduce_sum(square(pred - Y))"
ASKED: dict[str, tuple[str, list[Any], str, str]] = {
    "travel": (GRAPH, ["u", "u"], "W", "1"),
    "points": (GRAPH, [{"add": [4, 5]}, {"add": [6, 7]}], "X", "2,3,4,6"),
    "build": (
        GRAPH,
        [
            {"do": "apply", "node": "W:0", "function": "tanh"},
            {"do": "apply", "node": "Tanh:0", "function": "sin"},
        ],
        "text",
        "pred = X*sin(tanh(W)) + b",
    ),
    "typed": (EDITOR, [TEXT.format("tanh"), TEXT.format("sin")], "text", "pred = X*sin(W)"),
}
"""Two errands of each kind: for which component, what, and the link's field that then begins so."""


@pytest.fixture
def page() -> AppTest:
    opened = arrive().toggle(key="model-open").set_value(True).run()
    for weight in (1.0, 2.0, 3.0):
        drag(opened, "W:0", weight, done=True)
    return opened


def tell(page: AppTest, name: str, first: int, *asked: object) -> None:
    say(page, ASKED[name][0], {name: {"first": first, "errands": asked}})


def done(page: AppTest, name: str) -> int:
    number: int = json.loads(component(page, ASKED[name][0]).json)["done"][name]
    return number


def said(page: AppTest, field: str) -> str:
    return "".join(page.query_params[field]).split("\n")[0]


@pytest.mark.parametrize("name", ASKED)
def test_an_errand_that_is_told_of_again_is_done_once(page: AppTest, name: str) -> None:
    _, (one, other), field, wanted = ASKED[name]
    assert done(page, name) == 0
    for first, *asked in ((1, one), (2,), (1, one), (1, one, other), (1, one), (2, other), (1,)):
        tell(page, name, first, *asked)
    assert said(page, field) == wanted
    assert done(page, name) == 2


@pytest.mark.parametrize("name", ASKED)
def test_a_session_that_was_lost_begins_where_the_browser_is(page: AppTest, name: str) -> None:
    _, asked, field, wanted = ASKED[name]
    tell(page, name, 71, *asked)
    assert said(page, field) == wanted
    assert done(page, name) == 72
