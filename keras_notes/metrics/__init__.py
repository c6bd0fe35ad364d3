"""Metrics: what is reported beside the loss, and not trained on. NumPy twin: reference/metrics/.

What surprises: the string "accuracy" means one of three metrics, by the shapes of targets and outputs;
with one output it counts y_pred > 0.5, strictly.
"""

from keras.metrics import (
    BinaryAccuracy,
    CategoricalAccuracy,
    Mean,
    SparseCategoricalAccuracy,
    Sum,
    binary_accuracy,
    categorical_accuracy,
    get,
    sparse_categorical_accuracy,
)

from keras_notes.metrics import accuracy, reduction

__all__ = [
    "BinaryAccuracy",
    "CategoricalAccuracy",
    "Mean",
    "SparseCategoricalAccuracy",
    "Sum",
    "binary_accuracy",
    "categorical_accuracy",
    "get",
    "sparse_categorical_accuracy",
]

CASES = [*reduction.CASES, *accuracy.CASES]
