"""Walking an array channel by channel."""

import math
from collections.abc import Sequence

import numpy as np

__all__ = ["Channels"]

Array = np.ndarray

WIDE = 1024  # an inner loop of this length no longer feels what starting it costs
LARGE = 16384  # in smaller arrays there is nothing to be gained


class Channels:
    """An array of `shape` seen as (rows, channels), or as (before, channels, after) for an inner `axis`.

    NumPy's inner loops run along the last axis, and over 8 channels they cost more than the arithmetic.
    Where channels come last in a large array, some rows are therefore seen as one wide row.

    Attributes
    ----------
    count : int
        How many numbers each channel has.
    """

    def __init__(self, shape: Sequence[int], axis: int) -> None:
        axis %= len(shape)
        before, channels, after = math.prod(shape[:axis]), shape[axis], math.prod(shape[axis + 1 :])
        self.count, self.channels, self.inner = before * after, channels, after > 1
        self.rows_in_one = 1
        if not self.inner and before * channels >= LARGE and 2 * channels <= WIDE:
            self.rows_in_one = math.gcd(before, 1 << (WIDE // channels).bit_length() - 1)
        rows = before // self.rows_in_one
        self.shape = (before, channels, after) if self.inner else (rows, self.rows_in_one * channels)

    def view(self, a: Array) -> Array:
        """`a` in that shape."""
        return a.reshape(self.shape)

    def spread(self, values: Array) -> Array:
        """One value a channel, so that it meets its channel in a view."""
        if self.inner:
            return values[:, None]
        return np.tile(values, self.rows_in_one) if self.rows_in_one > 1 else values

    def total(self, a: Array) -> Array:
        """The sum of a view for each channel, (channels,)."""
        if self.inner:
            sums: Array = np.add.reduce(a, axis=(0, 2))
        elif 4 * a.shape[1] >= WIDE:
            sums = np.add.reduce(a)
        else:
            sums = np.ones(len(a), dtype=a.dtype).dot(a)  # BLAS does not mind rows that are short
        return sums if self.rows_in_one == 1 else np.add.reduce(sums.reshape(-1, self.channels))
