"""Images made larger or smaller: the weight of every old pixel in every new one.

Rows and columns are resized one after the other, so an image x becomes y = A x Bᵀ with one matrix for
the rows and one for the columns, and its gradient goes back by the transposed ones: dx = Aᵀ dy B.

Mirrors `tf.image.resize`, which Keras's `UpSampling2D`, `Resizing` and `CenterCrop` call.
"""

import functools
import math
from collections.abc import Callable, Sequence

import numpy as np

__all__ = ["METHODS", "pixel_weights", "resample", "resizing_weights"]

Array = np.ndarray


def _triangle(distance: Array) -> Array:
    return np.maximum(1 - distance, 0)


def _keys_cubic(distance: Array) -> Array:
    """Keys's cubic convolution with a = -1/2: through all pixels, with a continuous slope."""
    near = (1.5 * distance - 2.5) * distance**2 + 1
    far = ((-0.5 * distance + 2.5) * distance - 4) * distance + 2
    return np.where(distance < 1, near, np.where(distance < 2, far, 0))


def _lanczos(radius: int) -> Callable[[Array], Array]:
    def kernel(distance: Array) -> Array:
        window = np.where(distance < radius, np.sinc(distance) * np.sinc(distance / radius), 0)
        return np.where(distance <= 1e-3, 1, window)  # TensorFlow's shortcut around 0 / 0

    return kernel


KERNELS = {
    "bilinear": _triangle,
    "bicubic": _keys_cubic,
    "lanczos3": _lanczos(3),
    "lanczos5": _lanczos(5),
}
METHODS = ("bicubic", "bilinear", "lanczos3", "lanczos5", "nearest")
TABLE = np.float32(1024)  # TensorFlow looks the cubic up in a table with that many steps a pixel
HALF = np.float32(0.5)


def _centres(size: int, new_size: int, filtered: bool) -> tuple[Array, np.float32]:
    """Where the centres of the new pixels lie on the old line, and the old pixels a new one spans: float32.

    Pixels are little squares: the centre of the first is at 1/2, on the old line and on the new. The two
    families of TensorFlow's kernels round the scale in different ways.
    """
    old, new = np.float32(size), np.float32(new_size)
    scale = 1 / (new / old) if filtered else old / new
    return (np.arange(new_size, dtype="float32") + HALF) * scale, scale


@functools.lru_cache(maxsize=256)
def pixel_weights(
    size: int, new_size: int, method: str, antialias: bool = False, dtype: str = "float32"
) -> Array:
    """The matrix (new_size, size) that takes a line of `size` pixels to one of `new_size`.

    new pixel o    lies at s = (o + 1/2) size / new_size of the old line, whose pixel i is at i + 1/2
    nearest        1 for the old pixel in which s lies
    the others     K(|i + 1/2 - s| / w), every row divided by its sum

    K is a triangle (bilinear), Keys's cubic with a = -1/2 (bicubic) or a windowed sinc (lanczos3,
    lanczos5). w is 1; only with `antialias` it is size / new_size where the image shrinks. As in
    TensorFlow, s is a float32 number, and bicubic without `antialias` rounds s - 1/2 to steps of 1/1024.
    The result is shared: it is read-only.
    """
    filtered = method.startswith("lanczos") or (antialias and method != "nearest")
    centres, scale = _centres(size, new_size, filtered)
    if method == "nearest":
        weights = np.eye(size)[np.minimum(centres.astype(int), size - 1)]
    else:
        places = centres - HALF  # counted in old pixels: i lies at i
        if method == "bicubic" and not filtered:
            whole = np.floor(places)
            places = whole + np.rint((places - whole) * TABLE) / TABLE
        width = max(float(scale), 1.0) if antialias else 1.0
        weights = KERNELS[method](np.abs(np.arange(size) - places[:, None].astype("float64")) / width)
        weights /= weights.sum(axis=1, keepdims=True)
    weights = weights.astype(dtype)
    weights.flags.writeable = False
    return weights


def resizing_weights(
    sizes: Sequence[int], new_sizes: Sequence[int], method: str, antialias: bool, dtype: str
) -> list[Array]:
    """The matrices for several axes."""
    pairs = zip(sizes, new_sizes, strict=True)
    return [pixel_weights(old, new, method, antialias, dtype) for old, new in pairs]


def resample(x: Array, axes: Sequence[int], matrices: Sequence[Array]) -> Array:
    """Take every line of `x` along each of the `axes` through that axis's matrix.

    A nan or an infinity makes all of its row and column nan (0 nan is nan, and so is 0 inf), where
    TensorFlow's stays near its place.
    """
    for axis, matrix in zip(axes, matrices, strict=True):
        before, size, behind = x.shape[:axis], x.shape[axis], x.shape[axis + 1 :]
        columns = x.reshape(*before, size, math.prod(behind))
        x = (matrix @ columns).reshape(*before, len(matrix), *behind)
    return x
