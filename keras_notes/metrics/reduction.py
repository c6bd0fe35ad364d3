"""Rows of the running sum and mean."""

from keras.metrics import Mean, Sum

from keras_notes.parity import MetricCase

__all__ = ["CASES"]

# `predictions` are the values; there are no targets.
CASES = [
    MetricCase(metric, {}, shape, targets=None, weight_shape=weight, exact=True)
    for metric in (Mean, Sum)
    for shape, weight in (
        ((5,), None),
        ((5,), (5,)),
        ((5, 4), (5,)),
        ((5, 4), (5, 1)),
        ((5, 4, 2), (5, 4)),
        ((4, 2), ()),
        ((4, 2), (1,)),
    )
]
