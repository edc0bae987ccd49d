"""Questions about gradients: the numbers are the core's own gradients of gradients."""

import numpy as np
import pytest

import gradviz as tf
from gradviz.core.copying import copy
from gradviz.study.backward import feeds, frame, measured, places_of
from gradviz.study.blueprint import LINEAR, Problem, Structure
from gradviz.study.derivation import derivation
from gradviz.study.edits.following import followed
from gradviz.study.edits.naming import renamed
from gradviz.study.edits.sources import sources
from gradviz.study.explain import explanations
from gradviz.study.gradient_graph import total_of, with_gradients
from gradviz.study.labels import spoken
from gradviz.study.models import linear_model, model_of, parse_model
from gradviz.study.openings import opening
from gradviz.study.program import program
from gradviz.study.pull import pull
from gradviz.study.question import Question
from gradviz.study.questions import ask, canonical, differentiable
from gradviz.study.steps import steps
from gradviz.study.unconnected import reasons
from tests.study.mixed import mixed_model
from tests.study.test_explain import Numbers
from tests.study.test_steps import SLOT, check_walk

POINTS = ((2.0, 3.0), (3.0, 2.0))
START = (1.6649098, 0.54648024)
SECOND = Question(("∂W:0",), of=Question())
THIRD = Question(("∂b:0",), of=Question(("∂pred:0",), ((1.0, -2.0),), of=Question()))


def gradients_that_differ(model):
    """The drawn tensors whose gradients have a node of their own."""
    why = differentiable(model)
    return [name for name in model.wiring.tensors if why.get(name) == ""]


@pytest.mark.parametrize("seed", range(60))
def test_numbers_are_those_of_gradients_of_gradients(seed):
    model, parameters, data = mixed_model(seed)
    random = np.random.default_rng(seed)
    names = gradients_that_differ(model)
    y = str(random.choice(names))
    size = model.wiring.tensors[y].shape.size
    seeds = tuple(random.uniform(-2, 2, size))
    asked = ask(model, Question((f"∂{y}",), (seeds,), of=Question()))
    found = measured(places_of(asked), feeds(asked, parameters, data)).nodes
    graph, counterpart = copy(model.graph)
    tensors = {name: counterpart[t] for name, t in model.wiring.tensors.items()}
    floats = {name: t for name, t in tensors.items() if t.dtype.is_floating}
    with graph.as_default():
        (first,) = tf.gradients(counterpart[model.cost], [tensors[y]])
        start = tf.constant(np.reshape(seeds, tuple(first.shape)), "double")
        expected = tf.gradients(first, [*floats.values()], [start])
    fed = {counterpart[t]: a for t, a in feeds(model, parameters, data).items()}
    for name, gradient in zip(floats, expected, strict=True):
        ours = found[name].gradient
        if gradient is None:
            assert ours is None
            assert reasons(asked)[name].startswith("None: ")
        else:
            (theirs,) = tf.evaluate([gradient], fed)
            theirs = np.zeros(()) if ours is None else theirs
            np.testing.assert_allclose(0 if ours is None else ours, theirs, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("seed", range(0, 60, 3))
def test_steps_and_explanations_are_about_the_gradient(seed):
    model, parameters, data = mixed_model(seed)
    y = str(np.random.default_rng(seed).choice(gradients_that_differ(model)))
    asked = ask(model, Question((f"∂{y}",), of=Question()))
    check_walk(asked)
    (start,) = [step for step in steps(asked) if step.kind == "seed"]
    assert asked.wiring.tensors[start.acting[0]] in asked.seeds
    assert [n.name for n in asked.diagram.nodes] == list(asked.wiring.tensors)
    numbers = Numbers(asked, parameters, data)
    for (name, part), explanation in explanations(asked).items():
        if numbers.all[name][part] is None:
            assert explanation.words.startswith("None: ")
            continue
        (shown,) = {s[:2] for s in SLOT.findall(explanation.lines[-1])}
        np.testing.assert_allclose(numbers.of(*shown), numbers.of(name, part), rtol=1e-9)
        assert len(explanation.lines) <= 4
    for check in frame(asked, parameters, data).checks.values():
        off = abs(check.gradient - check.numeric)
        if np.isfinite(check.numeric) and not check.reason:
            assert off <= 1e-4 * max(1.0, abs(check.gradient), abs(check.numeric))


def test_the_second_derivatives_of_the_worked_example():
    asked = ask(linear_model(2), SECOND)
    found = frame(asked, START, POINTS)
    x = np.array([2.0, 3.0])
    assert spoken(asked) == "(∂cost/∂W)"
    assert found.nodes["W:0"].gradient == (x * x).sum()
    assert found.nodes["b:0"].gradient == x.sum()
    assert all(check.agrees for check in found.checks.values())
    lines = derivation(asked)
    assert [line.subject for line in lines[1:]] == [("W:0", "gradient"), ("b:0", "gradient")]
    assert lines[1].left == (
        r"\frac{\partial\,\seeded{gradients/Mul/BroadcastTo_grad/Sum:0|seed}{0}"
        r"\left(\text{∂cost/∂W}\right)}{\partial\,W}"
    )
    words = explanations(asked)["gradients/Square_grad/mul:0", "gradient"].words
    assert words.endswith("times ∂(∂cost/∂residual)/∂(∂Square/∂residual).")
    assert program(asked)["feeds"][-1].endswith("|seed")
    reached = pull(asked, START, POINTS, ("cost:0", "value"), 0, 1.0)
    assert reached.reached == pytest.approx(1.0)


def test_a_hessian_times_a_vector():
    """With a seed for each entry it is H·seed, which no other question gives."""
    model = parse_model("cost = reduce_sum(exp(A @ w))", {"A": (3, 2)}, {"w": (2, 1)})
    A, w, v = (
        np.array([[1.0, 2.0], [0.5, -1.0], [0.0, 1.0]]),
        np.array([[0.3], [-0.2]]),
        (2.0, -1.0),
    )
    asked = ask(model, Question(("∂w:0",), (v,), of=Question()))
    found = frame(asked, [w], A.tolist()).nodes["w:0"].gradient
    hessian = A.T @ np.diag(np.exp(A @ w).ravel()) @ A
    np.testing.assert_allclose(found.ravel(), hessian @ v, rtol=1e-12)


def test_third_derivatives_and_no_more():
    asked = ask(linear_model(2), THIRD)
    # ∂/∂b of Σ (1, −2)·∂cost/∂pred is 1 − 2, whatever W and b are.
    assert frame(asked, START, POINTS).nodes["W:0"].gradient is None
    with pytest.raises(ValueError, match="only 3 times can be differentiated"):
        ask(linear_model(2), Question(("∂W:0",), of=THIRD))


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (Question(("∂nope:0",), of=Question()), "no gradient of nope:0: there is no such node"),
        (Question(("∂Y:0",), of=Question(("pred:0",))), "nothing comes back to it"),
        (Question(("∂Square:0",), of=Question()), "is one number for every entry"),
        (Question(of=Question()), "which gradient is to be differentiated is not said"),
        (Question(("∂W:0",)), "'∂W:0' cannot be y"),
    ],
)
def test_refusals(question, words):
    with pytest.raises(ValueError, match=words):
        ask(linear_model(2), question)


def test_a_question_is_said_as_shortly_as_it_can_be():
    model = linear_model(2)
    base = with_gradients(model)
    named = total_of(base, "W:0").name
    assert canonical(model, Question((named,), of=Question())) == SECOND
    assert canonical(model, Question(("pred:0",), xs=("∂W:0",), of=Question())) == Question(
        ("pred:0",)
    )
    assert ask(model, Question((named,), of=Question())) is ask(model, SECOND)


def test_another_name_leaves_the_question():
    asked = opening(LINEAR)
    after = followed(
        Problem(LINEAR, asked.values, asked.rows, SECOND),
        renamed(sources(LINEAR, 2), "W:0", "slope"),
    )
    assert after.question == Question(("∂slope:0",), of=Question())
    assert model_of(Structure(after.blueprint, 2, after.question)).passes.cotangents
