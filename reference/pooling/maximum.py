"""MaxPooling: the largest of each window, in one, two or three dimensions."""

from typing import Any

import numpy as np

from reference.pooling import windows
from reference.pooling.local import LocalPooling, Size

__all__ = ["MaxPooling1D", "MaxPooling2D", "MaxPooling3D"]

Array = np.ndarray


class _MaxPooling(LocalPooling):
    """The largest of each window.

    forward   y[o] = max x[i] over the pixels i of window o
    backward  dx[i] = Σ dy[o] over the windows o in which x[i] is the first, row after row, that equals y[o]

    TensorFlow pools three axes by other rules: there every pixel of a window that is closer than 1e-5 to
    y[o] gets the whole of dy[o], so a tie counts twice. A NaN among numbers is passed over. Of nothing but
    -inf the largest is the most negative finite number (with three axes: -inf, which gets no gradient).

    Source: `keras.layers.MaxPooling2D`.
    """

    def pool(self, x: Array) -> tuple[Array, Any]:
        """Return `(y, cache)`."""
        padded, inside = self._padded(x, np.nan)
        places = self._places(padded)
        y = windows.largest(padded, places)
        return windows.finite(y, self.rank), (padded, y, places, inside)

    def unpool(self, dy: Array, cache: Any) -> Array:
        """Return dx."""
        padded, y, places, inside = cache
        dx = np.zeros(padded.shape, dtype=dy.dtype)
        windows.spread(dx, dy, windows.winners(padded, y, places, self.rank), places, self._overlap)
        return dx[inside]


class MaxPooling1D(_MaxPooling):
    """The largest of each window, x (n, t, d)."""

    rank = 1

    def __init__(self, pool_size: Size = 2, *others: Any, **kwargs: Any) -> None:
        super().__init__(pool_size, *others, **kwargs)


class MaxPooling2D(_MaxPooling):
    """The largest of each window, x (n, h, w, d)."""

    rank = 2

    def __init__(self, pool_size: Size = (2, 2), *others: Any, **kwargs: Any) -> None:
        super().__init__(pool_size, *others, **kwargs)


class MaxPooling3D(_MaxPooling):
    """The largest of each window, x (n, depth, h, w, d); ties by the rule of three axes."""

    rank = 3

    def __init__(self, pool_size: Size = (2, 2, 2), *others: Any, **kwargs: Any) -> None:
        super().__init__(pool_size, *others, **kwargs)
