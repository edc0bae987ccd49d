"""Plans: what one run of a set of fetches does, compiled to straight-line code.

An array is `(*batch, *event)`: the event axes are the tensor's static shape, the batch axes are
free and broadcast as numpy does. So a cost surface, or a finite-difference check, is one pass.

A broadcast costs nothing until somebody needs its entries: entry-by-entry ops take the small
array and let numpy spread it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from gradviz.core.code import Code, Shape
from gradviz.core.graph import Operation, Tensor
from gradviz.core.silence import give, quiet, take


@dataclass(frozen=True)
class Plan:
    """What one run does.

    Attributes:
        reads: the variables (operations) whose values it needs, in order.
        stores: the variables that it assigns, in the order of the function's extra results.
        function: `(*feeds, *reads) -> (fetched..., stored...)`.
        bare: the same, for who runs it silently himself.
        kernels: how many kernel calls one run makes.
        width: entries of the largest event array that it makes.
        light: whether it is plain arithmetic and sums, at the memory's speed.
    """

    reads: tuple[Operation, ...]
    stores: tuple[Operation, ...]
    function: Callable[..., tuple[Any, ...]]
    bare: Callable[..., tuple[Any, ...]]
    kernels: int
    width: int
    light: bool


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


def make_plan(fetches: Sequence[Tensor | Operation], feeds: Sequence[tuple[Tensor, Shape]]) -> Plan:
    """Plans and compiles a run.

    Args:
        fetches: tensors whose values are wanted, and operations that are to be run.
        feeds: the fed tensors, each with the batch shape of its array.

    Raises:
        InvalidArgumentError: if a placeholder that is needed is not fed.
    """
    code = Code(feeds)
    ops = [f if isinstance(f, Operation) else f.op for f in fetches]
    fed = [t for t, _ in feeds]
    unfed = [
        o for o, f in zip(ops, fetches, strict=True) if isinstance(f, Operation) or f not in fed
    ]
    for op in order(unfed, fed):
        code.add(op)
    return _compiled(code, [f for f in fetches if isinstance(f, Tensor)])


def _compiled(code: Code, fetches: Sequence[Tensor]) -> Plan:
    results, arguments = code.results(fetches), code.arguments()
    body = "".join(f"    {line}\n" for line in code.lines([*results, *arguments]))
    values = "".join(f"{result}, " for result in results)
    source = f"def run({', '.join(arguments)}):\n{body}    return ({values})\n"
    namespace = dict(code.bound)
    exec(compile(source, "<plan>", "exec"), namespace)  # noqa: S102  slot numbers and kernels only
    bare = namespace["run"]
    reads, stores = tuple(code.reads), tuple(code.stores)
    return Plan(reads, stores, quiet(bare), bare, code.kernels, code.width, code.light)


def arranged(plan: Plan, feeds: int, places: str) -> Callable[..., Any]:
    """A function `(values of the variables, *feeds) -> fetched values in their places`.

    Args:
        plan: what it runs.
        feeds: how many arrays are fed.
        places: brackets, commas and `v[<number>]` only.
    """
    fed = [f"f{number}" for number in range(feeds)]
    reads = {f"k{number}": op for number, op in enumerate(plan.reads)}
    arguments = ", ".join(["bare", *fed, *(f"values[{name}]" for name in reads)])
    source = (
        f"def run({', '.join(['values', *fed])}):\n"
        "    context = take()\n"
        "    try:\n"
        f"        v = context.run({arguments})\n"
        "    finally:\n"
        "        give(context)\n"
        f"    return {places}\n"
    )
    namespace: dict[str, Any] = {"bare": plan.bare, "take": take, "give": give, **reads}
    exec(compile(source, "<fetches>", "exec"), namespace)  # noqa: S102  brackets and numbers only
    function: Callable[..., Any] = namespace["run"]
    return function
