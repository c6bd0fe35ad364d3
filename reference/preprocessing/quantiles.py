"""Quantiles of data that come in batches: a short summary instead of all numbers.

A summary is an array (2, k) of float32: values in order, and how many numbers each of them stands for.
Source: the algorithm of `keras.layers.Discretization`.
"""

import numpy as np

__all__ = ["boundaries", "empty", "merged", "summary_of"]

Array = np.ndarray


def empty() -> Array:
    """The summary of no data."""
    return np.zeros((2, 0), dtype="float32")


def summary_of(values: Array, epsilon: float) -> Array:
    """Every s-th of the sorted `values`, so that about 1 / `epsilon` remain, each for s of them."""
    values = np.sort(values.ravel())
    step = max(values.size / (1.0 / epsilon), 1)
    chosen = values[int(step - 1) :: int(step)]
    return np.stack([chosen, np.full_like(chosen, step)])


def merged(new: Array, old: Array, epsilon: float) -> Array:
    """Two summaries as one, shortened."""
    both = np.concatenate([new, old], axis=1)
    return _shortened(both[:, np.argsort(both[0])], epsilon)


def boundaries(summary: Array, parts: int) -> list[float]:
    """The values that part the data into `parts` of about equal size."""
    shares: list[float] = _shortened(summary, 1.0 / parts)[0, :-1].tolist()
    return shares


def _shortened(summary: Array, epsilon: float) -> Array:
    """The values at the shares ε, 2 ε … 1 of the data, by linear interpolation; short ones stay."""
    values, counts = summary
    if values.size * epsilon < 1:
        return summary
    shares = epsilon + np.arange(0.0, 1.0, epsilon)
    reached = counts.cumsum()
    share_reached = reached / reached[-1]
    new_values = np.interp(shares, share_reached, values)
    new_counts = np.diff(np.interp(shares, share_reached, reached), prepend=0)
    return np.stack([new_values, new_counts]).astype("float32")
