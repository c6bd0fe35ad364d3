"""Adamax."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from reference.checks import number
from reference.optimizers.arguments import beta
from reference.optimizers.means import debias, move_towards
from reference.optimizers.optimizer import Optimizer
from reference.row_sum import absolutes_into

__all__ = ["Adamax"]

Array = np.ndarray


class Adamax(Optimizer):
    """Adam with the largest recent gradient in the place of the root of the mean square.

    m ← m + (1 - β₁)(g - m)       u ← max(β₂ u, |g|)       both start at 0
    w ← w - η m / ((1 - β₁ᵗ)(u + ε))                       t = 1, 2, …

    β₁ is rounded to float32 in the correction alone, β₂ nowhere.
    Source: `keras.optimizers.Adamax`; Kingma and Ba 2014, section 7.1, which has no ε.
    """

    hyperparameters = ("beta_1", "beta_2", "epsilon")
    slot_groups = (("momentum", "norm"),)
    scratches = 2

    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        **kwargs: Any,
    ) -> None:
        super().__init__(learning_rate, **kwargs)
        self.beta_1 = beta("Adamax", "beta_1", beta_1)
        self.beta_2 = beta("Adamax", "beta_2", beta_2)
        self.epsilon = number("Adamax", "epsilon", epsilon)

    def begin_step(self) -> None:
        """Compute the correction."""
        self._correction = debias(self.beta_1, self.iterations + 1)

    def update(self, grad: Array, weight: Array, slots: Sequence[Array], work: Sequence[Array]) -> None:
        """One step for one weight."""
        (mean, norm), (below, step) = slots, work
        move_towards(mean, grad, 1 - self.beta_1, below)
        norm *= self.beta_2
        np.maximum(norm, absolutes_into(below, grad), out=norm)
        np.add(norm, self.epsilon, out=below)
        below *= self._correction
        np.multiply(mean, self.rate, out=step)
        step /= below
        weight -= step
