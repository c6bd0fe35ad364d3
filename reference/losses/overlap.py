"""Losses of areas: how much of two sets of pixels is common to both."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from reference import config
from reference.checks import number
from reference.losses.arguments import check_axes
from reference.losses.function import LossFunction
from reference.losses.loss import Loss

__all__ = ["Dice", "Tversky", "dice", "tversky"]

Array = np.ndarray
Axis = int | Sequence[int] | None


def _sum(a: Array, axis: Axis) -> Array:
    return np.add.reduce(a, axis=_for_numpy(axis), keepdims=True)


def _without(a: Array, axis: Axis) -> Any:
    return np.squeeze(a, axis=_for_numpy(axis))


def _for_numpy(axis: Any) -> Any:
    return tuple(axis) if isinstance(axis, list) else axis


@LossFunction
def dice(y_true: Array, y_pred: Array, axis: Axis = None) -> tuple[Array, Any]:
    """Return 1 - 2 I / T over `axis`, with I = Σ y p and T = Σ y + Σ p + epsilon.

    Without an `axis` the sums are over the whole batch: one number, which no reduction changes. The
    gradient is 2 (I / T - y) / T.

    >>> float(dice(np.array([[1.0, 0.0]]), np.array([[1.0, 1.0]])).round(5))
    0.33333
    """
    common = _sum(y_true * y_pred, axis)
    total = _sum(y_true, axis) + _sum(y_pred, axis) + config.epsilon()
    return 1 - _without(2 * common / total, axis), (y_true, common / total, total)


@dice.vjp
def _(dvalues: Array, saved: tuple[Array, Array, Array], axis: Axis = None) -> Array:
    y_true, share, total = saved
    return 2 * (share - y_true) / total * dvalues


@LossFunction
def tversky(
    y_true: Array, y_pred: Array, alpha: float = 0.5, beta: float = 0.5, axis: Axis = None
) -> tuple[Array, Any]:
    """Return 1 - I / T over `axis`, with I = Σ y p and T = I + α Σ y (1 - p) + β Σ (1 - y) p + epsilon.

    So α weighs what was not found, and β what was found in vain. With both ½ it is `dice`, but for the
    epsilon. The gradient is (I / T (y - α y + β (1 - y)) - y) / T.
    """
    common = _sum(y_true * y_pred, axis)
    missed, in_vain = _sum(y_true * (1 - y_pred), axis), _sum((1 - y_true) * y_pred, axis)
    total = common + missed * alpha + in_vain * beta + config.epsilon()
    return 1 - _without(common / total, axis), (y_true, common / total, total)


@tversky.vjp
def _(
    dvalues: Array,
    saved: tuple[Array, Array, Array],
    alpha: float = 0.5,
    beta: float = 0.5,
    axis: Axis = None,
) -> Array:
    y_true, share, total = saved
    return (share * (y_true - alpha * y_true + beta * (1 - y_true)) - y_true) / total * dvalues


class Dice(Loss):
    """1 - 2 Σ y p / (Σ y + Σ p): see `dice`, and `Loss`.

    Parameters
    ----------
    axis : int or tuple of int, optional
        What is summed over; all axes, the batch included, if not given. For images (n, h, w, d) one
        loss an image is `axis=(1, 2, 3)`.
    reduction, name, dtype
        See `Loss`.
    """

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "dice",
        axis: Axis = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(dice, reduction, name, dtype, axis=check_axes(axis))


class Tversky(Loss):
    """1 - Σ y p / (Σ y p + α missed + β in vain): see `tversky`, and `Loss`.

    Parameters
    ----------
    alpha, beta : float
        The weights of what was not found and of what was found in vain.
    axis : int or tuple of int, optional
        What is summed over; all axes, the batch included, if not given.
    reduction, name, dtype
        See `Loss`.
    """

    def __init__(
        self,
        alpha: float = 0.5,
        beta: float = 0.5,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "tversky",
        axis: Axis = None,
        dtype: Any = None,
    ) -> None:
        weights = {"alpha": number("Tversky", "alpha", alpha), "beta": number("Tversky", "beta", beta)}
        super().__init__(tversky, reduction, name, dtype, **weights, axis=check_axes(axis))
