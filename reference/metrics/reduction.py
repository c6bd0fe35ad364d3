"""Running sums and means."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from reference.losses.arguments import as_floats
from reference.metrics.metric import Metric

__all__ = ["Mean", "Sum"]

Array = np.ndarray


def total_of_each(values: Array, axes: int) -> Array:
    """The sum over all axes but the first `axes`."""
    return np.add.reduce(values, axis=tuple(range(axes, values.ndim))) if values.ndim > axes else values


def mean_of_each(values: Array, axes: int) -> Array:
    """The mean over all axes but the first `axes`."""
    return total_of_each(values, axes) / math.prod(values.shape[axes:]) if values.ndim > axes else values


def same_rank(a: Array, b: Array) -> tuple[Array, Array]:
    """Both, with a last axis of size 1 added or taken away where one has an axis more than the other.

    Beside a vector the other's column stays and the vector becomes one, as in Keras.
    """
    if a.ndim == b.ndim + 1 and a.shape[-1] == 1:
        return (a, b[:, None]) if b.ndim == 1 else (a[..., 0], b)
    if b.ndim == a.ndim + 1 and b.shape[-1] == 1:
        return (a[:, None], b) if a.ndim == 1 else (a, b[..., 0])
    return a, b


def samplewise(
    values: Any, sample_weight: Any, reduce: Callable[[Array, int], Array], dtype: str
) -> tuple[Array, Array | None]:
    """Return the weighted value of each sample, and the weight of each, None without a `sample_weight`.

    =================== ==============================================================================
    weights of shape    values v of shape (n, …) become
    =================== ==============================================================================
    none                each sample's v reduced
    (n,) or the first   w times v reduced over the axes that w does not have, then reduced to (n,);
    axes of v           w itself is reduced to (n,), too
    () or (1,)          w times v reduced over all axes, or over all but the first
    with axes of size 1 the same, after w was repeated along them; (n, 1) stands for (n,)
    =================== ==============================================================================

    This is `reduce_to_samplewise_values` of Keras.

    Raises
    ------
    ValueError
        If the weights do not broadcast to what they multiply.
    """
    values, weights = as_floats("values", values, dtype), None
    if sample_weight is not None:
        weights = as_floats("sample_weight", sample_weight, dtype)
        expected = values.shape[:1]
        values, weights = same_rank(values, weights)
        values = reduce(values, weights.ndim)
        try:
            weights = np.broadcast_to(weights, values.shape)
        except ValueError:
            got = np.shape(sample_weight)
            raise ValueError(f"sample_weight: expected a shape such as {expected}, got {got}") from None
        values, weights = values * weights, reduce(weights, 1)
    return reduce(values, 1), weights


class Sum(Metric):
    """The weighted sum of values.

    >>> sum = Sum()
    >>> sum.update_state([1, 3, 5, 7], sample_weight=[1, 1, 0, 0])
    >>> sum.result()
    np.float32(4.0)
    """

    total: Any

    def __init__(self, name: str = "sum", dtype: Any = None) -> None:
        super().__init__(name, dtype)
        self.add_variable("total", dtype=self.dtype)

    @np.errstate(all="ignore")
    def update_state(self, values: Any, sample_weight: Any = None) -> None:
        """Take in values, and their weights as in `samplewise`."""
        values, _ = samplewise(values, sample_weight, total_of_each, self.dtype)
        self.total = self.total + np.add.reduce(values, axis=None)

    def result(self) -> Any:
        """Return the sum, as a NumPy scalar of the metric's dtype."""
        return self.total


class Mean(Metric):
    """The weighted mean of values: `total` = Σ w v and `count` = Σ w since the last `reset_state`.

    Both are kept in `dtype`, as in Keras; in float32 they count ones exactly up to 2²⁴. With batch
    losses weighted by batch sizes it is the loss that `fit` reports:

    >>> mean = Mean()
    >>> mean.update_state(1.5, sample_weight=32)
    >>> mean.update_state(0.5, sample_weight=8)
    >>> mean.result()
    np.float32(1.3)
    """

    total: Any
    count: Any

    def __init__(self, name: str = "mean", dtype: Any = None) -> None:
        super().__init__(name, dtype)
        self.add_variable("total", dtype=self.dtype)
        self.add_variable("count", dtype=self.dtype)

    def update_state(self, values: Any, sample_weight: Any = None) -> None:
        """Take in values, and their weights; see `add`."""
        self.add(values, sample_weight)

    @np.errstate(all="ignore")
    def add(self, values: Any, sample_weight: Any = None) -> None:
        """Take in one value for each sample, or several, which are averaged first.

        Weights have the shapes that `samplewise` says; without any, each sample counts 1. One number
        as the weight is that of the mean of all values.
        """
        values, weights = samplewise(values, sample_weight, mean_of_each, self.dtype)
        count = values.size if weights is None else np.add.reduce(weights, axis=None)
        self.total = self.total + np.add.reduce(values, axis=None)
        self.count = self.count + self.total.dtype.type(count)

    def result(self) -> Any:
        """Return total / count, or 0 if nothing counted, as a NumPy scalar of the metric's dtype."""
        return self.total / self.count if self.count else type(self.total)(0)
