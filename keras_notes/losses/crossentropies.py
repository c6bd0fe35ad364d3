"""Rows for the cross-entropies."""

from itertools import product
from typing import Any

from keras import Input, Sequential
from keras.layers import Dense, Rescaling
from keras.losses import (
    BinaryCrossentropy,
    BinaryFocalCrossentropy,
    CategoricalCrossentropy,
    CategoricalFocalCrossentropy,
    SparseCategoricalCrossentropy,
)

from keras_notes.parity import LossCase, NetworkCase

__all__ = ["CASES"]


def _saturated(activation: str) -> Any:
    """A network whose logits are some 40 apart."""
    return lambda: Sequential([Input((3,)), Rescaling(64.0), Dense(4, activation)])


_BINARY_FOCAL: tuple[dict[str, Any], ...] = (
    {},
    {"gamma": 1.7, "label_smoothing": 0.1},
    {"apply_class_balancing": True, "alpha": 0.3, "gamma": 3.5, "reduction": "sum"},
)
_CATEGORICAL_FOCAL: tuple[dict[str, Any], ...] = (
    {},
    {"gamma": 1.7, "label_smoothing": 0.2, "reduction": "none"},
    {"alpha": [0.3, 0.6, 0.1, 0.9, 0.7], "gamma": 3.5},
)

CASES = [
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
    *(
        LossCase(
            SparseCategoricalCrossentropy,
            {"ignore_class": ignored, "from_logits": logits, "reduction": reduction},
            (4, 3, 5),
            targets="labels",
            predictions="real" if logits else "probabilities",
            weight_shape=weight,
            masked=masked,
        )
        for ignored, logits, reduction, weight, masked in (
            (1, True, "sum_over_batch_size", None, False),
            (2, False, "none", (4, 3), False),
            (0, True, "mean_with_sample_weight", (4, 1), True),
            (3, False, "sum_over_batch_size", (4, 3), True),
        )
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
            (BinaryFocalCrossentropy, "binary", "unit"),
            (CategoricalFocalCrossentropy, "one-hot", "probabilities"),
        )
    ),
    # Only where a probability is 0 or 1 to the last bit does it show whether the loss read its logit.
    *(
        NetworkCase(f"saturated {output}", _saturated(output), loss, targets, tiers=("float64",))
        for output, loss, targets in (
            ("softmax", CategoricalCrossentropy, "one-hot"),
            ("softmax", SparseCategoricalCrossentropy, "labels"),
            ("sigmoid", BinaryCrossentropy, "binary"),
            ("sigmoid", BinaryFocalCrossentropy, "binary"),
            ("sigmoid", CategoricalFocalCrossentropy, "one-hot"),  # never reads them
        )
    ),
    *(
        LossCase(
            BinaryFocalCrossentropy,
            {"from_logits": logits, **arguments},
            (4, 3),
            targets="binary",
            predictions="real" if logits else "unit",
            weight_shape=(4,),
        )
        for logits, arguments in product((True, False), _BINARY_FOCAL)
    ),
    *(
        LossCase(
            CategoricalFocalCrossentropy,
            {"from_logits": logits, **arguments},
            (4, 5),
            targets="soft",
            predictions="real" if logits else "unit",
            weight_shape=(4,),
        )
        for logits, arguments in product((True, False), _CATEGORICAL_FOCAL)
    ),
    LossCase(BinaryFocalCrossentropy, {"axis": 1}, (2, 4, 3), targets="binary", predictions="unit"),
    LossCase(CategoricalFocalCrossentropy, {"axis": 1}, (2, 4, 3), targets="soft", predictions="unit"),
]
