"""Categorical cross-entropy: the outputs are the probabilities of classes, one of them right."""

from typing import Any

import numpy as np

from reference.losses.arguments import check_axis, check_label_smoothing
from reference.losses.crossentropy import (
    clip,
    dot,
    exponentials,
    normalized_rows,
    smooth_rows,
    warn_of_one_class,
)
from reference.losses.function import LossFunction
from reference.losses.loss import Loss

__all__ = ["CategoricalCrossentropy", "categorical_crossentropy"]

Array = np.ndarray
Saved = tuple[Array, ...]


@LossFunction
def categorical_crossentropy(
    y_true: Array, y_pred: Array, from_logits: bool = False, label_smoothing: float = 0.0, axis: int = -1
) -> tuple[Array, Saved]:
    """Return -Σ y log p over `axis`, the axis of the classes.

    =========== ===================================== ============
    `y_pred` is p is                                  gradient
    =========== ===================================== ============
    p           q clipped to [epsilon, 1 - epsilon],
                with q = y_pred / Σ y_pred            of all that
    logits z    softmax(z)                            softmax(z) - y
    =========== ===================================== ============

    The gradient of the logits is that only if Σ y = 1, but Keras has it for any y, and so has this.
    Label smoothing s makes y (1 - s) + s/k of y, with k the size of the last axis.

    >>> categorical_crossentropy(np.array([[0.0, 1.0]]), np.array([[40.0, -40.0]]), from_logits=True)
    array([80.])
    >>> categorical_crossentropy(np.array([[0.0, 1.0]]), np.array([[1.0, 0.0]]))
    array([16.11809565])
    """
    warn_of_one_class("categorical_crossentropy", y_pred)
    y_true = smooth_rows(y_true, label_smoothing)
    if from_logits:
        shifted, exponential, total = exponentials(y_pred, axis)
        return dot(y_true, np.log(total) - shifted, axis), (y_true, exponential, total)
    total = np.add.reduce(y_pred, axis=axis, keepdims=True)
    q = y_pred / total
    clipped = clip(q)
    return -dot(y_true, np.log(clipped), axis), (y_true, q, total, clipped)


@categorical_crossentropy.vjp
def _(
    dvalues: Array, saved: Saved, from_logits: bool = False, label_smoothing: float = 0.0, axis: int = -1
) -> Array:
    if from_logits:
        y_true, exponential, total = saved
        return (exponential / total - y_true) * dvalues
    y_true, q, total, clipped = saved
    dq = np.where(clipped == q, -y_true / clipped * dvalues, 0)
    return normalized_rows(dq, q, total, axis)


class CategoricalCrossentropy(Loss):
    """-Σ y log p, for rows y that are one-hot or sum to 1: see `categorical_crossentropy` and `Loss`.

    Parameters
    ----------
    from_logits : bool
        Whether `y_pred` holds logits instead of probabilities.
    label_smoothing : float
        From 0 to 1: the share of the labels that is spread over all classes.
    axis : int
        The axis of the classes.
    reduction, name, dtype
        See `Loss`.
    """

    def __init__(
        self,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        axis: int = -1,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "categorical_crossentropy",
        dtype: Any = None,
    ) -> None:
        super().__init__(
            categorical_crossentropy,
            reduction,
            name,
            dtype,
            from_logits=bool(from_logits),
            label_smoothing=check_label_smoothing(label_smoothing),
            axis=check_axis(axis),
        )
