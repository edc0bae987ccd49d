"""Corners that random programs in another style have found: each was another than TensorFlow's."""

from collections.abc import Callable
from typing import Any

import numpy as np

from tests.tensorflow.interpret import _kind

Case = Callable[[Any, Callable[..., Any]], Any]


def corners() -> dict[str, Case]:
    """The cases, by name; each is fetched, or is what is seen while the graph is built."""
    fetched: dict[str, Any] = {
        "few entries for a shape": lambda tf: tf.constant([1, 2], shape=(2, 3)),
        "no entries for a shape": lambda tf: tf.constant([], shape=(2,)),
        "a shape without entries": lambda tf: tf.constant([1.0, 2.0], shape=[0]),
        "an array for a larger shape": lambda tf: tf.constant(np.array([[1.0], [2.0]]), shape=[3]),
        "a verified shape": lambda tf: tf.constant([1.0], shape=[1], verify_shape=True),
        "the mean of no integers": lambda tf: [
            tf.reduce_mean(tf.zeros([0, 2], t), 0) for t in ("int32", "int64")
        ],
        "one exponent of a half": lambda tf: [
            tf.constant([0.25, -np.inf, -0.0, np.inf], t) ** 0.5 for t in ("float32", "float64")
        ],
        "exponents of a half": lambda tf: tf.pow(
            tf.constant([-0.0, -np.inf]), tf.constant([[0.5], [-0.5], [3.0]])
        ),
        "softmax of nothing": lambda tf: [
            tf.nn.softmax(tf.zeros([2, 0])),
            tf.nn.log_softmax(tf.zeros([2, 0])),
            tf.nn.softmax(tf.zeros([0, 3]), axis=0),
            tf.nn.softmax_cross_entropy_with_logits_v2(
                labels=tf.zeros([2, 0]), logits=tf.zeros([2, 0])
            ),
        ],
        "older names of logic": lambda tf: [
            tf.reduce_all([[True, False]], reduction_indices=1, keep_dims=True),
            tf.reduce_any([[True, False]], reduction_indices=[0]),
        ],
        "whole numbers rectified": lambda tf: [
            tf.nn.relu(tf.constant([-1, 2])),
            tf.nn.relu6(tf.constant([-1, 9])),
            tf.round(tf.constant([-1, 9])),
        ],
        "constant extents": lambda tf: [
            tf.zeros([tf.shape(tf.ones([4, 2]))[0], 3]),
            tf.reshape(tf.ones([4, 2]), [tf.size(tf.ones([4, 2]))]),
        ],
        "a new axis": lambda tf: tf.constant([1.0, 2.0])[:, tf.newaxis],
    }
    cases = {n: _fetch(f) for n, f in fetched.items()}
    cases |= {f"not built: {n}": _built(f) for n, f in REFUSED.items()}
    cases |= {f"of computed extents: {n}": _computed(f) for n, f in COMPUTED.items()}
    return {f"corner: {n}": c for n, c in (cases | OPEN | SEEDS).items()}


REFUSED: dict[str, Any] = {
    "many entries": lambda tf, x: tf.constant([1, 2, 3], shape=(2,)),
    "an unverified shape": lambda tf, x: tf.constant([1.0], shape=[2], verify_shape=True),
    "an unverified shape of one": lambda tf, x: tf.constant(1.0, shape=[2], verify_shape=True),
    "no axis to join along": lambda tf, x: tf.concat([x, x], None),
    "axes to join along": lambda tf, x: tf.concat([x, x], [0]),
    "axes to search along": lambda tf, x: tf.argmin(x, []),
    "softmax along an axis that is not": lambda tf, x: tf.nn.softmax(x, axis=2),
    "half the square of whole numbers": lambda tf, x: tf.nn.l2_loss(tf.constant([1])),
    "another default": lambda tf, x: tf.placeholder_with_default([1.0, 2.0], [3]),
    "no numbers to seed": lambda tf, x: tf.gradients(x > 0.0, x, grad_ys=[1.0]),
    "seeds of several shapes": lambda tf, x: tf.gradients(
        [x, x], x, grad_ys=[tf.ones([2]), tf.ones([3], "float64")]
    ),
    "a linear second derivative": lambda tf, x: tf.hessians(
        tf.reduce_sum(tf.placeholder("float32", [None, 1], name="p") * 2.0),
        tf.get_default_graph().get_tensor_by_name("p:0"),
    ),
    "reshaping to another": lambda tf, x: tf.reshape(x, tf.shape(tf.ones([3]))),
    "whole powers below 0": lambda tf, x: tf.Session().run(
        tf.pow(tf.constant([2, 3]), tf.constant([2, -1]))
    ),
}


def _second(shape: Any, value: Any) -> Case:
    def case(tf: Any, run: Any) -> Any:
        x = tf.placeholder("float32", shape)
        (found,) = tf.hessians(tf.reduce_sum(x * x * x), x)
        known = found.shape.as_list() if shape is not None else None
        return [known, run(found, {x: value})]

    return case


def _default(shape: Any) -> Case:
    def case(tf: Any, run: Any) -> Any:
        p = tf.placeholder_with_default([1.0, 2.0], shape)
        fetched = [p * 2.0, tf.gradients(p * p, p)[0], tf.reduce_sum(p)]
        known = p.shape.as_list() if shape is not None else None
        return [known, run(fetched), run(fetched, {p: [1.0, 2.0, 3.0]})]

    return case


def _unfit(function: Any) -> Case:
    """The second derivatives where no shape fits the seed of the first: which are None."""

    def case(tf: Any, run: Any) -> Any:
        x, y = tf.placeholder("float32"), tf.placeholder("float32")
        first = tf.gradients(function(tf, x, y), [x], grad_ys=tf.ones([3, 7]))
        return [g is None for g in tf.gradients(first, [x, y])]

    return case


OPEN: dict[str, Case] = {
    "second derivatives by a tensor of any shape": _second(None, [[1.0, 2.0]]),
    "second derivatives by a tensor of any length": _second([None], [1.0, 2.0]),
    "second derivatives by any number of rows": _second([None, 1], [[1.0], [2.0]]),
    "a default of any shape": _default(None),
    "a default of any length": _default([None]),
    "an unfit seed of x": _unfit(lambda tf, x, y: x),
    "an unfit seed of a product": _unfit(lambda tf, x, y: x * y),
    "an unfit seed of a square": _unfit(lambda tf, x, y: x * x),
    "an unfit seed of two parts": _unfit(lambda tf, x, y: tf.concat([x, x * 2.0], 0)),
    "an unfit seed of two parts that differ": _unfit(lambda tf, x, y: tf.concat([x * y, x], 0)),
}


def _seeded(tf: Any, run: Any) -> Any:
    x = tf.constant([1.0, 2.0])
    (back,) = tf.gradients(x, x, grad_ys=x)
    again = tf.gradients(x * 2.0, [back, x])
    return [back is x, back.name, [g is None for g in again], run(back, {x: [3.0, 4.0]})]


def _unconnected(tf: Any, run: Any) -> Any:
    x, c = tf.constant([1.0, 2.0]), tf.constant([3.0])
    seeds = [tf.ones([3]), tf.ones([2], "float64"), None]
    return run(tf.gradients([c, c, x], x, grad_ys=seeds))


def _computed(function: Any) -> Case:
    """Value, gradient, name and type of what is built with the number of rows that a run feeds."""

    def case(tf: Any, run: Any) -> Any:
        x = tf.placeholder("float32", [None, 2])
        found = function(tf, x, tf.shape(x)[0])
        feed = {x: [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]}
        (back,) = tf.gradients(tf.cast(found, "float32") * tf.reduce_sum(x * x), x)
        return [found.name.split("/")[0], found.dtype.name, run(found, feed), run(back, feed)]

    return case


COMPUTED: dict[str, Any] = {
    "zeros": lambda tf, x, n: tf.zeros([n, 3]),
    "ones": lambda tf, x, n: tf.ones(tf.shape(x), "float64"),
    "ones beside": lambda tf, x, n: tf.concat([x, tf.ones([n, 1])], 1, name="both"),
    "a fill": lambda tf, x, n: tf.fill([2, n], 7.0, name="filled"),
    "a range": lambda tf, x, n: tf.range(n),
    "a reshape": lambda tf, x, n: tf.reshape(x, [n, -1, 1], name="shaped"),
    "a reshape of constants": lambda tf, x, n: tf.reshape(tf.range(3.0), [n, 1], name="shaped"),
    "tiles": lambda tf, x, n: tf.tile(tf.constant([[1.0, 2.0]]), [n, 1], name="tiled"),
    "a broadcast": lambda tf, x, n: tf.broadcast_to(tf.constant(2.0), [n, 2], name="wide"),
    "classes": lambda tf, x, n: tf.one_hot([0, 1], n),
    "a part": lambda tf, x, n: tf.slice(x, [1, 0], [n - 1, 2], name="part"),
    "an index": lambda tf, x, n: x[: n - 1],
    "an axis": lambda tf, x, n: tf.reduce_sum(x, axis=tf.rank(x) - 1, name="total"),
    "a stack of extents": lambda tf, x, n: tf.zeros(tf.stack([n, 3])),
    "a mean by hand": lambda tf, x, n: tf.reduce_sum(x) / tf.cast(n, "float32"),
}


def _typed(tf: Any, run: Any) -> Any:
    x = tf.placeholder("float64")
    (back,) = tf.gradients(x, x, 2.0)
    return [back.dtype.name, run(back, {x: [1.0, 2.0]})]


def _beside(tf: Any, run: Any) -> Any:
    x = tf.placeholder("float32")
    most = tf.reduce_max(x, axis=0)
    found = tf.gradients(x * x, [x, tf.reduce_sum(most)], unconnected_gradients="zero")
    return [run(g, {x: 3.0}) for g in [*found, *tf.gradients(x * x, [x, most])[:1]]]


SEEDS: dict[str, Case] = {
    "a seed that comes back": _seeded,
    "seeds that meet where no x is": _unconnected,
    "a seed of another type": _typed,
    "an x that cannot be computed": _beside,
}


def _fetch(function: Any) -> Case:
    return lambda tf, run: run(function(tf))


def _built(function: Any) -> Case:
    def case(tf: Any, run: Any) -> Any:
        try:
            function(tf, tf.constant([1.0, 2.0]))
        except Exception as error:  # noqa: BLE001  whatever is raised is the result
            return _kind(error)
        return None

    return case
