"""Layers that move numbers without changing them."""

import math
from typing import Any

import numpy as np

from reference.checks import Shape
from reference.layer import Layer

__all__ = ["Flatten"]

Array = np.ndarray


class Flatten(Layer):
    """All axes of a sample in one, the last running fastest (row-major order).

    forward   y = x as (n, a b c)      backward  dx = dy as (n, a, b, c)

    Pixel (r, c) of a 28x28 image becomes entry 28 r + c. Source: `keras.layers.Flatten`;
    only `data_format="channels_last"`.
    """

    def __init__(self, data_format: str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if data_format not in (None, "channels_last"):
            raise ValueError(f"Flatten supports data_format='channels_last' only, got {data_format!r}")

    def forward(self, x: Array, training: bool = False) -> tuple[Array, Any]:
        """Return `(y, cache)`; the cache is the shape of x."""
        return x.reshape(len(x), -1), x.shape

    def backward(
        self, dy: Array, cache: Any, input_gradient: bool = True
    ) -> tuple[Array | None, dict[str, Array]]:
        """Return `(dx, {})`."""
        return dy.reshape(cache), {}

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """(n, product of the other sizes); open where one of them is open."""
        sizes = input_shape[1:]
        known = [size for size in sizes if size is not None]
        return (input_shape[0], math.prod(known) if len(known) == len(sizes) else None)

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this layer."""
        return super().get_config() | {"data_format": "channels_last"}
