"""Gradients of tables of rows: sums that remember what they are sums of.

The gradient of an embedding is, for each row, the sum over its occurrences in the batch. TensorFlow
hands the occurrences to the optimizer unsummed (`IndexedSlices`), and Keras's optimizers sum them only
after they have squared, clipped or measured each by itself: a word that stands twice in a batch, with
the gradients g and h, moves Adam's mean of squares by g² + h², not by (g + h)².
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

__all__ = ["RowSum", "absolutes_into", "by_row", "divided", "entries", "mapped", "squares_into"]

Array = np.ndarray


def _scattered(rows: Array, values: Array, shape: tuple[int, ...]) -> Array:
    """Every row of `values` added to its place. One count with weights, faster than `np.add.at`."""
    width = shape[-1]
    places = rows.reshape(-1, 1) * width + np.arange(width)
    total = np.bincount(places.ravel(), values.ravel(), shape[0] * width)
    return total.reshape(shape).astype(values.dtype)


class RowSum(np.ndarray):
    """An array, the sum of `values` (…, d) by `rows` (…), for optimizers; else an array like any other.

    What is computed from it is a plain array, that no longer knows its parts.
    """

    rows: Array | None
    values: Array

    def __new__(cls, rows: Array, values: Array, shape: tuple[int, ...]) -> "RowSum":
        """Sum up."""
        self = _scattered(rows, values, shape).view(cls)
        self.rows, self.values = rows, values
        return self

    def __array_finalize__(self, source: Any) -> None:
        self.rows = None

    def __repr__(self) -> str:
        return repr(self.view(np.ndarray))


def mapped(function: Callable[[Array], Array], grad: Array) -> Array:
    """`function` of a gradient, element by element: of each occurrence, where it is a sum of such."""
    if isinstance(grad, RowSum) and grad.rows is not None:
        return RowSum(grad.rows, function(grad.values), grad.shape)
    return function(grad)


def divided(grads: Sequence[Array | None], by: float) -> list[Array | None]:
    """Each gradient over a number; None stays None."""
    return [None if grad is None else mapped(lambda g: g / by, grad) for grad in grads]


def by_row(function: Callable[..., Array], grad: Array, *tables: Array) -> Array:
    """`function(grad, *tables)`, element by element: of each occurrence with its rows of the tables."""
    if isinstance(grad, RowSum) and grad.rows is not None:
        rows = grad.rows
        return RowSum(rows, function(grad.values, *(table[rows] for table in tables)), grad.shape)
    return function(grad, *tables)


def entries(grad: Array) -> Array:
    """The numbers whose squares make the norm of a gradient: those of all occurrences."""
    return grad.values if isinstance(grad, RowSum) and grad.rows is not None else grad


def squares_into(out: Array, grad: Array) -> Array:
    """The square of a gradient, or the sum of those of the occurrences, in `out`."""
    if isinstance(grad, RowSum) and grad.rows is not None:
        out[...] = mapped(np.square, grad)
        return out
    return np.multiply(grad, grad, out=out)


def absolutes_into(out: Array, grad: Array) -> Array:
    """The size of a gradient, or the sum of those of the occurrences, in `out`."""
    out[...] = mapped(np.abs, grad)
    return out
