"""The SVG, and the contract of its DOM with the browser, the tests and screen readers."""

from xml.etree import ElementTree

import pytest

from gradviz.show import theme
from gradviz.show.drawing import drawing
from gradviz.show.layout import laid_out
from gradviz.study.models import linear_model
from tests.show.diagrams import DIAGRAMS, HOSTILE, chain, hostile

SVG = "{http://www.w3.org/2000/svg}"
DRAWN = {name: drawing(diagram, laid_out(diagram)) for name, diagram in DIAGRAMS.items()}


def parts(name: str) -> dict[str, ElementTree.Element]:
    """Nodes and edges by their names, read as XML."""
    root = ElementTree.fromstring(DRAWN[name])  # noqa: S314 - our own text
    groups = root.iter(f"{SVG}g")
    named = ((group.get("data-node") or group.get("data-edge"), group) for group in groups)
    return {key: group for key, group in named if key}


def text(part: ElementTree.Element, what: str) -> ElementTree.Element:
    (found,) = (each for each in part.iter(f"{SVG}text") if each.get("data-part") == what)
    return found


@pytest.mark.parametrize("name", DIAGRAMS)
def test_carries_every_node_and_edge_with_value_and_gradient(name: str) -> None:
    diagram, drawn = DIAGRAMS[name], parts(name)
    assert set(drawn) == {item.name for item in (*diagram.nodes, *diagram.edges)}
    for item in (*diagram.nodes, *diagram.edges):
        part = drawn[item.name]
        assert len(text(part, "value")) == theme.value_rows(item.shape)
        assert len(text(part, "gradient")) == theme.gradient_rows(item.shape)
        assert part.get("aria-label")
        assert part.get("tabindex") == "-1"


def test_rows_are_empty_until_the_browser_fills_them() -> None:
    for part in parts("2 points").values():
        for what in ("value", "gradient"):
            assert "".join(text(part, what).itertext()) == ""
            assert text(part, what).get("data-number") is None


def test_hostile_names_arrive_unharmed() -> None:
    drawn = parts("hostile names")
    x = drawn[HOSTILE]
    assert x.get("data-op") == 'Op"'
    assert "<x>" in "".join(x.itertext())
    (edge,) = hostile().edges
    assert drawn[edge.name].get("data-from") == HOSTILE


def test_control_characters_are_replaced() -> None:
    assert "\x01" not in DRAWN["hostile names"]
    assert "\ufffd]]&gt;" in DRAWN["hostile names"]


def test_marks_a_folded_broadcast() -> None:
    drawn = parts("2 points")
    for edge in linear_model(2).diagram.edges:
        assert ("←Σ" in "".join(drawn[edge.name].itertext())) == edge.summed
        assert (drawn[edge.name].get("data-summed") == "1") == edge.summed


def test_has_a_line_for_the_sum_of_what_comes_back() -> None:
    drawn = parts("40 nodes")
    counts = {node.name: 0 for node in chain(40).nodes}
    for edge in chain(40).edges:
        counts[edge.source] += 1
    for name, count in counts.items():
        sums = [t for t in drawn[name].iter(f"{SVG}text") if t.get("data-part") == "sum"]
        assert len(sums) == (count > 1)


def test_forward_and_backward_differ_by_more_than_color() -> None:
    edge = parts("2 points")["W:0->Mul:0:1"]
    forward, backward = (
        next(path for path in edge.iter(f"{SVG}path") if kind in (path.get("class") or ""))
        for kind in ("gv-forward-line", "gv-backward-line")
    )
    assert forward.get("marker-end") != backward.get("marker-end")
    assert start(forward) == pytest.approx(end(backward), abs=5)
    assert {"→", "←Σ"} <= {each.text for each in edge.iter(f"{SVG}text")}


def test_marks_the_target() -> None:
    marked = [name for name, part in parts("2 points").items() if part.get("data-is-target")]
    assert marked == ["cost:0"]


def start(path: ElementTree.Element) -> tuple[float, float]:
    x, y = (path.get("d") or "").removeprefix("M").split("C")[0].split()
    return float(x), float(y)


def end(path: ElementTree.Element) -> tuple[float, float]:
    *_, x, y = (path.get("d") or "").split()
    return float(x), float(y)
