"""The cost over a plane in parameter space: one batched pass over the graph, never a loop."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from gradviz.core.execute import evaluate
from gradviz.core.plan import order
from gradviz.core.quadratic import Verdict
from gradviz.study.backward import feeds
from gradviz.study.coordinates import Array, Point, coordinates
from gradviz.study.directions import Plane, entry_plane
from gradviz.study.minima import lowest_along
from gradviz.study.missing import Missing
from gradviz.study.models import Model
from gradviz.study.planar import Local, Rows, local, verdict

SLOPED = 1 << 23
"""Work up to which a surface has the gradient at every place: about twenty milliseconds."""

FREE = frozenset(
    ("Const", "Placeholder", "VariableV2", "Identity", "StopGradient", "BroadcastTo", "Reshape")
)
"""Operations that cost a plan nothing."""

SLOW = {
    "Softmax": 30,
    "LogSoftmax": 30,
    "SoftmaxCrossEntropyWithLogits": 30,
    "SparseSoftmaxCrossEntropyWithLogits": 30,
}
"""How many times as long as an entry-by-entry operation some take: short rows fold slowly."""


@dataclass(frozen=True, eq=False)
class Surface:
    """The cost over a grid of a plane.

    Attributes:
        plane: where it is.
        u: shape (columns,).
        v: shape (rows,).
        cost: shape (rows, columns).
        slope_u: ∂cost/∂u, shape (rows, columns); None if it was too much work at every place:
            `field` has it at fewer.
        slope_v: the same by v.
        quadratic: whether the cost is proved to be quadratic here, and computed in closed form.
        reason: what the graph says to that, in words.
    """

    plane: Plane
    u: Array
    v: Array
    cost: Array
    slope_u: Array | None
    slope_v: Array | None
    quadratic: bool
    reason: str


@dataclass(frozen=True)
class Minimum:
    """Where the cost is least, and how much it is there."""

    W: float
    b: float
    cost: float


@dataclass(frozen=True, eq=False)
class Slice:
    """The cost along one axis of a plane, and what touches it at one place.

    Attributes:
        name: what the axis is called.
        places: shape (count,).
        cost: shape (count,).
        at: where the tangent touches.
        cost_at: the cost there.
        slope: the derivative there.
        bend: the second derivative there; NaN where there is none.
    """

    name: str
    places: Array
    cost: Array
    at: float
    cost_at: float
    slope: float
    bend: float

    def tangent(self, places: Array) -> Array:
        """The straight line with the same value and slope."""
        return self.cost_at + self.slope * (places - self.at)

    def parabola(self, places: Array) -> Array:
        """The parabola with the same value, slope and curvature; Newton's step is to its bottom."""
        return self.tangent(places) + self.bend / 2 * (places - self.at) ** 2


def plane_surface(model: Model, rows: Rows, plane: Plane, u: Array, v: Array) -> Surface:
    """The cost, and its gradient along a plane, over a grid.

    Args:
        model: any model.
        rows: the data, a row for each sample.
        plane: where.
        u: values of the first coordinate, shape (columns,).
        v: values of the second coordinate, shape (rows,).

    Example:
        >>> from gradviz.study.models import linear_model
        >>> plane = entry_plane(linear_model(1), (0, 0), "W", "b")
        >>> axis = np.array([0.0, 1.0])
        >>> found = plane_surface(linear_model(1), ((1.0, 1.0),), plane, axis, axis)
        >>> found.cost.tolist(), found.reason
        ([[0.5, 0.0], [0.0, 0.5]], 'a polynomial of degree 2: its second derivatives are constant')
    """
    said = verdict(model, plane.directions)
    sloped = len(u) * len(v) * _work(model) <= SLOPED
    return _surface(model, rows, plane, u, v, said, sloped)


def field(model: Model, rows: Rows, plane: Plane, u: Array, v: Array) -> Surface:
    """As `plane_surface`, with the gradient at every place: for the arrows, on a coarse grid."""
    return _surface(model, rows, plane, u, v, verdict(model, plane.directions), sloped=True)


def surface(model: Model, points: Rows, W: Array, b: Array) -> Surface:
    """The cost of a model whose first two parameters are single numbers, over a grid of them.

    Args:
        model: a model of two numbers.
        points: the data, a row for each sample.
        W: values of the first parameter, shape (columns,).
        b: values of the second parameter, shape (rows,).
    """
    first, second = coordinates(model).entries
    return plane_surface(model, points, entry_plane(model, (0.0, 0.0), first, second), W, b)


def minimum(model: Model, points: Rows) -> Minimum | None:
    """The one minimum of a two-parameter model whose cost is quadratic, or None.

    Example:
        >>> from gradviz.study.models import linear_model
        >>> minimum(linear_model(1), ((2.0, 3.0),)) is None
        True
    """
    size = coordinates(model).size
    found = lowest_along(model, points, np.zeros(size), np.eye(size), np.zeros((1, size)))
    if isinstance(found, Missing) or found.kind != "minimum":
        return None
    W, b = found.place.tolist()
    return Minimum(W, b, found.cost)


def cut(
    model: Model, rows: Rows, plane: Plane, at: tuple[float, float], axis: int, places: Array
) -> Slice:
    """The cost along one axis of a plane, through a point of it.

    Args:
        model: any model.
        rows: the data, a row for each sample.
        plane: where.
        at: u and v of the point.
        axis: 0 to go along u, 1 along v.
        places: values of that coordinate, shape (count,).
    """
    u, v = (places, at[1]) if axis == 0 else (at[0], places)
    (cost,) = evaluate([model.cost], feeds(model, _values(model, plane, u, v), rows))
    direction = plane.directions[axis : axis + 1]
    here = local(model, rows, plane.points(*at), direction)
    slope, bend = float(here.slopes[0]), float(here.bends[0, 0])
    cost = np.broadcast_to(cost, np.shape(places)).astype(np.float64)
    return Slice(plane.names[axis], places, cost, at[axis], here.cost, slope, bend)


def coordinates_of(plane: Plane, at: Point) -> tuple[float, float]:
    """U and v of a point, or of the nearest one on the plane."""
    u, v = plane.coordinates(np.asarray(at, np.float64))
    return float(u), float(v)


def _surface(
    model: Model, rows: Rows, plane: Plane, u: Array, v: Array, said: Verdict, sloped: bool
) -> Surface:
    if said.quadratic:
        numbers = _closed(model, rows, plane, u, v)
        if all(np.isfinite(n).all() for n in numbers):
            return Surface(plane, u, v, *numbers, True, said.reason)
    space = coordinates(model)
    moved = [
        (model.passes.cotangents.get(t), plane.directions[:, place])
        for t, place in zip(model.parameters.values(), space.places, strict=True)
        if np.any(plane.directions[:, place])
    ]
    slopes = [(g, ways) for g, ways in moved if g is not None] if sloped else []
    fed = feeds(model, _values(model, plane, u[None, :], v[:, None]), rows)
    cost, *gradients = evaluate([model.cost, *(g for g, _ in slopes)], fed)
    grid = (len(v), len(u))
    cost = np.broadcast_to(cost, grid).astype(np.float64)
    if not sloped:
        return Surface(plane, u, v, cost, None, None, said.quadratic, said.reason)
    along = np.zeros((*grid, 2))
    with np.errstate(all="ignore"):
        for gradient, (_, ways) in zip(gradients, slopes, strict=True):
            used = np.any(ways, axis=0)  # or an infinite gradient beside the plane would be 0·∞
            along += gradient.reshape((*grid, -1))[..., used] @ ways[:, used].T
    return Surface(plane, u, v, cost, along[..., 0], along[..., 1], said.quadratic, said.reason)


@np.errstate(all="ignore")  # where it overflows the general way decides
def _closed(
    model: Model, rows: Rows, plane: Plane, u: Array, v: Array
) -> tuple[Array, Array, Array]:
    """Cost and slopes of a quadratic cost, from its derivatives at one place.

    That place is the lowest within the grid, or nearest to it: there is nothing to cancel where
    the cost is small.
    """
    middle = np.array([_middle(u), _middle(v)])
    here = local(model, rows, plane.points(*middle), plane.directions)
    base = middle
    if here.finite and np.linalg.cond(here.bends) < 1e12:
        wanted = middle - np.linalg.solve(here.bends, here.slopes)
        ends = [
            (float(a.min(initial=m)), float(a.max(initial=m)))
            for a, m in zip((u, v), middle, strict=True)
        ]
        base = np.array([np.clip(w, *e) for w, e in zip(wanted, ends, strict=True)])
        here = local(model, rows, plane.points(*base), plane.directions)
    return _paraboloid(here, u - base[0], v - base[1])


def _paraboloid(here: Local, u: Array, v: Array) -> tuple[Array, Array, Array]:
    (a, b), (_, c) = here.bends
    p, q = here.slopes
    row, column = p * u + a / 2 * u * u, here.cost + q * v + c / 2 * v * v
    cost = (b * v)[:, None] * u[None, :]
    cost += row
    cost += column[:, None]
    return cost, (p + a * u) + (b * v)[:, None], (q + b * u) + (c * v)[:, None]


def _middle(values: Array) -> float:
    return float(values.min() / 2 + values.max() / 2) if len(values) else 0.0


def _values(model: Model, plane: Plane, u: Array | float, v: Array | float) -> list[Array]:
    """For each parameter its values on a grid, with no more axes than it moves along."""
    space = coordinates(model)
    u, v = np.asarray(u, np.float64), np.asarray(v, np.float64)
    origin, (first, second) = np.array(plane.origin), plane.directions
    parts = []
    for held, a, b in zip(*(space.split(x) for x in (origin, first, second)), strict=True):
        part = held
        for way, along in ((a, u), (b, v)):
            if np.any(way):
                part = part + along.reshape(along.shape + (1,) * held.ndim) * way
        parts.append(part)
    return parts


@lru_cache(maxsize=256)
def _work(model: Model) -> int:
    """About how many entries one place costs, in those of an entry-by-entry operation."""
    total = 0
    for op in order([model.cost.op], []):
        if op.type not in FREE:
            size = max(t.shape.size for t in (*op.inputs, *op.outputs))
            total += size * (1 if op.definition.entrywise else SLOW.get(op.type, 8))
    return total
