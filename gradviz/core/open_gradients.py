"""Gradients of tensors whose shapes are known only in a run: a call that is recorded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gradviz.core.binding import trial
from gradviz.core.deferred import Call, add_call, ancestors, replace_tensors
from gradviz.core.dtypes import DType
from gradviz.core.graph import Tensor
from gradviz.core.guessing import tensors_in
from gradviz.core.ops.constants import zeros_like
from gradviz.core.ops.sources import IDENTITY
from gradviz.core.ops.sums import reduce_sum, spread
from gradviz.core.passes import BackwardPass, between
from gradviz.core.shapes import OpenShape


def has_open(tensors: Sequence[Tensor]) -> bool:
    """Whether a tensor depends on an operation that is bound only in a run."""
    return any(isinstance(t.shape, OpenShape) for t in tensors) or any(
        op.call is not None for op in ancestors(tensors)
    )


def deferred_pass(
    ys: list[Tensor],
    xs: list[Tensor],
    seeds: list[Any],
    name: str | None,
    stops: list[Tensor],
    unconnected: str,
) -> BackwardPass:
    """Records the call; which gradients are None is found out with shapes that are possible."""
    from gradviz.core.gradients import gradients

    tried = _tried(ys, xs, seeds, name, stops)
    results: list[Tensor | None] = [None] * len(xs)
    # What no y depends on need not be known for the others; whole numbers may hide a way.
    kept = [x for x, g in zip(xs, tried, strict=True) if g is not None or not x.dtype.is_floating]
    places = [i for i, g in enumerate(tried) if g is not None]
    if places:
        # Once known to be a tensor, a gradient stays one, zeros if need be.
        arguments = (ys, kept, seeds, name, False, False, None, stops, "zero")
        own = tuple(kept.index(xs[i]) for i in places)
        call = Call(gradients, arguments, {}, False, own, eased=_eased)
        seen = [_like(x, g.dtype) for x, g in zip(xs, tried, strict=True) if g is not None]
        inputs = list(dict.fromkeys(tensors_in(list(arguments))))
        op = add_call(inputs, call, [seen], name or "gradients", IDENTITY)
        for output, place in zip(op.outputs, places, strict=True):
            results[place] = output
    if unconnected == "zero":
        results = [zeros_like(x) if r is None else r for x, r in zip(xs, results, strict=True)]
    return BackwardPass(tuple(ys), tuple(xs), tuple(results), {}, {})


def _tried(
    ys: list[Tensor], xs: list[Tensor], seeds: list[Any], name: str | None, stops: list[Tensor]
) -> list[Tensor | None]:
    """The gradients for some shapes that are possible, or what stands for them."""
    from gradviz.core.gradients import gradients

    asked = (ys, xs, seeds, name, False, False, None, stops, "none")
    inputs = list(dict.fromkeys(tensors_in(list(asked))))
    tried = trial(inputs, lambda given: gradients(*replace_tensors(asked, given)))
    if tried is None:
        # Most often it is a grad_ys that fits nothing; what depends on what it does not change.
        tried = trial(inputs, lambda given: _eased(*replace_tensors(asked, given)), eased=True)
    if tried is None:
        # No shapes were found to try: whatever a float path leads to is taken to have a gradient.
        chosen, reached = between(ys, xs, {t.op for t in stops})
        back = set(ys)
        for op in chosen:
            if not op.definition.constant and back.intersection(op.outputs):
                back.update(t for t in op.inputs if t in reached)
        tried = [x if x in back else None for x in xs]
    return list(tried)


def _eased(ys: list[Tensor], xs: Any, seeds: list[Any], *options: Any) -> list[Tensor | None]:
    """As `gradients`, with cotangents that are made to fit, for trying out what depends on what."""
    from gradviz.core.gradients import gradients

    fitting = [
        spread(reduce_sum(s), y.shape) if isinstance(s, Tensor) else None
        for y, s in zip(ys, seeds, strict=True)
    ]
    return gradients(ys, xs, fitting, *options)


def _like(x: Tensor, dtype: DType) -> Tensor:
    """As a gradient has the shape of its x, open or not; a seed comes back as it was given."""
    return x if dtype == x.dtype else Tensor(x.op, 0, OpenShape(None), dtype)
