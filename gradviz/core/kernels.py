"""How operations are called in a plan: the cheapest code that computes the same.

Source: costs measured on NumPy 2.4: an operator on two numpy scalars takes a tenth of the call of a
ufunc, `vdot` a third of a product and its sum.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from gradviz.core.shapes import TensorShape, broadcast_shape

if TYPE_CHECKING:
    from gradviz.core.code import Code, Shape, Slot
    from gradviz.core.graph import Operation

OPERATORS = {"Add": "+", "Sub": "-", "Mul": "*", "RealDiv": "/"}
FRESH = frozenset(
    ["MatMul", "Softmax", "LogSoftmax", "ConcatV2", "Pack", "Pad", "GatherV2", "Select"]
)
"""Ops whose kernels never hand on an input, nor a view of one."""

FOLDED = 1 << 16
"""Entries up to which a value that is known beforehand is computed beforehand."""


def call(code: Code, op: Operation, inputs: Sequence[Slot]) -> None:
    """Writes the lines that compute an operation from its inputs."""
    slot = _known(code, op, inputs) or _simpler(code, op, inputs)
    if slot is not None:
        code.hold(op, slot)
        return
    code.kernels += 1
    code.width = max(code.width, *(t.shape.size for t in op.inputs + op.outputs))
    if op.definition.entrywise:
        code.hold(op, _reassociated(code, op, inputs) or _entrywise(code, op, inputs))
    elif op.type == "AddN":
        code.hold(op, _add_n(code, op, inputs))
    elif op.type in ("Sum", "Mean"):
        code.hold(op, _sum(code, op, inputs[0]))
    else:
        _general(code, op, inputs)


def _known(code: Code, op: Operation, inputs: Sequence[Slot]) -> Slot | None:
    """The value, where it depends on nothing that a run brings."""
    if op.definition.listed:
        return None
    values = [slot.value for slot in inputs]
    if any(v is None for v in values) or op.outputs[0] in code.fed:
        return None
    size = _extent(*inputs) if op.definition.entrywise else op.outputs[0].shape.size
    if size > FOLDED:
        return None
    if not op.definition.entrywise:
        values = [np.broadcast_to(v, t.shape) for v, t in zip(values, op.inputs, strict=True)]  # type: ignore[arg-type]
    with np.errstate(all="ignore"):
        value = np.asarray(op.definition.kernel(*values, **op.attributes))  # type: ignore[misc]
    return code.constant(value)


def _simpler(code: Code, op: Operation, inputs: Sequence[Slot]) -> Slot | None:
    """The slot of an input that the result is equal to."""
    kind = op.type
    if kind == "Mul":
        for this, other in (inputs, inputs[::-1]):
            if this.value is not None and np.all(this.value == 1):
                return other
        return _one_constant(code, op, inputs)
    if kind == "RealDiv" and _is(inputs[1], 1):
        return inputs[0]
    if kind == "Pow":
        if _is(inputs[1], 1):
            return inputs[0]
        if _is(inputs[1], 0):  # x⁰ is 1 for every x, NaN included
            return code.constant(np.ones((), op.outputs[0].dtype.dtype))
        if _is(inputs[1], 2):
            return _square(code, op, inputs[0])
    elif kind == "Square":
        return _square(code, op, inputs[0])
    elif kind == "Reshape" and not inputs[0].held and not inputs[0].batch:
        return inputs[0]  # one number everywhere, in whatever shape
    return None


def _one_constant(code: Code, op: Operation, inputs: Sequence[Slot]) -> Slot | None:
    """A · (b · x) as (a · b) · x where a and b are numbers known beforehand."""
    for this, other in (inputs, inputs[::-1]):
        factors = code.factors.get(other.name)
        for inner, rest in (factors, factors[::-1]) if factors else ():
            if _number(this) and _number(inner) and rest.value is None:
                with np.errstate(all="ignore"):
                    product = np.asarray(this.value * inner.value)  # type: ignore[operator]
                if np.all(np.isfinite(product)) and np.all(product != 0):
                    pair = (code.constant(product.reshape(())), rest)
                    return rest if np.all(product == 1) else _entrywise(code, op, pair)
    return None


def _number(slot: Slot) -> bool:
    return slot.value is not None and slot.value.size == 1 and slot.value.dtype.kind == "f"


def _is(slot: Slot, number: float) -> bool:
    return slot.value is not None and slot.value.size > 0 and bool(np.all(slot.value == number))


def _square(code: Code, op: Operation, x: Slot) -> Slot:
    if x.scalar:
        return _scalar(code, f"{x.scalar} * {x.scalar}", [x.scalar])
    code.kernels += 1
    code.width = max(code.width, op.outputs[0].shape.size)
    buffer = ((*x.batch, *x.held), op.outputs[0].dtype.dtype)
    name = code.write(f"{code.bind(np.multiply)}({x.name}, {x.name})", [x.name], buffer, False)
    code.factors[name] = (x, x)
    return type(x)(name, x.held, x.batch)


def _scalar(code: Code, text: str, uses: Sequence[str]) -> Slot:
    from gradviz.core.code import Slot

    name = code.write(text, uses, ((), np.dtype(float)), scalar=True)
    return Slot(name, (), (), scalar=name)


def _entrywise(code: Code, op: Operation, inputs: Sequence[Slot]) -> Slot:
    kernel: Any = op.definition.kernel
    if all(slot.scalar for slot in inputs):
        names = [slot.scalar for slot in inputs]
        if op.type in OPERATORS:
            return _scalar(code, f" {OPERATORS[op.type]} ".join(names), names)
        if op.type == "Neg":
            return _scalar(code, f"-{names[0]}", names)
        if isinstance(kernel, np.ufunc):
            return _scalar(code, f"{code.bind(kernel)}({', '.join(names)})", names)
    held = tuple(broadcast_shape([slot.held for slot in inputs], op.type))
    batch = tuple(np.broadcast_shapes(*(slot.batch for slot in inputs)))
    ufunc = isinstance(kernel, np.ufunc)
    names = [slot.name for slot in inputs]
    function = code.bind(partial(kernel, **op.attributes) if op.attributes else kernel)
    dtypes = {t.dtype for t in (*op.inputs, *op.outputs)}
    buffer = ((*batch, *held), op.outputs[0].dtype.dtype) if ufunc and len(dtypes) == 1 else None
    name = code.write(f"{function}({', '.join(names)})", names, buffer, not ufunc)
    if op.type == "Mul":
        code.factors[name] = (inputs[0], inputs[1])
    elif op.type in ("Add", "Sub"):
        code.terms[name] = (op.type, inputs[0], inputs[1])
    from gradviz.core.code import Slot

    # A kernel that is not a ufunc may hand on an input.
    return Slot(name, held, batch, own=ufunc)


def _reassociated(code: Code, op: Operation, inputs: Sequence[Slot]) -> Slot | None:
    """(p + q) − r as (p − r) + q, where p and r are small and q spreads them over a batch.

    One pass less over the whole batch. The result may differ in its last bits.
    """
    made = code.terms.get(inputs[0].name)
    if made is None or not inputs[0].batch or op.type not in ("Add", "Sub"):
        return None
    (kind, p, q), r = made, inputs[1]
    if _extent(p, r) * 4 <= _extent(*inputs):
        first = _signed(code, op, op.type, p, r)
        return _signed(code, op, kind, first, q)
    if _extent(q, r) * 4 <= _extent(*inputs):
        # p − q ∓ r is p − (q ± r)
        inner = op.type if kind == "Add" else {"Add": "Sub", "Sub": "Add"}[op.type]
        return _signed(code, op, kind, p, _signed(code, op, inner, q, r))
    return None


def _signed(code: Code, op: Operation, kind: str, x: Slot, y: Slot) -> Slot:
    held = tuple(broadcast_shape([x.held, y.held], kind))
    batch = tuple(np.broadcast_shapes(x.batch, y.batch))
    ufunc = code.bind({"Add": np.add, "Sub": np.subtract}[kind])
    buffer = ((*batch, *held), op.outputs[0].dtype.dtype)
    name = code.write(f"{ufunc}({x.name}, {y.name})", [x.name, y.name], buffer, False)
    return type(x)(name, held, batch)


def _extent(*slots: Slot) -> int:
    shapes = [(*s.batch, *s.held) for s in slots]
    return int(np.prod(np.broadcast_shapes(*shapes), dtype=np.int64))


def _add_n(code: Code, op: Operation, inputs: Sequence[Slot]) -> Slot:
    if all(slot.scalar for slot in inputs):
        names = [slot.scalar for slot in inputs]
        total = _scalar(code, " + ".join(names[:99]), names[:99])
        for start in range(99, len(names), 99):  # the compiler takes no deep expression
            more = [total.scalar, *names[start : start + 99]]
            total = _scalar(code, " + ".join(more), more)
        return total
    total = inputs[0]
    for term in inputs[1:]:
        total = _signed(code, op, "Add", total, term)
    return total


def _sum(code: Code, op: Operation, x: Slot) -> Slot:
    from gradviz.core.code import Slot

    tensor, out = op.inputs[0], op.outputs[0]
    shape, axes = tuple(tensor.shape), op.attributes["axis"]
    count = TensorShape(shape[a] for a in axes).size
    whole = len(axes) == len(shape) and not op.attributes["keepdims"]
    floating = out.dtype.dtype.kind == "f"
    divisor = code.constant(np.asarray(count, out.dtype.dtype)) if op.type == "Mean" else None
    text, uses = "", [x.name]
    if floating and not x.held and not x.batch and count:
        if op.type == "Mean":
            return x
        times = code.constant(np.asarray(count, out.dtype.dtype))
        one = x.scalar or x.name
        return _scalar(code, f"{one} * {times.scalar}", [one])
    pair = code.factors.get(x.name)
    if (
        whole
        and pair
        and floating
        and out.dtype.dtype.itemsize >= 4
        and shape
        and _dense(pair, shape)
    ):
        names = [slot.name for slot in pair]
        if not x.batch:
            text, uses = f"{code.bind(np.vdot)}({names[0]}, {names[1]})", names
        else:
            flat = [f"{s.name}.reshape({(*s.batch, -1)})" for s in pair]
            text = f"{code.bind(np.vecdot)}({flat[0]}, {flat[1]})"
            uses = names
    if not text:
        value = code.full(tensor, x)
        uses = [value]
        if not floating:
            return _plain(code, op, value, x)
        if whole and not x.batch:
            text = f"{code.bind(np.add.reduce)}({value}, None)"
        elif axes == (-2,) and len(shape) == 2 and not x.batch and _by_blas(op, shape):
            # A matrix product runs over the columns several times faster than a sum over rows.
            text = f"{code.bind(np.ones(shape[0], out.dtype.dtype))}.dot({value})"
            if op.attributes["keepdims"]:
                text += ".reshape((1, -1))"
        else:
            keep = op.attributes["keepdims"]
            text = f"{code.bind(np.add.reduce)}({value}, {axes}, None, None, {keep})"
    name = code.write(text, uses, views=False, sums=whole and not x.batch)
    scalar = name if whole and not x.batch else ""
    if divisor is not None:
        name = code.write(f"{name} / {divisor.name}", [name], views=False)
        scalar = name if scalar else ""
    return Slot(name, tuple(out.shape), x.batch, scalar=scalar)


def _by_blas(op: Operation, shape: Shape) -> bool:
    return op.outputs[0].dtype.name in ("float32", "float64") and shape[0] >= 64 and shape[1] > 0


def _dense(pair: tuple[Slot, Slot], shape: Shape) -> bool:
    """Whether both factors have all their entries."""
    return all(slot.held == shape for slot in pair)


def _plain(code: Code, op: Operation, value: str, x: Slot) -> Slot:
    function: Any = op.definition.kernel
    kernel = code.bind(partial(function, **op.attributes))
    name = code.write(f"{kernel}({value})", [value])
    return type(x)(name, tuple(op.outputs[0].shape), x.batch, own=False)


def _general(code: Code, op: Operation, inputs: Sequence[Slot]) -> None:
    from gradviz.core.code import Slot

    kernel: Any = op.definition.kernel
    names = [code.full(t, s) for t, s in zip(op.inputs, inputs, strict=True)]
    texts = names
    if op.type == "MatMul":
        kernel, turns = np.matmul, tuple(op.attributes.values())
        texts = [
            f"{n}.swapaxes(-1, -2)" if turn else n for n, turn in zip(names, turns, strict=True)
        ]
    elif op.attributes:
        kernel = partial(kernel, **op.attributes)
    batch = tuple(np.broadcast_shapes(*(slot.batch for slot in inputs)))
    targets = [code.name("v") for _ in op.outputs]
    star = "*" if op.definition.listed else ""
    own = op.type in FRESH
    text = f"{star}{code.bind(kernel)}({', '.join(texts)})"
    if op.type == "MatMul" and not batch and len(op.outputs[0].shape) == 2:
        text = f"{texts[0]}.dot({texts[1]})"  # the same by BLAS, with less around it
    code.write(text, names, views=not own, targets=targets)
    for tensor, name in zip(op.outputs, targets, strict=True):
        code.slots.setdefault(tensor, Slot(name, tuple(tensor.shape), batch, own=own))
