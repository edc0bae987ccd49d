"""Drawings of every size and level of detail."""

import time
from itertools import combinations
from xml.etree import ElementTree

import pytest

from gradviz.show import theme
from gradviz.show.arrangement import ARRANGEMENTS, Arrangement
from gradviz.show.detail import DETAILS, GRADIENTS, Detail
from gradviz.show.dot import dot, edge_size, ids
from gradviz.show.drawing import drawing
from gradviz.show.layout import FRAME, MARGIN, Box, Layout, laid_out, layout
from gradviz.show.mirror import mirrored
from gradviz.study.diagram import Diagram, diagram
from gradviz.study.folding import fold, scopes
from gradviz.study.gradient_graph import gradient_graph, tiers, with_gradients
from gradviz.study.models import linear_model, model_of
from gradviz.study.openings import opening
from gradviz.study.preset import Preset
from gradviz.study.presets import PRESETS
from gradviz.study.question import Question
from gradviz.study.questions import ask
from gradviz.study.scalars import scalar_model
from tests.show.scoped import layered, scattered

SVG = "{http://www.w3.org/2000/svg}"
SIZED = {
    "12 nodes": fold(scalar_model(1).diagram),
    "40 nodes": fold(layered(7).diagram),
    "120 nodes": fold(layered(23).diagram),
    "300 nodes": fold(scalar_model(49).diagram),
    "300 nodes, folded": fold(scalar_model(49).diagram, scopes(scalar_model(49).diagram)),
    "300 nodes, at random": fold(scattered(300, 1).diagram),
}
LEVELS = list(DETAILS.values())


def overlap(a: Box, b: Box) -> bool:
    across = (a.width + b.width) / 2 - abs(a.x - b.x)
    down = (a.height + b.height) / 2 - abs(a.y - b.y)
    return min(across, down) > 0.1


@pytest.mark.parametrize("detail", LEVELS, ids=lambda level: level.name)
@pytest.mark.parametrize("name", SIZED)
def test_every_level_draws_every_size(
    name: str, detail: Detail, record_property: pytest.FixtureRequest
) -> None:
    drawn = SIZED[name]
    start = time.perf_counter()
    place = laid_out(drawn, detail)
    record_property("layout seconds", time.perf_counter() - start)  # type: ignore[operator]
    nodes = [(n, box) for n, box in place.boxes if "->" not in n]
    for (a, first), (b, second) in combinations(nodes, 2):
        assert not overlap(first, second), f"{a} and {b}"
    svg = ElementTree.fromstring(drawing(drawn, place, detail))  # noqa: S314 - our own text
    assert svg.get("data-detail") == detail.name
    groups = list(svg.iter(f"{SVG}g"))
    assert {g.get("data-node") for g in groups} - {None} == {n.name for n in drawn.nodes}
    assert {g.get("data-edge") for g in groups} - {None} == {e.name for e in drawn.edges}
    assert {g.get("data-scope") for g in groups} - {None} == set(drawn.scopes)


@pytest.mark.parametrize("name", SIZED)
def test_frames_are_around_their_nodes(name: str) -> None:
    drawn = SIZED[name]
    place = laid_out(drawn)
    boxes = dict(place.boxes)
    assert {scope for scope, _ in place.frames} == set(drawn.scopes)
    for scope, frame in place.frames:
        for node in drawn.nodes:
            if node.name.startswith(scope):
                box = boxes[node.name]
                assert abs(box.x - frame.x) + box.width / 2 <= frame.width / 2 + 0.1
                assert abs(box.y - frame.y) + box.height / 2 <= frame.height / 2 + 0.1


def test_less_detail_takes_less_room() -> None:
    areas = []
    for detail in LEVELS:
        place = laid_out(SIZED["40 nodes"], detail)
        areas.append(place.width * place.height)
    assert areas == sorted(areas)
    assert areas[0] < areas[2] / 3


def test_everything_shows_the_broadcasts() -> None:
    nodes = {node.op_type for node in diagram(linear_model(2).cost, broadcasts=True).nodes}
    assert "BroadcastTo" in nodes
    assert "BroadcastTo" not in {node.op_type for node in linear_model(2).diagram.nodes}


@pytest.mark.parametrize("detail", LEVELS, ids=lambda level: level.name)
@pytest.mark.parametrize("times", [1, 2])
def test_the_gradient_graph_stands_under_the_forward_graph(times: int, detail: Detail) -> None:
    model = linear_model(2)
    forward = laid_out(model.diagram, detail)
    graph = gradient_graph(model, times)
    place = mirrored(graph.diagram, forward, tiers(graph.diagram), detail)
    boxes = dict(place.boxes)
    for name, box in forward.boxes:
        assert boxes[name] == box, "the forward drawing stays where it is"
    for node in graph.diagram.nodes:
        if node.kind == "gradient":
            assert boxes[node.name].y > forward.height
            assert abs(boxes[node.name].x - boxes[node.pair].x) < boxes[node.name].width
    nodes = [(n, box) for n, box in place.boxes if "->" not in n]
    for (a, first), (b, second) in combinations(nodes, 2):
        assert not overlap(first, second), f"{a} and {b}"
    assert drawing(graph.diagram, place, detail)


def test_a_small_difference_of_names_is_no_frame() -> None:
    """Scopes are told by their slash: "point1" does not hold what is in "point10"."""
    drawn: Diagram = fold(scalar_model(10).diagram, ["point1/"])
    assert "point10/X:0" in {node.name for node in drawn.nodes}


def size_of_numbers(place: Layout) -> float:
    """In pixels, on a screen of 1366×768, when all of the drawing is seen."""
    room = FRAME[0] / (place.width + 2 * MARGIN), FRAME[1] / (place.height + 2 * MARGIN)
    return min(room) * theme.NUMBER_SIZE


@pytest.mark.parametrize(("points", "least"), [*((n, 13) for n in (1, 2, 3, 5, 8)), (4, 12)])
def test_numbers_of_a_line_through_some_points_are_read_from_the_last_row(
    points: int, least: float
) -> None:
    assert size_of_numbers(laid_out(linear_model(points).diagram)) >= least


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.key)
def test_of_all_arrangements_the_one_is_taken_in_which_numbers_are_read(preset: Preset) -> None:
    drawn = model_of(opening(preset.blueprint).structure).diagram
    taken, usual = laid_out(drawn), layout(dot(drawn))
    assert size_of_numbers(taken) >= min(13, size_of_numbers(usual))


@pytest.mark.parametrize("how", ARRANGEMENTS, ids=str)
@pytest.mark.parametrize("points", [1, 2, 4, 9])
def test_every_edge_has_room_for_its_numbers_in_every_arrangement(
    points: int, how: Arrangement
) -> None:
    drawn = linear_model(points).diagram
    boxes = dict(layout(dot(drawn, GRADIENTS, how)).boxes)
    for edge in drawn.edges:
        box = boxes[ids(drawn)[edge.name]]
        assert (box.width, box.height) == pytest.approx(edge_size(edge, GRADIENTS), abs=0.1)


def test_cards_of_asked_gradients_do_not_overlap() -> None:
    """Their captions are long: ∂(Σ seed·∂cost/∂residual)/∂W is wider than W's column."""
    deep = Question(("∂W:0",), of=Question(("∂residual:0",), of=Question()))
    asked = with_gradients(ask(linear_model(2), deep)).diagram
    place = mirrored(asked, laid_out(linear_model(2).diagram), tiers(asked), DETAILS["gradients"])
    nodes = [(n, box) for n, box in place.boxes if "->" not in n]
    for (a, first), (b, second) in combinations(nodes, 2):
        assert not overlap(first, second), f"{a} and {b}"
    svg = drawing(asked, place)
    assert "grad_ys_0<" not in svg, "a constant says its number"
