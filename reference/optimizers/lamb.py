"""Lamb."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from reference.checks import number
from reference.optimizers.arguments import beta
from reference.optimizers.means import debias, move_towards, move_towards_square
from reference.optimizers.optimizer import Optimizer

__all__ = ["Lamb"]

Array = np.ndarray


def norm(x: Array) -> float:
    """The Euclidean length of all entries."""
    flat = x.reshape(-1)
    return math.sqrt(float(np.dot(flat, flat)))


class Lamb(Optimizer):
    """Adam's steps, each weight's made as long as the weight itself times the rate.

    m ← m + (1 - β₁)(g - m)       v ← v + (1 - β₂)(g² - v)       both start at 0
    u = (m / (1 - β₁ᵗ)) / (√(v / (1 - β₂ᵗ)) + ε)                 t = 1, 2, …
    w ← w - η (‖w‖ / ‖u‖) u       the quotient is 1 unless both lengths are above 0

    A length that is not a number is not above 0 either, so that one such entry leaves the others alone.
    Here ε stands inside the correction, as in Adam's paper; the lengths are those of whole arrays.
    β₁ and β₂ are rounded to float32 in the correction alone. Keras's weight decay is not in u but
    before it, unlike the paper's.
    Source: `keras.optimizers.Lamb`; You et al. 2020.
    """

    hyperparameters = ("beta_1", "beta_2", "epsilon")
    slot_groups = (("momentum", "velocity"),)
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
        self.beta_1 = beta("Lamb", "beta_1", beta_1)
        self.beta_2 = beta("Lamb", "beta_2", beta_2)
        self.epsilon = number("Lamb", "epsilon", epsilon)

    def begin_step(self) -> None:
        """Compute the corrections."""
        step = self.iterations + 1
        self._corrections = debias(self.beta_1, step), debias(self.beta_2, step)

    def update(self, grad: Array, weight: Array, slots: Sequence[Array], work: Sequence[Array]) -> None:
        """One step for one weight."""
        (mean, square), (step, root) = slots, work
        move_towards(mean, grad, 1 - self.beta_1, step)
        move_towards_square(square, grad, 1 - self.beta_2, step)
        np.divide(mean, self._corrections[0], out=step)
        np.divide(square, self._corrections[1], out=root)
        np.sqrt(root, out=root)
        root += self.epsilon
        step /= root
        long, short = norm(weight), norm(step)
        step *= self.rate * (long / short if long > 0 and short > 0 else 1.0)
        weight -= step
