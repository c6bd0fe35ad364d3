"""Gaussian noise, added or multiplied."""

import math
from typing import Any

import numpy as np

from reference.checks import number
from reference.random import SeedGenerator, normal
from reference.regularization.random_layer import RandomLayer

__all__ = ["GaussianDropout", "GaussianNoise"]

Array = np.ndarray


class GaussianDropout(RandomLayer):
    """Each entry is multiplied by a normal number around 1, in training only.

    forward    y = x e     e normal, mean 1, standard deviation sqrt(rate / (1 - rate))
    backward   dx = dy e

    Mean and variance of the factor are those of Dropout's, which is 0 or 1 / (1 - rate). The rate must
    be below 1: Keras takes a rate of 1 and divides by zero in training.

    Source: `keras.layers.GaussianDropout`; Srivastava et al. (2014), section 10.
    """

    def __init__(self, rate: float, seed: int | None = None, **kwargs: Any) -> None:
        self.rate = number("GaussianDropout", "rate", rate, 0, 1)
        if self.rate == 1:
            raise ValueError("GaussianDropout: rate must be below 1, got 1")
        super().__init__(seed, self.rate > 0, **kwargs)

    def draw(self, x: Array, generator: SeedGenerator) -> Array:
        """Return e."""
        return normal(x.shape, 1.0, math.sqrt(self.rate / (1 - self.rate)), x.dtype, generator)

    def disturb(self, x: Array, noise: Array) -> Array:
        """Return x e."""
        return x * noise

    def slope(self, dy: Array, noise: Array) -> Array:
        """Return dy e."""
        return dy * noise

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this layer."""
        return super().get_config() | {"rate": self.rate, "seed": self.seed}


class GaussianNoise(RandomLayer):
    """A normal number is added to each entry, in training only.

    forward    y = x + e     e normal, mean 0, standard deviation `stddev` (from 0 to 1, as in Keras)
    backward   dx = dy

    Source: `keras.layers.GaussianNoise`.
    """

    def __init__(self, stddev: float, seed: int | None = None, **kwargs: Any) -> None:
        self.stddev = number("GaussianNoise", "stddev", stddev, 0, 1)
        super().__init__(seed, self.stddev > 0, **kwargs)

    def draw(self, x: Array, generator: SeedGenerator) -> Array:
        """Return e."""
        return normal(x.shape, 0.0, self.stddev, x.dtype, generator)

    def disturb(self, x: Array, noise: Array) -> Array:
        """Return x + e."""
        return x + noise

    def slope(self, dy: Array, noise: Array) -> Array:
        """Return dy."""
        return dy

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this layer."""
        return super().get_config() | {"stddev": self.stddev, "seed": self.seed}
