"""Rows of the correlations."""

from keras.metrics import (
    ConcordanceCorrelation,
    PearsonCorrelation,
    concordance_correlation,
    pearson_correlation,
)

from keras_notes.parity import MetricCase, PairCase

__all__ = ["CASES"]

CASES = [
    *(
        MetricCase(metric, {"axis": axis}, (6, 5), "real", weight)
        for metric in (PearsonCorrelation, ConcordanceCorrelation)
        for axis, weight in ((-1, (6,)), (0, None))
    ),
    *(
        PairCase(function, lambda draw: (draw("y_true", (4, 7, 3)), draw("y_pred", (4, 7, 3)), 1))
        for function in (pearson_correlation, concordance_correlation)
    ),
]
