"""Functions that set small inputs to a constant and let large ones through."""

import numpy as np

from reference.activations.function import ActivationFunction

__all__ = ["hard_shrink", "soft_shrink", "tanh_shrink", "threshold"]

Array = np.ndarray


@ActivationFunction
def threshold(x: Array, threshold: float, default_value: float) -> Array:
    """The input above a threshold, a constant elsewhere; nan counts as not above (Keras).

    y = x where x > threshold, else default_value
    y' = 1 where x > threshold, else 0
    """
    return np.where(x > threshold, x, default_value)


@threshold.vjp
def _(dy: Array, x: Array, y: Array, threshold: float, default_value: float) -> Array:
    return dy * (x > threshold)


@ActivationFunction
def hard_shrink(x: Array, threshold: float = 0.5) -> Array:
    """Small inputs to 0 (Donoho & Johnstone 1994).

    y = x where |x| > threshold, else 0
    y' = 1 where |x| > threshold, else 0
    """
    return np.where(np.abs(x) > threshold, x, 0)


@hard_shrink.vjp
def _(dy: Array, x: Array, y: Array, threshold: float = 0.5) -> Array:
    return dy * (np.abs(x) > threshold)


@ActivationFunction
def soft_shrink(x: Array, threshold: float = 0.5) -> Array:
    """Small inputs to 0, the others towards 0, so that nothing jumps (Donoho & Johnstone 1994).

    y = x - threshold above threshold, x + threshold below -threshold, else 0
    y' = 1 above threshold, 1 below -threshold, else 0
    """
    left = np.where(x < -threshold, x + threshold, 0)
    return np.where(x > threshold, x - threshold, left)


@soft_shrink.vjp
def _(dy: Array, x: Array, y: Array, threshold: float = 0.5) -> Array:
    return dy * ((x > threshold) | (x < -threshold))


@ActivationFunction
def tanh_shrink(x: Array) -> Array:
    """What tanh takes away (Keras and PyTorch).

    y = x - tanh(x)
    y' = tanh(x)²
    """
    return x - np.tanh(x)


@tanh_shrink.vjp
def _(dy: Array, x: Array, y: Array) -> Array:
    t = np.tanh(x)
    return dy * t * t
