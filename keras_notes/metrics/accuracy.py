"""Rows of the accuracies."""

from typing import Any

import numpy as np
from keras.metrics import (
    BinaryAccuracy,
    CategoricalAccuracy,
    SparseCategoricalAccuracy,
    binary_accuracy,
    categorical_accuracy,
    sparse_categorical_accuracy,
)

from keras_notes.parity import MetricCase, PairCase
from keras_notes.parity.draw import Draw

__all__ = ["CASES"]


def _ties(draw: Draw) -> tuple[Any, ...]:
    """One-hot targets, and predictions of which many are equal to each other or to 1/2."""
    targets = np.eye(5)[draw.integers("y_true", 5, (40,))]
    return draw.cast(targets), draw.cast(draw.integers("y_pred", 4, (40, 5)) / 4)


def _ties_and_labels(draw: Draw) -> tuple[Any, ...]:
    """The same with labels."""
    targets, y_pred = _ties(draw)
    return targets.argmax(axis=1), y_pred


CASES = [
    MetricCase(metric, kwargs, shape, targets=targets, weight_shape=weight, predictions="unit")
    for metric, kwargs, shape, targets in (
        (BinaryAccuracy, {}, (8, 1), "binary"),
        (BinaryAccuracy, {"threshold": 0.25}, (8, 3), "binary"),
        (CategoricalAccuracy, {}, (8, 5), "one-hot"),
        (SparseCategoricalAccuracy, {}, (8, 5), "labels"),
    )
    for weight in (None, (8,))
] + [
    PairCase(function, arguments, about="with ties", exact=True)
    for function, arguments in (
        (binary_accuracy, _ties),
        (categorical_accuracy, _ties),
        (sparse_categorical_accuracy, _ties_and_labels),
    )
]
