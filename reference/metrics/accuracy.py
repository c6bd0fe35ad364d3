"""Accuracies: the share of samples that are right."""

from typing import Any

import numpy as np

from reference import config
from reference.losses.arguments import as_floats, check_not_empty, check_same_shape
from reference.metrics.reduction import MeanMetricWrapper

__all__ = [
    "BinaryAccuracy",
    "CategoricalAccuracy",
    "SparseCategoricalAccuracy",
    "binary_accuracy",
    "categorical_accuracy",
    "sparse_categorical_accuracy",
]

Array = np.ndarray


def _pair(y_true: Any, y_pred: Any) -> tuple[Array, Array]:
    y_pred = as_floats("y_pred", y_pred)
    return as_floats("y_true", y_true, y_pred.dtype), y_pred


def _argmax(scores: Array) -> Array:
    """The place of the largest entry in each row: the first of equals, and never nan's, as in TensorFlow."""
    return np.fmax(scores, -np.inf).argmax(axis=-1)


def binary_accuracy(y_true: Any, y_pred: Any, threshold: float = 0.5) -> Array:
    """Return 1 where `y_pred > threshold` is what `y_true` says (1 or 0), else 0, in the shape of both.

    The threshold is rounded to floatx, as in Keras: 0.3 is 0.30000001192 in float32.

    >>> binary_accuracy([[1], [0]], [[0.5], [0.5]])
    array([[0.],
           [1.]], dtype=float32)
    """
    y_true, y_pred = _pair(y_true, y_pred)
    check_same_shape(y_true, y_pred)
    floatx = np.dtype(config.floatx())
    return ((y_pred > floatx.type(threshold)) == y_true).astype(floatx)


def categorical_accuracy(y_true: Any, y_pred: Any) -> Array:
    """Return 1 for each row whose largest entry stands where that of `y_true` does, else 0.

    `y_true` and `y_pred`, probabilities or logits, have the shape (..., k); the result has (...).
    """
    y_true, y_pred = _pair(y_true, y_pred)
    check_same_shape(y_true, y_pred)
    return (_argmax(y_true) == _argmax(y_pred)).astype(config.floatx())


def sparse_categorical_accuracy(y_true: Any, y_pred: Any) -> Array:
    """Return 1 for each row whose largest entry stands at the label, else 0.

    `y_true` has the shape (...) or (..., 1), `y_pred` (..., k); the result has (...). A label
    beyond the classes is a miss, as in Keras.
    """
    y_true, y_pred = _pair(y_true, y_pred)
    check_not_empty(y_pred)
    shape = y_pred.shape[:-1]
    if y_true.shape not in (shape, (*shape, 1)):
        raise ValueError(f"y_true: expected labels of shape {shape} or {(*shape, 1)}, got {y_true.shape}")
    return (_argmax(y_pred) == y_true.reshape(shape)).astype(config.floatx())


class BinaryAccuracy(MeanMetricWrapper):
    """The share of outputs on the right side of the threshold; 0.5 itself is a no.

    >>> BinaryAccuracy()([[1], [1], [0], [0]], [[0.98], [1], [0], [0.6]])
    np.float32(0.75)
    """

    def __init__(self, name: str = "binary_accuracy", dtype: Any = None, threshold: float = 0.5) -> None:
        if not isinstance(threshold, int | float | np.number):
            raise ValueError(f"BinaryAccuracy: threshold must be a number, got {threshold!r}")
        super().__init__(binary_accuracy, name, dtype, threshold=threshold)
        self.threshold = threshold

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments, as Keras's metric gives them."""
        return {**super().get_config(), "threshold": self.threshold}


class CategoricalAccuracy(MeanMetricWrapper):
    """The share of rows whose largest entry is the class of the one-hot label."""

    def __init__(self, name: str = "categorical_accuracy", dtype: Any = None) -> None:
        super().__init__(categorical_accuracy, name, dtype)


class SparseCategoricalAccuracy(MeanMetricWrapper):
    """The share of rows whose largest entry is the class of the integer label."""

    def __init__(self, name: str = "sparse_categorical_accuracy", dtype: Any = None) -> None:
        super().__init__(sparse_categorical_accuracy, name, dtype)
