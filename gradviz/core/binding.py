"""Binding recorded operations to the shapes that a run feeds; see `core.deferred`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from gradviz.core.deferred import ancestors, recorded, replace_tensors
from gradviz.core.errors import ComputedShapeError, InvalidArgumentError
from gradviz.core.graph import Graph, Operation, Tensor
from gradviz.core.guessing import guesses, hints_in, numbers_in, tensors_in
from gradviz.core.ops.sources import PLACEHOLDER
from gradviz.core.shapes import OpenShape

Shape = tuple[int, ...]

TRIALS, EASED = 700, 100
"""Shapes to try before a graph is taken to have none that are easily found; in the eased form."""

SEVERAL = 12
"""Trials that are enough to see which extents follow the feed."""


class Binding:
    """A static graph that repeats a graph for one set of fed shapes.

    Attributes:
        graph: the static graph.
        shapes: the shapes of the fed tensors.
        tensors: the static tensor of each tensor that has one.
        operations: the static operation of each operation that has one.
        variables: the recording graph's variable for each static variable.
        eased: whether calls are made in the form that takes more shapes; see `Call`.
    """

    def __init__(self, shapes: Mapping[Tensor, Shape], eased: bool = False) -> None:
        """An empty graph for these shapes; `need` fills it."""
        self.graph = Graph()
        self.eased = eased
        self.shapes = dict(shapes)
        self.tensors: dict[Tensor, Tensor] = {}
        self.operations: dict[Operation, Operation] = {}
        self.variables: dict[Operation, Operation] = {}
        self._seen: set[Operation] = set()

    def need(self, fetches: Sequence[Tensor | Operation]) -> None:
        """Repeats whatever the fetches depend on, as far as the fed shapes determine it."""
        tensors = [f for f in fetches if isinstance(f, Tensor)]
        operations = [f for f in fetches if isinstance(f, Operation)]
        inputs = [t for op in operations for t in (*op.inputs, *op.outputs)]
        for op in operations:
            for before in op.control_inputs:
                self.need([before])
        for op in [*ancestors([*tensors, *inputs]), *operations]:
            if op not in self._seen:
                self._seen.add(op)
                self._repeat(op)

    def _repeat(self, op: Operation) -> None:
        fed = {t: self.shapes[t] for t in op.outputs if t in self.shapes}
        if all(t in self.tensors for t in op.inputs) and all(
            c in self.operations for c in op.control_inputs
        ):
            outputs = self._outputs(op)
            if outputs is not None:
                self.tensors.update(zip(op.outputs, outputs, strict=True))
                if outputs:
                    self.operations[op] = outputs[0].op
        for tensor, shape in fed.items():
            # A fed value need not have the shape that its operation would have given it.
            if tensor not in self.tensors or tuple(self.tensors[tensor].shape) != shape:
                self.tensors[tensor] = self._placeholder(tensor, shape)
                self.operations[op] = self.tensors[tensor].op

    def _outputs(self, op: Operation) -> Sequence[Tensor] | None:
        if op.call is not None:
            with self.graph.as_default():
                results: list[Tensor] = op.call.repeat(self.tensors.__getitem__, self.eased)
            return results
        shapes = [t.shape for t in op.outputs]
        if op.definition is PLACEHOLDER and isinstance(shapes[0], OpenShape):
            return None
        for given, tensor in ((self.tensors[t], t) for t in op.inputs):
            if given.shape != tensor.shape:
                raise InvalidArgumentError(
                    f"{op.name!r} was built for its input {tensor.name!r} of shape {tensor.shape},"
                    f" which the fed shapes make {given.shape}"
                )
        made = self.graph.create_op(
            op.definition,
            op.name,
            [self.tensors[t] for t in op.inputs],
            shapes,
            [t.dtype for t in op.outputs],
            op.attributes,
        )
        made.control_inputs = tuple(self.operations[c] for c in op.control_inputs)
        made.original = op.original and self.operations.get(op.original)
        self.operations[op] = made
        if op.definition.supply is not None:
            self.variables[made] = op
        return made.outputs

    def _placeholder(self, tensor: Tensor, shape: Shape) -> Tensor:
        return self.graph.create_op(
            PLACEHOLDER, f"fed/{tensor.op.name}", (), [shape], [tensor.dtype]
        ).outputs[0]

    def of(self, item: Tensor | Operation) -> Tensor | Operation:
        """The static counterpart of a tensor or operation.

        Raises:
            InvalidArgumentError: if it depends on a placeholder that is not fed.
        """
        found = self.tensors.get(item) if isinstance(item, Tensor) else self.operations.get(item)
        if found is None:
            raise _unfed(item, self.shapes)
        return found


def _unfed(item: Tensor | Operation, shapes: Mapping[Tensor, Shape]) -> InvalidArgumentError:
    tensors = [item] if isinstance(item, Tensor) else list(item.inputs)
    for op in ancestors(tensors):
        tensor = op.outputs[0] if op.outputs else None
        if tensor is not None and op.definition is PLACEHOLDER and tensor not in shapes:
            return unfed_placeholder(tensor)
    return InvalidArgumentError(f"{item.name!r} cannot be computed from what is fed")


def unfed_placeholder(tensor: Tensor) -> InvalidArgumentError:
    """The error for a placeholder that a run needs and does not feed."""
    own = tensor.shape
    known = not (isinstance(own, OpenShape) and not own.rank_known)
    each = own.extents if isinstance(own, OpenShape) else own
    extents = ",".join("?" if n is None else str(n) for n in each)
    shape = f" and shape [{extents}]" if known and len(tensor.shape) else ""
    dtype = {"float32": "float", "float64": "double"}.get(tensor.dtype.name, tensor.dtype.name)
    return InvalidArgumentError(
        f"You must feed a value for placeholder tensor {tensor.op.name!r} with dtype {dtype}{shape}"
    )


def record_computed(
    function: Callable[..., Any],
    args: Sequence[Any],
    kwargs: dict[str, Any],
    error: ComputedShapeError,
) -> Any:
    """As `record`, where extents or axes are computed from the shapes that a run feeds.

    Raises:
        ComputedShapeError: if they are computed from what is fed itself.
    """
    inputs = list(dict.fromkeys(tensors_in([list(args), kwargs])))
    if not any(op.call is not None for op in ancestors(inputs)):
        raise error
    found = trials(
        inputs,
        lambda given: function(
            *replace_tensors(list(args), given), **replace_tensors(kwargs, given)
        ),
    )
    tried = list(islice(found, SEVERAL))
    if not tried:
        raise error
    return recorded(function, args, kwargs, inputs, tried)


def trial(
    inputs: Sequence[Tensor],
    build: Callable[[Callable[[Tensor], Tensor]], Any],
    eased: bool = False,
) -> Any:
    """The first of the `trials`, or None if no shapes were found."""
    return next(trials(inputs, build, eased), None)


def trials(
    inputs: Sequence[Tensor],
    build: Callable[[Callable[[Tensor], Tensor]], Any],
    eased: bool = False,
) -> Iterator[Any]:
    """What a call on a graph of open shapes returns for shapes that are possible.

    Args:
        inputs: what the call mentions.
        build: makes the call, with the tensors that stand for those of the graph.
        eased: take shapes as well that suit the calls before it only in their eased form.

    Yields:
        What `build` returns, for each of the shapes for which the graph can be built.
    """
    needed = ancestors(inputs)
    still = [
        op.outputs[0]
        for op in needed
        if op.definition is PLACEHOLDER and isinstance(op.outputs[0].shape, OpenShape)
    ]
    static = [t for op in needed for t in op.outputs if not isinstance(t.shape, OpenShape)]
    hints, numbers, fits = [tuple(t.shape) for t in static], [], []
    for op in needed:
        if op.call is not None:
            hints += hints_in(op.call.args)
            numbers += numbers_in([list(op.call.args), op.call.kwargs])
            fits += op.call.fits
    count, tried = EASED if eased else TRIALS, set()
    for shapes in islice(guesses(still, hints, sorted(set(numbers)), fits), count):
        if tuple(shapes.values()) in tried:
            continue
        tried.add(tuple(shapes.values()))
        binding = Binding(shapes, eased)
        try:
            binding.need([*inputs])
            with binding.graph.as_default():
                result = build(binding.tensors.__getitem__)
        except ComputedShapeError:  # which no other shapes will help
            raise
        except (ValueError, KeyError):  # these shapes do not fit
            continue
        yield result
