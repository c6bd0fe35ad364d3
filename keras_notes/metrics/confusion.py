"""Rows of counts at thresholds. In the exact tier the predictions are quarters, as are the thresholds.

What surprises: of thresholds 0, 1/m, 2/m … 1 Keras finds the place of a prediction by one multiplication
and compares with none; thresholds as near to these as 1e-5 count as them. Predictions beyond [0, 1] are
no error. Among equals the first are the top k. The value of a constraint is rounded to float32.
"""

from typing import Any

from keras.metrics import (
    FalseNegatives,
    FalsePositives,
    Precision,
    PrecisionAtRecall,
    Recall,
    RecallAtPrecision,
    SensitivityAtSpecificity,
    SpecificityAtSensitivity,
    TrueNegatives,
    TruePositives,
)

from keras_notes.parity import MetricCase

__all__ = ["CASES"]

COUNTS: dict[str, Any] = {"exact": True, "tiers": ("float64",)}
EVEN = {"thresholds": [0, 0.25, 0.5, 0.75, 1.0]}
UNEVEN = {"thresholds": [0.75, 0.25]}

CASES = [
    *(
        MetricCase(metric, kwargs, shape, "binary", weight, "unit", **COUNTS)
        for metric, kwargs, shape, weight in (
            (TruePositives, {}, (12,), None),
            (FalsePositives, UNEVEN, (6, 3), (6,)),
            (TrueNegatives, EVEN, (6, 3), (6,)),
            (FalseNegatives, EVEN, (5, 2, 3), (5, 2)),
            (FalseNegatives, UNEVEN, (6, 3), (6, 3)),
            (Precision, {}, (12,), (12,)),
            (Precision, EVEN, (6, 3), (6, 1)),
            (Precision, {"class_id": 1}, (9, 3), (9,)),
            (Precision, {"top_k": 2}, (9, 5), (9,)),
            (Recall, UNEVEN, (12,), (12,)),
            (Recall, {"top_k": 3, "class_id": -1, "thresholds": 0.25}, (9, 5), None),
        )
    ),
    *(
        MetricCase(metric, {**kwargs, "num_thresholds": number}, shape, "binary", weight, "unit", **COUNTS)
        for metric, kwargs, number, shape, weight in (
            (SensitivityAtSpecificity, {"specificity": 0.5}, 5, (12,), (12,)),
            (SensitivityAtSpecificity, {"specificity": 0.4}, 1, (12,), None),
            (SpecificityAtSensitivity, {"sensitivity": 0.6, "class_id": 2}, 9, (12, 3), (12,)),
            (PrecisionAtRecall, {"recall": 0.4}, 4, (6, 3), (6,)),
            (RecallAtPrecision, {"precision": 0.6}, 2, (6, 3), None),
        )
    ),
]
