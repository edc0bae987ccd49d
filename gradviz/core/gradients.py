"""Reverse-mode differentiation: gradients are operations that are added to the graph.

The contract is TensorFlow 1's `tf.gradients`. The record of the pass (which tensor is the
cotangent of which, which contribution came back along which edge) is kept, because it is what a
reader of a backward pass wants to see.

Source: TensorFlow 2.21, gradients_util.py, for what is observable; Griewank and Walther,
Evaluating Derivatives, 2nd ed., chapter 3, for the method.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gradviz.core.graph import Graph, Operation, Tensor, same_graph
from gradviz.core.open_gradients import deferred_pass, has_open
from gradviz.core.ops.constants import zeros_like
from gradviz.core.ops.sources import (
    constant,
    convert_to_tensor,
    identity,
    is_symbolic,
)
from gradviz.core.ops.sums import spread
from gradviz.core.passes import BackwardPass, Contribution, between, contributions_of, total_at

__all__ = [
    "AggregationMethod",
    "BackwardPass",
    "Contribution",
    "UnconnectedGradients",
    "backward",
    "gradients",
]


class AggregationMethod:
    """How TensorFlow adds contributions that meet; here they are always added by one AddN.

    The names are accepted so that programs run; the numbers are the same for all of them.
    """

    ADD_N = 0
    DEFAULT = 0
    EXPERIMENTAL_TREE = 1
    EXPERIMENTAL_ACCUMULATE_N = 2


class UnconnectedGradients:
    """What `gradients` returns for an x that no y depends on."""

    NONE = "none"
    ZERO = "zero"


def gradients(
    ys: Any,
    xs: Any,
    grad_ys: Any = None,
    name: str | None = "gradients",
    colocate_gradients_with_ops: bool = False,
    gate_gradients: bool = False,
    aggregation_method: int | None = None,
    stop_gradients: Any = None,
    unconnected_gradients: str = "none",
) -> list[Tensor | None]:
    """Constructs symbolic derivatives of the sum of `ys` with respect to each x in `xs`.

    Args:
        ys: a tensor or a list of tensors, of any shapes: all their entries are summed.
        xs: a tensor, a variable, or a list of them.
        grad_ys: the cotangent that each y starts from, in y's shape; None, as a whole or for one
            y, means ones.
        name: the name scope of the operations that are added.
        colocate_gradients_with_ops: where operations run; there is one place here, so nothing
            follows from it.
        gate_gradients: TensorFlow then computes all gradients of an operation before any is used.
            A run here reads all variables before it stores any, so they never differ.
        aggregation_method: one of `AggregationMethod`; the numbers are the same for all.
        stop_gradients: tensors that are held constant: nothing flows back through them.
        unconnected_gradients: "none" gives None for an x that no y depends on, "zero" zeros.

    Returns:
        A list as long as `xs`; each entry has its x's shape and dtype.

    Raises:
        ValueError: if grad_ys is not as long as ys, or tensors are of different graphs.
        TypeError: if ys, xs, or grad_ys are not tensors or flat lists of them.
        GradientError: if an operation on the way has no gradient.

    Example:
        The gradient of a + b to a goes through b = 2·a as well, unless b is held constant:

        >>> from gradviz.core.session import Session
        >>> a = constant(0.0)
        >>> b = 2 * a
        >>> Session().run(gradients(a + b, [a, b]))
        [np.float32(3.0), np.float32(1.0)]
        >>> Session().run(gradients(a + b, [a, b], stop_gradients=[a, b]))
        [np.float32(1.0), np.float32(1.0)]
    """
    del colocate_gradients_with_ops, gate_gradients
    if aggregation_method not in (None, 0, 1, 2):
        raise ValueError(
            f"Invalid `aggregation_method` specified {aggregation_method}."
            " Accepted values are [0, 1, 2]."
        )
    result = _pass(ys, xs, grad_ys, name, stop_gradients, unconnected_gradients)
    return list(result.gradients)


def backward(
    ys: Any,
    xs: Any,
    grad_ys: Any = None,
    name: str | None = "gradients",
    stop_gradients: Any = None,
    unconnected_gradients: str = "none",
) -> BackwardPass:
    """As `gradients`, with the whole record of the pass.

    Where the shapes are known only in a run, the record has the gradients and nothing else.
    """
    result = _pass(ys, xs, grad_ys, name, stop_gradients, unconnected_gradients)
    for contribution in result.contributions.values():
        contribution.complete()
    return result


def _pass(
    ys: Any,
    xs: Any,
    grad_ys: Any,
    name: str | None,
    stop_gradients: Any,
    unconnected_gradients: str,
) -> BackwardPass:
    if unconnected_gradients not in ("none", "zero"):
        raise ValueError(
            f"Unknown value for unconnected_gradients: {str(unconnected_gradients)!r}"
            " (must be 'none' or 'zero')"
        )
    # A variable among the ys is what it is read as, among the xs what is stored.
    targets = [_tensor(getattr(y, "_tensor", y), "ys") for y in _listed(ys)]
    sources = as_tensors(xs, "xs")
    stops = _stopped(stop_gradients)
    if not sources:
        return BackwardPass(tuple(targets), (), (), {}, {})
    graph = same_graph([*targets, *sources, *stops])
    seeds = _seed_list(grad_ys, targets)
    if graph.open and has_open(targets):
        return deferred_pass(targets, sources, seeds, name, stops, unconnected_gradients)
    with graph.name_scope(name or "gradients"):
        arrived: dict[Tensor, list[Tensor]] = {}
        for place, (y, seed) in enumerate(zip(targets, seeds, strict=True)):
            arrived.setdefault(y, []).append(_seed(graph, y, seed, place))
        contributions: dict[tuple[Operation, int], Contribution] = {}
        totals: dict[Tensor, Tensor] = {}
        chosen, reached = between(targets, sources, {t.op for t in stops})
        for op in chosen:
            for contribution in contributions_of(op, arrived, totals, reached):
                contributions[op, contribution.index] = contribution
                arrived.setdefault(op.inputs[contribution.index], []).append(contribution.tensor)
        results = [total_at(x, arrived, totals) for x in sources]
        for tensor in [t for t in arrived if t not in totals]:
            # What no x is reached from is added for the record alone, where it can be.
            if len({(g.shape, g.dtype) for g in arrived[tensor]}) == 1:
                total_at(tensor, arrived, totals)
    if unconnected_gradients == "zero":
        results = [zeros_like(x) if r is None else r for x, r in zip(sources, results, strict=True)]
    return BackwardPass(tuple(targets), tuple(sources), tuple(results), totals, contributions)


def as_tensors(values: Any, what: str) -> list[Tensor]:
    """A tensor or a flat list of them as a list; a variable is its stored value."""
    return [_tensor(v, what) for v in _listed(values)]


def _listed(values: Any) -> Sequence[Any]:
    return values if isinstance(values, list | tuple) else [values]


def _tensor(value: Any, what: str) -> Tensor:
    if isinstance(value, Tensor):
        return value
    stored = getattr(value, "_variable", None)
    if stored is not None:
        return stored  # type: ignore[no-any-return]
    if value is None or isinstance(value, list | tuple | dict):
        raise (AttributeError if value is None else TypeError)(
            f"gradients: {what} must be a tensor, a variable or a flat list of them; {value!r} is"
            " in it"
        )
    return convert_to_tensor(value)


def _stopped(stop_gradients: Any) -> list[Tensor]:
    if stop_gradients is None:
        return []
    items = stop_gradients if isinstance(stop_gradients, list | tuple) else [stop_gradients]
    for item in items:
        if not isinstance(item, Tensor) and not hasattr(item, "_variable"):
            raise AttributeError(
                f"gradients: stop_gradients must be tensors of the graph; {item!r} has no op"
            )
    return as_tensors(list(items), "stop_gradients")


def _seed_list(grad_ys: Any, targets: Sequence[Tensor]) -> list[Any]:
    if grad_ys is None:
        return [None] * len(targets)
    # A bare Python list is a list of grad_ys, as in TensorFlow; an array is one of them.
    seeds = list(grad_ys) if isinstance(grad_ys, list | tuple) else [grad_ys]
    if len(seeds) != len(targets):
        raise ValueError(f"Length mismatch. Passed {len(seeds)} grad_ys for {len(targets)} ys")
    return seeds


def _seed(graph: Graph, y: Tensor, seed: Any, place: int) -> Tensor:
    name = f"grad_ys_{place}"
    with graph.as_default():
        if seed is not None:
            given = convert_to_tensor(seed, name=name)
            if y.dtype.is_bool:
                raise TypeError(
                    f"Tensor {y} with type bool must be numeric to obtain a default gradient"
                )
            if given.dtype.is_bool:
                raise TypeError(
                    f"Gradient type {given.dtype.name} generated for real or integer-valued tensor"
                    f" {y} with type {y.dtype.name} must be real or integer"
                )
            # A tensor of its own: who gets it as a gradient must not hold the given one.
            return identity(given, name) if is_symbolic(seed) else given
        with graph.name_scope(name) as scope:
            one = True if y.dtype.is_bool else 1
            if not y.shape:
                return constant(one, y.dtype, name=scope)
            return spread(constant(one, y.dtype), y.shape, name=scope)
