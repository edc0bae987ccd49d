"""The functions of the language: those of the op table, by their names in TensorFlow.

What works entry by entry is there as soon as it is in the table: it takes tensors, makes one of
their shape, and cannot fail in a run. Everything else is let in by name, once it is known what a
stranger's arguments may do with it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from gradviz.core import ops

ALIASES = {"mod": "floormod", "floor_mod": "floormod", "truediv": "divide"}
"""TensorFlow's second names of functions, besides those in the table."""

SYNONYMS = {
    "sum": "reduce_sum",
    "mean": "reduce_mean",
    "average": "reduce_mean",
    "max": "reduce_max",
    "min": "reduce_min",
    "prod": "reduce_prod",
    "ln": "log",
    "dot": "matmul",
    "mm": "matmul",
    "power": "pow",
    "sqr": "square",
    "logistic": "sigmoid",
    "arctan": "atan",
    "arcsin": "asin",
    "arccos": "acos",
    "σ": "sigmoid",
    "Σ": "reduce_sum",
}
"""What functions are called elsewhere, for a hint."""

_MANY = "gives several results, and a line makes one"
_WHOLE = """
    abs add add_n broadcast_to cast clip_by_norm clip_by_value concat constant cumprod cumsum divide
    argmax argmin bias_add count_nonzero expand_dims fill gather gather_nd global_norm identity
    l2_loss l2_normalize leaky_relu log_sigmoid log_softmax logical_xor matmul norm one_hot ones
    ones_like pad range rank reduce_all reduce_any reduce_logsumexp reduce_max reduce_mean
    reduce_min reduce_prod reduce_std reduce_sum reduce_variance reshape reverse shape
    sigmoid_cross_entropy_with_logits size slice softmax softmax_cross_entropy_with_logits
    softmax_cross_entropy_with_logits_v2 sparse_softmax_cross_entropy_with_logits squeeze stack
    stop_gradient tensordot tile to_double to_int32 transpose where where_v2 xw_plus_b zeros
    zeros_like
"""

_RANDOM = "draws new numbers in every run, so that no gradient could be checked; put noise in data"
_NAMES = "is not needed: write the name, and say whether it is data or a parameter"

REFUSED = {
    "check_numerics": "is not needed: the page says where a number is not finite any more",
    "dropout": _RANDOM,
    "einsum": "takes a text; write matmul(a, b) or tensordot(a, b, axes)",
    "boolean_mask": "takes entries out; write gather(x, indices), or multiply by a mask",
    "moments": f"{_MANY}; write reduce_mean(x) and reduce_variance(x)",
    "top_k": f"{_MANY}; write reduce_max(x)",
    "clip_by_global_norm": f"{_MANY}; write x * minimum(1, norm / global_norm([x]))",
    "convert_to_tensor": "is not needed: numbers become tensors by themselves",
    "group": "orders side effects, and a model has none",
    "no_op": "orders side effects, and a model has none",
    "placeholder": _NAMES,
    "placeholder_with_default": _NAMES,
    "Variable": _NAMES,
    "get_variable": _NAMES,
    "random_normal": _RANDOM,
    "random_uniform": _RANDOM,
    "truncated_normal": _RANDOM,
    "set_random_seed": _RANDOM,
    "split": f"{_MANY}; write slice(x, begin, size)",
    "unstack": f"{_MANY}; write gather(x, index, axis=0)",
    "to_float": "makes single precision, but everything here is double: write to_double(x)",
    "gradients": "is what the page adds to the graph by itself",
}
"""Functions that a model cannot call, and what to do instead."""

_KINDS = {
    "tensors": "inputs values t_list",
    "integers": "shape dims multiples begin size perm",
    "pairs": "paddings",
    "indices": "indices",
    "axes": "axes reduction_indices squeeze_dims",
    "integer": "axis dim dimension depth",
    "flag": "keepdims keep_dims transpose_a transpose_b adjoint_a adjoint_b exclusive reverse",
    "number": "alpha start limit delta constant_values ord epsilon on_value off_value",
    "dtype": "dtype out_type output_type",
    "none": (
        "name mode validate_indices graph a_is_sparse b_is_sparse data_format shift verify_shape"
    ),
}
_SEVERAL = ("squeeze", "norm", "l2_normalize", "reverse", "count_nonzero")
_CLASSES = (("sparse_softmax_cross_entropy_with_logits", "labels"), ("one_hot", "indices"))
_KIND = {name: kind for kind, names in _KINDS.items() for name in names.split()}


@dataclass(frozen=True)
class Argument:
    """An argument of a function.

    Attributes:
        name: TensorFlow's name of it.
        kind: what may be given: "tensor", "tensors", "integers", "pairs", "indices", "labels",
            "axes", "contraction", "integer", "flag", "number", "values", "dtype", or "none",
            which nothing may.
        required: whether it must be given.
    """

    name: str
    kind: str
    required: bool


@dataclass(frozen=True)
class Function:
    """A function of the language.

    Attributes:
        name: its name in the op table.
        build: the function that adds its operation to the graph.
        arguments: in order.
    """

    name: str
    build: Callable[..., Any]
    arguments: tuple[Argument, ...]

    @property
    def usage(self) -> str:
        """How it is called.

        Example:
            >>> FUNCTIONS["reduce_sum"].usage
            'reduce_sum(input_tensor, axis, keepdims, reduction_indices, keep_dims)'
        """
        return f"{self.name}({', '.join(a.name for a in self.arguments if a.kind != 'none')})"


def _kind(function: str, argument: str) -> str:
    if argument in ("axis", "dim") and (function in _SEVERAL or function.startswith("reduce_")):
        return "axes"
    if function == "tensordot" and argument == "axes":
        return "contraction"
    if (function, argument) in _CLASSES:
        return "labels"
    if function == "constant" and argument == "value":
        return "values"
    return _KIND.get(argument, "tensor")


def _function(name: str) -> Function:
    build = getattr(ops, name)
    arguments = []
    for parameter in inspect.signature(build).parameters.values():
        kind = _kind(name, parameter.name)
        # TensorFlow gives some tensors the default None only to demand that they be named.
        required = parameter.default is parameter.empty or kind in ("tensor", "labels")
        arguments.append(Argument(parameter.name, kind, required))
    return Function(name, build, tuple(arguments))


def _is_let_in(name: str) -> bool:
    entry_by_entry = "__signature__" in vars(getattr(ops, name))
    return name not in REFUSED and (entry_by_entry or name in _WHOLE.split())


def _table() -> dict[str, Function]:
    named = [n for n in ops.__all__ if n not in ("OPS", "Op") and _is_let_in(n)]
    table = {name: _function(name) for name in named}
    return table | {alias: table[name] for alias, name in ALIASES.items()}


FUNCTIONS: Mapping[str, Function] = MappingProxyType(_table())
"""What can be called, by name."""
