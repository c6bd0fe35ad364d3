"""What `fit` is given: checked, cast, split, and cut into batches."""

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from reference import config
from reference.checks import as_float_array, as_input

__all__ = ["Batch", "Data", "as_data", "split_tail"]

Array = np.ndarray
Batch = tuple[Array, Array, Array | None]


class Data(NamedTuple):
    """Samples, targets and, where given, a weight a sample; equally many of each."""

    x: Array
    y: Array
    sample_weight: Array | None = None

    def rows(self, some: slice) -> "Data":
        """Some of the samples, as views."""
        weight = self.sample_weight
        return Data(self.x[some], self.y[some], None if weight is None else weight[some])

    def batches(self, batch_size: int, order: Array | None = None) -> Iterator[Batch]:
        """One batch (x, y, sample_weight) after the other, in `order`; the last may be smaller.

        Only the batch at hand is ever copied, and without an `order` not even that.
        """
        x, y, weight = self
        for start in range(0, len(x), batch_size):
            if order is None:
                yield self.rows(slice(start, start + batch_size))
            else:
                some = order[start : start + batch_size]
                yield x.take(some, 0), y.take(some, 0), None if weight is None else weight.take(some, 0)


def as_data(model: Any, x: Any, y: Any, sample_weight: Any = None) -> Data:
    """Check what a user hands to `fit` or `evaluate`, once for all its batches, and cast it.

    Numbers go through floatx, as in Keras, and then to the model's dtype; targets become what the
    loss takes. Raises a ValueError for missing, empty or unequally long arrays, for samples of a shape
    the model was not built for, and for targets that the loss refuses.
    """
    if y is None:
        raise ValueError("y: the targets are missing, and the loss needs them")
    x, y = as_input("x", x, config.floatx(), model.takes_integers), np.asarray(y)
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
    x = model.prepare(x)
    model.settle_loss(y.shape)
    model.loss.warn_of_logits(model.reads_logits)
    return Data(x, model.loss.prepare(y, (len(x), *model.output_shape[1:]), model.dtype, weight), weight)


def split_tail(data: Data, fraction: Any) -> tuple[Data, Data]:
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
    return data.rows(slice(None, at)), data.rows(slice(at, None))
