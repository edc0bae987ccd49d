"""An exported plan, run by a few lines that know only the op table, is the graph."""

import json

import numpy as np
import pytest

import gradviz as tf
from gradviz.core.export import export
from gradviz.core.op import OPS
from gradviz.study.backward import feeds, places_of
from gradviz.study.held import holdable
from gradviz.study.models import linear_model
from gradviz.study.program import fed_tensors, program


def run(plan, values):
    slots = dict(zip(plan["feeds"], values, strict=True))
    for slot, entries in plan["constants"]:
        slots[slot] = np.array(entries).reshape(plan["shapes"][slot])
    for kind, inputs, out, attributes in plan["steps"]:
        exact = {k: tuple(v) if isinstance(v, list) else v for k, v in attributes.items()}
        slots[out] = OPS[kind].kernel(*(slots[i] for i in inputs), **exact)
    return [slots[slot] for slot in plan["fetches"]]


@pytest.mark.parametrize("points", [1, 2, 5])
def test_the_models_program_gives_the_models_numbers(points):
    model = linear_model(points)
    random = np.random.default_rng(points)
    data = [tuple(random.uniform(-3, 3, 2)) for _ in range(points)]
    fed = feeds(model, (1.5, -0.5), data)
    tensors = holdable(model)
    fed |= {tensors["half:0"]: np.array(0.3), tensors["cost:0|seed"]: np.array(-2.0)}
    fetches = list(dict.fromkeys([*places_of(model).fetches, model.cost]))
    plan = json.loads(json.dumps(program(model)["plan"]))
    values = [fed[t] for t in fed_tensors(model).values()]
    for ours, core in zip(run(plan, values), tf.evaluate(fetches, fed), strict=True):
        np.testing.assert_allclose(ours, core, rtol=1e-15)


def test_a_missing_feed_is_named():
    x, y = tf.placeholder("double", [], name="x"), tf.placeholder("double", [], name="y")
    with pytest.raises(ValueError, match=r"y \(Placeholder\) is neither fed nor constant"):
        export([x + y], [x])


def test_a_fed_tensor_can_be_fetched():
    x = tf.placeholder("double", [], name="x")
    assert export([x], [x])["fetches"] == [0]
