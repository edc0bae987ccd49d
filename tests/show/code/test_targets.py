"""Code of models: it runs, and prints the cost and the gradients of the model."""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import gradviz as tf
from gradviz.core.op import OPS
from gradviz.show.code.forms import CodeError
from gradviz.show.code.targets import TARGETS, source
from gradviz.study.blueprint import Structure
from gradviz.study.models import finish, linear_model, model_of
from gradviz.study.presets import PRESETS
from tests.show.code.models import Case, case, kink_cases, op_cases, random_case, search_cases

ROOT = Path(__file__).parents[3]
MODULES = {"tensorflow1": "tensorflow", "tensorflow2": "tensorflow", "torch": "torch", "jax": "jax"}
# What models read and feed themselves, what only a session has, and what is chance.
VALUES = {
    "Const", "Placeholder", "VariableV2", "Assign", "AssignAdd", "AssignSub", "NoOp",
    "RandomStandardNormal", "RandomUniform", "TruncatedNormal", "RandomUniformInt",
    "IsVariableInitialized", "ReportUninitializedVariables",
    "ScalarSummary", "HistogramSummary", "MergeSummary",
}  # fmt: skip
# Bring a gradient of their own, written in Python by whoever called them.
CUSTOM = {"IdentityN", "CheckNumerics"}
# Made by gradients alone: the libraries that differentiate have no need of them.
BACKWARD = {
    "ReluGrad", "Relu6Grad", "LeakyReluGrad", "SqrtGrad", "RsqrtGrad", "ReciprocalGrad",
    "SoftmaxCrossEntropyWithLogitsGrad", "StridedSliceGrad", "UnsortedSegmentSum",
}  # fmt: skip


def run(target: str, cases: dict[str, Case]) -> None:
    """Runs the programs of some models in a new process and compares what they print."""
    module = MODULES.get(target)
    if module and importlib.util.find_spec(module) is None:
        pytest.skip(f"{module} is not installed")
    programs = {}
    for name, made in cases.items():
        try:
            programs[name] = source(made.model, target, made.values, made.rows)
        except CodeError:
            types = {op.type for op in made.model.graph.get_operations()}
            assert types & (CUSTOM if target == "numpy" else CUSTOM | BACKWARD), name
    result = subprocess.run(
        [sys.executable, "-m", "tests.show.code.runner", target],
        input=json.dumps(list(programs.values())),
        cwd=ROOT,
        env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert not result.returncode, result.stderr[-3000:]
    for (name, program), found in zip(programs.items(), json.loads(result.stdout), strict=True):
        expected = cases[name].expected()
        assert list(found) == list(expected)
        for key, value in expected.items():
            assert np.shape(found[key]) == value.shape, (name, key, program)
            np.testing.assert_allclose(
                found[key], value, rtol=1e-12, atol=1e-12, err_msg=f"{name} {key}\n{program}"
            )


@pytest.mark.parametrize("target", TARGETS)
def test_program_of_every_op_prints_its_numbers(target):
    run(target, {**dict(op_cases()), **dict(search_cases())})


@pytest.mark.parametrize("target", TARGETS)
def test_programs_of_random_models_print_their_numbers(target):
    run(target, {f"random {seed}": random_case(seed) for seed in range(50)})


@pytest.mark.parametrize("target", TARGETS)
def test_programs_agree_at_kinks_and_ties(target):
    cases = dict(kink_cases())
    for seed in range(60, 90):
        made = random_case(seed)
        rounded = [np.round(value) for value in made.values]
        cases[f"random {seed}"] = made._replace(values=rounded, rows=np.round(made.rows).tolist())
    run(target, cases)


@pytest.mark.parametrize("target", TARGETS)
def test_programs_of_the_presets_print_their_numbers(target):
    cases = {
        p.key: Case(model_of(Structure(p.blueprint, len(p.rows))), list(p.values), list(p.rows))
        for p in PRESETS
    }
    run(target, cases)


EDGES = {
    "the cost is a parameter": lambda W: W,
    "the cost is constant": lambda W: tf.constant(2.0, "float64"),
    "the cost forgets a parameter": lambda W, b: tf.floor(W) + b,
    "a number alone": lambda W: W * 0.0 + tf.constant(0.5, "float64") ** 2.0,
    "a division by zero": lambda W: W / 0.0,
    "an infinite constant": lambda W: tf.minimum(W, np.inf) + tf.maximum(W, -np.inf),
    "the same tensor twice": lambda W: W * W + W,
    "an exact float": lambda W: W * 5e-324 + 1.7976931348623157e308 * (W * 0.0) + 0.1 * W,
    "minus on minus": lambda W: -tf.negative(W) - (-1.0 - W) ** 2.0 - (2.0 - -W) / (W / 3.0),
    "cross entropy of odd labels": lambda W: tf.nn.softmax_cross_entropy_with_logits_v2(
        labels=tf.stack([W, 3.0 * W]), logits=tf.stack([W, W * W])
    ),
}


@pytest.mark.parametrize("target", TARGETS)
def test_programs_at_the_edge_print_their_numbers(target):
    cases = {}
    for name, build in EDGES.items():
        count = build.__code__.co_argcount
        with tf.Graph().as_default():
            parameters = {n: tf.Variable(0.0, dtype="float64").value() for n in ("W", "b")[:count]}
            model = finish(build(*parameters.values()), {}, parameters, {})
        cases[name] = Case(model, [1.7, -0.3][:count], [])
    run(target, cases)


@pytest.mark.parametrize("target", TARGETS)
def test_long_chain_is_written(target):
    def chain(x):
        for _ in range(1000):
            x = 1.0 + tf.tanh(x) * 0.5
        return x

    made = case(chain, [()], [0.3])
    program = source(made.model, target, made.values, made.rows)
    assert max(map(len, program.splitlines())) < 140
    if target == "numpy":
        run(target, {"chain": made})


@pytest.mark.parametrize("target", TARGETS)
def test_every_op_is_written_or_refused_by_name(target):
    forms = set(TARGETS[target].language.forms) | TARGETS[target].language.passing
    missing = set(OPS) - forms
    assert missing == VALUES | CUSTOM | (set() if target == "numpy" else BACKWARD)


def test_refusal_names_the_operation():
    with tf.Graph().as_default():
        W = tf.Variable(1.0, dtype="float64").value()
        noise = tf.random_normal([], dtype="float64")
        model = finish(W * noise, {}, {"W": W}, {})
    with pytest.raises(CodeError, match="PyTorch: RandomStandardNormal has a value only in a run"):
        source(model, "torch", [1.0], [])
    with pytest.raises(ValueError, match="no target 'matlab'; there are gradviz, numpy"):
        source(model, "matlab", [1.0], [])


def test_numbers_are_exact():
    numbers = [0.1 + 0.2, 5e-324, -1.7976931348623157e308, -0.0]
    model = linear_model(2)
    for target in TARGETS:
        program = source(model, target, numbers[:2], [numbers[2:], [1e22, 1 / 3]])
        for number in (*numbers, 1e22, 1 / 3):
            assert repr(number) in program


@pytest.mark.parametrize("target", TARGETS)
def test_names_are_shown_exactly_and_break_nothing(target):
    hostile = ["W\nimport os", 'a"b', "'''", "\u202eevil", "__import__('os')", "ﬁ", "lambda", "β"]
    with tf.Graph().as_default():
        parameters = {n: tf.Variable(0.0, dtype="float64").value() for n in hostile}
        out = tf.add_n([p * p for p in parameters.values()])
        model = finish(tf.square(out), {}, parameters, {"print(1)": out})
    program = source(model, target, [0.5] * len(hostile), [])
    assert "\u202e" not in program
    assert "import os" not in [line.strip() for line in program.splitlines()]
    assert 'print("dcost/dβ =", ' in program
    assert "β" in program
