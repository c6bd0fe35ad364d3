"""Running means in place, and the correction of their start."""

import numpy as np

from reference.casting import through_float32
from reference.row_sum import squares_into

__all__ = ["debias", "move_towards", "move_towards_square"]

Array = np.ndarray


def move_towards(mean: Array, value: Array, share: float, work: Array) -> None:
    """Move a running mean: m ← m + share (x - m)."""
    np.subtract(value, mean, out=work)
    work *= share
    mean += work


def move_towards_square(mean: Array, value: Array, share: float, work: Array) -> None:
    """Move a running mean of squares: v ← v + share (x² - v)."""
    squares_into(work, value)
    work -= mean
    work *= share
    mean += work


def debias(beta: float, step: int) -> float:
    """1 - βᵗ: how much of a mean that started at 0 is data; Keras rounds β to float32 here."""
    return 1 - through_float32(beta) ** step
