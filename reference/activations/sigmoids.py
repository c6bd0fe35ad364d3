"""Bounded functions: from one level to another, along a curve or along straight lines."""

import numpy as np

from reference.activations.function import ActivationFunction
from reference.activations.rectifiers import relu6

__all__ = ["hard_sigmoid", "hard_tanh", "sigmoid", "softsign", "sparse_sigmoid", "tanh"]

Array = np.ndarray


@ActivationFunction
@np.errstate(over="ignore")
def sigmoid(x: Array) -> Array:
    """The logistic function (Verhulst 1845), from 0 to 1.

    y = 1 / (1 + exp(-x))         0 where exp(-x) is inf, as it should be
    y' = y (1 - y)
    """
    return 1 / (1 + np.exp(-x))


@sigmoid.vjp
def _(dy: Array, x: Array, y: Array) -> Array:
    return dy * y * (1 - y)


@ActivationFunction
def tanh(x: Array) -> Array:
    """The hyperbolic tangent, from -1 to 1 (LeCun et al. 1998).

    y = (exp(x) - exp(-x)) / (exp(x) + exp(-x)) = 2 sigmoid(2x) - 1
    y' = 1 - y²
    """
    return np.tanh(x)


@tanh.vjp
def _(dy: Array, x: Array, y: Array) -> Array:
    return dy * (1 - y * y)


@ActivationFunction
def softsign(x: Array) -> Array:
    """From -1 to 1, slower than tanh (Turian et al. 2009).

    y = x / (1 + |x|)
    y' = 1 / (1 + |x|)²
    """
    return x / (1 + np.abs(x))


@softsign.vjp
def _(dy: Array, x: Array, y: Array) -> Array:
    scale = 1 + np.abs(x)
    return dy / scale / scale  # its square could overflow


@ActivationFunction
def hard_tanh(x: Array) -> Array:
    """Tanh in straight lines (Collobert 2004).

    y = x limited to -1 … 1
    y' = 1 for -1 ≤ x ≤ 1, else 0
    """
    return np.clip(x, -1, 1)


@hard_tanh.vjp
def _(dy: Array, x: Array, y: Array) -> Array:
    return dy * (np.abs(x) <= 1)


@ActivationFunction
def hard_sigmoid(x: Array) -> Array:
    """Sigmoid in straight lines (Howard et al. 2019).

    y = relu6(x + 3) / 6
    y' = 1/6 for -3 < x < 3, else 0
    """
    return relu6(x + 3) / 6


@hard_sigmoid.vjp
def _(dy: Array, x: Array, y: Array) -> Array:
    return dy / 6 * ((y > 0) & (y < 1))


@ActivationFunction
def sparse_sigmoid(x: Array) -> Array:
    """What sparsemax, as published, gives the first of the scores (x, 0) (Blondel et al. 2019).

    y = (x + 1) / 2 limited to 0 … 1
    y' = 1/2 for -1 < x < 1, else 0
    """
    return (hard_tanh(x) + 1) / 2


@sparse_sigmoid.vjp
def _(dy: Array, x: Array, y: Array) -> Array:
    return dy / 2 * ~(np.abs(x) >= 1)  # not "< 1": Keras's slope at nan is 1/2
