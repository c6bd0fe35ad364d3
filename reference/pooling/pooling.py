"""What all pooling layers share: the order of the axes, and shapes."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from reference import checks
from reference.checks import Shape
from reference.layer import Layer

__all__ = ["Pooling"]

Array = np.ndarray
Gradients = dict[str, Array]


class Pooling(Layer):
    """A layer without weights that summarizes pixels, each channel for itself.

    A subclass says how many axes of pixels there are (`rank`) and writes `pool` and `unpool`, which see
    arrays (n, *sizes, d) whatever `data_format` says, and `pooled_sizes`. Integers become floats; in Keras
    the largest of integers is an integer.
    """

    rank: int

    def __init__(self, data_format: str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.data_format = checks.data_format(type(self).__name__, data_format)

    def pool(self, x: Array) -> tuple[Array, Any]:
        """Return `(y, cache)` for x (n, *sizes, d)."""
        raise NotImplementedError

    def unpool(self, dy: Array, cache: Any) -> Array:
        """Return dx (n, *sizes, d)."""
        raise NotImplementedError

    def pooled_sizes(self, sizes: Shape) -> Shape:
        """How many pixels there are along each axis after pooling; none if the axes go."""
        raise NotImplementedError

    def _channels_last(self, x: Array) -> Array:
        return np.moveaxis(x, 1, -1) if self.data_format == "channels_first" else x

    def _as_given(self, x: Array) -> Array:
        return np.moveaxis(x, -1, 1) if self.data_format == "channels_first" else x

    def forward(self, x: Array, training: bool = False) -> tuple[Array, Any]:
        """Return `(y, cache)`."""
        y, cache = self.pool(self._channels_last(x))
        return self._as_given(y), cache

    def backward(self, dy: Array, cache: Any, input_gradient: bool = True) -> tuple[Array | None, Gradients]:
        """Return `(dx, {})`: there are no weights."""
        if not input_gradient:
            return None, {}
        return self._as_given(self.unpool(self._channels_last(dy), cache)), {}

    def check_input(self, x: Array) -> None:
        """Raise a ValueError unless `x` can be pooled; its sizes may be others than those built for."""
        self.compute_output_shape(x.shape)

    def compute_output_shape(self, input_shape: Sequence[int | None]) -> Shape:
        """The input's shape with the sizes after pooling; None where a size is open."""
        if len(input_shape) != self.rank + 2:
            raise ValueError(
                f"{self.name}: expected an input of rank {self.rank + 2}, got shape {tuple(input_shape)}"
            )
        if self.data_format == "channels_first":
            n, d, *sizes = input_shape
            return (n, d, *self.pooled_sizes(tuple(sizes)))
        n, *sizes, d = input_shape
        return (n, *self.pooled_sizes(tuple(sizes)), d)

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this layer."""
        return super().get_config() | {"data_format": self.data_format}
