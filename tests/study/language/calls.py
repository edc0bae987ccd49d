"""A legal call of every function of the language, for the tests that go over all of them."""

from gradviz.study.language.functions import FUNCTIONS

GIVEN = {"x": (2, 3), "y": (2, 3), "v": (3,), "m": (3, 3), "s": ()}
"""The data that the calls speak of, with their shapes."""

CALLS = {
    "acosh": "acosh(1.5 + square(x))",
    "add_n": "add_n([x, y, x])",
    "argmax": "to_double(argmax(x, axis=1))",
    "argmin": "to_double(argmin(x, 0))",
    "bias_add": "bias_add(x, v)",
    "broadcast_to": "broadcast_to(v, (2, 3))",
    "cast": "cast(greater(x, y), float64)",
    "clip_by_norm": "clip_by_norm(x, 0.5)",
    "clip_by_value": "clip_by_value(x, -1, 1)",
    "concat": "concat([x, y], axis=1)",
    "constant": "constant([[1, 2], [3, 4.5]])",
    "count_nonzero": "count_nonzero(x, axis=0) + 0*v",
    "cumprod": "cumprod(x, axis=1, exclusive=True)",
    "cumsum": "cumsum(x, 1, reverse=True)",
    "expand_dims": "expand_dims(x, axis=0)",
    "fill": "fill((2, 2), s)",
    "gather": "gather(m, [0, 2], axis=1)",
    "gather_nd": "gather_nd(m, [[0, 2], [1, 1]])",
    "global_norm": "global_norm([x, v])",
    "identity": "identity(x)",
    "l2_loss": "l2_loss(x)",
    "l2_normalize": "l2_normalize(x, axis=1)",
    "leaky_relu": "leaky_relu(x, alpha=0.1)",
    "log_softmax": "log_softmax(x)",
    "logical_and": "to_double(logical_and(greater(x, 0), less(x, y)))",
    "logical_not": "to_double(logical_not(greater(x, 0)))",
    "logical_or": "to_double(logical_or(greater(x, 0), less(x, y)))",
    "logical_xor": "to_double(logical_xor(greater(x, 0), less(x, y)))",
    "matmul": "matmul(x, y, transpose_b=True)",
    "norm": "norm(x, ord=3, axis=1)",
    "one_hot": "one_hot([2, 0], 3)",
    "ones": "ones((2, 3))",
    "ones_like": "ones_like(x)",
    "pad": "pad(x, ((1, 0), (0, 2)))",
    "range": "range(0, 3)",
    "rank": "to_double(rank(x))",
    "reduce_all": "to_double(reduce_all(less(x, y), axis=0))",
    "reduce_any": "to_double(reduce_any(less(x, y)))",
    "reduce_logsumexp": "reduce_logsumexp(x, axis=1)",
    "reduce_max": "reduce_max(x, axis=0)",
    "reduce_mean": "reduce_mean(x, axis=[0, 1])",
    "reduce_min": "reduce_min(x)",
    "reduce_prod": "reduce_prod(x, keepdims=True)",
    "reduce_sum": "reduce_sum(x, axis=-1)",
    "reshape": "reshape(x, (3, -1))",
    "reverse": "reverse(x, [1])",
    "shape": "to_double(shape(x))",
    "sigmoid_cross_entropy_with_logits": "sigmoid_cross_entropy_with_logits(labels=x, logits=y)",
    "size": "to_double(size(x))",
    "slice": "slice(m, (0, 1), (2, -1))",
    "softmax": "softmax(x, axis=0)",
    "softmax_cross_entropy_with_logits": "softmax_cross_entropy_with_logits(labels=x, logits=y)",
    "softmax_cross_entropy_with_logits_v2": (
        "softmax_cross_entropy_with_logits_v2(labels=x, logits=y, axis=0)"
    ),
    "sparse_softmax_cross_entropy_with_logits": (
        "sparse_softmax_cross_entropy_with_logits(labels=[0, 2], logits=y)"
    ),
    "squeeze": "squeeze(slice(m, (0, 1), (3, 1)), axis=1)",
    "stack": "stack([x, y], axis=-1)",
    "stop_gradient": "stop_gradient(x)",
    "tensordot": "tensordot(x, m, [[1], [0]])",
    "tile": "tile(x, (2, 1))",
    "to_double": "to_double(less(x, y))",
    "to_int32": "to_double(to_int32(x))",
    "transpose": "transpose(x, (1, 0))",
    "where": "where(greater(x, y), x, y)",
    "where_v2": "where_v2(greater(x, 0), x, 0)",
    "xw_plus_b": "xw_plus_b(x, m, v)",
    "zeros": "zeros((2,))",
    "zeros_like": "zeros_like(x)",
}
_TRUE = {"equal", "greater", "greater_equal", "is_finite", "is_inf", "is_nan", "less", "less_equal"}
_TRUE |= {"not_equal"}


def call_of(name: str) -> str:
    """A legal call of a function, whose value is of real numbers."""
    if name in CALLS:
        return CALLS[name]
    function = FUNCTIONS[name]
    arguments = [a for a in function.arguments if a.kind == "tensor"]
    text = f"{name}({', '.join(['x', 'y'][: len(arguments)])})"
    return f"to_double({text})" if name in _TRUE else text
