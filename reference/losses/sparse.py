"""Categorical cross-entropy with the number of the right class in place of a one-hot row."""

from typing import Any

import numpy as np

from reference.checks import number
from reference.losses.arguments import check_axis
from reference.losses.crossentropy import clip, exponentials
from reference.losses.function import SparseLossFunction
from reference.losses.loss import Loss

__all__ = ["SparseCategoricalCrossentropy", "sparse_categorical_crossentropy"]

Array = np.ndarray
Saved = tuple[Array, Array, Array, Array, Array, Array | None]


def _check(axis: Any, rank: int | None = None) -> None:
    if check_axis(axis) != -1 and rank is not None and axis != rank - 1:
        raise ValueError(f"axis must be the last one, -1, got {axis!r}")


@SparseLossFunction
def sparse_categorical_crossentropy(
    y_true: Array, y_pred: Array, from_logits: bool = False, ignore_class: int | None = None, axis: int = -1
) -> tuple[Array, Saved]:
    """Return -log softmax(z)[y] for labels y of shape `y_pred.shape[:-1]`, or that and (1,).

    Probabilities are clipped to [epsilon, 1 - epsilon] and z is their logarithm, so that they are
    divided by their sum after the clipping; for `categorical_crossentropy` it is before.

    The gradient of the logits is softmax(z) - one_hot(y). Labels that are `ignore_class` have loss and
    gradient 0, and are not counted in a mean.

    Stricter than Keras, which cuts a label of 1.7 to 1: labels are whole numbers from 0 to k - 1.

    >>> sparse_categorical_crossentropy(np.array([1]), np.array([[40.0, -40.0]]), from_logits=True)
    array([80.])
    """
    if axis != -1:
        _check(axis, y_pred.ndim)
    counts = None
    if ignore_class is not None:
        y_true = y_true.reshape(y_pred.shape[:-1])
        counts = y_true != ignore_class
        y_true = np.where(counts, y_true, 0)
    clipped = y_pred if from_logits else clip(y_pred)
    shifted, exponential, total = exponentials(y_pred if from_logits else np.log(clipped), -1)
    positions = np.arange(0, y_pred.size, y_pred.shape[-1]) + y_true.reshape(-1)  # of the right classes
    losses = np.log(total).reshape(-1) - shifted.take(positions)
    losses = losses.reshape(y_pred.shape[:-1])
    if counts is not None:
        losses = np.where(counts, losses, 0)
    return losses, (y_pred, clipped, exponential, total, positions, counts)


@sparse_categorical_crossentropy.vjp
def _(
    dvalues: Array, saved: Saved, from_logits: bool = False, ignore_class: int | None = None, axis: int = -1
) -> Array:
    y_pred, clipped, exponential, total, positions, counts = saved
    gradient = np.divide(exponential, total, order="C")  # so that ravel makes no copy
    gradient.ravel()[positions] -= 1
    gradient *= dvalues
    gradient = gradient if from_logits else np.where(clipped == y_pred, gradient / clipped, 0)
    return gradient if counts is None else np.where(counts[..., None], gradient, 0)


@sparse_categorical_crossentropy.masks
def _(values: Array, saved: Saved) -> Array | None:
    return saved[-1]


class SparseCategoricalCrossentropy(Loss):
    """-log p[y], with y the number of the right class: see `sparse_categorical_crossentropy` and `Loss`.

    Parameters
    ----------
    from_logits : bool
        Whether `y_pred` holds logits instead of probabilities.
    ignore_class : int, optional
        A label, of a class or of none, whose places do not count. The loss then never reads the logits
        behind an output, as in Keras.
    reduction, name, dtype
        See `Loss`.
    axis : int
        The axis of the classes, which must be the last.
    """

    not_in_config = ("axis",)

    def __init__(
        self,
        from_logits: bool = False,
        ignore_class: int | None = None,
        reduction: str | None = "sum_over_batch_size",
        axis: int = -1,
        name: str | None = "sparse_categorical_crossentropy",
        dtype: Any = None,
    ) -> None:
        _check(axis)
        if ignore_class is not None:
            ignore_class = number("SparseCategoricalCrossentropy", "ignore_class", ignore_class)
        super().__init__(
            sparse_categorical_crossentropy,
            reduction,
            name,
            dtype,
            from_logits=bool(from_logits),
            ignore_class=ignore_class,
            axis=axis,
        )

    @property
    def reads_logits(self) -> bool:
        """Without a class to ignore: Keras replaces its outputs, and the new array has no logits."""
        return self.arguments["ignore_class"] is None
