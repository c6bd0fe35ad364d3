"""The running mean that every metric here is."""

import math
from collections.abc import Callable, Mapping
from typing import Any, Self

import numpy as np

from reference.checks import dtype_name
from reference.losses.arguments import as_floats

__all__ = ["Mean", "MeanMetricWrapper", "Metric"]

Array = np.ndarray


class Metric:
    """A running weighted mean: `total` = Σ w v and `count` = Σ w since the last `reset_state`.

    Both are kept in `dtype`, as in Keras; in float32 they count ones exactly up to 2²⁴.

    Parameters
    ----------
    name : str
        What reports call it.
    dtype : str, optional
        "float32" or "float64"; `reference.config.floatx()` if not given.
    """

    def __init__(self, name: str, dtype: Any = None) -> None:
        self.name = name
        self.dtype = dtype_name(dtype)
        self.reset_state()

    def reset_state(self) -> None:
        """Forget what came so far."""
        self.total: Any = np.dtype(self.dtype).type(0)
        self.count: Any = self.total

    def update_state(self, *args: Any, **kwargs: Any) -> None:
        """Take in a batch."""
        raise NotImplementedError

    @np.errstate(all="ignore")
    def add(self, values: Any, sample_weight: Any = None) -> None:
        """Take in one value for each sample, or several, which are averaged first.

        Weights have the shape of the first axes of `values`, or (n, 1); without any, each sample
        counts 1. One number as the weight is that of the mean of all values.
        """
        values = as_floats("values", values, self.dtype)
        if sample_weight is None:
            count: Any = values.shape[0] if values.ndim else 1
            values = _mean_of_each(values, 1)
        else:
            weights = as_floats("sample_weight", sample_weight, self.dtype)
            if weights.shape == (*values.shape[:1], 1):
                weights = weights.reshape(-1)
            if weights.shape != values.shape[: weights.ndim]:
                raise ValueError(f"sample_weight: expected shape {values.shape[:1]}, got {weights.shape}")
            values = _mean_of_each(_mean_of_each(values, weights.ndim) * weights, 1)
            count = np.add.reduce(_mean_of_each(weights, 1), axis=None)
        self.total = self.total + np.add.reduce(values, axis=None)
        self.count = self.count + self.total.dtype.type(count)

    def result(self) -> Any:
        """Return total / count, or 0 if nothing counted, as a NumPy scalar of the metric's dtype."""
        return self.total / self.count if self.count else self.total * 0

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Take in a batch and return the result so far."""
        self.update_state(*args, **kwargs)
        return self.result()

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments, as Keras's metric gives them."""
        return {"name": self.name, "dtype": self.dtype}

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """Build the metric from a configuration, one that the Keras metric gave included."""
        return cls(**config)


def _mean_of_each(values: Array, axes: int) -> Array:
    """The mean over all axes but the first `axes`."""
    if values.ndim <= axes:
        return values
    rest = tuple(range(axes, values.ndim))
    return np.add.reduce(values, axis=rest) / math.prod(values.shape[axes:])


class Mean(Metric):
    """The weighted mean of values. With batch losses weighted by batch sizes, the loss `fit` reports.

    >>> mean = Mean()
    >>> mean.update_state(1.5, sample_weight=32)
    >>> mean.update_state(0.5, sample_weight=8)
    >>> mean.result()
    np.float32(1.3)
    """

    def __init__(self, name: str = "mean", dtype: Any = None) -> None:
        super().__init__(name, dtype)

    def update_state(self, values: Any, sample_weight: Any = None) -> None:
        """Take in values, and their weights; see `Metric.add`."""
        self.add(values, sample_weight)


class MeanMetricWrapper(Metric):
    """The running mean of a function of `(y_true, y_pred)` that gives one value a sample."""

    def __init__(
        self, fn: Callable[..., Any], name: str | None = None, dtype: Any = None, **arguments: Any
    ) -> None:
        super().__init__(name or fn.__name__, dtype)
        self.fn = fn
        self.arguments = arguments

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Take in a batch; weights as in `Metric.add`."""
        self.add(self.fn(y_true, y_pred, **self.arguments), sample_weight)
