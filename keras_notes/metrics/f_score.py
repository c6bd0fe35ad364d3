"""Rows of F-scores. In the exact tier the predictions are quarters, and the largest of a row may be several.

What surprises: without a threshold all that tie with the largest are hits, but none that is 0. The state
is of the metric's dtype, and not of floatx as that of the other counts.
"""

from keras.metrics import F1Score, FBetaScore

from keras_notes.parity import MetricCase

__all__ = ["CASES"]

CASES = [
    *(
        MetricCase(F1Score, kwargs, (9, 4), "one-hot", weight, "unit", exact=True)
        for kwargs, weight in (
            ({}, (9,)),
            ({"average": "micro"}, (9,)),
            ({"average": "macro", "threshold": 0.5}, None),
            ({"average": "weighted"}, (9,)),
        )
    ),
    MetricCase(FBetaScore, {"beta": 2.0, "threshold": 0.25}, (9, 3), "binary", (9,), "unit", exact=True),
    MetricCase(FBetaScore, {"beta": 0.5, "average": "weighted"}, (9, 3), "unit", (9,), "unit"),
]
