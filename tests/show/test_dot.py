"""The DOT text of a diagram."""

import os
import subprocess
import sys

import pytest

from gradviz.show.dot import dot, node_size
from gradviz.study.models import linear_model
from tests.show.diagrams import DIAGRAMS, chain, hostile, square

SQUARE = """\
digraph gradviz {
	graph [nodesep=0.1806 rankdir=LR ranksep=0.1528]
	node [fixedsize=true label="" shape=box]
	edge [arrowhead=none]
	"x:0" [width=2.015 height=1.931]
	"y:0" [width=1.408 height=1.458]
	"x:0->y:0:0" [width=1.213 height=1.125]
	"x:0" -> "x:0->y:0:0" [headport=w weight=2]
	"x:0->y:0:0" -> "y:0" [tailport=e weight=2]
	"x:0->y:0:1" [width=1.213 height=1.125]
	"x:0" -> "x:0->y:0:1" [headport=w weight=2]
	"x:0->y:0:1" -> "y:0" [tailport=e weight=2]
}
"""

OPENING_MODEL = """\
digraph gradviz {
	graph [nodesep=0.1806 rankdir=LR ranksep=0.1528]
	node [fixedsize=true label="" shape=box]
	edge [arrowhead=none]
	"Y:0" [width=1.408 height=1.458]
	"X:0" [width=1.408 height=1.458]
	"W:0" [width=1.408 height=0.9861]
	"b:0" [width=1.408 height=0.9861]
	"Mul:0" [width=1.408 height=1.458]
	"pred:0" [width=1.408 height=1.458]
	"residual:0" [width=1.408 height=1.458]
	"half:0" [width=1.408 height=0.9861]
	"Square:0" [width=1.408 height=1.458]
	"Sum:0" [width=1.408 height=0.9861]
	"cost:0" [width=1.408 height=0.9861]
	"Y:0->residual:0:1" [width=1.213 height=1.125]
	"Y:0" -> "Y:0->residual:0:1" [headport=w weight=2]
	"Y:0->residual:0:1" -> "residual:0" [headport=n tailport=e weight=2]
	"X:0->Mul:0:0" [width=1.213 height=1.125]
	"X:0" -> "X:0->Mul:0:0" [headport=w weight=2]
	"X:0->Mul:0:0" -> "Mul:0" [tailport=e weight=2]
	"W:0->Mul:0:1" [width=1.388 height=0.6528]
	"W:0" -> "W:0->Mul:0:1" [headport=w weight=2]
	"W:0->Mul:0:1" -> "Mul:0" [tailport=e weight=2]
	"Mul:0->pred:0:0" [width=1.213 height=1.125]
	"Mul:0" -> "Mul:0->pred:0:0" [headport=w weight=8]
	"Mul:0->pred:0:0" -> "pred:0" [tailport=e weight=8]
	"b:0->pred:0:1" [width=1.388 height=0.6528]
	"b:0" -> "b:0->pred:0:1" [headport=w weight=2]
	"b:0->pred:0:1" -> "pred:0" [headport=s tailport=e weight=2]
	"pred:0->residual:0:0" [width=1.213 height=1.125]
	"pred:0" -> "pred:0->residual:0:0" [headport=w weight=8]
	"pred:0->residual:0:0" -> "residual:0" [tailport=e weight=8]
	"residual:0->Square:0:0" [width=1.213 height=1.125]
	"residual:0" -> "residual:0->Square:0:0" [headport=w weight=8]
	"residual:0->Square:0:0" -> "Square:0" [tailport=e weight=8]
	"Square:0->Sum:0:0" [width=1.213 height=1.125]
	"Square:0" -> "Square:0->Sum:0:0" [headport=w weight=8]
	"Square:0->Sum:0:0" -> "Sum:0" [tailport=e weight=8]
	"half:0->cost:0:0" [width=1.213 height=0.6528]
	"half:0" -> "half:0->cost:0:0" [headport=w weight=2]
	"half:0->cost:0:0" -> "cost:0" [headport=s tailport=e weight=2]
	"Sum:0->cost:0:1" [width=1.213 height=0.6528]
	"Sum:0" -> "Sum:0->cost:0:1" [headport=w weight=8]
	"Sum:0->cost:0:1" -> "cost:0" [tailport=e weight=8]
}
"""

PRINT = """
from gradviz.show.dot import dot
from gradviz.study.models import linear_model
import sys
sys.stdout.write(dot(linear_model(2).diagram))
"""


def test_text_of_the_opening_model() -> None:
    assert dot(linear_model(2).diagram) == OPENING_MODEL


def test_text_of_one_tensor_used_twice() -> None:
    assert dot(square()) == SQUARE


def test_names_are_quoted() -> None:
    text = dot(hostile())
    assert '\t"a\\"<b>&\\\':0" [' in text
    assert '\t"a\\"<b>&\\\':0" -> "a\\"<b>&\\\':0->' in text


@pytest.mark.parametrize("seed", ["0", "1"])
def test_same_text_in_every_process(seed: str) -> None:
    environment = os.environ | {"PYTHONHASHSEED": seed}
    run = [sys.executable, "-c", PRINT]
    printed = subprocess.run(run, env=environment, capture_output=True, text=True, check=True)
    assert printed.stdout == OPENING_MODEL


def test_text_does_not_depend_on_numbers() -> None:
    assert dot(linear_model(2).diagram) == dot(linear_model(2).diagram)


def test_a_sum_needs_room() -> None:
    parameter = chain(8).nodes[0]
    once, twice = node_size(parameter, 1), node_size(parameter, 2)
    assert twice[0] > once[0]
    assert twice[1] > once[1]


def test_leaves_join_the_main_way_below_and_above_by_turns() -> None:
    text = dot(linear_model(2).diagram)
    assert '"b:0->pred:0:1" -> "pred:0" [headport=s' in text
    assert '"Y:0->residual:0:1" -> "residual:0" [headport=n' in text


@pytest.mark.parametrize("name", DIAGRAMS)
def test_every_edge_has_its_box_and_two_lines(name: str) -> None:
    diagram = DIAGRAMS[name]
    lines = dot(diagram).splitlines()
    assert sum("width=" in line for line in lines) == len(diagram.nodes) + len(diagram.edges)
    assert sum(" -> " in line for line in lines) == 2 * len(diagram.edges)
