"""Pooling: windows of pixels become one number for each channel. NumPy twin: reference/pooling/.

What surprises: a tie in a window sends the whole gradient to its first pixel, but GlobalMaxPooling shares
it, and MaxPooling3D gives all of it to each pixel within 1e-5 of the largest; the average at a border does
not count padding; AdaptiveMaxPooling2D searches column after column, MaxPooling2D row after row; -inf
becomes the most negative finite number; pooling three axes has no float64 on a CPU; AdaptiveMaxPooling to
one output, in one or two dimensions, has a gradient of whatever stood in memory.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from keras.layers import (
    AdaptiveAveragePooling1D,
    AdaptiveAveragePooling2D,
    AdaptiveAveragePooling3D,
    AdaptiveMaxPooling1D,
    AdaptiveMaxPooling2D,
    AdaptiveMaxPooling3D,
    AveragePooling1D,
    AveragePooling2D,
    AveragePooling3D,
    GlobalAveragePooling1D,
    GlobalAveragePooling2D,
    GlobalAveragePooling3D,
    GlobalMaxPooling1D,
    GlobalMaxPooling2D,
    GlobalMaxPooling3D,
    MaxPooling1D,
    MaxPooling2D,
    MaxPooling3D,
)

from keras_notes.parity import Case
from keras_notes.parity.draw import Draw

__all__ = [
    "AdaptiveAveragePooling1D",
    "AdaptiveAveragePooling2D",
    "AdaptiveAveragePooling3D",
    "AdaptiveMaxPooling1D",
    "AdaptiveMaxPooling2D",
    "AdaptiveMaxPooling3D",
    "AveragePooling1D",
    "AveragePooling2D",
    "AveragePooling3D",
    "GlobalAveragePooling1D",
    "GlobalAveragePooling2D",
    "GlobalAveragePooling3D",
    "GlobalMaxPooling1D",
    "GlobalMaxPooling2D",
    "GlobalMaxPooling3D",
    "MaxPooling1D",
    "MaxPooling2D",
    "MaxPooling3D",
]

_FIRST, _KEEP = {"data_format": "channels_first"}, {"keepdims": True}


@dataclass(frozen=True)
class Float32Case(Case):
    """A layer that pools three axes: TensorFlow cannot on float64 on a CPU."""

    def tiers_in(self, dtype: str) -> list[str]:
        """The tiers of this row that run in `dtype`."""
        return super().tiers_in(dtype) if dtype == "float32" else []


def _in_pairs(draw: Draw, shape: tuple[int, ...]) -> np.ndarray:
    """Numbers; in the exact tier each of a channel's twice, so that a tie is of two and halves are exact."""
    if not draw.exact:
        return draw("x", shape)
    n, *_, d = shape
    ranks = np.argsort(draw.rng("x").random((n, int(np.prod(shape[1:-1])), d)), axis=1)
    return draw.cast((ranks // 2 - 3) / 4).reshape(shape)


def _two_values(draw: Draw, shape: tuple[int, ...]) -> np.ndarray:
    """Numbers; in the exact tier only 0 and 1, so that nearly every window has a tie."""
    return draw.cast(draw.integers("x", 2, shape)) if draw.exact else draw("x", shape)


_PAIRS: dict[str, Any] = {"inputs": _in_pairs, "about": "ties of two", "exact": True}

_MAX = [
    Case(MaxPooling1D, {}, (3, 7, 2), exact=True),
    Case(MaxPooling1D, {"pool_size": 3, "strides": 2, "padding": "same"}, (2, 8, 3), exact=True),
    Case(MaxPooling1D, {"pool_size": 2, "strides": 3, "padding": "same"} | _FIRST, (2, 3, 7), exact=True),
    Case(MaxPooling2D, {}, (2, 5, 6, 3), exact=True),
    Case(MaxPooling2D, {"pool_size": (3, 2), "strides": (2, 1)}, (2, 6, 4, 3), exact=True),
    Case(MaxPooling2D, {"pool_size": 3, "strides": 1, "padding": "same"}, (2, 4, 5, 2), exact=True),
    Case(MaxPooling2D, {"pool_size": (2, 3), "padding": "same"} | _FIRST, (2, 3, 5, 7), exact=True),
    Case(MaxPooling2D, {"pool_size": 6, "padding": "same"}, (2, 3, 4, 2), exact=True),
    Float32Case(MaxPooling3D, {}, (2, 4, 2, 5, 2), exact=True),
    Float32Case(
        MaxPooling3D,
        {"pool_size": (2, 3, 2), "strides": (1, 2, 3), "padding": "same"} | _FIRST,
        (2, 2, 3, 4, 5),
        exact=True,
    ),
]
_AVERAGE = [
    Case(AveragePooling1D, {"pool_size": 2}, (3, 7, 2), exact=True),
    Case(AveragePooling1D, {"pool_size": 3, "strides": 2, "padding": "same"}, (2, 8, 3)),
    Case(AveragePooling1D, {"pool_size": 4, "strides": 1} | _FIRST, (2, 3, 6), exact=True),
    Case(AveragePooling2D, {"pool_size": (2, 4)}, (2, 5, 8, 3), exact=True),
    Case(AveragePooling2D, {"pool_size": 2, "padding": "same"}, (2, 5, 7, 2), exact=True),
    Case(AveragePooling2D, {"pool_size": 3, "strides": 1, "padding": "same"}, (2, 4, 5, 2)),
    Case(
        AveragePooling2D, {"pool_size": (4, 3), "strides": (2, 4), "padding": "same"} | _FIRST, (2, 3, 5, 6)
    ),
    Float32Case(AveragePooling3D, {"pool_size": 2}, (2, 4, 2, 5, 2), exact=True),
    Float32Case(
        AveragePooling3D,
        {"pool_size": (2, 3, 2), "strides": (1, 2, 3), "padding": "same"} | _FIRST,
        (2, 2, 3, 4, 5),
    ),
]
_GLOBAL = [
    Case(GlobalMaxPooling1D, {}, (3, 6, 2), **_PAIRS),
    Case(GlobalMaxPooling1D, _FIRST | _KEEP, (2, 3, 5)),
    Case(GlobalMaxPooling2D, _KEEP, (2, 4, 3, 3), **_PAIRS),
    Case(GlobalMaxPooling2D, _FIRST, (2, 3, 4, 5)),
    Case(GlobalMaxPooling3D, {}, (2, 2, 3, 4, 2), **_PAIRS),
    Case(GlobalAveragePooling1D, {}, (3, 4, 2), exact=True),
    Case(GlobalAveragePooling1D, {}, (2, 5, 3), exact=True, mask=((1, 1, 0, 1, 1), (0, 0, 1, 0, 1))),
    Case(GlobalAveragePooling1D, _FIRST | _KEEP, (2, 3, 5), mask=((1, 1, 0, 1, 0), (0, 1, 0, 1, 1))),
    Case(GlobalAveragePooling2D, {}, (2, 3, 5, 2)),
    Case(GlobalAveragePooling2D, _FIRST | _KEEP, (2, 3, 4, 8), exact=True),
    Case(GlobalAveragePooling3D, _KEEP, (2, 2, 4, 2, 3), exact=True),
]
_ADAPTIVE = [
    Case(AdaptiveMaxPooling1D, {"output_size": 3}, (2, 7, 3), exact=True),
    Case(AdaptiveMaxPooling1D, {"output_size": 5} | _FIRST, (3, 2, 3), exact=True),
    Case(
        AdaptiveMaxPooling2D,
        {"output_size": (2, 3)},
        (2, 4, 5, 2),
        inputs=_two_values,
        about="ties",
        exact=True,
    ),
    Float32Case(AdaptiveMaxPooling3D, {"output_size": (2, 3, 2)} | _FIRST, (2, 2, 3, 4, 5), exact=True),
    Case(AdaptiveAveragePooling1D, {"output_size": 4}, (2, 6, 3), exact=True),
    Case(AdaptiveAveragePooling1D, {"output_size": (5,)} | _FIRST, (3, 2, 3), exact=True),
    Case(AdaptiveAveragePooling2D, {"output_size": (3, 1)}, (2, 7, 4, 2)),
    Float32Case(AdaptiveAveragePooling3D, {"output_size": 2}, (2, 3, 4, 5, 2)),
]

CASES = [*_MAX, *_AVERAGE, *_GLOBAL, *_ADAPTIVE]
