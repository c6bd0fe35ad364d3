"""Losses of a margin: an answer must be right by at least 1 to cost nothing."""

from typing import Any

import numpy as np

from reference.losses.function import LossFunction
from reference.losses.loss import Loss

__all__ = [
    "CategoricalHinge",
    "Hinge",
    "SquaredHinge",
    "categorical_hinge",
    "hinge",
    "squared_hinge",
]

Array = np.ndarray


def _signs(y_true: Array) -> Array:
    """Labels 0 and 1 as -1 and 1. If anything else is among them, all stay as they are."""
    return 2 * y_true - 1 if np.logical_and.reduce((y_true == 0) | (y_true == 1), axis=None) else y_true


@LossFunction
def hinge(y_true: Array, y_pred: Array) -> tuple[Array, Any]:
    """Return the mean of max(1 - y p, 0) over the last axis, of size k; (..., k) gives (...).

    Labels y are -1 and 1. Labels 0 and 1 are taken for these, but only if there is nothing else in the
    whole batch. The gradient is -y / k where 1 - y p >= 0: at the kink itself it is not 0.

    >>> hinge(np.array([[1.0, 0.0]]), np.array([[1.0, 0.5]]))
    array([0.75])
    """
    signs = _signs(y_true)
    margin = 1 - signs * y_pred
    return np.add.reduce(np.maximum(margin, 0), axis=-1) / y_pred.shape[-1], (signs, margin)


@hinge.vjp
def _(dvalues: Array, saved: tuple[Array, Array]) -> Array:
    signs, margin = saved
    return np.where(margin >= 0, -signs, 0) * (dvalues / margin.shape[-1])


@LossFunction
def squared_hinge(y_true: Array, y_pred: Array) -> tuple[Array, Any]:
    """Return the mean of max(1 - y p, 0)² over the last axis; the labels are those of `hinge`.

    The gradient is -2 y max(1 - y p, 0) / k.
    """
    signs = _signs(y_true)
    short = np.maximum(1 - signs * y_pred, 0)
    return np.vecdot(short, short) / y_pred.shape[-1], (signs, short)


@squared_hinge.vjp
def _(dvalues: Array, saved: tuple[Array, Array]) -> Array:
    signs, short = saved
    return -signs * short * (dvalues * (2 / short.shape[-1]))


@LossFunction
def categorical_hinge(y_true: Array, y_pred: Array) -> tuple[Array, Any]:
    """Return max(max((1 - y) p) - Σ y p + 1, 0) over the last axis, for one-hot rows y.

    The best wrong class is the largest of (1 - y) p, in which the right one stands as a 0: if all wrong
    ones are negative, it is that 0. Of several that are largest each has an equal part of the gradient.
    """
    others = (1 - y_true) * y_pred
    best = np.maximum.reduce(others, axis=-1, keepdims=True)
    margin = best - np.vecdot(y_true, y_pred)[..., None] + 1
    return np.maximum(margin, 0)[..., 0], (y_true, others == best, margin)


@categorical_hinge.vjp
def _(dvalues: Array, saved: tuple[Array, Array, Array]) -> Array:
    y_true, is_best, margin = saved
    share = is_best / np.add.reduce(is_best, axis=-1, keepdims=True, dtype=y_true.dtype)
    return np.where(margin >= 0, (1 - y_true) * share - y_true, 0) * dvalues


class Hinge(Loss):
    """The mean of max(1 - y p, 0): see `hinge`, and `Loss` for the arguments."""

    def __init__(
        self, reduction: str | None = "sum_over_batch_size", name: str | None = "hinge", dtype: Any = None
    ) -> None:
        super().__init__(hinge, reduction, name, dtype)


class SquaredHinge(Loss):
    """The mean of max(1 - y p, 0)²: see `squared_hinge`, and `Loss` for the arguments."""

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "squared_hinge",
        dtype: Any = None,
    ) -> None:
        super().__init__(squared_hinge, reduction, name, dtype)


class CategoricalHinge(Loss):
    """The right class must win by 1: see `categorical_hinge`, and `Loss` for the arguments."""

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "categorical_hinge",
        dtype: Any = None,
    ) -> None:
        super().__init__(categorical_hinge, reduction, name, dtype)
