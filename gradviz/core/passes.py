"""The backward pass: which operations it visits, and what each sends back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gradviz.core.errors import GradientError, ShapeError
from gradviz.core.graph import Operation, Tensor
from gradviz.core.op import Partial
from gradviz.core.ops.constants import zeros_like
from gradviz.core.ops.elementwise import multiply, negative
from gradviz.core.ops.selection import add_n


@dataclass(eq=False)
class Contribution:
    """What one operation sends back along one of its input edges.

    Attributes:
        op: the forward operation.
        index: which of its inputs.
        upstream: the cotangent of the operation's output (of its first, if it has several).
        local: ∂out/∂input where the op works entry by entry: a tensor or a number, else None.
        tensor: the contribution to the input's cotangent, as a graph tensor.
        came: the cotangents of all outputs, None where none came.
        parts: of an operation with several outputs, by output, what comes back through it alone;
            `complete` builds them.
    """

    op: Operation
    index: int
    upstream: Tensor
    local: Tensor | float | None
    tensor: Tensor
    came: tuple[Tensor | None, ...] = ()
    parts: dict[int, Contribution] = field(default_factory=dict)

    def through(self, output: int) -> Contribution | None:
        """What comes back through one of the outputs; None if nothing does."""
        return self.parts.get(output) if len(self.op.outputs) > 1 else self

    def complete(self) -> None:
        """Builds what a pass needs not: the local derivative, the parts of several outputs."""
        if len(self.op.outputs) > 1:
            self._divide()
        partials = self.op.definition.partials
        if self.local is not None or partials is None:
            return
        graph = self.op.graph
        scope = f"{self.op.name}_grad/local"
        with graph.as_default(), graph.name_scope(scope), graph.original_op(self.op):
            self.local = _partial(partials[self.index], self.op)

    def _divide(self) -> None:
        """A rule is linear in the cotangents, so each output has a part in what comes back."""
        op, graph = self.op, self.op.graph
        arrived = [place for place, g in enumerate(self.came) if g is not None]
        for place in arrived:
            g = self.came[place]
            whole: Tensor | None = self.tensor
            if len(arrived) > 1 and op.definition.adjoint is not None:
                scope = f"{op.name}_grad/output_{place}"
                with graph.as_default(), graph.name_scope(scope), graph.original_op(op):
                    out = list(op.outputs)
                    alone = [g if at == place else zeros_like(t) for at, t in enumerate(out)]
                    found = op.definition.adjoint(alone, out, *op.inputs, **op.attributes)
                whole = found[self.index]
            if g is not None and whole is not None:
                self.parts[place] = Contribution(op, self.index, g, None, whole)


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


def between(
    ys: Sequence[Tensor], xs: Sequence[Tensor], stops: set[Operation]
) -> tuple[list[Operation], set[Tensor]]:
    """The operations to differentiate, last first, and the tensors that depend on an x.

    Both only as far as float tensors lead: integers are constants. What is stopped is passed over
    on the way back alone, as in TensorFlow, where what lies behind it has been differentiated.
    """
    graph = xs[0].graph
    reached = {x for x in xs if x.dtype.is_floating}
    whole: set[Tensor] = set()
    forward: set[Operation] = set()
    own = {x.op for x in xs}
    first = min((x.op.index for x in xs), default=0)
    last = max((y.op.index for y in ys), default=-1)
    for op in graph.get_operations()[first : last + 1]:
        if any(t in reached for t in op.inputs):
            forward.add(op)
            reached.update(t for t in op.outputs if t.dtype.is_floating)
        elif op in own:
            # What makes an x, even of integers, leads on to an x that it is made of.
            above = [t for t in op.inputs if t.op in own or t.op in forward]
            if above:
                forward.add(op)
                whole.update(above)
    reached |= whole
    wanted = {y.op for y in ys}
    chosen = []
    # Construction order is topological, so one sweep is enough.
    for op in reversed(graph.get_operations()[first : last + 1]):
        if op in wanted and op in forward and op not in stops:
            chosen.append(op)
            wanted.update(t.op for t in op.inputs if t in reached)
    return chosen, reached


def total_at(
    tensor: Tensor, arrived: Mapping[Tensor, list[Tensor]], totals: dict[Tensor, Tensor]
) -> Tensor | None:
    """The sum of what has come back to a tensor; every consumer has sent its part by now."""
    if tensor not in totals and tensor in arrived:
        parts = arrived[tensor]
        for part in parts:
            if part.shape != parts[0].shape:
                raise ShapeError(f"Shapes {parts[0].shape} and {part.shape} are not compatible")
        totals[tensor] = add_n(parts)
    return totals.get(tensor)


def contributions_of(
    op: Operation,
    arrived: Mapping[Tensor, list[Tensor]],
    totals: dict[Tensor, Tensor],
    reached: set[Tensor],
) -> list[Contribution]:
    """Applies the op's rule, under `<op>_grad/`, marked as belonging to the operation."""
    graph, rule = op.graph, op.definition
    upstream = [total_at(out, arrived, totals) for out in op.outputs]
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
                result.append(Contribution(op, index, came[0], known, part, tuple(upstream)))
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
