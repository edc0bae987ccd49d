"""Operations with several outputs: each is drawn, and has its part in what comes back."""

import numpy as np
import pytest

import gradviz as tf
from gradviz.study.backward import measured, places_of
from gradviz.study.entries import entry_explanation
from gradviz.study.explain import explanations
from gradviz.study.gradient_graph import with_gradients
from gradviz.study.models import finish
from tests.study.test_steps import check_walk

W = np.array([1.0, 2.0, 3.0, 4.0])


def split(x):
    first, second = tf.split(x, 2)
    return tf.reduce_sum(first * first * second)


def unstack(x):
    a, b, _, d = tf.unstack(x)
    return a * b * d + tf.reduce_sum(x)


def one_alone(x):
    return tf.square(tf.unstack(x)[2])


def own(x):
    return tf.custom_gradient(lambda y: (y * 2.0, lambda dy: dy * 5.0))(tf.reduce_sum(x))


def made(of):
    with tf.Graph().as_default():
        w = tf.Variable(W, dtype="double", name="w")
        return finish(tf.identity(of(w.value()), name="cost"), {}, {"w": w.value()}, {})


@pytest.mark.parametrize("of", [split, unstack, one_alone, own])
@pytest.mark.parametrize("look", [lambda m: m, with_gradients])
def test_each_output_has_its_numbers_and_explanations(of, look):
    model = look(made(of))
    check_walk(model)
    numbers = measured(places_of(model), {model.parameters["w"]: W})
    drawn = [node.name for node in model.diagram.nodes]
    assert len(drawn) == len(set(drawn))
    assert all(end in drawn for edge in model.diagram.edges for end in edge.ends)
    for name, node in numbers.nodes.items():
        back = [e.gradient for key, e in numbers.edges.items() if key.startswith(f"{name}->")]
        came = [g for g in back if g is not None]
        if came:
            np.testing.assert_allclose(sum(came), node.gradient, rtol=1e-12)
    for name, part in explanations(model):
        if part == "value":
            size = numbers.nodes[name].value.size if name in numbers.nodes else 1
            for entry in range(size):
                assert entry_explanation(model, (name, part), entry).words


def test_only_outputs_that_are_used_are_drawn():
    names = {node.name for node in made(unstack).diagram.nodes}
    assert {"unstack:0", "unstack:1", "unstack:3"} <= names
    assert "unstack:2" not in names


def test_what_comes_back_through_one_output_is_its_own():
    model = made(split)
    edges = measured(places_of(model), {model.parameters["w"]: W}).edges
    assert edges["w:0->split:0:0"].gradient.tolist() == [6.0, 16.0, 0.0, 0.0]
    assert edges["w:0->split:1:0"].gradient.tolist() == [0.0, 0.0, 1.0, 4.0]
