"""The straight-line code of a plan while it is being written.

It consists of slot numbers and kernels of the op table only, never of a visitor's text.

A broadcast costs nothing until somebody needs its entries: entry-by-entry ops take the small array
and let numpy spread it. What is known when the plan is made is computed then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from gradviz.core.binding import unfed_placeholder
from gradviz.core.graph import Operation, Tensor
from gradviz.core.ops.sources import (
    ASSIGN,
    CONST,
    IDENTITY,
    NO_OP,
    PLACEHOLDER,
    PLACEHOLDER_WITH_DEFAULT,
    STOP_GRADIENT,
    UPDATES,
    VARIABLE,
)
from gradviz.core.ops.sums import BROADCAST_TO
from gradviz.core.tiles import tiled

Array = np.ndarray[Any, Any]
Shape = tuple[int, ...]

LIGHT = frozenset(["Add", "AddN", "Mean", "Mul", "Neg", "Square", "Sub", "Sum"])
"""Ops that are done as fast as the memory brings the entries."""

PASSING = (IDENTITY, PLACEHOLDER_WITH_DEFAULT, STOP_GRADIENT)


@dataclass
class Slot:
    """Where a tensor's array is while the code runs.

    Attributes:
        name: the local variable.
        held: the event shape of the array, possibly still to be broadcast to the tensor's.
        batch: the shape of its batch axes.
        own: whether the array was made by this run, so that it may be handed out.
        value: the array itself, where it is known beforehand.
        scalar: a local variable with the numpy scalar, where the array has no axes.
    """

    name: str
    held: Shape
    batch: Shape = ()
    own: bool = True
    value: Array | None = None
    scalar: str = ""


@dataclass
class Line:
    """One assignment.

    Attributes:
        targets: the variables that it sets.
        text: the expression.
        uses: the variables that it reads.
        buffer: shape and dtype of the array that a ufunc makes here; None for all else.
        views: whether the result may share memory with what it reads.
        sums: whether it is a sum over all the entries of what it reads.
        scalar: whether it is arithmetic on numbers, which may stand inside another line's.
    """

    targets: tuple[str, ...]
    text: str
    uses: tuple[str, ...]
    buffer: tuple[Shape, np.dtype[Any]] | None = None
    views: bool = True
    sums: bool = False
    scalar: bool = False


@dataclass
class Code:
    """The lines written so far, and where everything is."""

    feeds: Sequence[tuple[Tensor, Shape]]
    written: list[Line] = field(default_factory=list)
    bound: dict[str, Any] = field(default_factory=dict)
    slots: dict[Tensor, Slot] = field(default_factory=dict)
    reads: list[Operation] = field(default_factory=list)
    stores: dict[Operation, str] = field(default_factory=dict)
    after: dict[Operation, frozenset[Operation]] = field(default_factory=dict)
    factors: dict[str, tuple[Slot, Slot]] = field(default_factory=dict)
    terms: dict[str, tuple[str, Slot, Slot]] = field(default_factory=dict)
    fed: frozenset[Tensor] = frozenset()
    count: int = 0
    kernels: int = 0
    width: int = 1
    light: bool = True

    def __post_init__(self) -> None:
        """Puts the feeds into slots."""
        self.fed = frozenset(t for t, _ in self.feeds)
        for tensor, batch in self.feeds:
            slot = Slot(self.name("f"), tuple(tensor.shape), batch, own=False)
            self.slots[tensor] = self._with_scalar(slot)

    def name(self, letter: str) -> str:
        """A new variable."""
        self.count += 1
        return f"{letter}{self.count}"

    def bind(self, value: Any) -> str:
        """A variable for something that is there before the run."""
        name = self.name("k")
        self.bound[name] = value
        return name

    def write(
        self,
        text: str,
        uses: Sequence[str],
        buffer: tuple[Shape, np.dtype[Any]] | None = None,
        views: bool = True,
        targets: Sequence[str] = (),
        sums: bool = False,
        scalar: bool = False,
    ) -> str:
        """Writes a line; returns the variable that it sets."""
        names = tuple(targets) or (self.name("v"),)
        self.written.append(Line(names, text, tuple(uses), buffer, views, sums, scalar))
        return names[0]

    def constant(self, value: Any) -> Slot:
        """A slot for an array that is known beforehand."""
        array = np.asarray(value)
        scalar = self.bind(array[()]) if not array.shape else ""
        return Slot(self.bind(array), array.shape, (), own=False, value=array, scalar=scalar)

    def _with_scalar(self, slot: Slot) -> Slot:
        if not slot.held and not slot.batch:
            slot.scalar = self.write(f"{slot.name}[()]", [slot.name])
        return slot

    def add(self, op: Operation) -> None:
        """Writes the lines that compute an operation."""
        from gradviz.core.kernels import call

        if op.definition is PLACEHOLDER:
            raise unfed_placeholder(op.outputs[0])
        self.after[op] = self._after(op)
        if op.definition is NO_OP:
            return
        if op.definition is CONST:
            self.hold(op, self.constant(op.attributes["value"]))
        elif op.definition.supply is not None:
            self.reads.append(op)
            slot = Slot(self.name("r"), tuple(op.outputs[0].shape), (), own=False)
            self.hold(op, slot)
            if self.slots[op.outputs[0]] is slot:
                self._with_scalar(slot)
        elif op.definition in UPDATES:
            self._update(op, [self.input(op, t) for t in op.inputs])
        elif op.definition in PASSING:
            self.hold(op, self.input(op, op.inputs[0]))
        elif op.definition is BROADCAST_TO:
            self._broadcast(op)
        else:
            self.light &= op.type in LIGHT
            call(self, op, [self.input(op, t) for t in op.inputs])

    def hold(self, op: Operation, slot: Slot) -> None:
        """Puts an operation's output into a slot, unless the run feeds it."""
        self.slots.setdefault(op.outputs[0], slot)

    def _broadcast(self, op: Operation) -> None:
        """Keeps the small array; with batch axes, makes room for the new event axes."""
        source = self.input(op, op.inputs[0])
        new = len(op.outputs[0].shape) - len(source.held)
        if new and source.batch:
            shape = (*source.batch, *((1,) * new), *source.held)
            name = self.write(f"{source.name}.reshape({shape})", [source.name])
            self.hold(op, Slot(name, (1,) * new + source.held, source.batch, own=False))
        else:
            self.hold(op, source)

    def _after(self, op: Operation) -> frozenset[Operation]:
        """The variables that are updated before an operation runs, because it says so."""
        found: frozenset[Operation] = frozenset()
        for before in (*(t.op for t in op.inputs), *op.control_inputs):
            found |= self.after.get(before, frozenset())
            if before.definition in UPDATES:
                found |= {before.attributes["variable"]}
        return found

    def input(self, op: Operation, tensor: Tensor) -> Slot:
        """Where an input is: a variable is read as of the start of the run.

        Only what is made to run after an update (by a control dependency) sees the new value.
        """
        if self.after[op] and tensor not in self.fed:
            source = tensor
            while source.op.definition is IDENTITY:
                source = source.op.inputs[0]
            if source.op.definition is VARIABLE and source.op in self.after[op]:
                return Slot(self.stores[source.op], tuple(tensor.shape), (), own=False)
        return self.slots[tensor]

    def _update(self, op: Operation, inputs: Sequence[Slot]) -> None:
        """Writes the new value of a variable, to be stored when the run is over.

        Updates of one variable in one run add up, in the order of construction.
        """
        variable = op.attributes["variable"]
        value = self.full(op.inputs[-1], inputs[-1])
        if op.definition is ASSIGN:
            name = self.write(value, [value])
        else:
            current = self.stores.get(variable, inputs[0].name)
            kernel = self.bind(op.definition.kernel)
            name = self.write(f"{kernel}({current}, {value})", [current, value])
        self.kernels += 1
        self.stores[variable] = name
        self.hold(op, Slot(name, tuple(op.outputs[0].shape), (), own=False))

    def full(self, tensor: Tensor, slot: Slot) -> str:
        """The slot's array with the tensor's whole event shape."""
        if slot.held == tuple(tensor.shape):
            return slot.name
        spread = self.bind(partial(np.broadcast_to, shape=(*slot.batch, *tensor.shape)))
        source = slot.name
        if len(slot.held) < len(tensor.shape) and slot.batch:
            new = (1,) * (len(tensor.shape) - len(slot.held))
            source = f"{source}.reshape({(*slot.batch, *new, *slot.held)})"
        return self.write(f"{spread}({source})", [slot.name])

    def arguments(self) -> list[str]:
        """The variables that the run begins with: the feeds, then what the session supplies."""
        names = [self.slots[t].name for t, _ in self.feeds]
        return names + [self.slots[op.outputs[0]].name for op in self.reads]

    def results(self, fetches: Sequence[Tensor]) -> list[str]:
        """What the run returns: the fetches, as arrays of the caller's own, then what it stores."""
        results = []
        for tensor in fetches:
            slot = self.slots[tensor]
            if tensor in self.fed:
                results.append(slot.name)  # the very array that was fed, as in TensorFlow
                continue
            if tensor.op.definition in UPDATES:
                slot = Slot(self.stores[tensor.op.attributes["variable"]], slot.held, own=False)
            if slot.scalar and slot.held == tuple(tensor.shape):
                results.append(slot.scalar)  # numpy scalars cannot be changed
                continue
            value = self.full(tensor, slot)
            owned = slot.own and value == slot.name
            scalar = "" if slot.held or slot.batch else "[()]"
            results.append(f"{value}{scalar}" if owned else f"{self.bind(_own)}({value})")
        return results + list(self.stores.values())

    def lines(self, kept: Sequence[str]) -> list[str]:
        """The source, without what nobody reads, and releasing every array after its last use."""
        from gradviz.core.reuse import finished, needed, nested

        wanted = {_variable(text) for text in kept}
        lines = nested(needed(self.written, wanted), wanted)
        feeds = {
            self.slots[t].name: (tuple(t.shape), t.dtype.dtype)
            for t, batch in self.feeds
            if not batch and t.shape.is_fully_defined()
        }
        returned = wanted - set(self.arguments())
        if all(not batch for _, batch in self.feeds):
            source = tiled(lines, feeds, returned | self._fetched(kept), finished, self.bind)
            if source is not None:
                return source
        return finished(lines, wanted)

    def _fetched(self, kept: Sequence[str]) -> set[str]:
        """The arguments that are returned as well as read."""
        begun = self.arguments()
        names = [_variable(text) for text in kept]
        return {name for name in begun if names.count(name) > 1}


def _variable(text: str) -> str:
    """The variable in a result: `v1`, `v1[()]` or `k2(v1)`."""
    return text.removesuffix("[()]").rpartition("(")[2].removesuffix(")")


def _own(x: Any) -> Any:
    """A copy that the caller may change."""
    return np.array(x)[()]
