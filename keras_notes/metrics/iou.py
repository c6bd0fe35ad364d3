"""Rows of intersections over unions. The result is computed in float32, in every tier.

What surprises: the counts are integers, to which weights are cut; labels that are no class do not count at
all; a prediction of exactly the threshold is a yes; an axis other than -1 and 0 has no result.
"""

from keras.metrics import BinaryIoU, IoU, MeanIoU, OneHotIoU, OneHotMeanIoU

from keras_notes.parity import MetricCase

__all__ = ["CASES"]

FLOAT = {"dtype": "float32"}  # so that weights are not cut to integers

CASES = [
    MetricCase(metric, kwargs, shape, targets, weight, predictions, exact=True, tiers=("float64",))
    for metric, kwargs, shape, targets, weight, predictions in (
        (IoU, {"num_classes": 3, "target_class_ids": [0, 2]}, (12,), "integers", None, "integers"),
        (IoU, {"num_classes": 2, "target_class_ids": [1], **FLOAT}, (12,), "integers", (12,), "integers"),
        (MeanIoU, {"num_classes": 3, "ignore_class": 1}, (4, 5), "integers", None, "integers"),
        (MeanIoU, {"num_classes": 4, "sparse_y_pred": False, **FLOAT}, (9, 4), "labels", (9,), "unit"),
        (OneHotIoU, {"num_classes": 4, "target_class_ids": [3, 1]}, (9, 4), "one-hot", None, "unit"),
        (OneHotMeanIoU, {"num_classes": 5, "axis": 0, **FLOAT}, (5, 7), "unit", (7,), "unit"),
        (BinaryIoU, {"threshold": 0.75, **FLOAT}, (12,), "binary", (12,), "unit"),
        (BinaryIoU, {"target_class_ids": (0,)}, (4, 5), "binary", None, "unit"),
    )
]
