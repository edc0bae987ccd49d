"""Costs that are quadratic in chosen parameters: the proof, and the surface from six points.

The proof reads the graph: sums and linear operations keep the degree of a polynomial, products add
degrees, a square doubles it. What is not known to be a polynomial is no quadratic here. A quadratic
is known everywhere once its value, gradient and Hessian are known at one point; these follow from
its values at as many points as it has coefficients, which are one small batched pass. So the time
for a surface does not depend on the number of samples.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from gradviz.core.execute import evaluate
from gradviz.core.graph import Operation, Tensor
from gradviz.core.ops.sources import CONST
from gradviz.core.plan import order
from gradviz.core.shapes import broadcast_shape

Array = np.ndarray[Any, Any]

_LINEAR = (
    "Add Sub Neg Sum Mean BroadcastTo Reshape Transpose Identity AddN ConcatV2 Pack StridedSlice"
    " StridedSliceGrad GatherV2 UnsortedSegmentSum Tile Pad Cumsum Split Unpack Cast"
    " PlaceholderWithDefault"
)
LINEAR = frozenset(_LINEAR.split())  # noqa: SIM905  a list of words is easier to read
PRODUCTS = frozenset(("Mul", "MatMul"))
SQUARES = frozenset(("Square", "SquaredDifference", "L2Loss"))


class Element(NamedTuple):
    """One entry of a parameter that is not a single number.

    Attributes:
        tensor: the parameter.
        entry: which of its entries, row by row from 0.
    """

    tensor: Tensor
    entry: int


Parameter = Tensor | Element
"""What is moved: a parameter of shape (), or an entry of a larger one."""


@dataclass(frozen=True)
class Verdict:
    """Whether a tensor is a polynomial of degree two or less in some parameters.

    Attributes:
        degree: the degree that was proved, None if none was.
        reason: a sentence for a reader.
        culprit: the operation at which the proof ends, if it does.
    """

    degree: int | None
    reason: str
    culprit: Operation | None = None

    @property
    def quadratic(self) -> bool:
        """Whether the second derivatives are proved to be constant."""
        return self.degree is not None and self.degree <= 2


def prove(total: Tensor, parameters: Sequence[Parameter]) -> Verdict:
    """Proves from the graph that a tensor is quadratic in the parameters, or says why not.

    The proof is for all entries of a parameter together, so that it holds for any of them; a
    tensor that is quadratic in single entries but not in all of them together is not recognized.

    Example:
        >>> from gradviz.core.ops import exp, placeholder, square
        >>> x = placeholder("double", [], name="x")
        >>> prove(square(3.0 * x + 1.0), [x]).degree
        2
        >>> prove(exp(x), [x]).reason
        'Exp (Exp) is not a polynomial of its input'
    """
    tensors = tuple(dict.fromkeys(p.tensor if isinstance(p, Element) else p for p in parameters))
    key = (total, *tensors, "degree")
    known: Verdict | None = total.graph.plans.get(key)
    if known is None:  # what a tensor depends on never changes
        known = total.graph.plans[key] = _proved(total, tensors)
    return known


def _proved(total: Tensor, parameters: Sequence[Tensor]) -> Verdict:
    degrees: dict[Tensor, int] = dict.fromkeys(parameters, 1)
    for op in order([total.op], parameters):
        degree = _degree(op, [degrees.get(t, 0) for t in op.inputs])
        if degree is None:
            why = f"{op.name} ({op.type}) is not a polynomial of its input"
            return Verdict(None, why, op)
        if degree > 2:
            return Verdict(
                degree, f"{op.name} ({op.type}) makes a polynomial of degree {degree}", op
            )
        degrees.update((t, degree) for t in op.outputs if t not in degrees)
    found = degrees.get(total, 0)
    return Verdict(found, f"a polynomial of degree {found}: its second derivatives are constant")


def _degree(op: Operation, degrees: Sequence[int]) -> int | None:
    """The degree of an operation's output from those of its inputs; None if it is no polynomial."""
    most = max(degrees, default=0)
    if most == 0:
        return 0
    if op.type in LINEAR:
        # Through an integer or a truth value nothing is continuous.
        return most if all(t.dtype.is_floating for t in op.outputs) else None
    if op.type in PRODUCTS:
        return sum(degrees)
    if op.type in SQUARES:
        return 2 * most
    if op.type == "Select" and degrees[0] == 0:
        return most  # what is chosen does not depend on the parameters
    if op.type == "RealDiv" and degrees[1] == 0:
        return degrees[0]
    if op.type == "Pow" and degrees[1] == 0:
        exponent = _number(op.inputs[1])
        if exponent is not None and exponent in (0, 1, 2):
            return int(exponent) * degrees[0]
    return None


def _number(tensor: Tensor) -> float | None:
    """The one number that a constant consists of."""
    while tensor.op.type in ("BroadcastTo", "Identity", "Reshape"):
        tensor = tensor.op.inputs[0]
    if tensor.op.definition is not CONST:
        return None
    values = np.unique(tensor.op.attributes["value"])
    return float(values[0]) if len(values) == 1 else None


@np.errstate(all="ignore")
def evaluate_quadratic(
    total: Tensor, parameters: Mapping[Any, Any], others: Mapping[Tensor, Any] | None = None
) -> Array:
    """A scalar that is quadratic in some numbers, over any batch of their values.

    Where the numbers overflow there is no closed form; there every point is computed.

    Args:
        total: a tensor of shape () for which `prove` says that it is quadratic.
        parameters: for each parameter of shape (), or `Element` of a larger one, its values; their
            axes broadcast.
        others: what else has to be fed, without batch axes: also the parameters whose elements
            are moved.

    Returns:
        An array of the shape to which the parameters' values broadcast, in float64.

    Raises:
        ValueError: if the proof fails, if something is not a scalar, or if a parameter is not fed
            whose element is moved.
        IndexError: if a parameter has no such element.

    Example:
        >>> from gradviz.core.ops import placeholder
        >>> x, y = placeholder("double", []), placeholder("double", [])
        >>> evaluate_quadratic(x * y, {x: [[1.0], [2.0]], y: [[3.0, 4.0]]})
        array([[3., 4.],
               [6., 8.]])
    """
    moved, fed = list(parameters), dict(others or {})
    verdict = prove(total, moved)
    if not verdict.quadratic or total.shape:
        raise ValueError(f"evaluate_quadratic needs a quadratic scalar: {verdict.reason}")
    for parameter in moved:
        _check(parameter, fed)
    grids = [np.asarray(v, np.float64) for v in parameters.values()]
    batch = tuple(broadcast_shape([g.shape for g in grids], "the parameters' values"))
    # Half the width is the step, so that the points of the fit lie where the surface is wanted.
    ranges = [_range(g) for g in grids]
    middles, steps = [m for m, _ in ranges], [s for _, s in ranges]
    value, slopes, curvatures = _coefficients(total, moved, middles, steps, fed)
    if not (math.isfinite(value) and np.isfinite(slopes).all() and np.isfinite(curvatures).all()):
        (general,) = evaluate([total], _feeds(moved, grids, fed))
        return np.broadcast_to(general, batch).astype(np.float64)
    units = [(g - m) / s for g, m, s in zip(grids, middles, steps, strict=True)]
    # The smaller arrays first: only the products of different parameters fill the whole batch.
    out: Array = np.asarray(value)
    for i, u in enumerate(units):
        out = out + u * (slopes[i] + curvatures[i, i] / 2 * u)
    if out.shape != batch:
        out = np.broadcast_to(out, batch).copy()
    for i, u in enumerate(units):
        for j in range(i):
            if curvatures[i, j]:
                out += (curvatures[i, j] * u) * units[j]
    return np.asarray(out)


def _check(parameter: Parameter, fed: Mapping[Tensor, Any]) -> None:
    tensor = parameter.tensor if isinstance(parameter, Element) else parameter
    if isinstance(parameter, Element):
        if tensor not in fed:
            raise ValueError(f"{tensor.name} must be fed, for its other elements")
        if not 0 <= parameter.entry < tensor.shape.size:
            raise IndexError(
                f"{tensor.name} of shape {tensor.shape} has no entry {parameter.entry}"
            )
    elif tensor.shape:
        raise ValueError(
            f"{tensor.name} has the shape {tensor.shape}: name the Element of it that is moved"
        )


def _feeds(
    moved: Sequence[Parameter], values: Sequence[Array], fed: Mapping[Tensor, Any]
) -> dict[Tensor, Any]:
    """What is fed for values with batch axes: whole parameters, where elements are moved."""
    feeds = dict(fed)
    elements: dict[Tensor, list[tuple[int, Array]]] = {}
    for parameter, value in zip(moved, values, strict=True):
        if isinstance(parameter, Element):
            elements.setdefault(parameter.tensor, []).append((parameter.entry, value))
        else:
            feeds[parameter] = value
    for tensor, parts in elements.items():
        batch = np.broadcast_shapes(*(np.shape(value) for _, value in parts))
        start = np.asarray(fed[tensor], tensor.dtype.dtype).ravel()
        whole = np.broadcast_to(start, (*batch, tensor.shape.size)).copy()
        for entry, value in parts:
            whole[..., entry] = value
        feeds[tensor] = whole.reshape(*batch, *tensor.shape)
    return feeds


def _range(grid: Array) -> tuple[float, float]:
    """The middle, and half the width; 1 where there is none."""
    if not grid.size:
        return 0.0, 1.0
    low, high = float(np.minimum.reduce(grid, None)), float(np.maximum.reduce(grid, None))
    middle = (low + high) / 2
    width = high - middle
    return middle, width if width > 0 and math.isfinite(width) else 1.0


@cache
def _points(count: int) -> tuple[Array, tuple[tuple[int, int], ...]]:
    """Where to evaluate, in units of the steps, a row for each parameter; the mixed pairs."""
    pairs = tuple((i, j) for i in range(count) for j in range(i))
    places = np.zeros((count, 1 + 2 * count + len(pairs)))
    for i in range(count):
        places[i, 1 + 2 * i], places[i, 2 + 2 * i] = 1, -1
    for column, (i, j) in enumerate(pairs):
        places[[i, j], 1 + 2 * count + column] = 1
    return places, pairs


def _coefficients(
    total: Tensor,
    moved: Sequence[Parameter],
    middles: Sequence[float],
    steps: Sequence[float],
    others: Mapping[Tensor, Any],
) -> tuple[float, Array, Array]:
    """Value, gradient and Hessian at the middle, in units of the steps, all in one pass.

    Source: exact for polynomials of degree two: central differences, and
    f(h, k) − f(h, 0) − f(0, k) + f(0, 0) for the mixed derivative.
    """
    count = len(moved)
    places, pairs = _points(count)
    points = [m + s * row for m, s, row in zip(middles, steps, places, strict=True)]
    (values,) = evaluate([total], _feeds(moved, points, others))
    values = values.astype(np.float64)
    start, plus, minus = values[0], values[1 : 1 + 2 * count : 2], values[2 : 2 + 2 * count : 2]
    curvatures = np.diag(plus - 2 * start + minus)
    for row, (i, j) in enumerate(pairs):
        mixed = values[1 + 2 * count + row] - plus[i] - plus[j] + start
        curvatures[i, j] = curvatures[j, i] = mixed
    return float(start), (plus - minus) / 2, curvatures
