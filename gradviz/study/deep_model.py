"""Deep models to look into: a chain of layers, built as an ordinary graph by the core's own ops."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from gradviz.core.gradients import backward
from gradviz.core.graph import Graph, Operation, Tensor
from gradviz.core.ops import (
    add,
    clip_by_global_norm,
    clip_by_value,
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
from gradviz.core.train.optimizers import GradientDescentOptimizer
from gradviz.core.variable import Variable
from gradviz.study.activation import ACTIVATIONS, Activation
from gradviz.study.network import EPSILON, Clipping, Cost, Network, Normalization, data


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
        variables: the variables, by name: "layer1/W" and so on, "output/b" last.
        gradients: ∂cost/∂variable, by the same names.
        learning_rate: η, a number that is fed.
        clip_at: the bound of clipping, a number that is fed.
        step: moves all variables by gradient descent, clipped as the network says.
    """

    graph: Graph
    X: Tensor
    Y: Tensor
    entered: Tensor
    layers: tuple[Layer, ...]
    pred: Tensor
    cost: Tensor
    variables: Mapping[str, Variable]
    gradients: Mapping[str, Tensor]
    learning_rate: Tensor
    clip_at: Tensor
    step: Operation

    def feeds(self, network: Network) -> dict[Tensor, Any]:
        """The data, and the numbers that a step needs."""
        X, Y = data(network)
        return {
            self.X: X,
            self.Y: Y,
            self.learning_rate: network.learning_rate,
            self.clip_at: network.clip_at,
        }


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
        network.clipping,
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
    clipping: Clipping,
) -> DeepModel:
    function = ACTIVATIONS[activation]
    variables: dict[str, Variable] = {}
    with Graph().as_default() as graph:
        X = placeholder("double", [samples, width], name="X")
        Y = placeholder("double", [samples, 1], name="Y")
        entered = h = _normalized(X, normalization)
        made = []
        for n in range(1, depth + 1):
            with graph.name_scope(f"layer{n}"):
                W, b, z = _affine(h, width, f"layer{n}", variables)
                active = function.build(z, name="active")
                h = add(h, active, name="out") if skip else active
                made.append((f"layer{n}", W, b, z, h, active))
        with graph.name_scope("output"):
            _, _, pred = _affine(h, 1, "output", variables)
        total = _cost(pred, Y, cost)
        passes = backward(total, [variable.value() for variable in variables.values()])
        gradients = {name: passes.cotangents[v.value()] for name, v in variables.items()}
        rate = placeholder("double", [], name="learning_rate")
        clip_at = placeholder("double", [], name="clip_at")
        pairs = zip(
            _clipped(list(gradients.values()), clipping, clip_at), variables.values(), strict=True
        )
        step = GradientDescentOptimizer(rate).apply_gradients(list(pairs))
        graph.finalize()
    back = passes.cotangents
    layers = tuple(
        Layer(name, function, W, b, z, out, active, back[W], back[b], back[z], back[out])
        for name, W, b, z, out, active in made
    )
    return DeepModel(
        graph, X, Y, entered, layers, pred, total, variables, gradients, rate, clip_at, step
    )


def _clipped(gradients: list[Tensor], clipping: Clipping, clip_at: Tensor) -> list[Tensor]:
    if clipping == "by norm":
        clipped, _ = clip_by_global_norm(gradients, clip_at)
        return list(clipped)
    if clipping == "by value":
        return [clip_by_value(g, -clip_at, clip_at) for g in gradients]
    return gradients


def _affine(
    h: Tensor, units: int, scope: str, variables: dict[str, Variable]
) -> tuple[Tensor, Tensor, Tensor]:
    """The weights and biases of a layer, and h · W + b."""
    weights = Variable(np.zeros((h.shape[1], units)), name="W")
    biases = Variable(np.zeros(units), name="b")
    variables[f"{scope}/W"], variables[f"{scope}/b"] = weights, biases
    W, b = weights.value(), biases.value()
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
