"""Images of one size: resized, or the middle cut out."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from reference import checks
from reference.checks import Shape, positive_int
from reference.interpolation import METHODS, resample, resizing_weights
from reference.layer import Layer

__all__ = ["CenterCrop", "Resizing"]

Array = np.ndarray
Gradients = dict[str, Array]
Sizes = tuple[int, int]


class _Images(Layer):
    """What makes images of `height` and `width`."""

    free_shape = True

    def __init__(self, height: int, width: int, data_format: str | None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        owner = type(self).__name__
        self.height = positive_int(owner, "height", height)
        self.width = positive_int(owner, "width", width)
        self.data_format = checks.data_format(owner, data_format)
        self.axes = (2, 3) if self.data_format == "channels_first" else (1, 2)

    def sizes(self, shape: Sequence[int]) -> Sizes:
        """The rows and the columns of an array of `shape`."""
        return shape[self.axes[0]], shape[self.axes[1]]

    def middle(self, shape: Sequence[int], sizes: Sizes) -> tuple[slice, ...]:
        """Where `sizes` rows and columns lie in the middle of `shape`; of an odd rest, the end has more."""
        window = [slice(None)] * len(shape)
        for axis, size in zip(self.axes, sizes, strict=True):
            start = (shape[axis] - size) // 2
            window[axis] = slice(start, start + size)
        return tuple(window)

    def in_proportion(self, shape: Sequence[int]) -> Sizes:
        """The rows that go with all columns of `shape`, and the columns that go with all rows."""
        rows, columns = self.sizes(shape)
        return columns * self.height // self.width, rows * self.width // self.height

    def cut(self, shape: Sequence[int]) -> Sizes:
        """The largest part of `shape` with the proportion of the new size."""
        rows, columns = self.in_proportion(shape)
        old = self.sizes(shape)
        return max(min(old[0], rows), 1), max(min(old[1], columns), 1)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """The input's shape, with `height` and `width`."""
        if len(input_shape) != 4:
            raise ValueError(f"{self.name}: expected images of rank 4, got shape {tuple(input_shape)}")
        sizes = list(input_shape)
        sizes[self.axes[0]], sizes[self.axes[1]] = self.height, self.width
        return tuple(sizes)

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this layer."""
        own = {"height": self.height, "width": self.width, "data_format": self.data_format}
        return super().get_config() | own


def _put(part: Array, window: tuple[slice, ...], shape: Sequence[int], fill: float = 0.0) -> Array:
    """`part` in its `window` of an array of `shape`, and `fill` around it."""
    whole = np.full(shape, fill, dtype=part.dtype)
    whole[window] = part
    return whole


class CenterCrop(_Images):
    """The middle `height` x `width` of images.

    forward   y = x without its border                   backward  dx = dy with zeros around it
    where x is too small in one direction
    forward   y = A c Bᵀ, c = the largest middle part     backward  dx = Aᵀ dy B with zeros around it
              of x with the proportion of y

    Of a border with an odd number of rows, one more is cut off at the bottom (and at the right). A and B
    are bilinear; Keras then computes in float32, and gives float32, even where all else is float64.
    Source: `keras.layers.CenterCrop`, for batches of images.
    """

    def __init__(self, height: int, width: int, data_format: str | None = None, **kwargs: Any) -> None:
        super().__init__(height, width, data_format, **kwargs)

    def forward(self, x: Array, training: bool = False) -> tuple[Array, Any]:
        """Return `(y, cache)`."""
        target = (self.height, self.width)
        fits = all(old >= new for old, new in zip(self.sizes(x.shape), target, strict=True))
        sizes = target if fits else self.cut(x.shape)
        weights = resizing_weights(sizes, target, "bilinear", False, self.dtype) if not fits else []
        window = self.middle(x.shape, sizes)
        y = resample(x[window], self.axes[: len(weights)], weights)
        return y.astype(self.dtype, copy=False), (x.shape, window, weights)

    def backward(self, dy: Array, cache: Any, input_gradient: bool = True) -> tuple[Array | None, Gradients]:
        """Return `(dx, {})`."""
        if not input_gradient:
            return None, {}
        shape, window, weights = cache
        part = resample(dy, self.axes[: len(weights)], [each.T for each in weights])
        return _put(part, window, shape), {}


class Resizing(_Images):
    """Images of another size.

    forward   y = A x Bᵀ      backward  dx = Aᵀ dy B

    A and B are the weights of `reference.interpolation`. With `crop_to_aspect_ratio`, x is first cut to
    its largest middle part with the proportion of y; with `pad_to_aspect_ratio`, `fill_value` is put
    around it instead, equally much on both sides. `antialias` matters where images shrink.

    Integers become floats first, as behind an Input; Keras's layer on its own rounds the result to
    integers again. Keras computes in float32, even where all else is float64, and for lanczos and
    `antialias` it has no gradient there. Source: `keras.layers.Resizing`, for batches of images;
    without "area", which has no gradient in TensorFlow.
    """

    def __init__(
        self,
        height: int,
        width: int,
        interpolation: str = "bilinear",
        crop_to_aspect_ratio: bool = False,
        pad_to_aspect_ratio: bool = False,
        fill_mode: str = "constant",
        fill_value: float = 0.0,
        antialias: bool = False,
        data_format: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(height, width, data_format, **kwargs)
        self.interpolation = checks.choice("Resizing", "interpolation", interpolation, METHODS)
        self.crop_to_aspect_ratio = bool(crop_to_aspect_ratio)
        self.pad_to_aspect_ratio = bool(pad_to_aspect_ratio)
        if crop_to_aspect_ratio and pad_to_aspect_ratio:
            raise ValueError("Resizing: crop_to_aspect_ratio and pad_to_aspect_ratio exclude each other")
        self.fill_mode = checks.choice("Resizing", "fill_mode", fill_mode, ("constant",))
        self.fill_value = checks.number("Resizing", "fill_value", fill_value)
        self.antialias = bool(antialias)

    def _padded(self, shape: tuple[int, ...]) -> list[int]:
        """`shape` with equally many rows, or columns, on both sides, up to the new proportion."""
        padded = list(shape)
        for axis, wanted in zip(self.axes, self.in_proportion(shape), strict=True):
            padded[axis] += max(wanted - shape[axis], 0) // 2 * 2
        return padded

    def forward(self, x: Array, training: bool = False) -> tuple[Array, Any]:
        """Return `(y, cache)`."""
        shape, window = x.shape, None
        x = x.astype(self.dtype, copy=False)
        if self.crop_to_aspect_ratio:
            window = self.middle(shape, self.cut(shape))
            x = x[window]
        elif self.pad_to_aspect_ratio:
            padded = self._padded(shape)
            window = self.middle(padded, self.sizes(shape))
            x = _put(x, window, padded, self.fill_value)
        target = (self.height, self.width)
        weights = resizing_weights(
            self.sizes(x.shape), target, self.interpolation, self.antialias, self.dtype
        )
        return resample(x, self.axes, weights), (shape, window, weights)

    def backward(self, dy: Array, cache: Any, input_gradient: bool = True) -> tuple[Array | None, Gradients]:
        """Return `(dx, {})`."""
        if not input_gradient:
            return None, {}
        shape, window, weights = cache
        dx = resample(dy, self.axes, [each.T for each in weights])
        if self.crop_to_aspect_ratio:
            dx = _put(dx, window, shape)
        elif self.pad_to_aspect_ratio:
            dx = dx[window]
        return dx, {}

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this layer."""
        names = ("interpolation", "crop_to_aspect_ratio", "pad_to_aspect_ratio", "fill_mode", "fill_value")
        own = {name: getattr(self, name) for name in (*names, "antialias")}
        return super().get_config() | own
