"""PyTorch: the op table in its words."""

from __future__ import annotations

from gradviz.core.graph import Operation
from gradviz.show.code.arrays import alpha, dtype
from gradviz.show.code.forms import (
    EQUALITIES,
    OPERATORS,
    PRODUCT,
    SIGN,
    Form,
    Language,
    Spelling,
    axes,
    axis,
    every_axis,
    listing,
    reduction,
    subscript,
)


def _reduction(function: str) -> Spelling:
    """As `reduction`, but PyTorch takes no axes at all for all of them."""
    usual = reduction(f"torch.{function}", "dim", "keepdim")
    return lambda op: Form("{0:6}") if not axes(op) else usual(op)  # type: ignore[operator]


def _product(op: Operation) -> Form:
    """PyTorch multiplies along one axis at a time."""
    if every_axis(op):
        return Form("torch.prod({0})")
    text = "{0}" if axes(op) else "{0:6}"
    keep = ", keepdim=True" if op.attributes["keepdims"] else ""
    for place in sorted(axes(op), reverse=True):
        text = f"torch.prod({text}, dim={place}{keep})"
    return Form(text)


def _matmul(op: Operation) -> Form:
    left = "{0:6}.mT" if op.attributes["transpose_a"] else "{0:3}"
    right = "{1:6}.mT" if op.attributes["transpose_b"] else "{1:4}"
    return Form(f"{left} @ {right}", PRODUCT)


def _transpose(op: Operation) -> Form:
    perm = tuple(op.attributes["perm"])
    return Form("{0:6}.T" if perm == (1, 0) else f"torch.permute({{0}}, {perm})")


def _slice(op: Operation) -> Form:
    """Steps must be positive: where one is not, its places are listed."""
    text, place, key = "{0:6}", 0, []
    for part in op.attributes["key"]:
        if isinstance(part, slice) and (part.step or 1) < 0:
            places = list(range(*part.indices(op.inputs[0].shape[place])))
            text = f"{text}.index_select({place}, torch.tensor({places}, dtype=torch.int64))"
            part = slice(None)
        key.append(part)
        place += part is not None
    return Form(f"{text}[{subscript(tuple(key))}]")


def _gather(op: Operation) -> Form:
    return Form(f"{{0:6}}[{':, ' * axis(op)}{{1}}]")


def _pad(op: Operation) -> Form:
    # The margins of the last axis come first.
    flat = [width for pair in reversed(op.attributes["paddings"]) for width in pair]
    value = float(op.attributes["value"])
    return Form(f"torch.nn.functional.pad({{0}}, {flat}, value={value!r})")


def _arg(function: str) -> Spelling:
    def form(op: Operation) -> Form:
        text = f"torch.{function}({{0}}, dim={axis(op)})"
        kind = op.outputs[0].dtype.name
        return Form(text if kind == "int64" else f"{text}.to(torch.{kind})")

    return form


def _one_hot(op: Operation) -> Form:
    given = op.attributes
    place = axis(op, len(op.outputs[0].shape))
    depth = f"torch.arange({given['depth']})"
    if given["axis"] != -1:
        depth = f"torch.reshape({depth}, ({given['depth']}{', 1' * (-given['axis'] - 1)}))"
    text = f"torch.where({{0:6}}.unsqueeze({place}) == {depth}, {given['on']}, {given['off']})"
    return Form(f"{text}.to({dtype(op, 'torch.').rstrip('_')})")


def _split(op: Operation) -> Form:
    return Form(f"torch.split({{0}}, {list(op.attributes['sizes'])}, dim={axis(op)})")


def _stack(op: Operation) -> Form:
    return Form(f"torch.stack({listing(op)}, dim={axis(op, len(op.outputs[0].shape))})")


def _cumsum(op: Operation) -> Form:
    if op.attributes["exclusive"] or op.attributes["reverse"]:
        options = f"{op.attributes['exclusive']}, {op.attributes['reverse']}"
        return Form(f"cumsum({{0}}, {axis(op)}, {options})", needs=("cumsum",))
    return Form(f"torch.cumsum({{0}}, dim={axis(op)})")


_CUMSUM = """\
def cumsum(x, axis, exclusive, reverse):
    way = torch.flip(x, [axis]) if reverse else x
    total = torch.cumsum(way, dim=axis)
    if exclusive:
        first = torch.zeros_like(total.narrow(axis, 0, 1))
        total = torch.cat([first, total.narrow(axis, 0, total.shape[axis] - 1)], dim=axis)
    return torch.flip(total, [axis]) if reverse else total"""
_CROSS_ENTROPY = """\
def cross_entropy(logits, labels):
    value = -torch.sum(labels * torch.log_softmax(logits.detach(), dim=-1), dim=-1)
    # TensorFlow's rule: the logits receive softmax - labels, whatever the labels sum to.
    rule = torch.logsumexp(logits, dim=-1) - torch.sum(labels.detach() * logits, dim=-1)
    return value + (rule - rule.detach())"""

TORCH = Language(
    "PyTorch",
    {
        **OPERATORS,
        **EQUALITIES,
        **{
            name: Form(f"torch.{function}({{0}})")
            for name, function in {
                "Square": "square",
                "Sqrt": "sqrt",
                "Exp": "exp",
                "Expm1": "expm1",
                "Log": "log",
                "Log1p": "log1p",
                "Rsqrt": "rsqrt",
                "Reciprocal": "reciprocal",
                "Sign": "sign",
                "Abs": "abs",
                "Floor": "floor",
                "Ceil": "ceil",
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
                "IsNan": "isnan",
                "IsInf": "isinf",
                "IsFinite": "isfinite",
                "LogicalNot": "logical_not",
                "Erf": "erf",
                "Erfc": "erfc",
                "Relu": "relu",
                "Relu6": "nn.functional.relu6",
                "Elu": "nn.functional.elu",
                "Sigmoid": "sigmoid",
                "Softsign": "nn.functional.softsign",
            }.items()
        },
        "DivNoNan": Form("torch.where({1:2} == 0, 0.0, {0:3} / torch.where({1:2} == 0, 1.0, {1}))"),
        "Xdivy": Form("torch.where({0:2} == 0, 0.0, {0:3} / torch.where({0:2} == 0, 1.0, {1}))"),
        "Xlogy": Form(
            "torch.where({0:2} == 0, 0.0, {0:3} * torch.log(torch.where({0:2} == 0, 1.0, {1})))"
        ),
        "All": _reduction("all"),
        "Any": _reduction("any"),
        "ArgMax": _arg("argmax"),
        "ArgMin": _arg("argmin"),
        "OneHot": _one_hot,
        "TopKV2": lambda op: Form(
            "torch.sort({0}, dim=-1, descending=True, stable=True)"
            f".indices[..., :{op.attributes['k']}].to(torch.int32)"
        ),
        "Atan2": Form("torch.atan2({0}, {1})"),
        "SquaredDifference": Form("torch.square({0:2n} - {1:3n})"),
        "FloorDiv": Form("torch.floor({0:3n} / {1:4n})"),
        # On a tie the first argument receives the whole gradient, as in TensorFlow.
        "Maximum": Form("torch.where({0:2n} >= {1:2n}, {0:n}, {1:n})"),
        "Minimum": Form("torch.where({0:2n} <= {1:2n}, {0:n}, {1:n})"),
        "Select": Form("torch.where({0}, {1:n}, {2:n})"),
        "LogicalAnd": Form("torch.logical_and({0}, {1})"),
        "LogicalOr": Form("torch.logical_or({0}, {1})"),
        "Cast": lambda op: Form(f"{{0:6}}.to({dtype(op, 'torch.').rstrip('_')})"),
        "LeakyRelu": lambda op: Form(f"torch.nn.functional.leaky_relu({{0}}, {alpha(op)})"),
        # Beyond its threshold PyTorch would take x itself, which is exact only from 40 on.
        "Softplus": Form("torch.nn.functional.softplus({0}, threshold=40)"),
        "Softmax": Form("torch.softmax({0}, dim=-1)"),
        "LogSoftmax": Form("torch.log_softmax({0}, dim=-1)"),
        "StopGradient": Form("{0:6}.detach()"),
        "Sum": _reduction("sum"),
        "Mean": _reduction("mean"),
        "Prod": _product,
        "Max": _reduction("amax"),
        "Min": _reduction("amin"),
        "L2Loss": Form("torch.sum(torch.square({0})) / 2", PRODUCT),
        "Reshape": lambda op: Form(f"torch.reshape({{0}}, {op.attributes['shape']})"),
        "BroadcastTo": lambda op: Form(f"torch.broadcast_to({{0}}, {op.attributes['shape']})"),
        "Transpose": _transpose,
        "MatMul": _matmul,
        "ConcatV2": lambda op: Form(f"torch.cat({listing(op)}, dim={axis(op)})"),
        "Pack": _stack,
        "Split": _split,
        "Unpack": lambda op: Form(f"torch.unbind({{0}}, dim={axis(op)})"),
        "StridedSlice": _slice,
        "GatherV2": _gather,
        "Tile": lambda op: Form(f"torch.tile({{0}}, {op.attributes['multiples']})"),
        "Pad": _pad,
        "Cumsum": _cumsum,
        "SoftmaxCrossEntropyWithLogits": Form("cross_entropy({0}, {1})", needs=("cross_entropy",)),
        "SparseSoftmaxCrossEntropyWithLogits": Form(
            "-torch.take_along_dim(torch.log_softmax({0}, dim=-1), {1:6}.long()[..., None], dim=-1)"
            "[..., 0]",
            SIGN,
        ),
    },
    lambda text, kind: (
        f"torch.tensor({text})"
        if kind == "float64"
        else f"torch.tensor({text}, dtype=torch.{kind})"
    ),
    frozenset({"Identity", "PlaceholderWithDefault"}),
    {"cumsum": _CUMSUM, "cross_entropy": _CROSS_ENTROPY},
)
