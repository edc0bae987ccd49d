"""What the data chart shows of a model: a fitted curve, or predictions against what was given."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from gradviz.study import fits

if TYPE_CHECKING:
    from gradviz.study.blueprint import Structure


@dataclass(frozen=True)
class Scatter:
    """Which of a model's tensors the chart shows, entry by entry.

    Attributes:
        across: along the horizontal axis.
        line: where the line is, there.
        up: where the points are, there.
        diagonal: whether the line is that of equal numbers; else it is the fitted curve.
    """

    across: str
    line: str
    up: str
    diagonal: bool

    @property
    def titles(self) -> tuple[str, str]:
        """What the axes are called."""
        if self.diagonal:
            return f"{self.across}, given", f"{self.up}, predicted"
        return self.across, self.up


@lru_cache(maxsize=64)
def scatter_of(structure: Structure) -> Scatter | None:
    """What there is to show; None for a model that predicts nothing.

    Example:
        >>> from gradviz.study.blueprint import LINEAR, Structure
        >>> scatter_of(Structure(LINEAR, 2)).titles
        ('X', 'Y')
    """
    fit = fits.fit_of(structure)
    if fit is not None:
        return Scatter(fit.feature, fit.prediction, fit.target, diagonal=False)
    target, prediction = fits.target_of(structure), fits.prediction_of(structure)
    if target is None or prediction is None:
        return None
    return Scatter(target.name, target.name, prediction, diagonal=True)
