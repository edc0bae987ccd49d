"""Legal calls of every function, several for each: shapes, broadcasts, axes, options."""

import ast
from collections.abc import Mapping

from tests.study.language.calls import GIVEN
from tests.study.language.reference.entrywise import TWO

SHAPES = GIVEN | {"c": (2, 1), "r": (1, 3), "t": (2, 3, 2), "q": (70, 2)}
"""The names in the calls, all of them parameters."""

_REDUCED = ("x", "t, 1", "t, axis=-1, keepdims=True", "t, axis=[0, 2]", "v, 0", "s")
_FUSED = ("x*y", "x*v", "square(t)", "q, 0", "sin(q), axis=0, keepdims=True")
"""Sums that are computed together with what they are of, and sums of many rows."""

_OLD = ("t, reduction_indices=[2, 0]", "x, 1, keep_dims=True")
_TURNED = ("x", "t", "x, axis=0", "t, 1", "v, axis=-1", "t, axis=-3", "t, dim=0")
_CUMULATED = (
    "x",
    "t, 1",
    "t, -1, exclusive=True",
    "x, axis=1, reverse=True",
    "t, 1, exclusive=True, reverse=True",
    "v",
)
_EXTREMES = ("x", "x, 1", "t, axis=-1", "t, dimension=1", "v, output_type=int32")
_TRUE = ("less(x, y)", "less(t, s), 1", "greater(x, 0), axis=-1, keepdims=True")
_CROSS = (
    "labels=softmax(2*x), logits=y",
    "softmax(y), x",
    "labels=softmax(t), logits=3*sin(t)",
    "labels=softmax(x, axis=0), logits=y, axis=0",
    "labels=softmax(t, axis=1), logits=2*sin(t), dim=1",
    "logits=9*v, labels=softmax(v)",
)

ARGUMENTS: dict[str, tuple[str, ...]] = {
    "add_n": ("[x, y, x]", "[s]", "[t, square(t)]"),
    "argmax": _EXTREMES,
    "argmin": _EXTREMES,
    "bias_add": ("x, v", "transpose(t), reduce_sum(t, [1, 2])", "value=x, bias=v"),
    "broadcast_to": ("v, (2, 3)", "s, (2, 2)", "c, (2, 3)", "r, [4, 2, 3]"),
    "cast": ("greater(x, y), float64", "less(t, 0), tf.double"),
    "clip_by_norm": ("x, 0.5", "x, 50", "t, 0.7, axes=[1]", "t, square(s) + 0.1, axes=[0, -1]"),
    "clip_by_value": ("x, -0.5, 0.4", "t, -square(s) - 0.1, 0.2", "x, y - 1, y + 0.1"),
    "concat": ("[x, y], 0", "[x, y, c], axis=1", "[t, 2*t], -1", "[v, v], 0"),
    "constant": ("0.1", "[[1, 2], [3, 4.5]]", "2, shape=(2, 3)", "[1, 2], float64, (2, 1)"),
    "count_nonzero": ("x", "relu(t), 1", "relu(t), axis=[0, 2], keepdims=True", "v, 0"),
    "cumprod": _CUMULATED,
    "cumsum": _CUMULATED,
    "expand_dims": ("x, 0", "x, -1", "t, axis=2", "s, 0", "v, dim=1"),
    "fill": ("(2, 2), s", "(3,), s", "[1, 2, 2], 0.1"),
    "gather": ("m, [0, 2]", "m, [2, 2, 0], axis=1", "t, [[1, 0], [0, 1]]", "t, 1, axis=-1", "v, 2"),
    "gather_nd": ("m, [[0, 2], [1, 1], [0, 2]]", "t, [[1, 0], [0, 2]]", "t, [[[0, 1, 1]]]"),
    "global_norm": ("[x, v, s]", "[t]"),
    "l2_loss": ("x", "s", "t"),
    "l2_normalize": ("x", "x, 1", "t, axis=[0, 2]", "t, dim=-1", "x, 0, epsilon=4", "1e-7*x, 1"),
    "leaky_relu": ("x", "t, alpha=0.1", "s, 0.5"),
    "log_softmax": _TURNED,
    "matmul": (
        "x, m",
        "x, y, transpose_b=True",
        "x, y, transpose_a=True",
        "m, x, adjoint_b=True",
        "m, x, transpose_a=True, transpose_b=True",
        "t, t, transpose_b=True",
        "t, sin(t), adjoint_a=True",
    ),
    "norm": (
        "x",
        "x, 1",
        "t, 1, axis=1",
        "x, ord=3, axis=1",
        "t, 2.5, -1, keepdims=True",
        "x, axis=0, keep_dims=True",
        "v, axis=0",
    ),
    "one_hot": ("[2, 0], 3", "[1, 5], 3, 0.1, 0.7", "[[0, 1]], 3, axis=1", "argmax(x, 1), 3"),
    "ones": ("(2, 3)", "[2]", "(1, 2, 2), float64"),
    "ones_like": ("x", "s", "t"),
    "pad": (
        "x, ((1, 0), (0, 2))",
        "t, [[0, 1], [2, 0], [1, 1]], constant_values=0.3",
        "v, ((1, 2),)",
    ),
    "range": ("3.5", "0, 1, 0.25", "0.5, 4", "3, 0.5, -0.5"),
    "rank": ("x", "s", "t"),
    "reduce_all": _TRUE,
    "reduce_any": _TRUE,
    "reduce_logsumexp": (*_REDUCED, *_OLD, "100*x, 1"),
    "reduce_max": (*_REDUCED, *_OLD),
    "reduce_mean": (*_REDUCED, *_OLD, *_FUSED),
    "reduce_min": (*_REDUCED, *_OLD),
    "reduce_prod": (*_REDUCED, *_OLD, "relu(x), 0"),
    "reduce_std": ("x", "t, 1", "t, axis=-1, keepdims=True", "t, axis=[0, 2]", "100 + x, 0"),
    "reduce_sum": (*_REDUCED, *_OLD, *_FUSED),
    "reduce_variance": _REDUCED,
    "reshape": ("x, (3, 2)", "t, (-1,)", "t, (2, -1, 3)", "s, (1, 1)", "x, [-1, 1]"),
    "reverse": ("x, [1]", "t, [0, -1]", "v, axis=[0]"),
    "shape": ("x", "t", "v"),
    "sigmoid_cross_entropy_with_logits": (
        "labels=sigmoid(x), logits=4*y",
        "sigmoid(t), sin(t)",
        "logits=30*s, labels=0.3",
        "sigmoid(x), 700*y",
    ),
    "size": ("x", "s", "t"),
    "slice": ("m, (0, 1), (2, -1)", "t, [1, 1, 0], [1, 2, 1]", "v, (1,), (2,)"),
    "softmax": _TURNED,
    "softmax_cross_entropy_with_logits": _CROSS,
    "softmax_cross_entropy_with_logits_v2": _CROSS,
    "sparse_softmax_cross_entropy_with_logits": (
        "labels=[0, 2], logits=y",
        "argmax(y, 1), 5*x",
        "labels=[[0, 1, 1], [1, 0, 0]], logits=t",
        "labels=1, logits=v",
    ),
    "squeeze": (
        "c, axis=1",
        "r",
        "expand_dims(t, 1), [1]",
        "expand_dims(c, 0), squeeze_dims=[0, -1]",
    ),
    "stack": ("[x, y]", "[x, y, x], axis=-1", "[s, s*s]", "[v, 2*v], 1"),
    "stop_gradient": ("x", "s*t", "input=v"),
    "tensordot": (
        "x, m, 1",
        "x, y, [[0], [0]]",
        "t, x, [[0, 1], [0, 1]]",
        "t, x, 0",
        "x, t, [[1], [1]]",
    ),
    "tile": ("x, (2, 1)", "v, [3]", "t, (1, 2, 2)"),
    "transpose": ("x", "t", "t, (1, 2, 0)", "x, perm=[0, 1]", "t, [0, 2, 1]"),
    "where": ("greater(x, y), x, y", "less([1, 3], 2), x, 2*y", "less(t, s), t, sin(t)"),
    "where_v2": ("greater(x, 0), x, 0", "less(v, s), x, c", "greater(c, 0), r, s"),
    "xw_plus_b": ("x, m, v", "c, r, sin(v)"),
    "zeros": ("(2,)", "[2, 3]"),
    "zeros_like": ("x", "s", "t"),
}
"""By function the arguments of its calls, where it knows axes or is given more than tensors."""

_POSITIVE, _UNIT, _SMALL = "(0.3 + square({}))", "tanh({})", "less({}, 0.1)"

# What an argument is made by where not every number is legal, or where values would explode.
GUARDS: Mapping[str, tuple[str, ...]] = {
    "acos": (f"0.9*{_UNIT}",),
    "acosh": (f"1 + {_POSITIVE}",),
    "asin": (f"0.9*{_UNIT}",),
    "atanh": (f"0.9*{_UNIT}",),
    "cosh": (_UNIT,),
    "exp": (_UNIT,),
    "expm1": (_UNIT,),
    "log": (_POSITIVE,),
    "log1p": (_POSITIVE,),
    "logical_not": (_SMALL,),
    "reciprocal": (_POSITIVE,),
    "relu6": ("9*{}",),
    "rsqrt": (_POSITIVE,),
    "sinh": (_UNIT,),
    "sqrt": (_POSITIVE,),
    "square": (f"2*{_UNIT}",),
    "tan": (_UNIT,),
    "atan2": (_POSITIVE, "{}"),
    "divide": ("{}", _POSITIVE),
    "floordiv": ("{}", _POSITIVE),
    "floormod": ("{}", _POSITIVE),
    "floor_mod": ("{}", _POSITIVE),
    "logical_and": (_SMALL, _SMALL),
    "logical_or": (_SMALL, _SMALL),
    "logical_xor": (_SMALL, _SMALL),
    "mod": ("{}", _POSITIVE),
    "pow": (_POSITIVE, _UNIT),
    "truediv": ("{}", _POSITIVE),
    "xdivy": ("{}", _POSITIVE),
    "xlogy": ("{}", _POSITIVE),
}
# What makes truth values or whole numbers.
WHOLE = {"argmax", "argmin", "count_nonzero", "rank", "reduce_all", "reduce_any", "shape", "size"}
WHOLE |= {"is_finite", "is_inf", "is_nan", "logical_not", "logical_and", "logical_or"}
WHOLE |= {"logical_xor", "equal", "not_equal", "greater", "greater_equal", "less", "less_equal"}
WHOLE |= {"to_int32"}
"""What makes whole numbers or truth values, which become real ones before they meet real ones."""

_ONE = (("x",), ("s",), ("t",))
_TWO = (("x", "y"), ("x", "v"), ("s", "t"), ("c", "r"))


def entrywise_call(name: str, *operands: str) -> str:
    """The call of a function that works entry by entry, real and legal whatever the operands are.

    Example:
        >>> entrywise_call("log", "x"), entrywise_call("less", "x", "y")
        ('log((0.3 + square(x)))', 'to_double(less(x, y))')
    """
    guards = GUARDS.get(name, ("{}",) * len(operands))
    given = (guard.format(one) for guard, one in zip(guards, operands, strict=True))
    return _as_real(name, ", ".join(given))


def calls(name: str) -> list[str]:
    """Calls of a function, real numbers all of them.

    Example:
        >>> calls("rank")
        ['to_double(rank(x))', 'to_double(rank(s))', 'to_double(rank(t))']
    """
    if name in ARGUMENTS:
        return [_as_real(name, arguments) for arguments in ARGUMENTS[name]]
    return [entrywise_call(name, *operands) for operands in (_TWO if name in TWO else _ONE)]


def names_in(text: str) -> set[str]:
    """The names in a text, those of functions included."""
    return {node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)}


def _as_real(name: str, arguments: str) -> str:
    text = f"{name}({arguments})"
    return f"to_double({text})" if name in WHOLE else text
