"""Random programs give what TensorFlow gives: None or not, dtype, shape and values.

Recorded results are compared always. With TensorFlow installed, programs are compared live too:
100 of them, or as many as GRADVIZ_TF_PROGRAMS says, from number GRADVIZ_TF_FIRST on.
"""

import gzip
import json
import os

import numpy as np
import pytest

import gradviz
from tests.tensorflow.contract import CASES, outcome, unequal
from tests.tensorflow.generate import program
from tests.tensorflow.interpret import difference, run
from tests.tensorflow.real import installed, tensorflow
from tests.tensorflow.record import CONTRACT, FILE
from tests.tensorflow.rounding import rounding

CONTRACTED = dict(
    json.loads(line) for line in gzip.decompress(CONTRACT.read_bytes()).decode().split("\n")
)
RECORDED = gzip.decompress(FILE.read_bytes()).decode().split("\n")[1:] if FILE.exists() else []
CHUNK = 50


@pytest.mark.parametrize("first", range(0, len(RECORDED), CHUNK))
def test_recorded_programs(first):
    assert_all_agree(json.loads(line) for line in RECORDED[first : first + CHUNK])


def test_there_are_recorded_programs():
    assert len(RECORDED) >= 300


@pytest.mark.skipif(not installed(), reason="TensorFlow is not installed")
@pytest.mark.timeout(0)
def test_live_programs():
    tf, config = tensorflow()
    first = int(os.environ.get("GRADVIZ_TF_FIRST", "100000"))
    count = int(os.environ.get("GRADVIZ_TF_PROGRAMS", "100"))
    programs = (program(number) for number in range(first, first + count))
    assert_all_agree(
        ((written, run(tf, written, config)) for written in programs),
        lambda written: run(tf, written, config),
    )


@pytest.mark.parametrize("name", CASES)
def test_the_contract(name):
    wrong = unequal(as_recorded(outcome(gradviz, CASES[name])), CONTRACTED[name])
    assert wrong is None, f"{name}: {wrong}"


@pytest.mark.skipif(not installed(), reason="TensorFlow is not installed")
def test_the_recorded_contract_is_tensorflows():
    tf, config = tensorflow()
    theirs = {name: as_recorded(outcome(tf, case, config)) for name, case in CASES.items()}
    found = {n: unequal(result, CONTRACTED[n]) for n, result in theirs.items()}
    assert not {n: wrong for n, wrong in found.items() if wrong}


def as_recorded(result):
    return json.loads(json.dumps(result))


def assert_all_agree(pairs, again=None):
    wrong = []
    for written, theirs in pairs:
        found = difference(run(gradviz, written), theirs, written)
        if found and again and single(written) and ": entry " in found:
            # Where float32 leaves only rounding errors, float64 decides who is right.
            double = json.loads(json.dumps(written).replace("float32", "float64"))
            found = difference(run(gradviz, double), again(double), double)
        if found and ": entry " in found:
            # And where results hang on roundings, these say how far apart they may be.
            found = difference(run(gradviz, written), theirs, written, rounding(written))
        if found:
            wrong.append(f"program {written['number']}: {found}\n{json.dumps(written)}")
    assert not wrong, "\n".join([f"{len(wrong)} disagreements", *wrong[:5]])


def single(written):
    return any(leaf["dtype"] == "float32" for leaf in written["leaves"])


def test_a_number_always_gives_the_same_program():
    assert program(7) == program(7) != program(8)


def test_the_comparison_of_the_contract_finds_what_is_planted():
    right = as_recorded(outcome(gradviz, CASES["4 sums"]))
    assert unequal(right, right) is None
    numbers = right["results"][1]
    for other in (
        numbers | {"dtype": "float64"},
        numbers | {"shape": [3, 1]},
        numbers | {"entries": [6.0, 8.001, 10.0]},
        numbers | {"entries": [6.0, float("nan"), 10.0]},
        None,
        "text",
    ):
        assert "/results/1" in (unequal(right, {"results": ["list", other]}) or "")
    assert "against" in (unequal(right, {"error": "TypeError", "message": "no"}) or "")


def test_rounding_is_allowed_where_it_decides():
    # 1e16 + x − 1e16 has no digit left that is not rounding; 2·x has them all.
    leaves = [{"kind": "constant", "dtype": "float64", "shape": [], "value": 0.5}]
    steps = [
        {"op": "+", "inputs": [0], "attributes": {"scalar": 1e16, "left": False}},
        {"op": "-", "inputs": [1], "attributes": {"scalar": 1e16, "left": False}},
        {"op": "*", "inputs": [0], "attributes": {"scalar": 2.0, "left": False}},
    ]
    free = rounding({"leaves": leaves, "steps": steps, "ys": [2, 3], "xs": [0]})
    assert free[0][0] > 1
    assert free[1][0] < 1e-13


RIGHT = {"results": [["float64", [2], [1.0, np.nan]], None]}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"results": [["float64", [2], [1.0, np.nan]], ["float64", [], [0.0]]]}, "None or not"),
        ({"results": [["float32", [2], [1.0, np.nan]], None]}, "dtype and shape"),
        ({"results": [["float64", [2, 1], [1.0, np.nan]], None]}, "dtype and shape"),
        ({"results": [["float64", [2], [1.001, np.nan]], None]}, "entry 0"),
        ({"results": [["float64", [2], [1.0, 0.0]], None]}, "entry 1"),
        ({"error": "TypeError", "message": "no"}, "errors: None None against TypeError no"),
    ],
)
def test_the_comparison_finds_what_is_planted(wrong, said):
    assert difference(RIGHT, RIGHT) is None
    assert said in (difference(RIGHT, wrong) or "")
