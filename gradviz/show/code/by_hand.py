"""NumPy: the op table in its words, with the operations that gradients are made of."""

from __future__ import annotations

from collections.abc import Mapping

from gradviz.core.graph import Operation
from gradviz.show.code.arrays import CUMSUM, SHARED, alpha
from gradviz.show.code.forms import PRODUCT, SIGN, SUM, Form, Language, Spelling, subscript


def _leaky_grad(op: Operation) -> Form:
    return Form(f"np.where({{1:2}} > 0, {{0}}, {alpha(op)} * {{0:4}})")


BACKWARD: Mapping[str, Spelling] = {
    "ReluGrad": Form("{0:3} * ({1:2} > 0)", PRODUCT),
    "Relu6Grad": Form("{0:3} * ((0 < {1:2}) & ({1:2} < 6))", PRODUCT),
    "LeakyReluGrad": _leaky_grad,
    "SqrtGrad": Form("np.where({1:2} == 0, 0.0, 0.5 * {1:4} / {0:4})"),
    "RsqrtGrad": Form("np.where({1:2} == 0, 0.0, -0.5 * {1:4} * {0:6} ** 3)"),
    "ReciprocalGrad": Form("np.where({1:2} == 0, 0.0, -{1:5} * {0:6} ** 2)"),
    "SoftmaxCrossEntropyWithLogitsGrad": Form("softmax({0}) - {1:3}", SUM, ("softmax",)),
    "StridedSliceGrad": lambda op: Form(
        f"place({{0}}, {op.attributes['shape']}, np.s_[{subscript(op.attributes['key'])}])",
        needs=("place",),
    ),
    "UnsortedSegmentSum": lambda op: Form(
        f"scatter({{0}}, {{1}}, {op.attributes['shape']},"
        f" {len(op.attributes['shape']) + op.attributes['axis']})",
        needs=("scatter",),
    ),
}
"""Operations that gradients are made of."""

_SOFTMAX = """\
def softmax(x):
    e = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True)"""
_LOG_SOFTMAX = """\
def log_softmax(x):
    shifted = x - np.max(x, axis=-1, keepdims=True)
    return shifted - np.log(np.sum(np.exp(shifted), axis=-1, keepdims=True))"""
_PLACE = """\
def place(part, shape, key):
    whole = np.zeros(shape)
    whole[key] = part
    return whole"""
_SCATTER = """\
def scatter(rows, indices, shape, axis):
    whole = np.zeros(shape)
    rows = np.moveaxis(rows, range(axis, axis + np.ndim(indices)), range(np.ndim(indices)))
    np.add.at(np.moveaxis(whole, axis, 0), indices, rows)
    return whole"""


def _constant(text: str, kind: str) -> str:
    if text.startswith("["):
        return (
            f"np.array({text})"
            if kind == "float64"
            else f"np.array({text}, np.{kind.replace('bool', 'bool_')})"
        )
    return f"np.{kind.replace('bool', 'bool_')}({text})"


NUMPY = Language(
    "NumPy",
    {
        **SHARED,
        **BACKWARD,
        "Erf": Form("erf({0})", needs=("erf",)),
        "Erfc": Form("erfc({0})", needs=("erfc",)),
        "SoftmaxCrossEntropyWithLogits": Form(
            "-np.sum({1:3} * log_softmax({0}), axis=-1)", SIGN, ("log_softmax",)
        ),
    },
    _constant,
    frozenset({"Identity", "PlaceholderWithDefault", "StopGradient"}),
    {
        "erf": "erf = np.vectorize(math.erf, otypes=[float])",
        "erfc": "erfc = np.vectorize(math.erfc, otypes=[float])",
        "softmax": _SOFTMAX,
        "log_softmax": _LOG_SOFTMAX,
        "cumsum": CUMSUM,
        "place": _PLACE,
        "scatter": _SCATTER,
    },
)
