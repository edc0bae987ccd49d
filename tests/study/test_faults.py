"""The first NaN or infinity is found, named and explained: over the op table, and in graphs."""

import itertools

import numpy as np
import pytest

import gradviz as tf
from gradviz.core.op import OPS
from gradviz.core.ops.build import apply_entrywise
from gradviz.study.backward import feeds
from gradviz.study.faults import SMALLER, first_fault
from gradviz.study.models import linear_model

MODERATE = [0.0, -0.0, 1e-3, -1e-3, 0.5, -0.5, 1.0, -1.0, 2.0, -2.0, 3.0, 4.0]
HUGE = [1e300, -1e300, 1e-300, 800.0]
FLOATING = [
    op
    for op in OPS.values()
    if op.entrywise
    and op.kernel is not None
    and np.asarray(op.kernel(*[np.float64(lo) for lo, _ in op.domain])).dtype.kind == "f"
]


def grid(op, numbers):
    return np.array(list(itertools.product(numbers, repeat=len(op.inputs)))).T


@pytest.mark.parametrize("op", FLOATING, ids=lambda op: op.type)
def test_an_op_is_finite_exactly_where_its_entry_says(op):
    inputs = grid(op, MODERATE)
    with np.errstate(all="ignore"):
        finite = np.isfinite(op.kernel(*inputs))
    holds = np.ones(len(inputs[0]), bool) if op.region is None else op.region.holds(*inputs)
    np.testing.assert_array_equal(finite, holds)


@pytest.mark.parametrize("numbers", [MODERATE, [1.0, *HUGE]], ids=["moderate", "huge"])
@pytest.mark.parametrize("op", FLOATING, ids=lambda op: op.type)
def test_the_first_fault_over_the_table(op, numbers):
    inputs = grid(op, numbers)
    places = [tf.placeholder("double", [len(inputs[0])], name=n) for n in op.inputs]
    out = apply_entrywise(op, places, "under_test")
    fed = dict(zip(places, inputs, strict=True))
    (value,) = tf.evaluate([out], fed)
    fault = first_fault(tf.reduce_sum(tf.abs(out)), fed)
    if np.isfinite(value).all():
        assert fault is None or fault.type == "Sum"
        return
    at = int(np.argmin(np.isfinite(value)))
    assert (fault.operation, fault.type, fault.entry) == ("under_test", op.type, (at,))
    assert fault.direction == "forward"
    assert fault.kind == ("nan" if np.isnan(value[at]) else "inf")
    assert fault.inputs == tuple(
        (name, x) for name, x in zip(op.inputs, inputs[:, at], strict=True)
    )
    outside = op.region is not None and not op.region.holds(*inputs[:, at])
    assert (
        (op.region.words in fault.words) if outside else "float64 ends at 1.8e+308" in fault.words
    )
    assert fault.remedy == (op.region.remedy if outside else SMALLER)


def scalar(name="x"):
    return tf.placeholder("double", [], name=name)


def test_words():
    x, y = scalar("x"), scalar("y")
    assert first_fault(x / y, {x: 1, y: 0}).words == "1 / 0 is inf: divide needs y ≠ 0."
    assert first_fault(tf.log(x), {x: -2}).words == "log(-2) is nan: log needs x > 0."
    assert first_fault(tf.exp(x), {x: 800}).words == (
        "exp(800) is inf: the number is too large, float64 ends at 1.8e+308."
    )
    assert first_fault(x - y, {x: 1e308, y: -1e308}).words.startswith("1e+308 - (-1e+308) is inf")
    assert first_fault(x + 1.0, {x: np.nan}).words == "What was fed for x is nan."
    assert first_fault(tf.reduce_mean(tf.zeros([0], "double")) + x, {x: 1}).words == (
        "Mean of no entries is nan."
    )


@pytest.mark.parametrize(
    ("function", "at", "through", "words"),
    [
        (tf.sqrt, 0.0, "Sqrt", "On the way back through sqrt at x = 0: sqrt_grad(0, 1) is inf"),
        (
            lambda x: x**0.5,
            0.0,
            "pow",
            "On the way back through pow at x = 0, y = 0.5: pow(0, -0.5)",
        ),
        (tf.asin, 1.0, "Asin", "On the way back through asin at x = 1: reciprocal(0) is inf"),
    ],
)
def test_on_the_way_back(function, at, through, words):
    x = scalar()
    y = function(x)
    assert first_fault(y, {x: at}) is None
    fault = first_fault([y, *tf.gradients(y, x)], {x: at})
    assert (fault.direction, fault.forward, fault.kind) == ("backward", through, "inf")
    assert fault.words.startswith(words)
    assert fault.remedy.startswith("The slope of ")


def test_what_does_no_harm_is_no_fault():
    x = scalar()
    assert first_fault(1.0 / (1.0 + tf.exp(x)), {x: 1000.0}) is None
    chosen = tf.where(x > 0, tf.log(x), tf.sqrt(x - 2.0))
    fault = first_fault([chosen], {x: -1.0})
    assert (fault.type, fault.inputs) == ("Sqrt", (("sub", -3.0),))


def test_the_trap_of_where():
    x = tf.placeholder("double", [2], name="x")
    y = tf.where(x > 0, tf.log(x), tf.zeros_like(x))
    assert first_fault(y, {x: [1.0, 0.0]}) is None
    fault = first_fault(tf.gradients(y, x), {x: [1.0, 0.0]})
    assert (fault.type, fault.forward, fault.entry) == ("Reciprocal", "Log", (1,))


def test_sums_products_and_matrices():
    m = tf.placeholder("float", [2, 2], name="m")
    fault = first_fault(tf.matmul(m, m), {m: [[1e30, 0], [0, 1]]})
    assert (fault.type, fault.entry, fault.remedy) == ("MatMul", (0, 0), SMALLER)
    assert "float32 ends at 3.4e+38" in fault.words
    assert first_fault(tf.cast(m, "double"), {m: np.ones((2, 2))}) is None
    wide = tf.placeholder("double", [2], name="wide")
    assert first_fault(tf.cast(wide, "float32"), {wide: [1.0, 1e300]}).entry == (1,)


def test_shapes_that_are_known_in_a_run_only():
    x = tf.placeholder("float", [None, 2], name="x")
    y = tf.reduce_sum(tf.log(x), axis=1)
    feed = {x: [[1, 2], [3, 0]]}
    assert first_fault(y, feed).entry == (1, 1)
    fault = first_fault(tf.gradients(y, x), feed)
    assert (fault.type, fault.direction, fault.forward) == ("Reciprocal", "backward", "Log")


def test_models():
    model = linear_model(2)
    points = ((2.0, 3.0), (3.0, 2.0))
    assert first_fault(model, feeds(model, (1.0, 1.0), points)) is None
    fault = first_fault(model, feeds(model, (1e200, 0.0), points))
    assert (fault.type, fault.direction) == ("Square", "forward")
    fault = first_fault(model, feeds(model, (float("inf"), 0.0), points))
    assert fault.words == "The variable W is inf."


def test_a_large_graph_is_no_recursion():
    x = scalar()
    y = x
    for _ in range(3000):
        y = y * 1.5 + 1.0
    fault = first_fault(y, {x: 1.0})
    assert fault.type == "Mul"
    assert fault.value == np.inf
