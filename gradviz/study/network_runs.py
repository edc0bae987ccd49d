"""Training runs of deep models, moment by moment, as generators that can be left at any moment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from math import isfinite

import numpy as np

from gradviz.core.histograms import Histogram, histogram_of
from gradviz.core.protobuf import histogram_summary, scalar_summary
from gradviz.core.session import Session
from gradviz.study.deep_model import DeepModel, build
from gradviz.study.health import Array, PassHealth, looked_at, summed_up
from gradviz.study.network import Network, initial

LONGEST = 10_000
"""Steps that a run may have."""


@dataclass(frozen=True, eq=False)
class Moment:
    """One step of a run, before its update.

    Attributes:
        step: how many updates were made before.
        health: of its pass.
        scalars: numbers by tag, as TensorBoard is told them.
        histograms: histograms by tag; only of what is finite.
    """

    step: int
    health: PassHealth
    scalars: Mapping[str, float]
    histograms: Mapping[str, Histogram]

    @property
    def finite(self) -> bool:
        """Whether the cost and all gradients are finite."""
        return isfinite(self.health.cost) and isfinite(self.health.gradient_norm)

    def summary(self) -> bytes:
        """The serialized `Summary` of the moment: what is shown, and nothing else."""
        return b"".join(
            [scalar_summary(tag, value) for tag, value in self.scalars.items()]
            + [histogram_summary(tag, value) for tag, value in self.histograms.items()]
        )


def train(
    network: Network, steps: int, every: int = 1, watched: Sequence[str] | None = None
) -> Iterator[Moment]:
    """Trains a network by gradient descent, clipped as it says, on all its data at every step.

    Args:
        network: what is trained, from its initialization.
        steps: how many updates are made, 0 to `LONGEST`.
        every: how many steps lie between two moments that are reported.
        watched: the parameters whose gradients' histograms are kept, "layer1/W"; None: those of
            all weights.

    Yields:
        A moment for step 0 and every `every` steps, and for the last one. What is no longer finite
        ends the run: its moment is the last.

    Raises:
        ValueError: if steps or every are out of range, or there is no such parameter.

    Example:
        >>> costs = [m.health.cost for m in train(Network(depth=1, activation="tanh"), 20, 10)]
        >>> len(costs), costs[0] > costs[1] > costs[2]
        (3, True)
    """
    run = stepped(network, steps, every, watched)
    return (moment for moment in run if isinstance(moment, Moment))


def stepped(
    network: Network, steps: int, every: int = 1, watched: Sequence[str] | None = None
) -> Iterator[Moment | int]:
    """As `train`, but also yields the number of each step that is not reported.

    So whoever runs it can look up after every step, however few are reported.

    Raises:
        ValueError: if steps or every are out of range, or there is no such parameter.
    """
    if not 0 <= steps <= LONGEST or every < 1:
        raise ValueError(
            f"a run has 0 to {LONGEST} steps and reports every 1 or more, not {steps} and {every}"
        )
    model = build(network)
    kept = [n for n in model.gradients if n.endswith("/W")] if watched is None else list(watched)
    unknown = [name for name in kept if name not in model.gradients]
    if unknown:
        raise ValueError(f"the network has no parameter {unknown[0]!r}")
    return _moments(network, model, steps, every, kept)


def _moments(
    network: Network, model: DeepModel, steps: int, every: int, watched: Sequence[str]
) -> Iterator[Moment | int]:
    feeds = model.feeds(network)
    fetches = looked_at(model)
    values = [variable.value() for variable in model.variables.values()]
    # Not entered: what is waiting here may be closed by another thread, which has other defaults.
    with closing(Session(graph=model.graph)) as session:
        for name, value in initial(network).items():
            session.store(model.variables[name].op, value)
        for step in range(steps + 1):
            if step % every and step < steps:
                with np.errstate(all="ignore"):
                    cost, before, _ = session.run([model.cost, values, model.step], feeds)
                if isfinite(cost):
                    yield step
                    continue
                # What is reported is the first pass that is not finite, so the step is taken back.
                for variable, value in zip(model.variables.values(), before, strict=True):
                    session.store(variable.op, value)
            with np.errstate(all="ignore"):
                found = session.run([fetches, values], feeds)
            arrays = dict(zip(fetches, found[0], strict=True))
            held = dict(zip(model.variables, found[1], strict=True))
            health = summed_up(model, network, held, arrays, fresh=step == 0)
            moment = _moment(step, health, {n: arrays[model.gradients[n]] for n in watched})
            yield moment
            if not moment.finite:
                return
            if step < steps:
                with np.errstate(all="ignore"):
                    session.run(model.step, feeds)


def _moment(step: int, health: PassHealth, gradients: Mapping[str, Array]) -> Moment:
    scalars = {"cost": health.cost, "gradient_norm": health.gradient_norm}
    for layer in health.layers:
        scalars[f"{layer.name}/gradient_norm"] = layer.gradient.norm
        scalars[f"{layer.name}/update_ratio"] = layer.update_ratio
    histograms = {
        f"{name}/gradient": histogram_of(gradient)
        for name, gradient in gradients.items()
        if np.isfinite(gradient).all()
    }
    return Moment(step, health, scalars, histograms)
