"""Plans: what one run of a set of fetches does, compiled to straight-line code.

An array is `(*batch, *event)`: the event axes are the tensor's static shape, the batch axes are
free and broadcast as numpy does. So a cost surface, or a finite-difference check, is one pass.

A broadcast costs nothing until somebody needs its entries: entry-by-entry ops take the small
array and let numpy spread it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from gradviz.core.graph import Operation, Tensor
from gradviz.core.binding import unfed_placeholder
from gradviz.core.ops.sources import ASSIGN, CONST, IDENTITY, NO_OP, PLACEHOLDER, UPDATES, VARIABLE
from gradviz.core.ops.sums import BROADCAST_TO
from gradviz.core.shapes import broadcast_shape

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Plan:
    """What one run does.

    Attributes:
        reads: the variables (operations) whose values it needs, in order.
        stores: the variables that it assigns, in the order of the function's extra results.
        function: `(*feeds, *reads) -> (fetched..., stored...)`.
        kernels: how many kernel calls one run makes.
        width: entries of the largest event array that it makes.
    """

    reads: tuple[Operation, ...]
    stores: tuple[Operation, ...]
    function: Callable[..., tuple[Any, ...]]
    kernels: int
    width: int


def order(fetches: Iterable[Operation], fed: Iterable[Tensor]) -> list[Operation]:
    """The operations that a run needs, inputs first, without what is fed."""
    known = set(fed)
    needed: set[Operation] = set()
    stack = list(fetches)
    while stack:
        op = stack.pop()
        if op not in needed and not (op.outputs and all(t in known for t in op.outputs)):
            needed.add(op)
            stack.extend(t.op for t in op.inputs if t not in known)
            stack.extend(op.control_inputs)
    return sorted(needed, key=lambda op: op.index)


def make_plan(fetches: Sequence[Tensor | Operation], feeds: Sequence[tuple[Tensor, int]]) -> Plan:
    """Plans and compiles a run.

    Args:
        fetches: tensors whose values are wanted, and operations that are to be run.
        feeds: the fed tensors, each with the number of batch axes of its array.

    Raises:
        InvalidArgumentError: if a placeholder that is needed is not fed.
    """
    code = _Code(feeds)
    ops = [f if isinstance(f, Operation) else f.op for f in fetches]
    fed = [t for t, _ in feeds]
    unfed = [
        o for o, f in zip(ops, fetches, strict=True) if isinstance(f, Operation) or f not in fed
    ]
    for op in order(unfed, fed):
        code.add(op)
    return code.finish([f for f in fetches if isinstance(f, Tensor)])


_PASSING = ("Identity", "PlaceholderWithDefault", "StopGradient")


@dataclass
class _Slot:
    """Where a tensor's array is while the code runs.

    Attributes:
        name: the local variable.
        held: the event shape of the array, possibly still to be broadcast to the tensor's.
        batch: the number of its batch axes.
        own: whether the array was made by this run, so that it may be handed out.
    """

    name: str
    held: tuple[int, ...]
    batch: int
    own: bool = True


@dataclass
class _Code:
    """The source of a plan's function while it is being written.

    It consists of slot numbers and kernels of the op table only, never of a visitor's text.
    """

    feeds: Sequence[tuple[Tensor, int]]
    lines: list[str] = field(default_factory=list)
    bound: dict[str, Any] = field(default_factory=dict)
    slots: dict[Tensor, _Slot] = field(default_factory=dict)
    reads: list[Operation] = field(default_factory=list)
    stores: dict[Operation, str] = field(default_factory=dict)
    after: dict[Operation, frozenset[Operation]] = field(default_factory=dict)
    count: int = 0
    kernels: int = 0
    width: int = 1

    def __post_init__(self) -> None:
        for tensor, batch in self.feeds:
            self.slots[tensor] = _Slot(self._name("f"), tuple(tensor.shape), batch, own=False)

    def _name(self, letter: str) -> str:
        self.count += 1
        return f"{letter}{self.count}"

    def _bind(self, value: Any) -> str:
        name = self._name("k")
        self.bound[name] = value
        return name

    def add(self, op: Operation) -> None:
        """Writes the line that computes an operation."""
        if op.definition is PLACEHOLDER:
            raise unfed_placeholder(op.outputs[0])
        self.after[op] = self._after(op)
        if op.definition is NO_OP:
            return
        if op.definition is CONST:
            value = op.attributes["value"]
            self._hold(op, _Slot(self._bind(value), value.shape, 0, own=False))
        elif op.definition.supply is not None:
            self.reads.append(op)
            self._hold(op, _Slot(self._name("r"), tuple(op.outputs[0].shape), 0, own=False))
        elif op.definition is BROADCAST_TO:
            self._broadcast(op)
        else:
            self._call(op)

    @property
    def fed(self) -> Sequence[Tensor]:
        """The tensors that the run feeds."""
        return [t for t, _ in self.feeds]

    def _hold(self, op: Operation, slot: _Slot) -> None:
        if op.outputs[0] not in self.slots:
            self.slots[op.outputs[0]] = slot

    def _broadcast(self, op: Operation) -> None:
        """Keeps the small array; with batch axes, makes room for the new event axes."""
        source = self.slots[op.inputs[0]]
        new = len(op.outputs[0].shape) - len(source.held)
        if new and source.batch:
            name = self._name("v")
            rank = len(source.held)
            spread = self._bind(partial(_insert_axes, new=new, rank=rank))
            self.lines.append(f"{name} = {spread}({source.name})")
            self._hold(op, _Slot(name, (1,) * new + source.held, source.batch, own=False))
        else:
            self._hold(op, _Slot(source.name, source.held, source.batch, own=False))

    def _after(self, op: Operation) -> frozenset[Operation]:
        """The variables that are updated before an operation runs, because it says so."""
        found: frozenset[Operation] = frozenset()
        for before in (*(t.op for t in op.inputs), *op.control_inputs):
            found |= self.after.get(before, frozenset())
            if before.definition in UPDATES:
                found |= {before.attributes["variable"]}
        return found

    def _input(self, op: Operation, tensor: Tensor) -> _Slot:
        """Where an input is: a variable is read as of the start of the run.

        Only what is made to run after an update (by a control dependency) sees the new value.
        """
        if self.after[op] and tensor not in self.fed:
            source = tensor
            while source.op.definition is IDENTITY:
                source = source.op.inputs[0]
            if source.op.definition is VARIABLE and source.op in self.after[op]:
                return _Slot(self.stores[source.op], tuple(tensor.shape), 0, own=False)
        return self.slots[tensor]

    def _call(self, op: Operation) -> None:
        entrywise = op.definition.entrywise
        inputs = [self._input(op, t) for t in op.inputs]
        if op.definition in UPDATES:
            self._update(op, inputs)
            return
        names = [
            s.name if entrywise else self._full(t, s)
            for t, s in zip(op.inputs, inputs, strict=True)
        ]
        kernel: Any = op.definition.kernel
        if op.attributes:
            kernel = partial(kernel, **op.attributes)
        batch = max((s.batch for s in inputs), default=0)
        targets = [self._name("v") for _ in op.outputs]
        left = ", ".join(targets) + ("," if op.definition.listed else "")
        self.lines.append(f"{left} = {self._bind(kernel)}({', '.join(names)})")
        self.kernels += 1
        self.width = max(self.width, *(t.shape.size for t in op.inputs + op.outputs))
        for tensor, name in zip(op.outputs, targets, strict=True):
            held = tuple(tensor.shape)
            if entrywise:
                held = tuple(broadcast_shape([s.held for s in inputs], op.type))
            # Identity, Reshape and their like hand on the very array, or a view of it.
            own = entrywise and op.type not in _PASSING
            if tensor not in self.slots:
                self.slots[tensor] = _Slot(name, held, batch, own)

    def _update(self, op: Operation, inputs: Sequence[_Slot]) -> None:
        """Writes the new value of a variable, to be stored when the run is over.

        Updates of one variable in one run add up, in the order of construction.
        """
        variable = op.attributes["variable"]
        value = self._full(op.inputs[-1], inputs[-1])
        if op.definition is ASSIGN:
            line = value
        else:
            current = self.stores.get(variable, inputs[0].name)
            line = f"{self._bind(op.definition.kernel)}({current}, {value})"
        name = self._name("v")
        self.lines.append(f"{name} = {line}")
        self.kernels += 1
        self.stores[variable] = name
        self._hold(op, _Slot(name, tuple(op.outputs[0].shape), 0, own=False))

    def _full(self, tensor: Tensor, slot: _Slot) -> str:
        """The slot's array with the tensor's whole event shape."""
        if slot.held == tuple(tensor.shape):
            return slot.name
        spread = self._bind(partial(_spread, shape=tuple(tensor.shape), batch=slot.batch))
        return f"{spread}({slot.name})"

    def finish(self, fetches: Sequence[Tensor]) -> Plan:
        """Compiles what has been written."""
        results = []
        for tensor in fetches:
            slot = self.slots[tensor]
            if tensor in self.fed:
                results.append(slot.name)  # the very array that was fed, as in TensorFlow
                continue
            if tensor.op.definition in UPDATES:
                slot = _Slot(self.stores[tensor.op.attributes["variable"]], slot.held, 0, own=False)
            value = self._full(tensor, slot)
            owned = slot.own and value == slot.name
            results.append(f"{value}[()]" if owned else f"{self._bind(_own)}({value})")
        results.extend(self.stores.values())
        arguments = [self.slots[t].name for t, _ in self.feeds]
        arguments += [self._read_name(op) for op in self.reads]
        _free(self.lines, [*results, *arguments])
        body = "".join(f"    {line}\n" for line in self.lines)
        source = f"def run({', '.join(arguments)}):\n{body}    return ({''.join(r + ', ' for r in results)})\n"
        namespace = dict(self.bound)
        exec(compile(source, "<plan>", "exec"), namespace)  # noqa: S102  slot numbers and kernels only
        function = np.errstate(all="ignore")(namespace["run"])  # faults are values here
        return Plan(tuple(self.reads), tuple(self.stores), function, self.kernels, self.width)

    def _read_name(self, op: Operation) -> str:
        return self.slots[op.outputs[0]].name


def _free(lines: list[str], kept: Sequence[str]) -> None:
    """Adds to each line the release of the arrays that are used there for the last time."""
    seen = {token for text in kept for token in _tokens(text)}
    for place in range(len(lines) - 1, -1, -1):
        last = [t for t in dict.fromkeys(_tokens(lines[place])) if t[0] == "v" and t not in seen]
        seen.update(last)
        if last:
            lines[place] += "; " + "; ".join(f"{name} = None" for name in last)


def _tokens(text: str) -> list[str]:
    for mark in "(),=[]":
        text = text.replace(mark, " ")
    return text.split()


def _insert_axes(x: Array, *, new: int, rank: int) -> Array:
    place = x.ndim - rank
    return x.reshape(x.shape[:place] + (1,) * new + x.shape[place:])


def _spread(x: Array, *, shape: tuple[int, ...], batch: int) -> Array:
    return np.broadcast_to(x, np.shape(x)[:batch] + shape)


def _own(x: Any) -> Any:
    """A copy that the caller may change."""
    return np.array(x)[()]
