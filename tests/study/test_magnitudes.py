"""Arrays summed up, over the whole range of numbers."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from gradviz.study.magnitudes import norm_of, spread_of

FINITE = st.floats(allow_nan=False, allow_infinity=False)


@given(arrays.arrays(np.float64, st.integers(1, 20), elements=FINITE))
def test_norm_neither_overflows_nor_underflows(values):
    exact = math.hypot(*values.tolist())
    assert norm_of(values) == pytest.approx(exact, rel=1e-12, abs=1e-320)
    assert spread_of(values).norm == pytest.approx(exact, rel=1e-12, abs=1e-320)


@given(
    arrays.arrays(np.float64, (3, 4), elements=st.floats(-100, 100)),
    st.integers(-300, 300),
)
def test_mean_and_deviation_of_any_scale(values, power):
    spread = spread_of(values * 2.0**power)
    tolerance = 1e-12 * 2.0**power * 100
    assert spread.mean == pytest.approx(values.mean() * 2.0**power, abs=tolerance)
    assert spread.sd == pytest.approx(values.std() * 2.0**power, rel=1e-6, abs=tolerance)


@given(arrays.arrays(np.float64, (4, 3), elements=st.floats(allow_nan=True, allow_infinity=True)))
def test_what_is_no_number_is_counted(values):
    spread = spread_of(values)
    assert spread.nans == np.isnan(values).sum()
    assert spread.infinities == np.isinf(values).sum()
    assert spread.counts.sum() == spread.size == 12
    assert spread.finite == np.isfinite(values).all()
    assert math.isnan(spread.norm) == bool(spread.nans)


@given(st.integers(-290, 290), st.floats(1.2, 8.3))
def test_a_value_is_in_its_decade(power, leading):
    # Powers of two do not end where decades do, so only what is well inside is certain.
    shares = spread_of(np.array([leading * 10.0**power])).decades(power - 1, power + 1)
    assert shares.sum() == 1
    assert shares[1] == 1 or leading < 2 or leading > 5


def test_zeros_are_a_share_of_their_own():
    spread = spread_of(np.array([0.0, 0.0, 1.0, -1e-310]))
    assert spread.zeros == 0.75
    assert spread.decades(-5, 5).sum() == 0.25
