"""What all layers share that only move numbers: no weights, and the way back needs the shape alone."""

from typing import Any

import numpy as np

from reference.layer import Layer

__all__ = ["Moving", "spatial_axes"]

Array = np.ndarray
Gradients = dict[str, Array]


def spatial_axes(data_format: str, rank: int) -> tuple[int, ...]:
    """The axes of a batch that are neither samples nor channels."""
    first = 2 if data_format == "channels_first" else 1
    return tuple(range(first, first + rank))


class Moving(Layer):
    """A layer that moves numbers: a subclass writes `move`, and `move_back` for the gradient.

    The cache is the shape of x. Integers become floats, where Keras's layer leaves them what they are.
    """

    free_shape = True

    def move(self, x: Array) -> Array:
        """Return the output."""
        raise NotImplementedError

    def move_back(self, dy: Array, shape: tuple[int, ...]) -> Array:
        """Return the gradient of an input of `shape`."""
        raise NotImplementedError

    def forward(self, x: Array, training: bool = False) -> tuple[Array, Any]:
        """Return `(y, cache)`."""
        return self.move(x), x.shape

    def backward(self, dy: Array, cache: Any, input_gradient: bool = True) -> tuple[Array | None, Gradients]:
        """Return `(dx, {})`."""
        return (self.move_back(dy, cache) if input_gradient else None), {}
