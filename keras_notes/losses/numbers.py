"""Rows for the losses of numbers, counts, distributions and directions."""

from itertools import product

from keras.losses import (
    CosineSimilarity,
    Huber,
    KLDivergence,
    LogCosh,
    MeanAbsoluteError,
    MeanAbsolutePercentageError,
    MeanSquaredError,
    MeanSquaredLogarithmicError,
    Poisson,
)

from keras_notes.parity import LossCase

__all__ = ["CASES"]

_REDUCTIONS = ("sum_over_batch_size", "sum", "none", "mean", "mean_with_sample_weight")
_WEIGHTS = (None, (4,))

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
        LossCase(MeanSquaredError, {"reduction": reduction}, (4, 3, 5), weight_shape=weight, masked=True)
        for reduction, weight in zip(_REDUCTIONS, (None, (4, 3), (4, 1), None, (4, 3)), strict=True)
    ),
    *(
        LossCase(loss, arguments, (4, 5), targets, predictions, weight_shape=(4,))
        for loss, arguments, targets, predictions in (
            (MeanAbsolutePercentageError, {}, "real", "real"),
            (MeanSquaredLogarithmicError, {}, "real", "real"),
            (Huber, {}, "real", "real"),
            (Huber, {"delta": 0.7, "reduction": "sum"}, "real", "real"),
            (LogCosh, {}, "real", "real"),
            (CosineSimilarity, {}, "real", "real"),
            (KLDivergence, {}, "soft", "probabilities"),
            (KLDivergence, {"reduction": "none"}, "one-hot", "unit"),
            (Poisson, {}, "count", "unit"),
        )
    ),
    # Quarters, half of them negative; one in 13 on the kink.
    LossCase(Huber, {"delta": 0.5}, (4, 8), exact=True),
    LossCase(MeanAbsolutePercentageError, {}, (2, 3, 5), weight_shape=(2, 1)),
    *(
        LossCase(loss, {"reduction": "sum"}, shape, targets, "quarters", tiers=("float64",))
        for loss, shape, targets in (
            (MeanAbsolutePercentageError, (6, 5), "quarters"),
            (KLDivergence, (6, 5), "one-hot"),
            (CosineSimilarity, (16, 1), "quarters"),
        )
    ),
    LossCase(CosineSimilarity, {"axis": 1}, (2, 4, 3), weight_shape=(2, 3)),
    LossCase(KLDivergence, {}, (6, 5), "one-hot", "probabilities", scale=20.0, tiers=("float64",)),
]
