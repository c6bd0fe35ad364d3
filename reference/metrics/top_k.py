"""Top-k accuracies: the share of rows whose label is among the k best classes."""

from typing import Any

import numpy as np

from reference import config
from reference.checks import positive_int
from reference.losses.arguments import check_same_shape
from reference.metrics.accuracy import argmax, labels_and_scores, pair
from reference.metrics.wrapper import MeanOfFunction

__all__ = [
    "SparseTopKCategoricalAccuracy",
    "TopKCategoricalAccuracy",
    "sparse_top_k_categorical_accuracy",
    "top_k_categorical_accuracy",
]

Array = np.ndarray


def in_top_k(labels: Array, scores: Array, k: int) -> Array:
    """Whether fewer than `k` classes of a row have a better score than the label's.

    So all that tie with the k-th best are in, as in `tf.math.in_top_k`. A row with a score that is
    not finite is a miss, and so is a label beyond the classes. `labels` (...), `scores` (..., classes).
    """
    inside = (labels >= 0) & (labels < scores.shape[-1])
    place = np.where(inside, labels, 0).astype(np.intp)[..., None]
    better = np.add.reduce(scores > np.take_along_axis(scores, place, axis=-1), axis=-1)
    return np.isfinite(scores).all(axis=-1) & inside & (better < k)


def top_k_categorical_accuracy(y_true: Any, y_pred: Any, k: int = 5) -> Array:
    """Return 1 for each row whose class is among the `k` best, all ties included, else 0.

    `y_true`, one-hot, and `y_pred` have the shape (..., classes); the result has (...). See `in_top_k`.

    >>> top_k_categorical_accuracy(np.eye(3), [[0.1, 0.9, 0.8], [0.05, 0.95, 0], [0.4, 0.4, 0.4]], k=1)
    array([0., 1., 1.], dtype=float32)
    """
    k = positive_int("top_k_categorical_accuracy", "k", k)
    y_true, y_pred = pair(y_true, y_pred)
    check_same_shape(y_true, y_pred)
    return in_top_k(argmax(y_true), y_pred, k).astype(config.floatx())


def sparse_top_k_categorical_accuracy(
    y_true: Any, y_pred: Any, k: int = 5, from_sorted_ids: bool = False
) -> Array:
    """Return 1 for each row whose label is among the `k` best classes, all ties included, else 0.

    `y_true` has the shape (...) or (..., 1), `y_pred` (..., classes); the result has that of `y_true`.
    See `in_top_k`. A label is cut off to an integer. With `from_sorted_ids`, `y_pred` has the classes
    themselves, best first, of which the first `k` count.

    >>> sparse_top_k_categorical_accuracy([2, 1], [[2, 0, 1], [0, 2, 1]], k=2, from_sorted_ids=True)
    array([1., 0.], dtype=float32)
    """
    k = positive_int("sparse_top_k_categorical_accuracy", "k", k)
    y_true, y_pred = labels_and_scores(y_true, y_pred)
    labels = y_true.reshape(y_pred.shape[:-1])
    if from_sorted_ids:
        hits = (labels[..., None] == y_pred[..., :k]).any(axis=-1)
    else:
        hits = in_top_k(np.trunc(labels), y_pred, k)
    return hits.reshape(y_true.shape).astype(config.floatx())


class TopKCategoricalAccuracy(MeanOfFunction):
    """The share of rows whose class is among the `k` best: see `top_k_categorical_accuracy`.

    In float64, where Keras on TensorFlow refuses to compute it, this one does.
    """

    def __init__(self, k: int = 5, name: str = "top_k_categorical_accuracy", dtype: Any = None) -> None:
        k = positive_int("TopKCategoricalAccuracy", "k", k)
        super().__init__(top_k_categorical_accuracy, name, dtype, k=k)


class SparseTopKCategoricalAccuracy(MeanOfFunction):
    """The share of rows whose label is among the `k` best: see `sparse_top_k_categorical_accuracy`.

    In float64, where Keras on TensorFlow refuses to compute it, this one does.
    """

    from_sorted_ids: bool

    def __init__(
        self,
        k: int = 5,
        name: str = "sparse_top_k_categorical_accuracy",
        dtype: Any = None,
        from_sorted_ids: bool = False,
    ) -> None:
        k = positive_int("SparseTopKCategoricalAccuracy", "k", k)
        super().__init__(
            sparse_top_k_categorical_accuracy, name, dtype, k=k, from_sorted_ids=bool(from_sorted_ids)
        )

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments, as Keras's metric gives them."""
        config = super().get_config()
        if not self.from_sorted_ids:
            del config["from_sorted_ids"]
        return config
