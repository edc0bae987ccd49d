r"""The update of a step, written out: with names, and with numbers in their places.

The numbers are slots of the formulas' usual kind, `\guard{step|quantity}{0}`; what stands in them
at a step is found by `quantities`, or in the browser from the arrays of the race.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from gradviz.study.rules import Optimizer
from gradviz.study.ways import Trajectory

PLACE = "step"
"""What the slots of an update are under."""


@dataclass(frozen=True)
class Line:
    """One equation of an update.

    Attributes:
        symbols: LaTeX with the names.
        numbers: LaTeX with slots.
    """

    symbols: str
    numbers: str


def update_lines(kind: Optimizer, symbol: str, cost: str = r"\text{cost}") -> tuple[Line, ...]:
    r"""The update of one number of the parameters.

    Args:
        kind: the optimizer.
        symbol: LaTeX of the number, as `W` or `w_{1,0}`.
        cost: LaTeX of the cost.

    Example:
        >>> from gradviz.study.optimizers import optimizer
        >>> print(update_lines(optimizer("gradient_descent"), "W")[0].symbols)
        W \leftarrow W - \eta \cdot \frac{\partial\,\text{cost}}{\partial W}
    """
    slope = rf"\frac{{\partial\,{cost}}}{{\partial {symbol}}}"
    solution = rf"\left({'G' if kind.matrix == 'Gauss-Newton' else 'H'}^{{-1}} \nabla\,{cost}"
    names = {
        "x": symbol,
        "g": slope,
        "becomes": r"\leftarrow",
        "count": "t",
        "solution": rf"{solution}\right)_{{{symbol}}}",
    }
    names |= {s.name: s.symbol for s in kind.settings}
    names |= {s.name: s.symbol for s in kind.slots}
    names |= {f"{name}_new": names[name] for name in ("x", *(s.name for s in kind.slots))}
    places = {name: rf"\guard{{{PLACE}|{name}}}{{0}}" for name in names} | {"becomes": "="}
    return tuple(
        # A fraction is squared in parentheses; a number has them where it needs them.
        Line(
            formula.replace("{g}^2", r"\left({g}\right)^2").format(**names),
            formula.format(**places),
        )
        for formula in kind.formulas
    )


def quantities(way: Trajectory, entry: int, number: int) -> Mapping[str, float]:
    """What stands in the slots of the step from one kept entry to the next.

    Args:
        way: a run of which every step was kept.
        entry: the entry before the step.
        number: which number of the parameters.

    Raises:
        IndexError: if there is no such step.
    """
    if not 0 <= entry < len(way.steps) - 1:
        raise IndexError(f"there are steps 0 to {len(way.steps) - 2}, no step {entry}")
    x, new = way.points[entry : entry + 2, number].tolist()
    found = dict(way.run.values)
    for slot, values in zip(way.run.kind.slots, way.states, strict=True):
        found[slot.name], found[f"{slot.name}_new"] = values[entry : entry + 2, number].tolist()
    rate = found["learning_rate"]
    found |= {"x": x, "x_new": new, "g": float(way.gradient[entry, number])}
    found |= {"count": float(way.steps[entry] + 1)}
    if way.run.kind.matrix:
        found["solution"] = (x - new) / rate if rate else float(np.nan)
    return found
