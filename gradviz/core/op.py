"""The record of an op: everything that is known about it, in one place.

An op is one entry of the table. From its entry follow, written nowhere else: its gradient of any
order, the LaTeX of its local derivatives, its label in the drawing and its tests.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gradviz.core.graph import Operation, Tensor

Partial = Callable[..., "Tensor | float"] | float
"""∂out/∂input: a function `(out, *inputs, **attributes)` that builds graph, or a number."""

Adjoint = Callable[..., "Sequence[Tensor | None]"]
"""The inputs' cotangents as a function `(g, out, *inputs, **attributes)`; None: no dependence."""

Interval = tuple[float, float]
Example = tuple[Callable[..., "Tensor"], tuple[tuple[int, ...], ...]]

REAL: Interval = (-2.0, 2.0)
POSITIVE: Interval = (0.3, 3.0)

# How tightly a formula binds, for the parentheses in LaTeX.
SUM, PRODUCT, SIGN, POWER, ATOM = 1, 2, 3, 4, 5


@dataclass(frozen=True)
class Region:
    """Where an op has a value; elsewhere its result is NaN, or infinite at a pole.

    Attributes:
        holds: whether finite inputs are in the region, entry by entry.
        words: the region in the names of the inputs, e.g. "x > 0".
        remedy: what a program can do to stay in it.
    """

    holds: Callable[..., Any]
    words: str
    remedy: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Op:
    r"""One entry of the op table.

    Either `constant`, or `partials` or `adjoint` or both, say what the gradient is. An op that
    works entry by entry has `partials`; an `adjoint` beside them is what is sent back instead of
    the product with the cotangent, where TensorFlow's is another at kinks, poles and infinities.

    Attributes:
        type: TensorFlow's name of the op, e.g. "Mul".
        inputs: the inputs' names as they appear in `latex`, e.g. ("x", "y").
        kernel: the forward computation on numpy arrays `(*batch, *event)`; attributes of the
            operation arrive as keyword arguments.
        latex: the forward form. A field `{x:2}` is the input x, put in parentheses if it binds
            less tightly than PRODUCT (see the constants of this module).
        binds: how tightly the whole form binds.
        symbol: the label in the drawing.
        summary: one sentence for the reference.
        source: where the formula comes from, if it is not school mathematics.
        partials: for ops that work entry by entry: ∂out/∂input for each input.
        adjoint: cotangents of the inputs from the cotangent `g` of the output; lists of cotangents
            and outputs, where the op has a list of outputs.
        constant: no gradient flows through the op (TensorFlow's NotDifferentiable).
        undefined: of a constant op: TensorFlow has no gradient for it at all, so that
            differentiating through it is an error.
        listed: the kernel returns a list, one array for each output.
        supply: for ops without kernel whose value the session has: `(operation, values)`, where
            values is what the session keeps per operation.
        passes: how the gradient goes back, in words, for ops with an adjoint.
        function: the public function's name, where the op has one of its own.
        region: where it has a value, if that is not everywhere.
        domain: for each input, an interval away from kinks and poles, for tests.
        examples: for ops that are not entry by entry: (builder, input shapes) pairs for tests.
    """

    type: str
    inputs: tuple[str, ...]
    kernel: Callable[..., Any] | None
    latex: str
    summary: str
    binds: int = ATOM
    symbol: str = ""
    source: str = ""
    partials: tuple[Partial, ...] | None = None
    adjoint: Adjoint | None = None
    constant: bool = False
    undefined: bool = False
    listed: bool = False
    supply: Callable[[Operation, MutableMapping[Operation, Any]], Any] | None = None
    passes: str = ""
    function: str = ""
    region: Region | None = None
    domain: tuple[Interval, ...] = ()
    examples: tuple[Example, ...] = ()

    def __post_init__(self) -> None:
        """Enters the op into the table, if its entry is complete.

        Raises:
            TypeError: if the gradient is not said exactly once, or not for every input.
            ValueError: if the table has an op of that type.
        """
        flowing = self.partials is not None or self.adjoint is not None
        if flowing == self.constant:
            raise TypeError(
                f"{self.type}: give exactly one of partials, adjoint and constant (an adjoint may"
                " stand beside partials)"
            )
        if self.partials is not None and len(self.partials) != len(self.inputs):
            raise TypeError(
                f"{self.type}: {len(self.partials)} partials for the inputs {self.inputs}"
            )
        if self.type in _TABLE:
            raise ValueError(f"{self.type} is in the op table already")
        _TABLE[self.type] = self

    @property
    def entrywise(self) -> bool:
        """Whether each entry of the output depends on the same entry of the inputs alone."""
        return bool(self.domain)


_TABLE: dict[str, Op] = {}
OPS: Mapping[str, Op] = MappingProxyType(_TABLE)
"""The op table, by type, in the order of its modules; entries are added at import only."""
