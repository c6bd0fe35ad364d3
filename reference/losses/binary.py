"""Binary cross-entropy: every output is the probability of a yes of its own."""

from typing import Any

import numpy as np

from reference.losses.arguments import check_axis, check_label_smoothing
from reference.losses.crossentropy import binary_losses, binary_slopes, smooth_yes_or_no
from reference.losses.function import LossFunction
from reference.losses.loss import Loss

__all__ = ["BinaryCrossentropy", "binary_crossentropy"]

Array = np.ndarray
Saved = tuple[Array, ...]


@LossFunction
def binary_crossentropy(
    y_true: Array, y_pred: Array, from_logits: bool = False, label_smoothing: float = 0.0, axis: int = -1
) -> tuple[Array, Saved]:
    """Return the mean over `axis` of -(y log p + (1 - y) log(1 - p)).

    =========== ============================================ =====================
    `y_pred` is losses                                       gradient
    =========== ============================================ =====================
    p           p clipped to [epsilon, 1 - epsilon]          (1 - y)/(1 - p) - y/p
    logits z    max(z, 0) - z y + log(1 + exp(-abs z))         sigmoid(z) - y
    =========== ============================================ =====================

    Probabilities that were clipped have gradient 0. Label smoothing s makes y (1 - s) + s/2 of y.

    >>> binary_crossentropy(np.array([[0.0]]), np.array([[40.0]]), from_logits=True)
    array([40.])
    >>> binary_crossentropy(np.array([[0.0]], "float32"), np.array([[1.0]], "float32"))
    array([15.942385], dtype=float32)
    """
    y_true = smooth_yes_or_no(y_true, label_smoothing)
    losses, middle = binary_losses(y_true, y_pred, from_logits)
    return np.add.reduce(losses, axis=axis) / y_pred.shape[axis], (y_true, y_pred, middle)


@binary_crossentropy.vjp
def _(
    dvalues: Array, saved: Saved, from_logits: bool = False, label_smoothing: float = 0.0, axis: int = -1
) -> Array:
    y_true, y_pred, middle = saved
    return binary_slopes(y_true, y_pred, middle, from_logits) * (dvalues / y_pred.shape[axis])


class BinaryCrossentropy(Loss):
    """The mean of -(y log p + (1 - y) log(1 - p)): see `binary_crossentropy` and `Loss`.

    Parameters
    ----------
    from_logits : bool
        Whether `y_pred` holds logits instead of probabilities.
    label_smoothing : float
        From 0 to 1: how far the labels are moved towards ½.
    axis : int
        The axis of the features, over which the mean is taken.
    reduction, name, dtype
        See `Loss`.
    """

    def __init__(
        self,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        axis: int = -1,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "binary_crossentropy",
        dtype: Any = None,
    ) -> None:
        super().__init__(
            binary_crossentropy,
            reduction,
            name,
            dtype,
            from_logits=bool(from_logits),
            label_smoothing=check_label_smoothing(label_smoothing),
            axis=check_axis(axis),
        )
