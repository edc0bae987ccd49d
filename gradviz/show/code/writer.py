"""From graph to statements: what has a name gets a line, what is used once is written in place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from gradviz.core.graph import Operation, Tensor
from gradviz.core.op import OPS
from gradviz.core.ops.sources import CONST
from gradviz.show.code.forms import ATOM, SIGN, CodeError, Field, Form, Language, fields, filled
from gradviz.show.code.literals import nested, number
from gradviz.show.code.words import Names

LONGEST = 60
"""Characters of the longest expression that is written in place."""

_TYPES = {op_type.lower() for op_type in OPS}
_OPERATORS = {"add", "sub", "mul", "truediv", "pow", "mod", "floordiv", "matmul", "const"}

DEPTH = 4
"""Operations in a row that are computed before a broadcast instead of after it."""


class Expression(NamedTuple):
    """A text and how tightly it binds."""

    text: str
    binds: int = ATOM


class Scalar(NamedTuple):
    """A constant that is one number."""

    value: float
    dtype: str
    shape: tuple[int, ...] = ()


Operand = Tensor | Scalar


class Choice(NamedTuple):
    """A way to write an operand: its shape then, and the operations that are small for it."""

    operand: Operand
    shape: tuple[int, ...]
    small: frozenset[Operation] = frozenset()


class Statement(NamedTuple):
    """One line of the program, and the operation that it computes."""

    text: str
    op: Operation


class Writer:
    """Writes the operations behind some tensors in a language, line by line."""

    def __init__(
        self,
        language: Language,
        names: Names,
        leaves: Mapping[Tensor, str],
        wishes: Mapping[Tensor, Sequence[str]],
        origins: Mapping[Tensor, Tensor],
    ) -> None:
        """A writer for one program.

        Args:
            language: the target's.
            names: where further identifiers come from.
            leaves: the identifiers of the tensors that the program has already.
            wishes: the identifiers of tensors that get a line of their own, and of their other
                names one more each.
            origins: for cotangents, the tensors that they belong to.
        """
        self.language = language
        self.names = names
        self.wishes = wishes
        self.origins = origins
        self.needs: dict[str, None] = {}
        self._written = {tensor: Expression(name) for tensor, name in leaves.items()}
        self._forms: dict[Operation, Form] = {}
        self._operands: dict[Operation, list[Operand]] = {}
        self._small: set[Operation] = set()
        self._consumers: Counter[Tensor] = Counter()

    def statements(self, wanted: Sequence[Tensor]) -> list[Statement]:
        """The lines that compute the wanted tensors, inputs first.

        Raises:
            CodeError: if the language has no form for an operation, or one is not fed.
        """
        wanted = [self.meant(tensor) for tensor in wanted]
        every = wanted[0].graph.get_operations()
        self._consumers = Counter(self.meant(t) for op in every for t in op.inputs)
        self._consumers.update(wanted)
        ops = self._needed(wanted)
        uses = Counter(
            operand
            for op in ops
            for place in fields(self._forms[op])
            for operand in [self._operands[op][place.operand]]
        )
        lines = []
        for op in ops:
            line = self._statement(op, uses)
            if line:
                lines.append(Statement(line, op))
            for output in op.outputs:
                for other in self.wishes.get(output, ())[1:]:
                    lines.append(Statement(f"{other} = {self.name(output)}", op))
                    self._written[output] = Expression(other)
        return lines

    def name(self, tensor: Tensor) -> str:
        """The identifier of a wanted tensor, after its statements have been written."""
        return self._written[self.meant(tensor)].text

    def meant(self, tensor: Tensor) -> Tensor:
        """The tensor that one without a name of its own is only another name of."""
        while not self._named(tensor) and self._passes(tensor.op):
            tensor = tensor.op.inputs[0]
        return tensor

    def _named(self, tensor: Tensor) -> bool:
        return tensor in self._written or tensor in self.wishes

    def _passes(self, op: Operation) -> bool:
        same = op.type in ("Reshape", "BroadcastTo") and op.inputs[0].shape == op.outputs[0].shape
        return same or op.type in self.language.passing

    def _needed(self, wanted: Iterable[Tensor]) -> list[Operation]:
        stack = [t.op for t in wanted if t not in self._written]
        while stack:
            op = stack.pop()
            if op in self._forms:
                continue
            self._forms[op], self._operands[op] = self._read(op)
            stack += [
                t.op for t in self._operands[op] if isinstance(t, Tensor) and t not in self._written
            ]
        return sorted(self._forms, key=lambda op: op.index)

    def _read(self, op: Operation) -> tuple[Form, list[Operand]]:
        """How an operation is written, and what of."""
        if op.definition is CONST:
            return Form(""), []
        if not op.inputs:
            raise CodeError(f"{self.language.name}: {op.type} has a value only in a run")
        if self._passes(op):
            return Form("{0}"), [self._operand(op.inputs[0])]
        return self.language.form(op), self._spread(op)

    def _spread(self, op: Operation) -> list[Operand]:
        """The operands, without broadcasts that the target makes by itself."""
        if not _broadcasts(op):
            return [self._operand(t) for t in op.inputs]
        choices = [self._smaller(t, DEPTH) for t in op.inputs]
        if op in self._small:
            chosen = [choice[-1] for choice in choices]
        else:
            chosen = [choice[0] for choice in choices]
            shape = tuple(op.outputs[0].shape)
            # Numbers shrink first: it is a tensor that shows the shape, if one has to.
            for place in sorted(range(len(choices)), key=lambda p: len(choices[p][-1].shape)):
                for smaller in reversed(choices[place]):
                    tried = [*chosen[:place], smaller, *chosen[place + 1 :]]
                    if np.broadcast_shapes(*(t.shape for t in tried)) == shape:
                        chosen = tried
                        break
        for choice in chosen:
            self._small |= choice.small
        return [choice.operand for choice in chosen]

    def _smaller(self, tensor: Tensor, depth: int) -> list[Choice]:
        """What a tensor can be repeated from, by size: each is broadcast to the one before it."""
        first = self._operand(tensor)
        chain = [Choice(first, tuple(first.shape))]
        while isinstance(first, Tensor) and not self._named(first):
            op = first.op
            if op.definition is CONST:
                value = op.attributes["value"]
                if value.size and (value == value.ravel()[0]).all():
                    scalar = Scalar(value.ravel()[0].item(), first.dtype.name)
                    chain.append(Choice(scalar, ()))
                break
            if op.type == "BroadcastTo" or _adds_axes(op):
                first = self._operand(op.inputs[0])
                chain.append(Choice(first, tuple(first.shape)))
                continue
            if depth and _broadcasts(op) and self._consumers[first] == 1:
                # What is computed entry by entry is computed before it is repeated.
                parts = [self._smaller(t, depth - 1)[-1] for t in op.inputs]
                shape = np.broadcast_shapes(*(part.shape for part in parts))
                small = frozenset({op}).union(*(part.small for part in parts))
                if shape != tuple(first.shape):
                    chain.append(Choice(first, shape, small))
            break
        return chain

    def _operand(self, tensor: Tensor) -> Operand:
        tensor = self.meant(tensor)
        op = tensor.op
        if op.definition is CONST and not tensor.shape and not self._named(tensor):
            return Scalar(op.attributes["value"].item(), tensor.dtype.name)
        return tensor

    def _statement(self, op: Operation, uses: Mapping[Operand, int]) -> str:
        """The line of an operation; "" if it is written where it is used."""
        expression = self._expression(op)
        if len(op.outputs) > 1 or op.definition.listed:
            names = [self._new(output) for output in op.outputs]
            return f"{', '.join(names)}{',' if len(names) == 1 else ''} = {expression.text}"
        [output] = op.outputs
        short = len(expression.text) <= LONGEST and "\n" not in expression.text
        if output in self.wishes or uses.get(output, 0) != 1 or not short:
            name = self._new(output)
            text = expression.text
            if "\n" in text:
                text = text.replace("\n", "\n" + " " * (len(name) + 3))
            return f"{name} = {text}"
        self._written[output] = expression
        return ""

    def _new(self, tensor: Tensor) -> str:
        wished = self.wishes.get(tensor)
        name = wished[0] if wished else self.names.new(self._usual(tensor))
        self._written[tensor] = Expression(name)
        return name

    def _usual(self, tensor: Tensor) -> str:
        """A name for a tensor that nobody has named: after its operation, or what it is of."""
        if tensor in self.origins:
            origin = self.meant(self.origins[tensor])
            written = self._written.get(origin)
            plain = written is not None and written.text.isidentifier()
            return f"d_{written.text if written and plain else _base(origin.op)}"
        return _base(tensor.op)

    def _expression(self, op: Operation) -> Expression:
        if op.definition is CONST:
            value, kind = op.attributes["value"], op.outputs[0].dtype.name
            start = len(self.language.constant("[", kind).partition("[")[0])
            return Expression(
                self.language.constant(nested(value, start if value.ndim else 0), kind)
            )
        form, operands = self._forms[op], self._operands[op]
        self.needs.update(dict.fromkeys(form.needs))
        # Plain numbers are fine beside a tensor, where Python leaves the operator to that.
        given = {place.operand for place in fields(form)}
        mixed = any(isinstance(operands[place], Tensor) for place in given)

        def write(place: Field) -> str:
            operand = operands[place.operand]
            if isinstance(operand, Tensor):
                written = self._written[operand]
            elif place.plain and (mixed or place.operand):
                text = number(operand.value)
                written = Expression(text, SIGN if text.startswith("-") else ATOM)
            else:
                written = Expression(self.language.constant(number(operand.value), operand.dtype))
            return f"({written.text})" if written.binds < place.need else written.text

        return Expression(filled(form, write), form.binds)


def _broadcasts(op: Operation) -> bool:
    """Whether every target makes the shapes of an operation's operands equal by itself."""
    return op.definition.entrywise or op.type in ("AddN", "Select")


def _adds_axes(op: Operation) -> bool:
    """Whether an operation only puts axes of extent 1 in front."""
    old, new = tuple(op.inputs[0].shape) if op.inputs else (), tuple(op.outputs[0].shape)
    return op.type == "Reshape" and new == (1,) * (len(new) - len(old)) + old


def _base(op: Operation) -> str:
    return re.sub(r"_\d+$", "", op.name.rpartition("/")[2]).lower()


def has_own_name(op: Operation) -> bool:
    """Whether an operation was named by hand, and not after its type."""
    return "/" not in op.name and _base(op) not in _TYPES | _OPERATORS
