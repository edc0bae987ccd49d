"""A tensor that must be finite, forward and backward."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradviz.core.custom import custom_gradient
from gradviz.core.errors import DTypeError, InvalidArgumentError
from gradviz.core.graph import Tensor
from gradviz.core.op import Op
from gradviz.core.ops.sources import convert_to_tensor


def _checked(x: Any, *, message: str) -> Any:
    found = [w for w, bad in (("Inf", np.isinf(x)), ("NaN", np.isnan(x))) if np.any(bad)]
    if found:
        raise InvalidArgumentError(f"{message} : Tensor had {' and '.join(found)} values")
    return x


CHECK = Op(
    type="CheckNumerics",
    inputs=("tensor",),
    kernel=_checked,
    constant=True,
    latex="{tensor:0}",
    symbol="finite?",
    summary="The same tensor; a run in which it is not finite is an error.",
)


def check_numerics(tensor: Any, message: str, name: str | None = None) -> Tensor:
    """The tensor itself; a run in which it, or the gradient that comes back, is not finite fails.

    It is the one way to have a NaN or an infinity as an error: otherwise they are values.

    Raises:
        DTypeError: if the tensor is not of floats.
        InvalidArgumentError: in a run, with the message, if the tensor is not finite.
    """
    x = convert_to_tensor(tensor)
    if not x.dtype.is_floating:
        raise DTypeError(f"check_numerics: {x.dtype.name} has no NaN and no infinity; cast first")

    @custom_gradient
    def checked(inner: Tensor) -> Any:
        op = inner.graph.create_op(
            CHECK,
            name or "CheckNumerics",
            [inner],
            [inner.shape],
            [inner.dtype],
            {"message": message},
        )
        back = (
            "Not a number (NaN) or infinity (Inf) values detected in gradient."
            f" {message.encode()!r}"
        )
        return op.outputs[0], lambda dy: check_numerics(dy, back)

    result: Tensor = checked(x)
    return result
