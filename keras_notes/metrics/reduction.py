"""Rows of the running sum and mean: their values stand where other metrics have predictions."""

from keras.metrics import Mean, MeanMetricWrapper, Sum, binary_accuracy

from keras_notes.parity import MetricCase

__all__ = ["CASES"]

_VALUES_AND_WEIGHTS = (
    ((5,), None),
    ((5, 4), None),
    ((5,), (5, 1)),
    ((5, 4), (5,)),
    ((5, 4, 2), (5, 4)),
    ((5, 4), (1, 4)),
    ((4, 2), ()),
)


def mean_metric_wrapper(threshold: float) -> MeanMetricWrapper:
    """The running mean of a function with an argument."""
    return MeanMetricWrapper(binary_accuracy, "shares", threshold=threshold)


CASES = [
    MetricCase(metric, {}, shape, None, weight, exact=True)
    for metric in (Mean, Sum)
    for shape, weight in _VALUES_AND_WEIGHTS
] + [MetricCase(mean_metric_wrapper, {"threshold": 0.25}, (6, 4), "binary", (6,), exact=True)]
