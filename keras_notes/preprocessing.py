"""Getting data ready. NumPy twin: reference/preprocessing.py.

What surprises: `Normalization` learns from `adapt`, never from `fit`; its variance is the biased one.
scikit-learn's scalers are the third witness in the tests.
"""

from typing import Any

import numpy as np
from keras.layers import Normalization, Rescaling
from keras.utils import to_categorical

from keras_notes.parity import Case, PairCase

__all__ = ["Normalization", "Rescaling", "min_max_rescaling", "to_categorical"]


def min_max_rescaling(data: Any) -> Rescaling:
    """The Rescaling that maps every feature of `data` onto 0..1."""
    low, high = np.min(data, axis=0), np.max(data, axis=0)
    spread = np.where(high > low, high - low, 1)
    return Rescaling((1 / spread).tolist(), (-low / spread).tolist())


def _scaled(data: Any) -> Any:
    """`data` through its own min-max rescaling."""
    return min_max_rescaling(data)(data)


CASES = [
    Case(Rescaling, {"scale": 0.25, "offset": -0.5}, (4, 3), exact=True),
    Case(Rescaling, {"scale": 1 / 255}, (2, 5, 5)),
    Case(Rescaling, {"scale": [0.5, 2.0, -1.0], "offset": [0.25, 0.0, 1.0]}, (4, 3), exact=True),
    Case(Normalization, {}, (6, 3)),
    Case(Normalization, {}, (2, 4, 5)),
    PairCase(to_categorical, lambda draw: (draw.integers("labels", 4, (9,)), 4), exact=True),
    PairCase(
        to_categorical, lambda draw: (draw.integers("labels", 4, (3, 5)), 4), about="rank 2", exact=True
    ),
]
