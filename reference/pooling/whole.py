"""GlobalMaxPooling and GlobalAveragePooling: one number for each channel."""

import math
from typing import Any

import numpy as np

from reference.channels import as_given, channels_last
from reference.checks import Shape
from reference.pooling.pooling import Pooling

__all__ = [
    "GlobalAveragePooling1D",
    "GlobalAveragePooling2D",
    "GlobalAveragePooling3D",
    "GlobalMaxPooling1D",
    "GlobalMaxPooling2D",
    "GlobalMaxPooling3D",
]

Array = np.ndarray
Gradients = dict[str, Array]


def _over_pixels(operation: np.ufunc, x: Array) -> Array:
    """Combine all pixels of a channel, x (n, *sizes, d), to one, (n, 1 …, d)."""
    for axis in range(1, x.ndim - 1):  # NumPy is faster with one axis at a time
        x = operation.reduce(x, axis=axis, keepdims=True)
    return x


class _GlobalPooling(Pooling):
    """All pixels of a channel are one window.

    Parameters
    ----------
    data_format : "channels_last" or "channels_first", optional
        Whether the input is (n, *sizes, d) or (n, d, *sizes).
    keepdims : bool
        Whether the output keeps the axes of the pixels, with size 1: (n, 1, 1, d) instead of (n, d).
    """

    def __init__(self, data_format: str | None = None, keepdims: bool = False, **kwargs: Any) -> None:
        super().__init__(data_format, **kwargs)
        self.keepdims = bool(keepdims)

    def pooled_sizes(self, sizes: Shape) -> Shape:
        """A 1 for each axis, or nothing."""
        return (1,) * self.rank if self.keepdims else ()

    def _without_pixels(self, y: Array) -> Array:
        return y if self.keepdims else y.reshape(len(y), y.shape[-1])

    def _with_pixels(self, dy: Array) -> Array:
        return dy.reshape(len(dy), *(1,) * self.rank, dy.shape[-1])

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this layer."""
        return super().get_config() | {"keepdims": self.keepdims}


class _GlobalMaxPooling(_GlobalPooling):
    """The largest of each channel.

    forward   y = max x[i] over all pixels i
    backward  dx[i] = dy / m at the m pixels that equal y, 0 at all others

    A tie shares the gradient, unlike in MaxPooling. A NaN makes the output NaN, and the whole gradient.

    Source: `keras.layers.GlobalMaxPooling2D`.
    """

    def pool(self, x: Array) -> tuple[Array, Any]:
        """Return `(y, cache)`."""
        y = _over_pixels(np.maximum, x)
        return self._without_pixels(y), (x, y)

    def unpool(self, dy: Array, cache: Any) -> Array:
        """Return dx."""
        x, y = cache
        equal = (x == y).astype(x.dtype)
        with np.errstate(invalid="ignore"):  # 0 / 0 where y is NaN
            equal /= _over_pixels(np.add, equal)
        equal *= self._with_pixels(dy)
        return equal


class _GlobalAveragePooling(_GlobalPooling):
    """The mean of each channel.

    forward   y = Σ x[i] / m over all m pixels i
    backward  dx[i] = dy / m

    Source: `keras.layers.GlobalAveragePooling2D`.
    """

    def pool(self, x: Array) -> tuple[Array, Any]:
        """Return `(y, cache)`."""
        y = _over_pixels(np.add, x) / math.prod(x.shape[1:-1])
        return self._without_pixels(y), x.shape

    def unpool(self, dy: Array, cache: Any) -> Array:
        """Return dx."""
        share = self._with_pixels(dy) / math.prod(cache[1:-1])
        return np.broadcast_to(share, cache).copy()


class GlobalMaxPooling1D(_GlobalMaxPooling):
    """The largest of each channel, x (n, t, d)."""

    rank = 1


class GlobalMaxPooling2D(_GlobalMaxPooling):
    """The largest of each channel, x (n, h, w, d)."""

    rank = 2


class GlobalMaxPooling3D(_GlobalMaxPooling):
    """The largest of each channel, x (n, depth, h, w, d)."""

    rank = 3


class GlobalAveragePooling1D(_GlobalAveragePooling):
    """The mean of each channel over the time steps that the mask leaves, x (n, t, d), mask (n, t).

    forward   y = Σ x[i] / m over the m steps i whose mask is true
    backward  dx[i] = dy / m at these, 0 at all others

    Without any such step the mean is 0 / 0, NaN. The mask ends here: the output has no steps.
    """

    rank = 1
    takes_mask = True
    supports_masking = True

    def forward(self, x: Array, training: bool = False, mask: Array | None = None) -> tuple[Array, Any]:
        """Return `(y, cache)`; `mask` says which steps count, all if it is None."""
        if mask is None:
            y, whole = super().forward(x, training)
            return y, (None, whole)
        seen = np.asarray(mask, dtype=bool)[..., None]
        count = seen.sum(axis=1, keepdims=True, dtype=x.dtype)
        with np.errstate(invalid="ignore"):  # 0 / 0 where no step is left
            y = np.where(seen, channels_last(x, self.data_format), 0).sum(axis=1, keepdims=True) / count
        return as_given(self._without_pixels(y), self.data_format), (seen, count)

    def unpool(self, dy: Array, cache: Any) -> Array:
        """Return dx."""
        seen, rest = cache
        if seen is None:
            return super().unpool(dy, rest)
        with np.errstate(divide="ignore", invalid="ignore"):  # by 0 where no step is left
            return np.where(seen, self._with_pixels(dy) / rest, 0)

    def compute_mask(self, x: Array, mask: Array | None) -> Array | None:
        """None."""
        return None


class GlobalAveragePooling2D(_GlobalAveragePooling):
    """The mean of each channel, x (n, h, w, d)."""

    rank = 2


class GlobalAveragePooling3D(_GlobalAveragePooling):
    """The mean of each channel, x (n, depth, h, w, d)."""

    rank = 3
