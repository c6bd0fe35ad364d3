"""The plain definitions of the layers that `reference` has no counterpart of, forward passes only.

They are written to be read, not to be fast. Shape letters as in `reference`: n samples, t time steps,
h w rows and columns, d input features or channels, u units, f filters.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from reference.activations import sigmoid

__all__ = [
    "batch_normalization",
    "correlate",
    "gru",
    "layer_normalization",
    "lstm",
    "max_pool_gradient",
    "pool",
    "simple_rnn",
]

Array = np.ndarray


def correlate(x: Array, kernel: Array, bias: Any = 0.0) -> Array:
    """What Conv2D computes: the kernel (kh, kw, d, f), not flipped, slides over x (n, h, w, d)."""
    windows = sliding_window_view(x, kernel.shape[:2], axis=(1, 2))  # (n, h', w', d, kh, kw)
    return np.einsum("nhwdij,ijdf->nhwf", windows, kernel) + bias


def _starts(length: int, size: int, padding: str) -> range:
    """Where windows begin that stand side by side; with "same" they may reach over both ends."""
    if padding == "valid":
        return range(0, length - size + 1, size)
    over = -length % size
    return range(-(over // 2), length, size)


def pool(x: Array, size: int, reduce: Callable[..., Array], padding: str = "valid") -> Array:
    """`reduce` (np.max, np.mean) over windows of x (n, h, w, d); what lies outside does not count."""

    def window(row: int, column: int) -> Array:
        return reduce(x[:, max(row, 0) : row + size, max(column, 0) : column + size], axis=(1, 2))

    rows, columns = (_starts(length, size, padding) for length in x.shape[1:3])
    return np.stack([np.stack([window(r, c) for c in columns], axis=1) for r in rows], axis=1)


def max_pool_gradient(window: Array) -> Array:
    """The gradient of a window's maximum: 1 at its first largest entry, 0 elsewhere."""
    gradient = np.zeros_like(window)
    gradient[np.unravel_index(window.argmax(), window.shape)] = 1
    return gradient


def simple_rnn(x: Array, kernel: Array, recurrent: Array, bias: Array) -> Array:
    """The last state of h ← tanh(x K + h U + b), over the time steps of x (n, t, d)."""
    h = np.zeros((len(x), len(recurrent)))
    for step in np.moveaxis(x, 1, 0):
        h = np.tanh(step @ kernel + h @ recurrent + bias)
    return h


def lstm(x: Array, kernel: Array, recurrent: Array, bias: Array) -> Array:
    """The last state of an LSTM, whose kernels hold input, forget, candidate and output side by side.

    c ← σ(f) c + σ(i) tanh(g)      h ← σ(o) tanh(c)
    """
    h = c = np.zeros((len(x), len(recurrent)))
    for step in np.moveaxis(x, 1, 0):
        i, f, g, o = np.split(step @ kernel + h @ recurrent + bias, 4, axis=1)
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)
    return h


def gru(x: Array, kernel: Array, recurrent: Array, bias: Array) -> Array:
    """The last state of a GRU with `reset_after`: update, reset, candidate; one bias a kernel, (2, 3u).

    z, r = σ(x-part + h-part)      h ← z h + (1 - z) tanh(x-part + r · h-part)
    """
    h = np.zeros((len(x), len(recurrent)))
    for step in np.moveaxis(x, 1, 0):
        from_x = np.split(step @ kernel + bias[0], 3, axis=1)
        from_h = np.split(h @ recurrent + bias[1], 3, axis=1)
        z, r = (sigmoid(a + b) for a, b in zip(from_x[:2], from_h[:2], strict=True))
        h = z * h + (1 - z) * np.tanh(from_x[2] + r * from_h[2])
    return h


def _normalize(x: Array, mean: Array, variance: Array, gamma: Array, beta: Array) -> Array:
    return gamma * (x - mean) / np.sqrt(variance + 1e-3) + beta


def batch_normalization(
    x: Array, gamma: Array, beta: Array, mean: Array, variance: Array, training: bool
) -> tuple[Array, Array, Array]:
    """The output, and the moving mean and variance afterwards.

    In training x (n, d) is normalised by its own mean and (biased) variance over the batch, of which
    a hundredth enters the moving ones; in use by the moving ones.
    """
    if not training:
        return _normalize(x, mean, variance, gamma, beta), mean, variance
    own_mean, own_variance = x.mean(axis=0), x.var(axis=0)
    y = _normalize(x, own_mean, own_variance, gamma, beta)
    return y, 0.99 * mean + 0.01 * own_mean, 0.99 * variance + 0.01 * own_variance


def layer_normalization(x: Array, gamma: Array, beta: Array) -> Array:
    """Every sample normalised by its own mean and variance over its features."""
    return _normalize(x, x.mean(axis=-1, keepdims=True), x.var(axis=-1, keepdims=True), gamma, beta)
