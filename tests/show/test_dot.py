"""The DOT text of a diagram."""

import os
import re
import subprocess
import sys

import pytest

from gradviz.show.dot import dot, ids, node_size
from gradviz.study.models import linear_model
from tests.show.diagrams import DIAGRAMS, chain, square

SQUARE = """\
digraph gradviz {
	graph [nodesep=0.1389 rankdir=LR ranksep=0.1111]
	node [fixedsize=true label="" shape=box]
	edge [arrowhead=none]
	n0 [width=2.015 height=1.847]
	n1 [width=1.408 height=1.403]
	e0 [width=1.213 height=1.069]
	n0 -> e0 [headport=w weight=2]
	e0 -> n1 [tailport=e weight=2]
	e1 [width=1.213 height=1.069]
	n0 -> e1 [headport=w weight=2]
	e1 -> n1 [tailport=e weight=2]
}
"""

OPENING_MODEL = """\
digraph gradviz {
	graph [nodesep=0.1389 rankdir=LR ranksep=0.1111]
	node [fixedsize=true label="" shape=box]
	edge [arrowhead=none]
	n1 [width=1.408 height=1.403]
	n0 [width=1.408 height=1.403]
	n2 [width=1.408 height=0.9583]
	n3 [width=1.408 height=0.9583]
	n4 [width=1.408 height=1.403]
	n5 [width=1.408 height=1.403]
	n6 [width=1.408 height=1.403]
	n7 [width=1.408 height=0.9583]
	n8 [width=1.408 height=1.403]
	n9 [width=1.408 height=0.9583]
	n10 [width=1.408 height=0.9583]
	e5 [width=1.213 height=1.069]
	n1 -> e5 [headport=w weight=2]
	e5 -> n6 [headport=n tailport=e weight=2]
	e0 [width=1.213 height=1.069]
	n0 -> e0 [headport=w weight=2]
	e0 -> n4 [tailport=e weight=2]
	e1 [width=1.388 height=0.625]
	n2 -> e1 [headport=w weight=2]
	e1 -> n4 [tailport=e weight=2]
	e2 [width=1.213 height=1.069]
	n4 -> e2 [headport=w weight=8]
	e2 -> n5 [tailport=e weight=8]
	e3 [width=1.388 height=0.625]
	n3 -> e3 [headport=w weight=2]
	e3 -> n5 [headport=s tailport=e weight=2]
	e4 [width=1.213 height=1.069]
	n5 -> e4 [headport=w weight=8]
	e4 -> n6 [tailport=e weight=8]
	e6 [width=1.213 height=1.069]
	n6 -> e6 [headport=w weight=8]
	e6 -> n8 [tailport=e weight=8]
	e7 [width=1.213 height=1.069]
	n8 -> e7 [headport=w weight=8]
	e7 -> n9 [tailport=e weight=8]
	e8 [width=1.213 height=0.625]
	n7 -> e8 [headport=w weight=2]
	e8 -> n10 [headport=s tailport=e weight=2]
	e9 [width=1.213 height=0.625]
	n9 -> e9 [headport=w weight=8]
	e9 -> n10 [tailport=e weight=8]
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


def test_no_name_is_in_the_text() -> None:
    words = (
        "digraph subgraph gradviz graph node edge nodesep rankdir LR ranksep fixedsize true label"
    )
    words += (
        " shape box arrowhead none width height headport tailport weight margin fontsize n s w e"
    )
    for diagram in DIAGRAMS.values():
        text = re.sub(r"\b(?:n|e|cluster_)\d+\b", "", dot(diagram))
        assert set(re.findall(r"[^\W\d_]+", text)) <= set(words.split())


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
    known = ids(linear_model(2).diagram)
    assert f"{known['b:0->pred:0:1']} -> {known['pred:0']} [headport=s" in text
    assert f"{known['Y:0->residual:0:1']} -> {known['residual:0']} [headport=n" in text


@pytest.mark.parametrize("name", DIAGRAMS)
def test_every_edge_has_its_box_and_two_lines(name: str) -> None:
    diagram = DIAGRAMS[name]
    lines = dot(diagram).splitlines()
    assert sum("width=" in line for line in lines) == len(diagram.nodes) + len(diagram.edges)
    assert sum(" -> " in line for line in lines) == 2 * len(diagram.edges)
