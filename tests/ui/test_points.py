"""Points of data that a hand puts down in the scatter plot, moves, and takes away."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from gradviz.ui.numbers_link import MOST_POINTS
from tests.ui.test_page import arrive, graph, said, send, value

FLIPPED = {
    "text": "pred = X*W\ncost = reduce_sum(square(pred - Y))",
    "inputs": "Y;X",
    "parameters": "W",
    "outputs": "pred",
}
SINGLE = {"text": "pred = X*W\ncost = square(pred - Y)", "inputs": "X();Y()", "parameters": "W"}


def points(page: AppTest, *, first: int = 1, **change: Any) -> AppTest:
    return send(page, points={"first": first, "errands": [change]})


def test_a_point_is_added_removed_and_taken_back() -> None:
    page = arrive()
    assert graph(page)["plots"]["fit"]["names"] == ["X", "Y"]
    assert graph(page)["plots"]["fit"]["free"]
    points(page, add=[4.5, -1])
    assert not page.exception
    assert (value(page, "X:0"), value(page, "Y:0")) == ([[2], [3], [4.5]], [[3], [2], [-1]])
    assert "4.5" in str(page.query_params["X"])
    points(page, remove=0, first=2)
    assert value(page, "X:0") == [[3], [4.5]]
    page.button(key="undo").click().run()
    page.button(key="undo").click().run()
    assert value(page, "X:0") == [[2], [3]]


def test_columns_in_another_order_keep_their_numbers() -> None:
    page = arrive(**FLIPPED, X="1,2", Y="5,6")
    assert graph(page)["plots"]["fit"]["names"] == ["X", "Y"]
    points(page, add=[9, 7])
    assert (value(page, "X:0"), value(page, "Y:0")) == ([[1], [2], [9]], [[5], [6], [7]])


@pytest.mark.parametrize(
    ("query", "change", "sentence"),
    [
        ({"X": "1", "Y": "2"}, {"remove": 0}, "the last point; the model needs at least one"),
        (SINGLE, {"add": [1, 2]}, "single numbers: it takes one point"),
        (
            {"X": ",".join(["1"] * MOST_POINTS), "Y": ",".join(["1"] * MOST_POINTS)},
            {"add": [1, 2]},
            f"There are {MOST_POINTS} points",
        ),
        ({}, {"add": [1e200, 2]}, "too large to be computed"),
    ],
)
def test_what_cannot_be_is_answered_beside_the_table(
    query: dict[str, str], change: dict[str, Any], sentence: str
) -> None:
    page = arrive(**query)
    before = graph(page)["frame"]
    points(page, **change)
    assert not page.exception
    assert sentence in said(page)[0]
    assert graph(page)["frame"] == before


@pytest.mark.parametrize(
    "change", [{"remove": 7}, {"remove": "x"}, {"add": [1]}, {"add": "12"}, {"add": [1, None]}, {}]
)
def test_a_message_that_says_nothing_usable_changes_nothing(change: dict[str, Any]) -> None:
    page = arrive()
    points(page, **change)
    assert not page.exception
    assert not page.query_params


def test_points_of_many_columns_stay_in_the_table() -> None:
    page = arrive(model="features")
    assert "free" not in graph(page)["plots"]["fit"]
    points(page, add=[1, 2])
    assert not page.exception
    assert "X1" not in page.query_params
