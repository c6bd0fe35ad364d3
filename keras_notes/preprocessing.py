"""Getting data ready. NumPy twin: reference/preprocessing.py.

What surprises: `Normalization` learns from `adapt`, never from `fit`; its variance is the biased one.
scikit-learn's scalers are the third witness in the tests.
"""

from typing import Any

import numpy as np
from keras.layers import Normalization, Rescaling
from keras.utils import to_categorical

from keras_notes.parity import Case, PairCase, twin
from keras_notes.parity.draw import Draw
from keras_notes.parity.tape import Tensors

__all__ = ["Normalization", "Rescaling", "min_max_rescaling", "to_categorical"]


def min_max_rescaling(data: Any) -> Rescaling:
    """The Rescaling that maps every feature of `data` onto 0..1."""
    low, high = np.min(data, axis=0), np.max(data, axis=0)
    spread = np.where(high > low, high - low, 1)
    return Rescaling((1 / spread).tolist(), (-low / spread).tolist())


class AdaptCase(Case):
    """`adapt` itself: each half takes the statistics of the same data."""

    @property
    def label(self) -> str:
        """The row's name in reports."""
        return f"{super().label}, adapted by each half"

    def keras(self, subject: Any, draw: Draw) -> Tensors:
        """Keras's statistics and output."""
        mean, variance, _ = subject.get_weights()
        return super().keras(subject, draw) | {"mean": mean, "variance": variance}

    def numpy(self, counterpart: Any, draw: Draw) -> Tensors:
        """The NumPy half's."""
        counterpart.adapt(draw("data", self.shape))
        found = super().numpy(counterpart, draw)
        return found | {"mean": counterpart.mean, "variance": counterpart.variance}


class ScalingCase(PairCase):
    """A function that makes a layer of data: what the layer makes of these data."""

    def keras(self, subject: Any, draw: Draw) -> Tensors:
        """The data through Keras's layer."""
        return {"scaled": np.asarray(self.function(*subject)(*subject))}

    def numpy(self, counterpart: Any, draw: Draw) -> Tensors:
        """The data through the NumPy half's."""
        return {"scaled": twin(self.function)(*counterpart)(*counterpart)}


CASES = [
    Case(Rescaling, {"scale": 0.25, "offset": -0.5}, (4, 3), exact=True),
    Case(Rescaling, {"scale": 1 / 255}, (2, 5, 5)),
    Case(Rescaling, {"scale": [0.5, 2.0, -1.0], "offset": [0.25, 0.0, 1.0]}, (4, 3), exact=True),
    Case(Normalization, {}, (6, 3)),
    Case(Normalization, {}, (2, 4, 5)),
    AdaptCase(Normalization, {}, (6, 3)),
    AdaptCase(Normalization, {}, (2, 4, 5)),
    ScalingCase(min_max_rescaling, lambda draw: (draw("data", (6, 3)),)),
    PairCase(to_categorical, lambda draw: (draw.integers("labels", 4, (9,)), 4), exact=True),
    PairCase(
        to_categorical, lambda draw: (draw.integers("labels", 4, (3, 5)), 4), about="rank 2", exact=True
    ),
]
