"""Python's operators on tensors: each builds the operation of the table that TensorFlow builds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gradviz.core.graph import Tensor


def _build(function: str, name: str | None, *operands: Any) -> Tensor:
    # The table's functions make tensors, so they are not there yet when this module is read.
    from gradviz.core import ops

    if len(operands) == 2:
        tensor = next(o for o in operands if isinstance(o, Arithmetic))
        operands = tuple(_beside(tensor, o, function) for o in operands)
    build = getattr(ops, function)
    result: Tensor = build(*operands) if name is None else build(*operands, name=name)
    return result


def _beside(tensor: Any, operand: Any, function: str) -> Any:
    """An operand as a tensor: numbers take the dtype of the tensor that they stand beside."""
    from gradviz.core.errors import DTypeError
    from gradviz.core.ops.sources import convert_to_tensor, is_symbolic

    if is_symbolic(operand):
        return operand
    beside = convert_to_tensor(tensor)
    try:
        return convert_to_tensor(operand, beside.dtype, graph=beside.graph)
    except TypeError as error:
        raise DTypeError(
            f"{error} It is an input of {function!r}, whose other input is {beside.dtype.name}."
        ) from None


class Arithmetic:
    """The operators of `Tensor` and `Variable`, under TensorFlow's names for their operations."""

    __slots__ = ()

    # numpy arrays on the left must leave the operator to the tensor on the right.
    __array_priority__ = 100

    def __add__(self, other: Any) -> Tensor:
        return _build("add", "add", self, other)

    def __radd__(self, other: Any) -> Tensor:
        return _build("add", "add", other, self)

    def __sub__(self, other: Any) -> Tensor:
        return _build("subtract", "sub", self, other)

    def __rsub__(self, other: Any) -> Tensor:
        return _build("subtract", "sub", other, self)

    def __mul__(self, other: Any) -> Tensor:
        return _build("multiply", "mul", self, other)

    def __rmul__(self, other: Any) -> Tensor:
        return _build("multiply", "mul", other, self)

    def __truediv__(self, other: Any) -> Tensor:
        return _build("divide", "truediv", self, other)

    def __rtruediv__(self, other: Any) -> Tensor:
        return _build("divide", "truediv", other, self)

    def __pow__(self, other: Any) -> Tensor:
        return _build("pow", "pow", self, other)

    def __rpow__(self, other: Any) -> Tensor:
        return _build("pow", "pow", other, self)

    def __floordiv__(self, other: Any) -> Tensor:
        return _build("floordiv", "floordiv", self, other)

    def __rfloordiv__(self, other: Any) -> Tensor:
        return _build("floordiv", "floordiv", other, self)

    def __mod__(self, other: Any) -> Tensor:
        return _build("floormod", "mod", self, other)

    def __rmod__(self, other: Any) -> Tensor:
        return _build("floormod", "mod", other, self)

    def __matmul__(self, other: Any) -> Tensor:
        return _build("matmul", "matmul", self, other)

    def __rmatmul__(self, other: Any) -> Tensor:
        return _build("matmul", "matmul", other, self)

    def __neg__(self) -> Tensor:
        return _build("negative", None, self)

    def __abs__(self) -> Tensor:
        return _build("abs", None, self)

    def __gt__(self, other: Any) -> Tensor:
        return _build("greater", None, self, other)

    def __ge__(self, other: Any) -> Tensor:
        return _build("greater_equal", None, self, other)

    def __lt__(self, other: Any) -> Tensor:
        return _build("less", None, self, other)

    def __le__(self, other: Any) -> Tensor:
        return _build("less_equal", None, self, other)

    def __and__(self, other: Any) -> Tensor:
        return _build("logical_and", None, self, other)

    def __or__(self, other: Any) -> Tensor:
        return _build("logical_or", None, self, other)

    def __invert__(self) -> Tensor:
        return _build("logical_not", None, self)
