"""Data sets that are made: every record of the table."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.study.datasets import GENERATORS, Stream, generate
from gradviz.study.points import DataError

KEYS = pytest.mark.parametrize("key", GENERATORS)


@KEYS
def test_same_seed_same_points(key):
    assert generate(key, seed=5) == generate(key, seed=5)
    kind = GENERATORS[key]
    if kind.noise:
        assert generate(key, seed=5) != generate(key, seed=6)
    points = generate(key)
    assert points.columns == kind.columns
    assert len(points.rows) == kind.size
    assert kind.look_for.endswith(".")


@KEYS
@given(data=st.data())
def test_any_size_noise_and_seed_that_are_allowed(key, data):
    kind = GENERATORS[key]
    size = data.draw(st.integers(kind.least, min(kind.most, 50)))
    noise, seed = data.draw(st.floats(0, 1000)), data.draw(st.integers(0, 2**64 - 1))
    points = generate(key, size, noise, seed)
    assert len(points.rows) == size
    assert all(value == round(value, 4) for row in points.rows for value in row)


def test_without_noise_points_lie_on_the_rule():
    for x, y in generate("linear", noise=0.0).rows:
        assert y == pytest.approx(1.5 * x + 0.5, abs=2e-4)
    for x, y in generate("sine", noise=0.0).rows:
        assert y == pytest.approx(math.sin(2 * x), abs=2e-4)
    assert generate("single").rows == ((2.0, 3.0),)
    assert {row[2:] for row in generate("three_clusters").rows} == {(1, 0, 0), (0, 1, 0), (0, 0, 1)}
    assert {row[2] for row in generate("two_clusters").rows} == {0.0, 1.0}


def test_the_stream_is_the_documented_one():
    # PCG64 with seed 0 has been giving these since NumPy 1.17.
    assert Stream(0).uniform(3, 0.0, 1.0) == pytest.approx([0.63696169, 0.26978671, 0.04097352])
    sample = Stream(1).normal(100_000)
    assert abs(sample.mean()) < 0.02
    assert abs(sample.std() - 1) < 0.02
    assert np.isfinite(sample).all()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"key": "nothing"}, "no kind of data 'nothing'; there are linear, "),
        ({"key": "linear", "size": 1}, "Line: 1 points; possible are 2 to 1000"),
        ({"key": "linear", "size": 10**9}, "possible are 2 to 1000"),
        ({"key": "linear", "noise": -1.0}, "possible are 0 to 1000"),
        ({"key": "linear", "noise": math.nan}, "possible are 0 to 1000"),
        ({"key": "linear", "seed": -1}, "the seed is -1"),
        ({"key": "single", "size": 2}, "possible are 1 to 1"),
    ],
)
def test_out_of_range_is_refused(arguments, message):
    with pytest.raises(DataError, match=message):
        generate(**arguments)
