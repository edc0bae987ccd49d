"""Folding: nothing is lost, renamed or moved, whatever is folded."""

import pytest

from gradviz.study.folding import enclosing, fold, scopes
from gradviz.study.scalars import MOST_POINTS, scalar_model
from tests.show.scoped import layered, scattered

MODELS = {
    "layers": layered(6).diagram,
    "points": scalar_model(4).diagram,
    **{f"random {seed}": scattered(60, seed).diagram for seed in range(4)},
}


@pytest.mark.parametrize("name", MODELS)
def test_nothing_folded_is_the_same_nodes_and_edges(name: str) -> None:
    whole = MODELS[name]
    drawn = fold(whole)
    assert [node.name for node in drawn.nodes] == [node.name for node in whole.nodes]
    assert drawn.edges == whole.edges
    assert drawn.scopes == scopes(whole)


@pytest.mark.parametrize("name", MODELS)
def test_every_edge_that_is_seen_keeps_its_name_and_joins_nodes_that_are_there(name: str) -> None:
    whole = MODELS[name]
    for scope in scopes(whole):
        drawn = fold(whole, [scope])
        names = {node.name for node in drawn.nodes}
        assert scope in names
        assert not any(node.name.startswith(scope) and node.name != scope for node in drawn.nodes)
        inside = {
            e.name for e in whole.edges if within(e.source, scope) and within(e.target, scope)
        }
        assert {e.name for e in drawn.edges} == {e.name for e in whole.edges} - inside
        assert all(end in names for edge in drawn.edges for end in edge.ends)


@pytest.mark.parametrize("name", MODELS)
def test_all_folded_leaves_one_node_for_each_outermost_scope(name: str) -> None:
    whole = MODELS[name]
    drawn = fold(whole, scopes(whole))
    outermost = {next(enclosing(node.name), node.name) for node in whole.nodes}
    assert {next(enclosing(node.name), node.name) for node in drawn.nodes} == outermost
    assert sum(node.members or 1 for node in drawn.nodes) == len(whole.nodes)


def test_a_scope_with_one_output_shows_its_numbers() -> None:
    drawn = fold(scalar_model(3).diagram, ["point2/"])
    (folded,) = (node for node in drawn.nodes if node.members)
    assert (folded.name, folded.symbol, folded.members) == ("point2/", "point2", 6)
    assert folded.shows == "point2/Square:0"


def test_a_node_in_a_frame_is_called_by_what_the_frame_does_not_say() -> None:
    drawn = fold(scalar_model(2).diagram)
    symbols = {node.name: node.symbol for node in drawn.nodes}
    assert symbols["point1/X:0"] == "X"


def test_what_is_no_scope_is_ignored() -> None:
    whole = scalar_model(2).diagram
    assert fold(whole, ["nowhere/", "point"]) == fold(whole)


@pytest.mark.parametrize("points", [0, MOST_POINTS + 1])
def test_scalar_graphs_have_a_most(points: int) -> None:
    with pytest.raises(ValueError, match=f"for 1 to {MOST_POINTS} points, got {points}"):
        scalar_model(points)


def within(name: str, scope: str) -> bool:
    return name.startswith(scope)
