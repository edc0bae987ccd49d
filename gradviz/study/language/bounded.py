"""A graph that takes no more operations once one pass over it would be too much work."""

from __future__ import annotations

from typing import Any

from gradviz.core.graph import Graph, Operation
from gradviz.study.language import limits


class TooMuchError(Exception):
    """A graph has become too much work; no ValueError, for the core answers those itself."""


class BoundedGraph(Graph):
    """A graph whose operations are counted as they are added, and not when all are there.

    Adding them is work too: a few lines can have gradients of thousands of operations.

    Attributes:
        work: how many numbers one pass computes.

    Example:
        >>> from gradviz.core.ops import matmul, zeros
        >>> with BoundedGraph().as_default() as graph:
        ...     product = matmul(zeros((2, 3)), zeros((3, 4)))
        >>> graph.work
        44
        >>> with graph.as_default():
        ...     matmul(zeros((1000, 1000)), zeros((1000, 1000)))
        Traceback (most recent call last):
        ...
        gradviz.study.language.bounded.TooMuchError: this would compute 1,002,000,046 numbers, but
        50,000,000 at most
    """

    def __init__(self) -> None:
        """Starts without work."""
        super().__init__()
        self.work = 0

    def create_op(self, *args: Any, **kwargs: Any) -> Operation:
        """Adds an operation.

        Raises:
            TooMuchError: if the graph is too much work with it.
        """
        op = super().create_op(*args, **kwargs)
        inner = op.inputs[0].shape[-1] if op.type == "MatMul" else 1
        self.work += sum(tensor.shape.size for tensor in op.outputs) * inner
        if self.work > limits.WORK:
            raise TooMuchError(
                f"this would compute {self.work:,} numbers, but {limits.WORK:,} at most"
            )
        return op
