"""A layer that only adds to the loss."""

from typing import Any

import numpy as np

from reference.layer import Layer
from reference.regularizers import L1L2

__all__ = ["ActivityRegularization"]

Array = np.ndarray


class ActivityRegularization(Layer):
    """The identity, whose output costs something: its `activity_regularizer` is L1L2(l1, l2).

    forward   y = x      backward   dx = dy      loss + (l1 Σ|y| + l2 Σy²) / n

    As every activity regularizer's, the cost is divided by the n samples; training adds it to the loss and
    its slope to dy. Source: `keras.layers.ActivityRegularization`.
    """

    free_shape = True
    passes_logits = True
    supports_masking = True

    def __init__(self, l1: float | None = 0.0, l2: float | None = 0.0, **kwargs: Any) -> None:
        super().__init__(activity_regularizer=L1L2(l1, l2), **kwargs)
        self.l1 = l1
        self.l2 = l2

    def forward(self, x: Array, training: bool = False) -> tuple[Array, Any]:
        """Return `(x, None)`."""
        return x, None

    def backward(
        self, dy: Array, cache: Any, input_gradient: bool = True
    ) -> tuple[Array | None, dict[str, Array]]:
        """Return `(dy, {})`."""
        return (dy if input_gradient else None), {}

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this layer."""
        config = super().get_config() | {"l1": self.l1, "l2": self.l2}
        del config["activity_regularizer"]
        return config
