"""AveragePooling: the mean of each window, in one, two or three dimensions."""

from typing import Any

import numpy as np

from reference.pooling import windows
from reference.pooling.local import LocalPooling

__all__ = ["AveragePooling1D", "AveragePooling2D", "AveragePooling3D"]

Array = np.ndarray


class _AveragePooling(LocalPooling):
    """The mean of each window.

    forward   y[o] = Σ x[i] / m[o] over the m[o] pixels i of window o
    backward  dx[i] = Σ dy[o] / m[o] over the windows o that hold i

    Padding is no pixel: at the borders, m is smaller.

    Source: `keras.layers.AveragePooling2D`.
    """

    def pool(self, x: Array) -> tuple[Array, Any]:
        """Return `(y, cache)`."""
        padded, inside = self._padded(x, 0)
        places = self._places(padded)
        ones, _ = self._padded(np.ones((1, *x.shape[1:-1], 1), dtype=x.dtype), 0)
        count = windows.total(ones, places)
        return windows.total(padded, places) / count, (padded.shape, count, places, inside)

    def unpool(self, dy: Array, cache: Any) -> Array:
        """Return dx."""
        shape, count, places, inside = cache
        dx = np.zeros(shape, dtype=dy.dtype)
        windows.spread(dx, dy, [1 / count] * len(places), places, self._overlap)
        return dx[inside]


class AveragePooling1D(_AveragePooling):
    """The mean of each window, x (n, t, d)."""

    rank = 1


class AveragePooling2D(_AveragePooling):
    """The mean of each window, x (n, h, w, d)."""

    rank = 2


class AveragePooling3D(_AveragePooling):
    """The mean of each window, x (n, depth, h, w, d)."""

    rank = 3
