"""Stochastic gradient descent."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from reference.casting import through_float32
from reference.optimizers.optimizer import Optimizer

__all__ = ["SGD"]

Array = np.ndarray


class SGD(Optimizer):
    """Stochastic gradient descent: against the gradient, and on with the momentum.

    plain      w ← w - η g
    momentum   v ← μ v - η g      w ← w + v
    Nesterov   v ← μ v - η g      w ← w + μ v - η g

    Source: `keras.optimizers.SGD`; Sutskever et al. 2013 for the Nesterov form. Like Keras, it takes
    `momentum` as a float only (1 is refused, 1.0 is not) and rounds it to float32.
    """

    hyperparameters = ("momentum", "nesterov")

    def __init__(
        self, learning_rate: Any = 0.01, momentum: float = 0.0, nesterov: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(learning_rate, **kwargs)
        if not isinstance(momentum, float) or not 0 <= momentum <= 1:
            raise ValueError(f"SGD: momentum must be a float between 0 and 1, got {momentum!r}")
        self.momentum = momentum
        self.nesterov = nesterov
        self.slot_groups = (("momentum",),) if momentum else ()
        self.scratches = 2 if momentum and nesterov else 1

    def begin_step(self) -> None:
        """Round μ as Keras does, and take the rate as an array without axes, which multiplies faster."""
        rate = self._learning_rate
        self._rate = rate if isinstance(rate, np.ndarray) else self.rate
        if self.momentum:
            self._momentum = through_float32(self.momentum)

    def update(self, grad: Array, weight: Array, slots: Sequence[Array], work: Sequence[Array]) -> None:
        """One step for one weight."""
        step = np.multiply(grad, self._rate, work[0])
        if not slots:
            weight -= step
            return
        (velocity,) = slots
        velocity *= self._momentum
        velocity -= step
        if self.nesterov:
            ahead = np.multiply(velocity, self._momentum, out=work[1])
            ahead -= step
            weight += ahead
        else:
            weight += velocity
