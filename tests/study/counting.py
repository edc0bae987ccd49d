"""Counts how often a graph is evaluated, and how many kernels that calls."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from gradviz.core import execute


@dataclass
class Count:
    """What has been called so far."""

    runs: int = 0
    kernels: int = 0


@contextmanager
def counted(monkeypatch) -> Iterator[Count]:
    """Counts the runs of plans and their kernels inside; a batch of any size is one run."""
    count, original = Count(), execute.plan_for

    def plan_for(*arguments):
        plan = original(*arguments)

        def function(*arrays):
            count.runs += 1
            count.kernels += plan.kernels
            return plan.function(*arrays)

        return replace(plan, function=function)

    with monkeypatch.context() as patch:
        patch.setattr(execute, "plan_for", plan_for)
        # Blocks are for the caches; here a pass is to be one call.
        patch.setattr(execute.blocks, "BLOCK", 1 << 40)
        yield count
