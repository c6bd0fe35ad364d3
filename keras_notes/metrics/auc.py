"""Rows of areas under curves.

What surprises: thresholds are 200 even ones unless given, so an area is an approximation; the first is
1e-7 below 0 and the last 1e-7 above 1. "interpolation" of precision and recall is not that of the points.
"""

from keras.metrics import AUC

from keras_notes.parity import MetricCase

__all__ = ["CASES"]

TWO = {"multi_label": True, "thresholds": [0.7, 0.2]}

CASES = [
    *(
        MetricCase(
            AUC,
            {"num_thresholds": 9, "curve": curve, "summation_method": method},
            (60,),
            "binary",
            (60,),
            "unit",
            tiers=("float64",),  # the rows below are in float32, too
        )
        for curve in ("ROC", "PR", "PRGAIN")
        for method in ("interpolation", "minoring", "majoring")
    ),
    *(
        MetricCase(AUC, kwargs, shape, "binary", weight, predictions)
        for kwargs, shape, weight, predictions in (
            ({"num_thresholds": 5}, (12,), None, "binary"),  # predictions of just 0 and 1
            ({"num_thresholds": 5, "curve": "PRGAIN", "summation_method": "minoring"}, (12,), None, "binary"),
            ({"thresholds": [0.5], "curve": "pr", "label_weights": [0.5, 2.0]}, (8, 2), (8,), "unit"),
            ({"thresholds": [0.6, 0.25], "label_weights": [0.5, 2.0]}, (8, 2), (8,), "unit"),
            ({"num_thresholds": 6, "from_logits": True}, (20,), (20,), "real"),
            ({**TWO, "num_labels": 3, "label_weights": [0.5, 0.25, 2.0]}, (12, 3), None, "unit"),
            ({**TWO, "curve": "PR", "label_weights": [0.5, 0.25, 2.0]}, (12, 3), (12, 3), "unit"),
        )
    ),
    MetricCase(  # which TensorFlow compiles anew in every run
        AUC,
        {"num_thresholds": 4, "multi_label": True},
        (12, 3),
        "binary",
        (12,),
        "unit",
        tiers=("float64",),
    ),
]
