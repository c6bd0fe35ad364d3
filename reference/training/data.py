"""What `fit` is given: checked, cast, split, and cut into batches."""

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from reference import config
from reference.checks import as_float_array, positive_int

__all__ = ["Data", "as_data", "split_tail"]

Array = np.ndarray


class Data(NamedTuple):
    """Samples, targets and, where given, a weight a sample; equally many of each."""

    x: Array
    y: Array
    sample_weight: Array | None = None

    def take(self, order: Any) -> "Data":
        """The rows that `order` (indices or a slice) names, in that order."""
        weight = self.sample_weight
        return Data(self.x[order], self.y[order], None if weight is None else weight[order])

    def batches(self, batch_size: int) -> Iterator["Data"]:
        """One batch after the other; the last may be smaller."""
        x, y, weight = self
        for start in range(0, len(x), batch_size):
            stop = start + batch_size
            yield Data(x[start:stop], y[start:stop], None if weight is None else weight[start:stop])


def as_data(model: Any, x: Any, y: Any, sample_weight: Any = None) -> Data:
    """Check what a user hands to `fit` or `evaluate`, and cast it.

    Numbers go through floatx, as in Keras, and then to the model's dtype; integer targets stay
    integers. Raises a ValueError for missing, empty or unequally long arrays, and for samples of a
    shape the model was not built for.
    """
    if y is None:
        raise ValueError("y: the targets are missing, and the loss needs them")
    x = model.prepare(as_float_array("x", x, config.floatx()))
    y = np.asarray(y)
    if y.dtype.kind not in "iu":
        y = as_float_array("y", y, model.dtype)
    weight = None if sample_weight is None else as_float_array("sample_weight", sample_weight, model.dtype)
    lengths = {
        name: len(array) if array.ndim else 0
        for name, array in (("x", x), ("y", y), ("sample_weight", weight))
        if array is not None
    }
    if len(set(lengths.values())) != 1:
        raise ValueError(f"x, y and sample_weight must have equally many samples, got {lengths}")
    if len(x) == 0:
        raise ValueError("x: expected at least one sample, got none")
    return Data(x, y, weight)


def split_tail(data: Data, fraction: float) -> tuple[Data, Data]:
    """Cut off the last `fraction` of the samples, unshuffled: (training, validation)."""
    if isinstance(fraction, bool) or not isinstance(fraction, int | float) or not 0 < fraction < 1:
        raise ValueError(f"validation_split must lie between 0 and 1, got {fraction!r}")
    count = len(data.x)
    at = math.floor(count * (1.0 - fraction))
    if at in (0, count):
        raise ValueError(
            f"validation_split={fraction} of {count} samples leaves one side empty: {at} to train on, "
            f"{count - at} to validate on"
        )
    return data.take(slice(None, at)), data.take(slice(at, None))


def as_batch_size(batch_size: Any) -> int:
    """`batch_size`, or Keras's 32 where it is None."""
    return 32 if batch_size is None else positive_int("fit", "batch_size", batch_size)
