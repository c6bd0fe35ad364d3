"""What losses and metrics accept: numbers, of shapes that fit without broadcasting."""

from typing import Any

import numpy as np

from reference import config
from reference.checks import as_float_array

__all__ = [
    "as_class_numbers",
    "as_floats",
    "as_label_sequences",
    "as_labels",
    "as_sample_weight",
    "check_axes",
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


def as_labels(y_true: Any, y_pred: Array, ignore_class: int | None = None, column: bool = True) -> Array:
    """Return `as_class_numbers` of columns of `y_pred`, or of the class to ignore; refuse any other."""
    labels = as_class_numbers(y_true, y_pred, column)
    checked = labels if ignore_class is None else labels[labels != ignore_class]
    check_classes(checked, y_pred.shape[-1])
    return labels


def check_classes(labels: Array, classes: int) -> None:
    """Raise a ValueError if one of the labels is no column of `y_pred`."""
    if labels.size and (
        np.minimum.reduce(labels, axis=None) < 0 or np.maximum.reduce(labels, axis=None) >= classes
    ):
        wrong = labels[(labels < 0) | (labels >= classes)].flat[0]
        last = classes - 1
        raise ValueError(f"y_true: expected labels from 0 to {last}, a column of y_pred each, got {wrong}")


def as_class_numbers(y_true: Any, y_pred: Array, column: bool = True) -> Array:
    """Return labels of shape `y_pred.shape[:-1]`, or that and (1,) if `column`, as integers."""
    check_not_empty(y_pred)
    labels = _whole_numbers(y_true)
    shape = y_pred.shape[:-1]
    if labels.shape not in ((shape, (*shape, 1)) if column else (shape,)):
        hint = f" or {(*shape, 1)}" if column else ""
        raise ValueError(f"y_true: expected labels of shape {shape}{hint}, got {labels.shape}")
    return labels


def as_label_sequences(y_true: Any, y_pred: Array) -> Array:
    """Return rows of labels, 0 behind the shorter ones, as integers; refuse what `y_pred` has no time for.

    A row needs a step for each label, and one more for the blank between two that are the same.
    """
    check_not_empty(y_pred)
    labels = _whole_numbers(y_true)
    if y_pred.ndim != 3 or labels.ndim != 2 or len(labels) != len(y_pred) or not labels.size:
        raise ValueError(
            "CTC: expected y_true of shape (batch_size, max_length) and y_pred of shape (batch_size, steps, "
            f"classes), got {labels.shape} and {y_pred.shape}"
        )
    check_classes(labels, y_pred.shape[-1])
    used = labels != 0
    if (used[:, 1:] & ~used[:, :-1]).any():
        raise ValueError("y_true: 0 is the blank and may only stand behind the labels of a row")
    needed = used.sum(axis=1) + (used[:, 1:] & (labels[:, 1:] == labels[:, :-1])).sum(axis=1)
    if needed.max() > y_pred.shape[1]:
        raise ValueError(
            f"y_true: row {needed.argmax()} needs {needed.max()} steps, a blank between equal labels "
            f"included, and y_pred has {y_pred.shape[1]}"
        )
    return labels


@np.errstate(invalid="ignore")  # what is no integer is refused, not warned of
def _whole_numbers(y_true: Any) -> Array:
    if isinstance(y_true, np.ndarray) and y_true.dtype.kind in "iu":
        return y_true.astype(np.intp, copy=False)
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
        hint = ", as there is one loss for all of y_pred"
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


def check_axes(axis: Any) -> Any:
    """Return `axis`, or raise a ValueError unless it is an integer, integers, or None for all axes."""
    if isinstance(axis, list | tuple):
        return type(axis)(check_axis(each) for each in axis)
    return None if axis is None else check_axis(axis)
