"""Metrics under the names of `keras.metrics`: what is reported beside the loss, and not trained on."""

from collections.abc import Mapping
from types import FunctionType
from typing import Any

from reference.lookup import names_of, resolve
from reference.losses.function import LossFunction
from reference.metrics.accuracy import (
    BinaryAccuracy,
    CategoricalAccuracy,
    SparseCategoricalAccuracy,
    binary_accuracy,
    categorical_accuracy,
    sparse_categorical_accuracy,
)
from reference.metrics.metric import Metric
from reference.metrics.reduction import Mean, MeanMetricWrapper, Sum

__all__ = [
    "BinaryAccuracy",
    "CategoricalAccuracy",
    "Mean",
    "MeanMetricWrapper",
    "Metric",
    "SparseCategoricalAccuracy",
    "Sum",
    "binary_accuracy",
    "categorical_accuracy",
    "get",
    "resolve_accuracy",
    "sparse_categorical_accuracy",
]

CLASSES: dict[Any, type[Metric]] = {
    binary_accuracy: BinaryAccuracy,
    categorical_accuracy: CategoricalAccuracy,
    sparse_categorical_accuracy: SparseCategoricalAccuracy,
}
NAMES = names_of([*CLASSES.values(), Mean, Sum])
ACCURACY = ("accuracy", "acc")


def get(identifier: Any) -> Metric:
    """Return the metric that `identifier` stands for, always as a `Metric`.

    It may be a name ("binary_accuracy", "BinaryAccuracy"), a configuration that Keras gave for a
    metric or a function, a function of `(y_true, y_pred)` with one value a sample, or a `Metric`.

    Raises
    ------
    ValueError
        For anything else; it lists the names that are known. "accuracy" depends on the shapes of
        the data: see `resolve_accuracy`.

    >>> get("binary_accuracy").get_config()
    {'name': 'binary_accuracy', 'dtype': 'float32', 'threshold': 0.5}
    """
    if isinstance(identifier, Mapping) and identifier.get("class_name") == "function":
        identifier = identifier["config"]
    if isinstance(identifier, str) and identifier.lower() in ACCURACY:
        raise ValueError(f"{identifier!r} depends on the shapes of the data: use resolve_accuracy")
    if isinstance(identifier, FunctionType | LossFunction):
        found = CLASSES.get(identifier)
        return MeanMetricWrapper(identifier) if found is None else found(identifier.__name__)
    return resolve("metric", identifier, NAMES, Metric)


def resolve_accuracy(name: str, y_true_shape: tuple[int, ...], y_pred_shape: tuple[int, ...]) -> Metric:
    """Return the accuracy that "accuracy" or "acc" means for data of these shapes, under that name.

    One output a row is a yes or no; more, and the labels are one-hot if they have as many columns.

    >>> [type(resolve_accuracy("acc", y, p)).__name__ for y, p in [((9, 1), (9, 1)), ((9,), (9, 3))]]
    ['BinaryAccuracy', 'SparseCategoricalAccuracy']
    """
    if not isinstance(name, str) or name.lower() not in ACCURACY:
        raise ValueError(f"resolve_accuracy: name must be one of {ACCURACY}, got {name!r}")
    if not y_pred_shape:
        raise ValueError("resolve_accuracy: y_pred needs at least one axis, got shape ()")
    if y_pred_shape[-1] == 1:
        return BinaryAccuracy(name)
    if len(y_true_shape) < len(y_pred_shape) or y_true_shape[-1] == 1:
        return SparseCategoricalAccuracy(name)
    return CategoricalAccuracy(name)
