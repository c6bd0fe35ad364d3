"""Running copies of the weights: their averages, and the gradients that wait for the next update."""

from collections.abc import Sequence

import numpy as np

__all__ = ["Accumulators", "Averages"]

Array = np.ndarray


class Averages:
    """An exponential moving average (EMA) of each weight.

    a ← μ a + (1 - μ) w     after each step; μ is 0 in the first one, so that a starts as w

    Source: `keras.optimizers.Optimizer`, `use_ema`.
    """

    def __init__(self, weights: Sequence[Array]) -> None:
        self.arrays = [np.zeros_like(weight) for weight in weights]

    def update(self, weights: Sequence[Array], momentum: float) -> None:
        """Take the weights in."""
        for average, weight in zip(self.arrays, weights, strict=True):
            average *= momentum
            average += (1 - momentum) * weight

    def write(self, weights: Sequence[Array]) -> None:
        """Let the averages be the weights."""
        for average, weight in zip(self.arrays, weights, strict=True):
            weight[...] = average


class Accumulators:
    """The sum of the gradients since the last update, one array a weight.

    Source: `keras.optimizers.Optimizer`, `gradient_accumulation_steps`.
    """

    def __init__(self, weights: Sequence[Array]) -> None:
        self.arrays = [np.zeros_like(weight) for weight in weights]

    def add(self, grads: Sequence[Array | None]) -> None:
        """Note gradients down."""
        for total, grad in zip(self.arrays, grads, strict=True):
            if grad is not None:
                total += grad

    def means(self, grads: Sequence[Array | None], steps: int) -> list[Array | None]:
        """Return the means of what was noted and of `grads`, and start anew.

        A weight without a gradient in this very step is not updated, whatever was noted before.
        """
        found = [
            None if grad is None else (grad + total) / steps
            for total, grad in zip(self.arrays, grads, strict=True)
        ]
        for total in self.arrays:
            total[...] = 0
        return found
