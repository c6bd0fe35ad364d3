"""Getting data ready. NumPy twin: reference/preprocessing.

What surprises: `Normalization` learns from `adapt`, never from `fit`; its variance is the biased one. A
number on a boundary of `Discretization` belongs to the bin above. Where an image is too small for it,
`CenterCrop` resizes. `Resizing` is float32 inside, even in float64. scikit-learn's scalers are the third
witness in the tests.
"""

from typing import Any

import numpy as np
from keras.layers import CategoryEncoding, CenterCrop, Discretization, Normalization, Rescaling, Resizing
from keras.utils import to_categorical

from keras_notes.parity import Case, PairCase, twin
from keras_notes.parity.draw import Draw
from keras_notes.parity.tape import Tensors

__all__ = [
    "CategoryEncoding",
    "CenterCrop",
    "Discretization",
    "Normalization",
    "Rescaling",
    "Resizing",
    "min_max_rescaling",
    "to_categorical",
]


def min_max_rescaling(data: Any) -> Rescaling:
    """The Rescaling that maps every feature of `data` onto 0..1."""
    low, high = np.min(data, axis=0), np.max(data, axis=0)
    spread = np.where(high > low, high - low, 1)
    return Rescaling((1 / spread).tolist(), (-low / spread).tolist())


class AdaptCase(Case):
    """`adapt` itself: each half learns from the same data. What weights it has are compared as state."""

    @property
    def label(self) -> str:
        """The row's name in reports."""
        return f"{super().label}, adapted by each half"

    def keras(self, subject: Any, draw: Draw) -> Tensors:
        """Keras's output and what it learned."""
        return super().keras(subject, draw) | self._learned(subject)

    def numpy(self, counterpart: Any, draw: Draw) -> Tensors:
        """The NumPy half's."""
        counterpart.adapt(draw("data", self.shape))
        return super().numpy(counterpart, draw) | self._learned(counterpart)

    def _learned(self, layer: Any) -> Tensors:
        boundaries = getattr(layer, "bin_boundaries", None)
        return {} if boundaries is None else {"bin_boundaries": np.array(boundaries)}


class BinCase(Case):
    """The output alone: TensorFlow raises an error where it is asked for the gradient of a bin's number."""

    def keras(self, subject: Any, draw: Draw) -> Tensors:
        """Keras's output."""
        return {"output": np.asarray(subject(draw("x", self.shape)))}


class ScalingCase(PairCase):
    """A function that makes a layer of data: what the layer makes of these data."""

    def keras(self, subject: Any, draw: Draw) -> Tensors:
        """The data through Keras's layer."""
        return {"scaled": np.asarray(self.function(*subject)(*subject))}

    def numpy(self, counterpart: Any, draw: Draw) -> Tensors:
        """The data through the NumPy half's."""
        return {"scaled": twin(self.function)(*counterpart)(*counterpart)}


def tokens(draw: Draw, shape: tuple[int, ...]) -> np.ndarray:
    """Whole numbers from 0 to 5: for five tokens, one of them is too many."""
    return draw.integers("x", 6, shape)


ADAPTED = {"axis": (1, -1)}
GIVEN = {"axis": (1, 3), "mean": [0.5, -0.25], "variance": [4.0, 0.25]}
FLAT = {"mean": [0.1, 0.2], "variance": [0.3, 0.0]}  # the second feature never varies
BINS = {"bin_boundaries": [-0.5, 0.25, 1.0]}  # in the exact tier, one number in thirteen lies on each
IMAGES, SMALL = (2, 4, 6, 2), (2, 3, 5, 2)
FIRST = {"data_format": "channels_first"}
LARGER = {"height": 5, "width": 7}
IN_FLOAT32: Any = {
    "tolerance": 1e-6,
    "why": "tf.image.resize computes in float32, whatever the type of the image",
}
# TensorFlow's gradient of the other kernels refuses float64, where CenterCrop gives float32
NOT_IN_FLOAT64: Any = {"tiers": ("float32",)}

CASES = [
    Case(Rescaling, {"scale": 0.25, "offset": -0.5}, (4, 3), exact=True),
    Case(Rescaling, {"scale": 1 / 255}, (2, 5, 5)),
    Case(Rescaling, {"scale": [0.5, 2.0, -1.0], "offset": [0.25, 0.0, 1.0]}, (4, 3), exact=True),
    Case(Normalization, {}, (6, 3)),
    Case(Normalization, {}, (2, 4, 5)),
    Case(Normalization, GIVEN, (2, 3, 4, 2), exact=True),
    Case(Normalization, GIVEN | {"invert": True}, (2, 3, 4, 2), exact=True),
    Case(Normalization, FLAT, (4, 2)),
    AdaptCase(Normalization, {}, (6, 3)),
    AdaptCase(Normalization, {}, (2, 4, 5)),
    AdaptCase(Normalization, {"axis": None, "invert": True}, (2, 4, 3)),
    AdaptCase(Normalization, ADAPTED, (3, 2, 4, 5)),
    BinCase(Discretization, BINS, (4, 5), exact=True),
    Case(Discretization, BINS | {"output_mode": "one_hot"}, (6, 1), exact=True),
    Case(Discretization, BINS | {"output_mode": "multi_hot"}, (5, 3), exact=True),
    Case(Discretization, BINS | {"output_mode": "count"}, (2, 3, 2), exact=True),
    AdaptCase(Discretization, {"num_bins": 4, "output_mode": "count"}, (20, 2), exact=True),
    AdaptCase(Discretization, {"num_bins": 3, "epsilon": 0.1, "output_mode": "one_hot"}, (15, 3)),
    Case(CategoryEncoding, {"num_tokens": 5, "output_mode": "one_hot"}, (3, 4), inputs=tokens, exact=True),
    Case(CategoryEncoding, {"num_tokens": 5}, (3, 4), inputs=tokens, exact=True),
    Case(CategoryEncoding, {"num_tokens": 5, "output_mode": "count"}, (3, 4), inputs=tokens, exact=True),
    Case(
        CategoryEncoding,
        {"num_tokens": 5, "output_mode": "count"},
        (3, 4),
        inputs=tokens,
        call=lambda draw: {"count_weights": draw("count_weights", (3, 4)).tolist()},
        about="weighted",
        exact=True,
    ),
    Case(CenterCrop, {"height": 2, "width": 3}, (2, 5, 6, 2), exact=True),
    Case(CenterCrop, {"height": 3, "width": 2} | FIRST, (2, 2, 4, 5), exact=True),
    Case(CenterCrop, {"height": 7, "width": 4}, SMALL, **NOT_IN_FLOAT64),
    Case(Resizing, LARGER, SMALL, **IN_FLOAT32),
    Case(Resizing, {"height": 2, "width": 12}, IMAGES, exact=True, **IN_FLOAT32),
    Case(Resizing, {"height": 6, "width": 4, "interpolation": "nearest"}, IMAGES, exact=True),
    Case(Resizing, LARGER | {"interpolation": "bicubic"} | FIRST, (2, 2, 4, 6), **IN_FLOAT32),
    Case(Resizing, {"height": 3, "width": 4, "antialias": True}, (2, 5, 6, 2), **NOT_IN_FLOAT64),
    Case(Resizing, {"height": 5, "width": 3, "interpolation": "lanczos3"}, IMAGES, **NOT_IN_FLOAT64),
    Case(
        Resizing,
        {"height": 4, "width": 6, "interpolation": "nearest", "crop_to_aspect_ratio": True},
        (2, 7, 5, 2),
        exact=True,
    ),
    Case(
        Resizing,
        {"height": 8, "width": 4, "pad_to_aspect_ratio": True, "fill_value": 0.25} | FIRST,
        (2, 2, 5, 4),
        **IN_FLOAT32,
    ),
    ScalingCase(min_max_rescaling, lambda draw: (draw("data", (6, 3)),)),
    PairCase(to_categorical, lambda draw: (draw.integers("labels", 4, (9,)), 4), exact=True),
    PairCase(
        to_categorical, lambda draw: (draw.integers("labels", 4, (3, 5)), 4), about="rank 2", exact=True
    ),
]
