"""Mini-batches: which samples a step looks at, as a pure function of a seed and its number."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from gradviz.study.coordinates import Array


@dataclass(frozen=True)
class Sampler:
    """All samples in a new order in every epoch, a few at a time.

    Attributes:
        samples: how many there are.
        batch: how many a step looks at; the last of an epoch may look at fewer.
        seed: chooses the orders.

    Example:
        >>> one = Sampler(3, 2, 0)
        >>> sorted(one.chosen(0).tolist() + one.chosen(1).tolist()), one.chosen(1).size
        ([0, 1, 2], 1)
    """

    samples: int
    batch: int
    seed: int

    @property
    def steps(self) -> int:
        """How many steps an epoch has."""
        return -(-self.samples // self.batch)

    def order(self, epoch: int) -> Array:
        """The order of the samples in an epoch."""
        return _order(self.samples, self.seed, epoch)

    def chosen(self, step: int) -> Array:
        """The samples that a step looks at."""
        epoch, place = divmod(step, self.steps)
        return self.order(epoch)[place * self.batch : (place + 1) * self.batch]

    def weights(self, step: int) -> Array:
        """For each sample what its share counts in a step: together as much as all, or nothing."""
        chosen = self.chosen(step)
        weights = np.zeros(self.samples)
        weights[chosen] = self.samples / len(chosen)
        return weights


@lru_cache(maxsize=256)
def _order(samples: int, seed: int, epoch: int) -> Array:
    order = np.random.default_rng([seed, epoch]).permutation(samples)
    order.setflags(write=False)
    return order
