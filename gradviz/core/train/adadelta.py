"""Adadelta, whose steps have the size of the steps before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gradviz.core.graph import Tensor
from gradviz.core.ops.elementwise import square
from gradviz.core.ops.roots import rsqrt, sqrt
from gradviz.core.train.optimizer import Optimizer, hyperparameter, of_type
from gradviz.core.variable import Variable


class AdadeltaOptimizer(Optimizer):
    """a ← ρ·a + (1 − ρ)·g²; s = g·√(u + ε)/√(a + ε); u ← ρ·u + (1 − ρ)·s²; x ← x − η·s.

    Source: Zeiler (2012), ADADELTA: An adaptive learning rate method, algorithm 1.
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        rho: Any = 0.95,
        epsilon: Any = 1e-8,
        use_locking: bool = False,
        name: str = "Adadelta",
    ) -> None:
        """Adadelta.

        Args:
            learning_rate: η.
            rho: ρ, the decay of both means.
            epsilon: ε.
            use_locking: accepted and without effect.
            name: the name of the operations and slots.
        """
        super().__init__(use_locking, name)
        self._learning_rate, self._decay, self._epsilon = learning_rate, rho, epsilon

    def _create_slots(self, variables: Sequence[Variable]) -> None:
        for variable in variables:
            self._slot(variable, "accum")
            self._slot(variable, "accum_update")

    def _prepare(self) -> None:
        self._rate = hyperparameter(self._learning_rate, "lr")
        self._rho = hyperparameter(self._decay, "rho")
        self._eps = hyperparameter(self._epsilon, "epsilon")

    def _apply(self, g: Tensor, variable: Variable) -> list[Tensor]:
        rate, rho, eps = (of_type(t, variable) for t in (self._rate, self._rho, self._eps))
        squares, moves = self._slot(variable, "accum"), self._slot(variable, "accum_update")
        mean_square = rho * squares + (1.0 - rho) * square(g)
        step = g * sqrt(moves + eps) * rsqrt(mean_square + eps)
        mean_move = rho * moves + (1.0 - rho) * square(step)
        return [
            squares.assign(mean_square),
            moves.assign(mean_move),
            variable.assign_sub(rate * step),
        ]
