"""Follow the regularized leader."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from reference.casting import through_float32
from reference.checks import number
from reference.optimizers.arguments import not_negative
from reference.optimizers.optimizer import Optimizer
from reference.row_sum import squares_into

__all__ = ["Ftrl"]

Array = np.ndarray


class Ftrl(Optimizer):
    """The weights that would have been best so far, under penalties that make them exactly 0 where small.

    n' = n + g²                               n starts at 0.1, rounded to float32      p = learning_rate_power
    z ← z + g + 2 λₛ w - (n'⁻ᵖ - nᵖ̄) w / η     z starts at 0, nᵖ̄ = n⁻ᵖ
    w ← (clip(z, -λ₁, λ₁) - z) / (n'⁻ᵖ / η + 2 λ₂ + β / η)       n ← n'

    λ₁, λ₂ and λₛ are `l1_`, `l2_` and `l2_shrinkage_regularization_strength`. The weights follow from z
    and n alone: what they started at counts only through the first steps' w. At a rate of 0, where some
    schedules end, they are no numbers any more, as in Keras.
    Source: `keras.optimizers.Ftrl`; McMahan et al. 2013, algorithm 1.
    """

    hyperparameters = (
        "learning_rate_power",
        "initial_accumulator_value",
        "l1_regularization_strength",
        "l2_regularization_strength",
        "l2_shrinkage_regularization_strength",
        "beta",
    )
    slot_groups = (("accumulator", "linear"),)
    scratches = 2

    def __init__(
        self,
        learning_rate: Any = 0.001,
        learning_rate_power: float = -0.5,
        initial_accumulator_value: float = 0.1,
        l1_regularization_strength: float = 0.0,
        l2_regularization_strength: float = 0.0,
        l2_shrinkage_regularization_strength: float = 0.0,
        beta: float = 0.0,
        **kwargs: Any,
    ) -> None:
        super().__init__(learning_rate, **kwargs)
        self.initial_accumulator_value = initial_accumulator_value
        self.l1_regularization_strength = l1_regularization_strength
        self.l2_regularization_strength = l2_regularization_strength
        self.l2_shrinkage_regularization_strength = l2_shrinkage_regularization_strength
        for name in self.hyperparameters[1:5]:
            not_negative("Ftrl", name, getattr(self, name))
        if number("Ftrl", "learning_rate_power", learning_rate_power) > 0:
            raise ValueError(f"Ftrl: learning_rate_power must be 0 or less, got {learning_rate_power!r}")
        self.learning_rate_power = learning_rate_power
        self.beta = number("Ftrl", "beta", beta)

    def initial_value(self, slot: str) -> float:
        """What the sum of squares and z start at."""
        return through_float32(self.initial_accumulator_value) if slot == "accumulator" else 0.0

    def begin_step(self) -> None:
        """Compute what the l2 penalty and β add to the denominator."""
        self._l2 = 2 * (self.l2_regularization_strength + float(np.divide(self.beta, 2 * self.rate)))

    def _power(self, x: Array, out: Array) -> Array:
        power = -self.learning_rate_power
        return np.sqrt(x, out=out) if power == 0.5 else np.power(x, power, out=out)

    def update(self, grad: Array, weight: Array, slots: Sequence[Array], work: Sequence[Array]) -> None:
        """One step for one weight."""
        (total, linear), (above, below) = slots, work
        self._power(total, above)
        total += squares_into(below, grad)
        self._power(total, below)
        np.subtract(below, above, out=above)
        above /= self.rate
        above *= weight
        if self.l2_shrinkage_regularization_strength:
            grad = grad + 2 * self.l2_shrinkage_regularization_strength * weight
        # z may all but cancel against λ₁: the terms are added in Keras's order
        linear += np.subtract(grad, above, out=above)
        below /= self.rate
        below += self._l2
        np.clip(linear, -self.l1_regularization_strength, self.l1_regularization_strength, out=above)
        above -= linear
        np.divide(above, below, out=weight)
