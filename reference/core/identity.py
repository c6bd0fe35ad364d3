"""Identity, which hands on what it gets, and Masking, which says what of it does not count."""

from typing import Any

import numpy as np

from reference.casting import through_float32
from reference.checks import number
from reference.layer import Layer

__all__ = ["Identity", "Masking"]

Array = np.ndarray
Gradients = dict[str, Array]


class Identity(Layer):
    """A placeholder.

    forward   y = x      backward  dx = dy

    Source: `keras.layers.Identity`.
    """

    free_shape = True
    passes_logits = True
    supports_masking = True

    def forward(self, x: Array, training: bool = False) -> tuple[Array, Any]:
        """Return `(x, None)`."""
        return x, None

    def backward(self, dy: Array, cache: Any, input_gradient: bool = True) -> tuple[Array | None, Gradients]:
        """Return `(dy, {})`."""
        return (dy if input_gradient else None), {}


class Masking(Layer):
    """The time steps whose features are all `mask_value` are set to 0 and masked for the layers behind.

    mask      m = any(x != mask_value)              x (n, t, d)   m (n, t)
    forward   y = x where m, else 0      backward  dx = dy where m, else 0

    One feature with another value keeps its step. Compared is exactly, and a Python float is rounded to
    float32 first, even in float64, as in Keras on TensorFlow. A mask from the layer before is replaced.

    Source: `keras.layers.Masking`.
    """

    free_shape = True
    makes_mask = supports_masking = True

    def __init__(self, mask_value: float = 0.0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.mask_value = number("Masking", "mask_value", mask_value)

    def compute_mask(self, x: Array, mask: Array | None = None) -> Array:
        """Where at least one feature is not `mask_value`."""
        value = self.mask_value
        found: Array = (x != (through_float32(value) if isinstance(value, float) else value)).any(axis=-1)
        return found

    def forward(self, x: Array, training: bool = False) -> tuple[Array, Any]:
        """Return `(y, cache)`; the cache is the mask."""
        mask = self.compute_mask(x)
        return np.where(mask[..., None], x, 0), mask

    def backward(self, dy: Array, cache: Any, input_gradient: bool = True) -> tuple[Array | None, Gradients]:
        """Return `(dx, {})`."""
        return (np.where(cache[..., None], dy, 0) if input_gradient else None), {}

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this layer."""
        return super().get_config() | {"mask_value": self.mask_value}
