"""Points: choosing, standardizing, and what they cannot be."""

import math
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

import gradviz as tf
from gradviz.study.points import clean_name, csv_cell, csv_text

POINTS = tf.Points(("a", "b", "y"), ((1.0, 10.0, 3.0), (2.0, 10.0, 4.0), (4.0, 10.0, 8.0)))


def test_choosing_orders_the_columns():
    chosen = POINTS.choose(["y", "a"], "b")
    assert chosen.columns == ("y", "a", "b")
    assert chosen.rows[0] == (3.0, 1.0, 10.0)
    with pytest.raises(tf.DataError, match="no column “c”; there are “a”, “b”, “y”"):
        POINTS.choose("c")
    with pytest.raises(tf.DataError, match="chosen twice"):
        POINTS.choose("a", "a")


NUMBERS = st.floats(-1e300, 1e300).filter(lambda v: not 0 < abs(v) < 1e-150)


@given(st.lists(NUMBERS, min_size=2, max_size=20))
def test_standardized_has_mean_0_and_deviation_1(values):
    points = tf.Points(("x",), tuple((v,) for v in values))
    if min(values) == max(values):
        with pytest.raises(tf.DataError, match="cannot be standardized: all its numbers are"):
            points.standardized()
        return
    column = points.standardized().column("x")
    spread = max(values) - min(values)
    # What the subtraction of the mean loses of digits, the result cannot have.
    slack = 1e-9 + 1e-14 * max(map(abs, values)) / spread
    assert abs(math.fsum(column)) <= slack * len(column)
    assert math.fsum(v * v for v in column) / len(column) == pytest.approx(1.0, abs=slack)


def test_standardized_remembers_the_scale():
    twice = POINTS.standardized("a").standardized(["a", "y"])
    for name in ("a", "y"):
        scale = twice.scales[POINTS.columns.index(name)]
        back = [v * scale.deviation + scale.mean for v in twice.column(name)]
        assert back == pytest.approx(POINTS.column(name))
    assert twice.column("b") == POINTS.column("b")
    assert twice.choose("y").scales == (twice.scales[2],)
    with pytest.raises(
        tf.DataError, match=r"“b” cannot be standardized: all its numbers are 10\.0"
    ):
        POINTS.standardized()


@pytest.mark.parametrize(
    ("columns", "rows", "message"),
    [
        ((), (), "at least one column"),
        (("x",), (), "at least one column and one row"),
        (("x", "x"), ((1.0, 2.0),), "two columns are called “x”"),
        (("",), ((1.0,),), "cannot be the name"),
        ((" x",), ((1.0,),), "cannot be the name"),
        (("a\nb",), ((1.0,),), "cannot be the name"),
        (("x",), ((1.0, 2.0),), "row 1 has 2 numbers, not 1"),
        (("x",), ((math.nan,),), "not finite"),
        (("x",) * 200, ((1.0,) * 200,), "too many"),
    ],
)
def test_what_points_cannot_be(columns, rows, message):
    with pytest.raises(tf.DataError, match=message):
        tf.Points(columns, rows)


@given(st.text(), st.sampled_from(("", "=", "'=", "@", "-")))
def test_a_cell_holds_any_text_and_no_formula(text, start):
    cell = csv_cell(start + text)
    assert csv_text(cell) == start + text
    assert cell[:1] not in tuple("=+-@\t\r")


@given(st.text())
def test_a_clean_name_is_clean(text):
    name = clean_name(text)
    assert clean_name(name) == name
    assert len(name.splitlines()) <= 1
    name.encode()


def test_csv_of_another_kind_is_refused():
    with pytest.raises(ValueError, match="cannot separate columns and be the decimal mark"):
        POINTS.to_csv(",", ",")
    with pytest.raises(ValueError, match="not a delimiter"):
        POINTS.to_csv("a")


def test_error_survives_a_pickle():
    error = pickle.loads(pickle.dumps(tf.DataError("p", 3, "y")))  # noqa: S301  our own
    assert (str(error), error.line, error.column) == ("line 3, column “y”: p", 3, "y")
