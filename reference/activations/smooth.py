"""Curves without a corner: softened rectifiers, and inputs multiplied by a gate of themselves."""

import math

import numpy as np

from reference.activations.function import ActivationFunction
from reference.activations.sigmoids import hard_sigmoid, hard_tanh, sigmoid
from reference.casting import through_float32

__all__ = [
    "exponential",
    "gelu",
    "hard_silu",
    "log_sigmoid",
    "mish",
    "silu",
    "softplus",
    "sparse_plus",
    "squareplus",
]

Array = np.ndarray

SQRT_HALF = through_float32(math.sqrt(0.5))
SQRT_TWO_OVER_PI = math.sqrt(2 / math.pi)
GELU_CUBIC = through_float32(0.044715)

# NumPy has no error function; Python has one for a number at a time.
_erfc = np.vectorize(math.erfc, otypes=[float])


@ActivationFunction
@np.errstate(over="ignore")
def exponential(x: Array) -> Array:
    """The exponential function, inf where it is too large.

    y = exp(x)
    y' = y
    """
    return np.exp(x)


@exponential.vjp
@np.errstate(over="ignore", invalid="ignore")
def _(dy: Array, x: Array, y: Array) -> Array:
    return dy * y


@ActivationFunction
def softplus(x: Array) -> Array:
    """A rounded relu (Dugas et al. 2001).

    y = log(1 + exp(x)) = max(x, 0) + log(1 + exp(-|x|))         the latter cannot overflow
    y' = sigmoid(x)
    """
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


@softplus.vjp
def _(dy: Array, x: Array, y: Array) -> Array:
    return dy * sigmoid(x)


@ActivationFunction
def log_sigmoid(x: Array) -> Array:
    """The logarithm of the sigmoid.

    y = log(sigmoid(x)) = -softplus(-x)
    y' = sigmoid(-x)
    """
    return -softplus(-x)


@log_sigmoid.vjp
def _(dy: Array, x: Array, y: Array) -> Array:
    return dy * sigmoid(-x)


@ActivationFunction
def sparse_plus(x: Array) -> Array:
    """The integral of `sparse_sigmoid`, as softplus is that of sigmoid (Keras and JAX).

    y = 0 up to -1, (x + 1)² / 4 between, x from 1 on
    y' = sparse_sigmoid(x)
    """
    bend = hard_tanh(x) + 1
    return np.where(x < 1, bend * bend / 4, x)


@sparse_plus.vjp
def _(dy: Array, x: Array, y: Array) -> Array:
    return dy * (hard_tanh(x) + 1) / 2  # Keras has nan at ±inf


@ActivationFunction
@np.errstate(over="ignore", invalid="ignore")
def squareplus(x: Array, b: float = 4) -> Array:
    """A rounded relu without exponentials (Barron 2021); inf, as in Keras, where x² overflows.

    y = (x + r) / 2         r = sqrt(x² + b)
    y' = (1 + x / r) / 2
    """
    return (x + np.sqrt(x * x + b)) / 2


@squareplus.vjp
@np.errstate(over="ignore", invalid="ignore", divide="ignore")
def _(dy: Array, x: Array, y: Array, b: float = 4) -> Array:
    return dy * (1 + x / np.sqrt(x * x + b)) / 2  # b = 0: nan at 0, as in Keras


@ActivationFunction
def silu(x: Array) -> Array:
    """The input times its own sigmoid, also called swish (Ramachandran et al. 2017).

    y = x sigmoid(x)
    y' = sigmoid(x) (1 + x sigmoid(-x))         sigmoid(-x) = 1 - sigmoid(x)
    """
    return x * sigmoid(x)


@silu.vjp
def _(dy: Array, x: Array, y: Array) -> Array:
    return dy * sigmoid(x) * (1 + x * sigmoid(-x))


@ActivationFunction
def hard_silu(x: Array) -> Array:
    """The input times its own hard sigmoid, also called hard swish (Howard et al. 2019).

    y = x h(x)         h = hard_sigmoid
    y' = h(x) + x h'(x)
    """
    return x * hard_sigmoid(x)


@hard_silu.vjp
def _(dy: Array, x: Array, y: Array) -> Array:
    gate, cache = hard_sigmoid.forward(x)
    return dy * gate + x * hard_sigmoid.backward(dy, cache)


@ActivationFunction
@np.errstate(over="ignore")
def gelu(x: Array, approximate: bool = False) -> Array:
    """The input times the normal distribution up to it (Hendrycks & Gimpel 2016).

    y = x P(x)         P(x) = erfc(-x / √2) / 2,         p(x) = exp(-x² / 2) / √(2π)
    y' = P(x) + x p(x)

    approximate: P(x) = (1 + t) / 2, p(x) = (1 - t²) u' / 2, t = tanh(u), u = √(2/π) (x + 0.044715 x³)
    """
    if approximate:
        return x * (1 + np.tanh(SQRT_TWO_OVER_PI * (x + GELU_CUBIC * (x * x * x)))) / 2
    return x * _erfc(-SQRT_HALF * x).astype(x.dtype) / 2


@gelu.vjp
@np.errstate(over="ignore", invalid="ignore")
def _(dy: Array, x: Array, y: Array, approximate: bool = False) -> Array:
    if approximate:  # nan where x² overflows, as in Keras: there 1 - t² = 0 meets u' = inf
        t = np.tanh(SQRT_TWO_OVER_PI * (x + GELU_CUBIC * (x * x * x)))
        slope_u = SQRT_TWO_OVER_PI * (1 + 3 * GELU_CUBIC * (x * x))
        return dy * (1 + t + x * (1 - t) * (1 + t) * slope_u) / 2
    scaled = SQRT_HALF * x
    density = SQRT_HALF / math.sqrt(math.pi) * np.exp(-scaled * scaled)
    return dy * (_erfc(-scaled).astype(x.dtype) / 2 + x * density)


@ActivationFunction
def mish(x: Array) -> Array:
    """The input times the tanh of its softplus (Misra 2019).

    y = x t         t = tanh(softplus(x))
    y' = t + x (1 - t²) sigmoid(x)
    """
    return x * np.tanh(softplus(x))


@mish.vjp
def _(dy: Array, x: Array, y: Array) -> Array:
    t = np.tanh(softplus(x))
    return dy * (t + x * (1 - t) * (1 + t) * sigmoid(x))
