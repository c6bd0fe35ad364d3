"""Correlations between targets and predictions."""

from typing import Any

import numpy as np

from reference import config
from reference.losses.arguments import check_axis, check_same_shape
from reference.metrics.accuracy import pair
from reference.metrics.wrapper import MeanOfFunction

__all__ = [
    "ConcordanceCorrelation",
    "PearsonCorrelation",
    "concordance_correlation",
    "pearson_correlation",
]

Array = np.ndarray
Axis = int | tuple[int, ...] | None


def _centred(y_true: Any, y_pred: Any, axis: Axis) -> tuple[Array, Array, Array, Array]:
    """The deviations of both from their means, and these means, along `axis`, which is kept."""
    y_true, y_pred = pair(y_true, y_pred)
    check_same_shape(y_true, y_pred)
    true_mean, pred_mean = (each.mean(axis=axis, keepdims=True) for each in (y_true, y_pred))
    return y_true - true_mean, y_pred - pred_mean, true_mean, pred_mean


@np.errstate(all="ignore")
def pearson_correlation(y_true: Any, y_pred: Any, axis: Axis = -1) -> Array:
    """Return the mean of t p / (σₜ σₚ) along `axis`: t, p are the deviations from the means.

    The standard deviations are biased. A constant row has none, and its correlation is nan.

    >>> pearson_correlation([[0, 0.5, 1], [1, 1, 0.2]], [[0.1, 0.5, 0.9], [1, 0.9, 0.2]])
    array([1.       , 0.9933992], dtype=float32)
    """
    t, p, _, _ = _centred(y_true, y_pred, axis)
    t, p = (each / each.std(axis=axis, keepdims=True) for each in (t, p))
    return np.mean(t * p, axis=axis)


@np.errstate(all="ignore")
def concordance_correlation(y_true: Any, y_pred: Any, axis: Axis = -1) -> Array:
    """Return 2 mean(t p) / (σₜ² + σₚ² + (μₜ - μₚ)² + epsilon) along `axis`: 1 only where both are equal.

    t, p are the deviations from the means μ, the variances are biased, and thanks to epsilon two
    constant rows give 0.

    >>> concordance_correlation([[0.0, 1.0, 2.0]], [[1.0, 2.0, 3.0]])
    array([0.57142854], dtype=float32)
    """
    t, p, true_mean, pred_mean = _centred(y_true, y_pred, axis)
    total = t.var(axis=axis, keepdims=True) + p.var(axis=axis, keepdims=True)
    apart = total + (true_mean - pred_mean) ** 2 + t.dtype.type(config.epsilon())
    return 2 * np.mean(t * p / apart, axis=axis)


class PearsonCorrelation(MeanOfFunction):
    """The mean over rows of the correlation within each: see `pearson_correlation`.

    With `axis=0`, the mean over columns of the correlation over each batch: not over all batches.
    """

    def __init__(self, name: str = "pearson_correlation", dtype: Any = None, axis: int = -1) -> None:
        super().__init__(pearson_correlation, name, dtype, axis=check_axis(axis))


class ConcordanceCorrelation(MeanOfFunction):
    """The mean over rows of the concordance within each: see `concordance_correlation`.

    With `axis=0`, the mean over columns of the concordance over each batch: not over all batches.
    """

    def __init__(self, name: str = "concordance_correlation", dtype: Any = None, axis: int = -1) -> None:
        super().__init__(concordance_correlation, name, dtype, axis=check_axis(axis))
