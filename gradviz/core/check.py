"""Central differences against the rules of the table, of order 1 and 2."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from gradviz.core.errors import GradientCheckError
from gradviz.core.execute import evaluate
from gradviz.core.gradients import gradients
from gradviz.core.graph import Graph, Tensor
from gradviz.core.ops import add_n, constant, multiply, placeholder, reduce_sum

Array = np.ndarray[Any, Any]

STEP = float(np.cbrt(np.finfo(np.float64).eps))
"""Relative step at which truncation and rounding of a central difference are of one size.

Source: Press et al., Numerical Recipes, 3rd ed., section 5.7.
"""


def check_gradients(
    build: Callable[..., Tensor], values: Sequence[Any], order: int = 2, tolerance: float = 1e-6
) -> None:
    """Compares the gradients of what `build` makes with central differences, all in one pass.

    Args:
        build: a function of tensors that builds a tensor.
        values: for each of its arguments an array, away from kinks and poles.
        order: 1 checks the gradient; 2 also the gradient of a random mixture of its entries.
        tolerance: of the difference, relative to the larger of 1 and the gradient.

    Raises:
        GradientCheckError: if a gradient is off; names the order, the argument, the entry and
            both numbers.

    Example:
        >>> check_gradients(lambda x, y: x * y, [[1.0, 2.0], [3.0, 4.0]])
    """
    arrays = [np.asarray(v, np.float64) for v in values]
    random = np.random.default_rng(0)
    with Graph().as_default():
        xs = [placeholder("double", a.shape, name=f"x{i}") for i, a in enumerate(arrays)]
        terms = [build(*xs)]
        for level in range(1, order + 1):
            total = add_n([_mixture(t, random) for t in terms])
            found = gradients(total, xs, unconnected_gradients="zero")
            _compare(total, xs, [g for g in found if g is not None], arrays, level, tolerance)
            terms = [g for g in found if g is not None]


def _mixture(tensor: Tensor, random: np.random.Generator) -> Tensor:
    weights = constant(random.uniform(0.5, 1.5, tensor.shape), "double")
    return reduce_sum(multiply(tensor, weights))


@np.errstate(all="ignore")  # where the cost overflows there is no slope: NaN says so
def central_differences(
    total: Tensor,
    xs: Sequence[Tensor],
    arrays: Sequence[Array],
    others: Mapping[Tensor, Array] | None = None,
) -> list[Array]:
    """The derivative of a scalar by every entry of every x, in one batched pass.

    Args:
        total: a tensor of shape ().
        xs: the tensors that are moved.
        arrays: where; for each x an array of its shape, in float64.
        others: what else has to be fed; entries for an x are ignored.

    Returns:
        For each x an array of its shape.
    """
    count = sum(a.size for a in arrays)
    feeds, steps, start = dict(others or {}), np.empty(count), 0
    for x, array in zip(xs, arrays, strict=True):
        moved = np.broadcast_to(array.ravel(), (2, count, array.size)).copy()
        step = STEP * np.maximum(1.0, np.abs(array.ravel()))
        mine = np.arange(array.size)
        moved[0, start + mine, mine] += step
        moved[1, start + mine, mine] -= step
        # What was really added, after rounding.
        steps[start + mine] = moved[0, start + mine, mine] - moved[1, start + mine, mine]
        feeds[x] = moved.reshape(2, count, *array.shape)
        start += array.size
    (values,) = evaluate([total], feeds)
    slopes = (values[0] - values[1]) / steps
    places = np.cumsum([0, *(a.size for a in arrays)])
    return [
        slopes[a:b].reshape(array.shape)
        for a, b, array in zip(places, places[1:], arrays, strict=False)
    ]


def _compare(
    total: Tensor,
    xs: Sequence[Tensor],
    found: Sequence[Tensor],
    arrays: Sequence[Array],
    level: int,
    tolerance: float,
) -> None:
    exact = evaluate(found, dict(zip(xs, arrays, strict=True)))
    numeric = central_differences(total, xs, arrays)
    for x, rule, slope in zip(xs, exact, numeric, strict=True):
        off = np.abs(rule - slope) > tolerance * np.maximum(1.0, np.abs(slope))
        if not np.all(np.isfinite(rule)) or off.any():
            entry = tuple(int(i) for i in np.argwhere(off | ~np.isfinite(rule))[0])
            raise GradientCheckError(
                f"order {level}: the gradient by {x.name} at entry {entry} is {rule[entry]!r},"
                f" central differences give {slope[entry]!r} (tolerance {tolerance})"
            )
