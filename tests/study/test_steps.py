"""The pass step by step, and every number explained, on the model and on random graphs."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gradviz as tf
from gradviz.study.explain import explanations
from gradviz.study.models import finish, linear_model
from gradviz.study.steps import steps

SLOT = re.compile(r"\\(?:slot|guard)\{([^}|]*)\|(\w+)\}\{(\d+)\}")


@st.composite
def models(draw):
    """A random scalar graph of two data vectors and two parameters, with shared tensors."""
    with tf.Graph().as_default():
        X = tf.placeholder("double", [3], name="X")
        Y = tf.placeholder("double", [3], name="Y")
        W = tf.Variable(0.0, dtype="double", name="W")
        b = tf.Variable(0.0, dtype="double", name="b")
        tensors = [X, Y, W.value(), b.value()]
        for _ in range(draw(st.integers(1, 10))):
            x, y = (tensors[draw(st.integers(0, len(tensors) - 1))] for _ in range(2))
            made = draw(st.sampled_from([tf.add, tf.subtract, tf.multiply, tf.divide, None]))
            tensors.append(tf.square(x) if made is None else made(x, y))
        cost = tf.reduce_sum(tf.add_n([tf.reduce_sum(t) for t in tensors]), name="cost")
        return finish(cost, {"X": X, "Y": Y}, {"W": W.value(), "b": b.value()}, {})


def _comes_to(subject, node, drawn):
    """Whether a number is one of those that a node's gradient is the sum of."""
    edges = [(edge.name, "gradient") for edge in drawn.edges if edge.source == node]
    return subject in [(node, "seed"), *edges]


def check_walk(model):
    walk = steps(model)
    told = [subject for step in walk for subject in step.known]
    assert len(told) == len(set(told)), "a number becomes known once"
    drawn = model.diagram
    with_gradient = {op.inputs[i] for op, i in model.passes.contributions}
    for node in drawn.nodes:
        assert (node.name, "value") in told
    for edge in drawn.edges:
        assert (edge.name, "value") in told
    assert with_gradient or model.cost not in model.seeds
    known = set()
    for step in walk:
        # What a step's formula shows is known already, or becomes known by it.
        now = known | set(step.known)
        for name, part, _ in SLOT.findall(step.line):
            assert part == "local" or (name, part) in now, (step.kind, name, part)
        if step.kind == "join":
            (total,) = step.known
            parts = [subject for subject in told if _comes_to(subject, total[0], drawn)]
            assert len(parts) > 1
            assert known.issuperset(parts)
        known = now
    return walk


def test_the_worked_example():
    walk = check_walk(linear_model(2))
    kinds = [step.kind for step in walk]
    assert kinds == ["start", *["forward"] * 6, "seed", *["contribution"] * 10]
    assert walk[1].words == "Mul is X · W."
    assert walk[7].words.startswith("The gradient of cost with respect to itself is 1")


@settings(max_examples=40)
@given(models())
def test_random_graphs(model):
    check_walk(model)


def test_a_join_is_a_step_of_its_own_and_comes_when_all_parts_are_there():
    with tf.Graph().as_default():
        W = tf.Variable(0.0, dtype="double", name="W")
        w = W.value()
        cost = tf.add(tf.square(w), tf.multiply(w, 3.0), name="cost")
        model = finish(cost, {}, {"W": w}, {})
    walk = check_walk(model)
    assert [step.kind for step in walk][-2:] == ["contribution", "join"]
    assert "used 2 times" in walk[-1].words


def evaluated(model, random):
    """Slot texts for one point, as the page puts them in."""
    from gradviz.study.backward import as_json, frame

    points = [tuple(random.uniform(-2, 2, 2)) for _ in range(model.inputs["X"].shape.size)]
    numbers = as_json(frame(model, (0.7, -1.3), points))

    def value(name, part, place):
        entry = (numbers["nodes"] | numbers["edges"])[name][part]
        return np.ravel(entry)[int(place)]

    return value


@pytest.mark.parametrize("points", [1, 2, 3, 5, 9])
def test_explanations_end_in_the_number_that_they_explain(points):
    model = linear_model(points)
    value = evaluated(model, np.random.default_rng(points))
    for (name, part), explanation in explanations(model).items():
        assert len(explanation.lines) <= 4
        last = SLOT.findall(explanation.lines[-1])
        shown = {place: value(n, p, place) for n, p, place in last}
        for place, number in shown.items():
            expected = value(name, part, place)
            assert number == pytest.approx(expected, rel=1e-12)
