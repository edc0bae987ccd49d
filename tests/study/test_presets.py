"""Presets: each is whole, starts on its surface, learns, and does what its sentence says."""

import numpy as np
import pytest

from gradviz.core.execute import evaluate
from gradviz.study.backward import feeds, frame
from gradviz.study.curvature import curvature
from gradviz.study.models import build
from gradviz.study.presets import PRESETS

BY_KEY = {preset.key: preset for preset in PRESETS}
STEPS = 400
TOLD = 220
"""Characters that a visitor reads before looking."""


def start_of(preset):
    """A preset's model and its parameters at the start, as arrays."""
    shapes = [parameter.shape for parameter in preset.blueprint.parameters]
    values = [np.array(v).reshape(s) for v, s in zip(preset.values, shapes, strict=True)]
    return build(preset.blueprint, len(preset.rows)), values


def descent(preset, steps=STEPS):
    """Gradient descent from the start: parameters, costs and gradients, step by step."""
    model, values = start_of(preset)
    track = []
    for _ in range(steps + 1):
        cost, *gradients = evaluate(
            [model.cost, *model.gradients], feeds(model, values, preset.rows)
        )
        track.append((values, float(cost), gradients))
        moves = zip(values, gradients, strict=True)
        values = [value - preset.learning_rate * gradient for value, gradient in moves]
    return track


def steepness(gradients):
    return float(np.sqrt(sum((g**2).sum() for g in gradients)))


@pytest.fixture(params=PRESETS, ids=lambda preset: preset.key)
def preset(request):
    return request.param


def test_a_preset_is_whole(preset):
    assert preset.key.replace("-", "").isalnum()
    assert preset.key == preset.key.lower()
    assert preset.title
    assert preset.look_for.endswith(".")
    assert len(preset.look_for) <= TOLD
    assert [len(v) for v in preset.values] == [p.size for p in preset.blueprint.parameters]
    assert {len(row) for row in preset.rows} <= {len(preset.blueprint.columns)}
    assert bool(preset.rows) == bool(preset.blueprint.inputs)
    entries = [entry for p in preset.blueprint.parameters for entry in p.entries]
    numbers = dict(zip(entries, [n for v in preset.values for n in v], strict=True))
    for name, (low, high) in zip(preset.over, preset.ranges, strict=True):
        assert low < numbers[name] < high


def test_keys_and_blueprints_are_different():
    assert len(BY_KEY) == len(PRESETS) == len({preset.blueprint for preset in PRESETS})
    assert len(PRESETS) == 15
    assert PRESETS[0].key == "linear"


def test_every_gradient_at_the_start_is_right(preset):
    model, values = start_of(preset)
    checks = frame(model, values, preset.rows).checks
    assert len(checks) == len(values)
    assert all(check.agrees for check in checks.values())


def test_it_learns(preset):
    costs = [cost for _, cost, _ in descent(preset)]
    assert np.isfinite(costs).all()
    assert costs[-1] < costs[0] - 0.08 * abs(costs[0])
    assert sum(after > before + 1e-9 for before, after in zip(costs, costs[1:], strict=False)) < 20


def test_the_cost_is_finite_all_over_the_surface(preset):
    model, values = start_of(preset)
    names = [entry for p in preset.blueprint.parameters for entry in p.entries]
    flat = [n for v in values for n in v.ravel()]
    for x in np.linspace(*preset.ranges[0], 9):
        for y in np.linspace(*preset.ranges[1], 9):
            now = dict(zip(names, flat, strict=True)) | dict(zip(preset.over, (x, y), strict=True))
            parts = [
                np.array([now[entry] for entry in p.entries]).reshape(p.shape)
                for p in preset.blueprint.parameters
            ]
            (cost,) = evaluate([model.cost], feeds(model, parts, preset.rows))
            assert np.isfinite(cost)


def test_one_point_leaves_a_valley():
    model, values = start_of(BY_KEY["point"])
    assert curvature(model, values, BY_KEY["point"].rows).form == "valley"


def test_many_points_pull_by_their_means():
    preset = BY_KEY["points"]
    model, (W, b) = start_of(preset)
    X, Y = np.array(preset.rows).T
    residual = W * X + b - Y
    numbers = frame(model, (W, b), preset.rows).nodes
    assert numbers["b:0"].gradient == pytest.approx(residual.mean())
    assert numbers["W:0"].gradient == pytest.approx((residual * X).mean())


def test_descent_zigzags_in_a_ravine():
    slopes = [gradients[0][1, 0] for _, _, gradients in descent(BY_KEY["features"], 10)]
    assert all(one * other < 0 for one, other in zip(slopes, slopes[1:], strict=False))


def test_a_polynomial_has_the_same_bowl_everywhere():
    preset = BY_KEY["polynomial"]
    model, values = start_of(preset)
    here = curvature(model, values, preset.rows)
    there = curvature(model, [v + 3 for v in values], preset.rows)
    assert here.form == there.form == "bowl"
    np.testing.assert_allclose(here.hessian, there.hessian)


def test_a_logistic_residual_never_pulls_more_than_its_share():
    preset = BY_KEY["logistic"]
    model, _ = start_of(preset)
    for W, b in ((-50.0, 20.0), (3.0, -6.0), (100.0, 0.0)):
        back = frame(model, (W, b), preset.rows).nodes["z:0"].gradient
        assert np.abs(back).max() <= 1 / len(preset.rows) + 1e-15
    X, Y = np.array(preset.rows).T
    back = frame(model, (1.0, 2.0), preset.rows).nodes["z:0"].gradient
    expected = (1 / (1 + np.exp(-X - 2)) - Y) / len(X)
    np.testing.assert_allclose(back.ravel(), expected, rtol=1e-12)


def test_two_consumers_add_up_and_two_minima_have_a_saddle_between():
    preset = BY_KEY["fan-out"]
    model, _ = start_of(preset)
    numbers = frame(model, (0.3, 0.8), ())
    parts = [e.gradient for name, e in numbers.edges.items() if name.startswith("W:0->")]
    assert len(parts) == 2
    assert numbers.nodes["W:0"].gradient == pytest.approx(sum(parts))
    for minimum in ((1.0, 2.0), (2.0, 1.0)):
        assert float(frame(model, minimum, ()).nodes["cost:0"].value) == 0
    # On the line W = b, which nothing pushes away from, descent finds the saddle.
    b = 1.4
    for _ in range(50):
        ahead = frame(model, (b, b), ()).nodes["b:0"].gradient
        b -= 0.02 * float(ahead)
    assert curvature(model, (b, b), ()).form == "saddle"


def test_ridge_balances_two_gradients_and_flattens_the_line():
    (W, _), _, _ = descent(BY_KEY["ridge"])[-1]
    (steeper, _), _, _ = descent(BY_KEY["points"])[-1]
    assert 0 < W < 0.8 * steeper
    preset = BY_KEY["ridge"]
    model, _ = start_of(preset)
    end = descent(preset)[-1][0]
    parts = [e.gradient for n, e in frame(model, end, preset.rows).edges.items() if "W:0->" in n]
    assert sum(parts) == pytest.approx(0, abs=1e-9)
    assert min(np.abs(parts)) > 0.5


def test_two_layers_separate_xor():
    assert descent(BY_KEY["tanh-network"], 1000)[-1][1] < 1e-6


def test_a_dead_unit_never_wakes_up():
    for values, _, gradients in descent(BY_KEY["relu-network"], 100):
        W1, b1, W2, _ = values
        assert gradients[0][0, 3] == gradients[1][3] == gradients[2][3, 0] == 0
        assert (W1[0, 3], b1[3], W2[3, 0]) == (0.5, -1.5, 0.6)


def test_the_gradient_vanishes_along_the_chain():
    slopes = [abs(float(g)) for g in descent(BY_KEY["chain"], 1)[0][2]]
    assert slopes[0] < 1e-3 * slopes[-1]
    assert max(slopes[:4]) < 1e-2 * slopes[-1]


def test_softmax_pushes_in_rows_that_sum_to_zero():
    preset = BY_KEY["softmax"]
    model, values = start_of(preset)
    back = frame(model, values, preset.rows).nodes["scores:0"].gradient
    np.testing.assert_allclose(back.sum(axis=1), 0, atol=1e-15)
    labels = np.array(preset.rows)[:, 2:]
    assert ((back < 0) == (labels == 1)).all()


def test_descent_lingers_at_the_saddle():
    track = descent(BY_KEY["saddle"], 100)
    steep = [steepness(gradients) for _, _, gradients in track]
    lingers = int(np.argmin(steep[:40]))
    assert 5 < lingers < 40
    assert steep[lingers] < 0.1 * max(steep[lingers:])
    assert steep[lingers] < 0.03 * steep[0]
    assert track[-1][1] == pytest.approx(-1)


def test_rosenbrock_is_fast_at_first_and_slow_in_the_valley():
    track = descent(BY_KEY["rosenbrock"], 3000)
    costs = [cost for _, cost, _ in track]
    assert costs[5] < 0.2 * costs[0]
    assert costs[1000] > 0.1 * costs[5]
    assert costs[3000] > 1e-3
    assert costs[-1] < 0.05 * costs[5]


def test_a_flat_valley_ends_elsewhere_for_another_start():
    preset = BY_KEY["flat-valley"]
    (u, v), cost, _ = descent(preset)[-1]
    assert cost < 1e-12
    assert u * v == pytest.approx(1)
    assert u > 1.5 * v
    model, _ = start_of(preset)
    flat = curvature(model, (u, v), ()).eigenvalues
    assert abs(flat[0]) < 1e-5 * flat[1]
