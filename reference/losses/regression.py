"""Losses of numbers: how far a prediction is from the value it should have."""

from typing import Any

import numpy as np

from reference.losses.function import LossFunction
from reference.losses.loss import Loss

__all__ = ["MeanAbsoluteError", "MeanSquaredError", "mean_absolute_error", "mean_squared_error"]

Array = np.ndarray


@LossFunction
def mean_squared_error(y_true: Array, y_pred: Array) -> tuple[Array, Array]:
    """Return the mean of (y_pred - y_true)² over the last axis, of size k; (..., k) gives (...).

    The gradient is 2 (y_pred - y_true) / k. Textbooks write ½Σ² (Nielsen) or Σ² (3Blue1Brown):
    with k outputs, their step at one learning rate is k/2 or k times as long.

    >>> mean_squared_error(np.array([[0.0, 1.0]]), np.array([[0.5, 1.0]]))
    array([0.125])
    """
    difference = y_pred - y_true
    return np.vecdot(difference, difference) / y_pred.shape[-1], difference


@mean_squared_error.vjp
def _(dvalues: Array, difference: Array) -> Array:
    return difference * (dvalues * (2 / difference.shape[-1]))


@LossFunction
def mean_absolute_error(y_true: Array, y_pred: Array) -> tuple[Array, Array]:
    """Return the mean of |y_pred - y_true| over the last axis, of size k; (..., k) gives (...).

    The gradient is sign(y_pred - y_true) / k, and 0 where the two are equal.
    """
    difference = y_pred - y_true
    return np.add.reduce(np.abs(difference), axis=-1) / y_pred.shape[-1], difference


@mean_absolute_error.vjp
def _(dvalues: Array, difference: Array) -> Array:
    return np.sign(difference) * (dvalues / difference.shape[-1])


class MeanSquaredError(Loss):
    """The mean of (y_pred - y_true)²: see `mean_squared_error`, and `Loss` for the arguments.

    >>> loss = MeanSquaredError()
    >>> value, cache = loss.forward(np.array([[0.0], [1.0]]), np.array([[0.5], [1.0]]))
    >>> float(value), loss.backward(cache).tolist()
    (0.125, [[0.5], [0.0]])
    """

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "mean_squared_error",
        dtype: Any = None,
    ) -> None:
        super().__init__(mean_squared_error, reduction, name, dtype)


class MeanAbsoluteError(Loss):
    """The mean of |y_pred - y_true|: see `mean_absolute_error`, and `Loss` for the arguments."""

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "mean_absolute_error",
        dtype: Any = None,
    ) -> None:
        super().__init__(mean_absolute_error, reduction, name, dtype)
