"""Accuracy in its three forms, and the running mean. NumPy twin: reference/metrics.py.

What surprises: the string "accuracy" means one of three metrics, by the shapes of targets and outputs;
with one output it counts y_pred > 0.5, strictly.
"""

from keras.metrics import (
    BinaryAccuracy,
    CategoricalAccuracy,
    Mean,
    SparseCategoricalAccuracy,
    binary_accuracy,
    categorical_accuracy,
    get,
    sparse_categorical_accuracy,
)

from keras_notes.parity import MetricCase

__all__ = [
    "BinaryAccuracy",
    "CategoricalAccuracy",
    "Mean",
    "SparseCategoricalAccuracy",
    "binary_accuracy",
    "categorical_accuracy",
    "get",
    "sparse_categorical_accuracy",
]

CASES = [
    MetricCase(metric, kwargs, shape, targets=targets, weight_shape=weight)
    for metric, kwargs, shape, targets in (
        (BinaryAccuracy, {}, (8, 1), "binary"),
        (BinaryAccuracy, {"threshold": 0.25}, (8, 3), "binary"),
        (CategoricalAccuracy, {}, (8, 5), "one-hot"),
        (SparseCategoricalAccuracy, {}, (8, 5), "labels"),
    )
    for weight in (None, (8,))
]
