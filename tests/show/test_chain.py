"""The drawing of a deep model folded by layer: well-formed, complete, honest about sizes."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from gradviz.show.chain import MARKS, chain, gradient_width, style
from gradviz.study.health import examine
from gradviz.study.network import Network
from gradviz.study.verdicts import judge
from tests.study.networks import SICK

DEPTHS = [1, 2, 20, 25, 26, 52, 53, 79, 80, 100]


def drawn(network):
    health = examine(network)
    verdicts = judge(health)
    return health, verdicts, ElementTree.fromstring(chain(health, verdicts, "One <pass>"))  # noqa: S314


@pytest.mark.parametrize("depth", DEPTHS)
def test_every_layer_is_drawn_inside_the_picture(depth):
    _, verdicts, svg = drawn(Network(depth=depth, width=4, samples=4))
    nodes = svg.findall(".//g[@data-layer]")
    assert [int(node.get("data-layer")) for node in nodes] == [*range(1, depth + 1)]
    _, _, width, height = map(float, svg.get("viewBox").split())
    boxes = [
        tuple(float(box.get(name)) for name in ("x", "y", "width", "height"))
        for box in svg.findall(".//rect")
    ]
    assert all(x >= 0 and x + w <= width and y >= 0 and y + h <= height for x, y, w, h in boxes)
    assert len({(x, y) for x, y, _, _ in boxes}) == depth
    for text in svg.findall(".//text"):
        assert 8 <= float(text.get("y")) <= height
    for node, verdict in zip(nodes, verdicts, strict=True):
        assert node.get("class") == f"gv-{verdict.kind.lower()}"
        assert verdict.reason in node.find("title").text
        assert node.find("text[@class='gv-mark']").text == MARKS[verdict.kind]


@pytest.mark.parametrize("name", list(SICK)[::4])
def test_a_sick_network_is_drawn_and_told(name):
    _, verdicts, svg = drawn(SICK[name][0])
    label = svg.get("aria-label")
    assert label.startswith("One <pass>: ")
    assert all(f"{v.layer} {v.kind}" in label for v in verdicts)
    numbers = re.findall(r' (?:stroke-width|x|y)="([^"]*)"', ElementTree.tostring(svg, "unicode"))
    assert all(float(number) == float(number) for number in numbers)


def test_arrows_are_as_wide_as_gradients_are_large():
    health, _, svg = drawn(Network(depth=10))
    arrows = [path for path in svg.iter() if (path.get("class") or "").startswith("gv-back")]
    widths = [float(path.get("stroke-width")) for path in arrows]
    sizes = [layer.gradient.norm / health.layers[-1].gradient.norm for layer in health.layers]
    assert widths == pytest.approx([gradient_width(size) for size in sizes], abs=0.01)
    assert widths == sorted(widths)
    assert widths[0] < widths[-1] / 2


def test_no_gradient_is_a_dashed_line():
    _, _, svg = drawn(Network(depth=3, initialization="zeros"))
    arrows = [p for p in svg.iter() if (p.get("class") or "").startswith("gv-back")]
    assert [arrow.get("class") for arrow in arrows] == ["gv-back gv-none"] * 3


@pytest.mark.parametrize("depth", [4, 60])
def test_clipping_is_marked_where_it_cuts(depth):
    network = Network(
        depth=depth, activation="tanh", initialization="Xavier", clipping="by norm", clip_at=1e-4
    )
    _, _, svg = drawn(network)
    assert sum("✂" in (text.text or "") for text in svg.findall(".//text")) == depth
    _, _, free = drawn(replace(network, clip_at=1e4))
    assert not any("✂" in (text.text or "") for text in free.findall(".//text"))


def test_every_class_of_the_drawing_has_a_style():
    sheet = style()
    for kind in MARKS:
        assert f".gv-{kind.lower()}" in sheet
