"""Deep models to look into: a chain of layers, built as an ordinary graph by the core's own ops."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, get_args

import numpy as np

from gradviz.core.gradients import backward
from gradviz.core.graph import Graph, Tensor
from gradviz.core.ops import (
    add,
    log,
    matmul,
    multiply,
    placeholder,
    reduce_mean,
    sigmoid,
    sigmoid_cross_entropy_with_logits,
    sqrt,
    square,
    subtract,
)
from gradviz.core.variable import Variable
from gradviz.study.activation import ACTIVATIONS, Activation
from gradviz.study.initialization import INITIALIZATIONS

Array = np.ndarray[Any, Any]

Data = Literal["standard", "large", "constant column"]
Normalization = Literal["none", "by sd", "by sd + ε"]
Cost = Literal["squares", "cross entropy", "cross entropy by log"]
Clipping = Literal["none", "by norm", "by value"]

DEEPEST, WIDEST, MOST_SAMPLES = 100, 256, 1024
EPSILON = 1e-6


@dataclass(frozen=True)
class Network:
    """Everything that a deep model and its training depend on; small and hashable.

    Attributes:
        depth: hidden layers, 1 to 100.
        width: units of each, and columns of the data, 1 to 256.
        activation: a name in `ACTIVATIONS`.
        initialization: a name in `INITIALIZATIONS`.
        scale: the σ of normal weights, or the constant; 0 to 100 in size.
        bias: what all biases begin with, −100 to 100.
        skip: whether each layer adds to its input instead of replacing it.
        data: "standard": columns of mean 0 and deviation 1; "large": of very different means and
            deviations; "constant column": standard, but one column is always the same.
        normalization: what is done to the columns first: nothing, (x − mean) / sd, or the same
            with a small ε beside the sd.
        cost: "squares": half the mean square; "cross entropy": of logits, the safe way; "cross
            entropy by log": the same formula written out with log, which is not safe.
        learning_rate: η of gradient descent, 0 to 1e6.
        clipping: of the gradients before a step: none, all by their common norm, or each entry.
        clip_at: the largest norm, or the largest entry; above 0.
        samples: rows of data, 1 to 1024.
        seed: of the data and the weights.

    Raises:
        ValueError: if a value is not among these.
    """

    depth: int = 20
    width: int = 32
    activation: str = "sigmoid"
    initialization: str = "normal"
    scale: float = 0.5
    bias: float = 0.0
    skip: bool = False
    data: Data = "standard"
    normalization: Normalization = "none"
    cost: Cost = "squares"
    learning_rate: float = 0.1
    clipping: Clipping = "none"
    clip_at: float = 1.0
    samples: int = 64
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuses what is out of range."""
        ranges: tuple[tuple[str, float, float], ...] = (
            ("depth", 1, DEEPEST),
            ("width", 1, WIDEST),
            ("samples", 1, MOST_SAMPLES),
            ("scale", -100, 100),
            ("bias", -100, 100),
            ("learning_rate", 0, 1e6),
            ("clip_at", 1e-12, 1e12),
            ("seed", 0, 2**31),
        )
        for name, low, high in ranges:
            value = getattr(self, name)
            if not low <= value <= high:
                raise ValueError(f"a network's {name} is from {low} to {high:g}, not {value!r}")
        choices: tuple[tuple[str, tuple[str, ...]], ...] = (
            ("activation", tuple(ACTIVATIONS)),
            ("initialization", tuple(INITIALIZATIONS)),
            ("data", get_args(Data)),
            ("normalization", get_args(Normalization)),
            ("cost", get_args(Cost)),
            ("clipping", get_args(Clipping)),
        )
        for name, known in choices:
            if getattr(self, name) not in known:
                raise ValueError(
                    f"a network's {name} is one of {', '.join(known)}, not {getattr(self, name)!r}"
                )


@dataclass(frozen=True, eq=False)
class Layer:
    """The tensors of one hidden layer.

    Attributes:
        name: its name scope.
        activation: what is applied to z.
        W: the weights, (columns of the input, units).
        b: the biases, (units,).
        z: input · W + b.
        out: what it hands on: φ(z), or its input + φ(z) with a skip connection.
        active: φ(z).
        dW: ∂cost/∂W.
        db: ∂cost/∂b.
        dz: ∂cost/∂z.
        dout: ∂cost/∂out.
    """

    name: str
    activation: Activation
    W: Tensor
    b: Tensor
    z: Tensor
    out: Tensor
    active: Tensor
    dW: Tensor
    db: Tensor
    dz: Tensor
    dout: Tensor


@dataclass(frozen=True, eq=False)
class DeepModel:
    """A finished graph of a deep model, read-only, so that all visitors can share it.

    Attributes:
        graph: the finalized graph.
        X: the data, (samples, width).
        Y: what is to be predicted, (samples, 1).
        entered: what the first layer gets: X, normalized or not.
        layers: the hidden layers, first to last.
        pred: the prediction, (samples, 1).
        cost: a number.
        parameters: the values of all variables, by name: "layer1/W" and so on, "output/b" last.
        gradients: ∂cost/∂parameter, by the same names.
    """

    graph: Graph
    X: Tensor
    Y: Tensor
    entered: Tensor
    layers: tuple[Layer, ...]
    pred: Tensor
    cost: Tensor
    parameters: Mapping[str, Tensor]
    gradients: Mapping[str, Tensor]


def build(network: Network) -> DeepModel:
    """The graph of a network; the same for all that differ in numbers only.

    Example:
        >>> model = build(Network(depth=2, width=3, samples=4))
        >>> model.layers[1].z.name, model.layers[1].W.shape, model.cost.shape
        ('layer2/z:0', TensorShape([3, 3]), TensorShape([]))
    """
    return _built(
        network.depth,
        network.width,
        network.samples,
        network.activation,
        network.skip,
        network.normalization,
        network.cost,
    )


@lru_cache(maxsize=32)
def _built(
    depth: int,
    width: int,
    samples: int,
    activation: str,
    skip: bool,
    normalization: Normalization,
    cost: Cost,
) -> DeepModel:
    function = ACTIVATIONS[activation]
    parameters: dict[str, Tensor] = {}
    with Graph().as_default() as graph:
        X = placeholder("double", [samples, width], name="X")
        Y = placeholder("double", [samples, 1], name="Y")
        entered = h = _normalized(X, normalization)
        made = []
        for n in range(1, depth + 1):
            with graph.name_scope(f"layer{n}"):
                W, b, z = _affine(h, width, f"layer{n}", parameters)
                active = function.build(z, name="active")
                h = add(h, active, name="out") if skip else active
                made.append((f"layer{n}", W, b, z, h, active))
        with graph.name_scope("output"):
            _, _, pred = _affine(h, 1, "output", parameters)
        total = _cost(pred, Y, cost)
        passes = backward(total, list(parameters.values()))
        graph.finalize()
    back = passes.cotangents
    layers = tuple(
        Layer(name, function, W, b, z, out, active, back[W], back[b], back[z], back[out])
        for name, W, b, z, out, active in made
    )
    gradients = {name: back[tensor] for name, tensor in parameters.items()}
    return DeepModel(graph, X, Y, entered, layers, pred, total, parameters, gradients)


def _affine(
    h: Tensor, units: int, scope: str, parameters: dict[str, Tensor]
) -> tuple[Tensor, Tensor, Tensor]:
    W = Variable(np.zeros((h.shape[1], units)), name="W").value()
    b = Variable(np.zeros(units), name="b").value()
    parameters[f"{scope}/W"], parameters[f"{scope}/b"] = W, b
    return W, b, add(matmul(h, W, name="product"), b, name="z")


def _normalized(X: Tensor, normalization: Normalization) -> Tensor:
    if normalization == "none":
        return X
    with X.graph.name_scope("normalize"):
        mean = reduce_mean(X, axis=0, keepdims=True, name="mean")
        centered = subtract(X, mean, name="centered")
        sd = sqrt(reduce_mean(square(centered), axis=0, keepdims=True), name="sd")
        return centered / (sd if normalization == "by sd" else sd + EPSILON)


def _cost(pred: Tensor, Y: Tensor, cost: Cost) -> Tensor:
    graph = pred.graph
    if cost == "squares":
        return multiply(reduce_mean(square(subtract(pred, Y, name="residual"))), 0.5, name="cost")
    if cost == "cross entropy":
        each = sigmoid_cross_entropy_with_logits(labels=Y, logits=pred)
        return reduce_mean(each, name="cost")
    with graph.name_scope("entropy"):
        p = sigmoid(pred, name="p")
        each = Y * log(p) + (1.0 - Y) * log(1.0 - p)
    return multiply(reduce_mean(each), -1.0, name="cost")


def data(network: Network) -> tuple[Array, Array]:
    """X and Y: Y follows from a few directions of X, as numbers or, for cross entropies, 0 and 1.

    Returns:
        X of shape (samples, width) and Y of shape (samples, 1).
    """
    generator = np.random.default_rng([network.seed, 0])
    X = generator.standard_normal((network.samples, network.width))
    wanted = np.tanh(X @ generator.standard_normal((network.width, 1)) / np.sqrt(network.width))
    if network.data == "large":
        means = 5.0 * generator.standard_normal(network.width)
        X = X * 10.0 ** generator.uniform(-1.0, 1.5, network.width) + means
    elif network.data == "constant column":
        X[:, 0] = 1.0
    return X, wanted if network.cost == "squares" else (wanted > 0).astype(float)


def initial(network: Network) -> dict[str, Array]:
    """The parameters' first values, by the names of `DeepModel.parameters`."""
    chosen = INITIALIZATIONS[network.initialization]
    values = {}
    for n in range(1, network.depth + 2):
        scope, units = (f"layer{n}", network.width) if n <= network.depth else ("output", 1)
        generator = np.random.default_rng([network.seed, n])
        values[f"{scope}/W"] = chosen.draw(generator, network.width, units, network.scale)
        values[f"{scope}/b"] = np.full(units, network.bias)
    return values
