"""Real data sets: their numbers give what is known of them."""

import numpy as np
import pytest

from gradviz.study.measured import FOLDER, SAMPLES, sample
from gradviz.study.points import DataError

# Number of points, and intercept and slope of the fitted line, as the sources and R's copies say.
LINES = {
    "hubble": (24, -40.78, 454.16),
    "forbes": (17, -81.06, 0.5229),
    "anscombe1": (11, 3.0, 0.5),
    "anscombe2": (11, 3.0, 0.5),
    "anscombe3": (11, 3.0, 0.5),
    "anscombe4": (11, 3.0, 0.5),
    "stopping": (50, -17.579, 3.932),
    "geyser": (272, 33.47, 10.73),
}


@pytest.mark.parametrize("key", SAMPLES)
def test_sample_is_complete(key):
    points, record = sample(key), SAMPLES[key]
    assert points.choose(record.x_columns, record.y_column).rows
    assert set(record.x_columns) | {record.y_column} == set(points.columns)
    assert record.look_for.endswith(".")
    assert any(character.isdigit() for character in record.source)


def test_every_file_is_a_sample():
    assert {path.stem for path in FOLDER.iterdir()} == set(SAMPLES)


@pytest.mark.parametrize(("key", "known"), LINES.items())
def test_fitted_line_is_the_known_one(key, known):
    record = SAMPLES[key]
    x, y = sample(key).column(record.x_columns[0]), sample(key).column(record.y_column)
    slope, intercept = np.polyfit(x, y, 1)
    assert len(x) == known[0]
    assert intercept == pytest.approx(known[1], abs=0.006)
    assert slope == pytest.approx(known[2], rel=0.001)


@pytest.mark.parametrize("key", ["anscombe1", "anscombe2", "anscombe3", "anscombe4"])
def test_anscombe_says_the_same_four_times(key):
    x, y = (np.array(sample(key).column(name)) for name in "xy")
    assert x.mean() == 9.0
    assert x.var(ddof=1) == 11.0
    assert y.mean() == pytest.approx(7.50, abs=0.005)
    assert y.var(ddof=1) == pytest.approx(4.125, abs=0.003)
    assert np.corrcoef(x, y)[0, 1] == pytest.approx(0.816, abs=0.001)


def test_challenger_has_the_known_logistic_fit():
    # Dalal et al. (1989): logit p = 15.043 − 0.2322 t.
    t, damage = (np.array(sample("challenger").column(n)) for n in ("temperature", "damage"))
    features = np.column_stack([np.ones_like(t), t])
    w = np.zeros(2)
    for _ in range(30):
        p = 1 / (1 + np.exp(-features @ w))
        w += np.linalg.solve((features.T * (p * (1 - p))) @ features, features.T @ (damage - p))
    assert w == pytest.approx([15.043, -0.2322], abs=1e-3)
    assert damage.sum() == 7


def test_iris_has_the_known_means_and_deviations():
    flowers = np.array(sample("iris").rows)
    for kind, means, deviations in (
        (0, (4.260, 1.326), (0.470, 0.198)),
        (1, (5.552, 2.026), (0.552, 0.275)),
    ):
        petals = flowers[flowers[:, 2] == kind][:, :2]
        assert len(petals) == 50
        assert petals.mean(axis=0) == pytest.approx(means, abs=5e-4)
        assert petals.std(axis=0, ddof=1) == pytest.approx(deviations, abs=5e-4)


def test_unknown_sample_is_refused():
    with pytest.raises(DataError, match="no data set 'moon'; there are hubble, "):
        sample("moon")
