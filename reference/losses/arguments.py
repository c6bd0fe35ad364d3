"""What losses and metrics accept: numbers, of shapes that fit without broadcasting."""

from typing import Any

import numpy as np

from reference import config
from reference.checks import as_float_array

__all__ = [
    "as_floats",
    "as_labels",
    "as_sample_weight",
    "check_axis",
    "check_label_smoothing",
    "check_not_empty",
    "check_same_shape",
]

Array = np.ndarray
FLOATS = tuple(np.dtype(name) for name in config.FLOATS)


def as_floats(name: str, value: Any, dtype: Any = None) -> Array:
    """Return `value` as an array of `dtype`; a ValueError names it if it does not hold numbers.

    Without a `dtype`, float32 and float64 stay what they are, and everything else (lists, Python
    numbers, integer arrays) becomes `reference.config.floatx()`, as in Keras.
    """
    is_array = isinstance(value, np.ndarray)
    if dtype is None:
        dtype = value.dtype if is_array and value.dtype in FLOATS else config.floatx()
    return value if is_array and value.dtype == dtype else as_float_array(name, value, dtype)


def check_same_shape(y_true: Array, y_pred: Array) -> None:
    """Raise a ValueError unless the shapes are equal; `(n,)` against `(n, 1)` is an error."""
    if y_true.shape != y_pred.shape:
        hint = ""
        if y_true.size == y_pred.size:
            hint = f"; if they are in the same order, y_true.reshape({y_pred.shape}) fits"
        elif y_true.shape in (y_pred.shape[:-1], (*y_pred.shape[:-1], 1)):
            hint = "; labels 0, 1, 2 … go into SparseCategoricalCrossentropy and SparseCategoricalAccuracy"
        raise ValueError(
            f"y_true and y_pred must have the same shape, got {y_true.shape} and {y_pred.shape}{hint}"
        )
    check_not_empty(y_pred)


def check_not_empty(y_pred: Array) -> None:
    """Raise a ValueError for a number without an axis, and for an empty batch."""
    if y_pred.ndim == 0 or y_pred.size == 0:
        raise ValueError(f"y_pred: expected at least one sample and one output, got shape {y_pred.shape}")


def as_labels(y_true: Any, y_pred: Array) -> Array:
    """Return labels of shape `y_pred.shape[:-1]`, or that and (1,), as integers; refuse what is no class."""
    check_not_empty(y_pred)
    integers = isinstance(y_true, np.ndarray) and y_true.dtype.kind in "iu"
    labels = y_true if integers else _whole_numbers(y_true)
    shape, classes = y_pred.shape[:-1], y_pred.shape[-1]
    if labels.shape not in (shape, (*shape, 1)):
        raise ValueError(f"y_true: expected labels of shape {shape} or {(*shape, 1)}, got {labels.shape}")
    if np.minimum.reduce(labels, axis=None) < 0 or np.maximum.reduce(labels, axis=None) >= classes:
        wrong = labels[(labels < 0) | (labels >= classes)].flat[0]
        last = classes - 1
        raise ValueError(f"y_true: expected labels from 0 to {last}, a column of y_pred each, got {wrong}")
    return labels.astype(np.intp, copy=False)


@np.errstate(invalid="ignore")  # what is no integer is refused, not warned of
def _whole_numbers(y_true: Any) -> Array:
    numbers = as_float_array("y_true", y_true, "float64")
    labels = numbers.astype(np.intp)
    wrong = labels != numbers  # so is nan, and what no integer can hold
    if wrong.any():
        raise ValueError(f"y_true: expected whole numbers as labels, got {numbers[wrong].flat[0]}")
    return labels


def as_sample_weight(sample_weight: Any, values: Array) -> tuple[Array, Array]:
    """Return the weights and the losses `values` in shapes that multiply as they do in Keras.

    Weights have the shape of the losses. Besides, n losses take weights of shape (n, 1), losses of
    shape (n, 1) take (n,), and losses of shape (n, t) one weight a sample, as (n, 1).
    """
    weights = as_floats("sample_weight", sample_weight, values.dtype)
    if weights.shape == values.shape:
        return weights, values
    batch, column = values.shape[:1], (*values.shape[:1], 1)
    if weights.shape == column and values.ndim in (1, 2):
        return weights, values.reshape(*batch, -1)
    if weights.shape == batch and values.shape == column:
        return weights.reshape(column), values
    hint = f" or {column}" if values.ndim in (1, 2) else ""
    if values.ndim == 0:
        hint = ", as a y_pred with one axis is one sample"
    raise ValueError(f"sample_weight: expected shape {values.shape}{hint}, got {weights.shape}")


def check_label_smoothing(label_smoothing: Any) -> float:
    """Return `label_smoothing`, or raise a ValueError unless it is a number from 0 to 1."""
    if not isinstance(label_smoothing, int | float | np.number) or not 0 <= label_smoothing <= 1:
        raise ValueError(f"label_smoothing must be a number from 0 to 1, got {label_smoothing!r}")
    return float(label_smoothing)


def check_axis(axis: Any) -> int:
    """Return `axis`, or raise a ValueError unless it is an integer."""
    if isinstance(axis, bool) or not isinstance(axis, int | np.integer):
        raise ValueError(f"axis must be an integer, got {axis!r}")
    return int(axis)
