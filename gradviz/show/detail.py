"""How much a drawing says: from symbols alone to everything there is to say."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Detail:
    """One level of detail.

    Attributes:
        name: what a link calls it.
        values: whether nodes say their value.
        gradients: whether nodes say their gradient, and edges what goes and what comes back.
        everything: whether names and shapes are written out; broadcasts are nodes then.
    """

    name: str
    values: bool = True
    gradients: bool = True
    everything: bool = False


QUIET = Detail("quiet", values=False, gradients=False)
VALUES = Detail("values", gradients=False)
GRADIENTS = Detail("gradients")
EVERYTHING = Detail("everything", everything=True)

DETAILS = {detail.name: detail for detail in (QUIET, VALUES, GRADIENTS, EVERYTHING)}
