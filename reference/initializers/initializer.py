"""The base class, the constants, and the random ones whose spread is an argument."""

from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np

from reference import random
from reference.lookup import serialized
from reference.random.arguments import as_number, as_sizes, as_tensor_number, float_dtype
from reference.random.seeds import as_seed

__all__ = [
    "Constant",
    "Identity",
    "Initializer",
    "Ones",
    "RandomInitializer",
    "RandomNormal",
    "RandomUniform",
    "TruncatedNormal",
    "Zeros",
]

Array = np.ndarray


class Initializer:
    """A function from a shape to an array: `initializer(shape, dtype=None)`."""

    def __call__(self, shape: Sequence[int], dtype: Any = None) -> Array:
        """Return an array of `shape` (sizes >= 0) and `dtype` ("float32", "float64", None: `floatx()`)."""
        raise NotImplementedError

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments, as the Keras initializer would give them."""
        return {}

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """Build the initializer from a configuration, one that the Keras initializer gave included."""
        return cls(**config)


class Constant(Initializer):
    """The same `value` everywhere.

    A Python float is rounded to float32 even in float64, as in Keras on TensorFlow.
    """

    def __init__(self, value: float = 0.0) -> None:
        self.value = value

    def __call__(self, shape: Sequence[int], dtype: Any = None) -> Array:
        """Return `value` in an array of `shape`."""
        kind = float_dtype(dtype)
        return np.full(as_sizes(shape), as_tensor_number("Constant: value", self.value, kind), kind)

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this initializer."""
        return {"value": self.value}


class Zeros(Initializer):
    """0 everywhere: the biases, unless asked otherwise."""

    def __call__(self, shape: Sequence[int], dtype: Any = None) -> Array:
        """Return zeros in an array of `shape`."""
        return np.zeros(as_sizes(shape), float_dtype(dtype))


class Ones(Initializer):
    """1 everywhere."""

    def __call__(self, shape: Sequence[int], dtype: Any = None) -> Array:
        """Return ones in an array of `shape`."""
        return np.ones(as_sizes(shape), float_dtype(dtype))


class Identity(Initializer):
    """`gain` on the diagonal of a matrix and 0 elsewhere.

    The configuration that Keras 3.15.1 gives has no gain: a Keras layer with `Identity(2.0)` that is
    saved and read starts with 1. This one names a gain other than 1, which Keras reads.
    """

    def __init__(self, gain: float = 1.0) -> None:
        self.gain = gain

    def __call__(self, shape: Sequence[int], dtype: Any = None) -> Array:
        """Return the matrix, square or not; raise a ValueError unless `shape` has two axes."""
        sizes, kind = as_sizes(shape), float_dtype(dtype)
        if len(sizes) != 2:
            raise ValueError(f"Identity: the shape must have two axes, got {shape}")
        return as_number("Identity: gain", self.gain, kind) * np.eye(*sizes, dtype=kind)

    def get_config(self) -> dict[str, Any]:
        """The gain, if it is not 1."""
        return {} if self.gain == 1 else {"gain": self.gain}


class RandomInitializer(Initializer):
    """What the random ones share: the seed.

    Parameters
    ----------
    seed : int, SeedGenerator, configuration of a SeedGenerator, or None
        With a Python int each call gives the same values; so with None, which stands for one
        `make_default_seed()`, drawn by the constructor. A SeedGenerator gives new values at each call.

    Raises
    ------
    ValueError
        For any other seed.
    """

    def __init__(self, seed: Any = None) -> None:
        self._initial_seed = seed
        if seed is None:
            seed = random.make_default_seed()
        elif isinstance(seed, Mapping) and seed.get("class_name") == "SeedGenerator":
            seed = random.SeedGenerator.from_config(seed["config"])
        elif not isinstance(seed, random.SeedGenerator):
            seed = as_seed(f"{type(self).__name__}: seed", seed)
        self.seed: int | random.SeedGenerator = seed

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this initializer; the seed is None if it was not given."""
        seed = self._initial_seed
        if isinstance(seed, random.SeedGenerator):
            return {"seed": serialized("keras.random", seed)}
        return {"seed": seed}


class RandomUniform(RandomInitializer):
    """Uniform numbers from `minval` up to but not including `maxval`: `random.uniform`."""

    def __init__(self, minval: float = -0.05, maxval: float = 0.05, seed: Any = None) -> None:
        self.minval = minval
        self.maxval = maxval
        super().__init__(seed)

    def __call__(self, shape: Sequence[int], dtype: Any = None) -> Array:
        """Return uniform numbers in an array of `shape`."""
        return random.uniform(shape, self.minval, self.maxval, dtype, self.seed)

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this initializer."""
        return super().get_config() | {"minval": self.minval, "maxval": self.maxval}


class RandomNormal(RandomInitializer):
    """Normal numbers around `mean`: `random.normal`."""

    def __init__(self, mean: float = 0.0, stddev: float = 0.05, seed: Any = None) -> None:
        self.mean = mean
        self.stddev = stddev
        super().__init__(seed)

    def __call__(self, shape: Sequence[int], dtype: Any = None) -> Array:
        """Return normal numbers in an array of `shape`."""
        return random.normal(shape, self.mean, self.stddev, dtype, self.seed)

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this initializer."""
        return super().get_config() | {"mean": self.mean, "stddev": self.stddev}


class TruncatedNormal(RandomNormal):
    """Normal numbers closer than two `stddev` to `mean`: `random.truncated_normal`."""

    def __call__(self, shape: Sequence[int], dtype: Any = None) -> Array:
        """Return truncated normal numbers in an array of `shape`."""
        return random.truncated_normal(shape, self.mean, self.stddev, dtype, self.seed)
