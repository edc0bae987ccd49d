"""Complete programs: data, parameters, the model, its gradients, and what they print."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from gradviz.core.graph import Tensor
from gradviz.core.plan import order
from gradviz.show.code.forms import Language
from gradviz.show.code.literals import nested
from gradviz.show.code.words import Names, string
from gradviz.show.code.writer import Writer, has_own_name
from gradviz.study.models import Model

Array = np.ndarray[Any, Any]


class Program:
    """One program while it is being written: what it is of, and what its parts are called.

    Attributes:
        model: what it is of.
        leaves: the identifiers of the data and the parameters.
        moved: the parameters that the cost depends on, by name.
        writer: what writes the operations.
        forward: the lines that compute the cost.
        backward: the lines that compute the gradients, if they are written by hand.
    """

    def __init__(
        self,
        model: Model,
        language: Language,
        fed: Mapping[Tensor, Array],
        taken: Sequence[str],
        by_hand: bool,
    ) -> None:
        """Names everything and writes the operations.

        Args:
            model: any model.
            language: the target's.
            fed: the numbers of data and parameters.
            taken: identifiers that the target uses for itself.
            by_hand: whether the gradients are written too.
        """
        self.model = model
        self._fed = fed
        self._names = Names([*taken, *language.definitions])
        totals = model.passes.cotangents
        self.moved = {n: t for n, t in model.parameters.items() if totals.get(t) is not None}
        cost = self._names.new("cost")
        self.leaves = {
            tensor: self._names.new(name)
            for group in (model.inputs, model.parameters)
            for name, tensor in group.items()
        }
        wishes = {} if model.cost in self.leaves else {model.cost: [cost]}
        for tensor, name in _named(model).items():
            if tensor not in self.leaves and tensor not in wishes:
                wishes[tensor] = [self._names.new(name)]
        self._slopes: dict[Tensor, str] = {}
        origins = {total: tensor for tensor, total in totals.items()} if by_hand else {}
        if by_hand:
            self._wish_cotangents(wishes)
        self.writer = Writer(language, self._names, self.leaves, wishes, origins)
        self._write([model.cost, *(totals[t] for t in self.moved.values() if by_hand)], cost)

    def _write(self, wanted: Sequence[Tensor], cost: str) -> None:
        self.forward: list[str] = []
        self.backward: list[str] = []
        lines = self.writer.statements(wanted)
        for line in lines:
            before = line.op.index <= self.model.cost.op.index
            (self.forward if before else self.backward).append(line.text)
        if self.model.cost in self.leaves:
            self.forward.append(f"{cost} = {self.leaves[self.model.cost]}")
        assigned = {line.text.partition(" = ")[0] for line in lines}
        for tensor, total in zip(self.moved.values(), wanted[1:], strict=False):
            # A gradient may be a number of the forward pass, which has its line already.
            if self._slopes[tensor] not in assigned:
                self.backward.append(f"{self._slopes[tensor]} = {self.writer.name(total)}")

    def _wish_cotangents(self, wishes: dict[Tensor, list[str]]) -> None:
        """Gives names to what comes back to everything that has one, the cost first."""
        forward = {tensor: names[0] for tensor, names in wishes.items()}
        inputs = set(self.model.inputs.values())
        for tensor in sorted([*forward, *self.leaves], key=lambda t: -t.op.index):
            total = self.model.passes.cotangents.get(tensor)
            if total is None or tensor in inputs:
                continue
            name = forward.get(tensor) or self.leaves[tensor]
            own = self._slopes[tensor] = self._names.new(f"d_{name}")
            if total not in forward and total not in self.leaves:
                wishes.setdefault(total, []).append(own)

    def slope(self, parameter: Tensor) -> str:
        """The identifier of what comes back to a parameter."""
        return self._slopes[parameter]

    def value(self, tensor: Tensor, start: int = 0) -> str:
        """What a tensor is fed, as nested lists."""
        return nested(self._fed[tensor], start)

    def assigned(self, group: Mapping[str, Tensor], wrap: Callable[[str], str]) -> str:
        """A line `name = …` for each tensor of a group."""
        lines = []
        for tensor in group.values():
            begin = f"{self.leaves[tensor]} = "
            text = wrap(self.value(tensor)) if not tensor.shape else ""
            if not text:
                column = len(begin + wrap("[").partition("[")[0])
                text = wrap(self.value(tensor, column))
            lines.append(begin + text)
        return "\n".join(lines)

    def parameters(self) -> list[str]:
        """The identifiers of the parameters that the cost depends on."""
        return [self.leaves[tensor] for tensor in self.moved.values()]

    def definitions(self) -> list[str]:
        """The functions that the operations need."""
        known = self.writer.language.definitions
        return [text for name, text in known.items() if name in self.writer.needs]

    def printed(self, cost: str, gradients: Sequence[str], ending: str = ".tolist()") -> str:
        """The lines that print the cost and each gradient; zeros where the cost is constant."""
        found = dict(zip(self.moved, gradients, strict=True))
        lines = [f"print({string('cost =')}, {cost}{ending})"]
        for name, tensor in self.model.parameters.items():
            begin = f"print({string(f'dcost/d{name} =')}, "
            if name in found:
                lines.append(f"{begin}{found[name]}{ending})")
            else:
                lines.append(f"{begin}{nested(np.zeros(tensor.shape))})  # cost is constant in it")
        return "\n".join(lines)


def _named(model: Model) -> dict[Tensor, str]:
    """The tensors that get lines of their own: those that somebody has given a name."""
    ops = [op for op in order([model.cost.op], []) if op.inputs and len(op.outputs) == 1]
    own = {op.outputs[0]: op.name for op in ops if has_own_name(op)}
    return own | {tensor: name for name, tensor in model.outputs.items()}


def indented(lines: Sequence[str]) -> str:
    """Lines as the body of a block."""
    return "\n".join("    " + line.replace("\n", "\n    ") for line in lines)
