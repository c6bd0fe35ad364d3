"""Nadam."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from reference.casting import through_float32
from reference.checks import number
from reference.optimizers.arguments import beta
from reference.optimizers.means import debias, move_towards, move_towards_square
from reference.optimizers.optimizer import Optimizer

__all__ = ["Nadam"]

Array = np.ndarray
DECAY = 0.96  # of the momentum's schedule


class Nadam(Optimizer):
    """Adam with Nesterov's look ahead, and a momentum that grows over thousands of steps.

    μ(t) = β₁ (1 - 0.96ᵗ / 2)         Π ← Π μ(t), which starts at 1        t = 1, 2, …
    m ← m + (1 - β₁)(g - m)           v ← v + (1 - β₂)(g² - v)
    m̂ = μ(t+1) m / (1 - Π μ(t+1)) + (1 - μ(t)) g / (1 - Π)
    w ← w - η m̂ / (√(v / (1 - β₂ᵗ)) + ε)

    In Π Keras takes β₁ and 0.96 as they are, everywhere else rounded to float32, in m and v, too.
    Source: `keras.optimizers.Nadam`; Dozat 2015, where the decay's exponent is t / 250.
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
        self.beta_1 = beta("Nadam", "beta_1", beta_1)
        self.beta_2 = beta("Nadam", "beta_2", beta_2)
        self.epsilon = number("Nadam", "epsilon", epsilon)
        self.u_product = np.ones(())

    def build(self, weights: Sequence[Array], names: Sequence[str] | None = None) -> None:
        """Make what is kept for `weights`, and Π for all of them."""
        super().build(weights, names)
        self.u_product = np.ones((), weights[0].dtype if weights else None)

    def arrays(self) -> Iterator[Array]:
        """The slots, and Π behind them, which Keras does not list inside a LossScaleOptimizer."""
        yield from super().arrays()
        if not self.inside:
            yield self.u_product

    def begin_step(self) -> None:
        """Compute the factors of m and g."""
        step = self.iterations + 1
        self.u_product *= self.beta_1
        self.u_product *= 1 - 0.5 * DECAY**step
        beta_1, decay, product = through_float32(self.beta_1), through_float32(DECAY), float(self.u_product)
        now, then = (beta_1 * (1 - 0.5 * decay**t) for t in (step, step + 1))
        self._of_mean = then / (1 - product * then)
        self._of_grad = (1 - now) / (1 - product)
        self._correction = debias(self.beta_2, step)

    def update(self, grad: Array, weight: Array, slots: Sequence[Array], work: Sequence[Array]) -> None:
        """One step for one weight."""
        (mean, square), (step, root) = slots, work
        move_towards(mean, grad, 1 - through_float32(self.beta_1), step)
        move_towards_square(square, grad, 1 - through_float32(self.beta_2), step)
        np.multiply(mean, self._of_mean, out=step)
        step += np.multiply(grad, self._of_grad, out=root)
        step *= self.rate
        np.divide(square, self._correction, out=root)
        np.sqrt(root, out=root)
        root += self.epsilon
        step /= root
        weight -= step
