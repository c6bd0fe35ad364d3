"""Losses of distributions: what is predicted is a probability, or the rate of what is counted."""

from typing import Any

import numpy as np

from reference import config
from reference.losses.function import LossFunction
from reference.losses.loss import Loss

__all__ = ["KLDivergence", "Poisson", "kl_divergence", "poisson"]

Array = np.ndarray


@LossFunction
def kl_divergence(y_true: Array, y_pred: Array) -> tuple[Array, Any]:
    """Return Σ y log(y / p) over the last axis, with both clipped to [epsilon, 1].

    The gradient is -y / p with these, and 0 where p was clipped; the ends are inside. A 0 in y, which
    becomes epsilon, so has one too.

    >>> kl_divergence(np.array([[1.0, 0.0]]), np.array([[0.5, 0.5]])).round(5)
    array([0.69315])
    """
    y, p = (np.minimum(np.maximum(a, config.epsilon()), 1) for a in (y_true, y_pred))
    ratio = y / p
    return np.vecdot(y, np.log(ratio)), np.where(p == y_pred, -ratio, 0)


@kl_divergence.vjp
def _(dvalues: Array, slope: Array) -> Array:
    return slope * dvalues


@LossFunction
def poisson(y_true: Array, y_pred: Array) -> tuple[Array, Any]:
    """Return the mean of p - y log(p + epsilon) over the last axis, of size k.

    This is -log of the probability of a count y at the rate p, without log y!, which has no gradient.
    That of the loss is (1 - y / (p + epsilon)) / k. Nothing is clipped: a negative rate gives nan.
    """
    raised = y_pred + y_pred.dtype.type(config.epsilon())
    return np.add.reduce(y_pred - y_true * np.log(raised), axis=-1) / y_pred.shape[-1], (y_true, raised)


@poisson.vjp
def _(dvalues: Array, saved: tuple[Array, Array]) -> Array:
    y_true, raised = saved
    return (1 - y_true / raised) * (dvalues / raised.shape[-1])


class KLDivergence(Loss):
    """Σ y log(y / p): see `kl_divergence`, and `Loss` for the arguments."""

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "kl_divergence",
        dtype: Any = None,
    ) -> None:
        super().__init__(kl_divergence, reduction, name, dtype)


class Poisson(Loss):
    """The mean of p - y log p: see `poisson`, and `Loss` for the arguments."""

    def __init__(
        self, reduction: str | None = "sum_over_batch_size", name: str | None = "poisson", dtype: Any = None
    ) -> None:
        super().__init__(poisson, reduction, name, dtype)
