"""The drawn gradient graph is the program's own, and its numbers are the gradients."""

import numpy as np
import pytest

from gradviz.study.backward import feeds, frame, measured, places_of
from gradviz.study.curvature import curvature
from gradviz.study.gradient_graph import gradient_graph, tiers, with_gradients
from gradviz.study.models import linear_model
from gradviz.study.scalars import scalar_model

POINTS = ((2.0, 3.0), (3.0, 2.0))
AT = (1.6649098, 0.54648024)


def shown(times: int) -> dict[str, np.ndarray]:
    """What the nodes that have a caption show."""
    model = linear_model(2)
    added = gradient_graph(model, times)
    places = places_of(with_gradients(model, times))
    numbers = measured(places, feeds(model, AT, POINTS)).nodes
    nodes = [node for node in added.diagram.nodes if node.name in added.tensors]
    return {node.caption: numbers[node.name].value for node in nodes}


def test_every_added_operation_stands_under_one_that_is_drawn() -> None:
    for times in (1, 2):
        graph = gradient_graph(linear_model(2), times)
        names = {node.name for node in graph.diagram.nodes}
        added = [node for node in graph.diagram.nodes if node.kind == "gradient"]
        assert added
        assert all(node.pair in names for node in added)
        assert all(end in names for edge in graph.diagram.edges for end in edge.ends)
        assert set(tiers(graph.diagram)) == {node.name for node in added}


def test_gradients_are_what_the_forward_drawing_says_comes_back() -> None:
    values, beside = shown(1), frame(linear_model(2), AT, POINTS).nodes
    for caption, name in (("∂cost/∂W", "W:0"), ("∂cost/∂b", "b:0"), ("∂cost/∂Sum", "Sum:0")):
        np.testing.assert_allclose(values[caption], beside[name].gradient)
    np.testing.assert_allclose(values["∂cost/∂residual"], beside["residual:0"].gradient)


def test_the_gradient_of_the_gradient_ends_in_the_hessian() -> None:
    values = shown(2)
    x = np.array([2.0, 3.0])
    np.testing.assert_allclose(values["∂²cost/∂W²"], (x * x).sum())
    np.testing.assert_allclose(values["∂²cost/∂W∂b"], x.sum())
    np.testing.assert_allclose(values["∂²cost/∂b∂W"], x.sum())
    np.testing.assert_allclose(values["∂²cost/∂b²"], 2)


def test_the_forward_drawing_is_the_beginning() -> None:
    model = linear_model(3)
    diagram = gradient_graph(model).diagram
    assert diagram.nodes[: len(model.diagram.nodes)] == model.diagram.nodes
    assert diagram.edges[: len(model.diagram.edges)] == model.diagram.edges


@pytest.mark.parametrize(
    ("points", "form"),
    [
        (POINTS, "bowl"),
        (((2.0, 3.0),), "valley"),
        (((2.0, 3.0), (2.0, 5.0)), "valley"),
        (((0.0, 1.0), (1e3, 1.0)), "bowl"),
    ],
)
def test_the_hessian_tells_a_bowl_from_a_valley(
    points: tuple[tuple[float, float], ...], form: str
) -> None:
    found = curvature(linear_model(len(points)), AT, points)
    assert found is not None
    assert found.form == form


def test_no_curvature_where_it_is_not_finite() -> None:
    assert curvature(linear_model(1), AT, ((1e200, 0.0),)) is None


@pytest.mark.parametrize("points", [1, 2, 7])
def test_scalar_graphs_give_the_same_numbers_as_tensors(points: int) -> None:
    data = tuple((0.3 * k - 1, 0.7 * k * k) for k in range(points))
    tensors = frame(linear_model(points), AT, data).nodes
    scalars = frame(scalar_model(points), AT, data).nodes
    for name in ("W:0", "b:0", "cost:0", "half:0"):
        np.testing.assert_allclose(scalars[name].value, tensors[name].value, rtol=1e-12)
        np.testing.assert_allclose(scalars[name].gradient, tensors[name].gradient, rtol=1e-12)
