"""PReLU: the slope on the left is learned."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from reference.checks import Shape, check_fits
from reference.layer import Layer

__all__ = ["PReLU"]

Array = np.ndarray
Gradients = dict[str, Array]


class PReLU(Layer):
    """Relu whose slope on the left is learned, one slope for each feature of a sample.

    forward   y = x above 0, α x below              x (n, ...)   α (...), but 1 in the shared axes
    backward  dx = dy above 0, α dy below, 0 at 0
              dα = Σ min(x, 0) dy                   over the samples and along the shared axes

    Other than leaky_relu's, the slope at exactly 0 is 0: Keras computes relu(x) - α relu(-x).

    Parameters
    ----------
    alpha_initializer, alpha_regularizer, alpha_constraint
        How α starts (at 0, which is relu), what its size costs in training, what bounds it.
    shared_axes : int or sequence of int, optional
        Axes of the input, from 1 on, along which there is one α: (1, 2) for pictures. Keras takes
        axes below 1 too, and then shares another axis than the one named; here they are refused.

    Source: He et al., "Delving deep into rectifiers" (2015); `keras.layers.PReLU`.
    """

    supports_masking = True

    def __init__(
        self,
        alpha_initializer: Any = "Zeros",
        alpha_regularizer: Any = None,
        alpha_constraint: Any = None,
        shared_axes: int | Sequence[int] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.weight_rules(
            "alpha", initializer=alpha_initializer, regularizer=alpha_regularizer, constraint=alpha_constraint
        )
        several = shared_axes if isinstance(shared_axes, list | tuple) else [shared_axes]
        self.shared_axes: list[Any] | None = None if shared_axes is None else list(several)
        self.alpha: Array

    def _shared(self, sizes: Sequence[int | None], instead: int | None) -> tuple[int | None, ...]:
        """The sizes of a sample, with `instead` in the shared axes."""
        shared = self.shared_axes or ()
        return tuple(instead if axis in shared else size for axis, size in enumerate(sizes, 1))

    def create_weights(self, input_shape: Shape) -> None:
        """Make `alpha`."""
        shape = self._shared(input_shape[1:], 1)
        if None in shape:
            raise ValueError(f"{self.name}: an open axis of {input_shape} must be one of shared_axes")
        self.add_weight("alpha", shape)

    def check_input(self, x: Array) -> None:
        """Raise a ValueError unless `x` fits alpha; along the shared axes it may have any size."""
        self.require_built()
        check_fits(self.name, x, (None, *self._shared(self.alpha.shape, None)))

    def forward(self, x: Array, training: bool = False) -> tuple[Array, Any]:
        """Return `(y, cache)`; the cache is x."""
        return np.where(x > 0, x, self.alpha * np.minimum(x, 0)), x

    def backward(self, dy: Array, cache: Any, input_gradient: bool = True) -> tuple[Array | None, Gradients]:
        """Return `(dx, grads)`."""
        x, axes = cache, tuple({0, *(self.shared_axes or ())})
        dalpha = np.add.reduce(np.minimum(x, 0) * dy, axis=axes, keepdims=True)
        dx = dy * np.where(x > 0, 1, self.alpha * (x < 0)) if input_gradient else None
        return dx, {"alpha": dalpha[0]}

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """The shape of the input."""
        for axis in self.shared_axes or ():
            if isinstance(axis, bool) or not isinstance(axis, int) or not 1 <= axis < len(input_shape):
                axes = f"axes from 1 to {len(input_shape) - 1}"
                raise ValueError(f"{self.name}: shared_axes must be {axes}, got {self.shared_axes}")
        return tuple(input_shape)

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this layer."""
        return super().get_config() | {"shared_axes": self.shared_axes}
