"""All runs of a race, a step at a time: one evaluation of the graph for all, then arithmetic."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from gradviz.core import execute
from gradviz.study.batches import Sampler
from gradviz.study.coordinates import Array, Coordinates, coordinates
from gradviz.study.extension import extension
from gradviz.study.models import Model
from gradviz.study.optimizers import optimizer
from gradviz.study.planar import Rows
from gradviz.study.rules import Ask, Optimizer, State
from gradviz.study.runs import Moment, Piece, Run


class _Group:
    """The runs of one optimizer, which lie side by side."""

    def __init__(self, kind: Optimizer, values: list[dict[str, float]], at: slice, like: Array):
        self.kind, self.at = kind, at
        # One run's settings are plain numbers, which NumPy calculates with faster.
        single = like.ndim == 1
        self.values: dict[str, Any] = {
            s.name: values[0][s.name] if single else np.array([[v[s.name]] for v in values])
            for s in kind.settings
        }
        self.state: State = kind.start(self.values, like)


class Race:
    """Where all runs are. Their order here is by optimizer; a piece has them as they were given."""

    def __init__(self, model: Model, rows: Rows, runs: Sequence[Run]) -> None:
        self.space = coordinates(model)
        names = list(dict.fromkeys(run.optimizer for run in runs))
        order = sorted(range(len(runs)), key=lambda i: names.index(runs[i].optimizer))
        self.order, self.back = order, np.argsort(order)
        kinds = [runs[i].kind for i in order]
        # A single run needs no axis for it, and NumPy is faster without.
        alone = len(runs) == 1 and not kinds[0].matrix
        self.batch: tuple[int, ...] = () if alone else (len(runs),)
        starts = self.space.checked(np.array([runs[i].start for i in order]))
        self.point = starts.reshape((*self.batch, self.space.size))
        self.groups = []
        first = 0
        for name in names:
            mine = [run.values for run in runs if run.optimizer == name]
            at = slice(first, first + len(mine))
            like = self.point[at] if self.batch else self.point
            self.groups.append(_Group(optimizer(name), mine, at, like))
            first += len(mine)
        samplers = [
            Sampler(len(rows), int(runs[i].values["batch"]), int(runs[i].values["seed"]))
            if kind.sampled
            else None
            for i, kind in zip(order, kinds, strict=True)
        ]
        self.told = _Told(model, rows, self.batch, [k.matrix for k in kinds], samplers)

    def resume(self, moment: Moment) -> None:
        """Puts all runs where they were once."""
        self.point = moment.points[self.order].reshape((*self.batch, self.space.size))
        for group in self.groups:
            mine = [moment.states[run] for run in self.order[group.at]]
            group.state = tuple(
                np.array(slots).reshape(slot.shape)
                for slots, slot in zip(zip(*mine, strict=True), group.state, strict=True)
            )

    def advance(self, done: int, count: int) -> Piece:
        """Makes so many steps; writes down what was seen before each."""
        runs, size = self.batch or (1,), self.space.size
        cost = np.empty((count, *self.batch))
        gradient = np.empty((count, *self.batch, size))
        points = np.empty((count, *self.batch, size))
        states = [[np.empty((count, *slot.shape)) for slot in group.state] for group in self.groups]
        ask, at, groups = self.told.ask, self.point, list(zip(self.groups, states, strict=True))
        for entry in range(count):
            points[entry] = at
            g = gradient[entry]
            matrices = ask(at, done + entry, cost[entry : entry + 1], g)
            step = done + entry
            moved = at if len(groups) == 1 else np.empty_like(at)
            for group, written in groups:
                for kept, slot in zip(written, group.state, strict=True):
                    kept[entry] = slot
                matrix = matrices.get(group.kind.matrix) if matrices else None
                if len(groups) == 1:
                    told = Ask(g, matrix, step)
                    group.state, taken = group.kind.rule(group.values, group.state, told)
                    moved = at - taken
                else:
                    told = Ask(g[group.at], None if matrix is None else matrix[group.at], step)
                    group.state, taken = group.kind.rule(group.values, group.state, told)
                    moved[group.at] = at[group.at] - taken
            at = moved
        self.point = at
        if not self.batch:
            cost, gradient, points = cost[:, None], gradient[:, None], points[:, None]
            states = [[slot[:, None] for slot in slots] for slots in states]
        per_run = [
            tuple(slot[:, place] for slot in slots)
            for group, slots in zip(self.groups, states, strict=True)
            for place in range(group.at.stop - group.at.start)
        ]
        return Piece(
            done,
            cost[:, self.back],
            gradient[:, self.back],
            points[:, self.back],
            tuple(per_run[i] for i in self.back),
            (count,) * runs[0],
            (None,) * runs[0],
        )


class _Told:
    """One evaluation for all runs: cost, gradient, and the matrices that some of them want.

    A run that wants a matrix has a place in the batch for each column of it, any other has one.
    """

    def __init__(
        self,
        model: Model,
        rows: Rows,
        batch: tuple[int, ...],
        matrices: Sequence[str],
        samplers: Sequence[Sampler | None],
    ) -> None:
        self.space, self.samplers, self.samples = coordinates(model), samplers, len(rows)
        self.wanted = [m for m in ("Hessian", "Gauss-Newton") if m in matrices]
        self.sampled = any(samplers)
        size, more = self.space.size, extension(model, len(rows))
        self.places = [size if m else 1 for m in matrices]
        self.owners = np.repeat(np.arange(len(matrices)), self.places)
        self.firsts = np.cumsum([0, *self.places[:-1]])
        self.batch = (len(self.owners),) if self.wanted else batch
        directions = np.concatenate([np.eye(size) if m else np.zeros((1, size)) for m in matrices])
        fed = more.fed(
            np.zeros((*self.batch, size)),
            rows,
            directions if self.wanted else None,
            np.ones((*self.batch, len(rows))) if self.sampled else None,
        )
        fetches: list[Any] = [more.cost]
        fetches += more.weighted if self.sampled else more.gradients  # type: ignore[arg-type]
        for name in self.wanted:
            fetches += more.products if name == "Hessian" else more.gauss  # type: ignore[arg-type]
        arrays = {t: np.asarray(a, t.dtype.dtype) for t, a in fed.items()}
        key = tuple((t, a.shape[: a.ndim - len(t.shape)]) for t, a in arrays.items())
        plan = execute.plan_for(more.cost.graph, tuple(fetches), key)
        count = len(self.space.parameters)
        self.function, self.supplied = plan.function, execute.read(plan, {})
        self.rest = list(arrays.values())[count:]
        self.weights_at = list(arrays).index(more.weights) - count if self.sampled else -1
        dtypes = [t.dtype.dtype for t in list(arrays)[:count]]
        self.parts = _parts(self.space, self.batch, dtypes)

    def ask(self, at: Array, step: int, cost: Array, g: Array) -> Mapping[str, Array] | None:
        """Writes cost and gradient of all runs; returns the matrices by name.

        Args:
            at: where the runs are, shape (*batch, size).
            step: how many steps they have made.
            cost: for the costs, shape (*batch,).
            g: for the gradients, shape (*batch, size).
        """
        rest = self.rest
        if self.sampled:
            rest = list(rest)
            rest[self.weights_at] = self._weights(step)
        points = at[self.owners] if self.wanted else at
        found = self.function(*self.parts(points), *rest, *self.supplied)
        count = len(self.space.parameters)
        if not self.wanted:
            cost[...] = found[0]
            self._write(found[1 : 1 + count], g)
            return None
        cost[...] = np.broadcast_to(found[0], self.batch)[self.firsts]
        everywhere = self.space.join(found[1 : 1 + count], self.batch)
        g[...] = everywhere[self.firsts]
        return {
            name: self._matrices(found[1 + (1 + place) * count : 1 + (2 + place) * count])
            for place, name in enumerate(self.wanted)
        }

    def _matrices(self, parts: Sequence[Any]) -> Array:
        """The matrix of each run, of zeros for one that wants none; shape (runs, size, size)."""
        columns, size = self.space.join(parts, self.batch), self.space.size
        matrices = np.zeros((len(self.places), size, size))
        for run, (first, count) in enumerate(zip(self.firsts, self.places, strict=True)):
            if count == size:
                matrices[run] = columns[first : first + size]
        return (matrices + matrices.swapaxes(-1, -2)) / 2

    def _write(self, parts: Sequence[Any], g: Array) -> None:
        for place, p, part in zip(self.space.places, self.space.parameters, parts, strict=True):
            if not p.shape:
                g[..., place.start] = part
            elif np.ndim(part) == len(p.shape):  # the same for all runs
                g[..., place] = np.ravel(part)
            else:
                g[..., place] = part.reshape((*self.batch, p.size))

    def _weights(self, step: int) -> Array:
        weights = [np.ones(self.samples) if s is None else s.weights(step) for s in self.samplers]
        whole = np.array(weights)
        return whole[self.owners] if self.wanted else whole.reshape((*self.batch, self.samples))


def _parts(
    space: Coordinates, batch: tuple[int, ...], dtypes: Sequence[Any]
) -> Callable[[Array], list[Any]]:
    """How to take the parameters out of the points; in the fastest way for single numbers."""
    exact = all(dtype == np.float64 for dtype in dtypes)
    if exact and not batch and all(not p.shape for p in space.parameters):
        return list
    cuts = [
        (place, (*batch, *p.shape)) for place, p in zip(space.places, space.parameters, strict=True)
    ]
    if exact:
        return lambda at: [at[..., place].reshape(shape) for place, shape in cuts]
    return lambda at: [
        at[..., place].reshape(shape).astype(dtype)
        for (place, shape), dtype in zip(cuts, dtypes, strict=True)
    ]
