"""The numbers of typed models, forward and back, against long doubles."""

import numpy as np
import pytest

import gradviz as tf
from gradviz.core.execute import evaluate
from gradviz.core.plan import order
from gradviz.study.language.functions import FUNCTIONS
from tests.study.language.calls import GIVEN, call_of
from tests.study.language.long_double import STEP, long_slopes, long_value
from tests.study.models import random_case

EXPRESSIONS = 200
COARSER = 8
"""Where a step of the usual length and one so much longer differ there is a kink between."""


def agree(model, fed):
    """How many slopes agree; fails if one does not, or if the value does not."""
    # What is held constant on the way back is held in the differences too.
    stops = [o.outputs[0] for o in order([model.cost.op], []) if o.type == "StopGradient"]
    held = dict(zip(stops, evaluate(stops, fed), strict=True)) if stops else {}
    cost, *gradients = evaluate([model.cost, *model.gradients], fed)
    exact = long_value(model.cost, fed)
    assert abs(cost - exact) <= 1e-12 * max(1, abs(exact))
    compared = 0
    for parameter, gradient in zip(model.parameters.values(), gradients, strict=True):
        near = long_slopes(model.cost, parameter, {**fed, **held})
        far = long_slopes(model.cost, parameter, {**fed, **held}, COARSER * STEP)
        scale = np.maximum(1, np.abs(near))
        smooth = np.abs(near - far) <= 1e-7 * scale
        off = np.abs(np.asarray(gradient) - near) / scale
        assert (off[smooth] <= 1e-9).all(), (parameter.name, gradient, near)
        compared += int(smooth.sum())
    return compared


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function(name):
    random = np.random.default_rng(3)
    text = f"z = {call_of(name)}\ncost = reduce_sum(sin(1.3*z)) + 0*(s + reduce_sum(x + y))"
    if name == "softmax_cross_entropy_with_logits_v2":
        text = text.replace("labels=x", "labels=softmax(x, axis=0)")
    elif name == "softmax_cross_entropy_with_logits":
        text = text.replace("labels=x", "labels=softmax(x)")
    model = tf.parse_model(text, {}, GIVEN)
    fed = {t: random.uniform(0.2, 0.9, tuple(t.shape)) for t in model.parameters.values()}
    entries = sum(t.shape.size for t in fed)
    assert agree(model, fed) == entries


def test_random_expressions():
    compared = sum(agree(*random_case(1000 + seed)) for seed in range(EXPRESSIONS))
    assert compared > 5 * EXPRESSIONS
