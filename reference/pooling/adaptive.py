"""AdaptiveMaxPooling and AdaptiveAveragePooling: as many windows as the output is to have pixels."""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from reference import checks
from reference.checks import Shape
from reference.pooling import windows
from reference.pooling.local import Size
from reference.pooling.pooling import Pooling

__all__ = [
    "AdaptiveAveragePooling1D",
    "AdaptiveAveragePooling2D",
    "AdaptiveAveragePooling3D",
    "AdaptiveMaxPooling1D",
    "AdaptiveMaxPooling2D",
    "AdaptiveMaxPooling3D",
]

Array = np.ndarray


def _place(axis: int, i: int) -> windows.Place:
    """Pixel i along an axis."""
    return (*(slice(None),) * axis, slice(i, i + 1))


def _windows(x: Array, axis: int, count: int) -> Iterator[list[windows.Place]]:
    """The pixels of each of `count` windows along an axis of x."""
    n = x.shape[axis]
    for o in range(count):
        start, end = o * n // count, -(-(o + 1) * n // count)
        yield [_place(axis, i) for i in range(start, end)]


class _AdaptivePooling(Pooling):
    """Window o of m over n pixels goes from o n / m, rounded down, to (o + 1) n / m, rounded up.

    So windows differ in width by one at most and share a pixel where n / m is no integer; with more
    windows than pixels, pixels repeat. The axes are pooled one after the other, rows first.

    Parameters
    ----------
    output_size : int or tuple of int
        The number of windows along each axis.
    data_format : "channels_last" or "channels_first", optional
        Whether the input is (n, *sizes, d) or (n, d, *sizes).
    """

    def __init__(self, output_size: Size, data_format: str | None = None, **kwargs: Any) -> None:
        super().__init__(data_format, **kwargs)
        self.output_size = checks.sizes(type(self).__name__, "output_size", output_size, self.rank)

    def pooled_sizes(self, sizes: Shape) -> Shape:
        """`output_size`, whatever the input's sizes are."""
        return self.output_size

    def summary(self, x: Array, places: list[windows.Place]) -> Array:
        """Return the output of one window, whose pixels are at `places`."""
        raise NotImplementedError

    def shares(self, x: Array, y: Array, places: list[windows.Place]) -> Iterable[Any]:
        """Return for each pixel of a window what of dy it gets; y is the window's output."""
        raise NotImplementedError

    def pool(self, x: Array) -> tuple[Array, Any]:
        """Return `(y, cache)`; the cache holds each axis's input, and last the output."""
        if 0 in x.shape[1:-1]:
            raise ValueError(f"{self.name}: expected a pixel at least along each axis, got shape {x.shape}")
        steps = [x]
        for axis, count in enumerate(self.output_size, start=1):
            x = np.concatenate([self.summary(x, places) for places in _windows(x, axis, count)], axis)
            steps.append(x)
        return x, steps

    def unpool(self, dy: Array, cache: Any) -> Array:
        """Return dx."""
        for axis in range(self.rank, 0, -1):
            x, y = cache[axis - 1 : axis + 1]
            dx = np.zeros(x.shape, dtype=dy.dtype)
            for o, places in enumerate(_windows(x, axis, y.shape[axis])):
                at = _place(axis, o)
                windows.spread(dx, dy[at], self.shares(x, y[at], places), places, overlap=True)
            dy = dx
        return dy

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this layer."""
        return super().get_config() | {"output_size": self.output_size}


class _AdaptiveMaxPooling(_AdaptivePooling):
    """The largest of each window.

    forward   y[o] = max x[i] over the pixels i of window o    along one axis after the other
    backward  dx[i] = Σ dy[o] over the windows o in which x[i] is the first that equals y[o]

    As rows are pooled before columns, of equal pixels the one furthest to the left wins, and only within
    a column the upper one: not the order of MaxPooling2D. With three axes ties follow MaxPooling3D's rule.
    Keras's own gradient is not to be trusted where an axis has one output or one pixel: TensorFlow then
    leaves memory as it finds it.

    Source: `keras.layers.AdaptiveMaxPooling2D`.
    """

    def pool(self, x: Array) -> tuple[Array, Any]:
        """Return `(y, cache)`."""
        return super().pool(windows.finite(x, self.rank))

    def summary(self, x: Array, places: list[windows.Place]) -> Array:
        """The largest."""
        return windows.largest(x, places)

    def shares(self, x: Array, y: Array, places: list[windows.Place]) -> Iterable[Any]:
        """All for the first that is the largest."""
        return windows.winners(x, y, places, self.rank)


class _AdaptiveAveragePooling(_AdaptivePooling):
    """The mean of each window.

    forward   y[o] = Σ x[i] / m[o] over the m[o] pixels i of window o    along one axis after the other
    backward  dx[i] = Σ dy[o] / m[o] over the windows o that hold i

    Source: `keras.layers.AdaptiveAveragePooling2D`.
    """

    def summary(self, x: Array, places: list[windows.Place]) -> Array:
        """The mean."""
        return windows.total(x, places) / len(places)

    def shares(self, x: Array, y: Array, places: list[windows.Place]) -> Iterable[Any]:
        """The same for all."""
        return [1 / len(places)] * len(places)


class AdaptiveMaxPooling1D(_AdaptiveMaxPooling):
    """The largest of each of `output_size` windows, x (n, t, d)."""

    rank = 1


class AdaptiveMaxPooling2D(_AdaptiveMaxPooling):
    """The largest of each of `output_size` windows, x (n, h, w, d)."""

    rank = 2


class AdaptiveMaxPooling3D(_AdaptiveMaxPooling):
    """The largest of each of `output_size` windows, x (n, depth, h, w, d)."""

    rank = 3


class AdaptiveAveragePooling1D(_AdaptiveAveragePooling):
    """The mean of each of `output_size` windows, x (n, t, d)."""

    rank = 1


class AdaptiveAveragePooling2D(_AdaptiveAveragePooling):
    """The mean of each of `output_size` windows, x (n, h, w, d)."""

    rank = 2


class AdaptiveAveragePooling3D(_AdaptiveAveragePooling):
    """The mean of each of `output_size` windows, x (n, depth, h, w, d)."""

    rank = 3
