"""Where Graphviz puts things."""

from concurrent.futures import ThreadPoolExecutor
from itertools import combinations

import pytest

from gradviz.show.dot import dot
from gradviz.show.layout import Box, Layout, laid_out, layout
from gradviz.study.models import linear_model
from tests.show.diagrams import DIAGRAMS

LAID_OUT = {name: laid_out(diagram) for name, diagram in DIAGRAMS.items()}


def overlap(a: Box, b: Box) -> bool:
    across = (a.width + b.width) / 2 - abs(a.x - b.x)
    down = (a.height + b.height) / 2 - abs(a.y - b.y)
    return min(across, down) > 0.1


@pytest.mark.parametrize("name", DIAGRAMS)
def test_every_node_and_edge_has_a_place(name: str) -> None:
    diagram, place = DIAGRAMS[name], LAID_OUT[name]
    boxes = dict(place.boxes)
    assert set(boxes) == {item.name for item in (*diagram.nodes, *diagram.edges)}
    for edge in diagram.edges:
        ends = {(path.tail, path.head) for path in place.paths}
        assert {(edge.source, edge.name), (edge.name, edge.target)} <= ends
    assert len(place.paths) == 2 * len(diagram.edges)


@pytest.mark.parametrize("name", DIAGRAMS)
def test_no_boxes_overlap(name: str) -> None:
    for (a, first), (b, second) in combinations(LAID_OUT[name].boxes, 2):
        assert not overlap(first, second), f"{a} and {b}"


@pytest.mark.parametrize("name", DIAGRAMS)
def test_everything_is_inside(name: str) -> None:
    place = LAID_OUT[name]
    for box_name, box in place.boxes:
        assert box.width / 2 - 0.1 <= box.x <= place.width - box.width / 2 + 0.1, box_name
        assert box.height / 2 - 0.1 <= box.y <= place.height - box.height / 2 + 0.1, box_name


@pytest.mark.parametrize("name", DIAGRAMS)
def test_lines_run_through_the_middle_of_their_numbers(name: str) -> None:
    place = LAID_OUT[name]
    boxes = dict(place.boxes)
    for edge in DIAGRAMS[name].edges:
        into, out = line(place, edge.source, edge.name), line(place, edge.name, edge.target)
        box = boxes[edge.name]
        assert into[-1] == pytest.approx((box.x - box.width / 2, box.y), abs=2)
        assert out[0] == pytest.approx((box.x + box.width / 2, box.y), abs=2)


@pytest.mark.parametrize("name", DIAGRAMS)
def test_values_flow_to_the_right(name: str) -> None:
    boxes = dict(LAID_OUT[name].boxes)
    for edge in DIAGRAMS[name].edges:
        assert boxes[edge.source].x < boxes[edge.name].x < boxes[edge.target].x


def test_the_opening_model_is_read_at_thirteen_pixels_at_1366_by_768() -> None:
    place = LAID_OUT["2 points"]
    scale = min(1330 / (place.width + 8), 309 / (place.height + 8))
    assert 14 * scale >= 13


def test_the_same_text_gives_the_same_layout_on_every_thread() -> None:
    text = dot(linear_model(2).diagram)
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(layout, [text] * 32))) == 1


def test_unreadable_text_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot read this as DOT text.*digraph"):
        layout("digraph {")


def line(place: Layout, tail: str, head: str) -> tuple[tuple[float, float], ...]:
    return next(path.points for path in place.paths if (path.tail, path.head) == (tail, head))
