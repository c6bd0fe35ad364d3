"""What the layers with a seed share."""

import copy
from typing import Any

import numpy as np

from reference.layer import Layer
from reference.random import SeedGenerator

__all__ = ["RandomLayer"]

Array = np.ndarray


class RandomLayer(Layer):
    """Noise in training, nothing in inference.

    training    noise = draw(x)      y = disturb(x, noise)      dx = slope(dy, noise)
    inference   y = x                dx = dy

    The layer's `seed_generator` counts the runs in training: each has other noise. As in Keras, a layer
    that never makes noise has no generator, so that it takes no number from Python's `random` either.
    """

    free_shape = True
    supports_masking = True

    def __init__(self, seed: int | None, makes_noise: bool, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.seed = seed
        self.seed_generator = SeedGenerator(seed) if makes_noise else None

    def draw(self, x: Array, generator: SeedGenerator) -> Array:
        """Return the noise for `x`."""
        raise NotImplementedError

    def disturb(self, x: Array, noise: Array) -> Array:
        """Return y."""
        raise NotImplementedError

    def slope(self, dy: Array, noise: Array) -> Array:
        """Return dx for what `disturb` did."""
        raise NotImplementedError

    def forward(self, x: Array, training: bool = False) -> tuple[Array, Any]:
        """Return `(y, cache)`; the cache is the noise and the generator's next state, or None."""
        if not training or self.seed_generator is None:
            return x, None
        generator = copy.copy(self.seed_generator)
        noise = self.draw(x, generator)
        return self.disturb(x, noise), (noise, generator.state)

    def backward(
        self, dy: Array, cache: Any, input_gradient: bool = True
    ) -> tuple[Array | None, dict[str, Array]]:
        """Return `(dx, {})`, through the same noise."""
        if not input_gradient:
            return None, {}
        return (dy if cache is None else self.slope(dy, cache[0])), {}

    def commit(self, cache: Any) -> None:
        """Move the seed generator on, if the run drew from it."""
        if self.seed_generator is not None and cache is not None:
            self.seed_generator.state = cache[1]
