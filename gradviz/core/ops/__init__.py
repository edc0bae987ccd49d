"""The op table: everything about an op is in its one entry, in the module of its kind."""

from gradviz.core.op import OPS, Op
from gradviz.core.ops.elementwise import (
    add,
    divide,
    greater,
    log,
    multiply,
    negative,
    square,
    subtract,
)
from gradviz.core.ops.powers import pow  # noqa: A004  TensorFlow's name
from gradviz.core.ops.selection import add_n, where
from gradviz.core.ops.sources import (
    constant,
    convert_to_tensor,
    group,
    identity,
    no_op,
    placeholder,
)
from gradviz.core.ops.sums import broadcast_to, reduce_sum, reshape

__all__ = [
    "OPS",
    "Op",
    "add",
    "add_n",
    "broadcast_to",
    "constant",
    "convert_to_tensor",
    "divide",
    "greater",
    "group",
    "identity",
    "log",
    "multiply",
    "negative",
    "no_op",
    "placeholder",
    "pow",
    "reduce_sum",
    "reshape",
    "square",
    "subtract",
    "where",
]
