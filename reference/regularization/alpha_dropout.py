"""Alpha dropout: dropout for SELU networks, which keeps mean and variance."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from reference.activations.rectifiers import SELU_ALPHA, SELU_SCALE
from reference.random import SeedGenerator
from reference.random.dropout import keep_mask
from reference.regularization.dropout import Dropout

__all__ = ["AlphaDropout"]

Array = np.ndarray

DROPPED = -SELU_ALPHA * SELU_SCALE  # what selu tends to far below zero: -1.7581


class AlphaDropout(Dropout):
    """A share `rate` of the entries is at SELU's lower end, and all are mapped back to mean 0, variance 1.

    forward    m = 1 where u >= rate, else 0     u uniform in [0, 1), of the type `floatx()`
               y = a (m x + (1 - m) α′) + b      α′ = -1.7581
               a = ((1 - rate) (1 + rate α′²))^(-1/2)      b = -a α′ rate
    backward   dx = a m dy

    Parameters are those of Dropout, but the rate must be below 1: Keras takes a rate of 1 and divides
    by zero in training.

    Source: `keras.layers.AlphaDropout`; Klambauer et al., "Self-normalizing neural networks" (2017).
    """

    def __init__(
        self,
        rate: float,
        noise_shape: Sequence[int | None] | None = None,
        seed: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(rate, noise_shape, seed, **kwargs)
        if self.rate == 1:
            raise ValueError("AlphaDropout: rate must be below 1, got 1")
        self.a = ((1 - self.rate) * (1 + self.rate * DROPPED**2)) ** -0.5
        self.b = -self.a * DROPPED * self.rate

    def draw(self, x: Array, generator: SeedGenerator) -> Array:
        """Return m as booleans; unlike Dropout's it does not depend on the dtype of x."""
        return keep_mask(x.shape, self.rate, self.noise_shape, None, generator)

    def disturb(self, x: Array, noise: Array) -> Array:
        """Return a (m x + (1 - m) α′) + b; unlike Dropout's, a dropped nan stays one."""
        return self.a * (x * noise + x.dtype.type(DROPPED) * ~noise) + self.b

    def slope(self, dy: Array, noise: Array) -> Array:
        """Return a m dy."""
        return self.a * (dy * noise)
