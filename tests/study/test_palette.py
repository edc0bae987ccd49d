"""The palette says of every function what the function does."""

import numpy as np
import pytest

import gradviz as tf
from gradviz.study.language.functions import FUNCTIONS
from gradviz.study.palette import GROUPS, Entry, palette

ENTRIES = {entry.name: entry for entry in palette()}
CURVED = [entry for entry in palette() if entry.curve is not None]


def test_no_function_is_left_out() -> None:
    assert {function.name for function in FUNCTIONS.values()} == set(ENTRIES)
    assert len(ENTRIES) == len(palette())


@pytest.mark.parametrize("entry", palette(), ids=lambda entry: entry.name)
def test_every_card_is_whole(entry: Entry) -> None:
    assert entry.group in GROUPS
    assert entry.latex
    assert entry.summary.strip()
    assert [slot.name for slot in entry.slots]
    if entry.curve is not None:
        assert len(entry.curve.x) == len(entry.curve.y)
        assert any(value is not None for value in entry.curve.y)


@pytest.mark.parametrize("entry", CURVED, ids=lambda entry: entry.name)
def test_a_slope_is_the_curves(entry: Entry) -> None:
    curve = entry.curve
    assert curve is not None
    if curve.slope is None:
        return
    x, y = np.array(curve.x), np.array([np.nan if v is None else v for v in curve.y], float)
    slope = np.array([np.nan if v is None else v for v in curve.slope], float)
    step = np.diff(x)
    secant, mean = np.diff(y) / step, (slope[1:] + slope[:-1]) / 2
    # A secant is as steep as the curve somewhere in between.
    allowed = np.abs(np.diff(slope)) + 0.02 * (1 + np.abs(mean))
    known = np.isfinite(secant) & np.isfinite(mean)
    near = (np.abs(secant - mean) <= allowed)[known]
    assert known.sum() > 10
    assert near.mean() > 0.9  # the rest are jumps


@pytest.mark.parametrize("name", ["tanh", "sigmoid", "exp", "square"])
def test_a_curve_is_the_cores(name: str) -> None:
    curve = ENTRIES[name].curve
    assert curve is not None
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.constant(list(curve.x), "float64")
        function = getattr(tf, name, None) or getattr(tf.nn, name)
        wanted = session.run(function(x))
    np.testing.assert_allclose(np.array(curve.y, float), wanted, atol=2e-4, rtol=2e-4)
