"""Reverse-mode differentiation: gradients are operations that are added to the graph.

The contract is TensorFlow 1's `tf.gradients`. The record of the pass (which tensor is the
cotangent of which, which contribution came back along which edge) is kept, because it is what a
reader of a backward pass wants to see.

Source: TensorFlow 2.21, gradients_util.py, for what is observable; Griewank and Walther,
Evaluating Derivatives, 2nd ed., chapter 3, for the method.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gradviz.core.errors import GradientError
from gradviz.core.graph import Graph, Operation, Tensor, same_graph
from gradviz.core.op import Partial
from gradviz.core.ops import add_n, broadcast_to, constant, convert_to_tensor, multiply, negative


@dataclass(frozen=True)
class Contribution:
    """What one operation sends back along one of its input edges.

    Attributes:
        op: the forward operation.
        index: which of its inputs.
        upstream: the cotangent of the operation's output.
        local: ∂out/∂input where the op works entry by entry: a tensor or a number, else None.
        tensor: the contribution to the input's cotangent: local × upstream, as a graph tensor.
    """

    op: Operation
    index: int
    upstream: Tensor
    local: Tensor | float | None
    tensor: Tensor


@dataclass(frozen=True)
class BackwardPass:
    """The record of one call of `gradients`.

    Attributes:
        ys: the tensors that were differentiated, the sum of all their entries.
        xs: the tensors with respect to which.
        gradients: for each x the gradient, or None if no y depends on it.
        cotangents: for each tensor on the way the total that came back to it.
        contributions: per edge, (operation, input index), in the order of the pass.
    """

    ys: tuple[Tensor, ...]
    xs: tuple[Tensor, ...]
    gradients: tuple[Tensor | None, ...]
    cotangents: Mapping[Tensor, Tensor]
    contributions: Mapping[tuple[Operation, int], Contribution]


def gradients(
    ys: Any,
    xs: Any,
    grad_ys: Any = None,
    name: str | None = "gradients",
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
        stop_gradients: tensors that are held constant: nothing flows back through them.
        unconnected_gradients: "none" gives None for an x that no y depends on, "zero" zeros.

    Returns:
        A list as long as `xs`; each entry has its x's shape and dtype.

    Raises:
        ValueError: if grad_ys is not as long as ys, or tensors are of different graphs.
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
    result = backward(ys, xs, grad_ys, name, stop_gradients, unconnected_gradients)
    return list(result.gradients)


def backward(
    ys: Any,
    xs: Any,
    grad_ys: Any = None,
    name: str | None = "gradients",
    stop_gradients: Any = None,
    unconnected_gradients: str = "none",
) -> BackwardPass:
    """As `gradients`, with the whole record of the pass."""
    if unconnected_gradients not in ("none", "zero"):
        raise ValueError(
            f"Unknown value for unconnected_gradients: {unconnected_gradients!r}"
            " (must be 'none' or 'zero')"
        )
    targets, sources = _tensors(ys), _tensors(xs)
    stops = {t.op for t in _tensors(stop_gradients)}
    graph = same_graph([*targets, *sources]) if targets or sources else None
    if graph is None:
        return BackwardPass((), (), (), {}, {})
    seeds = _seed_list(grad_ys, len(targets))
    with graph.name_scope(name or "gradients"):
        arrived: dict[Tensor, list[Tensor]] = {}
        for place, (y, seed) in enumerate(zip(targets, seeds, strict=True)):
            arrived.setdefault(y, []).append(_seed(graph, y, seed, place))
        contributions: dict[tuple[Operation, int], Contribution] = {}
        totals: dict[Tensor, Tensor] = {}
        chosen, reached = _between(targets, sources, stops)
        for op in chosen:
            g = _total(op.outputs[0], arrived, totals)
            if g is not None:
                for contribution in _contributions(op, g, reached):
                    contributions[op, contribution.index] = contribution
                    arrived.setdefault(op.inputs[contribution.index], []).append(
                        contribution.tensor
                    )
        results = [_total(x, arrived, totals) for x in sources]
        for tensor in [t for t in arrived if t not in totals]:
            _total(tensor, arrived, totals)
    if unconnected_gradients == "zero":
        results = [
            _zeros(graph, x) if r is None else r for x, r in zip(sources, results, strict=True)
        ]
    return BackwardPass(tuple(targets), tuple(sources), tuple(results), totals, contributions)


def _tensors(values: Any) -> list[Tensor]:
    """A tensor or a list of them as a list."""
    if values is None:
        return []
    return [
        convert_to_tensor(v) for v in (values if isinstance(values, list | tuple) else [values])
    ]


def _seed_list(grad_ys: Any, count: int) -> list[Any]:
    if grad_ys is None:
        return [None] * count
    # A bare Python list is a list of grad_ys, as in TensorFlow; an array is one of them.
    seeds = list(grad_ys) if isinstance(grad_ys, list | tuple) else [grad_ys]
    if len(seeds) != count:
        raise ValueError(f"Length mismatch. Passed {len(seeds)} grad_ys for {count} ys")
    return seeds


def _seed(graph: Graph, y: Tensor, seed: Any, place: int) -> Tensor:
    name = f"grad_ys_{place}"
    with graph.as_default():
        if seed is not None:
            return convert_to_tensor(seed, name=name)
        with graph.name_scope(name) as scope:
            if not y.shape:
                return constant(1, y.dtype, name=scope)
            return broadcast_to(constant(1, y.dtype), y.shape, name=scope)


def _between(
    ys: Sequence[Tensor], xs: Sequence[Tensor], stops: set[Operation]
) -> tuple[list[Operation], set[Tensor]]:
    """The operations to differentiate, last first, and the tensors that depend on an x.

    Both only as far as float tensors lead: integers are constants.
    """
    graph = (ys or xs)[0].graph
    reached = {x for x in xs if x.dtype.is_floating}
    forward: list[Operation] = []
    first = min((x.op.index for x in xs), default=0)
    last = max((y.op.index for y in ys), default=-1)
    for op in graph.get_operations()[first : last + 1]:
        floating = [t for t in op.outputs if t.dtype.is_floating]
        if floating and op not in stops and any(t in reached for t in op.inputs):
            forward.append(op)
            reached.update(floating)
    wanted = {y.op for y in ys}
    chosen = []
    for op in reversed(forward):  # construction order is topological, so one sweep is enough
        if op in wanted:
            chosen.append(op)
            wanted.update(t.op for t in op.inputs if t in reached)
    return chosen, reached


def _total(
    tensor: Tensor, arrived: Mapping[Tensor, list[Tensor]], totals: dict[Tensor, Tensor]
) -> Tensor | None:
    """The sum of what has come back to a tensor; every consumer has sent its part by now."""
    if tensor not in totals and tensor in arrived:
        totals[tensor] = add_n(arrived[tensor])
    return totals.get(tensor)


def _contributions(op: Operation, g: Tensor, reached: set[Tensor]) -> list[Contribution]:
    """Applies the op's rule, under `<op>_grad/`, marked as belonging to the operation."""
    graph, rule = op.graph, op.definition
    if rule.constant:
        return []
    out = op.outputs[0]
    result = []
    with graph.as_default(), graph.name_scope(f"{op.name}_grad"), graph.original_op(op):
        if rule.adjoint is not None:
            parts = rule.adjoint(g, out, *op.inputs, **op.attributes)
            pairs: list[tuple[Tensor | float | None, Tensor | None]] = [(None, p) for p in parts]
        else:
            pairs = [
                _entrywise(partial, g, out, op) if tensor in reached else (None, None)
                for tensor, partial in zip(op.inputs, rule.partials or (), strict=True)
            ]
        if len(pairs) != len(op.inputs):
            raise GradientError(
                f"The rule of {op.type} gives {len(pairs)} gradients for {len(op.inputs)} inputs"
            )
        for index, (local, part) in enumerate(pairs):
            if part is not None and op.inputs[index] in reached:
                _check_shape(op, index, part)
                result.append(Contribution(op, index, g, local, part))
    return result


def _entrywise(
    partial: Partial, g: Tensor, out: Tensor, op: Operation
) -> tuple[Tensor | float, Tensor]:
    """∂out/∂input and its product with g; where it is 1 the cotangent passes as it is."""
    local = partial(out, *op.inputs) if callable(partial) else partial
    if isinstance(local, Tensor):
        return local, multiply(g, local)
    if local == 1.0:
        return local, g
    return local, negative(g) if local == -1.0 else multiply(g, local)


def _check_shape(op: Operation, index: int, gradient: Tensor) -> None:
    if gradient.shape != op.inputs[index].shape:
        raise ValueError(
            "Incompatible shapes between op input and calculated input gradient."
            f" Forward operation: {op.name}. Input index: {index}."
            f" Original input shape: {op.inputs[index].shape}."
            f" Calculated input gradient shape: {gradient.shape}"
        )


def _zeros(graph: Graph, x: Tensor) -> Tensor:
    with graph.as_default():
        zero = constant(0, x.dtype, name="zeros_like")
        return broadcast_to(zero, x.shape, name="zeros_like")
