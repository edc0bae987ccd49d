"""Links of any model: what was set comes back bit for bit, short, compressed, or as a file.

Three hundred random pages, or as many as GRADVIZ_LINKS says.
"""

import os
import random
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

import numpy as np
import pytest

from gradviz.study import drafting
from gradviz.study.blueprint import LINEAR, Problem
from gradviz.study.comparison import Comparison, trial
from gradviz.study.language.errors import ExpressionError
from gradviz.study.openings import opening
from gradviz.study.optimizers import OPTIMIZERS
from gradviz.study.presets import PRESETS
from gradviz.study.variations import VARIATIONS
from gradviz.ui import finiteness, packed
from gradviz.ui.descent_link import MOST_STEPS, Descent
from gradviz.ui.looks import Look
from gradviz.ui.state import State
from gradviz.ui.surface_link import Directions

COUNT = int(os.environ.get("GRADVIZ_LINKS", "300"))
TAILS = ("", "\nspare = tanh(2)", "  # übrig — 余り", "\nextra = exp(-3) + 1e-30")


def number(dice: random.Random) -> float:
    """A number of any kind: round, long, tiny, huge, −0."""
    return dice.choice(
        [
            0.0,
            -0.0,
            float(dice.randint(-9, 9)),
            dice.gauss(0, 1),
            dice.gauss(0, 1) * 10.0 ** dice.randint(-30, 30),
            5e-324,
            1 / 3,
        ]
    )


def problem(dice: random.Random) -> Problem:
    """A model with other numbers, and sometimes with a longer text and other data."""
    found = opening(dice.choice(PRESETS).blueprint)
    if dice.random() < 0.4:
        blueprint = replace(found.blueprint, text=found.blueprint.text + dice.choice(TAILS))
        found = replace(found, blueprint=blueprint)
    if dice.random() < 0.7:
        rows = found.rows
        if dice.random() < 0.5 and all(isinstance(v, float | int) for row in rows for v in row):
            rows = (
                tuple(tuple(number(dice) for _ in rows[0]) for _ in range(dice.randint(1, 120)))
                if rows and rows[0]
                else rows
            )
        candidate = replace(
            found.moved({name: number(dice) for name in found.entries if dice.random() < 0.8}),
            rows=rows,
        )
        if possible(candidate):
            return candidate
    return found


def possible(candidate: Problem) -> bool:
    """Whether a page could have come to these numbers: it refuses what is not finite."""
    try:
        return finiteness.first_not_finite(candidate) is None
    except (ExpressionError, ValueError):
        return False


def state(dice: random.Random) -> State:
    """A page that somebody could have come to."""
    at = problem(dice)
    names = list(at.entries)
    descent = None
    if dice.random() < 0.4:
        runs = tuple((dice.choice(list(OPTIMIZERS)), ()) for _ in range(dice.randint(1, 3)))
        start = tuple(number(dice) for _ in names) if dice.random() < 0.5 else None
        threshold = dice.choice([None, abs(number(dice))])
        descent = Descent(runs, dice.randint(1, MOST_STEPS), threshold, start)
    directions, ranges = None, None
    if len(names) > 1 and dice.random() < 0.3:
        base = tuple(number(dice) for _ in names) if dice.random() < 0.5 else None
        directions = Directions(dice.choice(["random", "filters"]), dice.randint(0, 10_000), base)
    if len(names) > 1 and dice.random() < 0.3:
        low = dice.uniform(-5, 5)
        ranges = ((low, low + dice.uniform(0.01, 9)), None)
    wanted = State(
        problem=at,
        over=tuple(dice.sample(names, 2)) if len(names) > 1 and dice.random() < 0.5 else None,
        directions=directions,
        ranges=ranges,
        view=dice.choice(["contour", "3d", "slice"]),
        camera=dice.choice([None, tuple(dice.uniform(-3, 3) for _ in range(6))]),
        step=dice.choice([None, 1, 2, 5]),
        look=Look(detail=dice.choice(["gradients", "everything"])),
        marks=dice.choice([(), ("arrows",), ("level", "axes")]),
        descent=descent,
        chart=dice.choice(["fit", "squares", "rates", f"shares,{dice.choice(names)}"]),
        comparison=comparison(dice, at),
    )
    return wanted.fitted()[0]


def comparison(dice: random.Random, at: Problem) -> Comparison | None:
    """A change to look at, or one that has been made from other data or another text."""
    tried = trial(dice.choice(list(VARIATIONS)))
    if dice.random() < 0.7:
        return None if dice.random() < 0.7 else tried
    return replace(
        tried, **dice.choice([{"text": f"{at.blueprint.text}\n"}, {"rows": at.rows or None}])
    )


@pytest.mark.parametrize("block", range(10))
def test_what_was_set_comes_back(block: int) -> None:
    for seed in range(block * COUNT // 10, (block + 1) * COUNT // 10):
        wanted = state(random.Random(seed))  # noqa: S311
        query = wanted.to_query()
        link = packed.packed(query)
        if link is None:
            told: Any = packed.read_file(packed.file_text(query).encode())
        else:
            told = parse_qs(packed.spelled(link), keep_blank_values=True)
            assert len(packed.spelled(link)) <= packed.LONGEST
            if packed.KEY in told:
                told = packed.unpacked(told[packed.KEY][0])
        found, said = State.from_query(told)
        assert said == (), seed
        assert found == wanted, seed
        for mine, other in zip(flat(found.problem), flat(wanted.problem), strict=True):
            assert mine.tobytes() == other.tobytes(), seed  # −0 is not 0


def flat(one: Problem) -> list[np.ndarray[Any, Any]]:
    """All numbers of a problem."""
    return [np.array([*one.entries.values()], float), np.array(one.rows, float)]


def test_the_random_pages_differ() -> None:
    pages = [state(random.Random(seed)) for seed in range(200)]  # noqa: S311
    assert len({repr(page) for page in pages}) > 190
    assert len({page.problem.blueprint.text for page in pages}) > len(PRESETS)
    assert any(packed.KEY in (packed.packed(page.to_query()) or {}) for page in pages)
    assert any(isinstance(page.directions, Directions) for page in pages)


@pytest.mark.parametrize("name", ["θ̂", "x̄", "ẋ", "データ", "重み", "Größe", "вес", "w_1"])
def test_names_of_any_writing_come_back(name: str) -> None:
    text = f"pred = X*{name} + {name}2\ncost = reduce_sum(square(pred - Y))"
    problem = drafting.revised(opening(LINEAR), text)
    roles = [
        replace(role, shape=(2,)) if role.name == name else role
        for role in drafting.roles(problem.blueprint)
    ]
    for changed in (problem, drafting.revised(problem, text, roles)):
        before = State(problem=changed, over=(f"{name}2", next(iter(changed.entries))))
        after, notices = State.from_query(before.to_query())
        assert not notices
        assert after == before
