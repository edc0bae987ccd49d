"""What NumPy and JAX share: most of the op table in NumPy's words."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from gradviz.core.graph import Operation
from gradviz.show.code.forms import (
    EQUALITIES,
    OPERATORS,
    PRODUCT,
    SIGN,
    Form,
    Spelling,
    axis,
    listing,
    reduction,
    subscript,
)


def _matmul(op: Operation) -> Form:
    turned = "{{{}:6}}.T" if len(op.inputs[0].shape) == 2 else "np.swapaxes({{{}}}, -1, -2)"
    left = turned.format(0) if op.attributes["transpose_a"] else "{0:3}"
    right = turned.format(1) if op.attributes["transpose_b"] else "{1:4}"
    return Form(f"{left} @ {right}", PRODUCT)


def _transpose(op: Operation) -> Form:
    perm = tuple(op.attributes["perm"])
    return Form("{0:6}.T" if perm == (1, 0) else f"np.transpose({{0}}, {perm})")


def _pad(op: Operation) -> Form:
    value = op.attributes["value"]
    return Form(f"np.pad({{0}}, {op.attributes['paddings']}, constant_values={value!r})")


def _split(op: Operation) -> Form:
    ends, total = [], 0
    for size in op.attributes["sizes"][:-1]:
        total += size
        ends.append(total)
    return Form(f"np.split({{0}}, {ends}, axis={axis(op)})")


def _unpack(op: Operation) -> Form:
    return Form("{0}" if axis(op) == 0 else f"np.moveaxis({{0}}, {axis(op)}, 0)", 0)


def _stack(op: Operation) -> Form:
    return Form(f"np.stack({listing(op)}, axis={axis(op, len(op.outputs[0].shape))})")


def _floor_quotient(op: Operation) -> Form:
    if op.inputs[0].dtype.is_floating:
        return Form("np.floor({0:3n} / {1:4n})")
    return Form("{0:3n} // {1:4n}", PRODUCT)


def _cumsum(op: Operation) -> Form:
    if op.attributes["exclusive"] or op.attributes["reverse"]:
        options = f"{op.attributes['exclusive']}, {op.attributes['reverse']}"
        return Form(f"cumsum({{0}}, {axis(op)}, {options})", needs=("cumsum",))
    return Form(f"np.cumsum({{0}}, axis={axis(op)})")


def _leaky(op: Operation) -> Form:
    return Form(f"np.where({{0:2}} > 0, {{0}}, {alpha(op)} * {{0:4}})")


def alpha(op: Operation) -> str:
    """The α of a leaky relu, which TensorFlow keeps in single precision."""
    return repr(float(np.float32(op.attributes.get("alpha", 0.2))))


def _arg(function: str) -> Spelling:
    def form(op: Operation) -> Form:
        text = f"{function}({{0}}, axis={axis(op)})"
        kind = op.outputs[0].dtype.name
        return Form(text if kind == "int64" else f"{text}.astype({dtype(op)})")

    return form


def _one_hot(op: Operation) -> Form:
    given = op.attributes
    place = axis(op, len(op.outputs[0].shape))
    ends = ", 1" * (-given["axis"] - 1)
    depth = f"np.arange({given['depth']})"
    if ends:
        depth = f"np.reshape({depth}, ({given['depth']}{ends}))"
    text = f"np.where(np.expand_dims({{0}}, {place}) == {depth}, {given['on']}, {given['off']})"
    return Form(f"{text}.astype({dtype(op)})")


SHARED: Mapping[str, Spelling] = {
    **OPERATORS,
    **EQUALITIES,
    **{
        name: Form(f"np.{function}({{0}})")
        for name, function in {
            "Square": "square",
            "Sqrt": "sqrt",
            "Exp": "exp",
            "Expm1": "expm1",
            "Log": "log",
            "Log1p": "log1p",
            "Sign": "sign",
            "Abs": "abs",
            "Floor": "floor",
            "Ceil": "ceil",
            "Round": "round",
            "Sin": "sin",
            "Cos": "cos",
            "Tan": "tan",
            "Asin": "arcsin",
            "Acos": "arccos",
            "Atan": "arctan",
            "Sinh": "sinh",
            "Cosh": "cosh",
            "Tanh": "tanh",
            "Asinh": "arcsinh",
            "Acosh": "arccosh",
            "Atanh": "arctanh",
            "IsNan": "isnan",
            "IsInf": "isinf",
            "IsFinite": "isfinite",
        }.items()
    },
    "DivNoNan": Form("np.where({1:2} == 0, 0.0, {0:3} / np.where({1:2} == 0, 1.0, {1}))"),
    "Xdivy": Form("np.where({0:2} == 0, 0.0, {0:3} / np.where({0:2} == 0, 1.0, {1}))"),
    "Xlogy": Form("np.where({0:2} == 0, 0.0, {0:3} * np.log(np.where({0:2} == 0, 1.0, {1})))"),
    "Softsign": Form("{0:3} / (1.0 + np.abs({0}))", PRODUCT),
    "All": reduction("np.all"),
    "Any": reduction("np.any"),
    "ArgMax": _arg("np.argmax"),
    "ArgMin": _arg("np.argmin"),
    "OneHot": _one_hot,
    "TopKV2": lambda op: Form(
        f'np.argsort(-{{0:5}}, axis=-1, kind="stable")[..., :{op.attributes["k"]}]'
        f".astype({dtype(op)})"
    ),
    "Atan2": Form("np.arctan2({0:n}, {1:n})"),
    "SquaredDifference": Form("np.square({0:2n} - {1:3n})"),
    "FloorDiv": _floor_quotient,
    "Rsqrt": Form("1 / np.sqrt({0})", PRODUCT),
    "Reciprocal": Form("1 / {0:4}", PRODUCT),
    "Maximum": Form("np.maximum({0:n}, {1:n})"),
    "Minimum": Form("np.minimum({0:n}, {1:n})"),
    "Select": Form("np.where({0}, {1:n}, {2:n})"),
    "LogicalAnd": Form("np.logical_and({0:n}, {1:n})"),
    "LogicalOr": Form("np.logical_or({0:n}, {1:n})"),
    "LogicalNot": Form("np.logical_not({0})"),
    "Cast": lambda op: Form(f"{{0:6}}.astype({dtype(op)})"),
    "Relu": Form("np.maximum({0}, 0.0)"),
    "Relu6": Form("np.clip({0}, 0.0, 6.0)"),
    "LeakyRelu": _leaky,
    "Elu": Form("np.where({0:2} < 0, np.expm1(np.minimum({0}, 0.0)), {0})"),
    "Sigmoid": Form("1 / (1 + np.exp(-{0:5}))", PRODUCT),
    "Softplus": Form("np.logaddexp({0}, 0.0)"),
    "Sum": reduction("np.sum"),
    "Mean": reduction("np.mean"),
    "Prod": reduction("np.prod"),
    "Max": reduction("np.max"),
    "Min": reduction("np.min"),
    "L2Loss": Form("np.sum(np.square({0})) / 2", PRODUCT),
    "Reshape": lambda op: Form(f"np.reshape({{0}}, {op.attributes['shape']})"),
    "BroadcastTo": lambda op: Form(f"np.broadcast_to({{0}}, {op.attributes['shape']})"),
    "Transpose": _transpose,
    "MatMul": _matmul,
    "Softmax": Form("softmax({0})", needs=("softmax",)),
    "LogSoftmax": Form("log_softmax({0})", needs=("log_softmax",)),
    "ConcatV2": lambda op: Form(f"np.concatenate({listing(op)}, axis={axis(op)})"),
    "Pack": _stack,
    "Split": _split,
    "Unpack": _unpack,
    "StridedSlice": lambda op: Form(f"{{0:6}}[{subscript(op.attributes['key'])}]"),
    "GatherV2": lambda op: Form(f"np.take({{0}}, {{1}}, axis={axis(op)})"),
    "Tile": lambda op: Form(f"np.tile({{0}}, {op.attributes['multiples']})"),
    "Pad": _pad,
    "Cumsum": _cumsum,
    "SparseSoftmaxCrossEntropyWithLogits": Form(
        "-np.take_along_axis(log_softmax({0}), {1:6}[..., None], axis=-1)[..., 0]",
        SIGN,
        ("log_softmax",),
    ),
}
"""The forms that both have, with NumPy's prefix."""


def dtype(op: Operation, prefix: str = "np.") -> str:
    """The element type of an operation's output."""
    return prefix + op.outputs[0].dtype.name.replace("bool", "bool_")


CUMSUM = """\
def cumsum(x, axis, exclusive, reverse):
    x = np.moveaxis(x, axis, 0)
    x = x[::-1] if reverse else x
    total = np.cumsum(x, axis=0)
    if exclusive:
        total = np.concatenate([np.zeros_like(total[:1]), total[:-1]])
    return np.moveaxis(total[::-1] if reverse else total, 0, axis)"""
"""Running sums in another direction or without the entry itself."""
