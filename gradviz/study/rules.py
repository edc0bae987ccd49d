"""What an optimizer is made of, and the arithmetic of a step.

State and points are arrays whose leading axes are runs, so that many runs take a step at once.
The rules are TensorFlow 1's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from gradviz.study.coordinates import Array

Values = Mapping[str, Any]
"""Settings by name: a number, or an array of shape (runs, 1)."""

FLAT = 1e-13
"""Curvature, where that of each single direction is 1, below which nothing is told from flat."""


@dataclass(frozen=True)
class Setting:
    """A number that a visitor chooses.

    Attributes:
        name: TensorFlow's name.
        symbol: LaTeX.
        default: its value where nothing is said.
        low: the smallest that is allowed.
        high: the largest that is allowed.
        help: a sentence on what it does.
        whole: whether it is a whole number.
        log: whether its slider's steps are factors rather than differences.
    """

    name: str
    symbol: str
    default: float
    low: float
    high: float
    help: str
    whole: bool = False
    log: bool = False


@dataclass(frozen=True)
class Slot:
    """A piece of inner state: a number for each number of the parameters.

    Attributes:
        name: what it is called.
        symbol: LaTeX.
        start: what it is at the start, or the name of the setting that says it.
        help: a sentence on what it is.
        role: "velocity": it points where the run has been going; "squares": it says how large the
            slopes have been, and a step is the shorter the larger it is.
    """

    name: str
    symbol: str
    start: float | str
    help: str
    role: Literal["velocity", "squares"]


@dataclass(frozen=True, eq=False)
class Ask:
    """What a rule is told.

    Attributes:
        g: the gradient, shape (*runs, size).
        matrix: the Hessian or Gauss-Newton matrix, shape (*runs, size, size), if it wants one.
        step: how many steps have been made before.
    """

    g: Array
    matrix: Array | None
    step: int


State = tuple[Array, ...]
Rule = Callable[[Values, State, Ask], tuple[State, Array]]
"""From settings, state and what it is told to the new state and what is taken from the point."""


@dataclass(frozen=True)
class Optimizer:
    """One way to go down.

    Attributes:
        name: its name in links and tables.
        title: its name for a reader.
        summary: a sentence on it.
        settings: what can be chosen.
        slots: its inner state.
        rule: a step.
        formulas: the step in LaTeX, one equation each; see the module.
        matrix: which matrix of second derivatives it uses, if any.
        sampled: whether it looks at a few samples at a time.
        source: where it is from.
    """

    name: str
    title: str
    summary: str
    settings: tuple[Setting, ...]
    slots: tuple[Slot, ...]
    rule: Rule
    formulas: tuple[str, ...]
    matrix: Literal["", "Hessian", "Gauss-Newton"] = ""
    sampled: bool = False
    source: str = ""

    def chosen(self, values: Mapping[str, float]) -> dict[str, float]:
        """All settings, the given ones checked and the others at their defaults.

        Raises:
            ValueError: if there is no such setting, or a value is out of range.
        """
        known = {s.name: s for s in self.settings}
        for name, value in values.items():
            if name not in known:
                raise ValueError(f"{self.title} has no setting {name!r}: it has {', '.join(known)}")
            one = known[name]
            if not one.low <= value <= one.high:  # NaN is not either
                raise ValueError(
                    f"{self.title}: {name} must be from {one.low:g} to {one.high:g}, got {value:g}"
                )
            if one.whole and value != int(value):
                raise ValueError(f"{self.title}: {name} must be a whole number, got {value:g}")
        return {name: float(values.get(name, one.default)) for name, one in known.items()}

    def start(self, values: Values, like: Array) -> State:
        """The inner state before the first step, for points of this shape."""
        starts = (values[s.start] if isinstance(s.start, str) else s.start for s in self.slots)
        return tuple(np.zeros_like(like) + start for start in starts)


def descent(s: Values, state: State, ask: Ask) -> tuple[State, Array]:
    """One step: x ← x − η·g."""
    return state, s["learning_rate"] * ask.g


def momentum(s: Values, state: State, ask: Ask) -> tuple[State, Array]:
    """One step: v ← μ·v + g; x ← x − η·v."""
    velocity = s["momentum"] * state[0] + ask.g
    return (velocity,), s["learning_rate"] * velocity


def nesterov(s: Values, state: State, ask: Ask) -> tuple[State, Array]:
    """One step: v ← μ·v + g; x ← x − η·(g + μ·v)."""
    velocity = s["momentum"] * state[0] + ask.g
    return (velocity,), s["learning_rate"] * (ask.g + s["momentum"] * velocity)


def adagrad(s: Values, state: State, ask: Ask) -> tuple[State, Array]:
    """One step: a ← a + g²; x ← x − η·g / √a."""
    sum_of_squares = state[0] + ask.g * ask.g
    return (sum_of_squares,), s["learning_rate"] * ask.g / np.sqrt(sum_of_squares)


def rmsprop(s: Values, state: State, ask: Ask) -> tuple[State, Array]:
    """One step: m ← ρ·m + (1 − ρ)·g²; v ← μ·v + η·g / √(m + ε); x ← x − v."""
    mean_square = s["decay"] * state[0] + (1.0 - s["decay"]) * (ask.g * ask.g)
    taken = s["learning_rate"] * ask.g / np.sqrt(mean_square + s["epsilon"])
    velocity = s["momentum"] * state[1] + taken
    return (mean_square, velocity), velocity


def adam(s: Values, state: State, ask: Ask) -> tuple[State, Array]:
    """One step with m and v, the means of g and g², corrected for their start; ε is outside."""
    b1, b2 = s["beta1"], s["beta2"]
    m = state[0] + (ask.g - state[0]) * (1.0 - b1)
    v = state[1] + (ask.g * ask.g - state[1]) * (1.0 - b2)
    count = ask.step + 1
    rate = s["learning_rate"] * np.sqrt(1.0 - b2**count) / (1.0 - b1**count)
    return (m, v), rate * m / (np.sqrt(v) + s["epsilon"])


def newton(s: Values, state: State, ask: Ask) -> tuple[State, Array]:
    """One step: x ← x − η·(H + λ)⁻¹·g."""
    return state, s["learning_rate"] * solved(ask.matrix, ask.g, s["damping"])


def solved(matrix: Array | None, g: Array, damping: Any) -> Array:
    """(H + damping)⁻¹·g, without what lies along axes that have no curvature (pseudo-inverse).

    Args:
        matrix: H, shape (*runs, size, size), symmetric.
        g: shape (*runs, size).
        damping: a number, or an array of shape (runs, 1).

    Returns:
        Shape (*runs, size); NaN where the matrix is not finite.
    """
    if matrix is None:
        raise ValueError("this optimizer needs a matrix of second derivatives")
    size = g.shape[-1]
    whole = matrix + np.asarray(damping)[..., None] * np.eye(size)
    finite = np.asarray(np.isfinite(whole).all(axis=(-2, -1)))[..., None]
    whole = np.where(finite[..., None], whole, 0.0)
    # In units in which every single direction is curved by 1 the flat ones are told best.
    sizes = np.sqrt(np.abs(np.diagonal(whole, axis1=-2, axis2=-1)))
    scale = 1 / np.where(sizes > 0, sizes, 1.0)
    bends, axes = np.linalg.eigh(whole * scale[..., None] * scale[..., None, :])
    curved = np.abs(bends) > FLAT
    beside = None if curved.all() else _beside(axes * scale[..., None] * ~curved[..., None, :])
    if beside is not None:
        g = (beside @ np.asarray(g)[..., None])[..., 0]
    along = np.where(curved, 1.0, 0.0) / np.where(curved, bends, 1.0)
    turned = (axes * (g * scale)[..., None]).sum(axis=-2) * along
    taken = (axes * turned[..., None, :]).sum(axis=-1) * scale
    if beside is not None:
        taken = (beside @ taken[..., None])[..., 0]
    return np.asarray(np.where(finite, taken, np.nan))


def _beside(flat: Array) -> Array:
    """What takes from a vector its part along flat directions, the columns that are not zero."""
    lengths = np.linalg.norm(flat, axis=-2, keepdims=True)
    flat = flat / np.where(lengths > 0, lengths, 1.0)
    return np.asarray(np.eye(flat.shape[-1]) - flat @ np.linalg.pinv(flat, 1e-10))
