"""Adafactor."""

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from reference.casting import through_float32
from reference.checks import number
from reference.optimizers.optimizer import Optimizer
from reference.optimizers.state import Groups
from reference.row_sum import by_row, entries, squares_into

__all__ = ["Adafactor"]

Array = np.ndarray


def rms(x: Array, size: int) -> Any:
    """The root of the sum of squares over `size`."""
    flat = x.reshape(-1)
    return np.sqrt(np.float64(np.dot(flat, flat)) / size)


class Adafactor(Optimizer):
    """Adam's second moment from the means of its rows and columns, and steps relative to the weight's size.

    β̂ = 1 - tᵈ                        d = beta_2_decay, t = 1, 2, …       q = g² + ε₁
    matrix   r ← β̂ r + (1 - β̂) mean of q over the last axis
             c ← β̂ c + (1 - β̂) mean of q over the axis before
             v ← (r / mean of r) c     the product of a column and a row
    vector   v ← β̂ v + (1 - β̂) q
    u = g / √v                        û = u / max(1, rms(u) / clip_threshold)
    w ← w - max(ε₂, rms(w)) min(η, 1/√t) û

    In Keras `relative_step` changes nothing: the smaller of η and 1/√t is taken either way. Only ε₂ is
    rounded to float32. Keras keeps v, although it follows from r and c. Since rms is of a whole array, one
    entry that is not a number makes all of them so.
    Source: `keras.optimizers.Adafactor`; Shazeer and Stern 2018.
    """

    hyperparameters = ("beta_2_decay", "epsilon_1", "epsilon_2", "clip_threshold", "relative_step")
    scratches = 2

    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta_2_decay: float = -0.8,
        epsilon_1: float = 1e-30,
        epsilon_2: float = 1e-3,
        clip_threshold: float = 1.0,
        relative_step: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(learning_rate, **kwargs)
        self.beta_2_decay = number("Adafactor", "beta_2_decay", beta_2_decay)
        self.epsilon_1 = number("Adafactor", "epsilon_1", epsilon_1)
        self.epsilon_2 = number("Adafactor", "epsilon_2", epsilon_2)
        self.clip_threshold = number("Adafactor", "clip_threshold", clip_threshold)
        self.relative_step = relative_step

    def make_slots(self, weight: Array, name: str) -> Groups:
        """r, c and v; a vector has two zeros for r and c, which Keras lists all the same."""
        if weight.ndim < 2:
            none = np.zeros((), "int32")
            return ((none, none.copy(), np.zeros_like(weight)),)
        rows, columns = weight.shape[:-1], (*weight.shape[:-2], weight.shape[-1])
        return ((np.zeros(rows, weight.dtype), np.zeros(columns, weight.dtype), np.zeros_like(weight)),)

    def arrays(self) -> Iterator[Array]:
        """The slots; inside a LossScaleOptimizer Keras does not list the zeros."""
        for each in super().arrays():
            if not (self.inside and each.dtype.kind == "i"):
                yield each

    def begin_step(self) -> None:
        """Compute β̂ and the bound of the rate."""
        step = self.iterations + 1
        self._fresh = float(step) ** self.beta_2_decay  # 1 - β̂
        self._bounded = min(self.rate, 1 / math.sqrt(step))

    def update(self, grad: Array, weight: Array, slots: Sequence[Array], work: Sequence[Array]) -> None:
        """One step for one weight."""
        (r, c, v), (squares, step) = slots, work
        squares_into(squares, grad)
        squares += self.epsilon_1
        if weight.ndim < 2:
            self._take_in(v, squares)
        else:
            self._take_in(r, squares.mean(axis=-1))
            self._take_in(c, squares.mean(axis=-2))
            shares = r / r.mean(axis=-1, keepdims=True)
            np.multiply(shares[..., None], c[..., None, :], out=v)
        moved = by_row(np.divide, grad, np.sqrt(v, out=squares))
        # np.maximum, since max would take the other number where one is nan
        alpha = np.maximum(through_float32(self.epsilon_2), rms(weight, weight.size)) * self._bounded
        alpha /= np.maximum(1.0, rms(entries(moved), weight.size) / self.clip_threshold)
        np.multiply(moved, float(alpha), out=step)
        weight -= step

    def _take_in(self, mean: Array, value: Array) -> None:
        """Move a running mean."""
        mean *= 1 - self._fresh
        value *= self._fresh
        mean += value
