"""TensorFlow 1 and 2, and gradviz, which has TensorFlow 1's names: the op table in their words."""

from __future__ import annotations

from collections.abc import Mapping

from gradviz.core.graph import Operation
from gradviz.show.code.arrays import alpha, dtype
from gradviz.show.code.forms import (
    OPERATORS,
    PRODUCT,
    Form,
    Language,
    Spelling,
    axis,
    infix,
    listing,
    reduction,
    subscript,
)


def _matmul(op: Operation) -> Form:
    turns = [name for name in ("transpose_a", "transpose_b") if op.attributes[name]]
    if not turns:
        return infix("@", PRODUCT)._replace(template="{0:3} @ {1:4}")
    return Form(f"tf.matmul({{0}}, {{1}}, {', '.join(f'{turn}=True' for turn in turns)})")


def _transpose(op: Operation) -> Form:
    perm = list(op.attributes["perm"])
    return Form("tf.transpose({0})" if perm == [1, 0] else f"tf.transpose({{0}}, {perm})")


def _cumsum(op: Operation) -> Form:
    options = [name for name in ("exclusive", "reverse") if op.attributes[name]]
    return Form(
        f"tf.cumsum({', '.join(['{0}', f'axis={axis(op)}', *[f'{o}=True' for o in options]])})"
    )


def _pad(op: Operation) -> Form:
    margins = [list(pair) for pair in op.attributes["paddings"]]
    value = op.attributes["value"]
    return Form(f"tf.pad({{0}}, {margins}" + (f", constant_values={value!r})" if value else ")"))


def _arg(function: str) -> Spelling:
    return lambda op: Form(f"{function}({{0}}, axis={axis(op)}, output_type={dtype(op, 'tf.')})")


def _one_hot(op: Operation) -> Form:
    given = op.attributes
    place = axis(op, len(op.outputs[0].shape))
    kind = dtype(op, "tf.").rstrip("_")
    values = [f"tf.constant({given[end]}, {kind})" for end in ("on", "off")]
    if (given["on"], given["off"]) == (1, 0):
        values = []
    listed = ", ".join(["{0}", str(given["depth"]), *values, f"axis={place}", f"dtype={kind}"])
    return Form(f"tf.one_hot({listed})")


def _split(op: Operation) -> Form:
    return Form(f"tf.split({{0}}, {list(op.attributes['sizes'])}, axis={axis(op)})")


def _stack(op: Operation) -> Form:
    return Form(f"tf.stack({listing(op)}, axis={axis(op, len(op.outputs[0].shape))})")


_FORMS: Mapping[str, Spelling] = {
    **OPERATORS,
    **{
        name: Form(f"tf.{function}({{0}})")
        for name, function in {
            "Square": "square",
            "Sqrt": "sqrt",
            "Exp": "exp",
            "Expm1": "math.expm1",
            "Log": "math.log",
            "Log1p": "math.log1p",
            "Rsqrt": "math.rsqrt",
            "Reciprocal": "math.reciprocal",
            "Sign": "sign",
            "Abs": "abs",
            "Floor": "floor",
            "Ceil": "math.ceil",
            "Round": "round",
            "Sin": "sin",
            "Cos": "cos",
            "Tan": "tan",
            "Asin": "asin",
            "Acos": "acos",
            "Atan": "atan",
            "Sinh": "sinh",
            "Cosh": "cosh",
            "Tanh": "tanh",
            "Asinh": "asinh",
            "Acosh": "acosh",
            "Atanh": "atanh",
            "IsNan": "math.is_nan",
            "IsInf": "math.is_inf",
            "IsFinite": "math.is_finite",
            "LogicalNot": "logical_not",
            "Erf": "math.erf",
            "Erfc": "math.erfc",
            "Relu": "nn.relu",
            "Relu6": "nn.relu6",
            "Elu": "nn.elu",
            "Sigmoid": "sigmoid",
            "Softplus": "nn.softplus",
            "Softmax": "nn.softmax",
            "LogSoftmax": "nn.log_softmax",
            "L2Loss": "nn.l2_loss",
            "Softsign": "nn.softsign",
            "StopGradient": "stop_gradient",
        }.items()
    },
    "Xdivy": Form("tf.math.xdivy({0}, {1:n})"),
    "Xlogy": Form("tf.math.xlogy({0}, {1:n})"),
    "All": reduction("tf.reduce_all"),
    "Any": reduction("tf.reduce_any"),
    "ArgMax": _arg("tf.argmax"),
    "ArgMin": _arg("tf.argmin"),
    "OneHot": _one_hot,
    "TopKV2": lambda op: Form(f"tf.nn.top_k({{0}}, {op.attributes['k']}).indices"),
    "Atan2": Form("tf.atan2({0}, {1:n})"),
    "SquaredDifference": Form("tf.math.squared_difference({0}, {1:n})"),
    "FloorDiv": infix("//", PRODUCT),
    "Maximum": Form("tf.maximum({0}, {1:n})"),
    "Minimum": Form("tf.minimum({0}, {1:n})"),
    "Equal": Form("tf.equal({0}, {1:n})"),
    "NotEqual": Form("tf.not_equal({0}, {1:n})"),
    "LogicalAnd": Form("tf.logical_and({0}, {1})"),
    "LogicalOr": Form("tf.logical_or({0}, {1})"),
    "Cast": lambda op: Form(f"tf.cast({{0}}, {dtype(op, 'tf.').rstrip('_')})"),
    "LeakyRelu": lambda op: Form(f"tf.nn.leaky_relu({{0}}, {alpha(op)})"),
    "Sum": reduction("tf.reduce_sum"),
    "Mean": reduction("tf.reduce_mean"),
    "Prod": reduction("tf.reduce_prod"),
    "Max": reduction("tf.reduce_max"),
    "Min": reduction("tf.reduce_min"),
    "Reshape": lambda op: Form(f"tf.reshape({{0}}, {list(op.attributes['shape'])})"),
    "BroadcastTo": lambda op: Form(f"tf.broadcast_to({{0}}, {list(op.attributes['shape'])})"),
    "Transpose": _transpose,
    "MatMul": _matmul,
    "ConcatV2": lambda op: Form(f"tf.concat({listing(op)}, axis={axis(op)})"),
    "Pack": _stack,
    "Split": _split,
    "Unpack": lambda op: Form(f"tf.unstack({{0}}, axis={axis(op)})"),
    "StridedSlice": lambda op: Form(f"{{0:6}}[{subscript(op.attributes['key'])}]"),
    "GatherV2": lambda op: Form(f"tf.gather({{0}}, {{1}}, axis={axis(op)})"),
    "Tile": lambda op: Form(f"tf.tile({{0}}, {list(op.attributes['multiples'])})"),
    "Pad": _pad,
    "Cumsum": _cumsum,
    "SparseSoftmaxCrossEntropyWithLogits": Form(
        "tf.nn.sparse_softmax_cross_entropy_with_logits(labels={1}, logits={0})"
    ),
}
_PASSING = frozenset({"Identity", "PlaceholderWithDefault"})


def _constant(text: str, kind: str) -> str:
    return f"tf.constant({text}, tf.{kind})"


TENSORFLOW_1 = Language(
    "TensorFlow 1",
    {
        **_FORMS,
        "Select": Form("tf.where_v2({0}, {1}, {2:n})"),
        "DivNoNan": Form("tf.div_no_nan({0}, {1:n})"),
        "SoftmaxCrossEntropyWithLogits": Form(
            "tf.nn.softmax_cross_entropy_with_logits_v2(labels={1}, logits={0})"
        ),
    },
    _constant,
    _PASSING,
)
TENSORFLOW_2 = Language(
    "TensorFlow 2",
    {
        **_FORMS,
        "Select": Form("tf.where({0}, {1}, {2:n})"),
        "DivNoNan": Form("tf.math.divide_no_nan({0}, {1:n})"),
        "SoftmaxCrossEntropyWithLogits": Form(
            "tf.nn.softmax_cross_entropy_with_logits(labels={1}, logits={0})"
        ),
    },
    _constant,
    _PASSING,
)
GRADVIZ = Language("gradviz", TENSORFLOW_1.forms, _constant, _PASSING)
