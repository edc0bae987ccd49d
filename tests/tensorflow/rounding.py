"""What rounding can change in the results of a program: the program with every rounding at random.

Each operation's result is moved by up to one unit in its last place, at random, many times over.
How far the results then lie apart is how far rounding alone can move them; two libraries that do
the same operations in another order differ by about as much.

The operations are run one by one from the op table, without plans: that checks the plans, too.

Source: Parker (1997), Monte Carlo Arithmetic, UCLA CSD-970002.
"""

from typing import Any

import numpy as np

import gradviz
from gradviz.core.binding import Binding
from gradviz.core.graph import Operation, Tensor
from gradviz.core.ops.sources import CONST, VARIABLE
from gradviz.core.plan import order
from tests.tensorflow.interpret import Program, build

RUNS = 16
SUMS = frozenset(("MatMul", "Sum", "Mean", "Cumsum", "UnsortedSegmentSum"))
FACTOR = 16.0
"""How much farther than the runs apart two results may be: a sum of n rounds n times."""


def rounding(program: Program) -> list[Any]:
    """For each fetched value, entry by entry, what rounding may change; NaN: it decides all.

    What is fetched after training steps has no entry in the list.
    """
    with gradviz.Graph().as_default(), np.errstate(all="ignore"):
        _, fetched, feeds, variables = build(gradviz, program)
        starts = {v.op: np.asarray(v.initial_value.op.attributes["value"]) for v in variables}
        wanted = [getattr(f, "_variable", f) for f in fetched if f is not None]
        tensors, fed, values = _static(wanted, feeds, starts)
        random = np.random.default_rng(0)
        runs = [_run(tensors, fed, values, random) for _ in range(RUNS)]
        ends = iter(_apart(samples) for samples in zip(*runs, strict=True))
        return [None if f is None else next(ends) for f in fetched]


def _static(
    wanted: list[Tensor], feeds: dict[Tensor, Any], starts: dict[Operation, Any]
) -> tuple[list[Tensor], dict[Tensor, Any], dict[Operation, Any]]:
    """Fetches, feeds and variables in a graph whose shapes are all known."""
    if not wanted or not wanted[0].graph.open:
        return wanted, feeds, starts
    binding = Binding({t: np.shape(v) for t, v in feeds.items()})
    binding.need(wanted)
    tensors = [t for t in map(binding.of, wanted) if isinstance(t, Tensor)]
    fed = {binding.tensors[t]: v for t, v in feeds.items() if t in binding.tensors}
    return tensors, fed, {made: starts[op] for made, op in binding.variables.items()}


def _run(
    fetches: list[Tensor], feeds: dict[Tensor, Any], starts: dict[Operation, Any], random: Any
) -> list[Any]:
    values: dict[Tensor, Any] = {t: np.asarray(v, t.dtype.dtype) for t, v in feeds.items()}
    for op in order([t.op for t in fetches if t not in values], list(values)):
        if op.definition is VARIABLE:
            made: Any = [starts[op]]
        elif op.definition is CONST:
            made = [op.attributes["value"]]
        else:
            kernel: Any = op.definition.kernel
            found = kernel(*(values[t] for t in op.inputs), **op.attributes)
            made = found if op.definition.listed else [found]
        for tensor, value in zip(op.outputs, made, strict=True):
            array = np.asarray(value)
            if op.inputs and array.dtype.kind == "f":
                noise = random.uniform(-1, 1, array.shape) * np.finfo(array.dtype).eps
                array = (array * (1 + noise)).astype(array.dtype)
                if op.type in SUMS:  # whose zeros have the sign that the order of the sum gives
                    turned = (array == 0) & (random.random(array.shape) < 0.5)
                    array = np.where(turned, -array, array)
            values.setdefault(tensor, array)
    return [values[t] for t in fetches]


def _apart(samples: tuple[Any, ...]) -> Any:
    stack = np.array(samples, float)
    apart = FACTOR * np.ptp(stack, axis=0)
    kinds = np.isnan(stack) * 2 + np.isinf(stack) * np.sign(stack)
    steady = (kinds == kinds[0]).all(axis=0)
    return np.where(steady, np.where(np.isfinite(stack[0]), apart, 0.0), np.nan).ravel()
