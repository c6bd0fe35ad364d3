"""Moving numbers: other shapes, borders, more pixels. NumPy twin: reference/reshaping.

What surprises: the order is row-major, so pixel (r, c) of a 28x28 image becomes entry 28 r + c; Permute
counts axes from 1; Cropping2D without arguments crops nothing, Cropping1D and Cropping3D do; UpSampling2D
takes pixels for squares (half-pixel centres), and all but "nearest" is float32 inside, even in float64.
"""

from typing import Any

from keras.layers import (
    Cropping1D,
    Cropping2D,
    Cropping3D,
    Flatten,
    Permute,
    RepeatVector,
    Reshape,
    UpSampling1D,
    UpSampling2D,
    UpSampling3D,
    ZeroPadding1D,
    ZeroPadding2D,
    ZeroPadding3D,
)

from keras_notes.parity import Case

__all__ = [
    "Cropping1D",
    "Cropping2D",
    "Cropping3D",
    "Flatten",
    "Permute",
    "RepeatVector",
    "Reshape",
    "UpSampling1D",
    "UpSampling2D",
    "UpSampling3D",
    "ZeroPadding1D",
    "ZeroPadding2D",
    "ZeroPadding3D",
]

FIRST = {"data_format": "channels_first"}
UNEVEN = ((1, 2), (0, 3))
UNEVEN_3D = ((1, 0), (0, 2), (1, 1))
IN_FLOAT32: Any = {
    "tolerance": 1e-6,
    "why": "tf.image.resize computes in float32, whatever the type of the image",
}
NOT_IN_FLOAT64: Any = {"tiers": ("float32",)}  # TensorFlow's gradient of these kernels refuses float64

CASES = [
    Case(Flatten, {}, (2, 3, 5), exact=True),
    Case(Flatten, {}, (3, 2, 4, 3), exact=True),
    Case(Flatten, {}, (4, 6), exact=True),
    Case(Flatten, FIRST, (3, 2, 4, 5), exact=True),
    Case(Reshape, {"target_shape": (6, 2)}, (2, 3, 4), exact=True),
    Case(Reshape, {"target_shape": (2, -1, 3)}, (3, 4, 3), exact=True),
    Case(Permute, {"dims": (2, 1)}, (2, 3, 4), exact=True),
    Case(Permute, {"dims": (3, 1, 2)}, (2, 3, 4, 5), exact=True),
    Case(RepeatVector, {"n": 3}, (2, 4), exact=True),
    Case(Cropping1D, {"cropping": (0, 2)}, (2, 5, 3), exact=True),
    Case(Cropping1D, {}, (2, 4, 3), exact=True),
    Case(Cropping2D, {"cropping": UNEVEN}, (2, 5, 7, 2), exact=True),
    Case(Cropping2D, {"cropping": (1, 2)} | FIRST, (2, 3, 4, 6), exact=True),
    Case(Cropping3D, {"cropping": UNEVEN_3D}, (2, 3, 4, 5, 2), exact=True),
    Case(Cropping3D, {"cropping": 1} | FIRST, (2, 2, 3, 4, 5), exact=True),
    Case(ZeroPadding1D, {"padding": 2}, (2, 4, 3), exact=True),
    Case(ZeroPadding1D, {"padding": (0, 3)} | FIRST, (2, 4, 3), exact=True),
    Case(ZeroPadding2D, {"padding": UNEVEN}, (2, 3, 4, 2), exact=True),
    Case(ZeroPadding2D, {"padding": (2, 1)} | FIRST, (2, 2, 3, 4), exact=True),
    Case(ZeroPadding3D, {"padding": UNEVEN_3D}, (2, 2, 3, 4, 2), exact=True),
    Case(ZeroPadding3D, {"padding": (1, 2, 0)} | FIRST, (2, 2, 3, 2, 4), exact=True),
    Case(UpSampling1D, {"size": 3}, (2, 4, 2), exact=True),
    Case(UpSampling2D, {"size": (2, 3)}, (2, 3, 4, 2), exact=True),
    Case(UpSampling2D, FIRST, (2, 3, 4, 5), exact=True),
    Case(UpSampling2D, {"size": (2, 4), "interpolation": "bilinear"}, (2, 3, 4, 2), exact=True, **IN_FLOAT32),
    Case(UpSampling2D, {"size": 3, "interpolation": "bilinear"} | FIRST, (2, 2, 3, 4), **IN_FLOAT32),
    Case(UpSampling2D, {"size": (2, 3), "interpolation": "bicubic"}, (2, 4, 3, 2), **IN_FLOAT32),
    Case(UpSampling2D, {"size": (3, 2), "interpolation": "lanczos3"}, (2, 4, 5, 2), **NOT_IN_FLOAT64),
    Case(UpSampling2D, {"interpolation": "lanczos5"} | FIRST, (2, 2, 6, 4), **NOT_IN_FLOAT64),
    Case(UpSampling3D, {"size": (2, 1, 3)}, (2, 2, 3, 2, 2), exact=True),
    Case(UpSampling3D, FIRST, (2, 2, 3, 1, 2), exact=True),
]
