"""The machine that runs the lines of a typed model: a stack, and a graph that it builds."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from gradviz.core import ops
from gradviz.core.graph import Graph, Operation, Tensor
from gradviz.study.language import limits
from gradviz.study.language.arguments import held, matched, needed
from gradviz.study.language.bounded import TooMuchError
from gradviz.study.language.functions import FUNCTIONS, REFUSED, Argument, Function
from gradviz.study.language.grammar import Line, Step
from gradviz.study.language.sentences import no_function, said, unknown
from gradviz.study.language.tokens import Token
from gradviz.study.language.values import READ, WORDS, Value, as_tensor, held_by, is_number

OPERATORS: Mapping[str, Callable[..., Tensor]] = {
    "+": ops.add,
    "-": ops.subtract,
    "*": ops.multiply,
    "/": ops.divide,
    "@": ops.matmul,
    "**": ops.pow,
}
_FOLDED: Mapping[str, Callable[[float, float], float]] = {
    "+": lambda x, y: x + y,
    "-": lambda x, y: x - y,
    "*": lambda x, y: x * y,
    "/": lambda x, y: x / y,
    "**": math.pow,
}
# NumPy has no negative powers of integers, and nothing for their division by zero; which a run
# would find out too late.
_LATE = {ops.pow: "a power", ops.floordiv: "a quotient", ops.floormod: "a remainder"}
NOT_BUILT = (ValueError, TypeError, LookupError, ArithmeticError, NotImplementedError)
"""What the core raises where an operation cannot be."""
# Their last operation is a broadcast, which is drawn as a part of its edge and not as a node: they
# are called inside a scope of the line's name, which is that of an identity after them.
_SCOPED = frozenset({"zeros", "ones", "zeros_like", "ones_like", "fill", "broadcast_to"})
# Along another axis than the last they stand between two transposes.
_CROSS = "softmax_cross_entropy_with_logits"
_TURNED = frozenset({"softmax", "log_softmax", _CROSS, f"{_CROSS}_v2"})


@dataclass
class Machine:
    """Runs lines in a graph that is the default one.

    Attributes:
        graph: the graph, with the operations of the given names in it.
        values: what each name stands for, the given ones and those assigned so far.
        later: names that a later line assigns, with its number.
        names: what tensors are called where that is not their operation's name.
        places: by operation that a line has made, where the text asks for it.
        results: by the token of an expression, the tensor that it is, where it is one.
    """

    graph: Graph
    values: dict[str, Value]
    later: Mapping[str, int]
    names: dict[Tensor, str] = field(default_factory=dict)
    places: dict[Operation, Token] = field(default_factory=dict)
    results: dict[Token, Tensor] = field(default_factory=dict)
    stack: list[Value] = field(default_factory=list)
    first: int = 0
    known: int = 0
    held: int = 0

    def run(self, line: Line, scope: str) -> Tensor:
        """Runs a line, and gives its value the name that stands there.

        Args:
            line: an assignment.
            scope: the operation's name in the graph, reserved, with a "/" at its end.
        """
        self.stack.clear()
        self.first = self.known = len(self.graph.get_operations())
        token = line.name
        try:
            for place, step in enumerate(line.steps, 1):
                token = step.token
                self._step(step, scope if place == len(line.steps) else None)
                if isinstance(made := self.stack[-1].content, Tensor):
                    self.results[token] = made
            (value,) = self.stack
            tensor = self._named(value, scope)
        except TooMuchError as error:
            raise token.error(f"with the lines before it, {error}") from None
        self._settle(line.name)
        self.values[line.name.text] = Value(tensor, line.name, value.plain)
        if tensor.op.name != line.name.text:
            self.names[tensor] = line.name.text
        return tensor

    def _named(self, value: Value, scope: str) -> Tensor:
        """A line's value as a tensor of its own."""
        if is_number(value.content):
            return ops.constant(float(value.content), "double", name=scope)
        tensor = as_tensor(value, scope)
        own = tensor.op.name == scope[:-1]
        new = tensor.op.index >= self.first and tensor.op.type not in ("BroadcastTo", "Const")
        return tensor if own or new else ops.identity(tensor, name=scope)

    def _step(self, step: Step, scope: str | None) -> None:
        if step.kind == "number":
            text = step.token.text
            number = int(text) if text.isdigit() and len(text) < 16 else float(text)
            self.stack.append(Value(number, step.token))
        elif step.kind == "name":
            self.stack.append(self._load(step.token))
        elif step.kind == "list":
            self.stack.append(Value(tuple(self._take(step.count)), step.token))
        elif step.kind == "sign":
            self._sign(step, scope)
        elif step.kind == "operator":
            self._operator(step, scope)
        else:
            self._call(step, scope)

    def _take(self, count: int) -> list[Value]:
        taken = self.stack[len(self.stack) - count :]
        del self.stack[len(self.stack) - count :]
        return taken

    def _load(self, token: Token) -> Value:
        name = token.text
        if name in self.values:
            known = self.values[name]
            return Value(known.content, token, known.number)
        if name in WORDS:
            return Value(WORDS[name], token)
        if name in FUNCTIONS:
            raise token.error(f"{name} is a function; call it, as in {FUNCTIONS[name].usage}")
        raise token.error(unknown(name, self.values, self.later))

    def _sign(self, step: Step, scope: str | None) -> None:
        (value,) = self._take(1)
        content = value.content
        if not is_number(content):
            content = as_tensor(value)
            if step.token.text == "-":
                content = self._build(ops.negative, step.token, scope, content)
        elif step.token.text == "-":
            content = -content
        self.stack.append(Value(content, step.token))

    def _operator(self, step: Step, scope: str | None) -> None:
        left, right = self._take(2)
        sign = step.token
        if is_number(left.content) and is_number(right.content) and sign.text in _FOLDED:
            self.stack.append(Value(_fold(left, right, sign), left.token))
            return
        x, y = self._operands([left, right])
        self.stack.append(Value(self._build(OPERATORS[sign.text], sign, scope, x, y), left.token))

    def _call(self, step: Step, scope: str | None) -> None:
        function = self._function(step.token)
        given = matched(function, step, self._take(step.count))
        tensors = [value for argument, value in given if argument.kind == "tensor"]
        operands = iter(self._operands(tensors))
        arguments = {
            argument.name: next(operands)
            if argument.kind == "tensor"
            else self._read(value, argument)
            for argument, value in given
        }
        arguments |= needed(function, arguments, step.token)
        self.held += held(function, arguments, step.token)
        if self.held > limits.ENTRIES:
            raise step.token.error(
                f"all ranges and constants together have more than {limits.ENTRIES:,} numbers"
            )
        content = self._build(function.build, step.token, scope, **arguments)
        self.stack.append(Value(content, step.token))

    def _operands(self, values: list[Value]) -> list[Tensor]:
        made = _operands(values)
        for value, tensor in zip(values, made, strict=True):
            self._stands(value, tensor)
        return made

    def _read(self, value: Value, argument: Argument) -> Any:
        """A value as an argument that is no single tensor."""
        made = READ[argument.kind](value, argument)
        if argument.kind == "tensors":
            for part, tensor in zip(value.content, made, strict=True):
                self._stands(part, tensor)
        elif isinstance(made, Tensor):
            self._stands(value, made)
        return made

    def _stands(self, value: Value, tensor: Tensor) -> None:
        """Notes where a number stands that has become a tensor."""
        if not isinstance(value.content, Tensor):
            self.places[tensor.op] = value.token

    def _function(self, token: Token) -> Function:
        name = token.text
        if name in self.values:
            raise token.error(f"{name} is not a function; write {name}*(…) for a product")
        if name in REFUSED:
            raise token.error(f"{name} {REFUSED[name]}")
        if name not in FUNCTIONS:
            raise token.error(no_function(name))
        return FUNCTIONS[name]

    def _build(
        self, build: Callable[..., Any], token: Token, scope: str | None, *args: Any, **kwargs: Any
    ) -> Tensor:
        """Adds an operation, under the line's name if it is the line's last."""
        if build in _LATE and all(_counts(a) for a in args or kwargs.values()):
            *_, second = args or kwargs.values()
            if build is ops.pow or not _never_zero(second):
                raise token.error(f"{_LATE[build]} of whole numbers: write to_double(x) first")
        try:
            if scope is None:
                made: Tensor = build(*args, **kwargs)
            elif build.__name__ in _SCOPED or (
                build.__name__ in _TURNED and {"axis", "dim"} & kwargs.keys()
            ):
                with self.graph.name_scope(scope):
                    made = build(*args, **kwargs)
            else:
                made = build(*args, name=scope, **kwargs)
        except NOT_BUILT as error:
            raise token.error(said(error, token.text)) from None
        self._settle(token)
        if made.shape.size < 1 or min(made.shape, default=1) < 1:
            raise token.error(f"this has the shape {made.shape}; an extent is 1 at least")
        return made

    def _settle(self, token: Token) -> None:
        """Notes where the new operations come from, and refuses tensors that are too large."""
        new = self.graph.get_operations()[self.known :]
        self.known += len(new)
        for op in new:
            self.places.setdefault(op, token)
            for tensor in op.outputs:
                too_large(tensor, token)
            if op.type == "Const" and tuple(op.outputs[0].shape) == ():
                self.names.setdefault(op.outputs[0], f"{float(op.attributes['value']):g}")


def too_large(tensor: Tensor, token: Token) -> None:
    """Refuses a tensor that is too large, before anything is computed.

    Raises:
        ExpressionError: if it is.
    """
    if len(tensor.shape) > limits.AXES:
        problem = f"this has {len(tensor.shape)} axes; a tensor has at most {limits.AXES}"
        raise token.error(problem)
    if tensor.shape.size > limits.ENTRIES:
        raise token.error(
            f"this has the shape {tensor.shape}; a tensor has at most {limits.ENTRIES:,} entries"
        )


def _never_zero(operand: Any) -> bool:
    held = held_by(operand) if isinstance(operand, Tensor) else None
    return held is not None and bool(held.all())


def _counts(operand: Any) -> bool:
    return is_number(operand) or (isinstance(operand, Tensor) and operand.dtype.is_integer)


def _operands(values: list[Value]) -> list[Tensor]:
    """Tensors; a whole number beside whole numbers is one of them, all others are doubles."""
    known = [v.content.dtype for v in values if isinstance(v.content, Tensor)]
    kinds = [dtype for dtype in known if not dtype.is_bool]
    whole = kinds[0] if kinds and all(dtype.is_integer for dtype in kinds) else None
    return [
        ops.constant(v.content, whole)
        if whole and isinstance(v.content, int) and not isinstance(v.content, bool)
        else as_tensor(v)
        for v in values
    ]


def _fold(left: Value, right: Value, sign: Token) -> int | float:
    """Two numbers as one, so that 1/2 is a number and not an operation."""
    try:
        result = _FOLDED[sign.text](left.content, right.content)
    except (ArithmeticError, ValueError):
        result = math.nan
    if not abs(result) <= limits.NUMBER:
        operation = f"{left.content:.6g} {sign.text} {right.content:.6g}"
        raise sign.error(f"{operation} is no number that can be used here")
    whole = isinstance(left.content, int) and isinstance(right.content, int)
    exact = whole and sign.text != "/" and abs(result) < 2**53 and result == math.floor(result)
    return int(result) if exact else float(result)
