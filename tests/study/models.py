"""Models to try the study on: every preset, and random graphs of all kinds of ops and shapes."""

import numpy as np

from gradviz.core.graph import Graph
from gradviz.study.backward import feeds
from gradviz.study.language.compiler import compiled
from gradviz.study.models import build, parse_model

SHAPES = {"X": (3, 2), "Y": (3, 1), "v": (2,), "s": ()}
PARAMETERS = {"W": (2, 2), "w": (2, 1), "u": (2,), "a": (), "b": ()}
UNARY = (
    "square({})",
    "tanh({})",
    "sigmoid({})",
    "sin({})",
    "exp(0.3*tanh({}))",
    "-{}",
    "relu({})",
    "log(1.5 + square({}))",
    "sqrt(1 + square({}))",
    "abs({})",
    "softplus({})",
    "2*{} - 1",
    "reciprocal(2 + square({}))",
    "stop_gradient({})",
    "identity({})",
    "elu({})",
    "erf({})",
    "leaky_relu({})",
    "{}**2",
    "to_double(greater({}, 0.1))",
    "round({})",
)
BINARY = (
    "{} + {}",
    "{} - {}",
    "{} * {}",
    "{} / (2 + square({}))",
    "maximum({}, {})",
    "minimum({}, {})",
    "squared_difference({}, {})",
    "add_n([{0} + 0*{1}, {1} + 0*{0}, {0} + 0*{1}])",
    "where(greater({0}, {1}), {0}, {1})",
    "pow(1.5 + square(tanh({})), tanh({}))",
)
WHOLE = (
    "reduce_sum({}, axis=-1)",
    "reduce_mean({}, axis=0, keepdims=True)",
    "softmax({})",
    "reduce_max({}, axis=-1)",
    "cumsum({}, axis=0)",
    "concat([{}, 2*{}], axis=0)",
    "expand_dims({}, 0)",
    "reshape({}, (-1,))",
    "reduce_prod(tanh({}), axis=0)",
    "reduce_logsumexp({}, axis=0)",
    "log_softmax({})",
    "gather({}, [0, 0], axis=0)",
    "clip_by_norm({}, 1.0)",
    "tile(reshape({}, (-1,)), (2,))",
    "transpose({})",
    "l2_loss({})",
    "stack([{}, {}])",
    "pad(reshape({}, (-1,)), ((1, 1),))",
)
PRODUCTS = (
    "X @ W",
    "X @ w",
    "matmul(X, w)",
    "matmul(Y, X, transpose_a=True)",
    "matmul(w, Y, transpose_b=True)",
)


def random_text(random):
    """A legal model of random lines, each of which uses names that are there already."""
    shapes = {**SHAPES, **PARAMETERS}
    names, lines = list(shapes), []
    for place in range(int(random.integers(2, 9))):
        kind = random.integers(0, 10)
        one = names[random.integers(0, len(names))]
        other = names[random.integers(0, len(names))]
        if kind < 4:
            text = UNARY[random.integers(0, len(UNARY))].replace("{}", one)
        elif kind < 7:
            text = BINARY[random.integers(0, len(BINARY))].format(one, other)
        elif kind < 9:
            text = WHOLE[random.integers(0, len(WHOLE))].replace("{}", one)
        else:
            text = PRODUCTS[random.integers(0, len(PRODUCTS))]
        lines.append(f"t{place} = {text}")
        try:
            with Graph().as_default() as graph:
                starts = {name: np.zeros(shape) for name, shape in PARAMETERS.items()}
                compiled(graph, "\n".join([*lines, "cost = a*b"]), SHAPES, starts)
        except ValueError:
            lines.pop()
            continue
        names.append(f"t{place}")
    used = [line.split(" = ")[0] for line in lines] + ["W", "w", "u", "a"]
    terms = [f"reduce_mean(tanh({name}))" for name in used]
    return "\n".join([*lines, f"cost = {' + '.join(terms)}"])


def preset_case(preset):
    """A preset's model, and what it is fed at its start."""
    model = build(preset.blueprint, len(preset.rows))
    shapes = [parameter.shape for parameter in preset.blueprint.parameters]
    values = [np.array(v).reshape(s) for v, s in zip(preset.values, shapes, strict=True)]
    return model, feeds(model, values, preset.rows)


def random_case(seed):
    """A random model, and what it is fed."""
    random = np.random.default_rng(seed)
    model = parse_model(random_text(random), SHAPES, PARAMETERS)
    values = [random.uniform(-1.5, 1.5, shape) for shape in PARAMETERS.values()]
    fed = {t: random.uniform(-1.5, 1.5, tuple(t.shape)) for t in model.inputs.values()}
    return model, dict(zip(model.parameters.values(), values, strict=True)) | fed
