"""Rows of the accuracies. In the exact tier the predictions are quarters, and many of them tie."""

from collections.abc import Callable
from typing import Any

import numpy as np
from keras.metrics import (
    Accuracy,
    BinaryAccuracy,
    CategoricalAccuracy,
    SparseCategoricalAccuracy,
    SparseTopKCategoricalAccuracy,
    TopKCategoricalAccuracy,
    binary_accuracy,
    categorical_accuracy,
    sparse_categorical_accuracy,
    sparse_top_k_categorical_accuracy,
    top_k_categorical_accuracy,
)

from keras_notes.parity import MetricCase, PairCase
from keras_notes.parity.draw import Draw

__all__ = ["CASES"]

# TensorFlow finds the best k of float32 alone.
_FLOAT32: dict[str, Any] = {"exact": True, "float32_only": True}


def _ties(draw: Draw) -> tuple[Any, ...]:
    """One-hot targets, and predictions of which many are equal to each other or to 1/2."""
    targets = np.eye(5)[draw.integers("y_true", 5, (40,))]
    return draw.cast(targets), draw.cast(draw.integers("y_pred", 4, (40, 5)) / 4)


def _ties_and_labels(draw: Draw) -> tuple[Any, ...]:
    """The same with labels."""
    targets, y_pred = _ties(draw)
    return targets.argmax(axis=1), y_pred


def _best_of(given: Callable[[Draw], tuple[Any, ...]]) -> Callable[[Draw], tuple[Any, ...]]:
    """The same and k = 2."""
    return lambda draw: (*given(draw), 2)


def _odd(draw: Draw) -> tuple[Any, ...]:
    """Labels, and scores of which some are not finite, not normal, or zeros of either sign."""
    small = np.finfo(draw.dtype).tiny
    rows = [[1, 1, 0], [0.5, np.nan, 1], [np.nan, np.inf, 1], [-0.0, 0, -1], [small / 2, small, 0]]
    rows += [[-small / 2, -0.0, -1], [-np.inf] * 3]
    return np.repeat(np.arange(3), len(rows)), np.array(3 * rows, draw.dtype)


def _odd_in_float32(draw: Draw) -> tuple[Any, ...]:
    """The same without what is too small in float32 alone."""
    labels, scores = _odd(draw)
    return labels, np.where(np.abs(scores) < 0.1, 0, scores), 1


CASES = [
    *(
        MetricCase(metric, kwargs, shape, targets, weight, "unit", exact=True)
        for metric, kwargs, shape, targets, weight in (
            (BinaryAccuracy, {}, (8, 1), "binary", None),
            (BinaryAccuracy, {"threshold": 0.25}, (8, 4), "binary", (8,)),
            (CategoricalAccuracy, {}, (8, 5), "one-hot", (8,)),
            (SparseCategoricalAccuracy, {}, (8, 5), "labels", None),
            (SparseCategoricalAccuracy, {}, (3, 4, 5), "labels", (3, 4)),
        )
    ),
    MetricCase(Accuracy, {}, (6, 4), "integers", (6,), "integers", exact=True),
    MetricCase(Accuracy, {}, (6, 4), "positive", None, "integers", exact=True),  # targets are cut to integers
    MetricCase(TopKCategoricalAccuracy, {"k": 2}, (9, 5), "one-hot", (9,), "unit", **_FLOAT32),
    MetricCase(SparseTopKCategoricalAccuracy, {"k": 3}, (9, 5), "labels", (9,), "unit", **_FLOAT32),
    MetricCase(
        SparseTopKCategoricalAccuracy,
        {"k": 2, "from_sorted_ids": True},
        (9, 5),
        "labels",
        (9,),
        "ranking",
        exact=True,
    ),
    *(
        PairCase(function, arguments, about="with ties", exact=True)
        for function, arguments in (
            (binary_accuracy, _ties),
            (categorical_accuracy, _ties),
            (sparse_categorical_accuracy, _ties_and_labels),
        )
    ),
    *(
        PairCase(function, _best_of(arguments), about="with ties", **_FLOAT32)
        for function, arguments in (
            (top_k_categorical_accuracy, _ties),
            (sparse_top_k_categorical_accuracy, _ties_and_labels),
        )
    ),
    PairCase(sparse_categorical_accuracy, _odd, about="odd scores", tiers=("float64",)),
    PairCase(sparse_top_k_categorical_accuracy, _odd_in_float32, about="odd scores", **_FLOAT32),
]
