"""Rows of the errors of numbers, and of R²."""

from keras.metrics import (
    CosineSimilarity,
    LogCoshError,
    MeanAbsoluteError,
    MeanAbsolutePercentageError,
    MeanSquaredError,
    MeanSquaredLogarithmicError,
    R2Score,
    RootMeanSquaredError,
    huber,
    log_cosh,
)

from keras_notes.parity import MetricCase, PairCase

__all__ = ["CASES"]

CASES = [
    *(
        MetricCase(metric, {}, (6, 4), "real", (6,), exact=exact)
        for metric, exact in (
            (MeanSquaredError, True),
            (MeanAbsoluteError, True),
            (RootMeanSquaredError, True),
            (MeanAbsolutePercentageError, False),
            (LogCoshError, False),
            (CosineSimilarity, False),
        )
    ),
    MetricCase(CosineSimilarity, {"axis": 0}, (6, 4), "real", (4,)),
    MetricCase(MeanSquaredLogarithmicError, {}, (6, 4), "positive", (6,), "positive"),
    *(
        MetricCase(R2Score, kwargs, (8, 3), targets, weight, exact=True)
        for kwargs, targets, weight in (
            ({}, "real", None),
            ({"class_aggregation": "variance_weighted_average", "num_regressors": 2}, "real", (8,)),
            ({"class_aggregation": None, "num_regressors": 5}, "real", (8, 3)),
            ({"class_aggregation": None}, "constant", None),
        )
    ),
    *(
        PairCase(function, lambda draw: (draw("y_true", (6, 4)), draw("y_pred", (6, 4), 2.0)))
        for function in (huber, log_cosh)
    ),
]
