"""Marks on a contour, slices, descents and shares: what is drawn, by structure."""

import json

import numpy as np
import plotly.graph_objects as go
import pytest

from gradviz.show import axes, figures
from gradviz.show.chart import run_style
from gradviz.show.scales import advised, scale_for
from gradviz.study.contributions import contributions
from gradviz.study.coordinates import coordinates
from gradviz.study.curvature import plane_axes
from gradviz.study.directions import direction_plane, entry_plane
from gradviz.study.hessian import Hessian, hessian
from gradviz.study.minima import Lowest, lowest
from gradviz.study.rates import what_if
from gradviz.study.runs import Run, Stop
from gradviz.study.surfaces import Surface, coordinates_of, cut, field, plane_surface
from gradviz.study.trajectories import descend
from gradviz.study.ways import Trajectory, collected
from tests.study.problems import PROBLEMS, Problem

MANY = [name for name, one in PROBLEMS.items() if coordinates(one.model).size > 1]
LINEAR = PROBLEMS["linear"]


def surface_of(one: Problem, count: int = 21, reach: float = 4.0) -> Surface:
    entries = coordinates(one.model).entries
    plane = entry_plane(one.model, one.at, entries[0], entries[-1])
    axis = np.linspace(-reach, reach, count)
    return plane_surface(one.model, one.rows, plane, axis, axis)


def ways_of(one: Problem, *rates: float, steps: int = 20) -> tuple[Trajectory, ...]:
    runs = [Run("gradient_descent", one.at, (("learning_rate", rate),)) for rate in rates]
    return collected(runs, descend(one.model, one.rows, runs, Stop(steps)))


def sent(figure: go.Figure) -> str:
    """What travels to the browser, which knows no Infinity and no NaN."""
    text: str = figure.to_json()
    json.loads(text, parse_constant=pytest.fail)
    return text


@pytest.mark.parametrize("name", MANY)
def test_every_model_has_all_its_pictures(name: str) -> None:
    one = PROBLEMS[name]
    surface = surface_of(one)
    plane, at = surface.plane, coordinates_of(surface.plane, one.at)
    coarse = field(one.model, one.rows, plane, surface.u[::2], surface.v[::2])
    runs = ways_of(one, 0.01, 0.05)
    for kind in ("root", "log"):
        figure = figures.contour(surface, scale_for(surface.cost, kind))  # type: ignore[arg-type]
        found = lowest(one.model, one.rows, plane, [at])
        matrix = hessian(one.model, one.at, one.rows)
        assert isinstance(matrix, Hessian)
        figure.add_traces(figures.arrows(coarse))
        figure.add_traces(figures.level(surface, float(np.median(surface.cost))))
        figure.add_traces(figures.ways(surface, runs, ["slow", "fast"]))
        bends = [axis.bend for axis in plane_axes(plane, matrix.matrix)]
        assert bends == sorted(bends)
        if isinstance(found, Lowest):
            figure.add_traces(figures.lowest_mark(found, surface))
        sent(figure)
    sent(figures.surface3d(surface))
    places = np.linspace(-2, 2, 11)
    sent(figures.slice_chart(cut(one.model, one.rows, plane, at, 0, places), parabola=True))
    sent(figures.cost_curves(runs, ["slow", "fast"], 0.01))
    sent(figures.gradient_curves(runs, ["slow", "fast"]))


def test_negative_costs_have_heights_and_rings_too() -> None:
    surface = surface_of(PROBLEMS["preset saddle"])
    assert surface.cost.min() < 0
    [trace] = figures.contour(surface).data
    np.testing.assert_allclose(np.sign(trace.z) * trace.z**2, surface.cost, atol=1e-5)
    scale = scale_for(surface.cost)
    for mark in scale.marks:
        assert scale.height(scale.cost(mark)) == pytest.approx(mark)
    assert scale_for(surface.cost, "log").kind == "root"
    assert advised(surface.cost) == "root"


def test_a_logarithmic_scale_has_powers_of_ten() -> None:
    cost = np.geomspace(3e-7, 2e5, 60).reshape(6, 10)
    assert advised(cost) == "log"
    scale = scale_for(cost, advised(cost))
    assert [scale.cost(mark) for mark in scale.marks] == pytest.approx(10.0 ** np.arange(-6, 6))
    np.testing.assert_allclose(scale.height(cost), np.log10(cost))
    assert np.isfinite(scale.height(0.0))
    assert np.isnan(scale.height(np.inf))
    assert advised(surface_of(LINEAR).cost) == "root"


@pytest.mark.parametrize("cost", [np.zeros((3, 3)), np.full((3, 3), np.nan), np.full((2, 2), -1.0)])
def test_flat_and_empty_surfaces_have_a_scale(cost: np.ndarray) -> None:
    for kind in ("root", "log"):
        scale = scale_for(cost, kind)  # type: ignore[arg-type]
        assert scale.ring > 0
        assert np.isfinite([scale.low, scale.high, scale.first]).all()


def test_arrows_point_against_the_gradient_as_seen_on_the_screen() -> None:
    surface = surface_of(LINEAR, 5)
    [trace] = figures.arrows(surface)
    x, y = (np.asarray(a, float).reshape(-1, 7) for a in (trace.x, trace.y))
    moved = np.stack([x[:, 1] - x[:, 0], y[:, 1] - y[:, 0]])
    slopes = np.stack([surface.slope_u.ravel(), surface.slope_v.ravel()])
    across = moved[0] * slopes[1] - moved[1] * slopes[0]
    np.testing.assert_allclose(across, 0, atol=1e-5 * np.abs(moved).max() * np.abs(slopes).max())
    assert np.all((moved * slopes).sum(0) < 0)
    flat = PROBLEMS["preset saddle"]
    plane = entry_plane(flat.model, (0.0, 0.0), *coordinates(flat.model).entries)
    zero = field(flat.model, flat.rows, plane, np.zeros(2), np.zeros(2))
    assert figures.arrows(zero) == []


def test_a_valley_is_a_line_across_the_window() -> None:
    one = PROBLEMS["linear, one sample"]
    surface = surface_of(one)
    found = lowest(one.model, one.rows, surface.plane)
    assert isinstance(found, Lowest)
    line, mark = figures.lowest_mark(found, surface)
    assert line.name == "valley"
    x, y = one.rows[0]
    np.testing.assert_allclose(np.array(line.x) * x + np.array(line.y), y, rtol=1e-9)
    assert np.ptp(line.y) > 8
    assert (mark.x[0], mark.y[0]) == tuple(found.place)
    [line] = figures.valley3d(found, surface)
    seen = np.isfinite(line.x)
    assert 5 < seen.sum() < len(seen)
    np.testing.assert_allclose(line.x[seen] * x + line.y[seen], y, rtol=1e-5)
    np.testing.assert_allclose(line.z[seen], found.cost, atol=1e-9)
    for places, window in ((line.x, surface.u), (line.y, surface.v)):
        assert window[0] <= places[seen].min() <= places[seen].max() <= window[-1]


def test_the_level_is_drawn_where_the_surface_reaches_it() -> None:
    surface = surface_of(LINEAR)
    assert len(figures.level(surface, 1.0)) == 1
    assert figures.level(surface, -1.0) == []
    assert figures.level(surface, 1e9) == []


def test_a_level_between_the_places_of_a_surface_is_found_close_to_the_bottom() -> None:
    surface = surface_of(LINEAR)
    near = lowest(LINEAR.model, LINEAR.rows, surface.plane)
    assert isinstance(near, Lowest)
    low = (near.cost + float(surface.cost.min())) / 2
    u, v = (at + np.linspace(-0.5, 0.5, 41) for at in near.place)
    fine = plane_surface(LINEAR.model, LINEAR.rows, surface.plane, u, v)
    assert figures.level(surface, low) == []
    [line] = figures.level(surface, low, fine)
    assert line.x[0] == pytest.approx(u[0])
    note = figures.level_note("<b>", low, drawn=True)
    assert "&lt;b&gt;" in str(note["text"])
    assert "nowhere" in str(figures.level_note("cost", low, drawn=False)["text"])


def test_arrows_over_slanted_directions_are_those_of_the_gradient_in_the_plane() -> None:
    plane = direction_plane(LINEAR.at, (2.0, 0.0), (1.0, 1.0), ("p", "q"))
    axis = np.linspace(-1, 1, 3)
    found = field(LINEAR.model, LINEAR.rows, plane, axis, axis)
    du, dv = plane.ascent(found.slope_u, found.slope_v)
    places = plane.points(axis[None, :], axis[:, None])
    W, b = places[..., :1], places[..., 1:]
    steps = du[..., None] * plane.directions[0] + dv[..., None] * plane.directions[1]
    own = entry_plane(LINEAR.model, LINEAR.at, *coordinates(LINEAR.model).entries)
    for row in range(3):
        for column in range(3):
            here = field(LINEAR.model, LINEAR.rows, own, W[row, column], b[row, column])
            np.testing.assert_allclose(
                steps[row, column], [here.slope_u.item(), here.slope_v.item()], rtol=1e-9
            )


def test_a_way_that_diverges_is_followed_only_near_the_window() -> None:
    surface = surface_of(LINEAR)
    runs = ways_of(LINEAR, 5.0, steps=200)
    for trace in figures.ways(surface, runs, ["away"]):
        assert np.abs(trace.x).max() <= 200
    figure = figures.cost_curves(runs, ["away"])
    assert figure.layout.yaxis.range[1] < 10
    sent(figure)


def test_runs_are_told_apart_by_more_than_color() -> None:
    styles = [tuple(run_style(place).values()) for place in range(12)]
    assert len(set(styles)) == 12


def test_the_strip_shows_rate_limit_and_what_was_lost() -> None:
    run = Run("gradient_descent", LINEAR.at)
    found = what_if(LINEAR.model, LINEAR.rows, run, np.geomspace(1e-3, 5, 30), 400)
    figure = figures.what_if_strip(found, 0.05, 0.134)
    cost, lost = figure.data
    assert len(lost.x) == np.count_nonzero(~np.isfinite(found.cost)) > 0
    assert [a.text for a in figure.layout.annotations] == ["η", "2/λ = 0.134"]
    assert figure.layout.xaxis.type == "log"
    sent(figure)


def test_shares_end_in_their_sum() -> None:
    one = PROBLEMS["ridge"]
    found = contributions(one.model, one.at, one.rows)
    [bars] = figures.shares(found, "w[1,0]").data
    assert bars.y[-2:] == ("the parameters alone", "sum")
    assert sum(bars.x[:-1]) == pytest.approx(bars.x[-1])
    [plain] = figures.shares(found, "b", [f"row {n}" for n in range(6)]).data
    assert plain.y[0] == "row 0"
    assert len(plain.y) == 7
    with pytest.raises(ValueError, match="no parameter 'W'"):
        figures.shares(found, "W")


def test_squares_stand_on_residuals_and_are_square_on_the_screen() -> None:
    windows = ((0.0, 10.0), (0.0, 5.0))
    trace = figures.residual_squares([(2.0, 3.0), (4.0, 1.0)], [4.0, np.inf], windows, 0.5)
    assert trace.x == (2.0, 3.0, 3.0, 2.0, 2.0, None)
    assert trace.y == (3.0, 3.0, 4.0, 4.0, 3.0, None)


def test_a_surface_has_room_for_what_belongs_on_it() -> None:
    for point, least, path in (
        (1.66, -1.0, (1.66, 0.2, -0.99)),
        (0.0, None, ()),
        (-7.0, 12.0, (1e300, -np.inf, np.nan)),
        (1e12, 0.0, ()),
        (3e-9, 1.0, ()),
    ):
        low, high = axes.room_for(point, least, path)
        assert low < point < high
        if least is not None:
            assert low < least < high
        assert np.isfinite([low, high]).all()
    assert axes.room_for(1.0, 1e9)[1] < 10
    assert axes.room_for(1e308)[1] == axes.LARGEST_REACH
