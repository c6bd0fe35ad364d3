"""Loss functions. NumPy twin: reference/losses/.

What surprises: the mean is taken over the outputs, then over the batch, so with ten outputs the same
gradient step needs ten times the rate that Σ² would; on the output of a softmax or sigmoid the
cross-entropies read the logits, unclipped, while on an array they clip probabilities at 1e-7.
"""

from itertools import product
from typing import Any

from keras import Input, Sequential
from keras.layers import Dense, Rescaling
from keras.losses import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    MeanAbsoluteError,
    MeanSquaredError,
    SparseCategoricalCrossentropy,
    binary_crossentropy,
    categorical_crossentropy,
    get,
    mean_absolute_error,
    mean_squared_error,
    sparse_categorical_crossentropy,
)

from keras_notes.parity import LossCase, NetworkCase

__all__ = [
    "BinaryCrossentropy",
    "CategoricalCrossentropy",
    "MeanAbsoluteError",
    "MeanSquaredError",
    "SparseCategoricalCrossentropy",
    "binary_crossentropy",
    "categorical_crossentropy",
    "get",
    "mean_absolute_error",
    "mean_squared_error",
    "sparse_categorical_crossentropy",
]

_REDUCTIONS = ("sum_over_batch_size", "sum", "none", "mean", "mean_with_sample_weight")
_WEIGHTS = (None, (4,))


def _saturated(activation: str) -> Any:
    """A network whose logits are some 40 apart."""
    return lambda: Sequential([Input((3,)), Rescaling(64.0), Dense(4, activation)])


CASES = [
    *(
        LossCase(
            loss, {"reduction": reduction}, (4, 8), weight_shape=weight, exact=reduction in _REDUCTIONS[:4]
        )
        for loss in (MeanSquaredError, MeanAbsoluteError)
        for reduction, weight in product(_REDUCTIONS, _WEIGHTS)
    ),
    LossCase(MeanSquaredError, {}, (2, 3, 5), weight_shape=(2, 3)),
    LossCase(MeanSquaredError, {}, (4, 1, 3), weight_shape=(4,)),
    *(
        LossCase(
            BinaryCrossentropy,
            {"from_logits": logits, "label_smoothing": smoothing, "reduction": reduction},
            (4, 3),
            targets="binary",
            predictions="real" if logits else "unit",
            weight_shape=weight,
        )
        for logits, smoothing in product((True, False), (0.0, 0.1))
        for reduction, weight in (
            ("sum_over_batch_size", None),
            ("sum", (4,)),
            ("mean_with_sample_weight", (4,)),
        )
    ),
    *(
        LossCase(
            CategoricalCrossentropy,
            {"from_logits": logits, "label_smoothing": smoothing, "reduction": reduction},
            (4, 5),
            targets=targets,
            predictions="real" if logits else "probabilities",
            weight_shape=weight,
        )
        for logits, smoothing, targets in product((True, False), (0.0, 0.2), ("one-hot", "soft"))
        for reduction, weight in (("sum_over_batch_size", None), ("none", (4,)))
    ),
    LossCase(CategoricalCrossentropy, {}, (4, 5), targets="one-hot", predictions="unit"),
    *(
        LossCase(
            SparseCategoricalCrossentropy,
            {"from_logits": logits, "reduction": reduction},
            (4, 5),
            targets="labels",
            predictions="real" if logits else "probabilities",
            weight_shape=weight,
        )
        for logits in (True, False)
        for reduction, weight in (("sum_over_batch_size", None), ("sum", (4,)), ("none", None))
    ),
    # The logits' gradient is p - y even where the targets do not sum to 1.
    LossCase(CategoricalCrossentropy, {"from_logits": True}, (4, 5), targets="real"),
    # In float64 alone: 1 - epsilon is another number in float32, and its float64 referee another function.
    *(
        LossCase(loss, {}, (6, 5), targets, predictions, scale=20.0, tiers=("float64",))
        for loss, targets, predictions in (
            (BinaryCrossentropy, "binary", "unit"),
            (CategoricalCrossentropy, "one-hot", "probabilities"),
            (SparseCategoricalCrossentropy, "labels", "probabilities"),
        )
    ),
    # Only where a probability is 0 or 1 to the last bit does it show whether the loss read its logit.
    *(
        NetworkCase(f"saturated {output}", _saturated(output), loss, targets, tiers=("float64",))
        for output, loss, targets in (
            ("softmax", CategoricalCrossentropy, "one-hot"),
            ("softmax", SparseCategoricalCrossentropy, "labels"),
            ("sigmoid", BinaryCrossentropy, "binary"),
        )
    ),
]
