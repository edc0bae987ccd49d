"""Planes through the space of all parameters: what a cost surface is drawn over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from gradviz.study.coordinates import Array, Coordinates, Point, coordinates
from gradviz.study.missing import Missing
from gradviz.study.models import Model

COLLINEAR = 0.95
"""Cosine from which two directions are too much the same for a picture."""

BESIDE = 1e-7
"""How far a point may lie beside a plane, in its own size, and still count as on it: what a link
and a browser's sums leave of one."""


@dataclass(frozen=True)
class Plane:
    """All points origin + u·first + v·second.

    Attributes:
        origin: where u and v are 0, a number for each entry of the parameters.
        first: the direction of u.
        second: the direction of v.
        names: what u and v are called on the axes.
    """

    origin: tuple[float, ...]
    first: tuple[float, ...]
    second: tuple[float, ...]
    names: tuple[str, str]

    @cached_property
    def directions(self) -> Array:
        """Both directions, shape (2, size)."""
        return np.array([self.first, self.second])

    @cached_property
    def duals(self) -> Array:
        """What takes a step to its u and v, shape (2, size): the pseudoinverse of the directions.

        It also takes a gradient to the way in the plane along which the cost rises most.
        """
        if aligned(self.directions):
            return self.directions
        return np.linalg.pinv(self.directions).T

    def points(self, u: Array | float, v: Array | float) -> Array:
        """The points with these coordinates, whose axes broadcast; shape `(*batch, size)`."""
        u, v = np.asarray(u, np.float64)[..., None], np.asarray(v, np.float64)[..., None]
        first, second = self.directions
        return np.asarray(np.asarray(self.origin) + u * first + v * second)

    def coordinates(self, points: Array) -> tuple[Array, Array]:
        """U and v of the points, shape `(*batch,)` each; of the nearest ones if they lie beside."""
        away = np.asarray(points, np.float64) - np.asarray(self.origin)
        if aligned(self.directions):
            return away[..., _place(self.first)], away[..., _place(self.second)]
        found = away @ self.duals.T
        return found[..., 0], found[..., 1]

    def through(self, point: Point) -> Plane:
        """The plane along the same directions through a point, whose u and v stay what they are.

        Example:
            >>> from gradviz.study.models import linear_model
            >>> plane = entry_plane(linear_model(2), (3, 4), "b", "W")
            >>> plane.through((5.0, 6.0)) == plane
            True
        """
        at = np.asarray(point, np.float64)
        u, v = self.coordinates(at)
        beside = at - self.points(u, v)
        size = max(float(np.abs(at).max(initial=0.0)), float(np.abs(self.origin).max(initial=0.0)))
        if aligned(self.directions):
            beside[[_place(self.first), _place(self.second)]] = 0.0
        elif float(np.abs(beside).max(initial=0.0)) <= BESIDE * size:
            return self
        return replace(self, origin=tuple((np.asarray(self.origin) + beside).tolist()))

    def ascent(self, slope_u: Array, slope_v: Array) -> tuple[Array, Array]:
        """The way in the plane along which the cost rises most, as steps of u and v.

        Where the directions are not orthogonal and of length 1, ∂cost/∂u and ∂cost/∂v are not yet
        these steps; the metric of the parameters makes them so.

        Args:
            slope_u: ∂cost/∂u, of any shape.
            slope_v: ∂cost/∂v, of the same shape.
        """
        (a, b), (_, c) = np.linalg.inv(self.directions @ self.directions.T)
        return a * slope_u + b * slope_v, b * slope_u + c * slope_v

    def share(self, path: Array) -> float:
        """How much of a path's variance around its middle is seen on the plane, from 0 to 1.

        Args:
            path: shape (steps, size), all finite; 1 for a path that does not move.
        """
        away = path - path.mean(axis=0)
        scale = float(np.abs(away).max(initial=0.0))
        if scale == 0:
            return 1.0
        away = away / scale
        seen = away @ np.linalg.qr(self.directions.T)[0]
        return min(1.0, float((seen**2).sum() / (away**2).sum()))

    def distance(self, points: Array) -> Array:
        """How far points lie beside the plane, shape `(*batch,)`."""
        u, v = self.coordinates(points)
        return np.asarray(np.linalg.norm(points - self.points(u, v), axis=-1))


def aligned(directions: Array) -> bool:
    """Whether every direction is a unit vector: a single number of the parameters."""
    return bool(
        np.all(np.sort(directions, axis=-1)[..., :-1] == 0) and np.all(directions.max(-1) == 1)
    )


def _place(direction: Sequence[float]) -> int:
    return direction.index(1.0)


def entry_plane(model: Model, at: Point, first: str, second: str) -> Plane:
    """The plane of two numbers of the parameters, the rest held; u and v are these numbers.

    Args:
        model: any model of two numbers or more.
        at: where the rest is held.
        first: the name of an entry, as "W" or "w[1,0]".
        second: the name of another.

    Raises:
        ValueError: if there is no such entry, or they are the same.

    Example:
        >>> from gradviz.study.models import linear_model
        >>> entry_plane(linear_model(2), (3, 4), "b", "W").points(1.0, 2.0)
        array([2., 1.])
    """
    space = coordinates(model)
    if first == second:
        raise ValueError(f"a plane needs two different parameters, got {first!r} twice")
    places = [space.index(first), space.index(second)]
    origin = space.checked(at).copy()
    origin[places] = 0.0
    units = np.eye(space.size)[places]
    return _plane(origin, units, (first, second))


def random_plane(model: Model, at: Point, seed: int, *, filters: bool = True) -> Plane:
    """A plane of two random directions through a point, which is its u = v = 0.

    Args:
        model: any model of two numbers or more.
        at: the point.
        seed: chooses the directions.
        filters: whether each filter of a direction (a column of a matrix, a whole vector, a single
            number) is as long as the parameters' own, so that pictures of different networks can
            be compared. Else the directions are orthogonal and of length 1.

    Raises:
        ValueError: if there is only one parameter to move.

    Source: Li, Xu, Taylor, Studer and Goldstein (2018), Visualizing the loss landscape of neural
    nets, section 4.
    """
    space = coordinates(model)
    _check_room(space)
    origin = space.checked(at)
    random = np.random.default_rng(seed)
    scale = _filter_norms(space, origin) if filters else np.ones(space.size)
    if np.count_nonzero(scale) < 2:
        scale = np.ones(space.size)
    for _ in range(64):
        pair = random.normal(size=(2, space.size))
        if filters:
            norms = [_filter_norms(space, direction) for direction in pair]
            pair = pair * scale / np.array(norms)
        cosine = abs(pair[0] @ pair[1]) / np.prod(np.linalg.norm(pair, axis=1))
        if filters and cosine < COLLINEAR:
            break
    else:  # in few dimensions, or without filters: orthogonal ones
        length = np.linalg.norm(scale) if filters else 1.0
        pair = np.linalg.qr((pair + random.normal(size=pair.shape) * (scale > 0)).T)[0].T * length
    return _plane(origin, pair, ("direction 1", "direction 2"))


def principal_plane(model: Model, path: Array) -> Plane | Missing:
    """The plane in which a path moves most, through its last point, which is u = v = 0.

    Args:
        model: any model of two numbers or more.
        path: shape (steps, size), all finite.

    Returns:
        The plane, its axes named with their share of all movement; or why there is none.

    Source: Li et al. (2018), section 7.2: principal components of the steps' distances to the end.
    """
    space = coordinates(model)
    _check_room(space)
    points = space.checked(path)
    away = points - points[-1]
    scale = float(np.abs(away).max(initial=0.0))
    if not np.isfinite(away).all() or scale == 0:
        return Missing("A path that does not move, or is not finite, has no principal axes.")
    _, sizes, axes = np.linalg.svd(away / scale, full_matrices=space.size <= 200)
    shares = np.zeros(2)
    shares[: min(2, len(sizes))] = (sizes**2 / (sizes**2).sum())[:2]
    if len(axes) < 2:
        axes = np.stack([axes[0], np.eye(space.size)[int(np.abs(axes[0]).argmin())]])
        axes[1] -= (axes[1] @ axes[0]) * axes[0]
        axes[1] /= np.linalg.norm(axes[1])
    names = [
        f"{which} axis of the path ({share:.0%})"
        for which, share in zip(("1st", "2nd"), shares, strict=True)
    ]
    return _plane(points[-1], axes[:2], (names[0], names[1]))


def direction_plane(at: Point, first: Point, second: Point, names: tuple[str, str]) -> Plane:
    """The plane of any two directions through a point, which is its u = v = 0.

    Raises:
        ValueError: if the directions do not span a plane.
    """
    pair = np.array([first, second], np.float64)
    if not np.isfinite(pair).all() or np.linalg.matrix_rank(pair) < 2:
        raise ValueError("the two directions of a plane must be finite, and not along one line")
    return _plane(np.asarray(at, np.float64), pair, names)


def _plane(origin: Array, pair: Array, names: tuple[str, str]) -> Plane:
    first, second = pair.tolist()
    return Plane(tuple(origin.tolist()), tuple(first), tuple(second), names)


def _check_room(space: Coordinates) -> None:
    if space.size < 2:
        raise ValueError(f"a plane needs two parameters; there is only {space.entries[0]}")


def _filter_norms(space: Coordinates, point: Array) -> Array:
    """For each number the length of the filter that it belongs to."""
    norms = []
    for part in space.split(point):
        length = np.sqrt((part**2).sum(tuple(range(part.ndim - 1)) if part.ndim > 1 else None))
        norms.append(np.broadcast_to(length, part.shape))
    return space.join(norms, ())
