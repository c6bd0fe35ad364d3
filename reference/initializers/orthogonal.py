"""Weights that keep lengths: rows or columns of length 1, at right angles to each other."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from reference import random
from reference.initializers.initializer import RandomInitializer
from reference.random.arguments import as_number, as_sizes, float_dtype

__all__ = ["Orthogonal"]

Array = np.ndarray


class Orthogonal(RandomInitializer):
    """A random orthogonal matrix: the recurrent kernels, unless asked otherwise.

    a = Q R           a normal, (l, s): the longer side l of the matrix first, then the shorter
    w = gain Q sign(diag R)                 w of shape (r, c); transposed if r < c

    Q alone depends on the convention of who factorizes; with the diagonal of R made positive it is the
    only one, and uniformly distributed. Multiplied again and again, an orthogonal kernel neither blows
    up nor shrinks what a recurrent layer remembers.

    Parameters
    ----------
    gain : number
        What the matrix is multiplied by.
    seed : int, SeedGenerator or None
        See `RandomInitializer`.

    Source: Saxe, McClelland and Ganguli, "Exact solutions to the nonlinear dynamics of learning in deep
    linear neural networks" (2014); Keras's up to the rounding of its normal numbers and of QR.
    """

    def __init__(self, gain: float = 1.0, seed: Any = None) -> None:
        self.gain = gain
        super().__init__(seed)

    def __call__(self, shape: Sequence[int], dtype: Any = None) -> Array:
        """Return the matrix; a `shape` of more axes is one of a matrix with all but the last as rows.

        Raises a ValueError for fewer than two axes.
        """
        sizes, kind = as_sizes(shape), float_dtype(dtype)
        if len(sizes) < 2:
            raise ValueError(f"Orthogonal: the shape must have two axes or more, got {shape}")
        gain = as_number("Orthogonal: gain", self.gain, kind)
        rows, columns = math.prod(sizes[:-1]), sizes[-1]
        normal = random.normal((max(rows, columns), min(rows, columns)), dtype=kind, seed=self.seed)
        q, r = np.linalg.qr(normal)
        q *= np.sign(np.diagonal(r))
        return gain * (q.T if rows < columns else q).reshape(sizes)

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this initializer."""
        return super().get_config() | {"gain": self.gain}
