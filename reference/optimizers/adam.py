"""Adam and AdamW."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from reference.checks import number
from reference.optimizers.arguments import beta
from reference.optimizers.means import debias, move_towards, move_towards_square
from reference.optimizers.optimizer import Optimizer

__all__ = ["Adam", "AdamW", "step_by_means"]

Array = np.ndarray


def step_by_means(weight: Array, mean: Array, square: Array, alpha: float, epsilon: float, work: Any) -> None:
    """Adam's step: w ← w - α m / (√v + ε)."""
    root, step = work[0], work[1]
    np.sqrt(square, out=root)
    root += epsilon
    np.multiply(mean, alpha, out=step)
    step /= root
    weight -= step


class Adam(Optimizer):
    """Steps scaled by running means of the gradient and of its square.

    m ← m + (1 - β₁)(g - m)       v ← v + (1 - β₂)(g² - v)       both start at 0
    w ← w - α m / (√v + ε)        α = η √(1 - β₂ᵗ) / (1 - β₁ᵗ)   t = 1, 2, …
    amsgrad                       v̂ ← max(v̂, v) in the place of v

    ε stands outside the bias correction, so it weighs more in early steps than the paper's does.
    β₁ and β₂ are rounded to float32 in α but not in m and v, as Keras does it.
    Source: `keras.optimizers.Adam`; Kingma and Ba 2014, the variant at the end of section 2; Reddi et
    al. 2018 for amsgrad.
    """

    hyperparameters = ("beta_1", "beta_2", "epsilon", "amsgrad")
    scratches = 2

    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        amsgrad: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(learning_rate, **kwargs)
        owner = type(self).__name__
        self.beta_1 = beta(owner, "beta_1", beta_1)
        self.beta_2 = beta(owner, "beta_2", beta_2)
        self.epsilon = number(owner, "epsilon", epsilon)
        self.amsgrad = amsgrad
        self.slot_groups = (("momentum", "velocity"), *((("velocity_hat",),) if amsgrad else ()))

    def begin_step(self) -> None:
        """Compute α."""
        step = self.iterations + 1
        self._alpha = self.rate * math.sqrt(debias(self.beta_2, step)) / debias(self.beta_1, step)

    def update(self, grad: Array, weight: Array, slots: Sequence[Array], work: Sequence[Array]) -> None:
        """One step for one weight."""
        mean, square = slots[0], slots[1]
        move_towards(mean, grad, 1 - self.beta_1, work[0])
        move_towards_square(square, grad, 1 - self.beta_2, work[0])
        if self.amsgrad:
            square = np.maximum(slots[2], square, out=slots[2])
        step_by_means(weight, mean, square, self._alpha, self.epsilon, work)


class AdamW(Adam):
    """Adam with weight decay: w ← w - η λ w before each of Adam's steps, which see nothing of it.

    Source: `keras.optimizers.AdamW`; Loshchilov and Hutter 2019.
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        weight_decay: float = 0.004,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        amsgrad: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(learning_rate, beta_1, beta_2, epsilon, amsgrad, weight_decay=weight_decay, **kwargs)
        if weight_decay is None:
            raise ValueError("AdamW: weight_decay must be a float, got None")
