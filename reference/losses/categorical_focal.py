"""Categorical focal cross-entropy: a class that is found already counts less (Lin et al. 2017)."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from reference.checks import number
from reference.losses.arguments import check_axis, check_label_smoothing
from reference.losses.crossentropy import (
    clip,
    exponentials,
    normalized_rows,
    smooth_rows,
    warn_of_one_class,
)
from reference.losses.function import LossFunction
from reference.losses.loss import Loss

__all__ = ["CategoricalFocalCrossentropy", "categorical_focal_crossentropy"]

Array = np.ndarray
Alpha = float | Sequence[float]


@LossFunction
def categorical_focal_crossentropy(
    y_true: Array,
    y_pred: Array,
    alpha: Alpha = 0.25,
    gamma: float = 2.0,
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    axis: int = -1,
) -> tuple[Array, Any]:
    """Return -Σ α (1 - p)^γ y log p over `axis`, the axis of the classes.

    p is q = y_pred / Σ y_pred clipped to [epsilon, 1 - epsilon], after a softmax if `y_pred` holds
    logits. So this one clips logits, too, and never reads those behind an output; its gradient for q is
    α y (γ (1 - p)^(γ-1) log p - (1 - p)^γ / p), and 0 where q was clipped.

    α is a number or one for each class; in a list Keras takes them for float32.
    """
    warn_of_one_class("categorical_focal_crossentropy", y_pred)
    y_true = smooth_rows(y_true, label_smoothing)
    if from_logits:
        _, exponential, total = exponentials(y_pred, axis)
        y_pred = exponential / total
    total = np.add.reduce(y_pred, axis=axis, keepdims=True)
    q = y_pred / total
    p = clip(q)
    losses = _weights(alpha) * (1 - p) ** gamma * (-y_true * np.log(p))
    return np.add.reduce(losses, axis=axis), (y_true, y_pred, total, q, p)


def _weights(alpha: Alpha) -> Any:
    return alpha if isinstance(alpha, int | float) else np.asarray(alpha, "float32")


@categorical_focal_crossentropy.vjp
def _(
    dvalues: Array,
    saved: Any,
    alpha: Alpha = 0.25,
    gamma: float = 2.0,
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    axis: int = -1,
) -> Array:
    y_true, softmax, total, q, p = saved
    missed = 1 - p
    slope = gamma * missed ** (gamma - 1) * np.log(p) - missed**gamma / p
    dq = np.where(p == q, _weights(alpha) * y_true * slope * dvalues, 0)
    gradient = normalized_rows(dq, q, total, axis)
    if from_logits:
        gradient = softmax * (gradient - np.add.reduce(gradient * softmax, axis=axis, keepdims=True))
    return gradient


categorical_focal_crossentropy.reads_logits = False


class CategoricalFocalCrossentropy(Loss):
    """-Σ α (1 - p)^γ y log p: see `categorical_focal_crossentropy` and `Loss`.

    Parameters
    ----------
    alpha : float or list of float
        The weight of all classes, or of each.
    gamma : float
        How little counts what is nearly right; 0 leaves α times the cross-entropy.
    from_logits, label_smoothing, axis, reduction, name, dtype
        See `CategoricalCrossentropy`.
    """

    def __init__(
        self,
        alpha: Alpha = 0.25,
        gamma: float = 2.0,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        axis: int = -1,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "categorical_focal_crossentropy",
        dtype: Any = None,
    ) -> None:
        super().__init__(
            categorical_focal_crossentropy,
            reduction,
            name,
            dtype,
            alpha=[number(type(self).__name__, "alpha", each) for each in alpha]
            if isinstance(alpha, list | tuple)
            else number(type(self).__name__, "alpha", alpha),
            gamma=number(type(self).__name__, "gamma", gamma),
            from_logits=bool(from_logits),
            label_smoothing=check_label_smoothing(label_smoothing),
            axis=check_axis(axis),
        )
