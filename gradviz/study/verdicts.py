"""Verdicts: whether a layer is healthy, and if not, what it suffers from and why.

A layer is judged by what can be measured, in this order: numbers that are none; units that let no
gradient through; slopes that are flat; and how its gradient and its values compare with those
where the pass begins.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import isfinite, log10
from statistics import fmean
from typing import Literal

from gradviz.study.activation import ACTIVATIONS
from gradviz.study.health import LayerHealth, PassHealth
from gradviz.study.numerals import readable

Kind = Literal["healthy", "NaN", "overflow", "dead", "saturated", "exploding", "vanishing"]

DEAD = 0.9
"""Share of units without slope for any sample, from which a layer is called dead.

In deep networks all samples come to look alike, so that about half of the units of a healthy relu
layer are off for all of them; only far more than that is a disease.
Source: Lu, Shin, Su & Karniadakis (2020), Dying ReLU and initialization, where a network dies if
nothing passes at all; the half follows from their section 2.
"""

SATURATED = 0.5
"""Share of flat slopes from which a layer is called saturated: most of what arrives is lost.

Of an activation with one flat end only, as elu's, half of the entries lie there whenever values
are large; it is saturated from the share `DEAD`.
Source: Glorot & Bengio (2010), section 3, show layers at the ends of sigmoid and tanh, which learn
nothing for a long time; what counts as flat is `activation.FLAT`.
"""

VANISHED = 1e-3
EXPLODED = 1e3
"""A layer's gradient against the last layer's (and its values against the data), from which the
one has vanished or exploded.

With one learning rate for all, a layer at a thousandth moves its weights by a millionth per step
where the last layer moves them by the usual thousandth: single precision, of 6·10⁻⁸, hardly holds
it. In the terms of mean-field theory it is 14 depth scales ξ = 1/|ln χ|, where training has been
seen to end at about 6.
Source: Schoenholz et al. (2017), Deep information propagation, section 5; the usual thousandth is
Karpathy's (2015), CS231n, Neural networks part 3, ratio of weights to updates.
"""

OVERTURNED = 1.0
"""|Δw| / |w| of one step from which nothing of the weights remains. Usual is 10⁻³ (see above)."""


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong with a layer.

    Attributes:
        kind: what.
        reason: why, in a sentence with the numbers.
    """

    kind: Kind
    reason: str


@dataclass(frozen=True)
class Verdict:
    """What is to be said of a layer.

    Attributes:
        layer: its name.
        kind: the worst that was found, or "healthy".
        reason: why.
        findings: all that was found, the worst first.
    """

    layer: str
    kind: Kind
    reason: str
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Group:
    """Neighboring layers with one and the same verdict.

    Attributes:
        first: number of the first of them, from 1.
        last: number of the last.
        kind: the verdict.
        told: number of the layer that the reason is about: the one with most findings.
        reason: its reason.
    """

    first: int
    last: int
    kind: Kind
    told: int
    reason: str


def grouped(verdicts: Sequence[Verdict]) -> tuple[Group, ...]:
    """The verdicts of a pass, neighbors with the same one taken together."""
    groups = []
    place = 1
    for kind, alike in groupby(verdicts, key=lambda verdict: verdict.kind):
        members = list(alike)
        told = max(members, key=lambda verdict: len(verdict.findings))
        number = place + members.index(told)
        groups.append(Group(place, place + len(members) - 1, kind, number, told.reason))
        place += len(members)
    return tuple(groups)


def judge(health: PassHealth) -> tuple[Verdict, ...]:
    """A verdict on each layer of a pass, first to last."""
    verdicts = []
    for place, layer in enumerate(health.layers):
        findings = tuple(_findings(health, place))
        if findings:
            verdicts.append(Verdict(layer.name, findings[0].kind, findings[0].reason, findings))
        else:
            verdicts.append(Verdict(layer.name, "healthy", _health(health, place)))
    return tuple(verdicts)


def _findings(health: PassHealth, place: int) -> Iterator[Finding]:
    layer = health.layers[place]
    yield from _odd_numbers(health, layer)
    if not (layer.out.finite and layer.gradient.finite):
        return
    activation = ACTIVATIONS[health.network.activation]
    if layer.dead >= DEAD:
        units = health.network.width
        yield Finding(
            "dead",
            f"{round(layer.dead * units)} of {units} units are 0 for all"
            f" {health.network.samples} samples: the slope is 0 there, and no gradient comes"
            " through.",
        )
    if layer.saturated >= (SATURATED if activation.ends == 2 else DEAD):
        where = "ends" if activation.ends == 2 else "end"
        yield Finding(
            "saturated",
            f"{layer.saturated:.0%} of its outputs are at the {where} of {activation.name}, where"
            f" it is flat: its slopes leave {readable(layer.slope)} of the gradient"
            f" ({activation.bound}).",
        )
    yield from _sizes(health, place)


def _odd_numbers(health: PassHealth, layer: LayerHealth) -> Iterator[Finding]:
    for spread, what in ((layer.out, "values"), (layer.gradient, "gradients")):
        if spread.nans:
            yield Finding(
                "NaN",
                f"{spread.nans} of {spread.size} {what} are NaN{_whence(health, layer, what)}.",
            )
            return
    for spread, what in ((layer.out, "values"), (layer.gradient, "gradients")):
        if spread.infinities:
            yield Finding(
                "overflow",
                f"{spread.infinities} of {spread.size} {what} are larger than any number,"
                f" 1.8·10³⁰⁸{_whence(health, layer, what)}.",
            )


def _whence(health: PassHealth, layer: LayerHealth, what: str) -> str:
    """Where on the way of the pass such numbers came up."""
    if what == "values":
        if not health.entered.finite:
            return ": they come in with the data"
        first = next(one for one in health.layers if not one.out.finite)
        return ", the first of the pass" if first is layer else f"; {first.name} has the first"
    if all(one.out.finite for one in health.layers):
        first = next(one for one in reversed(health.layers) if not one.gradient.finite)
        if first is health.layers[-1]:
            return ": they come back from the cost, all values are finite"
        if first is layer:
            return ", the first on the way back"
        return f"; on the way back {first.name} has the first"
    return ": there are such values going forward"


def _sizes(health: PassHealth, place: int) -> Iterator[Finding]:
    layer, last = health.layers[place], health.layers[-1]
    found: list[Finding] = []
    if not layer.gradient.norm:
        if health.gradient_norm:
            found.append(Finding("vanishing", _nothing(health, place)))
    elif isfinite(last.gradient.norm):
        # Without the last layer's gradient there would be none here either.
        share = layer.gradient.norm / last.gradient.norm
        if share > EXPLODED:
            found.append(Finding("exploding", _product(health, place, share)))
        elif share < VANISHED:
            found.append(Finding("vanishing", _product(health, place, share)))
    if health.entered.norm and health.entered.finite:
        share = layer.out.rms / health.entered.rms
        if share > EXPLODED:
            found.append(Finding("exploding", _values(place, share)))
        # Large data that are bounded have not vanished.
        elif layer.out.rms < VANISHED * min(1.0, health.entered.rms):
            found.append(Finding("vanishing", _values(place, share)))
    if OVERTURNED < layer.update_ratio < float("inf"):
        found.append(
            Finding(
                "exploding",
                f"One step of η = {readable(health.network.learning_rate)} changes its weights by"
                f" {readable(layer.update_ratio)} times their own size.",
            )
        )
    yield from sorted(found, key=lambda finding: finding.kind != "exploding")


def _nothing(health: PassHealth, place: int) -> str:
    between = health.layers[place:]
    dead = next((one for one in between if one.dead == 1.0), None)
    if dead is not None:
        where = "it is" if dead is between[0] else f"{dead.name} is"
        return f"Its gradient is 0: {where} dead and lets nothing through."
    empty = next((one for one in between[1:] if not one.weight_norm), None)
    if empty is not None:
        return f"Its gradient is 0: all weights of {empty.name} are 0, and nothing comes back."
    if not health.layers[-1].gradient.norm:
        return "Its gradient is 0: all weights of the output are 0, and nothing comes back."
    return (
        f"Its gradient is 0: what {len(between) - 1} layers left of it is smaller than any number,"
        " 5·10⁻³²⁴."
    )


def _product(health: PassHealth, place: int, share: float) -> str:
    between = health.layers[place + 1 :]
    each = share ** (1 / len(between))
    activation = ACTIVATIONS[health.network.activation]
    slopes = _mean([one.slope for one in between])
    weights = _mean([one.weights for one in between])
    against = f"{readable(share)} of" if share < 1 else f"{readable(share)} times"
    layers = "1 layer multiplies" if len(between) == 1 else f"{len(between)} layers multiply"
    parts = f": slope {readable(slopes)} × weights {readable(weights)}" if weights else ""
    why = ""
    if share < 1 and activation.steepest < 1 and not health.network.skip:
        bound = activation.steepest ** len(between)
        many = "layer multiplies" if len(between) == 1 else "layers multiply"
        why = f" ({activation.bound}: the slopes of {len(between)} {many} to ≤ {readable(bound)})"
    return (
        f"Its gradient is {against} the last layer's: {layers} it by"
        f" {readable(each)} each{parts}{why}."
    )


def _values(place: int, share: float) -> str:
    each = share ** (1 / (place + 1))
    against = (
        f"{readable(share)} of the data's" if share < 1 else f"{readable(share)} times the data"
    )
    return f"Its values are {against}: up to here each layer multiplies them by {readable(each)}."


def _health(health: PassHealth, place: int) -> str:
    layer, last = health.layers[place], health.layers[-1]
    if not health.gradient_norm:
        return "All gradients are 0: the cost does not change here to first order."
    if place == 0 or not isfinite(layer.factor):
        share = layer.gradient.norm / last.gradient.norm if last.gradient.norm else 0.0
        return f"Its gradient is {readable(share)} of the last layer's."
    theory = ""
    if layer.prediction is not None and isfinite(layer.prediction.factor):
        theory = f"; theory expects about {readable(layer.prediction.factor)}"
    return f"It multiplies the gradient by {readable(layer.factor)}{theory}."


def _mean(factors: Sequence[float]) -> float:
    """The factor that, in place of each, would have the same product; 0 where there is none."""
    known = [f for f in factors if isfinite(f) and f > 0]
    return 10 ** fmean(map(log10, known)) if known else 0.0
