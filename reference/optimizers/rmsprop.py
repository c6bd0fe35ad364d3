"""RMSprop."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from reference.checks import number
from reference.optimizers.arguments import fraction
from reference.optimizers.optimizer import Optimizer
from reference.row_sum import squares_into

__all__ = ["RMSprop"]

Array = np.ndarray


class RMSprop(Optimizer):
    """Steps divided by the root of a running mean of the squared gradient.

    v ← ρ v + (1 - ρ) g²              starts at 0
    centered   a ← ρ a + (1 - ρ) g    the variance v - a² in the place of v
    plain      w ← w - η g / √(v + ε)
    momentum   b ← μ b + η g / √(v + ε)      w ← w - b

    ε stands inside the root, and nothing corrects the start at 0. Nothing is rounded to float32.
    Source: `keras.optimizers.RMSprop`; Hinton, lecture 6e of 2012; Graves 2013 for the centered form.
    """

    hyperparameters = ("rho", "momentum", "epsilon", "centered")
    scratches = 2

    def __init__(
        self,
        learning_rate: Any = 0.001,
        rho: float = 0.9,
        momentum: float = 0.0,
        epsilon: float = 1e-7,
        centered: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(learning_rate, **kwargs)
        self.rho = fraction("RMSprop", "rho", rho)
        self.momentum = fraction("RMSprop", "momentum", momentum)
        self.epsilon = number("RMSprop", "epsilon", epsilon)
        self.centered = centered
        names = ["velocity", *(["momentum"] if momentum else []), *(["average_gradient"] if centered else [])]
        self.slot_groups = tuple((name,) for name in names)

    def update(self, grad: Array, weight: Array, slots: Sequence[Array], work: Sequence[Array]) -> None:
        """One step for one weight."""
        velocity, (below, step) = slots[0], work
        velocity *= self.rho
        squares_into(step, grad)
        step *= 1 - self.rho
        velocity += step
        if self.centered:
            average = slots[-1]
            average *= self.rho
            average += np.multiply(grad, 1 - self.rho, out=step)
            np.subtract(velocity, np.multiply(average, average, out=step), out=below)
            below += self.epsilon
        else:
            np.add(velocity, self.epsilon, out=below)
        np.multiply(grad, self.rate, out=step)
        step /= np.sqrt(below, out=below)
        if self.momentum:
            slots[1][...] *= self.momentum
            slots[1][...] += step
            step = slots[1]
        weight -= step
