"""Rows of the losses of probabilities, and of the hinges, as metrics."""

from typing import Any

from keras.metrics import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    CategoricalHinge,
    Hinge,
    KLDivergence,
    Poisson,
    SparseCategoricalCrossentropy,
    SquaredHinge,
    binary_focal_crossentropy,
    categorical_focal_crossentropy,
)

from keras_notes.parity import MetricCase, PairCase
from keras_notes.parity.draw import Draw
from keras_notes.parity.rows.metrics import BATCH_KINDS

__all__ = ["CASES"]


def _drawn(targets: str, predictions: str) -> Any:
    """What draws the arguments of a function: targets and predictions of these kinds."""

    def arguments(draw: Draw) -> tuple[Any, ...]:
        return BATCH_KINDS[targets](draw, "y_true", (6, 4)), BATCH_KINDS[predictions](draw, "y_pred", (6, 4))

    return arguments


_IGNORING = {"from_logits": True, "ignore_class": 1}
CASES = [
    *(
        MetricCase(metric, kwargs, (6, 4), targets, weight, predictions, exact=exact)
        for metric, kwargs, targets, weight, predictions, exact in (
            (Hinge, {}, "binary", (6,), "real", True),
            (SquaredHinge, {}, "signs", (6,), "real", True),
            (CategoricalHinge, {}, "one-hot", (6,), "real", True),
            (KLDivergence, {}, "probabilities", (6,), "probabilities", False),
            (Poisson, {}, "integers", (6,), "positive", False),
            (BinaryCrossentropy, {"label_smoothing": 0.1}, "binary", (6,), "unit", False),
            (BinaryCrossentropy, {"from_logits": True}, "binary", None, "real", False),
            (CategoricalCrossentropy, {"label_smoothing": 0.1}, "one-hot", (6,), "probabilities", False),
            (CategoricalCrossentropy, {"from_logits": True, "axis": 0}, "one-hot", (4,), "real", False),
            (SparseCategoricalCrossentropy, {}, "labels", (6,), "probabilities", False),
            (
                SparseCategoricalCrossentropy,
                {"from_logits": True, "ignore_class": 1},
                "labels",
                (6,),
                "real",
                False,
            ),
            (
                SparseCategoricalCrossentropy,
                {"from_logits": True, "ignore_class": 1},
                "labels",
                None,
                "real",
                False,
            ),
        )
    ),
    PairCase(binary_focal_crossentropy, _drawn("binary", "unit")),
    PairCase(categorical_focal_crossentropy, _drawn("one-hot", "probabilities")),
]
