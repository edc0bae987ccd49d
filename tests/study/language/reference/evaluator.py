"""An evaluator of typed models that shares nothing with the language's compiler nor with the core.

Python's own parser reads the text, because the language has its grammar and its precedence; each
call is what the definitions beside this file say.
"""

import ast
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tests.study.language.reference.arrays import LONG, Array, is_whole, tensor
from tests.study.language.reference.entrywise import (
    ONE,
    TWO,
    leaky_relu,
    sigmoid_cross_entropy,
)
from tests.study.language.reference.reductions import ALONG
from tests.study.language.reference.shaping import SHAPING

NAMED: Mapping[str, Callable[..., Array]] = {
    **ALONG,
    **SHAPING,
    "leaky_relu": leaky_relu,
    "sigmoid_cross_entropy_with_logits": sigmoid_cross_entropy,
}
"""Definitions whose parameters have TensorFlow's names; the tensors among them are `Array`s."""

ENTRYWISE: dict[str, Callable[..., Array]] = {**ONE, **TWO}

HELD = "stop_gradient"
ONLY_LOGITS = "softmax_cross_entropy_with_logits"
"""Its labels are constants for the gradient, as TensorFlow 1 documents."""

DEFINED = frozenset({*ONE, *TWO, *NAMED, HELD})
"""The functions that have a definition here."""

DTYPES = {"float64": "f", "double": "f", "int32": "i", "int64": "i", "bool": "b"}
SIGNATURES = {name: inspect.signature(function) for name, function in NAMED.items()}
OPERATORS: Mapping[type[ast.operator], str] = {
    ast.Add: "add",
    ast.Sub: "subtract",
    ast.Mult: "multiply",
    ast.Div: "divide",
    ast.Pow: "pow",
    ast.MatMult: "matmul",
}

Held = dict[ast.expr, Array]


@dataclass(frozen=True)
class Reference:
    """A typed model that can be evaluated in long double.

    Attributes:
        lines: each name with its expression, in order.

    Example:
        >>> reference = Reference.of("y = 3*x**2; cost = reduce_sum(y)")
        >>> float(reference.values({"x": [1.0, 2.0]})["cost"])
        15.0
    """

    lines: tuple[tuple[str, ast.expr], ...]

    @classmethod
    def of(cls, text: str) -> "Reference":
        """The model of a text, which must be legal."""
        lines = []
        for statement in ast.parse(text).body:
            assert isinstance(statement, ast.Assign), ast.unparse(statement)
            [target] = statement.targets
            assert isinstance(target, ast.Name), ast.unparse(target)
            lines.append((target.id, statement.value))
        return cls(tuple(lines))

    def values(self, fed: Mapping[str, Any], held: Held | None = None) -> dict[str, Array]:
        """The value of every line, by name.

        Args:
            fed: the data's and the parameters' values, by name.
            held: what gradients hold constant; it is noted if it is not there yet, and else taken
                as it is, so that differences see the same constants as the backward pass.
        """
        run = _Run(
            {name: np.asarray(v, LONG) for name, v in fed.items()}, {} if held is None else held
        )
        for name, expression in self.lines:
            run.known[name] = run.value(expression)
        return {name: tensor(run.known[name]) for name, _ in self.lines}


@dataclass
class _Run:
    """One evaluation: what the names stand for so far, and what gradients hold constant."""

    known: dict[str, Any]
    held: Held = field(default_factory=dict)

    def value(self, node: ast.expr) -> Any:
        """An array; of literals a number, a tuple, a truth value, None or a type."""
        match node:
            case ast.Constant(bool() | None as word):
                return word
            case ast.Constant(int() as whole):
                return whole
            case ast.Constant(float() as number):
                return LONG(number)
            case ast.Name(name):
                return self.known[name] if name in self.known else DTYPES[name]
            case ast.Tuple(parts) | ast.List(parts):
                return tuple(self.value(part) for part in parts)
            case ast.UnaryOp(ast.UAdd(), operand):
                return self.value(operand)
            case ast.UnaryOp(ast.USub(), operand):
                value = self.value(operand)
                return -(tensor(value) if isinstance(value, tuple) else value)
            case ast.BinOp(left, operator, right):
                return self._operator(OPERATORS[type(operator)], left, right)
            case ast.Call(function, arguments, keywords):
                given = {word.arg or "": self.value(word.value) for word in keywords}
                name = function.attr if isinstance(function, ast.Attribute) else function.id  # type: ignore[attr-defined]
                return self._call(node, name, [self.value(one) for one in arguments], given)
            case ast.Attribute(_, name):
                return DTYPES[name]
        raise AssertionError(ast.unparse(node))

    def _operator(self, name: str, left: ast.expr, right: ast.expr) -> Any:
        x, y = self.value(left), self.value(right)
        if isinstance(x, int) and isinstance(y, int) and name in ("add", "subtract", "multiply"):
            return {"add": x + y, "subtract": x - y, "multiply": x * y}[name]
        if isinstance(x, int | LONG) and isinstance(y, int | LONG):
            number = TWO[name](tensor(x), tensor(y))[()]
            return (
                int(number)
                if name == "pow" and isinstance(x, int) and isinstance(y, int) and y >= 0
                else number
            )
        if name == "matmul":
            return NAMED[name](*_tensors([x, y]))
        return np.asarray(TWO[name](*_tensors([x, y])))

    def _call(self, node: ast.expr, name: str, given: list[Any], named: dict[str, Any]) -> Array:
        if name == HELD:
            [value] = [*given, *named.values()]
            return self._constant(node, tensor(value))
        if name not in NAMED:
            assert not named, f"{name} has no named arguments here"
            return np.asarray(ENTRYWISE[name](*_tensors(given)))
        bound = SIGNATURES[name].bind(*given, **named)
        kinds = {n: p.annotation for n, p in SIGNATURES[name].parameters.items()}
        arrays = [n for n in bound.arguments if kinds[n] is Array]
        for place, value in zip(
            arrays, _tensors([bound.arguments[n] for n in arrays]), strict=True
        ):
            bound.arguments[place] = value
        for place in bound.arguments:
            if kinds[place] == list[Array]:
                bound.arguments[place] = [tensor(one) for one in bound.arguments[place]]
        if name == ONLY_LOGITS:
            bound.arguments["labels"] = self._constant(node, bound.arguments["labels"])
        return np.asarray(NAMED[name](*bound.args, **bound.kwargs))

    def _constant(self, node: ast.expr, value: Array) -> Array:
        return self.held.setdefault(node, value)


def _tensors(values: list[Any]) -> list[Array]:
    others = [v for v in values if isinstance(v, np.ndarray) and v.dtype.kind != "b"]
    whole = bool(others) and all(is_whole(v) for v in others)
    return [tensor(value, whole) for value in values]
