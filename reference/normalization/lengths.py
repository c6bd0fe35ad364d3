"""RMSNormalization and UnitNormalization: vectors brought to a length, without a mean."""

import math
from typing import Any

import numpy as np

from reference.checks import Shape, number
from reference.normalization.axes import AlongAxes, Gradients, summed, summed_to

__all__ = ["RMSNormalization", "UnitNormalization", "unit_factor"]

Array = np.ndarray

SHORTEST = 1e-12  # vectors shorter than this keep their direction, but are not brought to length 1


def unit_factor(x: Array, axes: Any, shortest: float) -> tuple[Array, Array]:
    """Return 1 / max(|x|, shortest) over `axes`, and whether |x| was the larger."""
    length = np.sqrt(summed(x * x, axes))
    return 1 / np.maximum(length, shortest), length >= shortest


class RMSNormalization(AlongAxes):
    """Every vector divided by the root of its mean square (Zhang & Sennrich 2019).

    forward   x̂ = x / √(Σ x² / N + ε)      y = s x̂
    backward  ds = Σ dy x̂                  g = s dy
              dx = (g - x̂ Σ g x̂ / N) / √(Σ x² / N + ε)

    Parameters
    ----------
    axis : int or list of int
        Over which axes, of N numbers in all.
    epsilon : float
        ε, inside the root.

    The weight `scale`, s, starts at 1. It has the sizes along the sorted axes and, as in Keras, is
    multiplied on as it is, so it stands along the last axes whatever `axis` says: a ValueError where it
    does not fit there. Source: `keras.layers.RMSNormalization`.
    """

    def __init__(self, axis: Any = -1, epsilon: float = 1e-6, **kwargs: Any) -> None:
        super().__init__(axis, **kwargs)
        self.epsilon = number("RMSNormalization", "epsilon", epsilon)
        self.scale: Array

    def create_weights(self, input_shape: Shape) -> None:
        """Make `scale`, with the sizes along the axes."""
        self.axis = sorted(self.axes)
        self.add_weight("scale", self.sizes_along(input_shape), "ones")

    def forward(self, x: Array, training: bool = False) -> tuple[Array, Any]:
        """Return `(y, cache)`."""
        axes = [axis % x.ndim for axis in self.axes]
        count = math.prod(x.shape[axis] for axis in axes)
        inverse = 1 / np.sqrt(summed(x * x, axes) / count + self.epsilon)
        normalized = x * inverse
        return normalized * self.scale, (axes, count, normalized, inverse)

    def backward(self, dy: Array, cache: Any, input_gradient: bool = True) -> tuple[Array | None, Gradients]:
        """Return `(dx, grads)`."""
        axes, count, normalized, inverse = cache
        broadcast = (1,) * (dy.ndim - self.scale.ndim) + self.scale.shape
        grads = {"scale": summed_to(dy * normalized, broadcast).reshape(self.scale.shape)}
        if not input_gradient:
            return None, grads
        g = dy * self.scale
        return (g - normalized * (summed(g * normalized, axes) / count)) * inverse, grads

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """The shape of the input; a ValueError if the scale does not fit its last axes."""
        shape = super().compute_output_shape(input_shape)
        scale = [shape[axis] for axis in sorted(self.axes)]
        last = shape[len(shape) - len(scale) :]
        if any(s not in (1, None, n) for s, n in zip(scale, last, strict=True)):
            raise ValueError(
                f"{self.name}: the scale has the sizes {scale} along axis {self.axis}, and Keras multiplies "
                f"it along the last axes, of sizes {list(last)}: axis must name the last axes"
            )
        return shape

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this layer."""
        return super().get_config() | {"epsilon": self.epsilon}


class UnitNormalization(AlongAxes):
    """Every vector divided by its length, √Σ x², so that it has length 1; a vector of zeros stays one.

    forward   y = x / max(|x|, 1e-12)
    backward  dx = (dy - y Σ dy y) / |x|      and dy · 1e12 where |x| < 1e-12

    Parameters
    ----------
    axis : int or list of int
        Over which axes; what lies along all others are the vectors.

    Source: `keras.layers.UnitNormalization`.
    """

    supports_masking = True

    def __init__(self, axis: Any = -1, **kwargs: Any) -> None:
        super().__init__(axis, **kwargs)

    def check_input(self, x: Array) -> None:
        """Raise a ValueError unless `x` has the axes; there are no weights for its sizes to fit."""
        self.compute_output_shape(x.shape)

    def forward(self, x: Array, training: bool = False) -> tuple[Array, Any]:
        """Return `(y, cache)`."""
        factor, free = unit_factor(x, self.axes, SHORTEST)
        y = x * factor
        return y, (y, factor, free)

    def backward(self, dy: Array, cache: Any, input_gradient: bool = True) -> tuple[Array | None, Gradients]:
        """Return `(dx, {})`."""
        y, factor, free = cache
        if not input_gradient:
            return None, {}
        return (dy - np.where(free, y * summed(dy * y, self.axes), 0)) * factor, {}
