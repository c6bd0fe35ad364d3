"""Losses of numbers that are squares near 0 and lines far from it, so that one outlier does not rule."""

from typing import Any

import numpy as np

from reference.casting import through_float32
from reference.checks import number
from reference.losses.function import LossFunction
from reference.losses.loss import Loss

__all__ = ["Huber", "LogCosh", "huber", "log_cosh"]

Array = np.ndarray

LOG_2 = through_float32(np.log(2))


@LossFunction
def huber(y_true: Array, y_pred: Array, delta: float = 1.0) -> tuple[Array, Array]:
    """Return the mean over the last axis, of size k, of a square that goes on as a line.

    ============ ================== ================
    e = p - y    loss               gradient times k
    ============ ================== ================
    abs e <= δ   e² / 2             e
    abs e > δ    δ abs e - δ² / 2   δ sign e
    ============ ================== ================

    >>> huber(np.array([[0.0, 0.0]]), np.array([[0.5, -3.0]]))
    array([1.3125])
    """
    error = y_pred - y_true
    size = np.abs(error)
    losses = np.where(size <= delta, 0.5 * error**2, delta * size - 0.5 * delta**2)
    return np.add.reduce(losses, axis=-1) / y_pred.shape[-1], error


@huber.vjp
def _(dvalues: Array, error: Array, delta: float = 1.0) -> Array:
    return np.where(np.abs(error) <= delta, error, delta * np.sign(error)) * (dvalues / error.shape[-1])


@LossFunction
def log_cosh(y_true: Array, y_pred: Array) -> tuple[Array, Array]:
    """Return the mean of log cosh e, with e = p - y, over the last axis, of size k.

    It is e²/2 near 0 and |e| - log 2 far from it, computed as e + log(1 + exp(-2 e)) - log 2 without
    overflow. Keras's log 2 is that of float32, so right predictions cost -2e-9 in float64, not 0. The
    gradient is tanh(e) / k.
    """
    error = y_pred - y_true
    losses = error + np.logaddexp(0, -2 * error) - LOG_2
    return np.add.reduce(losses, axis=-1) / y_pred.shape[-1], error


@log_cosh.vjp
def _(dvalues: Array, error: Array) -> Array:
    return np.tanh(error) * (dvalues / error.shape[-1])


class Huber(Loss):
    """A square near 0 and a line beyond `delta`: see `huber`, and `Loss` for the arguments.

    Its configuration is without `delta`, as Keras's is: a Huber from that configuration has delta 1.

    Parameters
    ----------
    delta : float
        Where the square becomes a line.
    reduction, name, dtype
        See `Loss`.
    """

    not_in_config = ("delta",)

    def __init__(
        self,
        delta: float = 1.0,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "huber_loss",
        dtype: Any = None,
    ) -> None:
        super().__init__(huber, reduction, name, dtype, delta=number("Huber", "delta", delta))


class LogCosh(Loss):
    """The mean of log cosh(p - y): see `log_cosh`, and `Loss` for the arguments."""

    def __init__(
        self, reduction: str | None = "sum_over_batch_size", name: str | None = "log_cosh", dtype: Any = None
    ) -> None:
        super().__init__(log_cosh, reduction, name, dtype)
