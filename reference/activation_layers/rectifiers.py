"""ELU, LeakyReLU and ReLU: functions of `reference.activations` with their arguments kept."""

import warnings
from typing import Any, ClassVar

import numpy as np

from reference.activations import elu, leaky_relu, relu
from reference.activations.function import ActivationFunction
from reference.checks import number
from reference.layer import Layer

__all__ = ["ELU", "LeakyReLU", "ReLU"]

Array = np.ndarray
Gradients = dict[str, Array]


class _WithArguments(Layer):
    """y = f(x), entry by entry, where the arguments of f are those of the layer."""

    free_shape = True
    supports_masking = True
    function: ClassVar[ActivationFunction]

    def arguments(self) -> dict[str, Any]:
        """What f takes besides x, by name."""
        raise NotImplementedError

    def forward(self, x: Array, training: bool = False) -> tuple[Array, Any]:
        """Return `(y, cache)`."""
        return self.function.forward(x, **self.arguments())

    def backward(self, dy: Array, cache: Any, input_gradient: bool = True) -> tuple[Array | None, Gradients]:
        """Return `(dx, {})`."""
        return (self.function.backward(dy, cache) if input_gradient else None), {}

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this layer."""
        return super().get_config() | self.arguments()


class ELU(_WithArguments):
    """The exponential linear unit as a layer.

    forward   y = x above 0, α (exp(x) - 1) elsewhere
    backward  dx = dy above 0, α exp(x) dy elsewhere

    Source: Clevert et al. (2016); `keras.layers.ELU`.
    """

    function = elu

    def __init__(self, alpha: float = 1.0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.alpha = number("ELU", "alpha", alpha)

    def arguments(self) -> dict[str, Any]:
        """The slope α."""
        return {"alpha": self.alpha}


class LeakyReLU(_WithArguments):
    """Relu with a slope on the left: 0.3, where the function's own default is 0.2.

    forward   y = x above 0, s x elsewhere      backward  dx = dy above 0, s dy elsewhere

    s is `negative_slope`, at least 0. Its old name `alpha` is taken too, with Keras's warning.

    Source: Maas et al. (2013); `keras.layers.LeakyReLU`.
    """

    function = leaky_relu

    def __init__(self, negative_slope: float = 0.3, **kwargs: Any) -> None:
        if "alpha" in kwargs:
            negative_slope = kwargs.pop("alpha")
            message = "Argument `alpha` is deprecated. Use `negative_slope` instead."
            warnings.warn(message, UserWarning, stacklevel=2)
        super().__init__(**kwargs)
        self.negative_slope = number("LeakyReLU", "negative_slope", negative_slope, 0)

    def arguments(self) -> dict[str, Any]:
        """The slope s."""
        return {"negative_slope": self.negative_slope}


class ReLU(_WithArguments):
    """Relu with a ceiling, a slope on the left and a threshold, each at least 0.

    forward   y = min(x, max_value)                x > threshold
              y = negative_slope (x - threshold)   elsewhere
    backward  dx = dy, but 0 beyond max_value      x > threshold
              dx = negative_slope dy               elsewhere

    With the threshold 2 the output jumps from 0 to 2 at x = 2: nothing is subtracted above it. What
    happens at the bends stands in `reference.activations.relu`.

    Source: Nair & Hinton (2010); `keras.layers.ReLU`.
    """

    function = relu

    def __init__(
        self,
        max_value: float | None = None,
        negative_slope: float = 0.0,
        threshold: float = 0.0,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.max_value = None if max_value is None else number("ReLU", "max_value", max_value, 0)
        self.negative_slope = number("ReLU", "negative_slope", negative_slope, 0)
        self.threshold = number("ReLU", "threshold", threshold, 0)

    def arguments(self) -> dict[str, Any]:
        """All three, in Keras's order."""
        return {
            "max_value": self.max_value,
            "negative_slope": self.negative_slope,
            "threshold": self.threshold,
        }
