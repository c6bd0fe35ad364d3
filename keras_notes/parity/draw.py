"""Drawing weights, inputs and upstream gradients, the same for both halves."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

__all__ = ["Draw"]

Array = np.ndarray


@dataclass(frozen=True)
class Draw:
    """Numbers by name: one seed and one name always give the same numbers.

    Attributes
    ----------
    seed : int
    exact : bool
        Small multiples of 1/4, so that sums of products of them are exact in any order; else normal
        numbers of the given scale.
    dtype : str
        The float type of what is drawn.
    rounded_to : str
        The type the numbers were rounded to first; a float64 referee of a float32 run sees the very
        numbers that the run saw.
    """

    seed: int
    exact: bool
    dtype: str
    rounded_to: str

    def rng(self, name: str) -> np.random.Generator:
        """The generator behind everything called `name`."""
        return np.random.default_rng([self.seed, zlib.crc32(name.encode())])

    def __call__(self, name: str, shape: Sequence[int], scale: float = 1.0) -> Array:
        """An array of random numbers, none of them a constant of the formula under test."""
        rng = self.rng(name)
        if self.exact:
            quarters = rng.integers(-6, 7, size=shape)
            return (quarters / 4).astype(self.dtype)
        return self.cast(rng.standard_normal(shape) * scale)

    def weight(self, name: str, shape: Sequence[int], positive: bool = False) -> Array:
        """Like a call, scaled by 1/sqrt(fan-in) so that a deep stack keeps its numbers near 1."""
        fan_in = int(np.prod(shape[:-1])) if len(shape) > 1 else 4
        numbers = self(name, shape, scale=fan_in**-0.5)
        return np.abs(numbers) + numbers.dtype.type(0.5) if positive else numbers

    def integers(self, name: str, high: int, shape: Sequence[int]) -> Array:
        """Random integers from 0 to high - 1."""
        return self.rng(name).integers(0, high, size=shape)

    def cast(self, numbers: Array) -> Array:
        """`numbers` rounded as this draw rounds, in its float type."""
        return np.asarray(numbers).astype(self.rounded_to).astype(self.dtype)

    def in_float64(self) -> "Draw":
        """The same numbers, as float64."""
        return replace(self, dtype="float64")
