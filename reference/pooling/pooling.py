"""What all pooling layers share: the order of the axes, and shapes."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from reference import checks
from reference.channels import as_given, channels_last, join_shape, split_shape
from reference.checks import Shape, check_rank
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

    free_shape = True
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

    def forward(self, x: Array, training: bool = False) -> tuple[Array, Any]:
        """Return `(y, cache)`."""
        y, cache = self.pool(channels_last(x, self.data_format))
        return as_given(y, self.data_format), cache

    def backward(self, dy: Array, cache: Any, input_gradient: bool = True) -> tuple[Array | None, Gradients]:
        """Return `(dx, {})`: there are no weights."""
        if not input_gradient:
            return None, {}
        dx = self.unpool(channels_last(dy, self.data_format), cache)
        return as_given(dx, self.data_format), {}

    def compute_output_shape(self, input_shape: Sequence[int | None]) -> Shape:
        """The input's shape with the sizes after pooling; None where a size is open."""
        check_rank(self.name, input_shape, self.rank + 2)
        n, sizes, d = split_shape(input_shape, self.data_format)
        return join_shape(n, self.pooled_sizes(sizes), d, self.data_format)

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this layer."""
        return super().get_config() | {"data_format": self.data_format}
