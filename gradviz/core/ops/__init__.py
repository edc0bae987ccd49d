"""The op table: everything about an op is in its one entry, in the module of its kind."""

from gradviz.core.op import OPS, Op
from gradviz.core.ops.activations import elu, leaky_relu, relu, relu6, sigmoid, softplus
from gradviz.core.ops.axes import expand_dims, squeeze, transpose
from gradviz.core.ops.casts import cast, to_double, to_float, to_int32
from gradviz.core.ops.checking import check_numerics
from gradviz.core.ops.comparisons import (
    equal,
    greater,
    greater_equal,
    is_finite,
    is_inf,
    is_nan,
    less,
    less_equal,
    logical_and,
    logical_not,
    logical_or,
    not_equal,
)
from gradviz.core.ops.constants import (
    fill,
    ones,
    ones_like,
    range,  # noqa: A004  TensorFlow's name
    rank,
    shape,
    size,
    zeros,
    zeros_like,
)
from gradviz.core.ops.contractions import einsum, tensordot
from gradviz.core.ops.elementwise import (
    add,
    divide,
    floordiv,
    floormod,
    multiply,
    negative,
    square,
    squared_difference,
    subtract,
)
from gradviz.core.ops.entropies import (
    sigmoid_cross_entropy_with_logits,
    softmax_cross_entropy_with_logits,
    softmax_cross_entropy_with_logits_v2,
    sparse_softmax_cross_entropy_with_logits,
)
from gradviz.core.ops.erf import erf, erfc
from gradviz.core.ops.exponentials import exp, expm1, log, log1p
from gradviz.core.ops.extremes import clip_by_value, maximum, minimum, reduce_max, reduce_min
from gradviz.core.ops.joining import concat, split, stack, unstack
from gradviz.core.ops.layers import bias_add, dropout, log_sigmoid, softsign, xw_plus_b
from gradviz.core.ops.lengths import l2_normalize, norm
from gradviz.core.ops.logic import count_nonzero, logical_xor, reduce_all, reduce_any
from gradviz.core.ops.matrices import matmul
from gradviz.core.ops.means import reduce_mean
from gradviz.core.ops.moments import moments, reduce_std, reduce_variance
from gradviz.core.ops.norms import clip_by_global_norm, clip_by_norm, global_norm, l2_loss
from gradviz.core.ops.picking import boolean_mask, gather_nd, reverse
from gradviz.core.ops.powers import pow  # noqa: A004  TensorFlow's name
from gradviz.core.ops.products import cumprod, cumsum, reduce_prod
from gradviz.core.ops.quotients import div_no_nan, xdivy, xlogy
from gradviz.core.ops.random import (
    random_normal,
    random_uniform,
    set_random_seed,
    truncated_normal,
)
from gradviz.core.ops.roots import reciprocal, rsqrt, sqrt
from gradviz.core.ops.rounding import abs, ceil, floor, round, sign  # noqa: A004  TF's names
from gradviz.core.ops.searching import argmax, argmin, one_hot, top_k
from gradviz.core.ops.selection import add_n, where
from gradviz.core.ops.selection import select as where_v2
from gradviz.core.ops.slicing import gather
from gradviz.core.ops.slicing import slice_ as slice  # noqa: A004  TensorFlow's name
from gradviz.core.ops.softmax import log_softmax, reduce_logsumexp, softmax
from gradviz.core.ops.sources import (
    constant,
    convert_to_tensor,
    group,
    identity,
    no_op,
    placeholder,
    placeholder_with_default,
    stop_gradient,
)
from gradviz.core.ops.spreading import pad, tile
from gradviz.core.ops.summaries import merge, merge_all
from gradviz.core.ops.sums import broadcast_to, reduce_sum, reshape
from gradviz.core.ops.trigonometry import (
    acos,
    acosh,
    asin,
    asinh,
    atan,
    atan2,
    atanh,
    cos,
    cosh,
    sin,
    sinh,
    tan,
    tanh,
)

__all__ = [
    "argmax",
    "argmin",
    "bias_add",
    "boolean_mask",
    "check_numerics",
    "count_nonzero",
    "div_no_nan",
    "dropout",
    "einsum",
    "gather_nd",
    "l2_normalize",
    "log_sigmoid",
    "logical_xor",
    "moments",
    "norm",
    "one_hot",
    "reduce_all",
    "reduce_any",
    "reduce_std",
    "reduce_variance",
    "reverse",
    "softsign",
    "tensordot",
    "top_k",
    "xdivy",
    "xlogy",
    "xw_plus_b",
    "OPS",
    "Op",
    "abs",
    "acos",
    "acosh",
    "add",
    "add_n",
    "asin",
    "asinh",
    "atan",
    "atan2",
    "atanh",
    "broadcast_to",
    "cast",
    "ceil",
    "clip_by_global_norm",
    "clip_by_norm",
    "clip_by_value",
    "concat",
    "constant",
    "convert_to_tensor",
    "cos",
    "cosh",
    "cumprod",
    "cumsum",
    "divide",
    "elu",
    "equal",
    "erf",
    "erfc",
    "exp",
    "expand_dims",
    "expm1",
    "fill",
    "floor",
    "floordiv",
    "floormod",
    "gather",
    "global_norm",
    "greater",
    "greater_equal",
    "group",
    "identity",
    "is_finite",
    "is_inf",
    "is_nan",
    "l2_loss",
    "leaky_relu",
    "less",
    "less_equal",
    "log",
    "log1p",
    "log_softmax",
    "logical_and",
    "logical_not",
    "logical_or",
    "matmul",
    "maximum",
    "merge",
    "merge_all",
    "minimum",
    "multiply",
    "negative",
    "no_op",
    "not_equal",
    "ones",
    "ones_like",
    "pad",
    "placeholder",
    "placeholder_with_default",
    "pow",
    "random_normal",
    "random_uniform",
    "range",
    "rank",
    "reciprocal",
    "reduce_logsumexp",
    "reduce_max",
    "reduce_mean",
    "reduce_min",
    "reduce_prod",
    "reduce_sum",
    "relu",
    "relu6",
    "reshape",
    "round",
    "rsqrt",
    "set_random_seed",
    "shape",
    "sigmoid",
    "sigmoid_cross_entropy_with_logits",
    "sign",
    "sin",
    "sinh",
    "size",
    "slice",
    "softmax",
    "softmax_cross_entropy_with_logits",
    "softmax_cross_entropy_with_logits_v2",
    "softplus",
    "sparse_softmax_cross_entropy_with_logits",
    "split",
    "sqrt",
    "square",
    "squared_difference",
    "squeeze",
    "stack",
    "stop_gradient",
    "subtract",
    "tan",
    "tanh",
    "tile",
    "to_double",
    "to_float",
    "to_int32",
    "transpose",
    "truncated_normal",
    "unstack",
    "where",
    "where_v2",
    "zeros",
    "zeros_like",
]
