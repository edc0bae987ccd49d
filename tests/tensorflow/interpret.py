"""Runs a program against a library: TensorFlow (`tensorflow.compat.v1`) or this one.

A program is plain data, as `generate` makes it. Everything here is written in the API that both
libraries have.
"""

import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

Program = dict[str, Any]
Result = dict[str, Any]

OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "**": lambda a, b: a**b,
    "//": lambda a, b: a // b,
    "%": lambda a, b: a % b,
}
NN = [
    "relu",
    "relu6",
    "elu",
    "leaky_relu",
    "softplus",
    "softmax",
    "log_softmax",
    "sigmoid_cross_entropy_with_logits",
    "softmax_cross_entropy_with_logits",
    "softmax_cross_entropy_with_logits_v2",
    "sparse_softmax_cross_entropy_with_logits",
    "l2_loss",
    "l2_normalize",
    "moments",
    "bias_add",
    "softsign",
    "top_k",
]
MATH = ("reduce_variance", "reduce_std", "xlogy", "xdivy", "log_sigmoid")
# What TensorFlow cannot do where it does not know a shape, and says by accident.
LIMITS = ("'NoneType' and 'int'", "when first value rank is statically-known")
LISTS = ("add_n", "concat", "stack", "global_norm", "clip_by_global_norm")
LABELED = tuple(n for n in NN if "cross_entropy" in n)
ORDERS = {"infinity": np.inf}
OPTIMIZERS: dict[str, Callable[[Any], Any]] = {
    "gradient descent": lambda train: train.GradientDescentOptimizer(0.05),
    "momentum": lambda train: train.MomentumOptimizer(0.05, 0.9),
    "nesterov": lambda train: train.MomentumOptimizer(0.05, 0.9, use_nesterov=True),
    "adagrad": lambda train: train.AdagradOptimizer(0.1),
    "rmsprop": lambda train: train.RMSPropOptimizer(0.05, momentum=0.5),
    "centered": lambda train: train.RMSPropOptimizer(0.05, centered=True),
    "adam": lambda train: train.AdamOptimizer(0.1),
}


def apply(tf: Any, step: Mapping[str, Any], tensors: Sequence[Any]) -> list[Any]:
    """The tensors that a step makes."""
    name, attributes = step["op"], dict(step.get("attributes", {}))
    inputs = [tensors[i] for i in step["inputs"]]
    if name in OPERATORS:
        other = attributes.get("scalar")
        if other is None:
            return [OPERATORS[name](*inputs)]
        pair = (other, inputs[0]) if attributes["left"] else (inputs[0], other)
        return [OPERATORS[name](*pair)]
    if name == "[]":
        return [inputs[0][_key(attributes["key"])]]
    if name == "choose":  # a comparison and what it chooses
        comparison = getattr(tf, attributes["comparison"])(inputs[0], inputs[1])
        return [tf.where(comparison, inputs[2], inputs[3])]
    if name == "through":  # to another element type and back
        return [tf.cast(tf.cast(inputs[0], attributes["dtype"]), inputs[0].dtype)]
    if name in LABELED:
        labels = attributes.pop("labels", None)
        given = (
            inputs[1]
            if labels is None
            else np.array(labels, np.int32 if "sparse" in name else inputs[0].dtype.as_numpy_dtype)
        )
        return [getattr(tf.nn, name)(labels=given, logits=inputs[0], **attributes)]
    if name in ("argmax", "argmin"):  # and on with numbers
        return [tf.cast(getattr(tf, name)(inputs[0], **attributes), inputs[0].dtype)]
    if name == "norm":
        attributes["ord"] = ORDERS.get(attributes["ord"], attributes["ord"])
    if name == "einsum":
        return [tf.einsum(attributes["equation"], *inputs)]
    if name == "top_k":
        return [tf.nn.top_k(inputs[0], **attributes)[0]]
    if name == "gather_nd":
        attributes["indices"] = np.array(attributes["indices"], np.int32)
    function = getattr(tf.nn if name in NN else tf.math if name in MATH else tf, name)
    if name == "clip_by_global_norm":
        clipped, norm = function(inputs, **attributes)
        return [*clipped, norm]
    result = function(inputs, **attributes) if name in LISTS else function(*inputs, **attributes)
    return list(result) if isinstance(result, list | tuple) else [result]


def _key(parts: Sequence[Any]) -> Any:
    made = [slice(*p) if isinstance(p, list) else Ellipsis if p == "..." else p for p in parts]
    return tuple(made)


def run(tf: Any, program: Program, config: Any = None) -> Result:
    """Runs a program.

    Returns:
        `results`: for each fetched value None, or its dtype, shape and entries; or `error`: what
        kind of error was raised, and `message`.
    """
    try:
        with tf.Graph().as_default(), np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return {"results": [_plain(v) for v in _values(tf, program, config)]}
    except Exception as error:  # noqa: BLE001  whatever is raised is the result
        return {"error": _kind(error), "message": str(error)[:300]}


def _kind(error: Exception) -> str:
    """One word for the errors that the two libraries may name differently."""
    for kind in (TypeError, LookupError, ValueError, RuntimeError):
        if isinstance(error, kind):
            return kind.__name__
    # TensorFlow's run-time errors refine nothing.
    return {"InvalidArgumentError": "ValueError", "FailedPreconditionError": "RuntimeError"}.get(
        type(error).__name__, type(error).__name__
    )


def build(tf: Any, program: Program) -> tuple[list[Any], list[Any], dict[Any, Any], list[Any]]:
    """All tensors of a program, what is fetched of it (or None), what is fed, and the variables."""
    tensors: list[Any] = []
    feeds: dict[Any, Any] = {}
    variables: list[Any] = []
    for leaf in program["leaves"]:
        value = np.array(leaf["value"], leaf["dtype"])
        if leaf["kind"] == "constant":
            tensors.append(tf.constant(value))
        elif leaf["kind"] == "variable":
            variables.append(tf.Variable(value))
            tensors.append(variables[-1])
        else:
            tensors.append(tf.placeholder(leaf["dtype"], leaf["shape"]))
            feeds[tensors[-1]] = value
    for step in program["steps"]:
        tensors += apply(tf, step, tensors)
    for place, value in program.get("fed", []):
        target = tensors[place]
        feeds[target] = np.array(value, target.dtype.as_numpy_dtype)
    return tensors, _gradients(tf, program, tensors), feeds, variables


def _values(tf: Any, program: Program, config: Any) -> list[Any]:
    tensors, fetched, feeds, variables = build(tf, program)
    train = program.get("train")
    step = None
    if train:
        cost = tf.reduce_sum(tf.square(tf.tanh(tensors[program["ys"][0]])))
        step = OPTIMIZERS[train["optimizer"]](tf.train).minimize(cost)
    session = tf.Session(**({} if config is None else {"config": config}))
    session.run(tf.global_variables_initializer())
    present = [f for f in fetched if f is not None]
    found = iter(session.run(present, feeds) if present else [])
    values = [None if f is None else next(found) for f in fetched]
    if train:
        for _ in range(train["steps"]):
            session.run(step, feeds)
        values += session.run([v.value() for v in variables], feeds)
    session.close()
    return values


def _gradients(tf: Any, program: Program, tensors: Sequence[Any]) -> list[Any]:
    """The values of the ys, their gradients, and the gradients of these."""
    ys, xs = [tensors[i] for i in program["ys"]], [tensors[i] for i in program["xs"]]
    given = program.get("grad_ys")
    grad_ys = None
    if given is not None:
        grad_ys = [
            None if g is None else tf.constant(np.array(g, y.dtype.as_numpy_dtype))
            for g, y in zip(given, ys, strict=True)
        ]
    options = {
        "grad_ys": grad_ys,
        "stop_gradients": [tensors[i] for i in program.get("stop", [])] or None,
        "unconnected_gradients": program.get("unconnected", "none"),
    }
    found = tf.gradients(ys, xs, **options)
    if tf.__name__ != "gradviz":  # the gradient of a gather; a dense tensor is what consumers get
        found = [None if g is None else tf.convert_to_tensor(g) for g in found]
    fetched = [*ys, *found]
    for _ in range(program.get("orders", 1) - 1):
        connected = [tf.asinh(g) for g in found if g is not None]
        if not connected:
            break
        found = tf.gradients(connected, xs)
        if tf.__name__ != "gradviz":
            found = [None if g is None else tf.convert_to_tensor(g) for g in found]
        fetched += found
    return fetched


def _plain(value: Any) -> list[Any] | None:
    if value is None:
        return None
    array = np.asarray(value)
    return [array.dtype.name, list(array.shape), array.ravel().tolist()]


def difference(
    ours: Result,
    theirs: Result,
    program: Program | None = None,
    rounding: Sequence[Any] | None = None,
) -> str | None:
    """What differs between two results of one program, None if nothing does.

    In a matrix product the order of the sum decides between infinity and NaN.

    Args:
        ours: the one result.
        theirs: the other one.
        program: the program.
        rounding: for each result, entry by entry, what rounding can change in it, or None.
    """
    loose = any(s["op"] == "matmul" for s in (program or {"steps": []})["steps"])
    if any(limit in theirs.get("message", "") for limit in LIMITS):
        return None
    if "error" in theirs or "error" in ours:
        if ours.get("error") == theirs.get("error"):
            return None
        return (
            f"errors: {ours.get('error')} {ours.get('message')} against"
            f" {theirs.get('error')} {theirs.get('message')}"
        )
    if len(ours["results"]) != len(theirs["results"]):
        return "numbers of results"
    for place, (mine, other) in enumerate(zip(ours["results"], theirs["results"], strict=True)):
        if (mine is None) != (other is None):
            return f"result {place}: None or not: {mine} against {other}"
        if mine is None or other is None:
            continue
        if mine[:2] != other[:2]:
            return f"result {place}: dtype and shape {mine[:2]} against {other[:2]}"
        free = None if rounding is None or place >= len(rounding) else rounding[place]
        wrong = _unequal(np.array(mine[2]), np.array(other[2]), mine[0], loose, free)
        if wrong:
            return f"result {place}: {wrong}"
    return None


def _unequal(mine: Any, other: Any, dtype: str, loose: bool, free: Any) -> str | None:
    relative = {"float64": 1e-6, "float32": 2e-3}.get(dtype, 0)
    finite = np.isfinite(other)
    scale = np.max(np.abs(other[finite]), initial=1.0)
    with np.errstate(all="ignore"):
        same = (
            (mine == other)
            | (np.isnan(mine) & np.isnan(other))
            | (np.abs(mine - other) <= relative * (np.abs(other) + 0.01 * scale))
        )
        if free is not None:  # NaN: rounding alone decides
            same |= np.isnan(free) | (np.abs(mine - other) <= free)
    if loose:
        same |= ~np.isfinite(mine) & ~np.isfinite(other)
    if np.all(same):
        return None
    at = int(np.argmin(same))
    return f"entry {at}: {mine[at]!r} against {other[at]!r}"
