"""The machine that runs the lines of a typed model: a stack, and a graph that it builds."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from gradviz.core import ops
from gradviz.core.graph import Graph, Tensor
from gradviz.study.language import limits
from gradviz.study.language.functions import FUNCTIONS, REFUSED, Argument, Function
from gradviz.study.language.grammar import Line, Step
from gradviz.study.language.letters import ascii_name
from gradviz.study.language.tokens import Token
from gradviz.study.language.values import READ, WORDS, Value, as_tensor, is_number, shape_of

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
_TENSOR = re.compile(r'Tensor\("[^"]*",? ?(?:shape=(?P<shape>\([^)]*\)),? ?)?dtype=\w+\)')
# Functions that give their name to a scope, or to an operation within one, are called inside it.
_SCOPED = frozenset({"zeros", "ones", "zeros_like", "ones_like", "fill"})


@dataclass
class Machine:
    """Runs lines in the default graph.

    Attributes:
        graph: the graph, with the operations of the given names in it.
        values: what each name stands for, the given ones and those assigned so far.
        later: names that a later line assigns, with its number.
        names: what tensors are called where that is not their operation's name.
    """

    graph: Graph
    values: dict[str, Value]
    later: dict[str, int]
    names: dict[Tensor, str] = field(default_factory=dict)
    stack: list[Value] = field(default_factory=list)

    def run(self, line: Line, scope: str) -> Tensor:
        """Runs a line, and gives its value the name that stands there.

        Args:
            line: an assignment.
            scope: the operation's name in the graph, reserved, with a "/" at its end.
        """
        self.stack.clear()
        *before, last = line.steps
        for step in before:
            self._step(step, None)
        first = len(self.graph.get_operations())
        self._step(last, scope)
        (value,) = self.stack
        tensor = self._named(value, line, scope, first)
        self.values[line.name.text] = Value(tensor, line.name, value.plain)
        if tensor.op.name != line.name.text:
            self.names[tensor] = line.name.text
        return tensor

    def _named(self, value: Value, line: Line, scope: str, first: int) -> Tensor:
        """A line's value as a tensor of its own."""
        content = value.content
        if is_number(content):
            return ops.constant(float(content), "double", name=scope)
        if isinstance(content, tuple):
            return ops.constant(as_tensor(value).op.attributes["value"], "double", name=scope)
        if not isinstance(content, Tensor):
            as_tensor(value)
        if content.op.index < first:
            return ops.identity(content, name=scope)
        return content

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
        if is_number(value.content):
            content = -value.content if step.token.text == "-" else value.content
        elif step.token.text == "-":
            content = self._build(ops.negative, step.token, scope, as_tensor(value))
        else:
            content = as_tensor(value)
        self.stack.append(Value(content, step.token))

    def _operator(self, step: Step, scope: str | None) -> None:
        left, right = self._take(2)
        sign = step.token
        if is_number(left.content) and is_number(right.content) and sign.text in _FOLDED:
            self.stack.append(Value(_fold(left, right, sign), left.token))
            return
        x, y = self._operands([left, right])
        self.stack.append(Value(self._build(OPERATORS[sign.text], sign, scope, x, y), left.token))

    def _operands(self, values: list[Value]) -> list[Any]:
        """Tensors, and numbers where a tensor beside them says which type they have."""
        known = any(isinstance(v.content, Tensor) and not v.content.dtype.is_bool for v in values)
        return [v.content if known and is_number(v.content) else as_tensor(v) for v in values]

    def _call(self, step: Step, scope: str | None) -> None:
        function = self._function(step.token)
        given = _matched(function, step, self._take(step.count))
        tensors = [v for a, v in given if a.kind == "tensor"]
        operands = dict(zip((v.token for v in tensors), self._operands(tensors), strict=True))
        arguments: dict[str, Any] = {}
        for argument, value in given:
            if argument.kind == "tensor":
                arguments[argument.name] = operands[value.token]
            else:
                arguments[argument.name] = READ[argument.kind](value, argument)
        self._complete(function, arguments, step.token)
        content = self._build(function.build, step.token, scope, **arguments)
        self.stack.append(Value(content, step.token))

    def _function(self, token: Token) -> Function:
        name = token.text
        if name in self.values:
            raise token.error(f"{name} is not a function; write {name}*(…) for a product")
        if name in REFUSED:
            raise token.error(f"{name} {REFUSED[name]}")
        if name not in FUNCTIONS:
            near = get_close_matches(name, FUNCTIONS, 1)
            hint = f"; did you mean {near[0]}?" if near else "; the help lists those there are"
            raise token.error(f"there is no function {name}{hint}")
        return FUNCTIONS[name]

    def _complete(self, function: Function, arguments: dict[str, Any], token: Token) -> None:
        """Double precision where a function has another default; a range is counted first."""
        typed = [a.name for a in function.arguments if a.name == "dtype"]
        if typed and function.name not in ("ones_like", "zeros_like"):
            arguments.setdefault("dtype", WORDS["float64"])
        if function.name == "range":
            ends = [arguments["start"], arguments.get("limit")]
            start, limit = ends if ends[1] is not None else [0, ends[0]]
            step = arguments.get("delta", 1)
            if not step or abs((limit - start) / step) > limits.ENTRIES:
                raise token.error(f"this range is too long: at most {limits.ENTRIES:,} entries")

    def _build(
        self, build: Callable[..., Any], token: Token, scope: str | None, *args: Any, **kwargs: Any
    ) -> Tensor:
        """Adds an operation, under the line's name if it is the line's last."""
        first = len(self.graph.get_operations())
        try:
            if scope is None:
                made = build(*args, **kwargs)
            elif build.__name__ in _SCOPED:
                with self.graph.name_scope(scope):
                    made = build(*args, **kwargs)
            else:
                made = build(*args, name=scope, **kwargs)
        except (ValueError, TypeError, LookupError, ArithmeticError) as error:
            raise token.error(said(error)) from None
        self._check(first, token)
        return made

    def _check(self, first: int, token: Token) -> None:
        """Refuses tensors that are too large, before anything is computed."""
        for op in self.graph.get_operations()[first:]:
            for tensor in op.outputs:
                if len(tensor.shape) > limits.AXES:
                    raise token.error(
                        f"this has {len(tensor.shape)} axes; a tensor has at most {limits.AXES}"
                    )
                if tensor.shape.size > limits.ENTRIES:
                    raise token.error(
                        f"this has the shape {tensor.shape}, but a tensor has at most"
                        f" {limits.ENTRIES:,} entries"
                    )


def _matched(function: Function, step: Step, values: list[Value]) -> list[tuple[Argument, Value]]:
    """A call's values with the arguments that they are given for."""
    named = len(step.keywords)
    listed = values[: len(values) - named]
    if len(listed) > len(function.arguments):
        raise step.token.error(f"too many arguments; it is called as {function.usage}")
    given = dict(zip(function.arguments, listed, strict=False))
    by_name = {a.name: a for a in function.arguments}
    for keyword, value in zip(step.keywords, values[len(listed) :], strict=True):
        argument = by_name.get(keyword.text)
        if argument is None:
            raise keyword.error(f"there is no argument {keyword.text} in {function.usage}")
        if argument in given:
            raise keyword.error(f"{keyword.text} is given twice")
        given[argument] = value
    missing = [a.name for a in function.arguments if a.required and a not in given]
    if missing:
        raise step.token.error(f"{missing[0]} is missing; it is called as {function.usage}")
    return list(given.items())


def _fold(left: Value, right: Value, sign: Token) -> int | float:
    """Two numbers as one, so that 1/2 is a number and not an operation."""
    try:
        result = _FOLDED[sign.text](left.content, right.content)
    except (ArithmeticError, ValueError):
        result = math.nan
    if not abs(result) <= limits.NUMBER:
        raise sign.error(
            f"{left.content} {sign.text} {right.content} is no number that can be used here"
        )
    whole = isinstance(left.content, int) and isinstance(right.content, int)
    exact = whole and sign.text != "/" and abs(result) < 2**53 and result == math.floor(result)
    return int(result) if exact else float(result)


def unknown(name: str, known: Mapping[str, Any], later: Mapping[str, int]) -> str:
    """What to say of a name that nothing is known of."""
    if name in later:
        return f"{name} gets its value only in line {later[name]}; move that line up"
    near = get_close_matches(name, [*known, *FUNCTIONS], 1)
    hint = f"did you mean {near[0]}? If not, say" if near else "say"
    return f"{name} is not known: {hint} whether it is data or a parameter"


def said(error: Exception) -> str:
    """An error of the core in words that a visitor knows."""
    text = str(error.args[0]) if error.args else "this cannot be built"
    shapes = _TENSOR.sub(
        lambda m: f"a tensor of {'shape ' + m['shape'] if m['shape'] else 'one number'}", text
    )
    return shapes.replace("float64", "double")
