"""How a drawing saves room, so that its numbers can be read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Arrangement:
    """What is arranged otherwise than usual.

    Attributes:
        below: whether leaves join the main way only from below, and not from above by turns.
        beside: kinds of leaves that say their gradients beside their values, and not below them,
            each with the least number of lines for that.
    """

    below: bool = False
    beside: tuple[tuple[str, int], ...] = ()


USUAL = Arrangement()
ARRANGEMENTS = (
    USUAL,
    Arrangement(below=True),
    Arrangement(below=True, beside=(("input", 3),)),
    Arrangement(below=True, beside=(("input", 2), ("parameter", 2), ("constant", 2))),
)
"""What is tried, one after the other, until numbers can be read; edges keep theirs in all."""
