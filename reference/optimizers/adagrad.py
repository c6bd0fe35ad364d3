"""Adagrad and Adadelta: the squares of all gradients so far, and a running mean of them."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from reference.casting import through_float32
from reference.checks import number
from reference.optimizers.arguments import fraction, not_negative
from reference.optimizers.optimizer import Optimizer
from reference.row_sum import by_row, squares_into

__all__ = ["Adadelta", "Adagrad"]

Array = np.ndarray


class Adagrad(Optimizer):
    """Steps divided by the root of the sum of all squared gradients.

    s ← s + g²                    starts at 0.1, rounded to float32
    w ← w - η g / √(s + ε)

    Source: `keras.optimizers.Adagrad`; Duchi et al. 2011.
    """

    hyperparameters = ("initial_accumulator_value", "epsilon")
    slot_groups = (("accumulator",),)
    scratches = 2

    def __init__(
        self,
        learning_rate: Any = 0.001,
        initial_accumulator_value: float = 0.1,
        epsilon: float = 1e-7,
        **kwargs: Any,
    ) -> None:
        super().__init__(learning_rate, **kwargs)
        start = number("Adagrad", "initial_accumulator_value", initial_accumulator_value)
        self.initial_accumulator_value = start
        self.epsilon = number("Adagrad", "epsilon", epsilon)

    def initial_value(self, slot: str) -> float:
        """What the sum starts at."""
        return through_float32(self.initial_accumulator_value)

    def update(self, grad: Array, weight: Array, slots: Sequence[Array], work: Sequence[Array]) -> None:
        """One step for one weight."""
        (total,), (below, step) = slots, work
        total += squares_into(step, grad)
        np.sqrt(np.add(total, self.epsilon, out=below), out=below)
        np.multiply(grad, self.rate, out=step)
        step /= below
        weight -= step


class Adadelta(Optimizer):
    """Steps in the unit of the weight: the root mean square of the steps so far over that of the gradients.

    s ← ρ s + (1 - ρ) g²          starts at 0
    δ = -g √(d + ε) / √(s + ε)
    d ← ρ d + (1 - ρ) δ²          starts at 0: only ε lets the first step be other than 0
    w ← w + η δ                   η is 1 in the paper

    Source: `keras.optimizers.Adadelta`; Zeiler 2012.
    """

    hyperparameters = ("rho", "epsilon")
    slot_groups = (("accumulated_grad", "accumulated_delta_var"),)
    scratches = 2

    def __init__(
        self, learning_rate: Any = 0.001, rho: float = 0.95, epsilon: float = 1e-7, **kwargs: Any
    ) -> None:
        super().__init__(learning_rate, **kwargs)
        self.rho = fraction("Adadelta", "rho", rho)
        self.epsilon = not_negative("Adadelta", "epsilon", epsilon)

    def update(self, grad: Array, weight: Array, slots: Sequence[Array], work: Sequence[Array]) -> None:
        """One step for one weight."""
        (squares, steps), (step, below) = slots, work
        self._take_in(squares, grad, step)
        np.sqrt(np.add(steps, self.epsilon, out=step), out=step)
        np.sqrt(np.add(squares, self.epsilon, out=below), out=below)
        moved = by_row(lambda g, above, under: g * above / under, grad, step, below)
        self._take_in(steps, moved, below)
        np.multiply(moved, self.rate, out=step)
        weight -= step

    def _take_in(self, mean: Array, value: Array, work: Array) -> None:
        """Move a running mean of squares."""
        mean *= self.rho
        squares_into(work, value)
        work *= 1 - self.rho
        mean += work
