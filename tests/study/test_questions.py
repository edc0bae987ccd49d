"""Questions: their numbers are those of the core's gradients, and of finite differences."""

import numpy as np
import pytest

import gradviz as tf
from gradviz.core.copying import copy
from gradviz.study.backward import feeds, frame, measured, places_of
from gradviz.study.blueprint import LINEAR, Structure
from gradviz.study.derivation import derivation, headline
from gradviz.study.diagram import wiring
from gradviz.study.explain import explanations
from gradviz.study.held import hold, holdable
from gradviz.study.labels import meaning, objective, spoken
from gradviz.study.models import finish, linear_model, model_of
from gradviz.study.pull import pull
from gradviz.study.questions import Question, ask
from gradviz.study.steps import steps
from gradviz.study.surfaces import minimum, surface
from gradviz.study.unconnected import reasons
from tests.study.mixed import mixed_model
from tests.study.test_explain import Numbers
from tests.study.test_steps import SLOT, check_walk

POINTS = ((2.0, 3.0), (3.0, 2.0))
START = (1.6649098, 0.54648024)


def drawn(model, real=True):
    tensors = wiring(model.roots).tensors
    return [name for name, t in tensors.items() if t.dtype.is_floating or not real]


def random_question(model, random, cut_edges=False):
    names = drawn(model)
    ys = random.choice(names, int(random.integers(1, 3)), replace=False).tolist()
    tensors = wiring(model.roots).tensors
    given = [tuple(random.uniform(-2, 2, tensors[y].shape.size)) for y in ys]
    some = [*names, *wiring(model.roots).uses] if cut_edges else names
    cuts = random.choice(some, int(random.integers(0, 3)), replace=False).tolist()
    xs = random.choice(names, 2, replace=False).tolist()
    return Question(tuple(ys), tuple(given), tuple(xs), tuple(cuts))


@pytest.mark.parametrize("seed", range(100))
def test_numbers_are_those_of_gradients(seed):
    model, parameters, data = mixed_model(seed)
    question = random_question(model, np.random.default_rng(seed))
    asked = ask(model, question)
    found = measured(places_of(asked), feeds(asked, parameters, data))
    graph, counterpart = copy(model.graph)
    tensors = {name: counterpart[t] for name, t in wiring(model.roots).tensors.items()}
    ys = [tensors[y] for y in question.ys]
    with graph.as_default():
        grad_ys = [
            tf.constant(np.reshape(s, tuple(y.shape)), "double")
            for s, y in zip(question.seeds, ys, strict=True)
        ]
        stops = [tensors[cut] for cut in question.cuts]
        names = drawn(model)
        expected = tf.gradients(ys, [tensors[n] for n in names], grad_ys, stop_gradients=stops)
    fed = {counterpart[t]: a for t, a in feeds(model, parameters, data).items()}
    for name, gradient in zip(names, expected, strict=True):
        ours = found.nodes[name].gradient
        assert (ours is None) == (gradient is None), name
        if gradient is not None:
            (theirs,) = tf.evaluate([gradient], fed)
            np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-12, err_msg=name)
        else:
            assert reasons(asked)[name].startswith("None: ")


@pytest.mark.parametrize("seed", range(60))
def test_steps_explanations_and_checks_follow_the_question(seed):
    model, parameters, data = mixed_model(seed)
    question = random_question(model, np.random.default_rng(seed + 1000), cut_edges=True)
    asked = ask(model, question)
    check_walk(asked)
    kinds = [step.kind for step in steps(asked)]
    assert kinds.count("seed") == len(question.ys)
    numbers = Numbers(asked, parameters, data)
    for (name, part), explanation in explanations(asked).items():
        if numbers.all[name][part] is None:
            assert explanation.words.startswith("None: ")
            continue
        (shown,) = {s[:2] for s in SLOT.findall(explanation.lines[-1])}
        np.testing.assert_allclose(numbers.of(*shown), numbers.of(name, part), rtol=1e-9)
        if part == "gradient" and "->" not in name:
            back = [
                numbers.of(use.edge.name, "gradient")
                for use in wiring(asked.roots).outgoing[wiring(asked.roots).tensors[name]]
                if numbers.all[use.edge.name]["gradient"] is not None
            ]
            start = [numbers.of(name, "seed")] if "seed" in numbers.all[name] else []
            total = sum([*start, *back])
            np.testing.assert_allclose(total, numbers.of(name, part), rtol=1e-9, atol=1e-12)
    for check in frame(asked, parameters, data).checks.values():
        off = abs(check.gradient - check.numeric)
        assert off <= 1e-4 * max(1.0, abs(check.gradient), abs(check.numeric))


def test_total_and_partial():
    """∂cost/∂residual · ∂residual/∂pred, once through, and once with residual held constant."""
    model = linear_model(2)
    whole = frame(ask(model, Question(("residual:0",))), START, POINTS)
    assert whole.nodes["W:0"].gradient == 5.0
    assert whole.nodes["Y:0"].gradient.tolist() == [[-1.0], [-1.0]]
    partial = ask(model, Question(("residual:0",), cuts=("pred:0",)))
    found = frame(partial, START, POINTS)
    assert found.nodes["pred:0"].gradient.tolist() == [[1.0], [1.0]]
    assert found.nodes["W:0"].gradient is None
    assert found.checks["W:0"].agrees
    assert reasons(partial)["W:0"] == (
        "None: every path back from residual to W is cut by stop_gradients at pred."
    )
    assert reasons(partial)["half:0"] == (
        "None: no path leads back from residual to half; residual does not depend on it."
    )
    assert "held constant" in reasons(partial)["b:0->pred:0:1"]


def test_an_edge_that_is_cut():
    model = linear_model(2)
    asked = ask(model, Question(cuts=("W:0->Mul:0:1",)))
    found = frame(asked, START, POINTS)
    plain = frame(model, START, POINTS)
    assert found.edges["W:0->Mul:0:1"].gradient is None
    assert found.nodes["W:0"].gradient is None
    np.testing.assert_array_equal(found.nodes["X:0"].gradient, plain.nodes["X:0"].gradient)
    assert [n.name for n in asked.diagram.nodes] == [n.name for n in model.diagram.nodes]
    assert [e.name for e in asked.diagram.edges] == [e.name for e in model.diagram.edges]


def test_what_is_differentiated_has_a_true_name():
    model = linear_model(2)
    assert objective(model) == r"\seeded{cost:0|seed}{0}\text{cost}"
    tensor = ask(model, Question(("pred:0",)))
    assert spoken(tensor) == "(Σ seed·pred)"
    assert r"\sum \text{seed} \cdot \text{pred}" in derivation(tensor)[1].left
    both = ask(model, Question(("pred:0", "cost:0")))
    assert spoken(both) == "J"
    assert meaning(both).startswith("J = ")
    assert derivation(both)[2].left == r"\frac{\partial\,J}{\partial\,W}"
    assert derivation(tensor)[1].formula == r"\sum \text{seed} \cdot X"


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (Question(("nope:0",)), "'nope:0' cannot be y: the drawing has X:0"),
        (Question(("pred:0", "pred:0")), "pred:0 is named twice as y"),
        (Question(("pred:0",), ((1.0,),)), "pred:0 has 2 entries, and its seed 1"),
        (Question(("pred:0",), ((1.0, 1.0), None)), "2 seeds are given for 1 ys"),
        (Question(xs=("nope",)), "'nope' cannot be x"),
        (Question(cuts=("nope",)), "'nope' cannot be cut"),
    ],
)
def test_refusals(question, words):
    with pytest.raises(ValueError, match=words):
        ask(linear_model(2), question)


def test_integers_have_no_derivatives():
    with tf.Graph().as_default():
        x = tf.Variable(0.0, dtype="double", name="x")
        place = tf.cast(tf.greater(x.value(), 1.0), "int64", name="place")
        cost = tf.multiply(tf.cast(place, "double"), x.value(), name="cost")
        model = finish(cost, {}, {"x": x.value()}, {})
    with pytest.raises(ValueError, match="place:0 cannot be y: it is made of int64"):
        ask(model, Question(("place:0",)))
    assert reasons(model)["place:0"].startswith("None: place is no real number (int64)")
    assert "passes no gradient on" in reasons(model)["x:0->Greater:0:0"]


def test_a_plain_question_is_the_model_itself():
    model = linear_model(2)
    assert ask(model, Question()) is model
    assert ask(model, Question(("cost:0",), ((1.0,),))) is model
    assert ask(model, Question(("pred:0",))) is ask(model, Question(("pred:0",), ((1.0, 1.0),)))


def test_seeds_scale_gradients_and_surface():
    model = linear_model(2)
    scaled = ask(model, Question(seeds=((3.0,),)))
    plain, found = frame(model, START, POINTS), frame(scaled, START, POINTS)
    assert found.nodes["cost:0"].value == plain.nodes["cost:0"].value
    assert found.nodes["cost:0"].seed == 3.0
    assert found.objective == pytest.approx(3 * plain.objective)
    assert found.nodes["W:0"].gradient == pytest.approx(3 * plain.nodes["W:0"].gradient)
    assert found.checks["W:0"].agrees
    axis = np.linspace(-2, 2, 3)
    np.testing.assert_allclose(
        surface(scaled, POINTS, axis, axis).cost, 3 * surface(model, POINTS, axis, axis).cost
    )
    lowest = minimum(scaled, POINTS)
    assert lowest is not None
    assert abs(lowest.W + 1.0) < 1e-9
    assert minimum(ask(model, Question(seeds=((-1.0,),))), POINTS) is None
    with pytest.raises(ValueError, match="belongs to no question"):
        hold(model, (("cost:0|seed", (2.0,)),))


def test_constants_are_numbers_like_others():
    plain = linear_model(2)
    assert list(holdable(plain)) == ["half:0", "cost:0|seed"]
    model = hold(plain, (("half:0", (2.0,)),))
    found, before = frame(model, START, POINTS), frame(plain, START, POINTS)
    assert found.nodes["half:0"].value == 2.0
    assert found.nodes["cost:0"].value == pytest.approx(4 * before.nodes["cost:0"].value)
    assert found.checks["W:0"].agrees
    assert headline(model)[1].startswith(r"\text{cost} = 2 \sum")
    assert derivation(model)[1].formula.startswith("4 ")
    lines = derivation(model, True)
    assert all(r"\tfrac" not in line.formula for line in lines)
    assert all("half:0|value" in line.numbers for line in lines)
    with pytest.raises(ValueError, match="'X:0' cannot be held: this model has half:0"):
        hold(plain, (("X:0", (1.0,)),))
    with pytest.raises(ValueError, match="half:0 has 1 entries, not 2"):
        hold(plain, (("half:0", (1.0, 2.0)),))


def test_questions_and_constants_go_together():
    held = (("half:0", (2.0,)),)
    one = ask(hold(linear_model(2), held), Question(("cost:0",), ((-1.0,),), ("pred:0",)))
    assert (
        model_of(Structure(LINEAR, 2, Question(("cost:0",), ((-1.0,),), ("pred:0",)), held)) is one
    )
    result = pull(one, START, POINTS, ("W:0", "gradient"), 0, 1.0)
    found = frame(one, result.parameters, POINTS)
    assert found.nodes["W:0"].gradient == pytest.approx(1.0)
    assert [line.subject for line in derivation(one)][1:] == [("pred:0", "gradient")]


@pytest.mark.parametrize("seed", range(0, 60, 3))
def test_a_held_constant_is_what_feeding_it_is(seed):
    model, parameters, data = mixed_model(seed)
    random = np.random.default_rng(seed)
    tensors = {n: t for n, t in holdable(model).items() if not n.endswith("|seed")}
    held = tuple((n, tuple(random.uniform(0.5, 1.5, t.shape.size))) for n, t in tensors.items())
    found = frame(hold(model, held), parameters, data)
    fed = {tensors[name]: np.reshape(e, tuple(tensors[name].shape)) for name, e in held}
    other = measured(places_of(model), feeds(model, parameters, data) | fed)
    for name, node in other.nodes.items():
        np.testing.assert_array_equal(found.nodes[name].value, node.value)
        if node.gradient is not None:
            np.testing.assert_allclose(found.nodes[name].gradient, node.gradient, rtol=1e-12)
    for check in found.checks.values():
        off = abs(check.gradient - check.numeric)
        if np.isnan(check.numeric):  # out of a domain, where there is no slope
            continue
        assert off <= 1e-4 * max(1.0, abs(check.gradient), abs(check.numeric))
