"""Functions that bring their own gradient."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from gradviz.core.deferred import deferrable
from gradviz.core.graph import Graph, Operation, Tensor
from gradviz.core.op import Op
from gradviz.core.ops.sources import convert_to_tensor


def _adjoint(
    g: Any, _out: Any, *values: Tensor, inputs: int, grad: Callable[..., Any]
) -> list[Tensor | None]:
    found = grad(*g)
    found = list(found) if isinstance(found, list | tuple) else [found]
    if len(found) != inputs:
        raise ValueError(
            f"custom_gradient: the gradient function returns {len(found)} gradients for"
            f" {inputs} inputs"
        )
    parts = [None if part is None else convert_to_tensor(part) for part in found]
    return parts + [None] * (len(values) - inputs)


IDENTITY_N = Op(
    type="IdentityN",
    inputs=("*values",),
    kernel=lambda *values, inputs, **_: list(values[inputs:]),
    adjoint=_adjoint,
    listed=True,
    latex=", ",
    symbol="custom",
    summary="The outputs of a function that brings its own gradient.",
    passes="The gradient is what the function's own rule says.",
    examples=((lambda x: custom_gradient(lambda y: (y * 2.0, lambda dy: dy * 2.0))(x), ((2,),)),),
)


def custom_gradient(f: Callable[..., Any]) -> Callable[..., Any]:
    """Gives a function its own gradient.

    Args:
        f: a function of tensors that returns a pair: its result (a tensor, or several), and a
            function from the results' cotangents to the inputs' cotangents.

    Returns:
        The function, returning the result alone.

    Example:
        >>> from gradviz.core.gradients import gradients
        >>> from gradviz.core.ops.sources import constant
        >>> from gradviz.core.session import Session
        >>> @custom_gradient
        ... def double(x):
        ...     return 2.0 * x, lambda dy: 100.0 * dy
        >>> x = constant(3.0)
        >>> y = double(x)
        >>> Session().run([y, gradients(y, x)])
        [np.float32(6.0), [np.float32(100.0)]]
    """

    @functools.wraps(f)
    def decorated(*args: Any, **kwargs: Any) -> Any:
        inputs = [convert_to_tensor(a) for a in args]
        results, grad = f(*inputs, **kwargs)
        single = not isinstance(results, list | tuple)
        outputs = [convert_to_tensor(r) for r in ([results] if single else results)]
        if not outputs:
            return results
        op = _wrap(outputs[0].graph, inputs, outputs, grad)
        return op.outputs[0] if single else list(op.outputs)

    return deferrable(decorated)


def _wrap(
    graph: Graph, inputs: list[Tensor], outputs: list[Tensor], grad: Callable[..., Any]
) -> Operation:
    return graph.create_op(
        IDENTITY_N,
        "IdentityN",
        [*inputs, *outputs],
        [t.shape for t in outputs],
        [t.dtype for t in outputs],
        {"inputs": len(inputs), "grad": grad},
    )
