"""Gradient descent and its relatives, with TensorFlow 1's formulas and defaults."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gradviz.core.dtypes import float32
from gradviz.core.graph import Tensor
from gradviz.core.ops.elementwise import square
from gradviz.core.ops.roots import rsqrt, sqrt
from gradviz.core.train.optimizer import Optimizer, hyperparameter, of_type
from gradviz.core.variable import Variable


class GradientDescentOptimizer(Optimizer):
    """x ← x − η·g."""

    def __init__(
        self, learning_rate: Any, use_locking: bool = False, name: str = "GradientDescent"
    ) -> None:
        """Gradient descent.

        Args:
            learning_rate: η, a number or a tensor.
            use_locking: accepted and without effect.
            name: the name of the operations.
        """
        super().__init__(use_locking, name)
        self._learning_rate = learning_rate

    def _prepare(self) -> None:
        self._rate = hyperparameter(self._learning_rate, "learning_rate")

    def _apply(self, g: Tensor, variable: Variable) -> list[Tensor]:
        return [variable.assign_sub(of_type(self._rate, variable) * g)]


class MomentumOptimizer(Optimizer):
    """a ← μ·a + g; x ← x − η·a, or x ← x − η·(g + μ·a) in Nesterov's form."""

    def __init__(
        self,
        learning_rate: Any,
        momentum: Any,
        use_locking: bool = False,
        name: str = "Momentum",
        use_nesterov: bool = False,
    ) -> None:
        """Gradient descent with momentum.

        Args:
            learning_rate: η.
            momentum: μ.
            use_locking: accepted and without effect.
            name: the name of the operations and slots.
            use_nesterov: whether to look ahead.
        """
        super().__init__(use_locking, name)
        self._learning_rate, self._momentum = learning_rate, momentum
        self._use_nesterov = use_nesterov

    def _create_slots(self, variables: Sequence[Variable]) -> None:
        for variable in variables:
            self._slot(variable, "momentum")

    def _prepare(self) -> None:
        self._rate = hyperparameter(self._learning_rate, "learning_rate")
        self._mu = hyperparameter(self._momentum, "momentum")

    def _apply(self, g: Tensor, variable: Variable) -> list[Tensor]:
        rate, mu = of_type(self._rate, variable), of_type(self._mu, variable)
        accumulator = self._slot(variable, "momentum")
        new = mu * accumulator + g
        step = rate * (g + mu * new) if self._use_nesterov else rate * new
        return [accumulator.assign(new), variable.assign_sub(step)]


class AdagradOptimizer(Optimizer):
    """a ← a + g²; x ← x − η·g / √a.

    Source: Duchi, Hazan and Singer (2011), Adaptive subgradient methods, JMLR 12.
    """

    def __init__(
        self,
        learning_rate: Any,
        initial_accumulator_value: float = 0.1,
        use_locking: bool = False,
        name: str = "Adagrad",
    ) -> None:
        """Adagrad.

        Args:
            learning_rate: η.
            initial_accumulator_value: a at the start, positive.
            use_locking: accepted and without effect.
            name: the name of the operations and slots.

        Raises:
            ValueError: if the accumulator starts at 0 or below.
        """
        if initial_accumulator_value <= 0:
            raise ValueError(
                f"initial_accumulator_value must be positive: {initial_accumulator_value}"
            )
        super().__init__(use_locking, name)
        self._learning_rate, self._start = learning_rate, initial_accumulator_value

    def _create_slots(self, variables: Sequence[Variable]) -> None:
        for variable in variables:
            self._slot(variable, "accumulator", self._start)

    def _prepare(self) -> None:
        self._rate = hyperparameter(self._learning_rate, "learning_rate")

    def _apply(self, g: Tensor, variable: Variable) -> list[Tensor]:
        accumulator = self._slot(variable, "accumulator")
        new = accumulator + square(g)
        step = of_type(self._rate, variable) * g * rsqrt(new)
        return [accumulator.assign(new), variable.assign_sub(step)]


class RMSPropOptimizer(Optimizer):
    """m ← ρ·m + (1 − ρ)·g²; v ← μ·v + η·g / √(m + ε); x ← x − v.

    Centered, the mean of g, squared, is taken from m under the root.

    Source: Tieleman and Hinton (2012), COURSERA: Neural networks for machine learning, lecture 6.5.
    """

    def __init__(
        self,
        learning_rate: Any,
        decay: Any = 0.9,
        momentum: Any = 0.0,
        epsilon: Any = 1e-10,
        use_locking: bool = False,
        centered: bool = False,
        name: str = "RMSProp",
    ) -> None:
        """RMSProp; m starts at 1.

        Args:
            learning_rate: η.
            decay: ρ.
            momentum: μ.
            epsilon: ε, inside the root.
            use_locking: accepted and without effect.
            centered: whether to estimate the variance rather than the mean square.
            name: the name of the operations and slots.
        """
        super().__init__(use_locking, name)
        self._learning_rate, self._decay, self._momentum = learning_rate, decay, momentum
        self._epsilon, self._centered = epsilon, centered

    def _create_slots(self, variables: Sequence[Variable]) -> None:
        for variable in variables:
            self._slot(variable, "rms", 1.0)
            if self._centered:
                self._slot(variable, "mg")
            self._slot(variable, "momentum")

    def _prepare(self) -> None:
        self._rate = hyperparameter(self._learning_rate, "learning_rate")
        self._rho = hyperparameter(self._decay, "decay")
        self._mu = hyperparameter(self._momentum, "momentum")
        self._eps = hyperparameter(self._epsilon, "epsilon")

    def _apply(self, g: Tensor, variable: Variable) -> list[Tensor]:
        rate, rho, mu, eps = (
            of_type(t, variable) for t in (self._rate, self._rho, self._mu, self._eps)
        )
        rms, momentum = self._slot(variable, "rms"), self._slot(variable, "momentum")
        mean_square = rho * rms + (1.0 - rho) * square(g)
        updates, spread = [rms.assign(mean_square)], mean_square
        if self._centered:
            mean = self._slot(variable, "mg")
            mean_gradient = rho * mean + (1.0 - rho) * g
            updates.append(mean.assign(mean_gradient))
            spread = mean_square - square(mean_gradient)
        step = mu * momentum + rate * g * rsqrt(spread + eps)
        return [*updates, momentum.assign(step), variable.assign_sub(step)]


class AdamOptimizer(Optimizer):
    """m ← β₁m + (1 − β₁)g; v ← β₂v + (1 − β₂)g²; x ← x − η·√(1 − β₂ᵗ)/(1 − β₁ᵗ) · m / (√v + ε).

    TensorFlow 1's ε stands outside the bias correction ("epsilon hat" of the paper).

    Source: Kingma and Ba (2014), Adam: A method for stochastic optimization, end of section 2.
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta1: Any = 0.9,
        beta2: Any = 0.999,
        epsilon: Any = 1e-8,
        use_locking: bool = False,
        name: str = "Adam",
    ) -> None:
        """Adam.

        Args:
            learning_rate: η.
            beta1: β₁, the decay of the mean of g.
            beta2: β₂, the decay of the mean of g².
            epsilon: ε.
            use_locking: accepted and without effect.
            name: the name of the operations and slots.
        """
        super().__init__(use_locking, name)
        self._learning_rate, self._beta1, self._beta2 = learning_rate, beta1, beta2
        self._epsilon = epsilon
        self._powers: tuple[Variable, Variable] | None = None

    def _create_slots(self, variables: Sequence[Variable]) -> None:
        if self._powers is None:
            with variables[0].op.graph.absolute_names():
                first = Variable(self._beta1, trainable=False, name="beta1_power", dtype=float32)
                second = Variable(self._beta2, trainable=False, name="beta2_power", dtype=float32)
            self._powers = first, second
        for variable in variables:
            self._slot(variable, "m")
            self._slot(variable, "v")

    def variables(self) -> list[Variable]:
        """All the variables that the optimizer keeps."""
        return [*(self._powers or ()), *super().variables()]

    def _prepare(self) -> None:
        self._rate = hyperparameter(self._learning_rate, "learning_rate")
        self._b1 = hyperparameter(self._beta1, "beta1")
        self._b2 = hyperparameter(self._beta2, "beta2")
        self._eps = hyperparameter(self._epsilon, "epsilon")

    def _apply(self, g: Tensor, variable: Variable) -> list[Tensor]:
        rate, b1, b2, eps = (
            of_type(t, variable) for t in (self._rate, self._b1, self._b2, self._eps)
        )
        power1, power2 = (of_type(p.value(), variable) for p in self._powers or ())
        m, v = self._slot(variable, "m"), self._slot(variable, "v")
        corrected = rate * sqrt(1.0 - power2) / (1.0 - power1)
        mean = m + (g - m) * (1.0 - b1)
        mean_square = v + (square(g) - v) * (1.0 - b2)
        step = corrected * mean / (sqrt(mean_square) + eps)
        return [m.assign(mean), v.assign(mean_square), variable.assign_sub(step)]

    def _finish(self) -> list[Tensor]:
        if self._powers is None:
            return []
        power1, power2 = self._powers
        return [power1.assign(power1 * self._b1), power2.assign(power2 * self._b2)]
