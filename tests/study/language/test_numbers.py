"""The numbers of typed models, forward and back, against definitions in long double.

Not compared: slopes where a kink or a jump is nearer than the shortest step of the differences, or
where they are so small beside the value that differences cannot tell them to nine digits, as of
tanh at 20. There, and where reduce_logsumexp is nearly 0, which TensorFlow makes of a maximum and
a logarithm, the core has 1e-16 of 1, and not of the number itself.
"""

from collections.abc import Mapping

import numpy as np
import pytest

from gradviz.core.execute import evaluate
from gradviz.study.language.functions import FUNCTIONS
from gradviz.study.models import parse_model
from tests.study.language.agreement import GRADIENTS, VALUES, agreement, relative
from tests.study.language.random_expressions import KINDS, Expressions
from tests.study.language.reference.arrays import LONG, Array
from tests.study.language.reference.differences import RESOLVED, slopes
from tests.study.language.reference.entrywise import ONE, TWO
from tests.study.language.reference.evaluator import DEFINED, ENTRYWISE, Reference
from tests.study.language.variants import SHAPES, WHOLE, calls, names_in

MODELS, LINES = 80, 6
CANCELS = 1e-3
"""Sums of random numbers cancel: below this share of a line's largest entry errors are its."""

NEAR = np.array([1e-300, 1e-30, 1e-12, 1e-8, 1e-5, 1e-3, 0.03, 0.1, 0.3, 0.46, 0.6, 0.9, 0.9999])
FAR = np.array([1.0001, 1.2, 1.7, 2.3, 3.9, 4.2, 5.9, 7.1, 10.3, 15.3, 20.3, 26.2, 37.3, 100.7])
HUGE = np.array([700.2, 1e3 + 0.3, 1e5 + 0.1, 1e8 + 0.3, 1e15 + 0.3, 1e30, 1e150])
SIZES = np.concatenate([NEAR, [1 - 1e-9, 1 + 1e-9], FAR, HUGE])
LINE = np.concatenate([-SIZES[::-1], [0.0], SIZES])
X = np.array([0.03, 0.3, 0.9, 1.2, 2.7, 7.1, 30.3, 700.2])
Y = np.array([0.053, 0.41, 0.83, 1.3, 2.2, 6.1, 41.7])
PLANE = np.meshgrid(np.concatenate([-X, X]), np.concatenate([-Y, Y]))
"""No quotient of them is a whole number: floordiv jumps there."""

STEPPED = WHOLE | {"ceil", "floor", "floordiv", "ones_like", "round", "sign", "zeros_like"}
"""What has the slope 0 wherever it has one."""

KINKED = {"abs", "leaky_relu", "relu", "relu6"}
INT32, TINY = 2.0**31, 1e-300
SHARE = 0.4
"""Of the points at least so many have slopes that are compared."""


def line_of(name: str, fed: Mapping[str, Array]) -> str:
    call = f"{name}({', '.join(fed)})"
    if name.startswith("logical_"):
        call = f"{name}({', '.join(f'greater({x}, 0.5)' for x in fed)})"
    return f"z = to_double({call})" if name in WHOLE else f"z = {call}"


def legal(name: str, fed: Mapping[str, Array]) -> dict[str, Array]:
    """The points at which a function neither overflows its type nor underflows."""
    with np.errstate(all="ignore"):
        size = np.abs(Reference.of(line_of(name, fed)).values(fed)["z"])
    inside = size < (INT32 if name == "to_int32" else 1 / TINY)
    inside &= (size == 0) | (size > TINY)
    return {x: value[inside] for x, value in fed.items()}


def numbers(line: str, fed: Mapping[str, Array]) -> list[Array]:
    """The core's values of a line, and the slopes of its entries, which are its sum's gradient."""
    shapes = {x: value.shape for x, value in fed.items()}
    model = parse_model(f"{line}\ncost = reduce_sum(z)", {}, shapes)
    feeds = {model.parameters[x]: value for x, value in fed.items()}
    with np.errstate(all="ignore"):
        return list(evaluate([model.outputs["z"], *model.gradients], feeds))


def test_every_function_has_a_definition() -> None:
    assert set(FUNCTIONS) == DEFINED


@pytest.mark.parametrize("name", [*ONE, *TWO])
def test_entry_by_entry(name: str) -> None:
    fed = {"x": PLANE[0].ravel(), "y": PLANE[1].ravel()} if name in TWO else {"x": LINE}
    fed, line = legal(name, fed), line_of(name, fed)
    reference = Reference.of(line)
    found, *gradients = numbers(line, fed)
    exact = reference.values(fed)["z"]
    assert relative(found, exact).max() <= VALUES
    for x, gradient in zip(fed, gradients, strict=True):
        if name in STEPPED:
            assert not np.any(gradient)
            continue

        def moved(entries: Array, x: str = x) -> Array:
            return reference.values({**fed, x: entries})["z"]

        slope = slopes(moved, np.asarray(fed[x], LONG))
        size = np.abs(slope.values)
        known = (slope.errors <= RESOLVED * size) & (size < 1 / TINY)
        if name in KINKED:
            known &= fed[x] != 0
        assert known.mean() >= SHARE
        off = relative(gradient, slope.values)[known]
        assert off.max() <= GRADIENTS, (fed[x][known][off.argmax()], off.max())


@pytest.mark.parametrize("name", FUNCTIONS)
def test_shapes_and_axes(name: str) -> None:
    random = np.random.default_rng(3)
    for call in calls(name):
        text = f"z = {call}\ncost = reduce_sum(sin(1.3*z))"
        used = names_in(text)
        fed = {n: random.uniform(-1.5, 1.5, shape) for n, shape in SHAPES.items() if n in used}
        found = agreement(text, fed)
        found.check()
        assert not found.unresolved, call


@pytest.mark.parametrize("gap", [0.5, 3.0, 8.0, 12.0, 20.0, 40.0, 300.0])
@pytest.mark.parametrize(
    "call",
    [
        "-log_softmax(x) * y",
        "softmax_cross_entropy_with_logits_v2(labels=y, logits=x)",
        "sparse_softmax_cross_entropy_with_logits(labels=[1, 0], logits=x) + 0*reduce_sum(y, 1)",
    ],
)
def test_the_cost_of_a_certain_class_keeps_its_digits(call: str, gap: float) -> None:
    logits = np.array([[-gap, 0.0, -gap - 1], [5.0, 5.0 - gap, 5.0 - gap]])
    labels = np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]])
    found = numbers(f"z = {call}", {"x": logits, "y": labels})[0]
    rest = np.exp(-LONG(gap)) * np.array([1 + np.exp(LONG(-1)), LONG(2)])
    exact = np.log1p(rest)
    assert relative(np.reshape(found, (2, -1)).sum(axis=1), exact).max() <= VALUES


def test_a_wrong_value_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ENTRYWISE, "tanh", lambda x: np.tanh(x) * (1 + LONG(1e-11)))
    found = agreement("cost = reduce_sum(tanh(x))", {"x": X})
    assert found.value > VALUES
    assert found.gradient <= GRADIENTS


def test_a_wrong_gradient_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def tilted(x: Array) -> Array:
        return np.asarray(np.tanh(x) + LONG(5e-9) * (x - X))

    monkeypatch.setitem(ENTRYWISE, "tanh", tilted)
    found = agreement("cost = reduce_sum(tanh(x))", {"x": X})
    assert found.value <= VALUES
    assert found.gradient > GRADIENTS


def test_random_expressions() -> None:
    expressions = Expressions(np.random.default_rng(7))
    compared = unresolved = 0
    for _ in range(MODELS):
        found = agreement(*expressions.model(LINES), CANCELS)
        found.check()
        compared += found.compared
        unresolved += found.unresolved
    assert min(expressions.used.values()) >= MODELS * LINES // len(KINDS)
    assert compared > 10 * MODELS
    assert unresolved < 0.02 * compared
