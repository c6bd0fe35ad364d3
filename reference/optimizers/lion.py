"""Lion."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from reference.casting import through_float32
from reference.checks import number
from reference.optimizers.arguments import fraction
from reference.optimizers.optimizer import Optimizer

__all__ = ["Lion"]

Array = np.ndarray


class Lion(Optimizer):
    """Steps of one length, in the direction of the sign of a mean.

    w ← w - η sign(β₁ m + (1 - β₁) g)     by the mean of before
    m ← β₂ m + (1 - β₂) g                 and then it moves, by another share; starts at 0

    Where the mean is 0 the weight stays. Both β are rounded to float32.
    Source: `keras.optimizers.Lion`; Chen et al. 2023.
    """

    hyperparameters = ("beta_1", "beta_2")
    slot_groups = (("momentum",),)
    scratches = 2

    def __init__(
        self, learning_rate: Any = 0.001, beta_1: float = 0.9, beta_2: float = 0.99, **kwargs: Any
    ) -> None:
        super().__init__(learning_rate, **kwargs)
        self.beta_1 = number("Lion", "beta_1", beta_1)
        if not 0 < beta_1 <= 1:
            raise ValueError(f"Lion: beta_1 must be above 0 and at most 1, got {beta_1!r}")
        self.beta_2 = fraction("Lion", "beta_2", beta_2)

    def update(self, grad: Array, weight: Array, slots: Sequence[Array], work: Sequence[Array]) -> None:
        """One step for one weight."""
        (mean,), (step, fresh) = slots, work
        beta_1, beta_2 = through_float32(self.beta_1), through_float32(self.beta_2)
        np.multiply(mean, beta_1, out=step)
        step += np.multiply(grad, 1 - beta_1, out=fresh)
        np.sign(step, out=fresh)  # many times as fast as in place
        fresh *= self.rate
        weight -= fresh
        mean *= beta_2
        mean += np.multiply(grad, 1 - beta_2, out=fresh)
