"""The contract of tf.gradients and the run model, item by item: small programs for both libraries.

Each case is a function of the library and of `run(fetches, feeds)`, which runs in a session of its
own whose variables are initialized. What it returns (or the kind of error that it raises) is
recorded from TensorFlow beside the random programs, and must be the same here.
"""

import collections
import warnings
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from tests.tensorflow.conversions import conversions
from tests.tensorflow.corners import corners
from tests.tensorflow.interpret import Result, _kind

Case = Callable[[Any, Callable[..., Any]], Any]
Pair = collections.namedtuple("Pair", "a b")  # noqa: PYI024  as users write it

V3 = [1.0, 2.0, 3.0]
M23 = [[1.0, 2.0, 3.0], [4.0, 0.5, -6.0]]
CORNERS = [-2.0, -1.0, -0.5, 0.0, 0.25, 0.5, 1.0, 2.0, 1000.0, -1000.0, np.nan, np.inf, -np.inf]


def derivatives(function: Any, *values: Any, orders: int = 2, dtype: str = "float64") -> Case:
    """Value and gradients by each value, and the gradients of these."""

    def case(tf: Any, run: Any) -> Any:
        xs = [tf.constant(v, dtype) for v in values]
        found: list[Any] = [function(tf, *xs)]
        fetched = list(found)
        for _ in range(orders):
            present = [f for f in found if f is not None]
            found = tf.gradients(present, xs) if present else []
            dense = [None if g is None else tf.convert_to_tensor(g) for g in found]
            fetched += dense
            found = dense
        numbers = iter(run([f for f in fetched if f is not None]))
        return [None if f is None else next(numbers) for f in fetched]

    return case


def values(function: Any) -> Case:
    """What is fetched of a function that builds graph."""
    return lambda tf, run: run(function(tf))


def _entrywise() -> dict[str, Case]:
    math = (
        "exp expm1 log log1p sqrt rsqrt square reciprocal abs sign sin cos tan asin acos atan sinh"
        " cosh tanh asinh acosh atanh sigmoid erf erfc negative floor ceil round identity"
        " stop_gradient zeros_like ones_like softplus log_sigmoid softsign relu relu6 elu"
        " leaky_relu is_nan is_inf is_finite"
    )
    found = {}
    for name in math.split():

        def function(tf: Any, x: Any, name: str = name) -> Any:
            place = tf.nn if name in ("relu", "relu6", "elu", "leaky_relu", "softsign") else tf.math
            place = place if hasattr(place, name) else tf
            return getattr(place, name)(x)

        once = name == "softsign"  # TensorFlow has no second derivative of it
        inputs = CORNERS[:8] if name in ("erf", "tan") else CORNERS
        found[f"35 36 41 42 {name}"] = derivatives(function, inputs, orders=1 if once else 2)
    return found


def _pairs() -> dict[str, Case]:
    names = (
        "add subtract multiply divide pow maximum minimum squared_difference floormod floordiv"
        " atan2 div_no_nan xlogy xdivy"
    )
    a = [-2.0, 0.0, 0.0, 2.0, 3.0, 0.5, -1.0, np.nan]
    b = [2.0, 0.0, -1.0, 2.0, -2.0, 3.0, 0.5, 1.0]

    def named(name: str) -> Any:
        return lambda tf, x, y: getattr(tf.math if name[0] == "x" else tf, name)(x, y)

    found = {f"34 39 40 {n}": derivatives(named(n), a, b) for n in names.split()}
    row, column = [[[1.0, 2.0, 3.0]], [[4.0, 5.0, 6.0]]], [[1.0], [2.0], [3.0], [4.0]]
    found |= {f"32 {n} broadcast": derivatives(named(n), row, column) for n in names.split()}
    operators: dict[str, Any] = {
        "+": lambda x: 1 + x + 2,
        "-": lambda x: 1 - x - 2,
        "*": lambda x: 3 * x * 2,
        "/": lambda x: 6 / x / 2,
        "**": lambda x: x**2 + 2**x,
        "//": lambda x: x // 2 + 7 // x,
        "%": lambda x: x % 2 + 7 % x,
        "neg": lambda x: -x,
        "abs": abs,
    }
    for sign, function in operators.items():
        found[f"24 operator {sign}"] = derivatives(lambda tf, x, f=function: f(x), [1.5, -2.5])
    return found


def _reductions() -> dict[str, Case]:
    found = {}
    for name in ("sum", "mean", "max", "min", "prod", "logsumexp", "variance", "std"):

        def function(tf: Any, x: Any, name: str = name, **options: Any) -> Any:
            place = tf if hasattr(tf, f"reduce_{name}") else tf.math
            return getattr(place, f"reduce_{name}")(x, **options)

        for axis in (None, 0, -1, [0, 1], [], [1]):
            for keep in (False, True):
                found[f"43 47 {name} {axis} {keep}"] = derivatives(
                    lambda tf, x, f=function, a=axis, k=keep: f(tf, x * x, axis=a, keepdims=k),
                    M23,
                    orders=1,
                )
        found[f"44 45 ties of {name}"] = derivatives(function, [1.0, 2.0, 2.0, 1.0], orders=1)
        found[f"46 empty {name}"] = derivatives(function, np.zeros((2, 0)), orders=1)
        found[f"43 wrong axis of {name}"] = derivatives(
            lambda tf, x, f=function: f(tf, x, axis=2), M23
        )
    return found | {
        "45 a product with one zero": derivatives(
            lambda tf, x: tf.reduce_prod(x), [2.0, 0.0, 3.0], orders=1
        ),
        "43 older names": values(
            lambda tf: [
                tf.reduce_sum(tf.constant(M23), reduction_indices=[0]),
                tf.reduce_sum(tf.constant(M23), 1, True),
                tf.reduce_mean(tf.constant([1, 2])),
            ]
        ),
        "47 running": derivatives(lambda tf, x: tf.cumsum(x, 1, exclusive=True), M23),
        "47 running products": derivatives(lambda tf, x: tf.cumprod(x, 1), M23, orders=1),
        "47 l2_loss": derivatives(lambda tf, x: tf.nn.l2_loss(x), M23),
        "17 logic over axes": values(
            lambda tf: [
                tf.reduce_all(tf.constant(M23) > 0.0, 1),
                tf.reduce_any(tf.constant(M23) > 3.0, axis=0, keepdims=True),
                tf.reduce_any(tf.constant(M23) > 9.0),
                tf.logical_xor(tf.constant([True, False]), tf.constant([True, True])),
                tf.count_nonzero(tf.constant([[0.0, 1.0], [2.0, 0.0]]), axis=0),
                tf.count_nonzero([0, 3, 4]),
            ]
        ),
        "17 no truth values": lambda tf, run: tf.reduce_all(tf.constant([1.0])),
    }


def _integers() -> dict[str, Case]:
    """Whole numbers stay what they are, through everything that takes them."""
    makers: dict[str, Any] = {
        "sum": lambda tf, i, j: [tf.reduce_sum(i), tf.reduce_sum(i, 0), tf.reduce_sum(i * j)],
        "mean": lambda tf, i, j: [tf.reduce_mean(i), tf.reduce_mean(i, 1)],
        "extremes": lambda tf, i, j: [tf.reduce_max(i), tf.reduce_min(i, 0, True)],
        "product": lambda tf, i, j: [tf.reduce_prod(i), tf.reduce_prod(i, 1)],
        "running": lambda tf, i, j: [tf.cumsum(i), tf.cumprod(i, 1)],
        "arithmetic": lambda tf, i, j: [i + j, i - j, i * j, i // j, i % j, i / j, -i, abs(i)],
        "powers": lambda tf, i, j: [i**2, tf.square(i), tf.squared_difference(i, j)],
        "choices": lambda tf, i, j: [tf.maximum(i, j), tf.minimum(i, j), tf.where(i > j, i, j)],
        "signs": lambda tf, i, j: [tf.sign(i), tf.equal(i, j), tf.not_equal(i, 3)],
        "matrices": lambda tf, i, j: [tf.matmul(i, j, transpose_b=True), tf.tensordot(i, j, 2)],
        "places": lambda tf, i, j: [tf.argmax(i), tf.one_hot(i, 3), tf.gather(i, [1])],
        "axes": lambda tf, i, j: [tf.concat([i, j], 0), tf.stack([i, j]), tf.tile(i, [1, 2])],
        "casts": lambda tf, i, j: [
            tf.cast(i, "float32"),
            tf.cast(tf.constant([1.9, -1.9]), "int32"),
        ],
        "clipping": lambda tf, i, j: [tf.clip_by_value(i, -1, 3), tf.add_n([i, j])],
        "quotient by 0": lambda tf, i, j: [i // (j - j)],
        "rest by 0": lambda tf, i, j: [i % (j - j)],
        "powers below 0": lambda tf, i, j: [tf.pow(i, -1)],
        "roots": lambda tf, i, j: [tf.exp(i)],
        "sigmoids": lambda tf, i, j: [tf.nn.softmax(i)],
    }

    def case(function: Any, dtype: str) -> Case:
        def built(tf: Any, run: Any) -> Any:
            i = tf.constant([[1, -2, 7], [3, 4, -5]], dtype)
            return run(function(tf, i, tf.constant([[2, 3, -2], [-3, 2, 3]], dtype)))

        return built

    return {
        f"22 {n} of {dtype}": case(f, dtype)
        for n, f in makers.items()
        for dtype in ("int32", "int64")
    }


def _arrays() -> dict[str, Case]:
    p = [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]
    makers: dict[str, Any] = {
        "concat": lambda tf, x: tf.concat([x, x * 2.0], 1),
        "stack": lambda tf, x: tf.stack([x, x * 3.0], axis=1),
        "unstack": lambda tf, x: tf.unstack(x)[1],
        "split": lambda tf, x: tf.split(x, [1, 2])[1],
        "pad": lambda tf, x: tf.pad(x, [[1, 0], [0, 2]]),
        "tile": lambda tf, x: tf.tile(x, [2, 3]),
        "reshape": lambda tf, x: tf.reshape(x, [-1]) * tf.constant(list(range(6)), "float64"),
        "transpose": lambda tf, x: tf.transpose(x) * tf.constant([V3, V3], "float64"),
        "expand and squeeze": lambda tf, x: tf.squeeze(tf.expand_dims(x, 0)),
        "broadcast_to": lambda tf, x: tf.broadcast_to(x, [4, 3, 2]),
        "reverse": lambda tf, x: tf.reverse(x, [0]) * x,
        "reverse both": lambda tf, x: tf.reverse(x, [0, -1]) * x,
        "boolean_mask": lambda tf, x: tf.boolean_mask(x, [True, False, True]),
        "boolean_mask of entries": lambda tf, x: tf.boolean_mask(
            x, [[True, False], [False, True], [True, True]]
        ),
        "top_k": lambda tf, x: tf.nn.top_k(x, 2)[0] * x,
        "fill": lambda tf, x: tf.fill([2], x[0, 0]),
        "gather": lambda tf, x: tf.gather(x, [0, 2, 2]),
        "gather along": lambda tf, x: tf.gather(x, [1, 1], axis=1),
        "gather_nd": lambda tf, x: tf.gather_nd(x, [[0, 1], [0, 1], [2, 0]]),
        "gather_nd of rows": lambda tf, x: tf.gather_nd(x * x, [[2], [0]]),
        "slice": lambda tf, x: tf.slice(x, [1, 0], [2, 1]),
        "part": lambda tf, x: x[1:, 0],
        "steps": lambda tf, x: x[::-2],
        "new axis": lambda tf, x: x[..., None, 1],
        "where": lambda tf, x: tf.where(x > 2.0, x, x * 10.0),
        "where rows": lambda tf, x: tf.where(tf.constant([True, False, True]), x, -x),
        "one_hot": lambda tf, x: tf.one_hot([2, 0], 3),
        "argmax": lambda tf, x: tf.argmax(x, 1),
        "argmin": lambda tf, x: tf.argmin(x, output_type="int32"),
        "tensordot": lambda tf, x: tf.tensordot(x, x, [[0], [0]]),
        "tensordot of all": lambda tf, x: tf.tensordot(x, x, 2),
        "einsum": lambda tf, x: tf.einsum("ij,kj->ik", x, x),
        "einsum implicit": lambda tf, x: tf.einsum("ij,ik", x, x),
        "einsum of one": lambda tf, x: tf.einsum("ij->j", x * x),
        "einsum of three": lambda tf, x: tf.einsum("ij,kj,kl->il", x, x, x),
        "einsum with dots": lambda tf, x: tf.einsum("...j,jk->...k", x, tf.transpose(x)),
        "add_n": lambda tf, x: tf.add_n([x, x * x, x]),
        "norm": lambda tf, x: tf.norm(x),
        "norm 1": lambda tf, x: tf.norm(x, 1, axis=0),
        "norm inf": lambda tf, x: tf.norm(x, np.inf, axis=1, keepdims=True),
        "norm 3": lambda tf, x: tf.norm(x, 3, axis=-1),
        "norm of matrices": lambda tf, x: tf.norm(x, "fro", axis=[0, 1]),
        "norm 1 of matrices": lambda tf, x: tf.norm(x, 1, axis=[0, 1]),
        "norm inf of matrices": lambda tf, x: tf.norm(x, np.inf, axis=[0, 1]),
        "l2_normalize": lambda tf, x: tf.nn.l2_normalize(x, 1),
        "l2_normalize all": lambda tf, x: tf.nn.l2_normalize(x),
        "moments": lambda tf, x: tf.add_n(tf.nn.moments(x, [0])),
        "moments kept": lambda tf, x: tf.nn.moments(x, [0, 1], keep_dims=True)[1],
        "bias_add": lambda tf, x: tf.nn.bias_add(x, x[0]),
        "xw_plus_b": lambda tf, x: tf.nn.xw_plus_b(tf.transpose(x), x, x[1]),
        "clip_by_value": lambda tf, x: tf.clip_by_value(x, 2.0, 5.0),
        "clip_by_norm": lambda tf, x: tf.clip_by_norm(x, 1.0),
        "clip_by_global_norm": lambda tf, x: tf.clip_by_global_norm([x, x], 1.0)[0][1],
        "check_numerics": lambda tf, x: tf.check_numerics(x, "said") * x,
        "cross entropy": lambda tf, x: tf.nn.sigmoid_cross_entropy_with_logits(
            labels=x / 10.0, logits=x
        ),
        "softmax": lambda tf, x: tf.nn.softmax(x)[:, 0],
        "log_softmax": lambda tf, x: tf.nn.log_softmax(x)[:, 0],
        "sparse": lambda tf, x: tf.nn.sparse_softmax_cross_entropy_with_logits(
            labels=[1, 0, 1], logits=x
        ),
        "mean_squared_error": lambda tf, x: tf.losses.mean_squared_error(x * 0.0, x),
        "weighted": lambda tf, x: tf.losses.mean_squared_error(x * 0.0, x, [[1.0], [0.0], [2.0]]),
    }
    wrong: dict[str, Any] = {
        "concat": lambda tf, x: tf.concat([x, tf.ones([2, 2], "float64")], 1),
        "reshape": lambda tf, x: tf.reshape(x, [4]),
        "where": lambda tf, x: tf.where(tf.constant([True, False]), x, x),
        "slice": lambda tf, x: x[5],
        "gather": lambda tf, x: tf.gather(x, [5]),
        "gather_nd": lambda tf, x: tf.gather_nd(x, [[0, 5]]),
        "gather_nd rank": lambda tf, x: tf.gather_nd(x, [[0, 0, 0]]),
        "matmul": lambda tf, x: tf.matmul(x, x),
        "matmul of vectors": lambda tf, x: tf.matmul(x[0], x),
        "tensordot": lambda tf, x: tf.tensordot(x, x, 1),
        "tensordot lists": lambda tf, x: tf.tensordot(x, x, [[0, 1], [0]]),
        "einsum": lambda tf, x: tf.einsum("ij,jk->ik", x, x),
        "einsum inputs": lambda tf, x: tf.einsum("ij,jk->ik", x),
        "top_k": lambda tf, x: tf.nn.top_k(x, 3)[0],
        "norm": lambda tf, x: tf.norm(x, -1),
        "norm word": lambda tf, x: tf.norm(x, "nuclear"),
        "bias_add": lambda tf, x: tf.nn.bias_add(x, tf.ones([3], "float64")),
        "boolean_mask": lambda tf, x: tf.boolean_mask(x, [True, False]),
        "argmax": lambda tf, x: tf.argmax(x, 2),
        "one_hot": lambda tf, x: tf.one_hot(x, 3),
        "reverse": lambda tf, x: tf.reverse(x, [2]),
        "check_numerics": lambda tf, x: tf.check_numerics(x / 0.0, "said"),
        "check_numerics back": lambda tf, x: tf.sqrt(tf.check_numerics(x * 0.0, "said")),
        "dropout": lambda tf, x: tf.nn.dropout(x, rate=1.5),
        "mean_squared_error": lambda tf, x: tf.losses.mean_squared_error(x, x[0]),
    }
    found = {f"47-54 {n}": derivatives(f, p) for n, f in makers.items()}
    found |= {f"48-54 wrong {n}": derivatives(f, p, orders=1) for n, f in wrong.items()}
    for turn in (False, True):
        for other in (False, True):
            found[f"48 matmul {turn} {other}"] = derivatives(
                lambda tf, a, b, t=turn, o=other: (
                    tf.matmul(a, b, transpose_a=t, transpose_b=o) ** 2
                ),
                np.arange(6.0).reshape((3, 2) if turn else (2, 3)),
                np.arange(12.0).reshape((4, 3) if other else (3, 4)),
            )
    found["49 stacks of matrices"] = derivatives(
        lambda tf, a, b: tf.matmul(a, b) ** 2,
        np.arange(6.0).reshape(1, 2, 3),
        np.arange(24.0).reshape(2, 3, 4),
    )
    found["50 slices and the whole"] = lambda tf, run: run(
        [
            tf.convert_to_tensor(g)
            for x in [tf.constant(p)]
            for g in tf.gradients([tf.gather(x, [0]), x * 2.0], x)
        ]
    )
    for name in ("softmax_cross_entropy_with_logits", "softmax_cross_entropy_with_logits_v2"):
        found[f"53 {name}"] = derivatives(
            lambda tf, x, y, n=name: getattr(tf.nn, n)(labels=y, logits=x),
            [V3, [1.0, 1.0, 1.0]],
            [[0.0, 0.0, 1.0], [0.2, 0.3, 0.5]],
        )
    return found


def _calls() -> dict[str, Case]:
    """Items 3 to 22: what `gradients` takes, and what it gives."""

    def g(ys: Any, xs: Any, **options: Any) -> Case:
        """Of x = (1, 2, 3), y = x·x, z = sin y."""

        def case(tf: Any, run: Any) -> Any:
            x = tf.constant(V3, name="x")
            y = x * x
            names = {"tf": tf, "np": np, "x": x, "y": y, "z": tf.sin(y)}
            given = {k: eval(v, names) if isinstance(v, str) else v for k, v in options.items()}  # noqa: S307  texts of this file
            found = tf.gradients(eval(ys, names), eval(xs, names), **given)  # noqa: S307
            return [None if t is None else run(t) for t in found]

        return case

    return {
        "3 tuple": g("y", "(x,)"),
        "4 sums": g("[y, 3.0 * x, tf.reduce_sum(x)]", "x"),
        "5 no xs": g("y", "[]"),
        "5 nested": g("y", "[[x], [x]]"),
        "5 dict": g("y", "{'x': x}"),
        "5 ys dict": g("{'y': y}", "x"),
        "5 None": g("y", "None"),
        "5 ys None": g("None", "x"),
        "5 number": g("y", "3.0"),
        "5 no ys": g("[]", "x"),
        "6 twice": g("y", "[x, x]"),
        "7 itself": g("[x, x, y, y]", "[x, y]"),
        "8 between": g("z + y", "[y, x]"),
        "11 tensor": g("y", "x", grad_ys="tf.constant([1.0, 10.0, 100.0])"),
        "11 list": g("y", "x", grad_ys="[[1.0, 10.0, 100.0]]"),
        "11 array": g("y", "x", grad_ys="np.array([1.0, 10.0, 100.0], 'f')"),
        "11 bare list": g("y", "x", grad_ys="[1.0, 10.0, 100.0]"),
        "11 some": g("[y, x * 2.0]", "x", grad_ys="[None, tf.constant([1.0, 0.0, 0.0])]"),
        "12 length": g("[y, z]", "x", grad_ys="[None]"),
        "13 scalar": g("y", "x", grad_ys="[2.0]"),
        "13 of x": g("x", "x", grad_ys="[2.0]"),
        "13 of a sum": g("x + x", "x", grad_ys="[2.0]"),
        "13 of identity": g("tf.identity(x)", "x", grad_ys="[2.0]"),
        "13 short": g("y", "x", grad_ys="[tf.ones([2])]"),
        "13 deep": g("y", "x", grad_ys="[tf.ones([2, 3])]"),
        "14 double": g("y", "x", grad_ys="[np.ones(3)]"),
        "14 integer": g("y", "x", grad_ys="[2]"),
        "14 truth": g("y", "x", grad_ys="[tf.constant([True] * 3)]"),
        "14 text": g("y", "x", grad_ys="['a']"),
        "14 back": g("x", "x", grad_ys="[tf.constant([1.0, 2.0, 3.0], 'float64')]"),
        "16 none": g("tf.ones([2])", "x"),
        "16 zero": g("tf.ones([2])", "[x, y]", unconnected_gradients="'zero'"),
        "16 enum": g("tf.ones([2])", "x", unconnected_gradients="tf.UnconnectedGradients.ZERO"),
        "16 other": g("y", "x", unconnected_gradients="'nonsense'"),
        "16 nothing": g("y", "x", unconnected_gradients="None"),
        "17 by zero": g("x * 0.0", "x"),
        "17 constants": g("[tf.floor(x), tf.argmax(x), x > 0.0, tf.shape(x)]", "x"),
        "17 through integers": g("tf.cast(tf.cast(x, 'int32'), 'float32')", "x"),
        "18 one": g("z", "[x, y]", stop_gradients="[y]"),
        "18 both": g("z + y", "[x, y]", stop_gradients="[x, y]"),
        "18 the y": g("z", "x", stop_gradients="[z]"),
        "18 the x": g("z", "x", stop_gradients="x"),
        "18 None": g("z", "x", stop_gradients="[None]"),
        "18 number": g("z", "x", stop_gradients="[1.0]"),
        "20 inside": g("tf.stop_gradient(y) * x", "x"),
        "21 none registered": g("tf.is_nan(x)", "x"),
        "22 integers": g("tf.constant([1, 2]) * 2", "x"),
        "55 sum": g("y", "x", aggregation_method="tf.AggregationMethod.EXPERIMENTAL_TREE"),
        "55 other": g("y", "x", aggregation_method=7),
        "56 gates": g("y", "x", gate_gradients=True, colocate_gradients_with_ops=True),
        "58 linear twice": g("tf.gradients(x * 3.0, x)", "x"),
        "58 cubes": g("tf.gradients(x * y, x)", "x"),
        "59 kinks": g("tf.gradients([tf.nn.relu(x), tf.abs(x)], x)", "x"),
        "59 choices": g(
            "tf.gradients([tf.maximum(x, 2.0), tf.clip_by_value(x, 0.0, 2.0)], x)", "x"
        ),
        "61 hessians": lambda tf, run: run(
            [h for v in [tf.constant([1.0, 2.0])] for h in tf.hessians(tf.reduce_sum(v**3), v)]
        ),
        "61 linear": lambda tf, run: [
            run(h) for v in [tf.constant([1.0])] for h in tf.hessians(v * 2.0, v)
        ],
        "62 Hessian by vector": g("tf.gradients(x * y, x)[0] * tf.constant([1.0, 0.0, 2.0])", "x"),
        "15 forward mode": lambda tf, run: [
            run(tf.gradients(back, u, grad_ys=tf.constant([1.0, 0.0, 1.0])))
            for x, u in [(tf.constant(V3), tf.constant([1.0, 1.0, 2.0]))]
            for back in [tf.gradients(tf.sin(x), x, grad_ys=u)[0]]
        ],
        "22 ones of integers": lambda tf, run: [
            run(tf.gradients(x, x)) for x in [tf.constant([1, 2])]
        ],
        "23 casts": lambda tf, run: [
            run(tf.gradients(tf.cast(x, "float64") * 3.0, x)) for x in [tf.constant([1.5])]
        ],
        "26 half": lambda tf, run: [
            run(tf.gradients(x * x, x)) for x in [tf.constant([1.5], "float16")]
        ],
        "10 graphs": _two_graphs,
        "19 outputs": lambda tf, run: [
            tf.gradients(a + b, x, stop_gradients=[a])[0] is None
            for x in [tf.constant([1.0, 2.0])]
            for a, b in [tf.split(x, 2)]
        ],
        "84 custom": _custom,
        "24 types": _types,
        "25 the same": lambda tf, run: [
            [tf.cast(x, "float32") is x, tf.convert_to_tensor(x) is x, tf.add_n([x]) is x]
            + [tf.identity(x) is x, tf.reshape(x, [2]) is x]
            for x in [tf.constant([1.0, 2.0])]
        ],
        "28 names": _names,
        "30 names": _automatic,
    }


def _two_graphs(tf: Any, run: Any) -> Any:
    with tf.Graph().as_default():
        a = tf.constant(1.0)
    return tf.gradients(a, tf.constant(1.0))


def _custom(tf: Any, run: Any) -> Any:
    @tf.custom_gradient
    def f(x: Any) -> Any:
        return x * 2.0, lambda dy: dy * 100.0

    x = tf.constant([1.0, 2.0])
    return run([f(x), *tf.gradients(f(x), x)])


def _types(tf: Any, run: Any) -> Any:
    f, d, i = tf.constant([1.0]), tf.constant([1.0], "float64"), tf.constant([1])
    tries: list[Callable[[], Any]] = [
        lambda: f * d,
        lambda: f * i,
        lambda: f + 1,
        lambda: f + np.float64(1),
        lambda: np.array([1.0, 2.0]) * f,
        lambda: i * 1.5,
        lambda: i + 2,
        lambda: i / i,
        lambda: i // i,
        lambda: tf.pow(i, 2.0),
        lambda: tf.pow(f, 2),
        lambda: tf.constant(2**40),
        lambda: tf.constant([1, 2.5]),
        lambda: tf.constant(True),
        lambda: tf.Variable(np.float64(2)).value(),
        lambda: tf.matmul([[1.0]], [[1]]),
        lambda: tf.concat([f, d], 0),
        lambda: tf.where(f, f, f),
        lambda: tf.sqrt(i),
        lambda: tf.reduce_mean(i),
        lambda: bool(f),
        lambda: list(f),
        lambda: len(f),
        lambda: np.sin(f),
    ]
    return [_tried(lambda t=t: t().dtype.name) for t in tries]


def _tried(function: Callable[[], Any]) -> Any:
    try:
        return function()
    except Exception as error:  # noqa: BLE001  whatever is raised is the result
        return _kind(error)


def _names(tf: Any, run: Any) -> Any:
    x = tf.constant(2.0, name="x")
    y = tf.multiply(x, x, name="sq")
    z = tf.sin(y, name="s")
    found = [tf.gradients(z, [x, y]), tf.gradients(z, [x, y], name="foo")]
    with tf.name_scope("outer"):
        found.append(tf.gradients(z, [x, y], name=None))
    found.append(tf.gradients(tf.gradients(z, y), y))
    return [[t.name for t in tensors] for tensors in found]


def _automatic(tf: Any, run: Any) -> Any:
    x = tf.constant(1.0)
    made = [x + 1, x * 2, x - 1, 1 / x, x**2, -x, abs(x), x // 2, x % 2, x > 0, tf.add(x, 1)]
    made += [tf.multiply(x, 2), tf.pow(x, 2), tf.reduce_sum(x), tf.square(x), tf.nn.relu(x), x + 1]
    with tf.name_scope("a"):
        made += [x + 1, tf.constant(1.0, name="k"), tf.Variable(1.0, name="v")]
    with tf.name_scope("a"):
        made.append(x + 1)
    bad = _tried(lambda: tf.constant(1.0, name="bad name"))
    graph = tf.get_default_graph()
    lost = [_tried(lambda n=n: graph.get_tensor_by_name(n)) for n in ("a/k", "zz:0")]
    return [*(t.name for t in made), bad, *lost]


def _runs() -> dict[str, Case]:
    """Items 63 to 79: feeds, fetches, sessions, variables, optimizers."""

    def fed(feed: Any, fetch: Any = None) -> Case:
        def case(tf: Any, run: Any) -> Any:
            a = tf.constant([1.0, 2.0])
            b = a * 3.0
            c = b * b
            x = tf.placeholder("float32", [None, 2], name="X")
            i, t = tf.placeholder("int32"), tf.placeholder("bool")
            names = {"tf": tf, "np": np, "a": a, "b": b, "c": c, "X": x, "i": i, "t": t}
            names["g"] = tf.gradients(c, [a, b])
            names["Pair"], names["y"] = Pair, tf.identity(x * 2.0, name="y")
            return run(eval(fetch or "[a, b, c, *g]", names), eval(feed, names))  # noqa: S307

        return case

    shown = "{X: [[1.0, 2.0]]}"
    feeds = ["{}", "{b: [10.0, 20.0]}", "{a: [10.0, 20.0]}", "{c: [10.0, 20.0]}"]
    feeds += ["{g[1]: [100.0, 200.0]}"]
    fetches = ["y", "[y]", "(y, X)", "{'k': y, 'l': [y, (X,)]}", "Pair(y, [X])", "'y:0'", "'y'"]
    fetches += ["y.op", "[y.op, y]", "[]", "{}", "None", "[None]", "3", "{y}", "'nope:0'", "'nope'"]
    wrong = ["None", "{X: [1.0, 2.0]}", "{X: [[1.0, 2.0, 3.0]]}", "{X: [['a', 'b']]}", "{X: None}"]
    wrong += ["{X: [[1.0, 2.0], [3.0]]}", "{X: y}", "{'X': [[1, 2]]}", "{'Z:0': 1}", "{3: 1}"]
    wrong += ["{'X:0': [[1, 2]]}", "{X: np.array([[1, 2]])}", "{X: np.zeros([0, 2])}"]
    whole = ["{i: [1.7, 2.0]}", "{i: 2**40}", "{i: 1.5}"]
    found = {f"63 {f}": fed(f) for f in feeds}
    found |= {f"67 {f}": fed(shown, f) for f in fetches}
    found |= {f"65 {f}": fed(f, "y") for f in wrong}
    found |= {f"66 {f}": fed(f, "i") for f in whole} | {"66 truth": fed("{t: [0, 2]}", "t")}
    for name, arguments in OPTIMIZERS.items():
        found[f"76 {name} {arguments}"] = _training(name, arguments)
    return found | {
        "33 unknown shapes": _unknown,
        "64 what is needed": lambda tf, run: [
            run([p, p + 1.0], {p: 1.0}) for p, _ in [(tf.placeholder("float32"),) * 2]
        ],
        "64 what is missing": lambda tf, run: run(tf.placeholder("float32") + 1.0),
        "69 sessions": _sessions,
        "70 graphs": _graphs,
        "71 not initialized": lambda tf, run: tf.Session().run(tf.Variable(1.0) * 2.0),
        "71 lists": _uninitialized,
        "72 updates": _updates,
        "73 variables": _variables,
        "74 control": _control,
        "78 optimizers": _interface,
        "79 norms": _norms,
        "83 differences": _differences,
    }


OPTIMIZERS = {
    "GradientDescentOptimizer": (0.1,),
    "MomentumOptimizer": (0.1, 0.9),
    "AdagradOptimizer": (0.1,),
    "RMSPropOptimizer": (0.1, 0.9, 0.5),
    "AdamOptimizer": (0.1,),
    "AdadeltaOptimizer": (0.1,),
}


def _training(name: str, arguments: tuple[float, ...]) -> Case:
    def case(tf: Any, run: Any) -> Any:
        x = tf.Variable([1.0, -2.0], name="x")
        optimizer = getattr(tf.train, name)(*arguments)
        step = optimizer.minimize(tf.reduce_sum(x * x * tf.constant([1.0, 3.0])))
        session = tf.Session()
        session.run(tf.global_variables_initializer())
        seen = []
        for _ in range(5):
            session.run(step)
            seen.append(session.run(x))
        return [*seen, sorted(v.name for v in tf.global_variables()), optimizer.get_slot_names()]

    return case


def _unknown(tf: Any, run: Any) -> Any:
    p, q = tf.placeholder("float32"), tf.placeholder("float32")
    found = tf.gradients(p * q, [p, q])
    cases = [([[1.0], [2.0]], [3.0, 4.0]), (5.0, [[1.0, 2.0]]), ([1.0, 2.0], [3.0, 4.0])]
    cases.append(([1.0, 2.0, 3.0], [1.0, 2.0]))  # type: ignore[arg-type]
    return [_tried(lambda a=a, b=b: run(found, {p: a, q: b})) for a, b in cases]


def _sessions(tf: Any, run: Any) -> Any:
    c = tf.constant(4.0)
    seen = [_tried(c.eval)]
    with tf.Session() as session:
        seen += [c.eval(), tf.get_default_session() is session]
    seen.append(_tried(lambda: session.run(c)))
    other = tf.Session()
    with other.as_default():
        seen.append((c * 2.0).eval())
    return [*seen, other.run(c), tf.get_default_session() is None]


def _graphs(tf: Any, run: Any) -> Any:
    first = tf.Graph()
    with first.as_default():
        a = tf.constant(1.0, name="a")
        one = tf.Session()
    b = tf.constant(2.0, name="a")
    two = tf.Session()
    empty = tf.Session(graph=tf.Graph())
    tries: list[Callable[[], Any]] = [
        lambda: one.run(a),
        lambda: two.run(b + 1.0),
        lambda: one.run(b),
        lambda: a + b,
        lambda: b.eval(session=one),
        lambda: empty.run(a),
        lambda: empty.run([]),
    ]
    first.finalize()
    with first.as_default():
        tries_inside = [_tried(lambda: a + 1.0), _tried(tf.reset_default_graph)]
    return [_tried(t) for t in tries] + tries_inside


def _uninitialized(tf: Any, run: Any) -> Any:
    v, w = tf.Variable(3.0, name="v"), tf.Variable(1.0, name="w")
    asked = tf.report_uninitialized_variables()
    session = tf.Session()
    session.run(tf.variables_initializer([v]))
    names = [n.decode() for n in session.run(asked)]
    return [names, session.run([tf.is_variable_initialized(v), tf.is_variable_initialized(w)])]


def _updates(tf: Any, run: Any) -> Any:
    v = tf.Variable(3.0)
    u = tf.placeholder("float32")
    session = tf.Session()
    session.run(v.initializer)
    seen = [session.run(t) for t in (tf.assign(v, 10.0), v.assign_add(1.0), tf.assign_sub(v, 0.5))]
    v.load(7.0, session)
    update = tf.assign(v, u)
    tries: list[Callable[[], Any]] = [
        lambda: tf.assign(v, [1.0, 2.0]),
        lambda: tf.assign(v, tf.constant(1)),
        lambda: session.run(update, {u: 5.0}),
        lambda: session.run(update, {u: [1.0, 2.0]}),
        lambda: tf.gradients(update, v),
    ]
    return [*seen, session.run(v), [_tried(t) for t in tries], session.run(v)]


def _variables(tf: Any, run: Any) -> Any:
    v, u = tf.Variable(3.0), tf.Variable([1.0, 2.0], name="u")
    n = tf.Variable(1, trainable=False)
    seen = [v.name, u.name, n.name, v.op.name, v.value().name, v.initial_value.name]
    seen += [[t.name for t in tf.trainable_variables()], [t.name for t in tf.global_variables()]]
    tries: list[Callable[[], Any]] = [
        lambda: tf.Variable(),
        lambda: tf.Variable(tf.placeholder("float32")),
        lambda: tf.get_variable("gv", [2, 3]).name,
        lambda: tf.get_variable("gv", [2, 3]),
        lambda: tf.Variable(1, dtype="float32").dtype.base_dtype.name,
        lambda: tf.Variable([1], tf.float32).dtype.base_dtype.name,
    ]
    doubled = tf.Variable(v.initialized_value() * 2.0)
    read = tf.gradients(v * v, [v, v.value(), v.read_value()])
    return [*seen, [_tried(t) for t in tries], run([v, doubled]), run(read[:2]), read[2]]


def _control(tf: Any, run: Any) -> Any:
    v = tf.Variable(1.0)
    with tf.control_dependencies([tf.assign_add(v, 5.0)]):
        after = tf.identity(v)
    session = tf.Session()
    session.run(v.initializer)
    return [session.run(after), session.run(v), session.run(tf.group(v.assign(2.0)))]


def _interface(tf: Any, run: Any) -> Any:
    x, y = tf.Variable([1.0, -2.0], name="x"), tf.Variable(5.0, name="y")
    unused = tf.Variable(1.0, name="unused")
    cost = tf.reduce_sum(x * x) * y
    optimizer = tf.train.GradientDescentOptimizer(0.1)
    pairs = optimizer.compute_gradients(cost)
    step = optimizer.apply_gradients([(g * 2.0, v) for g, v in pairs if g is not None])
    counter = tf.train.get_or_create_global_step()
    counted = optimizer.minimize(cost, global_step=counter)
    session = tf.Session()
    session.run(tf.global_variables_initializer())
    seen = [[(g is None, v.name) for g, v in pairs], step.name, step.type]
    seen += [session.run(step), session.run([x, y, unused]), session.run(counted)]
    tries: list[Callable[[], Any]] = [
        lambda: optimizer.minimize(tf.constant(1.0)),
        lambda: optimizer.minimize(cost, var_list=[unused]),
        lambda: optimizer.apply_gradients([]),
        lambda: optimizer.apply_gradients([(None, x)]),
        lambda: optimizer.minimize(cost, var_list=[]),
        lambda: optimizer.minimize(tf.constant(1)),
        lambda: optimizer.compute_gradients(cost, gate_gradients=5),
        lambda: session.run(tf.train.MomentumOptimizer(0.1, 0.9).minimize(cost)),
    ]
    return [*seen, session.run([x, y, counter]), [_tried(t) for t in tries]]


def _norms(tf: Any, run: Any) -> Any:
    a, b = tf.constant([3.0, 4.0]), tf.constant([[12.0]])
    clipped, norm = tf.clip_by_global_norm([a, None, b], 6.5)
    seen = [run([clipped[0], clipped[2], norm]), clipped[1]]
    for bad in ([np.inf, 1.0], [np.nan, 1.0], [0.0, 0.0]):
        seen.append(run(list(tf.clip_by_global_norm([tf.constant(bad)], 1.0))))
    seen.append(
        run([tf.clip_by_norm(a, 1.0), tf.clip_by_norm(a, 10.0), tf.clip_by_norm(a * 0, 1.0)])
    )
    return [*seen, _tried(lambda: tf.clip_by_global_norm(a, 1.0))]


def _differences(tf: Any, run: Any) -> Any:
    x = tf.constant(V3, "float64")
    y = tf.stack([x[0] * x[1], x[2] * x[2]])
    with tf.Session().as_default():
        start = np.array(V3)
        exact, numeric = tf.test.compute_gradient(x, [3], y, [2], x_init_value=start)
        error = tf.test.compute_gradient_error(x, [3], y, [2], x_init_value=start)
    return [exact, bool(abs(exact - numeric).max() < 1e-6), bool(error < 1e-6)]


CASES: dict[str, Case] = {
    **_calls(),
    **_entrywise(),
    **_pairs(),
    **_reductions(),
    **_integers(),
    **_arrays(),
    **_runs(),
    **conversions(),
    **corners(),
}


def outcome(tf: Any, case: Case, config: Any = None) -> Result:
    """What a case returns, as plain data; or `error`: what kind of error it raises."""

    def run(fetches: Any, feeds: Any = None) -> Any:
        session = tf.Session(**({} if config is None else {"config": config}))
        session.run(tf.global_variables_initializer())
        return session.run(fetches, feeds)

    try:
        with tf.Graph().as_default(), np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return {"results": _plain(case(tf, run))}
    except Exception as error:  # noqa: BLE001  whatever is raised is the result
        return {"error": _kind(error), "message": str(error)[:300]}


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray | np.generic):
        return {
            "dtype": value.dtype.name,
            "shape": list(value.shape),
            "entries": value.ravel().tolist(),
        }
    if isinstance(value, Mapping):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [type(value).__name__, *(_plain(v) for v in value)]
    return value


def unequal(mine: Any, other: Any, at: str = "") -> str | None:
    """Where two outcomes differ, None if nowhere; numbers may differ by rounding."""
    if isinstance(other, dict) and "entries" in other and isinstance(mine, dict):
        if (mine.get("dtype"), mine.get("shape")) != (other["dtype"], other["shape"]):
            return f"{at}: {mine} against {other}"
        exact = other["dtype"] in ("float64", "float32", "float16")
        tolerance = {"float64": 1e-9, "float32": 2e-5, "float16": 2e-3}.get(other["dtype"], 0)
        equal = np.allclose(
            mine["entries"], other["entries"], tolerance, tolerance, equal_nan=exact
        )
        return None if equal else f"{at}: {mine['entries']} against {other['entries']}"
    if isinstance(other, dict) and isinstance(mine, dict):
        if mine.keys() != other.keys():
            return f"{at}: {mine} against {other}"
        if "error" in other:
            same = mine["error"] == other["error"]
            return None if same else f"{at}: {mine} against {other}"
        return next((d for k in other if (d := unequal(mine[k], other[k], f"{at}/{k}"))), None)
    if isinstance(other, list) and isinstance(mine, list) and len(mine) == len(other):
        pairs = enumerate(zip(mine, other, strict=True))
        return next((d for i, (m, o) in pairs if (d := unequal(m, o, f"{at}/{i}"))), None)
    return None if mine == other else f"{at}: {mine!r} against {other!r}"
