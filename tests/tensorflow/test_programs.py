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
from tests.tensorflow.generate import program
from tests.tensorflow.interpret import difference, run
from tests.tensorflow.real import installed, tensorflow
from tests.tensorflow.record import FILE

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


def assert_all_agree(pairs, again=None):
    wrong = []
    for written, theirs in pairs:
        found = difference(run(gradviz, written), theirs, written)
        if found and again and single(written) and ": entry " in found:
            # Where float32 leaves only rounding errors, float64 decides who is right.
            double = json.loads(json.dumps(written).replace("float32", "float64"))
            found = difference(run(gradviz, double), again(double), double)
        if found:
            wrong.append(f"program {written['number']}: {found}\n{json.dumps(written)}")
    assert not wrong, "\n".join([f"{len(wrong)} disagreements", *wrong[:5]])


def single(written):
    return any(leaf["dtype"] == "float32" for leaf in written["leaves"])


def test_a_number_always_gives_the_same_program():
    assert program(7) == program(7) != program(8)


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
