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

from gradviz.core.deferred import Call, add_call, tensors_in
from gradviz.core.errors import GradientError
from gradviz.core.graph import Graph, Operation, Tensor, same_graph
from gradviz.core.op import Partial
from gradviz.core.ops.constants import zeros_like
from gradviz.core.ops.elementwise import multiply, negative
from gradviz.core.ops.selection import add_n
from gradviz.core.ops.sources import IDENTITY, constant, convert_to_tensor
from gradviz.core.ops.sums import spread
from gradviz.core.shapes import OpenShape


@dataclass(eq=False)
class Contribution:
    """What one operation sends back along one of its input edges.

    Attributes:
        op: the forward operation.
        index: which of its inputs.
        upstream: the cotangent of the operation's output (of its first, if it has several).
        local: ∂out/∂input where the op works entry by entry: a tensor or a number, else None.
        tensor: the contribution to the input's cotangent, as a graph tensor.
    """

    op: Operation
    index: int
    upstream: Tensor
    local: Tensor | float | None
    tensor: Tensor

    def complete(self) -> None:
        """Builds the local derivative where the contribution is not made by multiplying with it."""
        partials = self.op.definition.partials
        if self.local is not None or partials is None:
            return
        graph = self.op.graph
        scope = f"{self.op.name}_grad/local"
        with graph.as_default(), graph.name_scope(scope), graph.original_op(self.op):
            self.local = _partial(partials[self.index], self.op)


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
    targets, sources = _tensors(ys, "ys"), _tensors(xs, "xs")
    stops = _stopped(stop_gradients)
    if not sources:
        return BackwardPass(tuple(targets), (), (), {}, {})
    graph = same_graph([*targets, *sources, *stops])
    seeds = _seed_list(grad_ys, targets)
    if graph.open and _has_open(targets):
        return _deferred(targets, sources, seeds, name, stops, unconnected_gradients)
    with graph.name_scope(name or "gradients"):
        arrived: dict[Tensor, list[Tensor]] = {}
        for place, (y, seed) in enumerate(zip(targets, seeds, strict=True)):
            arrived.setdefault(y, []).append(_seed(graph, y, seed, place))
        contributions: dict[tuple[Operation, int], Contribution] = {}
        totals: dict[Tensor, Tensor] = {}
        chosen, reached = _between(targets, sources, {t.op for t in stops})
        for op in chosen:
            for contribution in _contributions(op, arrived, totals, reached):
                contributions[op, contribution.index] = contribution
                arrived.setdefault(op.inputs[contribution.index], []).append(contribution.tensor)
        results = [_total(x, arrived, totals) for x in sources]
        for tensor in [t for t in arrived if t not in totals]:
            _total(tensor, arrived, totals)
    if unconnected_gradients == "zero":
        results = [zeros_like(x) if r is None else r for x, r in zip(sources, results, strict=True)]
    return BackwardPass(tuple(targets), tuple(sources), tuple(results), totals, contributions)


def _tensors(values: Any, what: str) -> list[Tensor]:
    """A tensor or a flat list of them as a list; a variable is its stored value."""
    return [_tensor(v, what) for v in (values if isinstance(values, list | tuple) else [values])]


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
    return _tensors(list(items), "stop_gradients")


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
            if given.dtype.is_bool:
                raise TypeError(
                    f"Gradient type {given.dtype.name} generated for real or integer-valued tensor"
                    f" {y} with type {y.dtype.name} must be real or integer"
                )
            return given
        with graph.name_scope(name) as scope:
            one = True if y.dtype.is_bool else 1
            if not y.shape:
                return constant(one, y.dtype, name=scope)
            return spread(constant(one, y.dtype), y.shape, name=scope)


def _between(
    ys: Sequence[Tensor], xs: Sequence[Tensor], stops: set[Operation]
) -> tuple[list[Operation], set[Tensor]]:
    """The operations to differentiate, last first, and the tensors that depend on an x.

    Both only as far as float tensors lead: integers are constants.
    """
    graph = xs[0].graph
    reached = {x for x in xs if x.dtype.is_floating}
    forward: set[Operation] = set()
    first = min((x.op.index for x in xs), default=0)
    last = max((y.op.index for y in ys), default=-1)
    for op in graph.get_operations()[first : last + 1]:
        if any(t in reached for t in op.inputs) and op not in stops:
            forward.add(op)
            reached.update(t for t in op.outputs if t.dtype.is_floating)
    wanted = {y.op for y in ys}
    chosen = []
    # Construction order is topological, so one sweep is enough.
    for op in reversed(graph.get_operations()[first : last + 1]):
        if op in wanted and op in forward:
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


def _contributions(
    op: Operation,
    arrived: Mapping[Tensor, list[Tensor]],
    totals: dict[Tensor, Tensor],
    reached: set[Tensor],
) -> list[Contribution]:
    """Applies the op's rule, under `<op>_grad/`, marked as belonging to the operation."""
    graph, rule = op.graph, op.definition
    upstream = [_total(out, arrived, totals) for out in op.outputs]
    came = [g for g in upstream if g is not None]
    if not came:
        return []
    if rule.undefined:
        raise GradientError(
            f"No gradient defined for operation {op.name!r} (op type: {op.type}). If you want to"
            " pretend that it is a constant, put stop_gradient around it."
        )
    if rule.constant:
        return []
    with graph.as_default(), graph.name_scope(f"{op.name}_grad"), graph.original_op(op):
        g: Any = came[0]
        out: Any = op.outputs[0]
        if rule.listed:
            out = list(op.outputs)
            g = [zeros_like(t) if u is None else u for t, u in zip(out, upstream, strict=True)]
            # TensorFlow counts these zeros as having come back, should an output be an x.
            totals.update(zip(out, g, strict=True))
        if rule.adjoint is not None:
            parts = rule.adjoint(g, out, *op.inputs, **op.attributes)
            pairs: list[tuple[Any, Tensor | None]] = [(None, part) for part in parts]
        else:
            pairs = [
                _product(_partial(partial, op), g, tensor, op)
                if tensor in reached
                else (None, None)
                for tensor, partial in zip(op.inputs, rule.partials or (), strict=True)
            ]
        if len(pairs) != len(op.inputs):
            raise GradientError(
                f"The rule of {op.type} gives {len(pairs)} gradients for {len(op.inputs)} inputs"
            )
        result = []
        for index, (known, part) in enumerate(pairs):
            if part is not None and op.inputs[index] in reached:
                _check_shape(op, index, part)
                result.append(Contribution(op, index, came[0], known, part))
    return result


def _partial(partial: Partial, op: Operation) -> Tensor | float:
    """∂out/∂input."""
    if callable(partial):
        return partial(op.outputs[0], *op.inputs, **op.attributes)
    return partial


def _product(
    local: Tensor | float, g: Tensor, tensor: Tensor, op: Operation
) -> tuple[Tensor | float, Tensor]:
    """∂out/∂input and its product with g; where it is 1 the cotangent passes as it is."""
    name = "Mul" if op.type == "Mul" else "mul"  # the names that TensorFlow's rules give
    if isinstance(local, Tensor):
        return local, multiply(g, local, name=name)
    if local == 1.0:
        return local, g
    if local == 0.0:
        return local, zeros_like(tensor)  # which does not depend on g, as in TensorFlow
    return local, negative(g) if local == -1.0 else multiply(g, local, name=name)


def _check_shape(op: Operation, index: int, gradient: Tensor) -> None:
    if gradient.shape != op.inputs[index].shape:
        raise ValueError(
            "Incompatible shapes between op input and calculated input gradient."
            f" Forward operation: {op.name}. Input index: {index}."
            f" Original input shape: {op.inputs[index].shape}."
            f" Calculated input gradient shape: {gradient.shape}"
        )


def _has_open(tensors: Sequence[Tensor]) -> bool:
    """Whether a tensor depends on an operation that is bound only in a run."""
    return any(isinstance(t.shape, OpenShape) for t in tensors) or any(
        op.call is not None for op in ancestors(tensors)
    )


def _deferred(
    ys: list[Tensor],
    xs: list[Tensor],
    seeds: list[Any],
    name: str | None,
    stops: list[Tensor],
    unconnected: str,
) -> BackwardPass:
    """Records the call; which gradients are None is found out with shapes that are possible."""
    from gradviz.core.binding import trial

    # Once known to be a tensor, a gradient stays one, zeros if need be.
    arguments = (ys, xs, seeds, name, False, False, None, stops, "zero")
    inputs = list(dict.fromkeys(tensors_in(list(arguments))))
    tried = trial(
        inputs,
        lambda substitute: gradients(
            [substitute(y) for y in ys],
            [substitute(x) for x in xs],
            [s if not isinstance(s, Tensor) else substitute(s) for s in seeds],
            name,
            stop_gradients=[substitute(s) for s in stops],
            unconnected_gradients=unconnected,
        ),
    )
    if tried is None:
        # No shapes were found to try: whatever a float path leads to is taken to have a gradient.
        chosen, reached = _between(ys, xs, {t.op for t in stops})
        back = set(ys)
        for op in chosen:
            if not op.definition.constant and back.intersection(op.outputs):
                back.update(t for t in op.inputs if t in reached)
        tried = [x if x in back else None for x in xs]
    places = tuple(i for i, g in enumerate(tried) if g is not None)
    results: list[Tensor | None] = [None] * len(xs)
    if places:
        call = Call(gradients, arguments, {}, False, places)
        # A gradient has the shape of its x, open or not.
        op = add_call(inputs, call, [[xs[i] for i in places]], name or "gradients", IDENTITY)
        for output, place in zip(op.outputs, places, strict=True):
            results[place] = output
    return BackwardPass(tuple(ys), tuple(xs), tuple(results), {}, {})


def hessians(
    ys: Any,
    xs: Any,
    name: str = "hessians",
    colocate_gradients_with_ops: bool = False,
    gate_gradients: bool = False,
    aggregation_method: int | None = None,
) -> list[Tensor]:
    """For each x the matrix of second derivatives of the sum of `ys`, of shape `x.shape + x.shape`.

    There are no blocks across different xs: differentiate the gradients for those.

    Raises:
        ValueError: if a first gradient is None or does not depend on its x.
    """
    from gradviz.core.ops.joining import stack
    from gradviz.core.ops.sums import reshape

    del colocate_gradients_with_ops, gate_gradients
    sources = _tensors(xs, "xs")
    results = []
    with sources[0].graph.as_default(), sources[0].graph.name_scope(name):
        firsts = gradients(ys, sources, aggregation_method=aggregation_method)
        for x, first in zip(sources, firsts, strict=True):
            if first is None:
                raise ValueError("None values not supported.")
            entries = reshape(first, [-1])
            rows = [gradients(entries[i], x)[0] for i in range(entries.shape[0])]
            if any(row is None for row in rows):
                raise ValueError("None values not supported.")
            results.append(reshape(stack(rows), [*x.shape, *x.shape]))
    return results


def ancestors(tensors: Sequence[Tensor]) -> list[Operation]:
    """The operations that tensors depend on, in order of construction, through all their inputs."""
    needed: set[Operation] = set()
    stack = [t.op for t in tensors]
    while stack:
        op = stack.pop()
        if op not in needed:
            needed.add(op)
            stack.extend(t.op for t in op.inputs)
            stack.extend(op.control_inputs)
    return sorted(needed, key=lambda op: op.index)
