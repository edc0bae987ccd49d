"""What the data do to the surface: too few or collinear points, outliers, points that decide alone.

Said of models whose predictions are linear in the parameters: there they follow from the data and
the cost alone, wherever the parameters are at the moment.

Source: Belsley, Kuh and Welsch (1980), Regression diagnostics, sections 2.1 and 3.2.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from gradviz.study.blueprint import Problem
from gradviz.study.coordinates import Array
from gradviz.study.fits import target_of
from gradviz.study.linear_fit import LinearFit, linear_fit
from gradviz.study.numerals import readable

EXACT = 1e-9
"""Residuals, in parts of the data's spread, below which the curve goes through all points."""

UNLIKELY = 0.01
"""How probable it is that among points without an outlier one is called one."""

ALONE = 0.95
"""Leverage from which a point counts as deciding alone."""

TIGHT = 1e4
"""Condition number from which the valley is so narrow that it is worth a sentence."""

MOST_WRITTEN = 4
"""Numbers of the parameters up to which a place or a direction is written out."""

Kind = Literal["free", "tight", "outlier", "alone", "exact"]


@dataclass(frozen=True)
class Remark:
    """Something about the data that shows in the surface.

    Attributes:
        kind: "free" directions in which nothing changes, a "tight" valley, an "outlier", a point
            that decides "alone", or an "exact" fit.
        words: one or two sentences.
        points: which samples it is about, from 0.
    """

    kind: Kind
    words: str
    points: tuple[int, ...] = ()


def remarks(problem: Problem) -> tuple[Remark, ...]:
    """What there is to say, what matters most first; nothing of data that are as they should be.

    Example:
        >>> from gradviz.study.blueprint import LINEAR
        >>> print(remarks(Problem(LINEAR, ((0.0,), (0.0,)), ((2.0, 3.0),)))[0].words)
        One point does not decide on 2 parameters: along W + t, b − 2·t no prediction changes, and
        the surface has a valley instead of a minimum.
    """
    with np.errstate(all="ignore"):  # what overflows is seen by its not being finite
        found = linear_fit(problem)
        if found is None:
            return ()
        free = found.free
        if len(free):
            return (Remark("free", _free_words(found, free)),)
        said = [_outlier(found), _alone(found), _tight(found), _exact(found)]
        return tuple(one for one in said if one is not None)


def direction_words(names: tuple[str, ...], direction: Array) -> str:
    """A direction as a way from a point, as long as it can be written.

    >>> direction_words(("W", "b"), np.array([-0.5, 1.0]))
    'W + t, b − 2·t'
    """
    parts = direction / direction[np.argmax(np.abs(direction) > 1e-9 * np.abs(direction).max())]
    moved = [(name, float(part)) for name, part in zip(names, parts, strict=True)]
    moved = [(name, part) for name, part in moved if abs(part) > 1e-9 * np.abs(parts).max()]
    if len(moved) > MOST_WRITTEN:
        return "a direction of many parameters"
    return ", ".join(f"{name} {_times(part)}t" for name, part in moved)


def _free_words(line: LinearFit, free: Array) -> str:
    count, size = line.slopes.shape
    along = f"along {direction_words(line.names, free[0])} no prediction changes"
    if len(free) > 1:
        along = f"in {len(free)} directions no prediction changes"
    if count < size:
        points = "One point does" if count == 1 else f"{count} points do"
        why = f"{points} not decide on {size} parameters"
    else:
        why = _collinear(line) or "The columns of the data are collinear"
    if line.penalized:
        return f"{why}: {along}. Only the penalty can give the valley a bottom."
    return f"{why}: {along}, and the surface has a valley instead of a minimum."


def _collinear(line: LinearFit) -> str:
    """Which inputs are the same everywhere, if any are."""
    target = target_of(line.problem.structure)
    columns, rows = line.problem.blueprint.columns, np.array(line.problem.rows)
    given = set(target.columns) if target else set()
    for place, name in enumerate(columns):
        if name not in given and np.ptp(rows[:, place]) == 0:
            return f"All points have the same {name} = {readable(float(rows[0, place]))}"
    return ""


def _outlier(line: LinearFit) -> Remark | None:
    """The point that lies much farther from the fit to the others than they do."""
    count, size = line.slopes.shape
    degrees = count - size - 1
    if degrees < 1:
        return None
    residuals, leverage = line.slopes @ line.fitted() - line.given, line.hat
    left = np.maximum(1 - leverage, 1e-12)
    total = float(residuals @ residuals)
    if math.sqrt(total / count) <= EXACT * (float(np.abs(line.given).max()) or 1.0):
        return None
    # Of each point, what the others' fit leaves of the sum of squares.
    others = np.maximum(total - residuals**2 / left, 1e-24 * total)
    far = np.abs(residuals) / np.sqrt(left * others / degrees)
    # Where a point decides alone the fit cannot say how far it is.
    far = np.where(leverage > ALONE, 0.0, far)
    place = int(far.argmax())
    if count * _tail(float(far[place]), degrees) > UNLIKELY:
        return None
    called = f"Point {place + 1} is an outlier"
    if line.squared and not line.penalized:
        without = line.fitted(place)
        if len(without) > MOST_WRITTEN:
            share = residuals[place] ** 2 / total
            return Remark("outlier", f"{called}: it makes {share:.0%} of the least cost.", (place,))
        words = f"{called}: it pulls the minimum from {_place(line, without)} to "
        return Remark("outlier", f"{words}{_place(line, line.fitted())}.", (place,))
    if line.squared:
        share = residuals[place] ** 2 / total
        words = f"{called}: at the least squares it makes {share:.0%} of their sum."
        return Remark("outlier", words, (place,))
    pulls = np.abs(line.pulls)
    share = float(pulls[place] / (pulls.sum() or 1.0))
    before = float(np.abs(residuals[place]) / np.abs(residuals).sum())
    words = (
        f"{called}. At the least squares’ fit it has {share:.0%} of the pull with this cost, and "
        f"{before:.0%} with squares."
    )
    return Remark("outlier", words, (place,))


def _alone(line: LinearFit) -> Remark | None:
    """The point that the fit goes through, wherever it lies."""
    count, size = line.slopes.shape
    leverage = line.hat
    place = int(leverage.argmax())
    if count <= size or leverage[place] <= ALONE:
        return None
    words = (
        f"Point {place + 1} decides almost alone on one direction (leverage "
        f"{leverage[place]:.0%}): wherever it lies, the fit follows it."
    )
    return Remark("alone", words, (place,))


def _tight(line: LinearFit) -> Remark | None:
    """A valley that scaled features would make round."""
    if line.penalized or not line.squared or line.slopes.shape[1] < 2:
        return None
    sizes = np.linalg.svd(line.slopes, compute_uv=False)
    condition = float(sizes[0] / sizes[-1]) ** 2 if sizes[-1] > 0 else math.inf
    if condition < TIGHT:
        return None
    scaled = np.linalg.svd(_standardized(line.slopes), compute_uv=False)
    better = float(scaled[0] / scaled[-1]) ** 2 if scaled[-1] > 0 else math.inf
    tip = "; scaled features make it round" if better < condition / 100 else ""
    return Remark(
        "tight",
        "Changes of one parameter can almost be made good by another one: the valley is narrow, "
        f"with a condition number of {readable(condition)}{tip}.",
    )


def _standardized(slopes: Array) -> Array:
    """The slopes as they were with scaled features: columns that vary get mean 0 and spread 1."""
    spread = slopes.std(axis=0)
    varies = spread > 1e-12 * np.abs(slopes).max(axis=0).clip(1e-300)
    centered = (slopes - slopes.mean(axis=0)) / np.where(varies, spread, 1.0)
    scaled: Array = np.where(varies, centered, slopes)
    return scaled


def _exact(line: LinearFit) -> Remark | None:
    """A fit that leaves nothing."""
    count, size = line.slopes.shape
    residuals = line.slopes @ line.fitted() - line.given
    scale = float(np.abs(line.given).max()) or 1.0
    if float(np.abs(residuals).max()) > EXACT * scale:
        return None
    if count == size:
        words = f"{count} points and {size} parameters: a curve goes through all points"
    else:
        words = f"A curve goes through all {count} points"
    if line.penalized:
        return Remark("exact", f"{words}, but the penalty keeps it from being the best.")
    return Remark("exact", f"{words}, no residual is left at the minimum.")


def _place(line: LinearFit, at: Array) -> str:
    pairs = zip(line.names, at.tolist(), strict=True)
    return ", ".join(f"{name} = {readable(value).replace('-', '−')}" for name, value in pairs)


def _times(part: float) -> str:
    sign = "−" if part < 0 else "+"
    return f"{sign} " if abs(part) == 1 else f"{sign} {readable(abs(part))}·"


def _tail(far: float, degrees: int) -> float:
    """How probable it is that Student's t is farther from zero than this.

    Source: Abramowitz and Stegun, Handbook of mathematical functions, 26.7.3 and 26.7.4.

    >>> round(_tail(12.706, 1), 4), round(_tail(2.228, 10), 4)
    (0.05, 0.05)
    """
    angle = math.atan2(far, math.sqrt(degrees))
    square = math.cos(angle) ** 2
    odd = degrees % 2
    term = math.cos(angle) if odd else 1.0
    total = 0.0
    for place in range(1 + odd, degrees, 2):
        total += term
        term *= square * place / (place + 1)
    near = math.sin(angle) * total
    return 1 - (2 / math.pi * (angle + near) if odd else near)
