"""Losses of numbers that compare by ratio: half as much is as wrong for small numbers as for large ones."""

from typing import Any

import numpy as np

from reference import config
from reference.casting import through_float32
from reference.losses.function import LossFunction
from reference.losses.loss import Loss

__all__ = [
    "MeanAbsolutePercentageError",
    "MeanSquaredLogarithmicError",
    "mean_absolute_percentage_error",
    "mean_squared_logarithmic_error",
]

Array = np.ndarray


@LossFunction
def mean_absolute_percentage_error(y_true: Array, y_pred: Array) -> tuple[Array, Any]:
    """Return 100 times the mean of |(y - p) / max(|y|, epsilon)| over the last axis, of size k.

    The gradient is 100 sign(p - y) / (k max(|y|, epsilon)), and 0 where p = y. A target of 0 makes both
    very large: ten million percent for each unit that is amiss.
    """
    size = np.maximum(np.abs(y_true), config.epsilon())
    ratio = (y_true - y_pred) / size
    return 100 * (np.add.reduce(np.abs(ratio), axis=-1) / y_pred.shape[-1]), (ratio, size)


@mean_absolute_percentage_error.vjp
def _(dvalues: Array, saved: tuple[Array, Array]) -> Array:
    ratio, size = saved
    return -np.sign(ratio) / size * (dvalues * (100 / size.shape[-1]))


@LossFunction
def mean_squared_logarithmic_error(y_true: Array, y_pred: Array) -> tuple[Array, Any]:
    """Return the mean of (log(p + 1) - log(y + 1))² over the last axis, of size k.

    Both are raised to epsilon first, so that nothing negative is told from 0: its gradient is 0. Else
    it is 2 (log(p + 1) - log(y + 1)) / ((p + 1) k). Epsilon is a float32 in Keras, whatever the dtype.
    """
    epsilon = through_float32(config.epsilon())
    raised = np.maximum(y_pred, epsilon) + 1
    difference = np.log(raised) - np.log(np.maximum(y_true, epsilon) + 1)
    slope = np.where(y_pred >= epsilon, difference / raised, 0)
    return np.vecdot(difference, difference) / y_pred.shape[-1], slope


@mean_squared_logarithmic_error.vjp
def _(dvalues: Array, slope: Array) -> Array:
    return slope * (dvalues * (2 / slope.shape[-1]))


class MeanAbsolutePercentageError(Loss):
    """The mean of 100 |(y - p) / y|: see `mean_absolute_percentage_error`, and `Loss` for the arguments."""

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "mean_absolute_percentage_error",
        dtype: Any = None,
    ) -> None:
        super().__init__(mean_absolute_percentage_error, reduction, name, dtype)


class MeanSquaredLogarithmicError(Loss):
    """The mean of (log(p + 1) - log(y + 1))²: see `mean_squared_logarithmic_error` and `Loss`."""

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "mean_squared_logarithmic_error",
        dtype: Any = None,
    ) -> None:
        super().__init__(mean_squared_logarithmic_error, reduction, name, dtype)
