"""The charts by their structure: what is drawn, on which axes, in which words."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from gradviz.show import axes, figures
from gradviz.study import surfaces
from gradviz.study.models import linear_model
from gradviz.study.surfaces import Surface

POINTS = ((2.0, 3.0), (3.0, 2.0))
OVER_SURFACE: list[Callable[[Surface], go.Figure]] = [figures.contour, figures.surface3d]


def surface(points: Any = POINTS, reach_W: float = 5.0, reach_b: float = 10.0) -> Surface:
    W, b = np.linspace(-reach_W, reach_W, 21), np.linspace(-reach_b, reach_b, 11)
    return surfaces.surface(linear_model(len(points)), points, W, b)


def test_contour_shows_the_square_root_and_tells_cost_and_gradient() -> None:
    numbers = surface()
    [trace] = figures.contour(numbers).data
    np.testing.assert_allclose(trace.z, np.sqrt(numbers.cost), rtol=1e-6)
    np.testing.assert_allclose(trace.customdata[..., 0], numbers.cost, rtol=1e-6)
    np.testing.assert_allclose(trace.customdata[..., 1], numbers.slope_u, rtol=1e-6)
    np.testing.assert_allclose(trace.customdata[..., 2], numbers.slope_v, rtol=1e-6)
    for word in ("W %", "b %", "cost %", "∂cost/∂W", "∂cost/∂b"):
        assert word in trace.hovertemplate


def test_every_label_of_the_color_bar_is_the_cost_of_a_ring() -> None:
    figure = figures.contour(surface())
    [trace] = figure.data
    bar = figure.layout.coloraxis.colorbar
    for height, label in zip(bar.tickvals, bar.ticktext, strict=True):
        assert float(label) == pytest.approx(height**2)
        assert height / trace.contours.size == pytest.approx(round(height / trace.contours.size))


def test_surface_is_the_cost_itself_with_marks_that_the_component_moves() -> None:
    numbers = surface()
    figure = figures.surface3d(numbers)
    np.testing.assert_allclose(figure.data[0].z, numbers.cost, rtol=1e-6)
    np.testing.assert_allclose(figure.data[0].surfacecolor, np.sqrt(numbers.cost), rtol=1e-6)
    assert [trace.name for trace in figure.data[1:]] == ["point", "minimum"]
    assert all(len(trace.x) == 0 for trace in figure.data[1:])


def test_camera_of_the_link_is_where_the_surface_is_seen_from() -> None:
    camera = figures.surface3d(surface(), (1.0, 2.0, 3.0, 0.1, 0.2, 0.3)).layout.scene.camera
    assert figures.camera_numbers(camera.to_plotly_json()) == (1.0, 2.0, 3.0, 0.1, 0.2, 0.3)
    assert figures.camera_numbers({"eye": {"x": "?"}}) is None


def test_fit_holds_the_data_and_room_for_line_and_residuals() -> None:
    figure = figures.fit(POINTS, (0.0, 6.0))
    by_name = {trace.name: trace for trace in figure.data}
    assert list(by_name["points"].x) == [2.0, 3.0]
    assert list(by_name["points"].y) == [3.0, 2.0]
    assert not by_name["fit"].x
    assert not by_name["residuals"].x
    assert figure.layout.xaxis.range == figures.fit_window([2.0, 3.0])
    assert figure.layout.yaxis.range == (0.0, 6.0)


@pytest.mark.parametrize("draw", OVER_SURFACE)
def test_the_same_numbers_give_the_same_text(draw: Callable[[Surface], go.Figure]) -> None:
    # Streamlit mounts a chart anew, and its camera is lost, when a single character differs.
    assert draw(surface()).to_json() == draw(surface()).to_json()


@pytest.mark.parametrize("draw", OVER_SURFACE)
def test_arrays_travel_in_half_the_bytes_unless_they_are_huge(
    draw: Callable[[Surface], go.Figure],
) -> None:
    kinds = {True: set(), False: set()}
    for huge, numbers in ((False, surface()), (True, surface(reach_W=1e30))):
        for trace in json.loads(draw(numbers).to_json())["data"][:1]:
            kinds[huge] |= {trace["customdata"]["dtype"]}
    assert kinds == {False: {"f4"}, True: {"f8"}}


@pytest.mark.parametrize("draw", OVER_SURFACE)
def test_what_overflows_is_a_gap(draw: Callable[[Surface], go.Figure]) -> None:
    numbers = surface(reach_W=5e307)
    assert not np.isfinite(numbers.cost).all()
    text = draw(numbers).to_json()
    assert "Infinity" not in text
    assert "NaN" not in text


@pytest.mark.parametrize("figure", [figures.contour(surface()), figures.fit(POINTS, (0.0, 6.0))])
def test_axes_are_named_fixed_and_readable(figure: go.Figure) -> None:
    for axis in (figure.layout.xaxis, figure.layout.yaxis):
        assert axis.title.text
        assert axis.range is not None
        assert axis.tickfont.size >= 13
    assert figure.layout.uirevision
    assert figure.layout.paper_bgcolor == "rgba(0,0,0,0)"


def test_axes_show_what_they_are_asked_to_and_move_seldom() -> None:
    assert axes.reach([1.66, -1.2]) == 5.0
    assert axes.reach([5.0]) == 5.0
    assert axes.reach([5.1]) == 10.0
    assert axes.reach([-1e308]) == axes.LARGEST_REACH
    assert axes.reach([float("inf"), 1.0]) == 5.0
    assert axes.window([2.0, 3.0, 3.9]) == axes.window([2.0, 3.0, 4.1])
    for values in ([0.0], [3.0], [-7.0], [0.0, 1e-9], [1e6, 1e6 + 1], [-5.0, 5.0]):
        low, high = axes.window(values)
        assert low < min(values)
        assert high > max(values)
