"""Summaries: their bytes, names, tags and errors, which are TensorFlow's."""

import bisect
import collections
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from tensorboard.compat.proto.summary_pb2 import Summary

import gradviz as tf
from gradviz.core.errors import InvalidArgumentError
from gradviz.core.histograms import LARGEST, LIMITS, bucket_counts, histogram_of
from gradviz.core.protobuf import histogram_summary, scalar_summary, tags_of

FINITE = st.floats(allow_nan=False, allow_infinity=False, width=64)

# What TensorFlow 2.21 returned for tf.summary.histogram("h", values) in the name scope "a".
RECORDED = [
    pytest.param(
        [1.0, 2.0, -3.0, 0.0],
        "0ac0010a03612f682ab8010900000000000008c01100000000000000401900000000000010402900"
        "00000000002c4032480d9cc5a0295509c068bc10359a0707c0000000000000000011ea2d81999771"
        "3d08996919155aed3f2b14facdbe24f03fdc94cd2e8d75ff3fe011f10c744d0140ffffffffffffef"
        "7f3a480000000000000000000000000000f03f0000000000000000000000000000f03f0000000000"
        "000000000000000000f03f0000000000000000000000000000f03f0000000000000000",
        id="few",
    ),
    pytest.param(
        [],
        "0a2d0a03612f682a2609ffffffffffffef7f11ffffffffffffefff3208ffffffffffffef7f3a0800"
        "00000000000000",
        id="none",
    ),
    pytest.param(
        [1e-13, -1e-13, 1e21, -1e25, 0.0, -0.0],
        "0aa9010a03612f682aa101099102282c2a8b20c51150efe2d6e41a4b441900000000000018402105"
        "a794c0bd8a20c529b4135dc80e1b514a3238ffffffffffffefff4c549f02238315c411ea2d819997"
        "71bd000000000000000011ea2d819997713d4c549f0223831544ffffffffffffef7f3a3800000000"
        "00000000000000000000f03f0000000000000000000000000000f03f000000000000084000000000"
        "00000000000000000000f03f",
        id="tiny and huge",
    ),
    pytest.param(
        [2.5],
        "0a680a03612f682a6109000000000000044011000000000000044019000000000000f03f21000000"
        "0000000440290000000000001940321877603c0e66080340ea360f76a3ef0440ffffffffffffef7f"
        "3a180000000000000000000000000000f03f0000000000000000",
        id="one",
    ),
    pytest.param(
        [0.1, 0.1, 0.1, 0.1, 0.1],
        "0a680a03612f682a61099a9999999999b93f119a9999999999b93f19000000000000144021000000"
        "000000e03f299b9999999999a93f3218382f9a43f9d6b73f2567f6634539ba3fffffffffffffef7f"
        "3a18000000000000000000000000000014400000000000000000",
        id="same",
    ),
    pytest.param(
        [-1.0, -1.0, -7.5],
        "0a89010a03612f682a8101090000000000001ec011000000000000f0bf1900000000000008402100"
        "000000000023c0290000000000204d40322876401ddd356d20c0612f354cd6dd1dc02b14facdbe24"
        "f0bf08996919155aedbfffffffffffffef7f3a280000000000000000000000000000f03f00000000"
        "0000000000000000000000400000000000000000",
        id="negative",
    ),
    pytest.param(
        [1e-12, -1e-12, 1.1e-12, -1.1e-12, 1e20, -1e20],
        "0ac0010a03612f682ab80109408cb5781daf15c411408cb5781daf154419000000000000184029a5"
        "5cc3f129634d483248ffffffffffffefff4c549f02238315c47a81b2a7f55973bd11ea2d81999771"
        "bd000000000000000011ea2d819997713d7a81b2a7f559733d4c549f0223831544ffffffffffffef"
        "7f3a480000000000000000000000000000f03f0000000000000000000000000000f03f0000000000"
        "00f03f000000000000000000000000000000400000000000000000000000000000f03f",
        id="edges",
    ),
]

# The same for tf.summary.scalar("x", value).
SCALARS = {
    1.5: "0a080a0178150000c03f",
    -0.0: "0a080a01781500000080",
    math.nan: "0a080a0178150000c07f",
    1e300: "0a080a0178150000807f",
    math.inf: "0a080a0178150000807f",
}


@pytest.mark.parametrize(("values", "expected"), RECORDED)
def test_histogram_is_tensorflows_byte_for_byte(values, expected):
    with tf.name_scope("a"):
        summary = tf.summary.histogram("h", tf.constant(values, tf.float64))
    assert tf.Session().run(summary).hex() == expected


@pytest.mark.parametrize(("value", "expected"), SCALARS.items())
def test_scalar_is_tensorflows_byte_for_byte(value, expected):
    summary = tf.summary.scalar("x", tf.constant(value, tf.float64))
    assert tf.Session().run(summary).hex() == expected


def test_no_bucket_limit_lies_on_a_cells_edge():
    bits = LIMITS[np.abs(LIMITS) > 0][:-1].view(np.int64) & ((1 << 48) - 1)
    assert np.all(bits)


@given(arrays.arrays(np.float64, st.integers(1, 30), elements=FINITE))
def test_every_value_is_counted_where_bisection_puts_it(values):
    expected = collections.Counter(
        min(bisect.bisect_right(LIMITS, value), len(LIMITS) - 1) for value in values.tolist()
    )
    counts = bucket_counts(values)
    assert {n: counts[n] for n in np.flatnonzero(counts)} == expected


@given(st.sampled_from(LIMITS[1:-1].tolist()), st.sampled_from([-1, 0, 1]))
def test_a_value_at_a_limit_is_in_the_bucket_above(limit, off):
    value = np.nextafter(limit, math.copysign(math.inf, off)) if off else limit
    counts = bucket_counts(np.array([value]))
    assert counts[bisect.bisect_right(LIMITS, value)] == 1


@given(arrays.arrays(np.float64, st.integers(0, 30), elements=st.floats(-1e150, 1e150)))
def test_histogram_is_read_back_equal(values):
    histogram = histogram_of(values)
    read = Summary.FromString(histogram_summary("a/b", histogram)).value[0]
    assert read.tag == "a/b"
    assert tuple(read.histo.bucket_limit) == histogram.limits
    assert tuple(read.histo.bucket) == histogram.counts
    assert (read.histo.min, read.histo.max) == (histogram.min, histogram.max)
    assert (read.histo.num, read.histo.sum) == (histogram.num, histogram.sum)
    assert read.histo.sum_squares == histogram.sum_squares
    assert sum(histogram.counts) == histogram.num == values.size
    assert not values.size or histogram.limits[-1] in (LARGEST, *LIMITS)


@given(st.lists(st.text(max_size=300), max_size=5))
def test_tags_are_found_again(tags):
    message = b"".join(scalar_summary(tag, 1.0) for tag in tags)
    assert list(tags_of(message)) == tags
    assert [value.tag for value in Summary.FromString(message).value] == tags


@pytest.mark.parametrize(
    ("name", "family", "operation", "tag"),
    [
        ("cost", None, "cost", "cost"),
        ("my cost: a/b", "fam", "fam/my_cost__a/b", "fam/fam/my_cost__a/b"),
        ("a b?", None, "a_b_", "a_b_"),
        ("/lead", None, "lead", "lead"),
        ("", None, "ScalarSummary", "ScalarSummary"),
    ],
)
def test_names_and_tags_are_tensorflows(name, family, operation, tag):
    summary = tf.summary.scalar(name, 1.0, family=family)
    assert summary.op.name == operation
    assert [t.name for t in summary.op.inputs] == [f"{operation}/tags:0", f"{operation}/values:0"]
    assert list(tags_of(tf.Session().run(summary))) == [tag]


def test_tags_are_unique_under_their_scopes():
    with tf.name_scope("layer1"):
        first, second = (tf.summary.histogram("grad", [1.0]) for _ in range(2))
    third = tf.summary.scalar("grad", 1.0)
    merged = tf.summary.merge_all()
    assert merged.name == "Merge/MergeSummary:0"
    assert merged.op.inputs == (first, second, third)
    tags = list(tags_of(tf.Session().run(merged)))
    assert tags == ["layer1/grad", "layer1/grad_1", "grad"]
    assert list(tags_of(tf.Session().run(tf.summary.merge_all(scope="layer")))) == tags[:2]


def test_collections_say_what_is_merged():
    kept = tf.summary.scalar("kept", 1.0, collections=["mine"])
    assert tf.summary.merge_all() is None
    assert tf.summary.merge_all("mine").op.inputs == (kept,)
    assert tf.summary.merge([kept], name="all").name == "all/all:0"
    assert tf.get_collection(tf.GraphKeys.SUMMARIES) == []


def test_summary_of_an_open_shape():
    x = tf.placeholder("float", [None, 2], name="x")
    summary = tf.summary.histogram("x_values", x)
    assert (summary.name, summary.shape.as_list()) == ("x_values:0", [])
    with tf.Session() as session:
        for rows in (1, 3):
            (value,) = Summary.FromString(session.run(summary, {x: np.ones((rows, 2))})).value
            assert (value.tag, value.histo.num) == ("x_values", 2 * rows)


def test_summaries_run_beside_a_training_step():
    W = tf.Variable(3.0, name="W")
    step = tf.train.GradientDescentOptimizer(0.5).minimize(tf.square(W))
    summary = tf.summary.scalar("W_value", W)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        written, _ = session.run([summary, step])
        assert Summary.FromString(written).value[0].simple_value == 3.0
        assert Summary.FromString(session.run(summary)).value[0].simple_value == 0.0


@pytest.mark.parametrize(
    ("build", "error", "match"),
    [
        (lambda: tf.summary.scalar(None, 1.0), ValueError, "At least one of name"),
        (lambda: tf.summary.scalar("_x", 1.0), ValueError, "not a valid"),
        (lambda: tf.summary.scalar("b", tf.constant(True)), TypeError, "has DataType bool"),
        (lambda: tf.summary.histogram("b", tf.constant(True)), TypeError, "has DataType bool"),
        (lambda: tf.summary.merge([]), ValueError, "length 0 shorter than minimum length 1"),
        (lambda: tf.summary.merge([1.0]), TypeError, "do not match expected type string"),
        (lambda: tf.summary.merge(tf.summary.scalar("a", 1.0)), TypeError, "Expected list"),
        (lambda: tf.summary.nothing, AttributeError, "no attribute 'nothing'"),
    ],
)
def test_wrong_calls_are_refused(build, error, match):
    with pytest.raises(error, match=match):
        build()


@pytest.mark.parametrize(
    ("values", "match"),
    [
        ([1.0, math.nan, math.inf], "Nan in summary histogram for: layer1/h"),
        ([1.0, -math.inf, math.nan], "Infinity in Histogram for: layer1/h"),
    ],
)
def test_histogram_of_what_is_not_finite_is_an_error(values, match):
    x = tf.placeholder("float", [3])
    with tf.name_scope("layer1"):
        summary = tf.summary.histogram("h", x)
    with pytest.raises(InvalidArgumentError, match=match):
        tf.Session().run(summary, {x: values})


def test_scalar_of_many_numbers_is_an_error_of_the_run():
    summary = tf.summary.scalar("v", tf.constant([1.0, 2.0]))
    with pytest.raises(InvalidArgumentError, match=r"\[\] != \[2\] \(tag 'v'\)"):
        tf.Session().run(summary)


def test_one_tag_twice_is_an_error_of_the_run():
    summary = tf.summary.scalar("cost", 1.0)
    with pytest.raises(InvalidArgumentError, match="Duplicate tag cost found in summary inputs"):
        tf.Session().run(tf.summary.merge([summary, summary]))
