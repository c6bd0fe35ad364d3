"""Accuracies: the share of samples that are right."""

from typing import Any

import numpy as np

from reference import config
from reference.checks import as_input, number
from reference.losses.arguments import FLOATS, as_floats, check_not_empty, check_same_shape
from reference.metrics.wrapper import MeanOfFunction

__all__ = [
    "Accuracy",
    "BinaryAccuracy",
    "CategoricalAccuracy",
    "SparseCategoricalAccuracy",
    "binary_accuracy",
    "categorical_accuracy",
    "sparse_categorical_accuracy",
]

Array = np.ndarray


def pair(y_true: Any, y_pred: Any) -> tuple[Array, Array]:
    """Both as arrays of the float type of `y_pred`."""
    y_pred = as_floats("y_pred", y_pred)
    return as_floats("y_true", y_true, y_pred.dtype), y_pred


def labels_and_scores(y_true: Any, y_pred: Any) -> tuple[Array, Array]:
    """`y_true` as labels of shape (...) or (..., 1), and `y_pred` of shape (..., k)."""
    y_true, y_pred = pair(y_true, y_pred)
    check_not_empty(y_pred)
    shape = y_pred.shape[:-1]
    if y_true.shape not in (shape, (*shape, 1)):
        raise ValueError(f"y_true: expected labels of shape {shape} or {(*shape, 1)}, got {y_true.shape}")
    return y_true, y_pred


def argmax(scores: Array) -> Array:
    """The place of the largest entry in each row: the first of equals.

    As in Keras on TensorFlow, nan is never the largest, numbers too small for full precision count
    as 0, and of these the negative ones, -0 included, are less than the others.
    """
    tiny = np.finfo(scores.dtype).tiny
    scores = np.fmax(scores, -np.inf)
    small = np.abs(scores) < tiny
    if small.any():
        scores = np.where(small, np.where(np.signbit(scores), -tiny, 0), scores)
    return scores.argmax(axis=-1)


@np.errstate(invalid="ignore")  # nan to an integer
def accuracy(y_true: Any, y_pred: Any) -> Array:
    """Return 1 where `y_true` and `y_pred` are equal, else 0, in the shape of both.

    `y_true` is cast to the type of `y_pred` first, so beside the prediction 1 the target 1.5 is a hit
    if the predictions are integers, and 0.1 is one in float32 if the predictions are.
    """
    is_float = isinstance(y_pred, np.ndarray) and y_pred.dtype in FLOATS
    y_pred = y_pred if is_float else as_input("y_pred", y_pred, config.floatx(), keep_integers=True)
    y_true = as_input("y_true", y_true, "float64", keep_integers=True).astype(y_pred.dtype)
    check_same_shape(y_true, y_pred)
    return (y_true == y_pred).astype(config.floatx())


def binary_accuracy(y_true: Any, y_pred: Any, threshold: float = 0.5) -> Array:
    """Return 1 where `y_pred > threshold` is what `y_true` says (1 or 0), else 0, in the shape of both.

    The threshold is rounded to floatx, as in Keras: 0.3 is 0.30000001192 in float32.

    >>> binary_accuracy([[1], [0]], [[0.5], [0.5]])
    array([[0.],
           [1.]], dtype=float32)
    """
    y_true, y_pred = pair(y_true, y_pred)
    check_same_shape(y_true, y_pred)
    floatx = np.dtype(config.floatx())
    return ((y_pred > floatx.type(threshold)) == y_true).astype(floatx)


def categorical_accuracy(y_true: Any, y_pred: Any) -> Array:
    """Return 1 for each row whose largest entry stands where that of `y_true` does, else 0.

    `y_true` and `y_pred`, probabilities or logits, have the shape (..., k); the result has (...).
    """
    y_true, y_pred = pair(y_true, y_pred)
    check_same_shape(y_true, y_pred)
    return (argmax(y_true) == argmax(y_pred)).astype(config.floatx())


def sparse_categorical_accuracy(y_true: Any, y_pred: Any) -> Array:
    """Return 1 for each row whose largest entry stands at the label, else 0.

    `y_true` has the shape (...) or (..., 1), `y_pred` (..., k); the result has that of `y_true`, without
    a last axis of size 1 if there are others. A label beyond the classes is a miss, as in Keras.
    """
    y_true, y_pred = labels_and_scores(y_true, y_pred)
    hits = (argmax(y_pred).reshape(y_true.shape) == y_true).astype(config.floatx())
    return hits[..., 0] if hits.ndim > 1 and hits.shape[-1] == 1 else hits


class Accuracy(MeanOfFunction):
    """The share of predictions that are equal to their targets: see `accuracy`.

    As a string, "accuracy" is this one only for `get`; for `compile` it is one of the others, by the
    shapes of the data: see `resolve_accuracy`.

    >>> Accuracy()([1, 2, 3, 4], [0, 2, 3, 4], sample_weight=[1, 1, 0, 0])
    np.float32(0.5)
    """

    def __init__(self, name: str = "accuracy", dtype: Any = None) -> None:
        super().__init__(accuracy, name, dtype)


class BinaryAccuracy(MeanOfFunction):
    """The share of outputs on the right side of the threshold; 0.5 itself is a no.

    >>> BinaryAccuracy()([[1], [1], [0], [0]], [[0.98], [1], [0], [0.6]])
    np.float32(0.75)
    """

    def __init__(self, name: str = "binary_accuracy", dtype: Any = None, threshold: float = 0.5) -> None:
        threshold = number("BinaryAccuracy", "threshold", threshold)
        super().__init__(binary_accuracy, name, dtype, threshold=threshold)


class CategoricalAccuracy(MeanOfFunction):
    """The share of rows whose largest entry is the class of the one-hot label."""

    def __init__(self, name: str = "categorical_accuracy", dtype: Any = None) -> None:
        super().__init__(categorical_accuracy, name, dtype)


class SparseCategoricalAccuracy(MeanOfFunction):
    """The share of rows whose largest entry is the class of the integer label."""

    def __init__(self, name: str = "sparse_categorical_accuracy", dtype: Any = None) -> None:
        super().__init__(sparse_categorical_accuracy, name, dtype)
