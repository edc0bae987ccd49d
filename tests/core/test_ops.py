"""Every op of the table, checked from its own entry; and the checker against wrong rules."""

import dataclasses

import numpy as np
import pytest

from gradviz.core import ops
from gradviz.core.check import check_gradients
from gradviz.core.errors import GradientCheckError
from gradviz.core.execute import evaluate
from gradviz.core.op import OPS, Op
from gradviz.core.ops.build import apply_entrywise

ENTRYWISE = [op for op in OPS.values() if op.entrywise]
SMOOTH = [op for op in ENTRYWISE if not op.constant]
SHAPED = [
    pytest.param(op, build, shapes, id=f"{op.type}-{place}")
    for op in OPS.values()
    for place, (build, shapes) in enumerate(op.examples)
]
SHAPES = [[(), ()], [(3,), (3,)], [(2, 3), (3,)], [(2, 1), (1, 3)]]


def draw(op, shapes, seed=0):
    random = np.random.default_rng(seed)
    return [random.uniform(lo, hi, s) for (lo, hi), s in zip(op.domain, shapes, strict=False)]


@pytest.mark.parametrize("shapes", SHAPES, ids=str)
@pytest.mark.parametrize("op", SMOOTH, ids=lambda op: op.type)
def test_entrywise_rules_of_order_one_and_two(op, shapes):
    check_gradients(lambda *x: apply_entrywise(op, x, op.type), draw(op, shapes))


@pytest.mark.parametrize(("op", "build", "shapes"), SHAPED)
def test_other_rules_of_order_one_and_two(op, build, shapes):
    random = np.random.default_rng(1)
    check_gradients(build, [random.uniform(-2, 2, shape) for shape in shapes])


@pytest.mark.parametrize("op", OPS.values(), ids=lambda op: op.type)
def test_every_entry_is_complete_and_tested(op):
    assert op.summary.endswith(".")
    assert op.constant or op.entrywise or op.examples, "no domain and no example: never tested"
    assert not op.domain or len(op.domain) == len(op.inputs)
    assert op.adjoint is None or op.passes, "say in words how the gradient goes back"
    if op.kernel is not None and op.type != "Assign":
        assert op.latex
        assert op.symbol


@pytest.mark.parametrize("op", SMOOTH, ids=lambda op: op.type)
def test_kernels_keep_float32(op):
    values = [v.astype(np.float32) for v in draw(op, [(3,), (3,)])]
    out = apply_entrywise(op, [ops.constant(v) for v in values], op.type)
    (array,) = evaluate([out], {})
    assert array.dtype == out.dtype.dtype == np.float32


@pytest.mark.parametrize(
    "wrong",
    [
        (lambda out, x, y: y, lambda out, x, y: y),
        (lambda out, x, y: 1.001 * y, lambda out, x, y: x),
        (1.0, lambda out, x, y: x),
        (lambda out, x, y: -y, lambda out, x, y: x),
    ],
)
def test_checker_finds_planted_wrong_rules(wrong, monkeypatch):
    monkeypatch.setattr("gradviz.core.op._TABLE", {})
    planted = dataclasses.replace(OPS["Mul"], partials=wrong)
    values = draw(planted, [(3,), (3,)])
    with pytest.raises(GradientCheckError, match="order 1: the gradient by x"):
        check_gradients(lambda *x: apply_entrywise(planted, x, "planted"), values)


def test_checker_finds_what_is_wrong_only_in_second_order(monkeypatch):
    # The first derivative has the right value; the rule of the op it is made of is wrong.
    monkeypatch.setattr("gradviz.core.op._TABLE", {})
    double = dataclasses.replace(OPS["Neg"], kernel=lambda x: 2 * x, partials=(3.0,))
    planted = dataclasses.replace(
        OPS["Square"], partials=(lambda out, x: apply_entrywise(double, [x], "double"),)
    )
    with pytest.raises(GradientCheckError, match="order 2"):
        check_gradients(lambda x: apply_entrywise(planted, [x], "planted"), [[1.0, 2.0]])


def test_an_entry_says_its_gradient_exactly_once():
    entry = {"type": "New", "inputs": ("x",), "kernel": np.exp, "latex": "e", "summary": "New."}
    with pytest.raises(TypeError, match="exactly one of partials, adjoint and constant"):
        Op(**entry)
    with pytest.raises(TypeError, match="exactly one"):
        Op(**entry, partials=(1.0,), constant=True)
    with pytest.raises(TypeError, match="2 partials for the inputs"):
        Op(**entry, partials=(1.0, 1.0))
    with pytest.raises(ValueError, match="Mul is in the op table already"):
        dataclasses.replace(OPS["Mul"])
    assert "New" not in OPS


@pytest.mark.parametrize(
    ("x", "y", "by_x", "by_y"),
    [
        (0.0, 2.0, 0.0, 0.0),
        (0.0, 1.0, 1.0, 0.0),
        (0.0, 0.0, np.nan, 0.0),
        (-2.0, 2.0, -4.0, 0.0),
        (-2.0, 3.0, 12.0, 0.0),
        (0.0, -1.0, -np.inf, np.nan),
    ],
)
def test_pow_at_the_awkward_points_is_tensorflows(x, y, by_x, by_y):
    a, b = ops.constant(x), ops.constant(y)
    from gradviz import gradients

    found = evaluate(gradients(ops.pow(a, b), [a, b]), {})
    np.testing.assert_array_equal(found, [by_x, by_y])
