"""What the data do to the surface: said where it is so, silent where it is not, and true."""

from dataclasses import replace

import numpy as np
import pytest

from gradviz.study.blueprint import LINEAR, Blueprint, Input, Parameter, Problem, Rows
from gradviz.study.directions import entry_plane
from gradviz.study.influence import direction_words, remarks
from gradviz.study.minima import Lowest, lowest
from gradviz.study.missing import Missing
from gradviz.study.models import model_of
from gradviz.study.presets import PRESETS
from gradviz.study.variations import vary

FEATURES = Blueprint(
    "pred = X @ w + b\ncost = 0.5 * reduce_mean(square(pred - Y))",
    (Input("X", (None, 2)), Input("Y")),
    (Parameter("w", (2, 1)), Parameter("b")),
)


def line(*rows: tuple[float, float]) -> Problem:
    return Problem(LINEAR, ((0.3,), (-0.2,)), rows)


def noisy(seed: int, count: int, outlier: float = 0.0) -> Problem:
    random = np.random.default_rng(seed)
    x = random.uniform(-3, 3, count)
    y = 2 * x + 1 + 0.1 * random.normal(size=count)
    y[count // 2] += outlier
    return line(*zip(x.tolist(), y.tolist(), strict=True))


def changed(one: Problem, name: str) -> Problem:
    found = vary(one, name, 1.0)
    assert not isinstance(found, Missing)
    return found


def features(*rows: tuple[float, float, float]) -> Problem:
    return Problem(FEATURES, ((1.0, 2.0), (0.0,)), rows)


@pytest.mark.parametrize(
    ("one", "kinds", "words"),
    [
        (line((2, 3)), ["free"], "One point does not decide on 2 parameters: along W + t, b − 2·t"),
        (line((2, 3), (2, 5), (2, 9)), ["free"], "All points have the same X = 2"),
        (line((0, 3), (0, 5)), ["free"], "along W + t no prediction"),
        (changed(line((2, 3)), "ridge"), ["free"], "Only the penalty can give the valley a bottom"),
        (
            features((1, 2, 3), (2, 4, 1), (3, 6, 5), (5, 10, 2)),
            ["free"],
            "w[0,0] + t, w[1,0] − 0.5·t",
        ),
        (features((1, 2, 3), (2, 5, 1)), ["free"], "2 points do not decide on 3 parameters"),
        (features((1, 1, 3), (1, 1, 1), (1, 1, 2)), ["free"], "in 2 directions no prediction"),
        (line((2, 3), (3, 2)), ["exact"], "2 points and 2 parameters"),
        (line((0, 1), (1, 3), (2, 5)), ["exact"], "goes through all 3 points"),
        (changed(line((0, 1), (1, 3), (2, 5)), "ridge"), ["exact"], "but the penalty keeps it"),
        (noisy(1, 12, 9.0), ["outlier"], "Point 7 is an outlier: it pulls the minimum from W = "),
        (changed(noisy(1, 12, 9.0), "ridge"), ["outlier"], "at the least squares it makes 8"),
        (changed(noisy(1, 12, 9.0), "huber"), ["outlier"], "of the pull with this cost"),
        (changed(noisy(1, 12, 9.0), "absolute"), ["outlier"], "of the pull with this cost"),
        (line((0, 0), (0.1, 0.3), (0.2, 0.1), (99, 3), (0.15, 0.2)), ["alone"], "Point 4 decides"),
        (
            line(*((2000 + x, x % 3) for x in range(7))),
            ["tight"],
            "condition number of 4·10¹²; scaled",
        ),
        (noisy(1, 12), [], ""),
    ],
)
def test_what_is_said_of_the_data(one: Problem, kinds: list[str], words: str) -> None:
    found = remarks(one)
    assert [remark.kind for remark in found] == kinds
    assert words in " ".join(remark.words for remark in found)
    assert remarks(one.moved(dict.fromkeys(one.entries, 7.5))) == found


def test_a_direction_said_to_be_free_is_free_and_the_minimum_said_is_the_minimum() -> None:
    one = noisy(4, 12, 9.0)
    said = remarks(one)[0].words
    for words, rows in ((said.split(" to ")[1], one.rows), (said, _without(one.rows, 6))):
        kept = replace(one, rows=rows)
        model = model_of(kept.structure)
        found = lowest(model, kept.rows, entry_plane(model, (0, 0), "W", "b"))
        assert isinstance(found, Lowest)
        W, b = found.place
        assert f"W = {W:.3g}, b = {b:.3g}" in words


def _without(rows: Rows, place: int) -> Rows:
    return rows[:place] + rows[place + 1 :]


def test_points_without_outliers_are_seldom_accused() -> None:
    accused = sum(bool(remarks(noisy(seed, 8))) for seed in range(300))
    assert accused <= 12
    found = [remarks(noisy(seed, 8, 4.0)) for seed in range(100)]
    named = sum(bool(one) and one[0].kind == "outlier" and one[0].points == (4,) for one in found)
    assert named >= 90


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.key)
def test_every_preset_is_looked_at(preset) -> None:
    for rows in (preset.rows, preset.rows[:1], ((0.0,) * len(preset.blueprint.columns),) * 3):
        single = all(not one.shape for one in preset.blueprint.inputs)
        rows = rows[:1] if single else rows
        remarks(Problem(preset.blueprint, preset.values, rows))
    huge = tuple(tuple(1e200 for _ in row) for row in preset.rows)
    remarks(Problem(preset.blueprint, preset.values, huge))


def test_directions_are_written_as_ways() -> None:
    assert direction_words(("a", "b", "c"), np.array([0.0, -2.0, 1.0])) == "b + t, c − 0.5·t"
    many = tuple(f"w[{place}]" for place in range(9))
    assert direction_words(many, np.ones(9)) == "a direction of many parameters"
