"""Gradients against central differences, entry by entry, and why the two may differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from gradviz.core.check import STEP
from gradviz.core.execute import evaluate
from gradviz.core.graph import Tensor
from gradviz.core.plan import order
from gradviz.study.diagram import drawn_name
from gradviz.study.models import Model

Array = np.ndarray[Any, Any]

AGREEMENT = 1e-6
"""Largest relative difference at which a gradient and its central difference are called equal."""

COARSE = 1e-3
"""Relative rounding error at which a central difference says nothing any more."""

WORK = 20_000_000
"""Numbers that one check may compute; the entries for which that is not enough are not checked."""

STEPS = (1.0, 16.0, 1.0 / 16.0)
"""Steps, in terms of the usual one, that are tried where it does not agree."""

Reason = Literal["", "not finite", "rounding", "kink", "jump", "labels", "work"]

REASONS: Mapping[Reason, str] = {
    "": "",
    "not finite": "the cost is not a finite number here, or not on both sides of here",
    "rounding": "the cost is so large that rounding hides its differences",
    "kink": "the cost has a kink here; the gradient is a slope between those of its two sides",
    "jump": "the cost jumps here, and the gradient is that beside the jump",
    "labels": "TensorFlow's cross entropy is differentiated as if its labels summed to 1",
    "work": "so many numbers that not all of them were checked",
}
"""Why a gradient and its differences need not agree, in words."""


@dataclass(frozen=True)
class Check:
    """A gradient and what central differences say of it.

    Attributes:
        gradient: what the backward pass found, a number or an array.
        numeric: the central differences, in its shape; NaN where none was made.
        rounding: how far rounding of the cost alone may have moved them, in its shape.
        reason: why the two do not agree although the gradient is right; "" if there is no reason.
    """

    gradient: Array | float
    numeric: Array | float
    rounding: Array | float = 0.0
    reason: Reason = ""

    @property
    def agrees(self) -> bool:
        """Whether the two are equal within the error of the difference, wherever one was made."""
        return bool((self.fits | self.unmade).all())

    @property
    def coarse(self) -> bool:
        """Whether the cost is so large here that its differences say nothing of the gradient."""
        return bool((~self.unmade & ~(np.asarray(self.rounding) <= COARSE * self._scale)).any())

    @property
    def fits(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Which entries are equal within the error of the difference."""
        with np.errstate(invalid="ignore"):
            off = np.abs(np.subtract(self.gradient, self.numeric))
        return np.asarray(off <= AGREEMENT * self._scale + np.asarray(self.rounding))

    @property
    def unmade(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Which entries have not been checked, for there are too many."""
        return np.asarray((self.reason == "work") & np.isnan(self.numeric))

    @property
    def _scale(self) -> Array:
        return np.maximum(1.0, np.maximum(np.abs(self.gradient), np.abs(self.numeric)))


def checks(
    model: Model, fed: Mapping[Tensor, Array], gradients: Sequence[Array]
) -> dict[str, Check]:
    """What central differences say of every entry of the gradients.

    Args:
        model: any model.
        fed: what it is fed, without batch axes.
        gradients: ∂cost/∂parameter, in the order of the parameters.

    Returns:
        The checks, by the parameters' drawn names.
    """
    moved = list(model.parameters.values())
    still = {**fed, **_held(model, fed)}
    every = [(place, entry) for place, p in enumerate(moved) for entry in range(p.shape.size)]
    chosen = every[: _affordable(model)]
    (cost,) = evaluate([model.cost], fed)
    beside, widths = costs_beside(model.cost, moved, still, chosen)
    found = {}
    for place, (parameter, gradient) in enumerate(zip(moved, gradients, strict=True)):
        mine = [k for k, (p, _) in enumerate(chosen) if p == place]
        numeric = np.full(parameter.shape.size, np.nan)
        with np.errstate(all="ignore"):  # where the cost overflows there is no slope: NaN says so
            numeric[: len(mine)] = (beside[0, mine] - beside[1, mine]) / widths[mine]
            eps = float(np.finfo(np.float64).eps)
            rounding = eps * np.abs(cost) / (STEP * np.maximum(1.0, np.abs(still[parameter])))
        shape = tuple(parameter.shape)
        reason: Reason = "work" if len(mine) < parameter.shape.size else ""
        check = Check(np.asarray(gradient), numeric.reshape(shape), rounding, reason)
        found[drawn_name(parameter)] = (
            check if _plainly(check) else _explained(model, still, place, check)
        )
    return found


def _plainly(check: Check) -> bool:
    return check.agrees and not check.coarse


def _held(model: Model, fed: Mapping[Tensor, Array]) -> dict[Tensor, Array]:
    """What is held constant on the way back must not move in the differences either."""
    stops = [stop for stop in model.stops if stop not in fed]
    return dict(zip(stops, evaluate(stops, fed), strict=True)) if stops else {}


def _affordable(model: Model) -> int:
    """How many entries can be checked, at two costs each."""
    sizes = [out.shape.size for op in order([model.cost.op], []) for out in op.outputs]
    return max(1, WORK // (2 * sum(sizes)))


@np.errstate(all="ignore")
def costs_beside(
    cost: Tensor,
    moved: Sequence[Tensor],
    fed: Mapping[Tensor, Array],
    chosen: Sequence[tuple[int, int]],
    scale: float = 1.0,
) -> tuple[Array, Array]:
    """The cost a step above and below, for some entries of what is moved, in one batched pass.

    Args:
        cost: a scalar.
        moved: the tensors that are moved.
        fed: what everything is fed in the middle.
        chosen: the entries: (which of the tensors, which of its entries).
        scale: the step in terms of the usual one.

    Returns:
        The costs, shape (2, entries), above first; and how far apart the two places really are.
    """
    feeds, widths = dict(fed), np.empty(len(chosen))
    for place in {place for place, _ in chosen}:
        center = np.asarray(fed[moved[place]], np.float64)
        around = np.broadcast_to(center.ravel(), (2, len(chosen), center.size)).copy()
        mine = [k for k, (p, _) in enumerate(chosen) if p == place]
        entries = [chosen[k][1] for k in mine]
        step = scale * STEP * np.maximum(1.0, np.abs(center.ravel()[entries]))
        around[0, mine, entries] += step
        around[1, mine, entries] -= step
        # What was really added, after rounding.
        widths[mine] = around[0, mine, entries] - around[1, mine, entries]
        feeds[moved[place]] = around.reshape(2, len(chosen), *center.shape)
    if not chosen:
        return np.empty((2, 0)), widths
    (values,) = evaluate([cost], feeds)
    # A cost that does not depend on them has no batch axes.
    return np.broadcast_to(values, (2, len(chosen))), widths


def _explained(model: Model, fed: Mapping[Tensor, Array], place: int, check: Check) -> Check:
    """A check that does not agree plainly, with other steps, and the reason if there is one."""
    if check.coarse:
        finite = np.isfinite(check.gradient).all() and np.isfinite(check.rounding).all()
        return replace(check, reason="rounding" if finite else "not finite")
    open_ = np.flatnonzero(~(check.fits | check.unmade).ravel()).tolist()
    moved = list(model.parameters.values())
    chosen = [(place, entry) for entry in open_]
    (middle,) = evaluate([model.cost], fed)
    tried = [costs_beside(model.cost, moved, fed, chosen, scale) for scale in STEPS]
    numeric = np.array(check.numeric).ravel()
    reasons: list[Reason] = []
    for k, entry in enumerate(open_):
        gradient = float(np.ravel(check.gradient)[entry])
        ladder = [(costs[0, k], costs[1, k], width[k]) for costs, width in tried]
        central = [float((above - below) / width) for above, below, width in ladder]
        closest = min(central, key=lambda slope: abs(slope - gradient))
        if Check(gradient, closest).agrees:
            numeric[entry] = closest
        else:
            reasons.append(_reason(gradient, float(middle), ladder))
    shape = np.shape(check.numeric)
    unexplained = not all(reasons)
    why = "" if unexplained else (reasons[0] if reasons else check.reason)
    if unexplained and _unnormalised(model, fed):
        why = "labels"
    return replace(check, numeric=numeric.reshape(shape), reason=why)


def _reason(gradient: float, middle: float, ladder: Sequence[tuple[float, ...]]) -> Reason:
    """Why no step agrees.

    Args:
        gradient: what the backward pass found.
        middle: the cost.
        ladder: for each of `STEPS` the cost above, the cost below, and how far apart they are.
    """
    if not np.isfinite([gradient, middle, *(number for rung in ladder for number in rung)]).all():
        return "not finite"
    _, (far_above, far_below, _), (above, below, width) = ladder
    # What is smooth or bent differs by less over a shorter way; what jumps does not.
    noise = 1e3 * float(np.finfo(np.float64).eps) * max(abs(above), abs(below))
    if abs(above - below) > max(noise, 0.5 * abs(far_above - far_below)):
        return "jump"
    sides = 2 * (above - middle) / width, 2 * (middle - below) / width
    bend = abs(sides[0] - sides[1])
    scale = max(1.0, abs(gradient), *map(abs, sides))
    slack = 1e-4 * scale
    if bend > slack and min(sides) - slack <= gradient <= max(sides) + slack:
        return "kink"
    return ""


def _unnormalised(model: Model, fed: Mapping[Tensor, Array]) -> bool:
    """Whether a cross entropy has labels that do not sum to 1."""
    ops = [op for op in order([model.cost.op], []) if op.type == "SoftmaxCrossEntropyWithLogits"]
    labels = evaluate([op.inputs[1] for op in ops], fed) if ops else []
    return any(bool((np.abs(one.sum(axis=-1) - 1.0) > 1e-9).any()) for one in labels)
