"""The health of one pass through a deep model: what each layer does to values and gradients."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf, isfinite, nan
from typing import Any

import numpy as np

from gradviz.core.execute import evaluate
from gradviz.core.graph import Tensor
from gradviz.study.deep_model import DeepModel, Layer, build
from gradviz.study.magnitudes import Spread, norm_of, spread_of
from gradviz.study.mean_field import Prediction, predicted
from gradviz.study.network import Network, initial

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, eq=False)
class LayerHealth:
    """What one layer does.

    Attributes:
        name: the layer's name scope.
        out: what it hands on.
        gradient: ∂cost/∂out.
        slope: the norm of ∂cost/∂z, divided by that of ∂cost/∂out: the activation's part.
        weights: the norm of what comes back through W, divided by that of ∂cost/∂z: the weights'
            part; NaN for the first layer, behind which nobody asks.
        factor: the norm of the gradient at the layer's input, divided by that at its output; NaN
            for the first layer, and where there is nothing left to divide.
        saturated: the share of entries of φ(z) where the slope is flat; 0 where it never is.
        dead: the share of units whose slope is 0 for every sample.
        weight_norm: of W.
        step_norm: of the step that W makes, η · ∂cost/∂W after clipping.
        clipped: what clipping leaves of the norm of ∂cost/∂W, 1 without clipping.
        prediction: what theory expects of the layer as it is initialized; None after training.
    """

    name: str
    out: Spread
    gradient: Spread
    slope: float
    weights: float
    factor: float
    saturated: float
    dead: float
    weight_norm: float
    step_norm: float
    clipped: float
    prediction: Prediction | None = None

    @property
    def update_ratio(self) -> float:
        """|Δw| / |w|: how much of the weights one step changes; ∞ where they are all 0."""
        if self.weight_norm:
            return self.step_norm / self.weight_norm
        return inf if self.step_norm else 0.0


@dataclass(frozen=True, eq=False)
class PassHealth:
    """One forward and backward pass.

    Attributes:
        network: what was passed through.
        cost: its cost.
        entered: what the first layer gets.
        layers: the hidden layers, first to last.
        gradient_norm: of all parameters' gradients together, before clipping.
    """

    network: Network
    cost: float
    entered: Spread
    layers: tuple[LayerHealth, ...]
    gradient_norm: float


Arrays = Mapping[Tensor, Array]


def examine(network: Network, values: Mapping[str, Array] | None = None) -> PassHealth:
    """One pass through a network.

    Args:
        network: the network.
        values: of the variables, by name; without them those the network is initialized with.
    """
    model = build(network)
    held = initial(network) if values is None else values
    feeds = model.feeds(network) | fed(model, held)
    fetches = looked_at(model)
    with np.errstate(all="ignore"):
        arrays = dict(zip(fetches, evaluate(fetches, feeds), strict=True))
    return summed_up(model, network, held, arrays, fresh=values is None)


def fed(model: DeepModel, values: Mapping[str, Array]) -> dict[Tensor, Array]:
    """Values of the variables as feeds."""
    return {model.variables[name].value(): value for name, value in values.items()}


def looked_at(model: DeepModel) -> list[Tensor]:
    """The tensors of a pass that its health is summed up from."""
    wanted = [t for layer in model.layers for t in (layer.out, layer.active, layer.dout, layer.dz)]
    return list(dict.fromkeys([model.cost, model.entered, *wanted, *model.gradients.values()]))


def summed_up(
    model: DeepModel,
    network: Network,
    values: Mapping[str, Array],
    arrays: Arrays,
    *,
    fresh: bool,
) -> PassHealth:
    """The health of a pass.

    Args:
        model: the graph.
        network: what the step is like.
        values: of the variables, by name.
        arrays: what the pass made of the tensors that are looked at.
        fresh: whether the values are as theory expects them, newly initialized.
    """
    gradients = [arrays[g] for g in model.gradients.values()]
    total = norm_of(np.array([norm_of(g) for g in gradients]))
    expected = predicted(network) if fresh else (None,) * network.depth
    layers: list[LayerHealth] = []
    before: Spread | None = None
    for layer, prediction in zip(model.layers, expected, strict=True):
        made = _layer(layer, network, values[f"{layer.name}/W"], arrays, total, before, prediction)
        layers.append(made)
        before = made.gradient
    entered = spread_of(arrays[model.entered])
    return PassHealth(network, float(arrays[model.cost]), entered, tuple(layers), total)


def _layer(
    layer: Layer,
    network: Network,
    W: Array,
    arrays: Arrays,
    total: float,
    before: Spread | None,
    prediction: Prediction | None,
) -> LayerHealth:
    gradient = spread_of(arrays[layer.dout])
    at_z = norm_of(arrays[layer.dz])
    factor = nan if before is None else _ratio(before.norm, gradient.norm)
    # With a skip connection the gradient at the input is not what came through the weights alone.
    through = nan if before is None or network.skip else _ratio(before.norm, at_z)
    active, kind = arrays[layer.active], layer.activation
    flat = kind.flat(active) if kind.flat else None
    dW = arrays[layer.dW]
    raw = norm_of(dW)
    left = clipped_norm(dW, raw, network, total)
    return LayerHealth(
        name=layer.name,
        out=spread_of(arrays[layer.out]),
        gradient=gradient,
        slope=_ratio(at_z, gradient.norm),
        weights=through,
        factor=factor,
        saturated=0.0 if flat is None else float(np.count_nonzero(flat)) / flat.size,
        dead=float(np.mean(active.max(axis=0) <= 0)) if kind.gates else 0.0,
        weight_norm=norm_of(W),
        step_norm=network.learning_rate * left,
        clipped=1.0 if left == raw else _ratio(left, raw),
        prediction=prediction,
    )


def clipped_norm(gradient: Array, norm: float, network: Network, total: float) -> float:
    """The norm of a gradient after clipping.

    Args:
        gradient: of one parameter.
        norm: its norm.
        network: how it is clipped.
        total: the norm of all parameters' gradients together.
    """
    if network.clipping == "by value":
        return norm_of(np.clip(gradient, -network.clip_at, network.clip_at))
    if network.clipping == "by norm" and not total <= network.clip_at:
        # Of an infinite norm nothing sensible is left, in TensorFlow either.
        return norm * (network.clip_at / total) if isfinite(total) else nan
    return norm


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else nan
