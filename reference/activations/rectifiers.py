"""Straight lines with a bend at 0: the identity, the rectifiers and their exponential relatives."""

import numpy as np

from reference.activations.function import ActivationFunction
from reference.casting import through_float32

__all__ = [
    "celu",
    "elu",
    "leaky_relu",
    "linear",
    "relu",
    "relu6",
    "selu",
]

Array = np.ndarray

SELU_ALPHA = 1.6732632423543772
SELU_SCALE = 1.0507009873554805


@ActivationFunction
def linear(x: Array) -> Array:
    """The identity, which a layer without an activation has; returns x itself.

    y = x
    y' = 1
    """
    return x


@linear.vjp
def _(dy: Array, x: Array, y: Array) -> Array:
    return dy


@ActivationFunction
def relu(
    x: Array, negative_slope: float = 0.0, max_value: float | None = None, threshold: float = 0.0
) -> Array:
    """Rectified linear unit (Nair & Hinton 2010).

    y = max(x, 0)
    y' = 1 above 0, else 0

    The other arguments, as in Keras: y = x above `threshold`, limited to 0 … max_value, and
    negative_slope (x - threshold) below it. The slope at max_value is 1, but 0 if that is 6.
    """
    if max_value is None and threshold == 0:
        return leaky_relu.function(x, negative_slope) if negative_slope else np.maximum(x, 0)
    y = np.where(x > through_float32(threshold), x, 0) if threshold else np.maximum(x, 0)
    if max_value is not None:
        y = np.maximum(np.minimum(y, through_float32(max_value)), 0)
    return y - negative_slope * np.maximum(threshold - x, 0) if negative_slope else y


@relu.vjp
def _(
    dy: Array,
    x: Array,
    y: Array,
    negative_slope: float = 0.0,
    max_value: float | None = None,
    threshold: float = 0.0,
) -> Array:
    if max_value is None and threshold == 0:
        return leaky_relu.derivative(dy, x, y, negative_slope) if negative_slope else dy * (y > 0)
    rising = x > through_float32(threshold)
    if max_value == 6 and threshold == 0:  # Keras takes relu6 here, which is flat at 6
        rising &= x < 6
    elif max_value is not None:
        rising &= (x >= 0) & (x <= through_float32(max_value))
    dx = dy * rising
    return dx + negative_slope * dy * (x < threshold) if negative_slope else dx


@ActivationFunction
def relu6(x: Array) -> Array:
    """Relu limited to 6 (Krizhevsky 2010).

    y = min(max(x, 0), 6)
    y' = 1 for 0 < x < 6, else 0
    """
    return np.minimum(np.maximum(x, 0), 6)


@relu6.vjp
def _(dy: Array, x: Array, y: Array) -> Array:
    return dy * ((y > 0) & (y < 6))


@ActivationFunction
def leaky_relu(x: Array, negative_slope: float = 0.2) -> Array:
    """Relu with a slope on the left (Maas et al. 2013).

    y = x above 0, negative_slope x elsewhere
    y' = 1 above 0, negative_slope elsewhere
    """
    return np.where(x > 0, x, through_float32(negative_slope) * x)


@leaky_relu.vjp
def _(dy: Array, x: Array, y: Array, negative_slope: float = 0.2) -> Array:
    return np.where(x > 0, dy, through_float32(negative_slope) * dy)


@ActivationFunction
def elu(x: Array, alpha: float = 1.0) -> Array:
    """Exponential linear unit (Clevert et al. 2016).

    y = x above 0, alpha (exp(x) - 1) elsewhere
    y' = 1 above 0, alpha exp(x) = y + alpha elsewhere
    """
    return np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0)))


@elu.vjp
def _(dy: Array, x: Array, y: Array, alpha: float = 1.0) -> Array:
    negative_part = np.where(x < 0, y, 0)  # 0 at nan too: Keras's slope is alpha there
    return dy * np.where(x > 0, 1, negative_part + alpha)


@ActivationFunction
def selu(x: Array) -> Array:
    """Scaled elu, which keeps mean 0 and variance 1 from layer to layer (Klambauer et al. 2017).

    y = s x from 0 on, s alpha (exp(x) - 1) below                s = 1.0507…
    y' = s from 0 on, s alpha exp(x) = y + s alpha below         alpha = 1.6732…
    """
    return SELU_SCALE * np.where(x < 0, SELU_ALPHA * np.expm1(np.minimum(x, 0)), x)


@selu.vjp
def _(dy: Array, x: Array, y: Array) -> Array:
    return dy * np.where(x < 0, y + SELU_SCALE * SELU_ALPHA, SELU_SCALE)


@ActivationFunction
def celu(x: Array, alpha: float = 1.0) -> Array:
    """Elu with a continuous slope (Barron 2017), except that Keras has it 2 at exactly 0.

    y = max(x, 0) + alpha (exp(min(x, 0) / alpha) - 1)
    y' = 1 above 0, exp(x / alpha) below, and both at 0
    """
    return np.maximum(x, 0) + alpha * np.expm1(np.minimum(x, 0) / alpha)


@celu.vjp
def _(dy: Array, x: Array, y: Array, alpha: float = 1.0) -> Array:
    return dy * ((x >= 0) + (x <= 0) * np.exp(np.fmin(x, 0) / alpha))
