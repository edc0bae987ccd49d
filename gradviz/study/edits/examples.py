"""A legal call of each function of the language, found by trying: nothing here knows a function."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from gradviz.core.graph import Graph, Tensor
from gradviz.study.edits.writing import slots
from gradviz.study.language.compiler import compiled
from gradviz.study.language.errors import ExpressionError
from gradviz.study.language.functions import FUNCTIONS, Argument, Function

LETTERS = ("x", "y", "z")
"""What the tensors of a call are called, in order."""

_SHAPES = ((2, 3), (3, 2), (3,), (2,), ())
_KINDS = {
    "integers": ("(3, 2)", "(2, 3)", "(1, 2)", "(0, 1)", "(2, 2)", "(2,)"),
    "pairs": ("((1, 0), (0, 1))",),
    "indices": ("[1, 0]", "[[0, 1], [1, 2]]"),
    "labels": ("[2, 0]",),
    "axes": ("1", "0"),
    "axis": ("1", "0"),
    "integer": ("1", "3"),
    "contraction": ("1",),
    "number": ("2",),
    "values": ("2",),
    "flag": ("True",),
    "dtype": ("float64",),
}
"""By kind of argument, what may be given; the first that fits is taken."""


@dataclass(frozen=True, eq=False)
class Example:
    """A call that can be built.

    Attributes:
        text: how it is written.
        inputs: the tensors that it takes, in order.
        output: what it makes.
    """

    text: str
    inputs: tuple[Tensor, ...]
    output: Tensor

    @property
    def letters(self) -> dict[Tensor, str]:
        """What its tensors are called in a formula; what is made of one is, too."""
        made = {
            op.inputs[0]: op.outputs[0]
            for op in self.output.graph.get_operations()
            if op.type in ("IsFinite", "Cast") and op is not self.output.op
        }
        named = dict(zip(self.inputs, LETTERS, strict=False))
        return named | {made[t]: name for t, name in named.items() if t in made}

    @property
    def is_made_to_fit(self) -> bool:
        """Whether it takes conditions or whole numbers, which are made of real numbers."""
        return len(self.letters) > len(self.inputs)


@lru_cache(maxsize=512)
def example(name: str, shape: tuple[int, ...] | None = None) -> Example | None:
    """A call of a function; None if nothing that is tried is legal.

    Args:
        name: the function.
        shape: the shape of every tensor that it is given; None: whatever fits.

    Example:
        >>> found = example("matmul")
        >>> found.text, [tuple(one.shape) for one in found.inputs], tuple(found.output.shape)
        ('matmul(x, y)', [(2, 3), (3, 2)], (2, 2))
    """
    function = FUNCTIONS[name]
    for texts, shapes in _tries(function, shape):
        try:
            return _built(_written(function, texts), shapes)
        except ExpressionError:
            continue
    return None


def _built(text: str, shapes: dict[str, tuple[int, ...]]) -> Example:
    with Graph().as_default() as graph:
        line = f"out = {text}\ncost = reduce_sum(to_double(out))"
        parts = compiled(graph, line, shapes, {})
    return Example(text, tuple(parts.inputs.values()), parts.assigned["out"])


def _written(function: Function, texts: list[str]) -> str:
    given = []
    for place, (argument, text) in enumerate(zip(slots(function), texts, strict=True)):
        listed = function.arguments[place] is argument
        given.append(text if listed else f"{argument.name}={text}")
    return f"{function.name}({', '.join(given)})"


def _tries(
    function: Function, shape: tuple[int, ...] | None
) -> Iterator[tuple[list[str], dict[str, tuple[int, ...]]]]:
    """The calls that are tried, the plainest first: what each slot is given, and the shapes."""
    wanted = slots(function)
    options = [_options(argument, shape) for argument in wanted]
    # Few of the tensors differ in what fits, so that the first ones are tried longest.
    for chosen in sorted(product(*map(range, map(len, options))), key=lambda c: (sum(c), c)):
        texts: list[str] = []
        shapes: dict[str, tuple[int, ...]] = {}
        for option, place in zip(options, chosen, strict=True):
            text, shapes_of = option[place]
            for one in shapes_of:
                letter = LETTERS[min(len(shapes), len(LETTERS) - 1)]
                shapes[letter] = one
                text = text.replace("?", letter, 1)
            texts.append(text)
        yield texts, shapes


def _options(
    argument: Argument, shape: tuple[int, ...] | None
) -> list[tuple[str, tuple[tuple[int, ...], ...]]]:
    shapes = _SHAPES if shape is None else (shape,)
    if argument.kind == "tensor":
        plain = [("?", (one,)) for one in shapes]
        # A condition, and whole numbers, are made of real ones.
        made = [(f"{make}(?)", (shapes[0],)) for make in ("is_finite", "to_int32")]
        return [*plain, *made]
    if argument.kind == "tensors":
        return [("[?, ?]", (one, one)) for one in shapes]
    kind = "axis" if argument.name == "axis" else argument.kind
    return [(text, ()) for text in _KINDS[kind]]
