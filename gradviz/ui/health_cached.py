"""What the page of gradient health asks of the study layer, remembered on small frozen specs."""

from __future__ import annotations

from functools import lru_cache
from math import isfinite
from typing import TYPE_CHECKING

from gradviz.show import health_figures
from gradviz.show.chain import chain
from gradviz.study.deep_model import build
from gradviz.study.faults import first_fault
from gradviz.study.health import PassHealth, examine, fed
from gradviz.study.network import Network, initial
from gradviz.study.remedies import REMEDIES
from gradviz.study.verdicts import Verdict, judge

if TYPE_CHECKING:
    from gradviz.study.faults import Fault


@lru_cache(maxsize=128)
def examined(network: Network) -> tuple[PassHealth, tuple[Verdict, ...]]:
    """One pass through a network as it is initialized, and the verdicts on its layers."""
    health = examine(network)
    return health, judge(health)


@lru_cache(maxsize=64)
def fault(network: Network) -> Fault | None:
    """The first NaN or infinity of the pass."""
    health, _ = examined(network)
    if isfinite(health.cost) and isfinite(health.gradient_norm):
        return None
    model = build(network)
    wanted = [model.cost, *model.gradients.values()]
    return first_fault(wanted, model.feeds(network) | fed(model, initial(network)))


def changed(network: Network, remedy: str | None) -> Network | None:
    """The network with a remedy."""
    return REMEDIES[remedy].change(network) if remedy else None


@lru_cache(maxsize=128)
def drawing(network: Network, title: str) -> str:
    """The drawing of the network's pass."""
    health, verdicts = examined(network)
    return chain(health, verdicts, title)


# The very same figure each time: an equal one with its parts in another order would be drawn anew.


@lru_cache(maxsize=64)
def by_layer(network: Network, after: Network | None) -> health_figures.Figure:
    """Sizes over depth."""
    return health_figures.by_layer(
        examined(network)[0], examined(after)[0] if after is not None else None
    )


@lru_cache(maxsize=64)
def by_decade(network: Network, of: str) -> health_figures.Figure:
    """Histograms over depth, of "gradients" or "values"."""
    layers = examined(network)[0].layers
    return health_figures.by_decade(
        [layer.gradient if of == "gradients" else layer.out for layer in layers], of
    )
